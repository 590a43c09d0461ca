// The one way to Microsoft Graph: the official client with a chain of our own (authentication, telemetry, transport),
// and our own repeats around it (repeat.ts): the client's would repeat a POST. The token goes to GRAPH_URL and nowhere
// else.
import { randomUUID } from 'node:crypto';
import {
  AuthenticationHandler,
  Client,
  ResponseType,
  TelemetryHandler,
  type Middleware,
  type MiddlewareOptions,
} from '@microsoft/microsoft-graph-client';
import { failed, success, type Failure, type Outcome } from '../core/failure.js';
import type { Log, LogFields } from '../log.js';
import type { ClockPort } from '../ports/clock.js';
import { isLeaseOver } from '../ports/lease.js';
import { heldBack, type NoAnswer } from '../wire/no-answer.js';
import type { Wire } from '../wire/wire.js';
import { graphAnswerOf, type GraphAnswer } from './answer.js';
import { canonicalGraphUrl } from './clouds.js';
import type { Target } from './errors.js';
import { Lanes } from './lanes.js';
import { rebase } from './page-links.js';
import { nextStep, noAttempts } from './repeat.js';
import type { Tokens } from './token.js';
import { isShortWait } from './waits.js';

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** A POST that only asks has to say so: what counts as a write is not repeated after silence. */
  readonly isRead?: boolean;
  /** What a refusal is about. */
  readonly target: Target;
  /** Behind `/v1.0` and encoded, or a link that `followable` let through. */
  readonly path: string;
  /** With placeholders, for logs and counters. */
  readonly route: string;
  /** Its id, or `directory`. */
  readonly mailbox: string;
  /** Requests that count against the mailbox at the same time; 1 unless it is a batch. */
  readonly weight?: number;
  /** Parts of a batch; 1 otherwise. */
  readonly subRequests?: number;
  readonly pageSize?: number;
  /** Preferences besides immutable ids and page size. They count for one request: follow-ups say them again. */
  readonly prefer?: readonly string[];
  readonly body?: unknown;
}

/** One request on the wire, told to whoever counts. */
export interface RequestNote {
  readonly method: string;
  readonly route: string;
  readonly mailbox: string;
  /** null = no answer. */
  readonly status: number | null;
  readonly subRequests: number;
  readonly durationMs: number;
}

export interface GraphParts {
  /** Where we really ask; next and delta links speak of https://graph.microsoft.com all the same. */
  readonly graphUrl: string;
  readonly tokens: Tokens;
  readonly wire: Wire;
  readonly clock: ClockPort;
  readonly log: Log;
  readonly onRequest?: ((note: RequestNote) => void) | undefined;
}

/** What the transport hands back past the official client, which would not keep why there was no answer. */
class TransportNote implements MiddlewareOptions {
  answer: GraphAnswer | NoAnswer = { kind: 'none', code: 'NO_ANSWER', wasSent: true };

  constructor(
    readonly token: string,
    readonly isRead: boolean,
  ) {}
}

function transportOver({ wire, graphUrl }: GraphParts): Middleware {
  return {
    async execute(context) {
      const note = context.middlewareControl?.getMiddlewareOptions(TransportNote) as TransportNote;
      const { method, headers, body } = context.options as {
        method: string;
        headers: Record<string, string>;
        body?: string;
      };
      const url = rebase(context.request as string, graphUrl);
      const request = { method, url, headers, ...(body === undefined ? {} : { body }) };
      const result = note.isRead || !isLeaseOver() ? await wire.send(request) : heldBack;
      note.answer = result.kind === 'none' ? result : graphAnswerOf(result);
      // The client only passes the response through (ResponseType.RAW), but must have one.
      context.response = Response.error();
    },
  };
}

export class Graph {
  readonly #parts: GraphParts;
  readonly #lanes: Lanes;
  readonly #client: Client;
  #token = '';

  constructor(parts: GraphParts) {
    this.#parts = parts;
    this.#lanes = new Lanes(parts.clock);
    this.#client = Client.initWithMiddleware({
      baseUrl: canonicalGraphUrl,
      defaultVersion: 'v1.0',
      middleware: [
        new AuthenticationHandler({ getAccessToken: () => Promise.resolve(this.#token) }),
        new TelemetryHandler(),
        transportOver(parts),
      ],
    });
  }

  get graphUrl(): string {
    return this.#parts.graphUrl;
  }

  nowMs(): number {
    return this.#parts.clock.nowMs();
  }

  /** The answer of a request that succeeded, or why it did not. Waits and repeats inside, as `repeat.ts` says. */
  async send(call: GraphCall): Promise<Outcome<GraphAnswer>> {
    const kind = { isRead: isReading(call), target: call.target };
    const attempts = noAttempts();
    for (;;) {
      const turn = await this.#inTurn(call);
      if (!turn.ok) return turn;
      const { answer, token } = turn.value;
      const step = nextStep(answer, kind, attempts, this.nowMs());
      if (step.kind === 'done') {
        if (!step.outcome.ok) this.noteFailure(call, answer, step.outcome.failure);
        return step.outcome;
      }
      this.noteRepeat(call, answer, step.waitMs);
      if (step.needsToken) this.#parts.tokens.forget(token);
      if (step.pausesMailbox) this.#lanes.pause(call.mailbox, step.waitMs);
      else if (step.waitMs > 0) await this.#parts.clock.wait(step.waitMs);
    }
  }

  /**
   * Leaves the mailbox alone for so long: the next `send` to it waits, or is refused when that is too long for a run.
   */
  pause(mailbox: string, waitMs: number): void {
    this.#lanes.pause(mailbox, waitMs);
  }

  /** The next request asks for another token first. */
  dropToken(): void {
    this.#parts.tokens.forget(this.#token);
  }

  noteRepeat(call: CallName, answer: GraphAnswer | NoAnswer, waitMs: number): void {
    this.#parts.log.info('GRAPH_REPEATS', { ...nameOf(call), ...signsOf(answer), waitMs });
  }

  /** What Microsoft asks for when one asks them why: the request id. Gone and changed items are everyday matters. */
  noteFailure(call: CallName, answer: GraphAnswer | NoAnswer, { class: failureClass, code, isInDoubt }: Failure): void {
    const fields = { ...nameOf(call), ...signsOf(answer), class: failureClass, code, isInDoubt };
    if (failureClass === 'notFound' || failureClass === 'conflict') this.#parts.log.debug('GRAPH_REFUSED', fields);
    else this.#parts.log.info('GRAPH_REFUSED', fields);
  }

  /** In its turn, after the mailbox' pause, with a token. */
  #inTurn(call: GraphCall): Promise<Outcome<TransportNote>> {
    return this.#lanes.run(call.mailbox, call.weight ?? 1, async () => {
      const pauseMs = this.#lanes.pauseMs(call.mailbox);
      if (!isShortWait(pauseMs)) {
        return failed({ class: 'throttled', code: 'MAILBOX_PAUSED', retryAtMs: this.nowMs() + pauseMs });
      }
      if (pauseMs > 0) await this.#parts.clock.wait(pauseMs);
      const ensured = await this.#parts.tokens.ensure();
      if (!ensured.ok) return ensured;
      this.#token = ensured.value;
      return success(await this.#sendOnce(call, ensured.value));
    });
  }

  async #sendOnce(call: GraphCall, token: string): Promise<TransportNote> {
    const note = new TransportNote(token, isReading(call));
    const request = this.#client
      .api(call.path)
      .header('client-request-id', randomUUID())
      .header('Prefer', preferOf(call))
      .responseType(ResponseType.RAW)
      .middlewareOptions([note]);
    const startedMs = performance.now();
    await (call.method === 'GET' ? request.get() : request.post(call.body ?? {}));
    const { method, route, mailbox, subRequests = 1 } = call;
    const status = note.answer.kind === 'answer' ? note.answer.status : null;
    const durationMs = performance.now() - startedMs;
    this.#parts.onRequest?.({ method, route, mailbox, status, subRequests, durationMs });
    return note;
  }
}

function isReading({ isRead, method }: GraphCall): boolean {
  return isRead ?? method === 'GET';
}

type CallName = Pick<GraphCall, 'mailbox' | 'route'> & { readonly method: string };

function nameOf({ mailbox, route, method }: CallName): LogFields {
  return { mailbox, route, method };
}

function signsOf(answer: GraphAnswer | NoAnswer): LogFields {
  return answer.kind === 'answer' ? { status: answer.status, requestId: answer.requestId } : { code: answer.code };
}

function preferOf({ pageSize, prefer = [] }: GraphCall): string {
  return preferHeader(pageSize === undefined ? prefer : [`odata.maxpagesize=${pageSize}`, ...prefer]);
}

/**
 * The value of the Prefer header, which counts for one request only. Immutable ids always: they keep an item's id the
 * same when it is moved. Then what this request wants besides.
 */
export function preferHeader(further: readonly string[] = []): string {
  return ['IdType="ImmutableId"', ...further].join(', ');
}
