// Links: which Salesforce record and which Exchange item of a person are one, and what both looked like when last
// settled. One table for all objects, one row for a record of either side and a person; a tombstone is that row in
// another state. No subject, place or name ever is in a row.
import { type RawBuilder, sql } from 'kysely';
import { BrokenAssumption } from '../../core/failure.js';
import { liveStates, removedStates, syncingStates } from '../../core/link.js';
import type { LinkDetails, LinkOf, LinkState, NewLink } from '../../core/link.js';
import type { PersonId, SyncObject } from '../../core/model.js';
import { syncObjects } from '../../core/status.js';
import type { Links, RunCommit, StorePort } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import { pack, packMeetingKey, unpack, unpackMeetingKey } from '../postgres/packed.js';
import { columnOf, fieldsOf, insertRows, recordset, type Db } from '../postgres/tables.js';
import { giveBackMeetings } from './meetings.js';
import { personNo } from './scopes.js';
import { forgetWhatWasSent } from './sent.js';

/** Of every link; beside it there are `link_id`, `person_no` and details. Ids of Graph and versions are packed. */
const columns = {
  object: 'sync_object',
  state: 'link_state',
  formVersion: 'smallint',
  salesforceId: 'text',
  memoryKey: 'bytea',
  salesforceVersion: 'bytea',
  exchangeId: 'bytea',
  exchangeVersion: 'bytea',
  salesforceSettled: 'bytea',
  exchangeSettled: 'bytea',
};
/** What a link of one object has and another has not: null there. The constraint `link_details` keeps this. */
const details = {
  Contact: { accountId: 'text', wasInReach: 'boolean', isStamped: 'boolean', salesforceWrittenAtMs: 'bigint' },
  Event: { meetingKey: 'bytea', startsAtMs: 'bigint', endsAtMs: 'bigint' },
} satisfies { readonly [Object in SyncObject]: Record<keyof LinkDetails[Object], string> };
const allColumns = { ...columns, ...details.Contact, ...details.Event };
const noContact = { accountId: null, wasInReach: null, isStamped: null, salesforceWrittenAtMs: null };
const noEvent = { meetingKey: null, startsAtMs: null, endsAtMs: null };

/** Spelled out in the statement, not handed over: PostgreSQL must see that an index of some states fits. */
function listed(words: readonly string[]): RawBuilder<unknown> {
  return sql`(${sql.join(words.map((word) => sql.lit(word)))})`;
}
const isSyncing = sql`state in ${listed(syncingStates)}`;
const isLive = sql`state in ${listed(liveStates)}`;
const isRemoved = sql`state in ${listed(removedStates)}`;

function linksOfObject<Object extends SyncObject>(db: Db, object: Object): Links<Object> {
  const linksWhere = (person: PersonId, condition: RawBuilder<unknown>) => selectLinks(db, object, person, condition);
  return {
    byExchangeIds: async (person, ids) =>
      ids.length === 0 ? [] : linksWhere(person, sql`exchange_id = any(${ids.map(pack)}::bytea[])`),
    bySalesforceIds: async (person, ids) =>
      ids.length === 0 ? [] : linksWhere(person, sql`salesforce_id = any(${ids}::text[])`),
    after: (person, afterId, limit) => linksWhere(person, sql`link_id > ${afterId} order by link_id limit ${limit}`),
    count: async (person) => {
      const { rows } = await sql<{ state: LinkState; number: number }>`
        select state, count(*) as number from link
        where person_no = ${personNo(person)} and object = ${object} group by state`.execute(db);
      return Object.fromEntries(rows.map((row) => [row.state, row.number]));
    },
  };
}

export function linksOf(db: Db) {
  return {
    links: (object) => linksOfObject(db, object),
    linksByAccounts: async (person, accounts) =>
      accounts.length === 0
        ? []
        : selectLinks(db, 'Contact', person, sql`${isSyncing} and account_id = any(${accounts}::text[])`),
    unstampedLinks: (person, limit) =>
      selectLinks(db, 'Contact', person, sql`${isSyncing} and not is_stamped order by link_id limit ${limit}`),
    async countLinkedEventsIn(person, window) {
      const { rows } = await sql<{ number: number }>`
        select count(*) as number from link
        where person_no = ${personNo(person)} and object = 'Event' and ${isLive}
          and ends_at_ms > ${window.startMs} and starts_at_ms < ${window.endMs}`.execute(db);
      return rows[0]?.number ?? 0;
    },
    async peopleLinkedTo({ contacts, accounts }) {
      if (contacts.length === 0 && accounts.length === 0) return [];
      // Two index scans: an OR of the two would read every link.
      const { rows } = await sql<{ person: PersonId }>`
        select person from scope where person_no in (
          select person_no from link
          where object = 'Contact' and ${isSyncing} and salesforce_id = any(${contacts}::text[])
          union
          select person_no from link
          where object = 'Contact' and ${isSyncing} and account_id = any(${accounts}::text[])
        ) order by person`.execute(db);
      return rows.map((row) => row.person);
    },
    forgetLinks: (person, runNo, object, { dropTombstones, dropMemory }) =>
      withinRun(db, person, runNo, async (transaction, personNo) => {
        const isOwn = sql`person_no = ${personNo} and object = ${object}`;
        await sql`update scope_part set cursor = null where ${isOwn}`.execute(transaction);
        const forgotten = await sql`
          update link set state = 'forgotten' where ${isOwn} and ${isSyncing}`.execute(transaction);
        if (dropMemory) {
          const emptied = (['salesforce', 'exchange'] as const).map((side) => {
            const settled = sql.ref(`${side}_settled`);
            return sql`${sql.ref(`${side}_version`)} = ${pack('')},
              ${settled} = decode(repeat('00', octet_length(${settled})), 'hex')`;
          });
          await sql`update link set ${sql.join(emptied)} where ${isOwn} and state = 'forgotten'`.execute(transaction);
          await forgetWhatWasSent(transaction, isOwn);
        }
        if (dropTombstones) await dropLinks(transaction, sql`${isOwn} and ${isRemoved}`);
        return Number(forgotten.numAffectedRows ?? 0n);
      }),
    pruneEventLinks: (endedBeforeMs) =>
      db.transaction().execute((transaction) => dropLinks(transaction, sql`ends_at_ms < ${endedBeforeMs}`)),
  } satisfies Partial<StorePort>;
}

/** With their meetings. Those that a run is just changing are left to the next time, so that neither waits. */
async function dropLinks(transaction: Db, goes: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ personNo: number; meetingKey: Uint8Array | null }>`
    delete from link where (person_no, object, link_id) in (
      select person_no, object, link_id from link where ${goes} for update skip locked
    )
    returning person_no as "personNo", meeting_key as "meetingKey"`.execute(transaction);
  await giveBackMeetings(transaction, rows);
}

/** @throws BrokenAssumption LINK_GONE; where a row is not unique, see fence.ts */
export async function changeLinks(
  transaction: Db,
  personNo: number,
  { removedLinks = [], changedLinks = [], newLinks = [] }: Omit<RunCommit, 'person' | 'runNo'>,
): Promise<void> {
  if (removedLinks.length > 0) {
    // All objects, by name: only so the index finds a number.
    await sql`
      delete from link where person_no = ${personNo} and object in ${listed(syncObjects)}
        and link_id = any(${removedLinks}::bigint[])`.execute(transaction);
  }
  if (changedLinks.length > 0) {
    const records = changedLinks.map((link) => ({ linkId: link.id, ...toRecord(link) }));
    const given = Object.keys(allColumns).map(columnOf);
    const settings = given.map((name) => sql`${sql.ref(name)} = ${sql.ref(`given.${name}`)}`);
    const done = await sql`
      update link set ${sql.join(settings)} from ${recordset(records, { linkId: 'bigint', ...allColumns })}
      where link.person_no = ${personNo} and link.object = given.object and link.link_id = given.link_id
    `.execute(transaction);
    if (done.numAffectedRows !== BigInt(changedLinks.length)) throw new BrokenAssumption('LINK_GONE');
  }
  await insertRows(transaction, 'link', personNo, newLinks.map(toRecord), allColumns);
}

/** `condition` may go on after the condition: with the order, with a limit. */
async function selectLinks<Object extends SyncObject>(
  db: Db,
  object: Object,
  person: PersonId,
  condition: RawBuilder<unknown>,
): Promise<readonly LinkOf<Object>[]> {
  const { rows } = await sql<LinkRow>`
    select link_id as id, ${fieldsOf({ ...columns, ...details[object] })} from link
    where person_no = ${personNo(person)} and object = ${object} and ${condition}`.execute(db);
  return rows.map((row) => toLink(person, row) as LinkOf<Object>);
}

function toRecord(link: NewLink) {
  return {
    ...noContact,
    ...noEvent,
    ...link,
    ...(link.object === 'Event' && { meetingKey: packMeetingKey(link.meetingKey) }),
    salesforceId: link.ids.salesforce,
    memoryKey: pack(link.memoryKey),
    salesforceVersion: pack(link.versions.salesforce),
    exchangeId: pack(link.ids.exchange),
    exchangeVersion: pack(link.versions.exchange),
    salesforceSettled: link.settled.salesforce,
    exchangeSettled: link.settled.exchange,
  };
}

interface LinkRow {
  readonly id: number;
  readonly object: SyncObject;
  readonly state: LinkState;
  readonly formVersion: number;
  readonly salesforceId: string;
  readonly memoryKey: Uint8Array;
  readonly salesforceVersion: Uint8Array;
  readonly exchangeId: Uint8Array;
  readonly exchangeVersion: Uint8Array;
  readonly salesforceSettled: Uint8Array;
  readonly exchangeSettled: Uint8Array;
  /** 32 bytes; of events only, beside details that are read as they are. */
  readonly meetingKey?: Uint8Array;
}

function toLink(person: PersonId, row: LinkRow) {
  const { salesforceId, salesforceVersion, salesforceSettled, exchangeId, exchangeVersion, exchangeSettled, ...rest } =
    row;
  return {
    ...rest,
    ...(rest.meetingKey && { meetingKey: unpackMeetingKey(rest.meetingKey) }),
    person,
    ids: { salesforce: salesforceId, exchange: unpack(exchangeId) },
    versions: { salesforce: unpack(salesforceVersion), exchange: unpack(exchangeVersion) },
    // Copied: a driver may hand out a view of a much larger buffer.
    settled: { salesforce: Uint8Array.from(salesforceSettled), exchange: Uint8Array.from(exchangeSettled) },
    memoryKey: unpack(rest.memoryKey),
  };
}
