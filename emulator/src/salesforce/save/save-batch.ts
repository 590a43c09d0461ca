// Several records of one object saved at once, as the platform does it: each is judged by itself, triggers see all
// that are left, and then each stands or falls by itself. Evidence: notes.md, "Triggers".
import type { Actor } from '../access/access.js';
import { SalesforceRefusal } from '../errors.js';
import type { Row } from '../schema/values.js';
import type { OrgState } from '../state.js';
import type { PendingSave } from './pending-save.js';
import { completeSave } from './save.js';
import { runBeforeTriggers } from './triggers.js';

type Attempt<T> = { readonly result: T } | { readonly refused: SalesforceRefusal };

/** A refusal of one record; one that says the JSON was unreadable, or not modelled, is about the whole request. */
export function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { result: work() };
  } catch (error) {
    if (!(error instanceof SalesforceRefusal) || error.errorCode === 'JSON_PARSER_ERROR' || error.status === 501) {
      throw error;
    }
    return { refused: error };
  }
}

type Saved = { readonly row: Row; readonly isNew: boolean } | { readonly refused: SalesforceRefusal };

/** Outcomes in the order of the records, each of which is made ready by a function that may throw a refusal. */
export function saveBatch(state: OrgState, actor: Actor, works: readonly (() => PendingSave)[]): readonly Saved[] {
  const ready = works.map((work) => attempt(work));
  const pending = ready.flatMap((one) => ('result' in one ? [one.result] : []));
  const refusedByTriggers = runBeforeTriggers(state, actor, pending);
  return ready.map((one): Saved => {
    if ('refused' in one) return one;
    const refused = refusedByTriggers.get(one.result);
    if (refused !== undefined) return { refused };
    const saved = attempt(() => state.store.atomically(() => completeSave(state, actor, one.result)));
    return 'refused' in saved ? saved : { row: saved.result, isNew: one.result.before === null };
  });
}
