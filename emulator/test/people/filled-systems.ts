// Both real halves, filled with a cast and served to nobody: for tests of what a cast puts into them. The clock stands.
import { fileURLToPath } from 'node:url';
import { CallBook } from '../../src/calls.js';
import { createExchangeTenant } from '../../src/exchange/tenant.js';
import { Faults } from '../../src/faults.js';
import type { ExchangeDump, SalesforceRecord } from '../../src/parts.js';
import { fillCast, type Cast, type CastOptions } from '../../src/people.js';
import { createSalesforceOrg } from '../../src/salesforce/org.js';
import { Chance, Clock, type World } from '../../src/world.js';

const forceAppFolder = fileURLToPath(new URL('../../../force-app', import.meta.url));

type MailboxDump = ExchangeDump['mailboxes'][number];
export type EventDump = MailboxDump['events'][number];

export interface FilledSystems {
  readonly cast: Cast;
  readonly startMs: number;
  readonly mailboxes: ExchangeDump['mailboxes'];
  readonly objects: Readonly<Record<string, readonly SalesforceRecord[]>>;
  mailboxOf(firstName: string): MailboxDump;
  userIdOf(firstName: string): string;
}

export function fillSystems(
  options: CastOptions,
  { seed = 7, startAt = '2026-11-22T09:00:00Z' }: { seed?: number; startAt?: string } = {},
): FilledSystems {
  const clock = new Clock();
  const startMs = Date.parse(startAt);
  clock.freeze(startMs);
  const world: World = { clock, chance: new Chance(seed), calls: new CallBook(), faults: new Faults(), latencyMs: 0 };
  const exchange = createExchangeTenant(world, { tenantId: '11111111-2222-4333-8444-555555555555' });
  const salesforce = createSalesforceOrg(world, { forceAppFolder, baseUrl: () => '' });
  const cast = fillCast(world, exchange, salesforce, options);
  const { mailboxes } = exchange.dump();
  const { objects } = salesforce.dump();
  const personCalled = (firstName: string) => {
    const person = cast.people.find((candidate) => candidate.firstName === firstName);
    if (person === undefined) throw new Error(`nobody is called ${firstName}`);
    return person;
  };
  return {
    ...{ cast, startMs, mailboxes, objects },
    userIdOf: (firstName) => personCalled(firstName).userId,
    mailboxOf: (firstName) => {
      const mailbox = mailboxes.find(({ id }) => id === personCalled(firstName).mailboxId);
      if (mailbox === undefined) throw new Error(`${firstName} has no mailbox`);
      return mailbox;
    },
  };
}

export function addressesOf({ properties }: EventDump): string[] {
  const attendees = properties['attendees'] as { emailAddress: { address: string } }[];
  return attendees.map(({ emailAddress }) => emailAddress.address);
}

/** In UTC; all-day events at midnight. */
export function startMsOf({ properties }: EventDump): number {
  return Date.parse(`${(properties['start'] as { dateTime: string }).dateTime.slice(0, 19)}Z`);
}

export function endMsOf({ properties }: EventDump): number {
  return Date.parse(`${(properties['end'] as { dateTime: string }).dateTime.slice(0, 19)}Z`);
}
