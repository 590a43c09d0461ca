// The row of each person, and of each of their parts: what is known, what is due. Runs (lease, run number, commit) are
// in runs.ts. A person whose due time is null syncs nothing: only saveScope sets the time of such a row, and nothing
// wakes it.
import { sql, type RawBuilder } from 'kysely';
import type { PersonId } from '../../core/model.js';
import { syncObjects } from '../../core/status.js';
import type { Scope, ScopeChange, ScopePart } from '../../ports/scope.js';
import type { StorePort } from '../../ports/store.js';
import { changedScope, newScope } from '../new-scope.js';
import { columnNames, columnOf, recordset, type Db } from '../postgres/tables.js';

/** The number that stands for the person in all other tables; null when there is no row. */
export function personNo(person: PersonId) {
  return sql<number>`(select person_no from scope where person = ${person})`;
}

const partColumns = {
  cursor: 'text',
  listedAtMs: 'bigint',
  changeSeq: 'bigint',
  placeId: 'text',
  placeCheckedAtMs: 'bigint',
  lastSuccessMs: 'bigint',
  settingsHash: 'text',
  accessMask: 'text',
  isRecheck: 'boolean',
  state: 'text',
  progress: 'double precision',
  missingPermissions: 'text[]',
} satisfies Record<keyof ScopePart, string>;
const partFields = Object.keys(partColumns) as readonly (keyof ScopePart)[];
const partAsJson = sql.join(partFields.map((field) => sql`${sql.lit(field)}, ${sql.ref(`part.${columnOf(field)}`)}`));

/** `parts` is where parts are read from: the table, or rows of it that are held. */
export function selectScopes(scope: RawBuilder<unknown>, parts: RawBuilder<unknown> = sql`scope_part`) {
  return sql<Scope>`
    select person, mailbox_id as "mailboxId", due_at_ms as "dueAtMs", priority, run_no as "runNo",
      lease_until_ms as "leaseUntilMs",
      json_build_object('mailbox', mailbox_state, 'person', person_state, 'folder', folder_state) as evidence,
      case when reported_digest is not null then
        json_build_object('digest', reported_digest, 'issueKeys', reported_issues) end as told,
      (
        select json_object_agg(part.object, json_build_object(${partAsJson})) from ${parts} as part
        where part.person_no = scope.person_no
      ) as parts
    from ${scope} as scope`;
}

export function peopleOf(db: Db) {
  return {
    async readScopes() {
      const { rows } = await sql<Scope>`${selectScopes(sql`scope`)} order by person`.execute(db);
      return rows;
    },
    async readScope(person) {
      const { rows } = await sql<Scope>`${selectScopes(sql`scope`)} where person = ${person}`.execute(db);
      return rows[0] ?? null;
    },
    async saveScope(person, change) {
      if (await updateScope(db, person, change)) return;
      // Where somebody else made the row between the two statements, it is theirs that is changed.
      if (!(await insertScope(db, person, change))) await updateScope(db, person, change);
    },
    async makeDue(people, dueAtMs, priority) {
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
          ${sql.join(assignments(whileRunning(dueAtMs, sql`${priority}::smallint`)))}
        from chosen where scope.person_no = chosen.person_no`.execute(db);
    },
    async dueScopes(nowMs, limit) {
      const { rows } = await sql<Pick<Scope, 'person'>>`
        select person from scope
        where due_at_ms <= ${nowMs} and (lease_until_ms is null or lease_until_ms <= ${nowMs})
        order by priority, due_at_ms, person limit ${limit}`.execute(db);
      return rows.map((row) => row.person);
    },
  } satisfies Partial<StorePort>;
}

/**
 * In one statement, so that nobody sees half of it; the person's row is taken first, as a run takes it. Answers whether
 * there is such a row.
 */
async function updateScope(db: Db, person: PersonId, change: ScopeChange): Promise<boolean> {
  const changes = assignments({ ...ownFields(change), ...wokenFields(change) });
  const isMeant = sql`where person = ${person}`;
  const found =
    changes.length === 0
      ? sql`select person_no from scope ${isMeant} for no key update`
      : sql`update scope set ${sql.join(changes)} ${isMeant} returning person_no`;
  const ofFound = sql`(select person_no from found)`;
  const parts = updatedParts(change, ofFound).map((update, index) => sql`, ${sql.ref(`part${index}`)} as (${update})`);
  const { rows } = await sql`
    with found as (${found}) ${sql.join(parts, sql``)} select person_no from found`.execute(db);
  return rows.length > 0;
}

/** Of a row that is held. */
export async function changeScope(transaction: Db, personNo: number, change: ScopeChange): Promise<void> {
  const changes = assignments(ownFields(change));
  if (changes.length > 0) {
    await sql`update scope set ${sql.join(changes)} where person_no = ${personNo}`.execute(transaction);
  }
  for (const update of updatedParts(change, sql`${personNo}`)) await update.execute(transaction);
}

/** Answers false where there is a row already. */
async function insertScope(db: Db, person: PersonId, change: ScopeChange): Promise<boolean> {
  const scope = changedScope(newScope(person), change);
  const row = { person, runNo: scope.runNo, ...ownFields(scope) };
  const parts = syncObjects.map((object) => ({ object, ...scope.parts[object] }));
  const { rows } = await sql`
    with made as (
      insert into scope (${columnNames(row)}) values (${sql.join(Object.values(row))})
      on conflict (person) do nothing returning person_no
    )
    insert into scope_part (person_no, object, ${columnNames(partColumns)})
    select made.person_no, given.* from made, ${recordset(parts, { object: 'sync_object', ...partColumns })}
    returning person_no`.execute(db);
  return rows.length > 0;
}

/** A due time that is saved while a run is open came in meanwhile: the end of the run must not forget it. */
function wokenFields({ dueAtMs, priority }: ScopeChange) {
  if (dueAtMs === undefined) return {};
  if (dueAtMs === null) return { wokenAtMs: null, wokenPriority: null };
  return whileRunning(dueAtMs, sql`coalesce(${priority ?? null}::smallint, priority)`);
}

/** What was asked for while a run was open; `endRun` honours it. */
function whileRunning(dueAtMs: number, priority: RawBuilder<unknown>) {
  const ifOpen = (value: RawBuilder<unknown>) => sql`case when lease_until_ms is null then null else ${value} end`;
  return {
    wokenAtMs: ifOpen(sql`least(woken_at_ms, ${dueAtMs}::bigint)`),
    wokenPriority: ifOpen(sql`least(woken_priority, ${priority})`),
  };
}

/** What a change sets of a person's own row; undefined is what it leaves out. Told nothing yet: both columns null. */
function ownFields({ mailboxId, dueAtMs, priority, evidence, told }: ScopeChange) {
  return {
    mailboxId,
    dueAtMs,
    priority,
    mailboxState: evidence?.mailbox,
    personState: evidence?.person,
    folderState: evidence?.folder,
    ...(told !== undefined && { reportedDigest: told?.digest ?? null, reportedIssues: told?.issueKeys ?? null }),
  };
}

/** A statement for each part that a change names something of. */
function updatedParts({ parts = {} }: ScopeChange, ofPerson: RawBuilder<unknown>): readonly RawBuilder<unknown>[] {
  return syncObjects.flatMap((object) => {
    const changes = assignments(Object.fromEntries(partFields.map((field) => [field, parts[object]?.[field]])));
    if (changes.length === 0) return [];
    return [sql`update scope_part set ${sql.join(changes)} where person_no = ${ofPerson} and object = ${object}`];
  });
}

/** For an UPDATE; nothing for what is undefined. */
function assignments(fields: Readonly<Record<string, unknown>>): readonly RawBuilder<unknown>[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.map(([field, value]) => sql`${sql.ref(columnOf(field))} = ${value}`);
}
