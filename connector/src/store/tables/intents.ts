// Creates that were begun, and the fleet-wide right to create somebody. An intent is written before the call and
// removed together with the link; at most one is open for a record and side, so an open one is always looked up before
// the record is made again.
import { sql, type RawBuilder } from 'kysely';
import type { PersonId } from '../../core/model.js';
import type { Intent } from '../../ports/store.js';
import { pack, unpack } from '../postgres/packed.js';
import { hex, recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db } from '../postgres/tables.js';

export async function openIntents(db: Db, person: PersonId): Promise<readonly Intent[]> {
  const rows = await db
    .selectFrom('intent')
    .selectAll()
    .where('person_no', '=', personNo(person))
    .orderBy('begun_at_ms')
    .orderBy('intent_id')
    .execute();
  return rows.map((row) => ({
    id: row.intent_id,
    person,
    side: row.side,
    sourceId: unpack(row.source_id),
    attempt: row.attempt,
    begunAtMs: row.begun_at_ms,
  }));
}

/** A statement that writes them for the one person in `run`, if there is one. */
export function insertedIntents(run: RawBuilder<unknown>, intents: readonly Intent[]): RawBuilder<unknown> {
  const rows = intents.map((intent) => ({
    intent_id: intent.id,
    side: intent.side,
    source_id: hex(pack(intent.sourceId)),
    attempt: intent.attempt,
    begun_at_ms: intent.begunAtMs,
  }));
  const columns = 'intent_id text, side side, source_id bytea, attempt integer, begun_at_ms bigint';
  return sql`
    insert into intent (person_no, intent_id, side, source_id, attempt, begun_at_ms)
    select run.person_no, given.* from ${run} as run, ${recordset(rows, columns)}
    on conflict (person_no, intent_id) do update set
      side = excluded.side, source_id = excluded.source_id, attempt = excluded.attempt,
      begun_at_ms = excluded.begun_at_ms`;
}

export function dropIntents(db: Db, person: PersonId, ids: readonly string[]): Promise<void> {
  return deleteIntents(db, personNo(person), ids);
}

export async function deleteIntents(
  db: Db,
  ofPerson: number | RawBuilder<number>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from intent where person_no = ${ofPerson} and intent_id = any(${ids}::text[])`.execute(db);
}

export async function claimCreates(
  db: Db,
  person: PersonId,
  emailHashes: readonly string[],
  nowMs: number,
  untilMs: number,
): Promise<ReadonlySet<string>> {
  if (emailHashes.length === 0) return new Set();
  // Claims nobody renews are cleared away here; those that somebody else is just handling are left to them.
  await sql`
    delete from create_claim where email_hash in (
      select email_hash from create_claim where until_ms <= ${nowMs} limit 1000 for update skip locked
    )`.execute(db);
  // In one order, so that two people with the same addresses never wait for each other.
  const { rows } = await sql<{ email_hash: string }>`
    insert into create_claim as claim (email_hash, person_no, until_ms)
    select wanted.email_hash, scope.person_no, ${untilMs}::bigint
    from scope, (select distinct unnest(${emailHashes}::text[]) as email_hash) as wanted
    where scope.person = ${person}
    order by wanted.email_hash collate "C"
    on conflict (email_hash) do update set person_no = excluded.person_no, until_ms = excluded.until_ms
      where claim.person_no = excluded.person_no or claim.until_ms <= ${nowMs}
    returning claim.email_hash`.execute(db);
  return new Set(rows.map((row) => row.email_hash));
}

export async function releaseCreates(db: Db, person: PersonId, emailHashes: readonly string[]): Promise<void> {
  if (emailHashes.length === 0) return;
  await sql`
    delete from create_claim
    where email_hash = any(${emailHashes}::text[]) and person_no = ${personNo(person)}`.execute(db);
}
