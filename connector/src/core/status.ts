// What the status says of a person, as a pure function of evidence and time. Stored evidence is what time alone does
// not change; the rest is worked out here when it is shown. Vocabulary: docs/status.md.
import { reasons, type ReasonCode } from './reasons.js';

export type SyncState =
  'NOT_STARTED' | 'FIRST_SYNC' | 'IN_SYNC' | 'IN_SYNC_WITH_ISSUES' | 'DELAYED' | 'PAUSED' | 'HELD' | 'ACTION_NEEDED';

/** Of the contacts of a person, or of the events. */
export interface SyncEvidence {
  /**
   * How the last run ended: `DONE`, `RUNNING`, `FAILED` (will be tried again), `HELD`, `PAUSED`, `STOPPED` (somebody
   * has to act), `NOT_STARTED` (there was none).
   */
  readonly lastRun: string;
  readonly lastSuccessMs: number | null;
  readonly issues: number;
}

/** Without success for so long, a person that was in step counts as delayed. */
const delayedAfterMs = 30 * 60_000;

export function syncState({ lastRun, lastSuccessMs, issues }: SyncEvidence, nowMs: number): SyncState {
  if (lastRun === 'PAUSED') return 'PAUSED';
  if (lastRun === 'HELD') return 'HELD';
  if (lastRun === 'STOPPED') return 'ACTION_NEEDED';
  if (lastSuccessMs === null) return lastRun === 'NOT_STARTED' ? 'NOT_STARTED' : 'FIRST_SYNC';
  if (nowMs - lastSuccessMs > delayedAfterMs) return 'DELAYED';
  return issues > 0 ? 'IN_SYNC_WITH_ISSUES' : 'IN_SYNC';
}

export interface ItemCounts {
  readonly waiting: number;
  readonly leftOut: number;
  readonly issues: number;
  readonly leftOutByReason: Readonly<Partial<Record<ReasonCode, number>>>;
}

/** Every item that is not simply synced, counted once for each of its reasons (law P16). */
export function countByKind(findings: readonly { readonly reason: ReasonCode; readonly number: number }[]): ItemCounts {
  const sums = { waiting: 0, leftOut: 0, issue: 0, done: 0 };
  const leftOutByReason: Partial<Record<ReasonCode, number>> = {};
  for (const { reason, number } of findings) {
    const { kind } = reasons[reason];
    sums[kind] += number;
    if (kind === 'leftOut') leftOutByReason[reason] = number;
  }
  return { waiting: sums.waiting, leftOut: sums.leftOut, issues: sums.issue, leftOutByReason };
}
