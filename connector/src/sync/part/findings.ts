// Builds the findings of one item: why it is not (fully) in step. Remembers how often it was tried, so that it is
// parked in the end.
import type { Failure } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { Side } from '../../core/model.js';
import { reasons, type ReasonCode } from '../../core/reasons.js';
import type { Finding, ItemRef } from '../../ports/store.js';
import type { PartRun } from './part.js';
import { reasonFor, retryAtMs } from './reason-for.js';

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

export interface FindingSet extends ItemRef {
  readonly found: readonly Finding[];
}

function itemKey({ object, side, itemId }: ItemRef): string {
  return `${object}:${side}:${itemId}`;
}

/** Earlier findings of these items, to count attempts and keep the first time. */
export async function earlierFindings(
  run: Pick<PartRun, 'services' | 'person'>,
  items: readonly ItemRef[],
): Promise<EarlierFindings> {
  const found = new Map<string, Finding[]>();
  for (const finding of await run.services.store.findingsOf(run.person, items)) {
    const key = itemKey(finding);
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return found;
}

/**
 * Items that something is told of and that a complete listing does not have. `listed`: by side; null = not asked.
 * `limit`: how many there can be of one reason.
 */
export async function toldButNotListed(
  { services, person, object }: PartRun,
  listed: Readonly<Record<Side, ReadonlySet<string> | null>>,
  limit: number,
): Promise<readonly ItemRef[]> {
  const { store } = services;
  const gone = new Map<string, ItemRef>();
  for (const { reason } of await store.countFindings(person, object)) {
    for (const { side, itemId } of await store.listFindings(person, object, reason, limit)) {
      if (listed[side]?.has(itemId) === false) gone.set(itemId, { object, side, itemId });
    }
  }
  return [...gone.values()];
}

const inDoubt: ReadonlySet<ReasonCode> = new Set(['SENT_IN_DOUBT', 'LEFT_DIFFERENT']);

export function findingsFor(
  run: Pick<PartRun, 'services' | 'person'>,
  earlier: EarlierFindings,
  item: ItemRef,
  causes: readonly Cause[],
): FindingSet {
  const { object, side, itemId } = item;
  const nowMs = run.services.clock.nowMs();
  const before = earlier.get(itemKey(item)) ?? [];
  const isTold = (reason: ReasonCode): boolean => causes.some((cause) => cause.reason === reason);
  // What was decided in doubt stays told, whatever else becomes of the item.
  const doubts = before.filter(
    ({ reason, firstAtMs }) => inDoubt.has(reason) && !isTold(reason) && nowMs - firstAtMs < limits.doubtToldMs,
  );
  const found = causes
    .filter((cause) => reasons[cause.reason].kind !== 'done')
    .map((cause): Finding => {
      const same = before.find((finding) => finding.reason === cause.reason);
      const attempts = (same?.attempts ?? 0) + 1;
      return {
        person: run.person,
        object,
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
  return { object, side, itemId, found: [...found, ...doubts] };
}

/** Why a write failed. After silence the item is looked up before anything is repeated, and not too soon. */
export function causeOf({ services }: Pick<PartRun, 'services'>, failure: Failure, side: Side): Cause {
  const reason = reasonFor(failure, side);
  const cause: Cause = { reason, failure, fields: failure.fields ?? [] };
  if (reason !== 'IN_DOUBT') return cause;
  return { ...cause, retryAtMs: services.clock.nowMs() + services.tuning.inDoubtWaitMs };
}

/** One cause a reason, with all its fields. */
export function causesOfProblems(
  problems: readonly { readonly field: string; readonly reason: ReasonCode }[],
): readonly Cause[] {
  const fields = new Map<ReasonCode, string[]>();
  for (const { reason, field } of problems) fields.set(reason, [...(fields.get(reason) ?? []), field]);
  return [...fields].map(([reason, names]) => ({ reason, fields: names }));
}
