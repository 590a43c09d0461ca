// Finding the record that an external id names, and writing it: shared by single upserts and collections.
// Evidence: notes.md, "Upsert".
import type { Actor } from '../access/access.js';
import { isVisible } from '../access/sharing.js';
import { readOnly, refusal } from '../errors.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import type { Row } from '../schema/values.js';
import type { OrgState } from '../state.js';
import type { PendingSave, SaveOptions } from './pending-save.js';
import { prepareCreate, prepareUpdate } from './save.js';

/** The field of a path or header that can find a record: Id, an external id, or a standard field with idLookup. */
export function lookupField(state: OrgState, actor: Actor, object: ObjectDefinition, name: string): FieldDefinition {
  const field = state.schema.field(object, name);
  if (field === null || actor.access.field(object, field) === 'none' || !(field.externalId || field.idLookup)) {
    const message = `Provided external ID field does not exist or is not accessible: ${name}`;
    throw refusal('NOT_FOUND', message, { status: 404 });
  }
  return field;
}

/** All records with this value that are not deleted, whether the user sees them or not. */
export function rowsWith(state: OrgState, object: ObjectDefinition, field: FieldDefinition, value: string): Row[] {
  const table = state.store.table(object.name);
  if (field.type === 'id') {
    const row = table.get(value);
    return row === undefined || row['IsDeleted'] === true ? [] : [row];
  }
  return [...table.idsWith(field, value)].flatMap((id) => {
    const row = table.get(id);
    return row === undefined || row['IsDeleted'] === true ? [] : [row];
  });
}

type Upsert =
  | { readonly kind: 'one'; readonly pending: PendingSave }
  | { readonly kind: 'several'; readonly ids: readonly string[] };

/**
 * Finds the record with this external id and makes ready to change it, or to create it where there is none. `fields`
 * must not hold the external id itself. Throws a refusal.
 */
export function prepareUpsert(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  field: FieldDefinition,
  value: string,
  fields: Readonly<Record<string, unknown>>,
  options: SaveOptions,
): Upsert {
  const rows = rowsWith(state, object, field, value);
  if (rows.length > 1) return { kind: 'several', ids: rows.map((row) => row.Id) };
  const [row] = rows;
  if (row === undefined) {
    const given = { ...fields, [field.name]: value };
    return { kind: 'one', pending: prepareCreate(state, actor, object, given, options) };
  }
  if (!isVisible(state, actor, object, row)) throw readOnly(state.switches.readOnlyStatus);
  return { kind: 'one', pending: prepareUpdate(state, actor, object, row.Id, fields, options) };
}
