// Why items are not in step: one row a person, item and reason. Replaced item by item in a run's commit; ids and our
// codes only. What is found out about contacts and about events never meets: the object is part of the item.
import { sql, type RawBuilder } from 'kysely';
import type { PersonId, SyncObject } from '../../core/model.js';
import { syncObjects } from '../../core/status.js';
import type { Finding, FindingCount, ItemRef, RunCommit, StorePort } from '../../ports/store.js';
import { pack, unpack } from '../postgres/packed.js';
import { fieldsOf, insertRows, type Db, type Packed } from '../postgres/tables.js';
import { personNo } from './scopes.js';

const findingColumns = {
  object: 'sync_object',
  side: 'side',
  itemId: 'bytea',
  reason: 'text',
  fields: 'text[]',
  firstAtMs: 'bigint',
  lastAtMs: 'bigint',
  attempts: 'integer',
  retryAtMs: 'bigint',
  version: 'bytea',
  matchKeys: 'text[]',
} satisfies Record<keyof Omit<Finding, 'person'>, string>;

export function findingsOf(db: Db) {
  /** `condition` may go on after the condition: with the order, with a limit. */
  const findingsWhere = async (person: PersonId, condition: RawBuilder<unknown>): Promise<readonly Finding[]> => {
    const { rows } = await sql<Packed<Finding, 'itemId' | 'version'>>`
      select ${fieldsOf(findingColumns)} from finding
      where person_no = ${personNo(person)} and ${condition}`.execute(db);
    return rows.map((row) => ({ ...row, person, itemId: unpack(row.itemId), version: unpack(row.version) }));
  };
  return {
    findingsOf: async (person, items) => (items.length === 0 ? [] : findingsWhere(person, isOneOf(items))),
    dueFindings: (person, object, nowMs, limit) =>
      findingsWhere(person, sql`object = ${object} and retry_at_ms <= ${nowMs} order by retry_at_ms limit ${limit}`),
    findingsByMatchKeys: async (person, matchKeys) =>
      matchKeys.length === 0 ? [] : findingsWhere(person, carriesOneOf('Contact', matchKeys)),
    listFindings: (person, object, reason, limit) =>
      findingsWhere(person, sql`object = ${object} and reason = ${reason} order by first_at_ms limit ${limit}`),
    /** In two steps: the second one sees what a run had not yet committed when the first one came to its person. */
    async wakeFindings(object, matchKeys, nowMs) {
      if (matchKeys.length === 0) return [];
      const isMeant = carriesOneOf(object, matchKeys);
      return db.transaction().execute(async (transaction) => {
        // Their rows are held as a run holds them, and in one order: so nobody waits for somebody who waits for them.
        const { rows } = await sql<{ person: PersonId; personNo: number }>`
          select person, person_no as "personNo" from scope
          where person_no in (select person_no from finding where ${isMeant})
          order by person_no for update`.execute(transaction);
        await sql`
          update finding set retry_at_ms = ${nowMs}
          where person_no = any(${rows.map((row) => row.personNo)}::integer[]) and ${isMeant}
            and (retry_at_ms is null or retry_at_ms > ${nowMs})`.execute(transaction);
        return rows.map((row) => row.person).sort();
      });
    },
    async countFindings(person, object) {
      const { rows } = await sql<FindingCount>`
        select reason, count(*) as number, min(first_at_ms) as "firstAtMs", max(last_at_ms) as "lastAtMs" from finding
        where person_no = ${personNo(person)} and object = ${object} group by reason order by reason`.execute(db);
      return rows;
    },
  } satisfies Partial<StorePort>;
}

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
  const found = replaced.flatMap(({ object, side, itemId, found }) => {
    const byReason = new Map(found.map((finding) => [finding.reason, finding]));
    const item = { object, side, itemId: pack(itemId) };
    return [...byReason.values()].map((finding) => ({ ...finding, ...item, version: pack(finding.version) }));
  });
  await insertRows(transaction, 'finding', personNo, found, findingColumns);
}

/** Unlinked Exchange items with one of these keys. The last condition names the index: it has only rows with keys. */
function carriesOneOf(object: SyncObject, matchKeys: readonly string[]): RawBuilder<unknown> {
  return sql`object = ${object} and side = 'exchange' and match_keys && ${matchKeys}::text[] and match_keys <> '{}'`;
}

/**
 * As a list of ids for each kind of item, not as a joined table: so PostgreSQL knows how many are wanted, and takes the
 * index for a few of many.
 */
function isOneOf(items: readonly ItemRef[]): RawBuilder<unknown> {
  const kinds = syncObjects.flatMap((object) =>
    (['salesforce', 'exchange'] as const).map((side) => ({ object, side })),
  );
  const conditions = kinds.map(({ object, side }) => {
    const ids = items.filter((item) => item.object === object && item.side === side).map((item) => pack(item.itemId));
    return sql`(object = ${object} and side = ${side} and item_id = any(${ids}::bytea[]))`;
  });
  return sql`(${sql.join(conditions, sql` or `)})`;
}
