// The row of each person: what is known, what is due. Runs (lease, run number, commit) are in runs.ts.
// A person whose due time is null syncs nothing: only saveScope sets the time of such a row, and nothing wakes it.
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { CalendarId, FolderId, MailboxId, PersonId } from '../../core/model.js';
import type { Scope, ScopeChange } from '../../ports/store.js';
import { newScope } from '../new-scope.js';
import type { Db, ScopeTable } from '../postgres/tables.js';

/** The number that stands for the person in all other tables; null when there is no row. */
export function personNo(person: PersonId) {
  return sql<number>`(select person_no from scope where person = ${person})`;
}

export async function readScopes(db: Db): Promise<readonly Scope[]> {
  const rows = await db.selectFrom('scope').selectAll().orderBy('person').execute();
  return rows.map(toScope);
}

export async function readScope(db: Db, person: PersonId): Promise<Scope | null> {
  const row = await db.selectFrom('scope').selectAll().where('person', '=', person).executeTakeFirst();
  return row === undefined ? null : toScope(row);
}

export async function saveScope(db: Db, person: PersonId, change: ScopeChange): Promise<void> {
  if (await updateScope(db, person, change)) return;
  const inserted = await db
    .insertInto('scope')
    .values(newRow(person, change))
    .onConflict((conflict) => conflict.column('person').doNothing())
    .executeTakeFirst();
  // Somebody else made the row between the two statements.
  if (inserted.numInsertedOrUpdatedRows === 0n) await updateScope(db, person, change);
}

/** Answers whether there is such a row. */
async function updateScope(db: Db, person: PersonId, change: ScopeChange): Promise<boolean> {
  const columns = { ...scopeColumns(change), ...wokenColumns(change) };
  // An empty change has nothing to set, but the row must exist all the same.
  const set = Object.keys(columns).length === 0 ? { person } : columns;
  const updated = await db.updateTable('scope').set(set).where('person', '=', person).executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** A due time that is saved while a run is open came in meanwhile: the end of the run must not forget it. */
function wokenColumns(change: ScopeChange) {
  const { dueAtMs } = change;
  if (dueAtMs === undefined) return {};
  if (dueAtMs === null) return { woken_at_ms: null, woken_priority: null };
  const priority = change.priority ?? null;
  return {
    woken_at_ms: sql<number>`case when lease_until_ms is null then null
      else least(woken_at_ms, ${dueAtMs}::bigint) end`,
    woken_priority: sql<number>`case when lease_until_ms is null then null
      else least(woken_priority, coalesce(${priority}::smallint, priority)) end`,
  };
}

export async function makeDue(db: Db, people: readonly PersonId[], dueAtMs: number, priority: number): Promise<void> {
  if (people.length === 0) return;
  // Locked in one order, so that two of these never wait for each other.
  await sql`
    with chosen as (
      select person_no from scope
      where person = any(${people}::text[]) and due_at_ms is not null
        and (due_at_ms > ${dueAtMs} or priority > ${priority} or lease_until_ms is not null)
      order by person_no for update
    )
    update scope set
      due_at_ms = least(due_at_ms, ${dueAtMs}::bigint),
      priority = least(priority, ${priority}::smallint),
      woken_at_ms = case when lease_until_ms is null then null else least(woken_at_ms, ${dueAtMs}::bigint) end,
      woken_priority = case when lease_until_ms is null then null else least(woken_priority, ${priority}::smallint) end
    from chosen where scope.person_no = chosen.person_no`.execute(db);
}

export async function dueScopes(db: Db, nowMs: number, limit: number): Promise<readonly PersonId[]> {
  const rows = await db
    .selectFrom('scope')
    .select('person')
    .where('due_at_ms', '<=', nowMs)
    .where((where) => where.or([where('lease_until_ms', 'is', null), where('lease_until_ms', '<=', nowMs)]))
    .orderBy('priority')
    .orderBy('due_at_ms')
    .orderBy('person')
    .limit(limit)
    .execute();
  return rows.map((row) => row.person as PersonId);
}

/** The columns that a change sets; none for what it leaves out. */
export function scopeColumns(change: ScopeChange): Updateable<ScopeTable> {
  const { evidence } = change;
  const columns: Updateable<ScopeTable> = {
    mailbox_id: change.mailboxId,
    folder_id: change.folderId,
    due_at_ms: change.dueAtMs,
    priority: change.priority,
    contact_cursor: change.contactCursor,
    change_seq: change.changeSeq,
    last_full_listing_ms: change.lastFullListingMs,
    folder_checked_at_ms: change.folderCheckedAtMs,
    last_success_ms: change.lastSuccessMs,
    settings_fingerprint: change.settingsFingerprint,
    calendar_id: change.calendarId,
    calendar_checked_at_ms: change.calendarCheckedAtMs,
    event_cursor: change.eventCursor,
    event_cursor_made_ms: change.eventCursorMadeMs,
    last_event_success_ms: change.lastEventSuccessMs,
    event_settings_fingerprint: change.eventSettingsFingerprint,
    reported_digest: change.reportedDigest,
    ...(evidence && {
      mailbox_state: evidence.mailbox,
      person_state: evidence.person,
      folder_state: evidence.folder,
      contact_state: evidence.contacts,
      missing_permissions: [...evidence.missingPermissions],
      progress: evidence.progress,
      event_state: evidence.events,
      missing_event_permissions: [...evidence.missingEventPermissions],
      event_progress: evidence.eventProgress,
    }),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

function newRow(person: PersonId, change: ScopeChange): Insertable<ScopeTable> {
  const { runNo } = newScope(person);
  return {
    person,
    run_no: runNo,
    ...scopeColumns(newScope(person)),
    ...scopeColumns(change),
  } as Insertable<ScopeTable>;
}

export function toScope(row: Selectable<ScopeTable>): Scope {
  return {
    person: row.person as PersonId,
    mailboxId: row.mailbox_id as MailboxId | null,
    folderId: row.folder_id as FolderId | null,
    dueAtMs: row.due_at_ms,
    priority: row.priority as Scope['priority'],
    runNo: row.run_no,
    leaseUntilMs: row.lease_until_ms,
    contactCursor: row.contact_cursor,
    changeSeq: row.change_seq,
    lastFullListingMs: row.last_full_listing_ms,
    folderCheckedAtMs: row.folder_checked_at_ms,
    lastSuccessMs: row.last_success_ms,
    settingsFingerprint: row.settings_fingerprint,
    calendarId: row.calendar_id as CalendarId | null,
    calendarCheckedAtMs: row.calendar_checked_at_ms,
    eventCursor: row.event_cursor,
    eventCursorMadeMs: row.event_cursor_made_ms,
    lastEventSuccessMs: row.last_event_success_ms,
    eventSettingsFingerprint: row.event_settings_fingerprint,
    evidence: {
      mailbox: row.mailbox_state,
      person: row.person_state,
      folder: row.folder_state,
      contacts: row.contact_state,
      missingPermissions: row.missing_permissions,
      progress: row.progress,
      events: row.event_state,
      missingEventPermissions: row.missing_event_permissions,
      eventProgress: row.event_progress,
    },
    reportedDigest: row.reported_digest,
  };
}
