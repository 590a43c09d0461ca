// Why items are not in step: one row a person, side, item and reason. Replaced item by item in a run's commit; ids and
// our codes only.
import { sql, type Selectable } from 'kysely';
import type { PersonId, Side } from '../core/model.js';
import type { ReasonCode } from '../core/reasons.js';
import type { Finding, FindingCount, RunCommit } from '../ports/store.js';
import { pack, unpack } from './packed.js';
import { hex, recordset } from './recordset.js';
import { personNo } from './scopes.js';
import type { Db, FindingTable } from './tables.js';

export async function findingsOf(
  db: Db,
  person: PersonId,
  items: readonly { readonly side: Side; readonly itemId: string }[],
): Promise<readonly Finding[]> {
  if (items.length === 0) return [];
  const rows = await selectFindings(db, person).where(isOneOf(items)).execute();
  return rows.map((row) => toFinding(person, row));
}

export async function dueFindings(db: Db, person: PersonId, nowMs: number, limit: number): Promise<readonly Finding[]> {
  const rows = await selectFindings(db, person)
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
  const rows = await selectFindings(db, person)
    .where('side', '=', 'exchange')
    // The second condition names the index (it holds only rows with keys).
    .where(sql<boolean>`match_keys && ${matchKeys}::text[] and match_keys <> '{}'`)
    .execute();
  return rows.map((row) => toFinding(person, row));
}

export async function countFindings(db: Db, person: PersonId): Promise<readonly FindingCount[]> {
  const rows = await db
    .selectFrom('finding')
    .select((select) => [
      'reason',
      select.fn.countAll<number>().as('number'),
      select.fn.min<number>('first_at_ms').as('firstAtMs'),
      select.fn.max<number>('last_at_ms').as('lastAtMs'),
    ])
    .where('person_no', '=', personNo(person))
    .groupBy('reason')
    .orderBy('reason')
    .execute();
  return rows.map((row) => ({ ...row, reason: row.reason as ReasonCode }));
}

export async function listFindings(
  db: Db,
  person: PersonId,
  reason: ReasonCode,
  limit: number,
): Promise<readonly Finding[]> {
  const rows = await selectFindings(db, person)
    .where('reason', '=', reason)
    .orderBy('first_at_ms')
    .limit(limit)
    .execute();
  return rows.map((row) => toFinding(person, row));
}

export async function dropFindingsBefore(db: Db, person: PersonId, lastAtMs: number): Promise<void> {
  await db.deleteFrom('finding').where('person_no', '=', personNo(person)).where('last_at_ms', '<', lastAtMs).execute();
}

const findingColumns = `side side, item_id bytea, reason text, fields text[], first_at_ms bigint, last_at_ms bigint,
  attempts integer, retry_at_ms bigint, version bytea, match_keys text[]`;

export async function replaceFindings(
  transaction: Db,
  personNo: number,
  items: NonNullable<RunCommit['findings']>,
): Promise<void> {
  if (items.length === 0) return;
  // The last word on an item counts; within it, the last on a reason.
  const byItem = new Map(items.map((item) => [`${item.side} ${item.itemId}`, item]));
  const replaced = [...byItem.values()];
  await sql`delete from finding where person_no = ${personNo} and ${isOneOf(replaced)}`.execute(transaction);
  const found = replaced.flatMap((item) => {
    const byReason = new Map(item.found.map((finding) => [finding.reason, finding]));
    return [...byReason.values()].map((finding) => toRecord({ ...finding, side: item.side, itemId: item.itemId }));
  });
  if (found.length === 0) return;
  await sql`
    insert into finding (person_no, side, item_id, reason, fields, first_at_ms, last_at_ms, attempts, retry_at_ms,
      version, match_keys)
    select ${personNo}::integer, given.* from ${recordset(found, findingColumns)}`.execute(transaction);
}

function selectFindings(db: Db, person: PersonId) {
  return db.selectFrom('finding').selectAll().where('person_no', '=', personNo(person));
}

/**
 * As two lists of ids, not as a joined table: so PostgreSQL knows how many are wanted, and takes the index for a few of
 * many.
 */
function isOneOf(items: readonly { readonly side: Side; readonly itemId: string }[]) {
  const idsOn = (side: Side) => items.filter((item) => item.side === side).map((item) => pack(item.itemId));
  return sql<boolean>`(side = 'salesforce' and item_id = any(${idsOn('salesforce')}::bytea[])
    or side = 'exchange' and item_id = any(${idsOn('exchange')}::bytea[]))`;
}

function toRecord(finding: Finding) {
  return {
    side: finding.side,
    item_id: hex(pack(finding.itemId)),
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
