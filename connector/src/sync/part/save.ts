// What one part of a run (contacts, events) leaves behind about the person as a whole: evidence for the status, and why
// the part could not run or cannot write everything.
import type { SyncObject } from '../../core/model.js';
import type { Scope, ScopeChange, ScopeEvidence } from '../../ports/store.js';
import type { Services } from './services.js';
import { earlierFindings, findingsFor, type Cause } from './findings.js';

interface PartOfRun {
  readonly services: Services;
  readonly person: Scope['person'];
  readonly scope: Scope;
}

/**
 * Findings about the person as a whole stand under the person's own id. `hidden`: fields that the person may not read
 * or write; null = nobody asked, so what was said of them stays.
 */
export async function savePart(
  run: PartOfRun,
  object: SyncObject,
  scope: ScopeChange,
  causes: readonly Cause[],
  hidden: readonly string[] | null = null,
): Promise<void> {
  const me = { object, side: 'salesforce', itemId: run.person } as const;
  const earlier = await earlierFindings(run, [me]);
  const kept = [...earlier.values()].flat().filter(({ reason }) => hidden === null && reason === 'NO_FIELD_ACCESS');
  const more: Cause[] = (hidden ?? []).length > 0 ? [{ reason: 'NO_FIELD_ACCESS', fields: hidden ?? [] }] : [];
  const { found } = findingsFor(run, earlier, me, [...causes, ...more]);
  const findings = [{ ...me, found: [...found, ...kept] }];
  await run.services.store.commitRun({ person: run.person, runNo: run.scope.runNo, scope, findings });
}

export function mergedEvidence({ scope }: PartOfRun, change: Partial<ScopeEvidence>): ScopeEvidence {
  return { ...scope.evidence, ...change };
}
