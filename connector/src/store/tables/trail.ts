// The write trail: every write to either system, with when, run, asker, record id, field names and reason; never a
// value.
import { sql } from 'kysely';
import type { StorePort, WriteTrailEntry } from '../../ports/store.js';
import { pack, unpack } from '../postgres/packed.js';
import { insertRows, type Db } from '../postgres/tables.js';
import { personNo } from './scopes.js';

const trailColumns = {
  atMs: 'bigint',
  runNo: 'integer',
  askedBy: 'text',
  object: 'sync_object',
  side: 'side',
  kind: 'write_kind',
  recordId: 'bytea',
  fields: 'text[]',
  reason: 'text',
} satisfies Record<keyof Omit<WriteTrailEntry, 'person'>, string>;

export function trailOf(db: Db) {
  return {
    async countTrail(person, object, side, kind, sinceMs) {
      const { rows } = await sql<{ number: number }>`
        select count(*) as number from write_trail
        where person_no = ${personNo(person)} and object = ${object} and side = ${side} and kind = ${kind}
          and at_ms >= ${sinceMs}`.execute(db);
      return rows[0]?.number ?? 0;
    },
    async deletedByUs(person, object, side, recordIds) {
      if (recordIds.length === 0) return new Set<string>();
      const packed = recordIds.map(pack);
      const { rows } = await sql<{ recordId: Uint8Array }>`
        select distinct record_id as "recordId" from write_trail
        where person_no = ${personNo(person)} and object = ${object} and side = ${side} and kind = 'delete'
          and record_id = any(${packed}::bytea[])`.execute(db);
      return new Set(rows.map(({ recordId }) => unpack(recordId)));
    },
  } satisfies Partial<StorePort>;
}

export async function addToTrail(transaction: Db, personNo: number, entries: readonly WriteTrailEntry[]) {
  const rows = entries.map((entry) => ({ ...entry, recordId: pack(entry.recordId) }));
  await insertRows(transaction, 'write_trail', personNo, rows, trailColumns);
}
