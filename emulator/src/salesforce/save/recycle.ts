// Deleting, undeleting and merging. Deleted records stay in their table with IsDeleted until the end of the world:
// the recycle bin is not emptied. Children follow as their lookups say. Evidence: notes.md, "Recycle bin".
import type { Actor } from '../access/access.js';
import { isDeletable, isEditable, isVisible } from '../access/sharing.js';
import { notFound, notModelled, readOnly, refusal } from '../errors.js';
import type { ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import { stampNow, type OrgState } from '../state.js';
import { isSeriesMaster } from './event-rules.js';
import type { SaveOptions } from './pending-save.js';
import { checkUnique } from './references.js';
import { visibleRow } from './save.js';

function rewrite(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  row: Row,
  changes: Record<string, Value>,
): void {
  const stamp = stampNow(state);
  const stamps = { LastModifiedDate: stamp, LastModifiedById: actor.id, SystemModstamp: stamp };
  state.store.put(object.name, { ...row, ...changes, ...stamps });
}

function childrenOf(state: OrgState, object: ObjectDefinition, id: string) {
  return state.schema.lookupsTo(object.name).flatMap(({ child, lookup }) => {
    const table = state.store.table(child.name);
    return [...table.idsWith(lookup, id)].flatMap((childId) => {
      const row = table.get(childId);
      return row === undefined || row['IsDeleted'] === true ? [] : [{ child, lookup, row }];
    });
  });
}

function removeWithChildren(state: OrgState, actor: Actor, object: ObjectDefinition, row: Row): void {
  const children = childrenOf(state, object, row.Id);
  const restricting = children.find(({ lookup }) => lookup.onParentDelete === 'restrict');
  if (restricting !== undefined) {
    const message = 'Your attempt to delete the record could not be completed because it is associated with';
    throw refusal('DELETE_FAILED', `${message} ${restricting.child.label}`);
  }
  rewrite(state, actor, object, row, { IsDeleted: true });
  for (const { child, lookup, row: childRow } of children) {
    if (lookup.onParentDelete === 'cascade') removeWithChildren(state, actor, child, childRow);
    if (lookup.onParentDelete === 'setNull') rewrite(state, actor, child, childRow, { [lookup.name]: null });
  }
}

/** Puts a record into the recycle bin, with those that hang on it. */
export function deleteRecord(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  id: string,
  options: SaveOptions,
): void {
  const row = visibleRow(state, actor, object, id);
  const isAllowed = object.deletable && actor.access.can('delete', object) && isDeletable(state, actor, object, row);
  if (!isAllowed) throw readOnly(state.switches.readOnlyStatus);
  if (isSeriesMaster(row)) throw notModelled('deleting a series of events');
  const accountId = object.name === 'Account' ? id : (row['AccountId'] ?? null);
  if (typeof accountId === 'string' && options.isAccountLocked(accountId)) {
    const message = `unable to obtain exclusive access to this record or 1 records: ${accountId}`;
    throw refusal('UNABLE_TO_LOCK_ROW', message);
  }
  state.store.atomically(() => removeWithChildren(state, actor, object, row));
}

/** Takes a record out of the recycle bin. A merged one comes back as a record of its own. */
export function undeleteRecord(state: OrgState, actor: Actor, object: ObjectDefinition, id: string): void {
  const row = state.store.table(object.name).get(id);
  if (row === undefined || !actor.access.can('read', object) || !isVisible(state, actor, object, row)) throw notFound();
  if (row['IsDeleted'] !== true) throw refusal('UNDELETE_FAILED', 'Entity is not in the recycle bin');
  if (!actor.access.can('delete', object) || !isDeletable(state, actor, object, row)) {
    throw readOnly(state.switches.readOnlyStatus);
  }
  state.store.atomically(() => {
    checkUnique(state, object, row);
    rewrite(state, actor, object, row, {
      IsDeleted: false,
      ...('MasterRecordId' in row ? { MasterRecordId: null } : {}),
    });
  });
}

/** Merges `loserId` into `winnerId`: the loser is deleted and names its winner; what pointed at it moves over. */
export function mergeRecords(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  winnerId: string,
  loserId: string,
): void {
  if (!object.mergeable) throw refusal('INVALID_TYPE', `sObject type '${object.name}' cannot be merged`);
  const winner = visibleRow(state, actor, object, winnerId);
  const loser = visibleRow(state, actor, object, loserId);
  const isAllowed =
    winnerId !== loserId &&
    actor.access.can('edit', object) &&
    actor.access.can('delete', object) &&
    isEditable(state, actor, object, winner) &&
    isDeletable(state, actor, object, loser);
  if (!isAllowed) throw readOnly(state.switches.readOnlyStatus);
  state.store.atomically(() => {
    for (const { child, lookup, row } of childrenOf(state, object, loserId)) {
      rewrite(state, actor, child, row, { [lookup.name]: winnerId });
    }
    rewrite(state, actor, object, loser, { IsDeleted: true, MasterRecordId: winnerId });
    rewrite(state, actor, object, state.store.table(object.name).get(winnerId) ?? winner, {});
  });
}
