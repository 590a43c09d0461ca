// Which records a user may see and change: owner, View All, Modify All, org-wide defaults, hidden records,
// private contacts. Object and field access are another matter (access.ts). Rules and evidence: notes.md, "Sharing".
import type { ObjectDefinition } from './schema.js';
import type { Actor, OrgState } from './state.js';
import type { SharingModel } from './switches.js';
import type { Row } from './values.js';

function modelOf(state: OrgState, object: ObjectDefinition): SharingModel {
  if (object.name === 'Contact') return state.switches.contactSharing;
  if (object.name === 'Account') return state.switches.accountSharing;
  return object.sharing;
}

function masterOf(state: OrgState, object: ObjectDefinition, row: Row): { object: ObjectDefinition; row: Row } | null {
  for (const field of object.fields.values()) {
    if (field.onParentDelete !== 'cascade' || field.nillable) continue;
    const parent = state.schema.objectNamed(field.referenceTo[0] ?? '');
    const parentRow = state.store.table(parent.name).get(String(row[field.name]));
    if (parentRow !== undefined) return { object: parent, row: parentRow };
  }
  return null;
}

/** Whether the user may see the record, given that the object can be read. Deleted records follow the same rules. */
export function isVisible(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): boolean {
  if (object.kind === 'setup') return true;
  if (row['OwnerId'] === actor.id || actor.access.can('viewAll', object)) return true;
  if (state.hidden.has(row.Id)) return false;
  if (object.name === 'Contact' && (row['AccountId'] ?? null) === null) return false;
  const model = modelOf(state, object);
  if (model !== 'controlledByParent') return model !== 'private';
  const master = masterOf(state, object, row);
  return master !== null && isVisible(state, actor, master.object, master.row);
}

/** Whether the user may change the record, given that the object can be edited and the record can be seen. */
export function isEditable(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): boolean {
  if (object.kind === 'setup') return true;
  if (row['OwnerId'] === actor.id || actor.access.can('modifyAll', object)) return true;
  const model = modelOf(state, object);
  if (model === 'publicReadWrite') return !state.hidden.has(row.Id);
  if (model !== 'controlledByParent') return false;
  const master = masterOf(state, object, row);
  return master !== null && isEditable(state, actor, master.object, master.row);
}

/** Deleting asks for full access: the owner, Modify All, or the owner of the master record. */
export function isDeletable(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): boolean {
  if (object.kind === 'setup') return false;
  if (row['OwnerId'] === actor.id || actor.access.can('modifyAll', object)) return true;
  if (modelOf(state, object) !== 'controlledByParent') return false;
  const master = masterOf(state, object, row);
  return master !== null && isEditable(state, actor, master.object, master.row);
}
