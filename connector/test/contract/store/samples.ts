// Ids and rows for the tests of the store: the right shapes and lengths, no two alike, nobody's.
import { createHash } from 'node:crypto';
import type { ContactLink, EventLink, NewContactLink, NewEventLink } from '../../../src/core/link.js';
import { toInstant } from '../../../src/core/model.js';
import type {
  AccountId,
  ExchangeContactId,
  ExchangeEventId,
  PersonId,
  SalesforceContactId,
  SalesforceEventId,
} from '../../../src/core/model.js';
import type { SentRow } from '../../../src/core/sent/row.js';
import type { SalesforceChange } from '../../../src/ports/salesforce.js';
import type { Scope } from '../../../src/ports/scope.js';
import type { Finding, MeetingClaim, RunCommit, StorePort, WriteTrailEntry } from '../../../src/ports/store.js';

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

export function salesforceEventId(number: number): SalesforceEventId {
  return `00U000000${digits(number, 6)}AAA` as SalesforceEventId;
}

/** 68 characters, like an immutable id of a contact. */
export function exchangeId(number: number): ExchangeContactId {
  return immutableId(number, 7) as ExchangeContactId;
}

/** As long as that of a contact. */
export function exchangeEventId(number: number): ExchangeEventId {
  return immutableId(number, 8) as ExchangeEventId;
}

function immutableId(number: number, filling: number): string {
  const bytes = Buffer.alloc(51, filling);
  bytes.write('\0\x09\0\x2e', 0, 'latin1');
  bytes.writeUInt32BE(number, 40);
  return bytes.toString('base64url');
}

/** 40 characters, like the changeKey of a contact. */
function changeKey(number: number): string {
  const bytes = Buffer.alloc(30, 0xfb);
  bytes.writeUInt32BE(number, 24);
  return bytes.toString('base64');
}

/** 28 fields of 6 bytes. */
export function hashes(number: number): Uint8Array {
  return Uint8Array.from({ length: 28 * 6 }, (_, index) => (number + index * 31) % 256);
}

/** 8 random bytes, as text. */
function memoryKey(number: number): string {
  const bytes = Buffer.alloc(8, 0xa7);
  bytes.writeUInt32BE(number, 2);
  return bytes.toString('base64url');
}

export function newLink(number: number, more: Partial<NewContactLink> = {}): NewContactLink {
  return {
    person: ada,
    object: 'Contact',
    ids: contactIds(number),
    versions: {
      salesforce: `2026-11-22T14:03:00.${digits(number % 1000, 3)}+0000`,
      exchange: changeKey(number),
    },
    settled: { salesforce: hashes(number), exchange: hashes(number + 1) },
    memoryKey: memoryKey(number),
    formVersion: 1,
    state: 'linked',
    accountId: accountId(number),
    wasInReach: true,
    isStamped: true,
    salesforceWrittenAtMs: null,
    ...more,
  };
}

export function contactIds(salesforce: number, exchange = salesforce): NewContactLink['ids'] {
  return { salesforce: salesforceId(salesforce), exchange: exchangeId(exchange) };
}

/** Starts `number` minutes from now and lasts an hour. */
export function newEventLink(number: number, more: Partial<NewEventLink> = {}): NewEventLink {
  const startsAtMs = nowMs + number * minuteMs;
  return {
    person: ada,
    object: 'Event',
    ids: eventIds(number),
    versions: { salesforce: '', exchange: Buffer.alloc(16, number).toString('base64') },
    settled: { salesforce: new Uint8Array(), exchange: hashes(number).subarray(0, 8 * 6) },
    memoryKey: memoryKey(number),
    formVersion: 1,
    state: 'linked',
    meetingKey: meetingKey(number),
    startsAtMs,
    endsAtMs: startsAtMs + 60 * minuteMs,
    ...more,
  };
}

export function eventIds(salesforce: number, exchange = salesforce): NewEventLink['ids'] {
  return { salesforce: salesforceEventId(salesforce), exchange: exchangeEventId(exchange) };
}

export function meetingKey(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex');
}

export function meetingClaim(number: number, more: Partial<MeetingClaim> = {}): MeetingClaim {
  return { meetingKey: meetingKey(number), exchangeId: exchangeEventId(number), begunAtMs: nowMs + number, ...more };
}

export function finding(number: number, more: Partial<Finding> = {}): Finding {
  return {
    person: ada,
    object: 'Contact',
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

/** One about an event; otherwise the same. */
export function eventFinding(number: number, more: Partial<Finding> = {}): Finding {
  return finding(number, { object: 'Event', itemId: exchangeEventId(number), ...more });
}

/** The findings of one item, as a commit takes them. */
export function foundOn(...found: readonly [Finding, ...Finding[]]): NonNullable<RunCommit['findings']>[number] {
  const [{ object, side, itemId }] = found;
  return { object, side, itemId, found };
}

export function sentRow(number: number, more: Partial<SentRow> = {}): SentRow {
  return {
    id: `sent-${digits(number, 6)}`,
    person: ada,
    ...{ object: 'Contact', side: 'exchange', kind: 'create', linkId: null },
    ids: { salesforce: salesforceId(number), exchange: null },
    memoryKey: exchangeId(number),
    ...{ attempt: 1, begunAtMs: nowMs + number, formVersion: 1, baseVersion: '' },
    ...{ sent: hashes(number), source: new Uint8Array(), written: 1, state: 'open' },
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
    object: 'Contact',
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
  await store.saveScope(person, { dueAtMs: atMs });
  const scope = await store.startRun(person, atMs, 2 * minuteMs);
  if (scope === null) throw new Error('the run did not start');
  return scope;
}

/** A commit in a run of its own, which ends. */
export async function committed(
  store: StorePort,
  person: PersonId,
  commit: Omit<RunCommit, 'person' | 'runNo'>,
): Promise<boolean> {
  const { runNo } = await startedRun(store, person);
  return store.commitRun({ person, runNo, ...commit }).finally(() => store.endRun(person, runNo, nowMs));
}

export async function withLinks(
  store: StorePort,
  links: readonly NewContactLink[],
  person = ada,
): Promise<readonly ContactLink[]> {
  await committed(store, person, { newLinks: links.map((link) => ({ ...link, person })) });
  return store.links('Contact').after(person, 0, links.length);
}

export async function withEventLinks(
  store: StorePort,
  links: readonly NewEventLink[],
  person = ada,
): Promise<readonly EventLink[]> {
  await committed(store, person, { newLinks: links.map((link) => ({ ...link, person })) });
  return store.links('Event').after(person, 0, links.length);
}

/** Makes meetings the person's, in a run that has ended; answers those that were granted. */
export async function withMeetings(
  store: StorePort,
  claims: readonly MeetingClaim[],
  person = ada,
): Promise<ReadonlySet<string> | null> {
  const { runNo } = await startedRun(store, person);
  const granted = await store.claimMeetings(person, runNo, claims);
  await store.endRun(person, runNo, nowMs);
  return granted;
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
