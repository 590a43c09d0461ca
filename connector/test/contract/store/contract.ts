// The promises of the store port as one suite, run on every implementation. A promise that one of them cannot keep does
// not belong in the port.
import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import type { StorePort } from '../../../src/ports/store.js';
import { changePromises } from './suite/changes.js';
import { contactLinkPromises } from './suite/contact-links.js';
import { eventLinkPromises } from './suite/event-links.js';
import { findingPromises } from './suite/findings.js';
import { forgetPromises } from './suite/forgotten-links.js';
import { sentPromises } from './suite/sent.js';
import { linkPromises } from './suite/links.js';
import { meetingPromises } from './suite/meetings.js';
import { runPromises } from './suite/runs.js';
import { scopePromises } from './suite/scopes.js';

export interface StoreHarness {
  start(): Promise<void>;
  /** A store that remembers nothing. */
  fresh(): Promise<StorePort>;
  stop(): Promise<void>;
}

export function storeContract(name: string, harness: StoreHarness): void {
  describe(`the store ${name}`, () => {
    let current: StorePort;
    const store = () => current;
    beforeAll(() => harness.start());
    afterAll(() => harness.stop());
    beforeEach(async () => {
      current = await harness.fresh();
    });

    describe('people', () => scopePromises(store));
    describe('runs', () => runPromises(store));
    describe('links', () => linkPromises(store));
    describe('links at a reset', () => forgetPromises(store));
    describe('links of contacts', () => contactLinkPromises(store));
    describe('links of events', () => eventLinkPromises(store));
    describe('meetings', () => meetingPromises(store));
    describe('writes on their way', () => sentPromises(store));
    describe('Salesforce changes and requests', () => changePromises(store));
    describe('findings and trail', () => findingPromises(store));
  });
}
