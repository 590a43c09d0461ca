// Creating and changing one record through every rule, in the platform's order: access, types, lookups and formats,
// triggers, system checks, automation, checks again, validation rules, duplicate rule, uniqueness, stamps. Several at
// once: save-batch.ts. Evidence: notes.md, "Saving" and "Triggers".
import type { Actor } from '../access/access.js';
import { isEditable, isVisible } from '../access/sharing.js';
import { convertedLead, notFound, readOnly, refusal } from '../errors.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import { stampNow, type OrgState } from '../state.js';
import { checkDuplicates } from './duplicate-rule.js';
import { completeEvent } from './event-rules.js';
import { readInput } from './input.js';
import type { PendingSave, SaveOptions } from './pending-save.js';
import { checkReference, checkUnique } from './references.js';
import { runBeforeTriggers } from './triggers.js';
import { checkFields, checkFormats, checkRules } from './validate.js';

/** The name of a record as it follows from its other fields; null where it has a name of its own. */
export function compoundName(object: ObjectDefinition, row: Readonly<Record<string, Value>>): string | null {
  if (!['Contact', 'Lead', 'User'].includes(object.name)) return null;
  const parts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'].map((part) => row[part] ?? null);
  return parts.filter((part) => part !== null).join(' ');
}

/** The next number of an auto-number name field, in its display format. */
function autoNumber(format: string, number: number): string {
  return format.replace(/\{(0+)\}/, (_all, zeros: string) => String(number).padStart(zeros.length, '0'));
}

function automate(state: OrgState, object: ObjectDefinition, values: Record<string, Value>): FieldDefinition[] {
  const changed: FieldDefinition[] = [];
  for (const automation of state.switches.automation) {
    const field = automation.object === object.name ? state.schema.field(object, automation.field) : null;
    const value = field === null ? null : (values[field.name] ?? null);
    if (field === null || typeof value !== 'string') continue;
    const rewritten = value.replace(new RegExp(automation.pattern, 'gu'), automation.replacement).trim();
    if (rewritten === value) continue;
    values[field.name] = rewritten === '' ? null : rewritten;
    changed.push(field);
  }
  return changed;
}

function checkLocks(object: ObjectDefinition, rows: readonly (Row | null)[], options: SaveOptions): void {
  for (const row of rows) {
    if (row === null) continue;
    const accountId = object.name === 'Account' ? row.Id : (row['AccountId'] ?? null);
    if (typeof accountId !== 'string' || !options.isAccountLocked(accountId)) continue;
    const message = `unable to obtain exclusive access to this record or 1 records: ${accountId}`;
    throw refusal('UNABLE_TO_LOCK_ROW', message);
  }
}

function checkReferences(state: OrgState, actor: Actor, { object, values, changed, before }: PendingSave): void {
  for (const field of changed) {
    const id = values[field.name] ?? null;
    if (field.type === 'reference' && typeof id === 'string' && id !== before?.[field.name]) {
      checkReference(state, actor, object, field, id);
    }
  }
}

/** What the platform looks at before triggers run, where the record has come over an API. */
function judgedAlone(state: OrgState, actor: Actor, pending: PendingSave): PendingSave {
  if (!state.triggers.has(pending.object.name)) return pending;
  checkFormats(state, pending.values, pending.changed);
  checkReferences(state, actor, pending);
  return pending;
}

/** Everything that comes after triggers: the same for new and changed records. Answers the row as written. */
export function completeSave(state: OrgState, actor: Actor, pending: PendingSave): Row {
  const { object, values, changed, before, options } = pending;
  const isNew = before === null;
  checkFields(state, object, values, changed, isNew);
  if (object.name === 'Event') completeEvent(state, values, new Set(changed.map((field) => field.name)), before);
  const automated = automate(state, object, values);
  checkFields(state, object, values, automated, false);
  const name = compoundName(object, values);
  if (name !== null) values['Name'] = name;
  checkReferences(state, actor, pending);
  checkLocks(object, [before, values], options);
  checkRules(state, object, values, before);
  checkDuplicates(state, actor, object, values, before, options.duplicates);
  checkUnique(state, object, values);
  const stamp = stampNow(state);
  const row: Row = {
    ...values,
    ...(isNew ? autoNumbers(state, object) : {}),
    ...{ LastModifiedDate: stamp, LastModifiedById: actor.id, SystemModstamp: stamp },
  };
  state.store.put(object.name, row);
  if (object.kind === 'setup') state.directory.forget(object.name === 'User' ? row.Id : String(row['UserId']));
  return row;
}

/** One record through triggers and everything after them. Throws a refusal; answers the row. */
export function saveOne(state: OrgState, actor: Actor, pending: PendingSave): Row {
  const refused = runBeforeTriggers(state, actor, [pending]).get(pending);
  if (refused !== undefined) throw refused;
  return state.store.atomically(() => completeSave(state, actor, pending));
}

/** A new record of this user, before triggers. Throws a refusal. */
export function prepareCreate(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  given: Readonly<Record<string, unknown>>,
  options: SaveOptions,
): PendingSave {
  if (!actor.access.can('read', object)) throw notFound();
  if (!object.createable || !actor.access.can('create', object)) throw readOnly(state.switches.readOnlyStatus);
  if (Object.keys(given).some((name) => name.toLowerCase() === 'id')) {
    throw refusal('INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  }
  const input = readInput(state, actor, object, given, 'create');
  const id = state.ids.next(object.keyPrefix);
  const values = newValues(state, actor, object, id);
  for (const [field, value] of input) values[field.name] = value;
  if (object.custom && (values['Name'] ?? null) === null) values['Name'] = id;
  return judgedAlone(state, actor, { object, values, changed: [...input.keys()], before: null, options });
}

/** Creates a record as this user. Throws a refusal; answers the row. */
export function createRecord(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  given: Readonly<Record<string, unknown>>,
  options: SaveOptions,
): Row {
  return saveOne(state, actor, prepareCreate(state, actor, object, given, options));
}

function autoNumbers(state: OrgState, object: ObjectDefinition): Record<string, Value> {
  const next = state.store.table(object.name).size + 1;
  const numbered = [...object.fields.values()].flatMap(({ name, autoNumberFormat }) =>
    autoNumberFormat === null ? [] : [[name, autoNumber(autoNumberFormat, next)] as const],
  );
  return Object.fromEntries(numbered);
}

/** The values of a new record before anybody has given one: defaults, owner, creation stamps, auto-number. */
export function newValues(
  state: OrgState,
  actor: Pick<Actor, 'id'>,
  object: ObjectDefinition,
  id: string,
): Record<string, Value> & { Id: string } {
  const values: Record<string, Value> & { Id: string } = { Id: id };
  for (const field of object.fields.values()) {
    if (field.defaultValue !== null) values[field.name] = field.defaultValue;
  }
  if (object.fields.has('ownerid')) values['OwnerId'] = actor.id;
  return { ...values, ...autoNumbers(state, object), CreatedDate: stampNow(state), CreatedById: actor.id };
}

/**
 * The row of an id, as far as this user may know of it. Throws NOT_FOUND, or ENTITY_IS_DELETED for one in the
 * recycle bin (both 404 for single rows).
 */
export function visibleRow(state: OrgState, actor: Actor, object: ObjectDefinition, id: string): Row {
  if (!actor.access.can('read', object)) throw notFound();
  const row = state.store.table(object.name).get(id);
  if (row === undefined || !isVisible(state, actor, object, row)) throw notFound();
  if (row['IsDeleted'] === true) throw refusal('ENTITY_IS_DELETED', 'entity is deleted', { status: 404 });
  return row;
}

/** A change of this user, before triggers. Fields that are not given stay. Throws a refusal. */
export function prepareUpdate(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  id: string,
  given: Readonly<Record<string, unknown>>,
  options: SaveOptions,
  skip: readonly string[] = [],
): PendingSave {
  const before = visibleRow(state, actor, object, id);
  if (!object.updateable || !actor.access.can('edit', object)) throw readOnly(state.switches.readOnlyStatus);
  if (!isEditable(state, actor, object, before)) throw readOnly(state.switches.readOnlyStatus);
  if (before['IsConverted'] === true) throw convertedLead();
  const input = readInput(state, actor, object, given, 'edit', skip);
  const values: Record<string, Value> & { Id: string } = { ...before };
  for (const [field, value] of input) values[field.name] = value;
  return judgedAlone(state, actor, { object, values, changed: [...input.keys()], before, options });
}

/** Changes a record as this user. Fields that are not given stay. Throws a refusal; answers the row. */
export function updateRecord(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  id: string,
  given: Readonly<Record<string, unknown>>,
  options: SaveOptions,
): Row {
  return saveOne(state, actor, prepareUpdate(state, actor, object, id, given, options));
}
