// What was noticed in Salesforce, numbered. Readers keep the highest number they have seen, so a number must never
// become visible after a higher one: whoever adds changes holds the one row of change_log until the commit.
import { sql, type Selectable } from 'kysely';
import { toInstant, type PersonId } from '../../core/model.js';
import type { ChangeCursor, SalesforceChange } from '../../ports/salesforce.js';
import { recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db, SalesforceChangeTable } from '../postgres/tables.js';

export async function readChangeCursor(db: Db, object: SalesforceChange['object']): Promise<ChangeCursor | null> {
  const row = await db.selectFrom('change_cursor').selectAll().where('object', '=', object).executeTakeFirst();
  return row === undefined ? null : { modifiedAt: toInstant(row.modified_at_ms), recordId: row.record_id };
}

export function addChanges(
  db: Db,
  changes: readonly SalesforceChange[],
  cursors: Partial<Record<SalesforceChange['object'], ChangeCursor>>,
  nowMs: number,
): Promise<readonly SalesforceChange[]> {
  const given = eachOnce(changes);
  return db.transaction().execute(async (transaction) => {
    const { last_seq: lastSeq } = await transaction
      .selectFrom('change_log')
      .select('last_seq')
      .forUpdate()
      .executeTakeFirstOrThrow();
    const added = await insertUnknown(transaction, given.map(toRecord), lastSeq, nowMs);
    if (added.size > 0)
      await transaction
        .updateTable('change_log')
        .set({ last_seq: lastSeq + added.size })
        .execute();
    await saveCursors(transaction, cursors);
    return given.filter((change) => added.has(changeKey(toRecord(change))));
  });
}

function eachOnce(changes: readonly SalesforceChange[]): readonly SalesforceChange[] {
  const seen = new Set<string>();
  return changes.filter((change) => {
    const key = changeKey(toRecord(change));
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

/** Answers the keys of those that were not there. */
async function insertUnknown(
  transaction: Db,
  rows: readonly ReturnType<typeof toRecord>[],
  lastSeq: number,
  nowMs: number,
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const columns = `object salesforce_object, record_id text, owner_id text, account_id text, is_deleted boolean,
    master_id text, modified_at_ms bigint, position bigint`;
  const numbered = rows.map((row, position) => ({ ...row, position }));
  const inserted = await sql<Pick<SalesforceChangeTable, 'object' | 'record_id' | 'modified_at_ms'>>`
    insert into salesforce_change
      (seq, object, record_id, owner_id, account_id, is_deleted, master_id, modified_at_ms, seen_at_ms)
    select ${lastSeq}::bigint + row_number() over (order by position), object, record_id, owner_id, account_id,
      is_deleted, master_id, modified_at_ms, ${nowMs}::bigint
    from ${recordset(numbered, columns)}
    where not exists (
      select from salesforce_change as known
      where known.object = given.object and known.record_id = given.record_id
        and known.modified_at_ms = given.modified_at_ms
    )
    returning object, record_id, modified_at_ms`.execute(transaction);
  return new Set(inserted.rows.map(changeKey));
}

async function saveCursors(
  transaction: Db,
  cursors: Partial<Record<SalesforceChange['object'], ChangeCursor>>,
): Promise<void> {
  const rows = Object.entries(cursors).map(([object, cursor]) => ({
    object: object as SalesforceChange['object'],
    modified_at_ms: Date.parse(cursor.modifiedAt),
    record_id: cursor.recordId,
  }));
  if (rows.length === 0) return;
  await transaction
    .insertInto('change_cursor')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('object').doUpdateSet((update) => ({
        modified_at_ms: update.ref('excluded.modified_at_ms'),
        record_id: update.ref('excluded.record_id'),
      })),
    )
    .execute();
}

export async function latestChangeSeq(db: Db): Promise<number> {
  const row = await db.selectFrom('change_log').select('last_seq').executeTakeFirstOrThrow();
  return row.last_seq;
}

export async function changesFor(
  db: Db,
  person: PersonId,
  seq: number,
  others: 'all' | 'owned' | 'none',
  limit: number,
): Promise<readonly (SalesforceChange & { readonly seq: number })[]> {
  const isLinked = (column: 'salesforce_id' | 'account_id') => sql<boolean>`exists (
    select from link where link.person_no = ${personNo(person)} and link.object = 'Contact'
      and ${sql.ref(`link.${column}`)} = salesforce_change.record_id
  )`;
  const rows = await db
    .selectFrom('salesforce_change')
    .selectAll()
    .where('seq', '>', seq)
    .where((where) => {
      const contacts = [isLinked('salesforce_id')];
      if (others === 'all') contacts.push(sql<boolean>`true`);
      if (others === 'owned') contacts.push(sql<boolean>`owner_id = ${person}`);
      return where.or([
        where.and([where('object', '=', 'Contact'), where.or(contacts)]),
        where.and([where('object', '=', 'Account'), isLinked('account_id')]),
      ]);
    })
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toChange);
}

export async function pruneChanges(db: Db, olderThanMs: number): Promise<void> {
  await db.deleteFrom('salesforce_change').where('seen_at_ms', '<', olderThanMs).execute();
}

function changeKey(row: Pick<SalesforceChangeTable, 'object' | 'record_id' | 'modified_at_ms'>): string {
  return `${row.object} ${row.record_id} ${row.modified_at_ms}`;
}

function toRecord(change: SalesforceChange) {
  return {
    object: change.object,
    record_id: change.recordId,
    owner_id: change.ownerId,
    account_id: change.accountId,
    is_deleted: change.isDeleted,
    master_id: change.masterId,
    modified_at_ms: Date.parse(change.modifiedAt),
  };
}

function toChange(row: Selectable<SalesforceChangeTable>): SalesforceChange & { readonly seq: number } {
  return {
    seq: row.seq,
    object: row.object,
    recordId: row.record_id,
    ownerId: row.owner_id,
    accountId: row.account_id,
    isDeleted: row.is_deleted,
    masterId: row.master_id,
    modifiedAt: toInstant(row.modified_at_ms),
  };
}
