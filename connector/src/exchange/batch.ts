// Many requests to one mailbox, twenty a `$batch`, one batch at a time. Parts that were refused with 429 ride again in
// the next batch; parts of a reading batch that got nothing usable are repeated; a write is never repeated after
// silence, it is answered as in doubt. Graph answers parts in any order and never fails the batch for one part
// (Microsoft Learn, "Combine multiple requests").
import { failed, type Failure, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { MailboxId } from '../core/model.js';
import type { NoAnswer } from '../wire/no-answer.js';
import type { GraphAnswer } from './answer.js';
import { preferHeader, type Graph } from './client.js';
import { wholeLane } from './lanes.js';
import { nextStep, noAttempts, type Attempts, type RequestKind } from './repeat.js';
import { isShortWait } from './waits.js';

const batchRoute = '/$batch';

/** A request as it stands in a batch: `path` begins behind `/v1.0` and is encoded already. */
export interface GraphRequestPart {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly ifMatch?: string;
  /** Preferences besides immutable ids: a part inherits none. */
  readonly prefer?: readonly string[];
  readonly body?: Readonly<Record<string, unknown>>;
}

interface Part {
  readonly request: GraphRequestPart;
  readonly attempts: Attempts;
  outcome: Outcome<GraphAnswer> | null;
}

/** One outcome a request, in the order of `requests`. */
export async function sendBatches(
  graph: Graph,
  mailbox: MailboxId,
  requests: readonly GraphRequestPart[],
  kind: RequestKind,
): Promise<Outcome<GraphAnswer>[]> {
  const parts = requests.map((request): Part => ({ request, attempts: noAttempts(), outcome: null }));
  const queue = [...parts];
  let lostInARow = 0;
  while (queue.length > 0) {
    const riding = queue.splice(0, limits.graphBatchSize);
    const envelope = await sendEnvelope(graph, mailbox, riding, kind);
    if (envelope.ok) {
      lostInARow = 0;
      const { again, failure } = takeAnswers(graph, mailbox, riding, envelope.value, kind);
      queue.unshift(...again);
      if (failure !== null) endAll(queue.splice(0), failure);
      continue;
    }
    const failure = sayingNothingOfItems(envelope.failure);
    endAll(riding, failure);
    lostInARow += 1;
    // One lost batch of writes may be an accident. Everything else concerns what is still to be sent as well.
    const isAccident = failure.isInDoubt === true && lostInARow < 2;
    if (!isAccident) endAll(queue.splice(0), withoutDoubt(failure));
  }
  return parts.map((part) => part.outcome ?? failed({ class: 'bug', code: 'PART_WITHOUT_OUTCOME' }));
}

function sendEnvelope(
  graph: Graph,
  mailbox: MailboxId,
  riding: readonly Part[],
  kind: RequestKind,
): Promise<Outcome<GraphAnswer>> {
  return graph.send({
    method: 'POST',
    path: batchRoute,
    route: batchRoute,
    mailbox,
    weight: wholeLane,
    subRequests: riding.length,
    body: { requests: riding.map(({ request }, index) => wireForm(request, index)) },
    ...kind,
  });
}

/** A part does not inherit the headers of the batch: its preferences stand in each. */
function wireForm({ method, path, ifMatch, prefer, body }: GraphRequestPart, index: number): Record<string, unknown> {
  const headers = {
    Prefer: preferHeader(prefer),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
  };
  return body === undefined
    ? { id: String(index), method, url: path, headers }
    : { id: String(index), method, url: path, headers, body };
}

/** Notes each part's outcome. `again` ride once more; `failure` when that, and all that waits, would take too long. */
function takeAnswers(
  graph: Graph,
  mailbox: MailboxId,
  riding: readonly Part[],
  envelope: GraphAnswer,
  kind: RequestKind,
): { readonly again: readonly Part[]; readonly failure: Failure | null } {
  const answers = answersById(envelope.body);
  const again: Part[] = [];
  let waitMs = 0;
  for (const [index, part] of riding.entries()) {
    const answer = answers.get(String(index)) ?? missing;
    const step = nextStep(answer, kind, part.attempts, graph.nowMs());
    if (step.kind === 'done') {
      part.outcome = step.outcome;
      if (!step.outcome.ok) graph.noteFailure(partName(mailbox, part), answer, step.outcome.failure);
      continue;
    }
    if (step.needsToken) graph.dropToken();
    if (step.waitMs >= waitMs) {
      waitMs = step.waitMs;
      graph.noteRepeat(partName(mailbox, part), answer, waitMs);
    }
    again.push(part);
  }
  const retryAtMs = longestRefusal(riding, graph.nowMs());
  if (retryAtMs !== null) return { again, failure: { class: 'throttled', code: 'MAILBOX_THROTTLED', retryAtMs } };
  graph.pause(mailbox, waitMs);
  return { again, failure: null };
}

function partName(mailbox: MailboxId, { request }: Part): { mailbox: string; route: string; method: string } {
  return { mailbox, route: batchRoute, method: request.method };
}

/** When a part was told to wait longer than a run does, the others would be told the same. */
function longestRefusal(riding: readonly Part[], nowMs: number): number | null {
  const times = riding.map(({ outcome }) =>
    outcome !== null && !outcome.ok && outcome.failure.class === 'throttled' ? (outcome.failure.retryAtMs ?? 0) : 0,
  );
  const latestMs = Math.max(0, ...times);
  return latestMs > nowMs && !isShortWait(latestMs - nowMs) ? latestMs : null;
}

const missing: NoAnswer = { kind: 'none', code: 'NO_ANSWER_IN_BATCH', wasSent: true };

interface WirePart {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly body?: unknown;
}

function answersById(body: unknown): ReadonlyMap<string, GraphAnswer> {
  const { responses } = (body ?? {}) as { responses?: unknown };
  const answers = new Map<string, GraphAnswer>();
  if (!Array.isArray(responses)) return answers;
  for (const { id, status, headers, body: content } of responses as WirePart[]) {
    if (typeof status !== 'number') continue;
    const answer: GraphAnswer = { kind: 'answer', status, body: content ?? null, retryAfter: null, requestId: null };
    // Headers matter only where something is to be waited for or looked up.
    const isFine = status >= 200 && status < 300;
    answers.set(
      String(id),
      isFine
        ? answer
        : { ...answer, retryAfter: header(headers, 'retry-after'), requestId: header(headers, 'request-id') },
    );
  }
  return answers;
}

function header(headers: WirePart['headers'], name: string): string | null {
  for (const [key, value] of Object.entries(headers ?? {})) {
    if (key.toLowerCase() === name && (typeof value === 'string' || typeof value === 'number')) return String(value);
  }
  return null;
}

function endAll(parts: readonly Part[], failure: Failure): void {
  for (const part of parts) part.outcome = failed(failure);
}

/** That the batch itself was `notFound` or in `conflict` must never look as if an item was gone or changed. */
function sayingNothingOfItems(failure: Failure): Failure {
  const isAboutItems = failure.class === 'notFound' || failure.class === 'conflict';
  return isAboutItems ? { ...failure, class: 'transient' } : failure;
}

/** For requests that were never sent. */
function withoutDoubt(failure: Failure): Failure {
  const { isInDoubt: _, ...rest } = failure;
  return rest;
}
