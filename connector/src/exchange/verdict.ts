// What to do after one request: take the answer, or ask again, and when. Reads are repeated; a write that got no answer
// may have been carried out and is never repeated here; 429 and 401 are refusals, so anything may be repeated after
// them. Single requests and parts of a batch are judged alike. Rule: docs/architecture.md "How creating is made
// repeat-safe".
import { failed, success, type Outcome } from '../core/failure.js';
import type { GraphAnswer, NoAnswer } from './answer.js';
import { failureOf, failureWithoutAnswer, isSuccess, saysNothing, type Subject } from './errors.js';
import { backOffMs, isShortWait, readRepeatsMax, refusalsMax, retryAfterMs } from './patience.js';

/** What has been tried for one request so far; counted by `judge`. */
export interface Attempts {
  repeats: number;
  refusals: number;
  hasNewToken: boolean;
}

export function noAttempts(): Attempts {
  return { repeats: 0, refusals: 0, hasNewToken: false };
}

export type Verdict =
  | { readonly kind: 'done'; readonly outcome: Outcome<GraphAnswer> }
  | {
      readonly kind: 'again';
      readonly waitMs: number;
      /** True when the mailbox as a whole is to be left alone meanwhile. */
      readonly pausesLane: boolean;
      readonly needsToken: boolean;
    };

export interface Question {
  readonly isRead: boolean;
  readonly subject: Subject;
}

/** `nowMs` is for waits that the answer gives as a date, and for `retryAtMs` of failures. */
export function judge(answer: GraphAnswer | NoAnswer, question: Question, attempts: Attempts, nowMs: number): Verdict {
  if (!('status' in answer)) return judgeSilence(answer, question, attempts);
  if (isSuccess(answer)) return done(success(answer));
  const askedMs = retryAfterMs(answer.retryAfter, nowMs);
  if (answer.status === 401 && !attempts.hasNewToken) {
    attempts.hasNewToken = true;
    return { kind: 'again', waitMs: 0, pausesLane: false, needsToken: true };
  }
  if (answer.status === 429) {
    attempts.refusals += 1;
    const waitMs = askedMs ?? backOffMs(attempts.refusals);
    if (attempts.refusals <= refusalsMax && isShortWait(waitMs)) {
      return { kind: 'again', waitMs, pausesLane: true, needsToken: false };
    }
    return done(failed(failureOf(answer, question.subject, nowMs + waitMs)));
  }
  if (!saysNothing(answer)) return done(failed(failureOf(answer, question.subject)));
  const waitMs = Math.max(askedMs ?? 0, backOffMs(attempts.repeats));
  if (question.isRead && attempts.repeats < readRepeatsMax && isShortWait(waitMs)) {
    attempts.repeats += 1;
    return { kind: 'again', waitMs, pausesLane: false, needsToken: false };
  }
  const failure = failureOf(answer, question.subject, askedMs === null ? undefined : nowMs + askedMs);
  return done(failed(question.isRead ? failure : { ...failure, isInDoubt: true }));
}

function judgeSilence(none: NoAnswer, { isRead }: Question, attempts: Attempts): Verdict {
  const isHarmless = isRead || !none.wasSent;
  if (!isHarmless || attempts.repeats >= readRepeatsMax) return done(failed(failureWithoutAnswer(none, !isRead)));
  attempts.repeats += 1;
  return { kind: 'again', waitMs: backOffMs(attempts.repeats - 1), pausesLane: false, needsToken: false };
}

function done(outcome: Outcome<GraphAnswer>): Verdict {
  return { kind: 'done', outcome };
}
