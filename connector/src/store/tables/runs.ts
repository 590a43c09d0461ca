// One run of one person: its lease, its number, and its commits. Every commit locks the person's row and says which run
// it belongs to, so a run that was overtaken writes nothing, and two commits of one person never mix. Rule:
// docs/architecture.md, "The queue".
import { sql } from 'kysely';
import type { PersonId } from '../../core/model.js';
import type { RunCommit, Scope } from '../../ports/store.js';
import { changeEventLinks } from './event-links.js';
import { withinRun } from '../postgres/fence.js';
import { replaceFindings } from './findings.js';
import { deleteIntents } from './intents.js';
import { changeLinks } from './links.js';
import { changeMeetings } from './meetings.js';
import { scopeColumns, toScope } from './scopes.js';
import type { Db } from '../postgres/tables.js';
import { addToTrail } from './trail.js';

export async function startRun(db: Db, person: PersonId, nowMs: number, leaseMs: number): Promise<Scope | null> {
  const row = await db
    .updateTable('scope')
    .set((column) => ({
      run_no: column('run_no', '+', 1),
      lease_until_ms: nowMs + leaseMs,
      woken_at_ms: null,
      woken_priority: null,
    }))
    .where('person', '=', person)
    .where('due_at_ms', '<=', nowMs)
    .where((where) => where.or([where('lease_until_ms', 'is', null), where('lease_until_ms', '<=', nowMs)]))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toScope(row);
}

export async function extendLease(db: Db, person: PersonId, runNo: number, untilMs: number): Promise<boolean> {
  const updated = await db
    .updateTable('scope')
    .set({ lease_until_ms: untilMs })
    .where('person', '=', person)
    .where('run_no', '=', runNo)
    .where('lease_until_ms', 'is not', null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
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
    await changeEventLinks(transaction, personNo, commit);
    await changeMeetings(transaction, personNo, commit);
    await deleteIntents(transaction, personNo, commit.doneIntents ?? []);
    await replaceFindings(transaction, personNo, commit.findings ?? []);
    await addToTrail(transaction, personNo, commit.trail ?? []);
    const columns = scopeColumns(commit.scope ?? {});
    if (Object.keys(columns).length > 0) {
      await transaction.updateTable('scope').set(columns).where('person_no', '=', personNo).execute();
    }
    return true;
  });
  return isWritten ?? false;
}
