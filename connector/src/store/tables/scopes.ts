// The row of each person, and of each of their parts: what is known, what is due. Runs (lease, run number, commit) are
// in runs.ts. A person whose due time is null syncs nothing: only saveScope sets the time of such a row, and nothing
// wakes it.
import { sql, type RawBuilder, type Selectable, type Updateable } from 'kysely';
import type { MailboxId, PersonId, SyncObject } from '../../core/model.js';
import { syncObjects } from '../../core/status.js';
import type { PartChange, Scope, ScopeChange, ScopePart } from '../../ports/store.js';
import { newPart, newScope } from '../new-scope.js';
import { recordset } from '../postgres/recordset.js';
import type { Db, ScopePartTable, ScopeTable } from '../postgres/tables.js';

/** The number that stands for the person in all other tables; null when there is no row. */
export function personNo(person: PersonId) {
  return sql<number>`(select person_no from scope where person = ${person})`;
}

/** Where what is known of a part stands; and of which type the column is. */
const partColumns = {
  cursor: ['cursor', 'text'],
  listedAtMs: ['listed_at_ms', 'bigint'],
  changeSeq: ['change_seq', 'bigint'],
  placeId: ['place_id', 'text'],
  placeCheckedAtMs: ['place_checked_at_ms', 'bigint'],
  lastSuccessMs: ['last_success_ms', 'bigint'],
  settingsHash: ['settings_hash', 'text'],
  accessMask: ['access_mask', 'text'],
  isRecheck: ['is_recheck', 'boolean'],
  state: ['state', 'text'],
  progress: ['progress', 'double precision'],
  missingPermissions: ['missing_permissions', 'text[]'],
} as const satisfies Record<keyof ScopePart, readonly [column: keyof ScopePartTable, type: string]>;
const partFields = Object.keys(partColumns) as readonly (keyof ScopePart)[];

/** A person's row with its parts, as `selectScopes` gives it. */
export type ScopeRow = Selectable<ScopeTable> & { readonly parts: Readonly<Record<SyncObject, ScopePartTable>> };

/** `parts` is where parts are read from: the table, or rows of it that are held. */
export function selectScopes(scope: RawBuilder<unknown>, parts: RawBuilder<unknown> = sql`scope_part`) {
  return sql<ScopeRow>`
    select scope.*, (
      select json_object_agg(part.object, to_json(part)) from ${parts} as part where part.person_no = scope.person_no
    ) as parts
    from ${scope} as scope`;
}

export async function readScopes(db: Db): Promise<readonly Scope[]> {
  const { rows } = await sql<ScopeRow>`${selectScopes(sql`scope`)} order by person`.execute(db);
  return rows.map(toScope);
}

export async function readScope(db: Db, person: PersonId): Promise<Scope | null> {
  const { rows } = await sql<ScopeRow>`${selectScopes(sql`scope`)} where person = ${person}`.execute(db);
  return rows[0] === undefined ? null : toScope(rows[0]);
}

export async function saveScope(db: Db, person: PersonId, change: ScopeChange): Promise<void> {
  if (await updateScope(db, person, change)) return;
  // Where somebody else made the row between the two statements, it is theirs that is changed.
  if (!(await insertScope(db, person, change))) await updateScope(db, person, change);
}

/**
 * In one statement, so that nobody sees half of it; the person's row is taken first, as a run takes it. Answers whether
 * there is such a row.
 */
async function updateScope(db: Db, person: PersonId, change: ScopeChange): Promise<boolean> {
  const columns = { ...scopeColumns(change), ...wokenColumns(change) };
  const isMeant = sql`where person = ${person}`;
  const found =
    Object.keys(columns).length === 0
      ? sql`select person_no from scope ${isMeant} for no key update`
      : sql`update scope set ${assignments(columns)} ${isMeant} returning person_no`;
  const ofFound = sql`(select person_no from found)`;
  const parts = updatedParts(change, ofFound).map((update, index) => sql`, ${sql.ref(`part${index}`)} as (${update})`);
  const { rows } = await sql`
    with found as (${found}) ${sql.join(parts, sql``)} select person_no from found`.execute(db);
  return rows.length > 0;
}

/** Of a row that is held. */
export async function changeScope(transaction: Db, personNo: number, change: ScopeChange): Promise<void> {
  const columns = scopeColumns(change);
  if (Object.keys(columns).length > 0) {
    await sql`update scope set ${assignments(columns)} where person_no = ${personNo}`.execute(transaction);
  }
  for (const update of updatedParts(change, sql`${personNo}`)) await update.execute(transaction);
}

/** Answers false where there is a row already. */
async function insertScope(db: Db, person: PersonId, change: ScopeChange): Promise<boolean> {
  const fresh = newScope(person);
  const row = { person, run_no: fresh.runNo, ...scopeColumns(fresh), ...scopeColumns(change) };
  const parts = syncObjects.map((object) => ({ object, ...partRow({ ...newPart, ...change.parts?.[object] }) }));
  const names = partFields.map((field) => partColumns[field][0]);
  const types = partFields.map((field) => partColumns[field].join(' '));
  const { rows } = await sql`
    with made as (
      insert into scope (${columnList(Object.keys(row))}) values (${sql.join(Object.values(row))})
      on conflict (person) do nothing returning person_no
    )
    insert into scope_part (person_no, object, ${columnList(names)})
    select made.person_no, given.* from made, ${recordset(parts, `object sync_object, ${types.join(', ')}`)}
    returning person_no`.execute(db);
  return rows.length > 0;
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

/** The columns of a person's own row that a change sets; none for what it leaves out. */
function scopeColumns({ mailboxId, dueAtMs, priority, evidence, told }: ScopeChange): Updateable<ScopeTable> {
  const columns: Updateable<ScopeTable> = {
    mailbox_id: mailboxId,
    due_at_ms: dueAtMs,
    priority,
    mailbox_state: evidence?.mailbox,
    person_state: evidence?.person,
    folder_state: evidence?.folder,
    ...(told !== undefined && { reported_digest: told?.digest ?? null, reported_issues: told?.issueKeys ?? null }),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** The same of a part. */
function partRow(change: PartChange) {
  const given = partFields.filter((field) => change[field] !== undefined);
  return Object.fromEntries(given.map((field) => [partColumns[field][0], change[field] ?? null]));
}

/** A statement for each part that a change names something of. */
function updatedParts({ parts = {} }: ScopeChange, ofPerson: RawBuilder<unknown>): readonly RawBuilder<unknown>[] {
  return syncObjects.flatMap((object) => {
    const columns = partRow(parts[object] ?? {});
    if (Object.keys(columns).length === 0) return [];
    return [sql`update scope_part set ${assignments(columns)} where person_no = ${ofPerson} and object = ${object}`];
  });
}

function columnList(names: readonly string[]): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(name)));
}

function assignments(columns: Readonly<Record<string, unknown>>): RawBuilder<unknown> {
  return sql.join(Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`));
}

export function toScope(row: ScopeRow): Scope {
  const part = (object: SyncObject) =>
    Object.fromEntries(partFields.map((field) => [field, row.parts[object][partColumns[field][0]]]));
  return {
    person: row.person as PersonId,
    mailboxId: row.mailbox_id as MailboxId | null,
    dueAtMs: row.due_at_ms,
    priority: row.priority as Scope['priority'],
    runNo: row.run_no,
    leaseUntilMs: row.lease_until_ms,
    evidence: { mailbox: row.mailbox_state, person: row.person_state, folder: row.folder_state },
    told: row.reported_digest === null ? null : { digest: row.reported_digest, issueKeys: row.reported_issues ?? [] },
    parts: { Contact: part('Contact') as unknown as ScopePart, Event: part('Event') as unknown as ScopePart },
  };
}
