// What was noticed in Salesforce, numbered. Readers keep the highest number they have seen, so a number must never
// become visible after a higher one: whoever adds changes holds the one row of change_log until the commit.
import { sql, type RawBuilder } from 'kysely';
import { BrokenAssumption } from '../../core/failure.js';
import { toInstant } from '../../core/model.js';
import type { ChangeCursor, SalesforceChange } from '../../ports/salesforce.js';
import type { StorePort } from '../../ports/store.js';
import { changeKey, newChanges } from '../new-changes.js';
import { columnNames, fieldsOf, recordset, type Db } from '../postgres/tables.js';
import { personNo } from './scopes.js';

/** Beside them there are `seq` and `seen_at_ms`. */
const changeColumns = {
  object: 'salesforce_object',
  recordId: 'text',
  ownerId: 'text',
  accountId: 'text',
  isDeleted: 'boolean',
  masterId: 'text',
  modifiedAtMs: 'bigint',
};
const cursorColumns = { object: 'salesforce_object', modifiedAtMs: 'bigint', recordId: 'text' };

type ChangeRow = Omit<SalesforceChange, 'modifiedAt'> & { readonly seq: number; readonly modifiedAtMs: number };

export function changesOf(db: Db) {
  return {
    async readChangeCursor(object) {
      const { rows } = await sql<Pick<ChangeRow, 'modifiedAtMs' | 'recordId'>>`
        select ${fieldsOf(cursorColumns)} from change_cursor where object = ${object}`.execute(db);
      const row = rows[0];
      return row === undefined ? null : { modifiedAt: toInstant(row.modifiedAtMs), recordId: row.recordId };
    },
    addChanges(changes, cursors, nowMs) {
      const given = newChanges(changes);
      return db.transaction().execute(async (transaction) => {
        const lastSeq = await lastSeqIn(transaction, sql`for update`);
        const added = await insertUnknown(transaction, given, lastSeq, nowMs);
        if (added.size > 0) await sql`update change_log set last_seq = last_seq + ${added.size}`.execute(transaction);
        await saveCursors(transaction, cursors);
        return given.filter((change) => added.has(changeKey(change)));
      });
    },
    async latestChangeSeq() {
      return lastSeqIn(db, sql``);
    },
    async changesFor(person, seq, others, limit) {
      const isLinked = (column: 'salesforce_id' | 'account_id') => sql`exists (
        select from link where link.person_no = ${personNo(person)} and link.object = 'Contact'
          and ${sql.ref(`link.${column}`)} = salesforce_change.record_id
      )`;
      const isOther = { all: sql`true`, owned: sql`owner_id = ${person}`, none: sql`false` }[others];
      const { rows } = await sql<ChangeRow>`
        select seq, ${fieldsOf(changeColumns)} from salesforce_change
        where seq > ${seq} and (
          (object = 'Contact' and (${isLinked('salesforce_id')} or ${isOther}))
          or (object = 'Account' and ${isLinked('account_id')})
        )
        order by seq limit ${limit}`.execute(db);
      return rows.map(({ modifiedAtMs, ...row }) => ({ ...row, modifiedAt: toInstant(modifiedAtMs) }));
    },
    async pruneChanges(olderThanMs) {
      await sql`delete from salesforce_change where seen_at_ms < ${olderThanMs}`.execute(db);
    },
  } satisfies Partial<StorePort>;
}

/** Answers the keys of those that were not there. */
async function insertUnknown(
  transaction: Db,
  changes: readonly SalesforceChange[],
  lastSeq: number,
  nowMs: number,
): Promise<ReadonlySet<string>> {
  if (changes.length === 0) return new Set();
  const numbered = changes.map((change, position) => ({ ...withMs(change), position }));
  const { rows } = await sql<ChangeRow>`
    insert into salesforce_change (${columnNames(changeColumns)}, seq, seen_at_ms)
    select ${columnNames(changeColumns)}, ${lastSeq}::bigint + row_number() over (order by position), ${nowMs}::bigint
    from ${recordset(numbered, { ...changeColumns, position: 'bigint' })}
    where not exists (
      select from salesforce_change as known
      where known.object = given.object and known.record_id = given.record_id
        and known.modified_at_ms = given.modified_at_ms
    )
    returning ${fieldsOf(cursorColumns)}`.execute(transaction);
  return new Set(rows.map((row) => changeKey({ ...row, modifiedAt: toInstant(row.modifiedAtMs) })));
}

async function saveCursors(transaction: Db, cursors: Readonly<Record<string, ChangeCursor>>): Promise<void> {
  const rows = Object.entries(cursors).map(([object, cursor]) => ({ object, ...withMs(cursor) }));
  if (rows.length === 0) return;
  await sql`
    insert into change_cursor (${columnNames(cursorColumns)}) select * from ${recordset(rows, cursorColumns)}
    on conflict (object) do update set
      modified_at_ms = excluded.modified_at_ms, record_id = excluded.record_id`.execute(transaction);
}

function withMs<Given extends ChangeCursor>(given: Given): Given & { readonly modifiedAtMs: number } {
  return { ...given, modifiedAtMs: Date.parse(given.modifiedAt) };
}

/** There is one row, made with the table. @throws BrokenAssumption CHANGE_LOG_MISSING */
async function lastSeqIn(db: Db, lock: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ lastSeq: number }>`select last_seq as "lastSeq" from change_log ${lock}`.execute(db);
  const [log] = rows;
  if (log === undefined) throw new BrokenAssumption('CHANGE_LOG_MISSING');
  return log.lastSeq;
}
