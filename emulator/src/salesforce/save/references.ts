// Ids that a record points at: right kind, there, not deleted, visible, and for owners: active and able to read.
// Also that values of unique fields stay unique. Evidence: notes.md, "Saving".
import type { Actor } from '../access/access.js';
import { isEditable, isVisible } from '../access/sharing.js';
import { convertedLead, refusal } from '../errors.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import type { Row } from '../schema/values.js';
import type { OrgState } from '../state.js';

function checkOwner(state: OrgState, object: ObjectDefinition, ownerId: string): void {
  if (state.directory.user(ownerId)['IsActive'] !== true) {
    const message = `operation performed with inactive user [${ownerId}] as owner of ${object.name.toLowerCase()}`;
    throw refusal('INACTIVE_OWNER_OR_USER', message, { fields: ['OwnerId'] });
  }
  if (!state.directory.actor(ownerId).access.can('read', object)) {
    throw refusal('TRANSFER_REQUIRES_READ', 'The new owner must have read permission', { fields: ['OwnerId'] });
  }
}

/** Checks one lookup that is being set to `id`. */
export function checkReference(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  field: FieldDefinition,
  id: string,
): void {
  const target = state.schema.objectOfId(id);
  if (target === null || !field.referenceTo.includes(target.name)) {
    const message = `${field.label}: id value of incorrect type: ${id}`;
    throw refusal('FIELD_INTEGRITY_EXCEPTION', message, { fields: [field.name] });
  }
  const row = state.store.table(target.name).get(id);
  if (row === undefined) {
    throw refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', { fields: [field.name] });
  }
  if (row['IsDeleted'] === true) throw refusal('ENTITY_IS_DELETED', 'entity is deleted');
  if (row['IsConverted'] === true) throw convertedLead();
  const isMaster = field.onParentDelete === 'cascade' && !field.nillable;
  const isAllowed =
    actor.access.can('read', target) &&
    isVisible(state, actor, target, row) &&
    (!isMaster || (actor.access.can('edit', target) && isEditable(state, actor, target, row)));
  if (!isAllowed) {
    const message = `insufficient access rights on cross-reference id: ${id}`;
    throw refusal('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', message);
  }
  if (field.name === 'OwnerId') checkOwner(state, object, id);
}

/** The record that already has this row's value of a unique field; those in the recycle bin do not count. */
function otherWithSameValue(state: OrgState, object: ObjectDefinition, field: FieldDefinition, row: Row): Row | null {
  const value = row[field.name] ?? null;
  if (value === null) return null;
  const table = state.store.table(object.name);
  for (const id of table.idsWith(field, value)) {
    const other = table.get(id);
    if (other !== undefined && other.Id !== row.Id && other['IsDeleted'] !== true) return other;
  }
  return null;
}

export function checkUnique(state: OrgState, object: ObjectDefinition, row: Row): void {
  for (const field of object.fields.values()) {
    if (!field.unique) continue;
    const other = otherWithSameValue(state, object, field, row);
    if (other === null) continue;
    const message = `duplicate value found: ${field.name} duplicates value on record with id: ${other.Id.slice(0, 15)}`;
    throw refusal('DUPLICATE_VALUE', message);
  }
}
