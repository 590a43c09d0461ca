// What to do after one request: take the answer, or send it again, and when. Reads are repeated; a write that got no
// answer may have been carried out and is never repeated here; 429 and 401 are refusals, so anything may be repeated
// after them. Single requests and parts of a batch are judged alike. Rule: docs/architecture.md "How creating is made
// repeat-safe".
import { failed, success, type Outcome } from '../core/failure.js';
import { saysNothing, type NoAnswer } from '../wire/no-answer.js';
import { retryAfterMs } from '../wire/retry-after.js';
import type { GraphAnswer } from './answer.js';
import { failureOfAnswer, failureOfSilence, isSuccess, type Target } from './errors.js';
import { backOffMs, isShortWait, readRepeatsMax, refusalsMax } from './waits.js';

/** What has been tried for one request so far; counted by `nextStep`. */
export interface Attempts {
  repeats: number;
  refusals: number;
  hasNewToken: boolean;
}

export function noAttempts(): Attempts {
  return { repeats: 0, refusals: 0, hasNewToken: false };
}

export type NextStep =
  | { readonly kind: 'done'; readonly outcome: Outcome<GraphAnswer> }
  | {
      readonly kind: 'again';
      readonly waitMs: number;
      /** True when the mailbox as a whole is to be left alone meanwhile. */
      readonly pausesMailbox?: true;
      readonly needsToken?: true;
    };

/** What decides whether a request may be repeated, and what a refusal of it is about. */
export interface RequestKind {
  readonly isRead: boolean;
  readonly target: Target;
}

/** `nowMs` is for waits that the answer gives as a date, and for `retryAtMs` of failures. */
export function nextStep(
  answer: GraphAnswer | NoAnswer,
  { isRead, target }: RequestKind,
  attempts: Attempts,
  nowMs: number,
): NextStep {
  if (answer.kind === 'none') return afterSilence(answer, isRead, attempts);
  if (isSuccess(answer)) return { kind: 'done', outcome: success(answer) };
  if (answer.status === 401 && !attempts.hasNewToken) {
    attempts.hasNewToken = true;
    return { kind: 'again', waitMs: 0, needsToken: true };
  }
  const askedMs = retryAfterMs(answer.retryAfter, nowMs);
  if (answer.status === 429) {
    attempts.refusals += 1;
    const waitMs = askedMs ?? backOffMs(attempts.refusals);
    const isPatient = attempts.refusals <= refusalsMax && isShortWait(waitMs);
    if (isPatient) return { kind: 'again', waitMs, pausesMailbox: true };
    return { kind: 'done', outcome: failed(failureOfAnswer(answer, target, nowMs + waitMs)) };
  }
  if (!saysNothing(answer.status)) return { kind: 'done', outcome: failed(failureOfAnswer(answer, target)) };
  const waitMs = Math.max(askedMs ?? 0, backOffMs(attempts.repeats));
  if (isRead && attempts.repeats < readRepeatsMax && isShortWait(waitMs)) {
    attempts.repeats += 1;
    return { kind: 'again', waitMs };
  }
  const failure = failureOfAnswer(answer, target, askedMs === null ? undefined : nowMs + askedMs);
  return { kind: 'done', outcome: failed(isRead ? failure : { ...failure, isInDoubt: true }) };
}

function afterSilence(none: NoAnswer, isRead: boolean, attempts: Attempts): NextStep {
  const isHarmless = isRead || !none.wasSent;
  if (!isHarmless || attempts.repeats >= readRepeatsMax) {
    return { kind: 'done', outcome: failed(failureOfSilence(none, !isRead)) };
  }
  attempts.repeats += 1;
  return { kind: 'again', waitMs: backOffMs(attempts.repeats - 1) };
}
