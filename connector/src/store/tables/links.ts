// Links: which Salesforce record and which Exchange item of a person are one, and what both looked like when last
// settled. One table for all objects, one row for a record of either side and a person; a tombstone is that row in
// another state. What only one object has is in link-details.ts. No subject, place or name ever is in a row.
import { type RawBuilder, sql, type Selectable } from 'kysely';
import { BrokenAssumption } from '../../core/failure.js';
import {
  liveStates,
  removedStates,
  syncingStates,
  type ContactLink,
  type Link,
  type LinkOf,
  type LinkState,
  type NewLink,
} from '../../core/link.js';
import type { PersonId, SyncObject } from '../../core/model.js';
import { syncObjects } from '../../core/status.js';
import type { TimeWindow } from '../../ports/calendar.js';
import type { ForgetOptions, Links, RunCommit } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import { pack, unpack } from '../postgres/packed.js';
import { hex, recordset } from '../postgres/recordset.js';
import type { Db, LinkTable } from '../postgres/tables.js';
import { detailColumns, detailsFrom, detailsOf, type RowOf } from './link-details.js';
import { giveBackMeetings } from './meetings.js';
import { personNo } from './scopes.js';
import { forgetWhatWasSent } from './sent.js';

/** What is written, with types of PostgreSQL; beside it there are `link_id` and `person_no`. */
const columns = {
  object: 'sync_object',
  state: 'link_state',
  form_version: 'smallint',
  salesforce_id: 'text',
  memory_key: 'bytea',
  salesforce_version: 'bytea',
  exchange_id: 'bytea',
  exchange_version: 'bytea',
  salesforce_settled: 'bytea',
  exchange_settled: 'bytea',
  ...detailColumns,
} satisfies Record<keyof Omit<LinkTable, 'link_id' | 'person_no'>, string>;
const names = Object.keys(columns);

/** Spelled out in the statement, not handed over: PostgreSQL must see that an index of some states fits. */
function listed(words: readonly string[]): RawBuilder<unknown> {
  return sql`(${sql.join(words.map((word) => sql.lit(word)))})`;
}
const isSyncing = sql`state in ${listed(syncingStates)}`;
const isLive = sql`state in ${listed(liveStates)}`;
const isRemoved = sql`state in ${listed(removedStates)}`;

export function linksOf<Object extends SyncObject>(db: Db, object: Object): Links<Object> {
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

export async function linksByAccounts(
  db: Db,
  person: PersonId,
  accounts: readonly string[],
): Promise<readonly ContactLink[]> {
  if (accounts.length === 0) return [];
  return selectLinks(db, 'Contact', person, sql`${isSyncing} and account_id = any(${accounts}::text[])`);
}

export function unstampedLinks(db: Db, person: PersonId, limit: number): Promise<readonly ContactLink[]> {
  return selectLinks(db, 'Contact', person, sql`${isSyncing} and not is_stamped order by link_id limit ${limit}`);
}

export async function countLinkedEventsIn(db: Db, person: PersonId, window: TimeWindow): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select count(*) as number from link
    where person_no = ${personNo(person)} and object = 'Event' and ${isLive}
      and ends_at_ms > ${window.startMs} and starts_at_ms < ${window.endMs}`.execute(db);
  return rows[0]?.number ?? 0;
}

export async function peopleLinkedTo(
  db: Db,
  ids: { readonly contacts: readonly string[]; readonly accounts: readonly string[] },
): Promise<readonly PersonId[]> {
  if (ids.contacts.length === 0 && ids.accounts.length === 0) return [];
  // Two index scans: an OR of the two would read every link.
  const { rows } = await sql<{ person: PersonId }>`
    select person from scope where person_no in (
      select person_no from link
      where object = 'Contact' and ${isSyncing} and salesforce_id = any(${ids.contacts}::text[])
      union
      select person_no from link
      where object = 'Contact' and ${isSyncing} and account_id = any(${ids.accounts}::text[])
    ) order by person`.execute(db);
  return rows.map((row) => row.person);
}

export function forgetLinks(
  db: Db,
  person: PersonId,
  runNo: number,
  object: SyncObject,
  { dropTombstones, dropMemory }: ForgetOptions,
): Promise<number | null> {
  return withinRun(db, person, runNo, async (transaction, personNo) => {
    const isOwn = sql<boolean>`person_no = ${personNo} and object = ${object}`;
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
  });
}

export function pruneEventLinks(db: Db, endedBeforeMs: number): Promise<void> {
  return db.transaction().execute((transaction) => dropLinks(transaction, sql`ends_at_ms < ${endedBeforeMs}`));
}

/** With their meetings. Those that a run is just changing are left to the next time, so that neither waits. */
async function dropLinks(transaction: Db, goes: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<Pick<Selectable<LinkTable>, 'person_no' | 'meeting_key'>>`
    delete from link where (person_no, object, link_id) in (
      select person_no, object, link_id from link where ${goes} for update skip locked
    )
    returning person_no, meeting_key`.execute(transaction);
  await giveBackMeetings(transaction, rows);
}

/** @throws BrokenAssumption LINK_GONE; where a row is not unique, see fence.ts */
export async function changeLinks(
  transaction: Db,
  personNo: number,
  {
    removedLinks = [],
    changedLinks = [],
    newLinks = [],
  }: Pick<RunCommit, 'removedLinks' | 'changedLinks' | 'newLinks'>,
): Promise<void> {
  if (removedLinks.length > 0) {
    // All objects, by name: only so the index finds a number.
    await sql`
      delete from link where person_no = ${personNo} and object in ${listed(syncObjects)}
        and link_id = any(${removedLinks}::bigint[])`.execute(transaction);
  }
  if (changedLinks.length > 0) {
    const records = changedLinks.map((link) => ({ link_id: link.id, ...toRecord(link) }));
    const settings = sql.raw(names.map((name) => `${name} = given.${name}`).join(', '));
    const done = await sql`
      update link set ${settings} from ${recordset(records, withTypes({ link_id: 'bigint', ...columns }))}
      where link.person_no = ${personNo} and link.object = given.object and link.link_id = given.link_id
    `.execute(transaction);
    if (done.numAffectedRows !== BigInt(changedLinks.length)) throw new BrokenAssumption('LINK_GONE');
  }
  if (newLinks.length > 0) {
    await sql`
      insert into link (person_no, ${sql.raw(names.join(', '))})
      select ${personNo}::integer, given.* from ${recordset(newLinks.map(toRecord), withTypes(columns))}
    `.execute(transaction);
  }
}

function withTypes(types: Readonly<Record<string, string>>): string {
  return Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

/** `condition` may go on after the condition: with the order, with a limit. */
async function selectLinks<Object extends SyncObject>(
  db: Db,
  object: Object,
  person: PersonId,
  condition: RawBuilder<unknown>,
): Promise<readonly LinkOf<Object>[]> {
  const { rows } = await sql<RowOf<Object>>`
    select * from link where person_no = ${personNo(person)} and object = ${object} and ${condition}`.execute(db);
  return rows.map((row) => toLink(object, person, row));
}

function toRecord(link: NewLink | Link) {
  return {
    object: link.object,
    state: link.state,
    form_version: link.formVersion,
    salesforce_id: link.ids.salesforce,
    memory_key: hex(pack(link.memoryKey)),
    salesforce_version: hex(pack(link.versions.salesforce)),
    exchange_id: hex(pack(link.ids.exchange)),
    exchange_version: hex(pack(link.versions.exchange)),
    salesforce_settled: hex(link.settled.salesforce),
    exchange_settled: hex(link.settled.exchange),
    ...detailsOf(link),
  };
}

function toLink<Object extends SyncObject>(object: Object, person: PersonId, row: RowOf<Object>): LinkOf<Object> {
  const link = {
    id: row.link_id,
    person,
    object,
    ids: { salesforce: row.salesforce_id, exchange: unpack(row.exchange_id) } as LinkOf<Object>['ids'],
    versions: { salesforce: unpack(row.salesforce_version), exchange: unpack(row.exchange_version) },
    // Copied: a driver may hand out a view of a much larger buffer.
    settled: {
      salesforce: Uint8Array.from(row.salesforce_settled),
      exchange: Uint8Array.from(row.exchange_settled),
    },
    memoryKey: unpack(row.memory_key),
    formVersion: row.form_version,
    state: row.state,
  };
  return { ...link, ...detailsFrom[object](row) };
}
