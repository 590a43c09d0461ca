// Which records a user may see and change: owner, View All, Modify All, org-wide defaults, hidden records,
// private contacts, events with what they are about. Object and field access are another matter (access.ts).
// Rules and evidence: notes.md, "Sharing".
import type { ObjectDefinition } from '../schema/schema.js';
import type { Row } from '../schema/values.js';
import type { OrgState } from '../state.js';
import type { SharingModel } from '../switches.js';
import type { Actor, Operation } from './access.js';

function modelOf(state: OrgState, object: ObjectDefinition): SharingModel {
  if (object.name === 'Contact') return state.switches.contactSharing;
  if (object.name === 'Account') return state.switches.accountSharing;
  if (object.name === 'Lead') return state.switches.leadSharing;
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

/** Whether others than the owner may change the event at all. */
function isOpenEvent(state: OrgState, event: Row): boolean {
  return state.switches.eventSharing === 'controlledByParent' && !state.hidden.has(event.Id);
}

/** Whether the event has a contact, lead or account, and the user may do this with each of them. */
function canWithParents(
  state: OrgState,
  actor: Actor,
  event: Row,
  may: typeof isVisible,
  operation: Operation,
): boolean {
  const ids = ['WhoId', 'WhatId'].flatMap((name) => (typeof event[name] === 'string' ? [event[name]] : []));
  if (event['IsPrivate'] === true || ids.length === 0) return false;
  return ids.every((id) => {
    const parent = state.schema.objectOfId(id);
    const row = parent === null ? undefined : state.store.table(parent.name).get(id);
    if (parent === null || row === undefined) return false;
    return actor.access.can(operation, parent) && may(state, actor, parent, row);
  });
}

/** Whether the user may see the record, given that the object can be read. Deleted records follow the same rules. */
export function isVisible(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): boolean {
  if (object.kind === 'setup') return true;
  if (row['OwnerId'] === actor.id || actor.access.can('viewAll', object)) return true;
  if (state.hidden.has(row.Id)) return false;
  if (object.name === 'Contact' && (row['AccountId'] ?? null) === null) return false;
  if (object.name === 'Event') return canWithParents(state, actor, row, isVisible, 'read');
  const model = modelOf(state, object);
  if (model !== 'controlledByParent') return model !== 'private';
  const master = masterOf(state, object, row);
  return master !== null && isVisible(state, actor, master.object, master.row);
}

/** Whether the user may change the record, given that the object can be edited and the record can be seen. */
export function isEditable(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): boolean {
  if (object.kind === 'setup') return true;
  if (row['OwnerId'] === actor.id || actor.access.can('modifyAll', object)) return true;
  if (object.name === 'Event') return isOpenEvent(state, row) && canWithParents(state, actor, row, isEditable, 'edit');
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
  if (object.name === 'Event') {
    return isOpenEvent(state, row) && canWithParents(state, actor, row, isDeletable, 'delete');
  }
  if (modelOf(state, object) !== 'controlledByParent') return false;
  const master = masterOf(state, object, row);
  return master !== null && isEditable(state, actor, master.object, master.row);
}
