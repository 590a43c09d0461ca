// Writes that are on their way, and the fleet-wide right to create somebody. A row is written in the statement that
// keeps the lease, before anything is sent, and leaves with the commit that says how it ended; an open one is judged
// before its record is written again. Rule: docs/sync-rules.md, "Writes whose end is not known".
import { sql, type RawBuilder } from 'kysely';
import type { PersonId } from '../../core/model.js';
import type { SentRow } from '../../core/sent/row.js';
import type { RunCommit } from '../../ports/store.js';
import { pack, packHashes, unpack, unpackHashes } from '../postgres/packed.js';
import { hex, recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db, SentTable } from '../postgres/tables.js';

/** With types of PostgreSQL; beside it there is `person_no`. */
const columns = {
  link_id: 'bigint',
  begun_at_ms: 'bigint',
  written: 'bigint',
  object: 'sync_object',
  side: 'side',
  kind: 'sent_kind',
  attempt: 'smallint',
  form_version: 'smallint',
  is_spent: 'boolean',
  sent_id: 'text',
  salesforce_id: 'text',
  exchange_id: 'bytea',
  memory_key: 'bytea',
  base_version: 'bytea',
  sent: 'bytea',
  source: 'bytea',
} satisfies Record<keyof Omit<SentTable, 'person_no'>, string>;
const names = Object.keys(columns);

export async function sentRows(db: Db, person: PersonId): Promise<readonly SentRow[]> {
  const rows = await db
    .selectFrom('sent')
    .selectAll()
    .where('person_no', '=', personNo(person))
    .orderBy('begun_at_ms')
    .orderBy('sent_id')
    .execute();
  return rows.map((row) => ({
    id: row.sent_id,
    person,
    ...{ object: row.object, side: row.side, kind: row.kind, linkId: row.link_id },
    ids: { salesforce: row.salesforce_id, exchange: row.exchange_id === null ? null : unpack(row.exchange_id) },
    memoryKey: unpack(row.memory_key),
    ...{ attempt: row.attempt, begunAtMs: row.begun_at_ms, formVersion: row.form_version, written: row.written },
    baseVersion: unpack(row.base_version),
    sent: unpackHashes(row.sent),
    source: unpackHashes(row.source),
    state: row.is_spent ? 'spent' : 'open',
  }));
}

/** A statement that writes them for the one person in `run`, if there is one. */
export function insertedRows(run: RawBuilder<unknown>, rows: readonly SentRow[]): RawBuilder<unknown> {
  const given = rows.map((row) => ({
    ...{ link_id: row.linkId, begun_at_ms: row.begunAtMs, written: row.written },
    ...{ object: row.object, side: row.side, kind: row.kind, attempt: row.attempt, form_version: row.formVersion },
    ...{ is_spent: row.state === 'spent', sent_id: row.id, salesforce_id: row.ids.salesforce },
    exchange_id: row.ids.exchange === null ? null : hex(pack(row.ids.exchange)),
    memory_key: hex(pack(row.memoryKey)),
    base_version: hex(pack(row.baseVersion)),
    sent: hex(packHashes(row.sent)),
    source: hex(packHashes(row.source)),
  }));
  const typed = Object.entries(columns).map((column) => column.join(' '));
  return sql`
    insert into sent (person_no, ${sql.raw(names.join(', '))})
    select run.person_no, given.* from ${run} as run, ${recordset(given, typed.join(', '))}
    on conflict (person_no, sent_id) do update set
      ${sql.raw(names.map((name) => `${name} = excluded.${name}`).join(', '))}`;
}

/** Those that ended leave; those that were found not carried out stay as spent. */
export async function changeSent(
  db: Db,
  ofPerson: number,
  { endedSent = [], spentSent = [] }: Pick<RunCommit, 'endedSent' | 'spentSent'>,
): Promise<void> {
  if (endedSent.length > 0) {
    await sql`delete from sent where person_no = ${ofPerson} and sent_id = any(${endedSent}::text[])`.execute(db);
  }
  if (spentSent.length > 0) {
    await sql`
      update sent set is_spent = true
      where person_no = ${ofPerson} and sent_id = any(${spentSent}::text[])`.execute(db);
  }
}

/** Memory goes by wish; creates stay to be looked up, without a word of what was sent. */
export async function forgetWhatWasSent(db: Db, isOfIt: RawBuilder<boolean>): Promise<void> {
  await sql`delete from sent where ${isOfIt} and kind <> 'create'`.execute(db);
  await sql`update sent set sent = ''::bytea, source = ''::bytea, written = 0 where ${isOfIt}`.execute(db);
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
