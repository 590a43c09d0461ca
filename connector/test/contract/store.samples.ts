// Ids and rows for the tests of the store: the right shapes and lengths, no two alike, nobody's.
import { toInstant } from '../../src/core/model.js';
import type { AccountId, ExchangeContactId, Link, PersonId, SalesforceContactId } from '../../src/core/model.js';
import type { SalesforceChange } from '../../src/ports/salesforce.js';
import type { Finding, Intent, NewLink, RunCommit, Scope, StorePort, WriteTrailEntry } from '../../src/ports/store.js';

export const nowMs = Date.parse('2026-11-22T14:03:00.000Z');
export const minuteMs = 60_000;

export const ada = personId(1);
export const ben = personId(2);

export function personId(number: number): PersonId {
  return `005000000${digits(number, 6)}AAA` as PersonId;
}

export function salesforceId(number: number): SalesforceContactId {
  return `003000000${digits(number, 6)}AAA` as SalesforceContactId;
}

export function accountId(number: number): AccountId {
  return `001000000${digits(number, 6)}AAA` as AccountId;
}

/** 68 characters, like an immutable id of a contact. */
export function exchangeId(number: number): ExchangeContactId {
  const bytes = Buffer.alloc(51, 7);
  bytes.write('\0\x09\0\x2e', 0, 'latin1');
  bytes.writeUInt32BE(number, 40);
  return bytes.toString('base64url') as ExchangeContactId;
}

/** 40 characters, like the changeKey of a contact. */
export function changeKey(number: number): string {
  const bytes = Buffer.alloc(30, 0xfb);
  bytes.writeUInt32BE(number, 24);
  return bytes.toString('base64');
}

/** 28 fields of 6 bytes. */
export function hashes(number: number): Uint8Array {
  return Uint8Array.from({ length: 28 * 6 }, (_, index) => (number + index * 31) % 256);
}

export function newLink(number: number, more: Partial<NewLink> = {}): NewLink {
  return {
    person: ada,
    salesforceId: salesforceId(number),
    exchangeId: exchangeId(number),
    salesforceVersion: `2026-11-22T14:03:00.${digits(number % 1000, 3)}+0000`,
    exchangeVersion: changeKey(number),
    accountId: accountId(number),
    salesforceSettled: hashes(number),
    exchangeSettled: hashes(number + 1),
    formVersion: 1,
    state: 'linked',
    wasInScope: true,
    isStamped: true,
    ...more,
  };
}

export function finding(number: number, more: Partial<Finding> = {}): Finding {
  return {
    person: ada,
    side: 'exchange',
    itemId: exchangeId(number),
    reason: 'AMBIGUOUS_MATCH',
    fields: ['Email', 'Account.Name'],
    firstAtMs: nowMs,
    lastAtMs: nowMs,
    attempts: 1,
    retryAtMs: null,
    version: changeKey(number),
    matchKeys: [`email:${digits(number, 12)}`, `name:${digits(number, 12)}`],
    ...more,
  };
}

/** The findings of one item, as a commit takes them. */
export function foundOn(...found: readonly [Finding, ...Finding[]]): NonNullable<RunCommit['findings']>[number] {
  return { side: found[0].side, itemId: found[0].itemId, found };
}

export function intent(number: number, more: Partial<Intent> = {}): Intent {
  return {
    id: `intent-${digits(number, 6)}`,
    person: ada,
    side: 'exchange',
    sourceId: salesforceId(number),
    attempt: 1,
    begunAtMs: nowMs + number,
    ...more,
  };
}

export function change(number: number, more: Partial<SalesforceChange> = {}): SalesforceChange {
  return {
    object: 'Contact',
    recordId: salesforceId(number),
    ownerId: ada,
    accountId: accountId(number),
    isDeleted: false,
    masterId: null,
    modifiedAt: toInstant(nowMs + number),
    ...more,
  };
}

export function trailEntry(more: Partial<WriteTrailEntry> = {}): WriteTrailEntry {
  return {
    person: ada,
    atMs: nowMs,
    runNo: 1,
    askedBy: null,
    side: 'exchange',
    kind: 'create',
    recordId: exchangeId(1),
    fields: ['LastName'],
    reason: 'NEW_IN_SALESFORCE',
    ...more,
  };
}

/** Makes the person due and starts a run with a lease of two minutes. */
export async function startedRun(store: StorePort, person = ada, atMs = nowMs): Promise<Scope> {
  await store.saveScope(person, { contactsDueAtMs: atMs });
  const scope = await store.startRun(person, atMs, 2 * minuteMs);
  if (scope === null) throw new Error('the run did not start');
  return scope;
}

/** Links of one person, written by a run that has ended. */
export async function withLinks(store: StorePort, links: readonly NewLink[], person = ada): Promise<readonly Link[]> {
  const { runNo } = await startedRun(store, person);
  await store.commitRun({ person, runNo, newLinks: links.map((link) => ({ ...link, person })) });
  await store.endRun(person, runNo, nowMs);
  return store.linksAfter(person, 0, links.length);
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
