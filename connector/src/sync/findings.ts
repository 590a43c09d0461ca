// Builds the findings of one item: why it is not (fully) in step. Remembers how often it was tried, so that it is
// parked in the end.
import type { ContactField } from '../core/contact/fields.js';
import type { Failure } from '../core/failure.js';
import type { FieldProblem, Side } from '../core/model.js';
import { reasons, type ReasonCode } from '../core/reasons.js';
import type { Finding } from '../ports/store.js';
import type { Run } from './context.js';
import { retryAtMs } from './reason-for.js';

export interface Cause {
  readonly reason: ReasonCode;
  readonly fields?: readonly string[];
  readonly failure?: Failure;
  /** Overrides the usual time of the next try. */
  readonly retryAtMs?: number;
  readonly version?: string;
  readonly matchKeys?: readonly string[];
}

export type EarlierFindings = ReadonlyMap<string, readonly Finding[]>;

export function itemKey(side: Side, itemId: string): string {
  return `${side}:${itemId}`;
}

/** Earlier findings of these items, to count attempts and keep the first time. */
export async function earlierFindings(
  run: Run,
  items: readonly { readonly side: Side; readonly itemId: string }[],
): Promise<EarlierFindings> {
  const found = new Map<string, Finding[]>();
  for (const finding of await run.services.store.findingsOf(run.person, items)) {
    const key = itemKey(finding.side, finding.itemId);
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return found;
}

export function findingsFor(
  run: Run,
  earlier: EarlierFindings,
  side: Side,
  itemId: string,
  causes: readonly Cause[],
): { readonly side: Side; readonly itemId: string; readonly found: readonly Finding[] } {
  const nowMs = run.services.clock.nowMs();
  const before = earlier.get(itemKey(side, itemId)) ?? [];
  const found = causes
    .filter((cause) => reasons[cause.reason].kind !== 'done')
    .map((cause): Finding => {
      const same = before.find((finding) => finding.reason === cause.reason);
      const attempts = (same?.attempts ?? 0) + 1;
      return {
        person: run.person,
        side,
        itemId,
        reason: cause.reason,
        fields: [...new Set(cause.fields ?? [])],
        firstAtMs: same?.firstAtMs ?? nowMs,
        lastAtMs: nowMs,
        attempts,
        retryAtMs: cause.retryAtMs ?? retryAtMs(cause.reason, attempts, nowMs, cause.failure),
        version: cause.version ?? '',
        matchKeys: cause.matchKeys ?? [],
      };
    });
  return { side, itemId, found };
}

/** One cause a reason, with all its fields. */
export function causesOfProblems(problems: readonly FieldProblem[]): readonly Cause[] {
  const fields = new Map<ReasonCode, ContactField[]>();
  for (const { reason, field } of problems) fields.set(reason, [...(fields.get(reason) ?? []), field]);
  return [...fields].map(([reason, names]) => ({ reason, fields: names }));
}
