// Writes that are on their way, and the fleet-wide right to create somebody. A row is written in the statement that
// keeps the lease, before anything is sent, and leaves with the commit that says how it ended; an open one is judged
// before its record is written again. Rule: docs/sync-rules.md, "Writes whose end is not known".
import { sql, type RawBuilder } from 'kysely';
import type { SentRow } from '../../core/sent/row.js';
import type { RunCommit, StorePort } from '../../ports/store.js';
import { pack, packHashes, unpack, unpackHashes } from '../postgres/packed.js';
import { columnNames, columnOf, fieldsOf, recordset, type Db } from '../postgres/tables.js';
import { personNo } from './scopes.js';

/** Ids of Graph, versions and hashes are packed. */
const columns = {
  linkId: 'bigint',
  begunAtMs: 'bigint',
  written: 'bigint',
  object: 'sync_object',
  side: 'side',
  kind: 'sent_kind',
  attempt: 'smallint',
  formVersion: 'smallint',
  isSpent: 'boolean',
  sentId: 'text',
  salesforceId: 'text',
  exchangeId: 'bytea',
  memoryKey: 'bytea',
  baseVersion: 'bytea',
  sent: 'bytea',
  source: 'bytea',
};

type Stored = Omit<SentRow, 'id' | 'person' | 'ids' | 'state' | 'memoryKey' | 'baseVersion'> & {
  readonly sentId: string;
  readonly isSpent: boolean;
  readonly salesforceId: string | null;
  readonly exchangeId: Uint8Array | null;
  readonly memoryKey: Uint8Array;
  readonly baseVersion: Uint8Array;
};

export function sentOf(db: Db) {
  return {
    async sentRows(person) {
      const { rows } = await sql<Stored>`
        select ${fieldsOf(columns)} from sent
        where person_no = ${personNo(person)} order by begun_at_ms, sent_id`.execute(db);
      return rows.map(({ sentId, isSpent, salesforceId, exchangeId, ...row }): SentRow => ({
        ...{ ...row, id: sentId, person, state: isSpent ? 'spent' : 'open' },
        ids: { salesforce: salesforceId, exchange: exchangeId === null ? null : unpack(exchangeId) },
        ...{ memoryKey: unpack(row.memoryKey), baseVersion: unpack(row.baseVersion) },
        ...{ sent: unpackHashes(row.sent), source: unpackHashes(row.source) },
      }));
    },
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
export function insertedRows(run: RawBuilder<unknown>, given: readonly SentRow[]): RawBuilder<unknown> {
  const rows = given.map(({ id, ids, state, ...row }) => ({
    ...{ ...row, sentId: id, isSpent: state === 'spent', salesforceId: ids.salesforce },
    exchangeId: ids.exchange === null ? null : pack(ids.exchange),
    ...{ memoryKey: pack(row.memoryKey), baseVersion: pack(row.baseVersion) },
    ...{ sent: packHashes(row.sent), source: packHashes(row.source) },
  }));
  const replaced = Object.keys(columns).map((field) => sql`${sql.ref(columnOf(field))} = ${excluded(field)}`);
  return sql`
    insert into sent (person_no, ${columnNames(columns)})
    select run.person_no, given.* from ${run} as run, ${recordset(rows, columns)}
    on conflict (person_no, sent_id) do update set ${sql.join(replaced)}`;
}

function excluded(field: string): RawBuilder<unknown> {
  return sql.ref(`excluded.${columnOf(field)}`);
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
export async function forgetWhatWasSent(db: Db, isOfIt: RawBuilder<unknown>): Promise<void> {
  await sql`delete from sent where ${isOfIt} and kind <> 'create'`.execute(db);
  await sql`update sent set sent = ''::bytea, source = ''::bytea, written = 0 where ${isOfIt}`.execute(db);
}
