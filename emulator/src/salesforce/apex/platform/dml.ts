// Saving out of Apex: all or none, as the running user (user mode) or past object permissions and field-level security
// (system mode). What the org refuses becomes an exception of Apex. Evidence: notes.md, "Apex".
import { systemMode, type Actor, type Operation } from '../../access/access.js';
import type { SalesforceRefusal } from '../../errors.js';
import { usualOptions, type PendingSave } from '../../save/pending-save.js';
import { deleteRecord } from '../../save/recycle.js';
import { attempt, saveBatch } from '../../save/save-batch.js';
import { prepareCreate, prepareUpdate } from '../../save/save.js';
import type { ObjectDefinition } from '../../schema/schema.js';
import type { ApexContext } from './context.js';
import { DmlException, SecurityException } from './exceptions.js';

export type Fields = Readonly<Record<string, unknown>>;

const hiddenField = ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'];

function dmlException(object: ObjectDefinition, refused: SalesforceRefusal, place: number): DmlException {
  const [first] = refused.errors;
  const hidden =
    `Operation failed due to fields being inaccessible on Sobject ${object.name}, ` +
    'check errors on Exception or Result!';
  const message = hiddenField.includes(refused.errorCode) ? hidden : (first?.message ?? '');
  return new DmlException(refused.errorCode, message, place);
}

function demand({ user }: ApexContext, operation: Operation, object: ObjectDefinition): void {
  if (user.access.can('read', object) && user.access.can(operation, object)) return;
  throw new SecurityException(object.name);
}

function objectNamed({ state }: ApexContext, name: string): ObjectDefinition {
  return state.schema.objectNamed(name);
}

/** Saves all of them, or none: the first refusal is thrown. Answers their ids. */
function saveAll(
  { state }: ApexContext,
  actor: Actor,
  object: ObjectDefinition,
  works: readonly (() => PendingSave)[],
): readonly string[] {
  return state.store.atomically(() =>
    saveBatch(state, actor, works).map((saved, place) => {
      if ('refused' in saved) throw dmlException(object, saved.refused, place);
      return saved.row.Id;
    }),
  );
}

/** `insert as user` */
export function insertAsUser(context: ApexContext, name: string, records: readonly Fields[]): readonly string[] {
  const { state, user } = context;
  const object = objectNamed(context, name);
  if (records.length === 0) return [];
  demand(context, 'create', object);
  const works = records.map((fields) => () => prepareCreate(state, user, object, fields, usualOptions));
  return saveAll(context, user, object, works);
}

/** `insert as system`: what the user may do with the object does not count; triggers and rules do. */
export function insertAsSystem(context: ApexContext, name: string, fields: Fields): string {
  const { state, user } = context;
  const object = objectNamed(context, name);
  const system: Actor = { ...user, access: systemMode(user.access) };
  const [id] = saveAll(context, system, object, [() => prepareCreate(state, system, object, fields, usualOptions)]);
  return String(id);
}

/** `upsert as user`: by Id. */
export function upsertAsUser(context: ApexContext, name: string, record: Fields): string {
  const { state, user } = context;
  const object = objectNamed(context, name);
  const { Id, ...fields } = record;
  if (typeof Id !== 'string') return String(insertAsUser(context, name, [fields])[0]);
  demand(context, 'edit', object);
  const work = (): PendingSave => prepareUpdate(state, user, object, Id, fields, usualOptions);
  return String(saveAll(context, user, object, [work])[0]);
}

/** `delete as user` */
export function deleteAsUser(context: ApexContext, name: string, ids: readonly string[]): void {
  const { state, user } = context;
  const object = objectNamed(context, name);
  if (ids.length === 0) return;
  demand(context, 'delete', object);
  state.store.atomically(() => {
    ids.forEach((id, place) => {
      const deleted = attempt(() => deleteRecord(state, user, object, id, usualOptions));
      if ('refused' in deleted) throw dmlException(object, deleted.refused, place);
    });
  });
}
