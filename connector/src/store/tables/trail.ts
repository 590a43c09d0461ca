// The write trail: every write to either system, with when, run, asker, record id, field names and reason; never a
// value.
import { sql } from 'kysely';
import type { PersonId, Side, SyncObject } from '../../core/model.js';
import type { WriteTrailEntry } from '../../ports/store.js';
import { pack } from '../postgres/packed.js';
import { hex, recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db } from '../postgres/tables.js';

export async function countTrail(
  db: Db,
  person: PersonId,
  object: SyncObject,
  side: Side,
  kind: WriteTrailEntry['kind'],
  sinceMs: number,
): Promise<number> {
  const row = await db
    .selectFrom('write_trail')
    .select((select) => select.fn.countAll<number>().as('number'))
    .where('person_no', '=', personNo(person))
    .where('object', '=', object)
    .where('side', '=', side)
    .where('kind', '=', kind)
    .where('at_ms', '>=', sinceMs)
    .executeTakeFirstOrThrow();
  return row.number;
}

export async function addToTrail(
  transaction: Db,
  personNo: number,
  entries: readonly WriteTrailEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    at_ms: entry.atMs,
    run_no: entry.runNo,
    asked_by: entry.askedBy,
    object: entry.object,
    side: entry.side,
    kind: entry.kind,
    record_id: hex(pack(entry.recordId)),
    fields: entry.fields,
    reason: entry.reason,
  }));
  const columns = `at_ms bigint, run_no integer, asked_by text, object sync_object, side side, kind write_kind,
    record_id bytea, fields text[], reason text`;
  await sql`
    insert into write_trail (person_no, at_ms, run_no, asked_by, object, side, kind, record_id, fields, reason)
    select ${personNo}::integer, given.* from ${recordset(rows, columns)}`.execute(transaction);
}
