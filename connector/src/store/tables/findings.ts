// Why items are not in step: one row a person, item and reason. Replaced item by item in a run's commit; ids and our
// codes only. What is found out about contacts and about events never meets: the object is part of the item.
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { PersonId, SyncObject } from '../../core/model.js';
import type { ReasonCode } from '../../core/reasons.js';
import { syncObjects } from '../../core/status.js';
import type { Finding, FindingCount, ItemRef, RunCommit } from '../../ports/store.js';
import { pack, unpack } from '../postgres/packed.js';
import { hex, recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db, FindingTable } from '../postgres/tables.js';

export async function findingsOf(db: Db, person: PersonId, items: readonly ItemRef[]): Promise<readonly Finding[]> {
  if (items.length === 0) return [];
  const rows = await selectFindings(db, person).where(isOneOf(items)).execute();
  return rows.map((row) => toFinding(person, row));
}

export async function dueFindings(
  db: Db,
  person: PersonId,
  object: SyncObject,
  nowMs: number,
  limit: number,
): Promise<readonly Finding[]> {
  const rows = await selectFindings(db, person)
    .where('object', '=', object)
    .where('retry_at_ms', '<=', nowMs)
    .orderBy('retry_at_ms')
    .limit(limit)
    .execute();
  return rows.map((row) => toFinding(person, row));
}

export async function findingsByMatchKeys(
  db: Db,
  person: PersonId,
  matchKeys: readonly string[],
): Promise<readonly Finding[]> {
  if (matchKeys.length === 0) return [];
  const rows = await selectFindings(db, person).where(carriesOneOf('Contact', matchKeys)).execute();
  return rows.map((row) => toFinding(person, row));
}

/** In two steps: the second one sees what a run had not yet committed when the first one came to its person. */
export async function wakeFindings(
  db: Db,
  object: SyncObject,
  matchKeys: readonly string[],
  nowMs: number,
): Promise<readonly PersonId[]> {
  if (matchKeys.length === 0) return [];
  const isMeant = carriesOneOf(object, matchKeys);
  return db.transaction().execute(async (transaction) => {
    // Their rows are held as a run holds them, and in one order: so nobody waits for somebody who waits for them.
    const { rows } = await sql<{ person: string; person_no: number }>`
      select person, person_no from scope where person_no in (select person_no from finding where ${isMeant})
      order by person_no for update`.execute(transaction);
    await sql`
      update finding set retry_at_ms = ${nowMs}
      where person_no = any(${rows.map((row) => row.person_no)}::integer[]) and ${isMeant}
        and (retry_at_ms is null or retry_at_ms > ${nowMs})`.execute(transaction);
    return rows.map((row) => row.person as PersonId).sort();
  });
}

export async function countFindings(db: Db, person: PersonId, object: SyncObject): Promise<readonly FindingCount[]> {
  const rows = await db
    .selectFrom('finding')
    .select((select) => [
      'reason',
      select.fn.countAll<number>().as('number'),
      select.fn.min<number>('first_at_ms').as('firstAtMs'),
      select.fn.max<number>('last_at_ms').as('lastAtMs'),
    ])
    .where('person_no', '=', personNo(person))
    .where('object', '=', object)
    .groupBy('reason')
    .orderBy('reason')
    .execute();
  return rows.map((row) => ({ ...row, reason: row.reason as ReasonCode }));
}

export async function listFindings(
  db: Db,
  person: PersonId,
  object: SyncObject,
  reason: ReasonCode,
  limit: number,
): Promise<readonly Finding[]> {
  const rows = await selectFindings(db, person)
    .where('object', '=', object)
    .where('reason', '=', reason)
    .orderBy('first_at_ms')
    .limit(limit)
    .execute();
  return rows.map((row) => toFinding(person, row));
}

const findingColumns = `object sync_object, side side, item_id bytea, reason text, fields text[], first_at_ms bigint,
  last_at_ms bigint, attempts integer, retry_at_ms bigint, version bytea, match_keys text[]`;

export async function replaceFindings(
  transaction: Db,
  personNo: number,
  items: NonNullable<RunCommit['findings']>,
): Promise<void> {
  if (items.length === 0) return;
  // The last word on an item counts; within it, the last on a reason.
  const byItem = new Map(items.map((item) => [`${item.object} ${item.side} ${item.itemId}`, item]));
  const replaced = [...byItem.values()];
  await sql`delete from finding where person_no = ${personNo} and ${isOneOf(replaced)}`.execute(transaction);
  const found = replaced.flatMap((item) => {
    const byReason = new Map(item.found.map((finding) => [finding.reason, finding]));
    return [...byReason.values()].map((finding) => toRecord(item, finding));
  });
  if (found.length === 0) return;
  await sql`
    insert into finding (person_no, object, side, item_id, reason, fields, first_at_ms, last_at_ms, attempts,
      retry_at_ms, version, match_keys)
    select ${personNo}::integer, given.* from ${recordset(found, findingColumns)}`.execute(transaction);
}

function selectFindings(db: Db, person: PersonId) {
  return db.selectFrom('finding').selectAll().where('person_no', '=', personNo(person));
}

/** Unlinked Exchange items with one of these keys. The last condition names the index: it has only rows with keys. */
function carriesOneOf(object: SyncObject, matchKeys: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`object = ${object} and side = 'exchange' and match_keys && ${matchKeys}::text[]
    and match_keys <> '{}'`;
}

/**
 * As a list of ids for each kind of item, not as a joined table: so PostgreSQL knows how many are wanted, and takes the
 * index for a few of many.
 */
function isOneOf(items: readonly ItemRef[]): RawBuilder<boolean> {
  const kinds = syncObjects.flatMap((object) =>
    (['salesforce', 'exchange'] as const).map((side) => ({ object, side })),
  );
  const conditions = kinds.map(({ object, side }) => {
    const ids = items.filter((item) => item.object === object && item.side === side).map((item) => pack(item.itemId));
    return sql`(object = ${object} and side = ${side} and item_id = any(${ids}::bytea[]))`;
  });
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

function toRecord(item: ItemRef, finding: Finding) {
  return {
    object: item.object,
    side: item.side,
    item_id: hex(pack(item.itemId)),
    reason: finding.reason,
    fields: finding.fields,
    first_at_ms: finding.firstAtMs,
    last_at_ms: finding.lastAtMs,
    attempts: finding.attempts,
    retry_at_ms: finding.retryAtMs,
    version: hex(pack(finding.version)),
    match_keys: finding.matchKeys,
  };
}

function toFinding(person: PersonId, row: Selectable<FindingTable>): Finding {
  return {
    person,
    object: row.object,
    side: row.side,
    itemId: unpack(row.item_id),
    reason: row.reason as ReasonCode,
    fields: row.fields,
    firstAtMs: row.first_at_ms,
    lastAtMs: row.last_at_ms,
    attempts: row.attempts,
    retryAtMs: row.retry_at_ms,
    version: unpack(row.version),
    matchKeys: row.match_keys,
  };
}
