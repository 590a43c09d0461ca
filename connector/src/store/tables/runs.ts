// One run of one person: its lease, its number, and its commits. Every commit locks the person's row and says which run
// it belongs to, so a run that was overtaken writes nothing, and two commits of one person never mix. Rule:
// docs/architecture.md, "The queue".
import { sql } from 'kysely';
import type { PersonId } from '../../core/model.js';
import type { SentRow } from '../../core/sent/row.js';
import type { RunCommit, Scope } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import { replaceFindings } from './findings.js';
import { changeLinks } from './links.js';
import { changeMeetings } from './meetings.js';
import { changeScope, selectScopes, toScope, type ScopeRow } from './scopes.js';
import { changeSent, insertedRows } from './sent.js';
import type { Db } from '../postgres/tables.js';
import { addToTrail } from './trail.js';

/**
 * The parts are held while they are read: whoever waited here for the commit of the run before sees what it wrote, not
 * what stood there when the statement began.
 */
export async function startRun(db: Db, person: PersonId, nowMs: number, leaseMs: number): Promise<Scope | null> {
  const { rows } = await sql<ScopeRow>`
    with started as (
      update scope set run_no = run_no + 1, lease_until_ms = ${nowMs + leaseMs}, woken_at_ms = null,
        woken_priority = null
      where person = ${person} and due_at_ms <= ${nowMs} and (lease_until_ms is null or lease_until_ms <= ${nowMs})
      returning *
    ), held as (
      select scope_part.* from scope_part join started using (person_no) for share of scope_part
    )
    ${selectScopes(sql`started`, sql`held`)}`.execute(db);
  return rows[0] === undefined ? null : toScope(rows[0]);
}

/** One statement: the lease is kept and what is about to be sent is written down, or neither. */
export async function openChunk(
  db: Db,
  person: PersonId,
  runNo: number,
  leaseUntilMs: number,
  given: readonly SentRow[],
): Promise<boolean> {
  const statement = sql`
    with run as (
      update scope set lease_until_ms = ${leaseUntilMs}
      where person = ${person} and run_no = ${runNo} and lease_until_ms is not null
      returning person_no
    ), begun as (${insertedRows(sql`run`, given)})
    select person_no from run`;
  const { rows } = await statement.execute(db);
  return rows.length > 0;
}

export async function endRun(db: Db, person: PersonId, runNo: number, nextDueAtMs: number | null): Promise<boolean> {
  const updated = await db
    .updateTable('scope')
    .set({
      // Null when somebody took the person out of all configurations meanwhile: then it stays so.
      due_at_ms: sql<number | null>`case when due_at_ms is null and woken_at_ms is null then null
        else least(${nextDueAtMs}::bigint, woken_at_ms) end`,
      priority: sql<number>`coalesce(woken_priority, 2)`,
      woken_at_ms: null,
      woken_priority: null,
      lease_until_ms: null,
    })
    .where('person', '=', person)
    .where('run_no', '=', runNo)
    .where('lease_until_ms', 'is not', null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

export async function commitRun(db: Db, commit: RunCommit): Promise<boolean> {
  const isWritten = await withinRun(db, commit.person, commit.runNo, async (transaction, personNo) => {
    await changeLinks(transaction, personNo, commit);
    await changeMeetings(transaction, personNo, commit);
    await changeSent(transaction, personNo, commit);
    await replaceFindings(transaction, personNo, commit.findings ?? []);
    await addToTrail(transaction, personNo, commit.trail ?? []);
    await changeScope(transaction, personNo, commit.scope ?? {});
    return true;
  });
  return isWritten ?? false;
}
