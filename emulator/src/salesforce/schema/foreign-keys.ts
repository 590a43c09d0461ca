// Lookups that a request sets by an external id of the other record: `Parent__r: { Issue_Key__c: '…' }`.
// Turned into plain ids before a record is read further. In a collection all records of one chunk are resolved before
// the first of them is written, so they cannot name each other. Evidence: notes.md, "Collections".
import type { Actor } from '../access/access.js';
import { notModelled, refusal, SalesforceRefusal } from '../errors.js';
import { lookupField, rowsWith } from '../save/upsert.js';
import type { OrgState } from '../state.js';
import type { ObjectDefinition } from './schema.js';

export type Fields = Readonly<Record<string, unknown>>;

/** The id of the one record that `named` (one external id, perhaps with attributes) means. */
function idOf(state: OrgState, actor: Actor, target: ObjectDefinition, named: Fields): string {
  const keys = Object.entries(named).filter(([name]) => name !== 'attributes');
  const [entry] = keys;
  if (entry === undefined || keys.length > 1) {
    throw refusal('INVALID_FIELD', `${target.name} must be named by exactly one external id`);
  }
  const [name, value] = entry;
  const field = lookupField(state, actor, target, name);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const rows = rowsWith(state, target, field, text);
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return row.Id;
  const found = rows.length === 0 ? 'not found' : 'found more than once';
  const message = `Foreign key external ID: ${text} ${found} for field ${field.name} in entity ${target.name}`;
  throw refusal('INVALID_FIELD', message);
}

/** The same fields with every relationship replaced by its lookup field. Throws INVALID_FIELD where nothing matches. */
export function withoutForeignKeys(state: OrgState, actor: Actor, object: ObjectDefinition, fields: Fields): Fields {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const isNested = typeof value === 'object' && value !== null && name !== 'attributes';
    const lookup = isNested ? state.schema.relationship(object, name) : null;
    if (lookup?.isPolymorphic === true) throw notModelled(`${name} named by an external id`);
    const target = lookup === null ? null : state.schema.object(lookup.referenceTo[0] ?? '');
    if (lookup === null || target === null) out[name] = value;
    else out[lookup.name] = idOf(state, actor, target, value as Fields);
  }
  return out;
}

/** The fields of each item of a chunk, or the refusal that the item will get. */
export function resolveChunk(
  state: OrgState,
  actor: Actor,
  items: readonly { readonly object: ObjectDefinition; readonly fields: Fields }[],
): readonly (Fields | SalesforceRefusal)[] {
  return items.map(({ object, fields }) => {
    try {
      return withoutForeignKeys(state, actor, object, fields);
    } catch (error) {
      if (error instanceof SalesforceRefusal) return error;
      throw error;
    }
  });
}
