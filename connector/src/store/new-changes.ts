// Which changes of Salesforce are the same: one definition for both stores. The poll sees a row more than once.
import type { SalesforceChange } from '../ports/salesforce.js';

export function changeKey(change: Pick<SalesforceChange, 'object' | 'recordId' | 'modifiedAt'>): string {
  return `${change.object} ${change.recordId} ${Date.parse(change.modifiedAt)}`;
}

/** Those whose keys are not among `known`, each once. */
export function newChanges(
  changes: readonly SalesforceChange[],
  known: readonly string[] = [],
): readonly SalesforceChange[] {
  const seen = new Set(known);
  return changes.filter((change) => {
    const before = seen.size;
    return seen.add(changeKey(change)).size > before;
  });
}
