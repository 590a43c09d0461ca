// What the status says of a person, as words of closed lists and as a pure function of evidence and time. Stored
// evidence is what time alone does not change; the rest is worked out when it is shown. Vocabulary: docs/status.md.
import { reasons, type ReasonCode } from './reasons.js';

export const mailboxStates = [
  'NOT_LOOKED_UP_YET',
  'FOUND',
  'DUPLICATE_EMAIL',
  'NOT_FOUND',
  'NO_ACCESS',
  'ON_PREMISES',
  'CHANGED',
  'DOMAIN_NOT_ALLOWED',
] as const;
export type MailboxState = (typeof mailboxStates)[number];

export const personStates = [
  'OK',
  'INACTIVE',
  'FROZEN',
  'NO_CONFIGURATION',
  'MISSING_PERMISSION',
  'NOT_AUTHORISED',
] as const;
export type PersonState = (typeof personStates)[number];

export const folderStates = ['OK', 'RENAMED', 'MOVED', 'MISSING', 'DUPLICATE'] as const;
export type FolderState = (typeof folderStates)[number];

/**
 * How the last run of a part ended: `FAILED` will be tried again, `STOPPED` waits for somebody to act, `NOT_STARTED`:
 * there was none.
 */
export const partStates = ['NOT_STARTED', 'RUNNING', 'DONE', 'FAILED', 'HELD', 'PAUSED', 'STOPPED'] as const;
export type PartState = (typeof partStates)[number];

export type SyncState =
  'NOT_STARTED' | 'FIRST_SYNC' | 'IN_SYNC' | 'IN_SYNC_WITH_ISSUES' | 'DELAYED' | 'PAUSED' | 'HELD' | 'ACTION_NEEDED';

/** Of the contacts of a person, or of the events. */
export interface SyncEvidence {
  readonly lastRun: PartState;
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
