// What one part of a run leaves behind about the person as a whole: evidence for the status, and why the part could not
// run or cannot write everything.
import type { PartChange, PersonEvidence } from '../../ports/scope.js';
import { earlierFindings, findingsFor, type Cause } from './findings.js';
import { commit } from './commit.js';
import type { Commit, PartRun } from './part.js';

export interface Saved {
  readonly part?: PartChange;
  readonly evidence?: Partial<PersonEvidence>;
  readonly mailboxId?: PartRun['scope']['mailboxId'];
  readonly causes?: readonly Cause[];
  /** Fields that the person may not read or write; null = nobody asked, so what was said of them stays. */
  readonly noAccessTo?: readonly string[] | null;
}

/** In one commit with `more`. Findings about the person as a whole stand under the person's own id. */
export async function savePart(run: PartRun, saved: Saved, more: Commit = {}): Promise<void> {
  const { object } = run;
  const { part = {}, evidence = {}, mailboxId, causes = [], noAccessTo = null } = saved;
  const me = { object, side: 'salesforce', itemId: run.person } as const;
  const earlier = await earlierFindings(run, [me]);
  const kept = [...earlier.values()].flat().filter(({ reason }) => noAccessTo === null && reason === 'NO_FIELD_ACCESS');
  const hidden =
    (noAccessTo ?? []).length > 0 ? [{ reason: 'NO_FIELD_ACCESS' as const, fields: noAccessTo ?? [] }] : [];
  const { found } = findingsFor(run, earlier, me, [...causes, ...hidden]);
  await commit(run, {
    ...more,
    findings: [...(more.findings ?? []), { ...me, found: [...found, ...kept] }],
    scope: { ...(mailboxId === undefined ? {} : { mailboxId }), evidence, parts: { [object]: part } },
  });
}
