// A person at work in Salesforce: through all rules, not counted. With `lateCommitMs` what they do carries the
// time stamp of now and is seen later, as happens with long transactions.
import type { SalesforceOrg } from '../parts.js';
import type { Actor } from './access/access.js';
import { refusal } from './errors.js';
import { normalizeId } from './ids.js';
import { usualOptions } from './save/pending-save.js';
import { deleteRecord, mergeRecords, undeleteRecord } from './save/recycle.js';
import { createRecord, updateRecord } from './save/save.js';
import { Archiver } from './standard/event-archive.js';
import type { OrgState } from './state.js';
import type { Change } from './store.js';

type Action = Parameters<SalesforceOrg['act']>[1];

function idFrom(text: string): string {
  const id = normalizeId(text);
  if (id === null) throw refusal('MALFORMED_ID', `malformed id ${text}`);
  return id;
}

function perform(state: OrgState, actor: Actor, action: Action): string {
  const object = state.schema.objectOrNotModelled(action.object);
  if (object === null) throw refusal('INVALID_TYPE', `sObject type '${action.object}' is not supported.`);
  switch (action.kind) {
    case 'create':
      return createRecord(state, actor, object, action.fields, usualOptions).Id;
    case 'update':
      return updateRecord(state, actor, object, idFrom(action.id), action.fields, usualOptions).Id;
    case 'delete':
      deleteRecord(state, actor, object, idFrom(action.id), usualOptions);
      return idFrom(action.id);
    case 'undelete':
      undeleteRecord(state, actor, object, idFrom(action.id));
      return idFrom(action.id);
    case 'merge':
      mergeRecords(state, actor, object, idFrom(action.winner), idFrom(action.loser));
      return idFrom(action.winner);
  }
}

export class Hands {
  readonly #state: OrgState;
  readonly #archiver: Archiver;
  #late: { readonly dueMs: number; readonly changes: readonly Change[] }[] = [];

  constructor(state: OrgState) {
    this.#state = state;
    this.#archiver = new Archiver(state);
  }

  /** Does it, or throws the refusal that a click would get. Answers the record's id (the winner's for a merge). */
  act(username: string, action: Action): string {
    return this.as(username, (actor) => perform(this.#state, actor, action));
  }

  /** Whatever else a person does in the user interface, with their rights, at the same pace. */
  as<T>(username: string, work: (actor: Actor) => T): T {
    this.showLateCommits();
    const { directory, store, switches, world } = this.#state;
    const actor = directory.actor(directory.userId(username));
    if (directory.user(actor.id)['IsActive'] !== true) throw refusal('INVALID_LOGIN', `${username} is inactive`);
    if (switches.lateCommitMs <= 0) return work(actor);
    const { result, changes } = store.held(() => work(actor));
    this.#late.push({ dueMs: world.clock.nowMs() + switches.lateCommitMs, changes });
    return result;
  }

  /** Makes visible what was committed late and has become due, and archives old events. */
  showLateCommits(): void {
    const now = this.#state.world.clock.nowMs();
    this.#archiver.archiveOnceADay(now);
    const due = this.#late.filter(({ dueMs }) => dueMs <= now);
    if (due.length === 0) return;
    this.#late = this.#late.filter(({ dueMs }) => dueMs > now);
    for (const { changes } of due) for (const change of changes) this.#state.store.apply(change);
  }
}
