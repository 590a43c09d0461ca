// What the tables held before every object had one frame, in every state and with every odd value, and what is expected
// to become of each person. Part of upgrade.ts.
import { sql } from 'kysely';
import type { LinkState, NewContactLink, NewEventLink } from '../../../../src/core/link.js';
import type { CalendarId, FolderId, MailboxId, PersonId } from '../../../../src/core/model.js';
import * as status from '../../../../src/core/status.js';
import type { Scope, ScopePart } from '../../../../src/ports/scope.js';
import { newScope } from '../../../../src/store/new-scope.js';
import { pack, packMeetingKey } from '../../../../src/store/postgres/packed.js';
import type { Db } from '../../../../src/store/postgres/tables.js';
import {
  ada,
  ben,
  eventFinding,
  eventIds,
  exchangeId,
  finding,
  meetingKey,
  newEventLink,
  newLink,
  nowMs,
  personId,
  salesforceId,
  sentRow,
} from '../samples.js';

type Row = Readonly<Record<string, unknown>>;

const mailboxStates = Object.keys(status.mailboxStates) as status.MailboxState[];
const personStates = Object.keys(status.personStates) as status.PersonState[];
const folderStates = Object.keys(status.folderStates) as status.FolderState[];
const partStates = Object.keys(status.partStates) as status.PartState[];

/** A row as it stood there when nothing had been found out, but for what is given. */
const oldScope = (person: PersonId, more: Row = {}): Row => ({
  person,
  priority: 2,
  run_no: 0,
  change_seq: 0,
  mailbox_state: 'NOT_LOOKED_UP_YET',
  person_state: 'OK',
  folder_state: 'OK',
  contact_state: 'NOT_STARTED',
  missing_permissions: [],
  progress: 0,
  event_state: 'NOT_STARTED',
  missing_event_permissions: [],
  event_progress: 0,
  ...more,
});

/** Of everything another value, so that nothing gets into another's place. */
const fullRow: Row = {
  mailbox_id: 'c0ffee00-0000-4000-8000-000000000001',
  folder_id: 'AAMkADfolder=',
  due_at_ms: nowMs,
  priority: 1,
  woken_at_ms: nowMs + 1,
  woken_priority: 0,
  run_no: 7,
  lease_until_ms: nowMs + 2,
  contact_cursor: 'contacts',
  change_seq: 2 ** 40,
  last_full_listing_ms: nowMs - 3,
  folder_checked_at_ms: nowMs - 2,
  last_success_ms: nowMs - 1,
  settings_fingerprint: 'abc:ff01',
  calendar_id: 'AAMkADcalendar=',
  calendar_checked_at_ms: nowMs - 7,
  event_cursor: 'events',
  event_cursor_made_ms: nowMs - 6,
  last_event_success_ms: nowMs - 5,
  event_settings_fingerprint: 'def:1101',
  mailbox_state: 'FOUND',
  person_state: 'MISSING_PERMISSION',
  folder_state: 'RENAMED',
  contact_state: 'RUNNING',
  missing_permissions: ['Contacts.ReadWrite', 'Create on Contact'],
  progress: 12.5,
  event_state: 'STOPPED',
  missing_event_permissions: ['Create on Event'],
  event_progress: 37.5,
  reported_digest: JSON.stringify({ digest: 'd', issueKeys: ['b', 'a "quoted", key'] }),
};
export const full: Scope = {
  person: ada,
  mailboxId: 'c0ffee00-0000-4000-8000-000000000001' as MailboxId,
  dueAtMs: nowMs,
  priority: 1,
  runNo: 7,
  leaseUntilMs: nowMs + 2,
  evidence: { mailbox: 'FOUND', person: 'OK', folder: 'RENAMED' },
  told: { digest: 'd', issueKeys: ['b', 'a "quoted", key'] },
  parts: {
    Contact: {
      cursor: 'contacts',
      listedAtMs: nowMs - 3,
      changeSeq: 2 ** 40,
      placeId: 'AAMkADfolder=' as FolderId,
      placeCheckedAtMs: nowMs - 2,
      lastSuccessMs: nowMs - 1,
      settingsHash: 'abc',
      accessMask: 'ff01',
      isRecheck: false,
      state: 'RUNNING',
      progress: 12.5,
      missingPermissions: ['Contacts.ReadWrite', 'Create on Contact'],
    },
    Event: {
      cursor: 'events',
      listedAtMs: nowMs - 6,
      changeSeq: 0,
      placeId: 'AAMkADcalendar=' as CalendarId,
      placeCheckedAtMs: nowMs - 7,
      lastSuccessMs: nowMs - 5,
      settingsHash: 'def',
      accessMask: null,
      isRecheck: false,
      state: 'STOPPED',
      progress: 37.5,
      missingPermissions: ['Create on Event'],
    },
  },
};

interface OddScope {
  readonly row: Row;
  readonly contact?: Partial<ScopePart>;
  readonly event?: Partial<ScopePart>;
  readonly more?: Partial<Omit<Scope, 'parts'>>;
}

const { evidence } = newScope(ada);
export const odd: readonly OddScope[] = [
  { row: {} },
  // Fingerprints: no mask, no hash, neither, and the word for rights that were gained.
  {
    row: { settings_fingerprint: 'abc', event_settings_fingerprint: 'def' },
    contact: { settingsHash: 'abc' },
    event: { settingsHash: 'def' },
  },
  { row: { settings_fingerprint: ':01', event_settings_fingerprint: ':01' }, contact: { accessMask: '01' } },
  { row: { settings_fingerprint: ':', event_settings_fingerprint: ':' } },
  { row: { settings_fingerprint: '', event_settings_fingerprint: '' } },
  { row: { event_settings_fingerprint: 'gained:11' }, event: { isRecheck: true } },
  { row: { event_settings_fingerprint: 'gained' }, event: { isRecheck: true } },
  // What was told: nothing, no issues, and what nobody can read.
  { row: { reported_digest: '{"digest":"","issueKeys":[]}' }, more: { told: { digest: '', issueKeys: [] } } },
  ...['', 'd', '{', 'null', '[]', '"d"', '{}', '{"digest":"d"}', '{"digest":1,"issueKeys":[]}'].map(unreadable),
  ...['{"digest":"d","issueKeys":{}}', '{"digest":"d","issueKeys":["a",1]}', '{"issueKeys":[]}'].map(unreadable),
  ...['{"digest":"d\\u0000","issueKeys":[]}', '{"digest":"d","issueKeys":[null]}'].map(unreadable),
  // Every state, and words that never were one.
  ...[...mailboxStates, 'ELSEWHERE'].map((word): OddScope => ({
    row: { mailbox_state: word },
    more: { evidence: { ...evidence, mailbox: mailboxStates.find((state) => state === word) ?? 'NOT_LOOKED_UP_YET' } },
  })),
  ...[...personStates, 'UNWELL'].map((word): OddScope => {
    const kept = personStates.find((state) => state === word && state !== 'MISSING_PERMISSION');
    return { row: { person_state: word }, more: { evidence: { ...evidence, person: kept ?? 'OK' } } };
  }),
  ...[...folderStates, ''].map((word): OddScope => ({
    row: { folder_state: word },
    more: { evidence: { ...evidence, folder: folderStates.find((state) => state === word) ?? 'OK' } },
  })),
  ...[...partStates, 'STOPED'].map((word): OddScope => {
    const state = partStates.find((known) => known === word) ?? 'NOT_STARTED';
    return { row: { contact_state: word, event_state: word }, contact: { state }, event: { state } };
  }),
];

function unreadable(text: string): OddScope {
  return { row: { reported_digest: text } };
}

export const oddPerson = (index: number) => personId(100 + index);

const contactStates = [
  'linked',
  'forgotten',
  'movedOut',
  'removedFromExchange',
  'removedFromSalesforce',
  'leftReach',
] as const satisfies readonly LinkState[];
const eventStates = [
  'linked',
  'forgotten',
  'removedFromExchange',
  'removedFromSalesforce',
  'leftSelection',
] as const satisfies readonly LinkState[];

export const contactLinks: readonly NewContactLink[] = [
  ...contactStates.map((state, index) => newLink(index, { state, wasInReach: index % 2 === 0, isStamped: index > 2 })),
  newLink(20, { accountId: null, versions: { salesforce: '', exchange: '' }, formVersion: 3 }),
];
export const eventLinks: readonly NewEventLink[] = [
  ...eventStates.map((state, index) => newEventLink(index, { state })),
  // Made and never settled: form version 0 said so.
  ...eventStates.map((state, index) =>
    newEventLink(10 + index, { state, formVersion: 0, versions: nothing(), settled: unsettled() }),
  ),
  newEventLink(20, { formVersion: 3, startsAtMs: -1, endsAtMs: 0 }),
];

function nothing(): NewEventLink['versions'] {
  return { salesforce: '', exchange: '' };
}

function unsettled(): NewEventLink['settled'] {
  return { salesforce: new Uint8Array(), exchange: new Uint8Array() };
}

export async function fillBeforeOneFrame(db: Db): Promise<void> {
  for (const row of [
    oldScope(ada, fullRow),
    oldScope(ben),
    ...odd.map(({ row }, at) => oldScope(oddPerson(at), row)),
  ]) {
    await insert(db, 'scope', row);
  }
  for (const link of contactLinks) await insert(db, 'link', oldContactLink(1, link));
  for (const link of eventLinks) await insert(db, 'event_link', oldEventLink(1, link));
  await insert(db, 'link', oldContactLink(2, newLink(1)));
  await insert(db, 'event_link', oldEventLink(2, newEventLink(1)));
  for (const [number, begun] of [
    [1, nowMs],
    [2, null],
  ] as const) {
    await insert(db, 'meeting', {
      begun_at_ms: begun,
      person_no: 1,
      meeting_key: packMeetingKey(meetingKey(number)),
      exchange_id: pack(eventIds(number).exchange),
    });
  }
  await insert(db, 'intent', {
    person_no: 1,
    intent_id: sentRow(1).id,
    side: 'exchange',
    source_id: pack(salesforceId(1)),
    attempt: 1,
    begun_at_ms: sentRow(1).begunAtMs,
  });
  await insert(db, 'intent', {
    person_no: 1,
    intent_id: sentRow(2).id,
    side: 'salesforce',
    source_id: pack(exchangeId(2)),
    attempt: 3,
    begun_at_ms: sentRow(2).begunAtMs,
  });
  for (const { object, itemId, version, ...found } of [finding(1), eventFinding(1)]) {
    await insert(db, 'finding', {
      person_no: 1,
      object,
      side: found.side,
      item_id: pack(itemId),
      reason: found.reason,
      fields: found.fields,
      first_at_ms: found.firstAtMs,
      last_at_ms: found.lastAtMs,
      attempts: found.attempts,
      version: pack(version),
      match_keys: found.matchKeys,
    });
  }
}

function oldContactLink(personNo: number, link: NewContactLink): Row {
  return {
    person_no: personNo,
    state: link.state,
    form_version: link.formVersion,
    was_in_scope: link.wasInReach,
    is_stamped: link.isStamped,
    salesforce_id: link.ids.salesforce,
    account_id: link.accountId,
    salesforce_version: pack(link.versions.salesforce),
    exchange_id: pack(link.ids.exchange),
    exchange_version: pack(link.versions.exchange),
    salesforce_settled: link.settled.salesforce,
    exchange_settled: link.settled.exchange,
  };
}

function oldEventLink(personNo: number, link: NewEventLink): Row {
  return {
    starts_at_ms: link.startsAtMs,
    ends_at_ms: link.endsAtMs,
    person_no: personNo,
    state: link.state,
    form_version: link.formVersion,
    salesforce_id: link.ids.salesforce,
    meeting_key: packMeetingKey(link.meetingKey),
    exchange_id: pack(link.ids.exchange),
    exchange_version: pack(link.versions.exchange),
    settled: link.settled.exchange,
  };
}

async function insert(db: Db, table: string, row: Row): Promise<void> {
  const names = Object.keys(row).map((name) => sql.ref(name));
  await sql`
    insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(Object.values(row))})`.execute(db);
}
