// Filling an org without any rule: owners, stamps and read-only fields included. For seeds and tests alone. What an
// event leaves open (its other times, its account, whether it is archived) follows from what is given.
import { normalizeId } from './ids.js';
import { openFieldsOf } from './save/event-rules.js';
import { compoundName, newValues } from './save/save.js';
import type { FieldDefinition } from './schema/schema.js';
import { instantFrom, type Value } from './schema/values.js';
import { isArchivable } from './standard/event-archive.js';
import { stampNow, type OrgState } from './state.js';

function textOf(given: unknown): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function seedValue(field: FieldDefinition, given: unknown): Value {
  if (given === null || given === undefined || given === '') return null;
  if (field.type === 'datetime') {
    const ms = instantFrom(given);
    if (ms === null) throw new Error(`${field.name} takes an instant, not ${textOf(given)}`);
    return ms;
  }
  if (field.type === 'id' || field.type === 'reference') {
    const id = normalizeId(textOf(given));
    if (id === null) throw new Error(`${field.name} takes an id, not ${textOf(given)}`);
    return id;
  }
  if (typeof given === 'object') throw new Error(`${field.name} takes a plain value`);
  return given as Value;
}

/** Writes a new record, or changes the one whose Id is given and there. Answers the id. Throws for unknown fields. */
export function seedRecord(state: OrgState, objectName: string, fields: Readonly<Record<string, unknown>>): string {
  const object = state.schema.object(objectName);
  if (object === null) throw new Error(`there is no object ${objectName}`);
  const given: Record<string, Value> = {};
  for (const [name, value] of Object.entries(fields)) {
    const field = state.schema.field(object, name);
    if (field === null) throw new Error(`${object.name} has no field ${name}`);
    given[field.name] = seedValue(field, value);
  }
  const id = typeof given['Id'] === 'string' ? given['Id'] : state.ids.next(object.keyPrefix);
  const before = state.store.table(object.name).get(id);
  if (before === undefined && object.fields.has('ownerid') && typeof given['OwnerId'] !== 'string') {
    throw new Error(`a seeded ${object.name} needs an OwnerId`);
  }
  const owner = { id: String(given['OwnerId'] ?? given['CreatedById'] ?? '') };
  const base = before ?? newValues(state, owner, object, id);
  const stamp = stampNow(state);
  const createdBy = given['CreatedById'] ?? base['CreatedById'] ?? null;
  const values: Record<string, Value> & { Id: string } = {
    ...base,
    LastModifiedDate: given['SystemModstamp'] ?? stamp,
    SystemModstamp: given['LastModifiedDate'] ?? stamp,
    LastModifiedById: given['OwnerId'] ?? createdBy,
    ...given,
    Id: id,
  };
  if (values['CreatedById'] === '') values['CreatedById'] = null;
  if (values['LastModifiedById'] === '') values['LastModifiedById'] = null;
  if (object.name === 'Event') {
    Object.assign(values, openFieldsOf(state, { ...values }, new Set(Object.keys(given)), before ?? null), given);
    values['IsArchived'] = given['IsArchived'] ?? isArchivable(state, values);
  }
  const name = given['Name'] === undefined ? compoundName(object, values) : null;
  state.store.put(object.name, name === null ? values : { ...values, Name: name });
  if (object.name === 'User') state.directory.forget(id);
  return id;
}
