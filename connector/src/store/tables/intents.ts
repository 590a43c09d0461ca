// Creates that were begun, and the fleet-wide right to create somebody. An intent is written before the call and
// removed together with the link; at most one is open for a record and side, so an open one is always looked up before
// the record is made again.
import { sql, type RawBuilder } from 'kysely';
import type { Intent, StorePort } from '../../ports/store.js';
import { pack, unpack } from '../postgres/packed.js';
import { columnNames, recordset, type Db, type Packed } from '../postgres/tables.js';
import { personNo } from './scopes.js';

const intentColumns = {
  intentId: 'text',
  side: 'side',
  sourceId: 'bytea',
  attempt: 'integer',
  begunAtMs: 'bigint',
};

export function intentsOf(db: Db) {
  return {
    async openIntents(person) {
      const { rows } = await sql<Packed<Intent, 'sourceId'>>`
        select intent_id as id, side, source_id as "sourceId", attempt, begun_at_ms as "begunAtMs" from intent
        where person_no = ${personNo(person)} order by begun_at_ms, intent_id`.execute(db);
      return rows.map((row) => ({ ...row, person, sourceId: unpack(row.sourceId) }));
    },
    dropIntents: (person, ids) => deleteIntents(db, personNo(person), ids),
    async claimCreates(person, emailHashes, nowMs, untilMs) {
      if (emailHashes.length === 0) return new Set<string>();
      // Claims nobody renews are cleared away here; those that somebody else is just handling are left to them.
      await sql`
        delete from create_claim where email_hash in (
          select email_hash from create_claim where until_ms <= ${nowMs} limit 1000 for update skip locked
        )`.execute(db);
      // In one order, so that two people with the same addresses never wait for each other.
      const { rows } = await sql<{ hash: string }>`
        insert into create_claim as claim (email_hash, person_no, until_ms)
        select wanted.email_hash, scope.person_no, ${untilMs}::bigint
        from scope, (select distinct unnest(${emailHashes}::text[]) as email_hash) as wanted
        where scope.person = ${person}
        order by wanted.email_hash collate "C"
        on conflict (email_hash) do update set person_no = excluded.person_no, until_ms = excluded.until_ms
          where claim.person_no = excluded.person_no or claim.until_ms <= ${nowMs}
        returning claim.email_hash as hash`.execute(db);
      return new Set(rows.map((row) => row.hash));
    },
    async releaseCreates(person, emailHashes) {
      if (emailHashes.length === 0) return;
      await sql`
        delete from create_claim
        where email_hash = any(${emailHashes}::text[]) and person_no = ${personNo(person)}`.execute(db);
    },
  } satisfies Partial<StorePort>;
}

/** A statement that writes them for the one person in `run`, if there is one. */
export function insertedIntents(run: RawBuilder<unknown>, intents: readonly Intent[]): RawBuilder<unknown> {
  const rows = intents.map((intent) => ({ ...intent, intentId: intent.id, sourceId: pack(intent.sourceId) }));
  return sql`
    insert into intent (person_no, ${columnNames(intentColumns)})
    select run.person_no, given.* from ${run} as run, ${recordset(rows, intentColumns)}
    on conflict (person_no, intent_id) do update set
      side = excluded.side, source_id = excluded.source_id, attempt = excluded.attempt,
      begun_at_ms = excluded.begun_at_ms`;
}

export async function deleteIntents(db: Db, ofPerson: number | RawBuilder<number>, ids: readonly string[]) {
  if (ids.length === 0) return;
  await sql`delete from intent where person_no = ${ofPerson} and intent_id = any(${ids}::text[])`.execute(db);
}
