// Event links: which Exchange event a Salesforce event of a person was made from, and what it looked like when last
// settled. There is at most one row for an event of either side and a person; a tombstone is that row in another state.
// Times are kept to know what has ended; no subject, place or attendee ever is.
import { type RawBuilder, sql, type Selectable } from 'kysely';
import type { EventLink, EventLinkState } from '../../core/event/model.js';
import type { ExchangeEventId, PersonId, SalesforceEventId } from '../../core/model.js';
import type { TimeWindow } from '../../ports/calendar.js';
import type { EventCommit, NewEventLink } from '../../ports/event-store.js';
import { withinRun } from '../postgres/fence.js';
import {
  changeRows,
  countByState,
  forgetRows,
  hasExchangeId,
  hasSalesforceId,
  isRemoved,
  type ForgetOptions,
} from './link-rows.js';
import { giveBackMeetings } from './meetings.js';
import { pack, packMeetingKey, unpack, unpackMeetingKey } from '../postgres/packed.js';
import { hex } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db, EventLinkTable } from '../postgres/tables.js';

const eventLinkRows = {
  table: 'event_link',
  columns: {
    starts_at_ms: 'bigint',
    ends_at_ms: 'bigint',
    state: 'event_link_state',
    form_version: 'smallint',
    salesforce_id: 'text',
    meeting_key: 'bytea',
    exchange_id: 'bytea',
    exchange_version: 'bytea',
    settled: 'bytea',
  } satisfies Record<keyof ReturnType<typeof toRecord>, string>,
  versions: ['exchange_version'],
  settled: ['settled'],
  goneCode: 'EVENT_LINK_GONE',
} as const;

export async function eventLinksByExchangeIds(
  db: Db,
  person: PersonId,
  ids: readonly ExchangeEventId[],
): Promise<readonly EventLink[]> {
  if (ids.length === 0) return [];
  const rows = await selectEventLinks(db, person).where(hasExchangeId(ids)).execute();
  return rows.map((row) => toEventLink(person, row));
}

export async function eventLinksBySalesforceIds(
  db: Db,
  person: PersonId,
  ids: readonly SalesforceEventId[],
): Promise<readonly EventLink[]> {
  if (ids.length === 0) return [];
  const rows = await selectEventLinks(db, person).where(hasSalesforceId(ids)).execute();
  return rows.map((row) => toEventLink(person, row));
}

export async function eventLinksAfter(
  db: Db,
  person: PersonId,
  afterId: number,
  limit: number,
): Promise<readonly EventLink[]> {
  const after = selectEventLinks(db, person).where('link_id', '>', afterId);
  const rows = await after.orderBy('link_id').limit(limit).execute();
  return rows.map((row) => toEventLink(person, row));
}

export function countEventLinks(db: Db, person: PersonId): Promise<Readonly<Partial<Record<EventLinkState, number>>>> {
  return countByState<EventLinkState>(db, eventLinkRows, person);
}

export async function countLinkedEventsIn(db: Db, person: PersonId, window: TimeWindow): Promise<number> {
  const row = await db
    .selectFrom('event_link')
    .select((select) => select.fn.countAll<number>().as('number'))
    .where('person_no', '=', personNo(person))
    .where('state', 'in', ['linked', 'forgotten'])
    .where('ends_at_ms', '>', window.startMs)
    .where('starts_at_ms', '<', window.endMs)
    .executeTakeFirstOrThrow();
  return row.number;
}

export function forgetEventLinks(
  db: Db,
  person: PersonId,
  runNo: number,
  options: ForgetOptions,
): Promise<number | null> {
  return withinRun(db, person, runNo, async (transaction, personNo) => {
    await transaction
      .updateTable('scope')
      .set({ event_cursor: null, event_cursor_made_ms: null })
      .where('person_no', '=', personNo)
      .execute();
    const forgotten = await forgetRows(transaction, eventLinkRows, personNo, options.dropMemory);
    if (options.dropTombstones) await dropLinks(transaction, sql`person_no = ${personNo} and ${isRemoved}`);
    return forgotten;
  });
}

export function pruneEventLinks(db: Db, endedBeforeMs: number): Promise<void> {
  return db.transaction().execute((transaction) => dropLinks(transaction, sql`ends_at_ms < ${endedBeforeMs}`));
}

/** With their meetings. Those that a run is just changing are left to the next time, so that neither waits. */
async function dropLinks(transaction: Db, goes: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<Pick<Selectable<EventLinkTable>, 'person_no' | 'meeting_key'>>`
    delete from event_link where (person_no, link_id) in (
      select person_no, link_id from event_link where ${goes} for update skip locked
    )
    returning person_no, meeting_key`.execute(transaction);
  await giveBackMeetings(transaction, rows);
}

export function changeEventLinks(transaction: Db, personNo: number, commit: EventCommit): Promise<void> {
  const { removedEventLinks: removed, changedEventLinks: changed, newEventLinks: added } = commit;
  return changeRows(transaction, eventLinkRows, personNo, { removed, changed, added }, toRecord);
}

function selectEventLinks(db: Db, person: PersonId) {
  return db.selectFrom('event_link').selectAll().where('person_no', '=', personNo(person));
}

function toRecord(link: NewEventLink) {
  return {
    starts_at_ms: link.startsAtMs,
    ends_at_ms: link.endsAtMs,
    state: link.state,
    form_version: link.formVersion,
    salesforce_id: link.salesforceId,
    meeting_key: hex(packMeetingKey(link.meetingKey)),
    exchange_id: hex(pack(link.exchangeId)),
    exchange_version: hex(pack(link.exchangeVersion)),
    settled: hex(link.settled),
  };
}

function toEventLink(person: PersonId, row: Selectable<EventLinkTable>): EventLink {
  return {
    id: row.link_id,
    person,
    salesforceId: row.salesforce_id as SalesforceEventId,
    exchangeId: unpack(row.exchange_id) as ExchangeEventId,
    exchangeVersion: unpack(row.exchange_version),
    // Copied: a driver may hand out a view of a much larger buffer.
    settled: Uint8Array.from(row.settled),
    formVersion: row.form_version,
    state: row.state,
    meetingKey: unpackMeetingKey(row.meeting_key),
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
  };
}
