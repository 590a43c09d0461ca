// One run of one person: its lease, its number, and its commits. Every commit locks the person's row and says which run
// it belongs to, so a run that was overtaken writes nothing, and two commits of one person never mix. Rule:
// docs/architecture.md, "The queue".
import { sql } from 'kysely';
import type { Scope } from '../../ports/scope.js';
import type { StorePort } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import type { Db } from '../postgres/tables.js';
import { replaceFindings } from './findings.js';
import { changeLinks } from './links.js';
import { changeMeetings } from './meetings.js';
import { changeScope, selectScopes } from './scopes.js';
import { changeSent, insertedRows } from './sent.js';
import { addToTrail } from './trail.js';

export function runsOf(db: Db) {
  return {
    /**
     * The parts are held while they are read: whoever waited here for the commit of the run before sees what it wrote,
     * not what stood there when the statement began.
     */
    async startRun(person, nowMs, leaseMs) {
      const { rows } = await sql<Scope>`
        with started as (
          update scope set run_no = run_no + 1, lease_until_ms = ${nowMs + leaseMs}, woken_at_ms = null,
            woken_priority = null
          where person = ${person} and due_at_ms <= ${nowMs} and (lease_until_ms is null or lease_until_ms <= ${nowMs})
          returning *
        ), held as (
          select scope_part.* from scope_part join started using (person_no) for share of scope_part
        )
        ${selectScopes(sql`started`, sql`held`)}`.execute(db);
      return rows[0] ?? null;
    },
    /** One statement: the lease is kept and what is about to be sent is written down, or neither. */
    async openChunk(person, runNo, leaseUntilMs, given) {
      const statement = sql`
        with run as (
          update scope set lease_until_ms = ${leaseUntilMs}
          where person = ${person} and run_no = ${runNo} and lease_until_ms is not null
          returning person_no
        ), begun as (${insertedRows(sql`run`, given)})
        select person_no from run`;
      const { rows } = await statement.execute(db);
      return rows.length > 0;
    },
    async endRun(person, runNo, nextDueAtMs) {
      // Null when somebody took the person out of all configurations meanwhile: then it stays so.
      const updated = await sql`
        update scope set
          due_at_ms = case when due_at_ms is null and woken_at_ms is null then null
            else least(${nextDueAtMs}::bigint, woken_at_ms) end,
          priority = coalesce(woken_priority, 2), woken_at_ms = null, woken_priority = null, lease_until_ms = null
        where person = ${person} and run_no = ${runNo} and lease_until_ms is not null`.execute(db);
      return updated.numAffectedRows === 1n;
    },
    async commitRun(commit) {
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
    },
  } satisfies Partial<StorePort>;
}
