// The one way to Microsoft Graph: the official client with a chain of our own (authentication, telemetry, transport),
// and our patience around it (verdict.ts): the client's own retries would repeat a POST. The token goes to GRAPH_URL
// and nowhere else.
import { randomUUID } from 'node:crypto';
import {
  AuthenticationHandler,
  Client,
  ResponseType,
  TelemetryHandler,
  type Context,
  type Middleware,
  type MiddlewareOptions,
} from '@microsoft/microsoft-graph-client';
import { failed, success, type Failure, type Outcome } from '../core/failure.js';
import type { Log, LogFields } from '../log.js';
import type { ClockPort } from '../ports/clock.js';
import { preferHeader, type GraphAnswer, type NoAnswer } from './answer.js';
import { canonicalGraphUrl } from './clouds.js';
import { Lanes } from './lanes.js';
import { rebase } from './paging.js';
import { isShortWait } from './patience.js';
import type { Tokens } from './token.js';
import { judge, noAttempts, type Question } from './verdict.js';
import type { Wire } from './wire.js';

export interface GraphCall extends Question {
  readonly method: 'GET' | 'POST';
  /** Behind `/v1.0` and encoded, or a link that `followable` let through. */
  readonly path: string;
  /** With placeholders, for logs and counters. */
  readonly route: string;
  /** Mailbox id, or `directory`. */
  readonly lane: string;
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
  answer: GraphAnswer | NoAnswer = { code: 'NO_ANSWER', wasSent: true };

  constructor(readonly token: string) {}
}

class Transport implements Middleware {
  readonly #wire: Wire;
  readonly #graphUrl: string;

  constructor(wire: Wire, graphUrl: string) {
    this.#wire = wire;
    this.#graphUrl = graphUrl;
  }

  async execute(context: Context): Promise<void> {
    const note = context.middlewareControl?.getMiddlewareOptions(TransportNote) as TransportNote;
    const { method, headers, body } = context.options as {
      method: string;
      headers: Record<string, string>;
      body?: string;
    };
    const result = await this.#wire.send(rebase(context.request as string, this.#graphUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    // The client only passes the response through (ResponseType.RAW), but must have one.
    context.response = Response.error();
    if (result.kind === 'none') {
      note.answer = result.none;
      return;
    }
    const { status, headers: got, body: content } = result.answer;
    note.answer = {
      status,
      body: content,
      retryAfter: got['retry-after'] ?? null,
      requestId: got['request-id'] ?? null,
    };
  }
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
        new Transport(parts.wire, parts.graphUrl),
      ],
    });
  }

  get graphUrl(): string {
    return this.#parts.graphUrl;
  }

  nowMs(): number {
    return this.#parts.clock.nowMs();
  }

  /** The answer of a request that succeeded, or why it did not. Waits and repeats inside, as `verdict.ts` says. */
  async send(call: GraphCall): Promise<Outcome<GraphAnswer>> {
    const attempts = noAttempts();
    for (;;) {
      const turn = await this.#inTurn(call);
      if (!turn.ok) return turn;
      const { answer, token } = turn.value;
      const verdict = judge(answer, call, attempts, this.nowMs());
      if (verdict.kind === 'done') {
        if (!verdict.outcome.ok) this.noteFailure(call, answer, verdict.outcome.failure);
        return verdict.outcome;
      }
      this.noteRepeat(call, answer, verdict.waitMs);
      if (verdict.needsToken) this.#parts.tokens.forget(token);
      if (verdict.pausesLane) this.#lanes.pause(call.lane, verdict.waitMs);
      else if (verdict.waitMs > 0) await this.#parts.clock.wait(verdict.waitMs);
    }
  }

  /**
   * Leaves the mailbox alone for so long: the next `send` to it waits, or is refused when that is too long for a run.
   */
  pause(lane: string, waitMs: number): void {
    this.#lanes.pause(lane, waitMs);
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
    return this.#lanes.run(call.lane, call.weight ?? 1, async () => {
      const pauseMs = this.#lanes.pauseMs(call.lane);
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
    const note = new TransportNote(token);
    const request = this.#client
      .api(call.path)
      .header('client-request-id', randomUUID())
      .header('Prefer', preferOf(call))
      .responseType(ResponseType.RAW)
      .middlewareOptions([note]);
    const startedMs = performance.now();
    await (call.method === 'GET' ? request.get() : request.post(call.body ?? {}));
    this.#note(call, note.answer, performance.now() - startedMs);
    return note;
  }

  #note(call: GraphCall, answer: GraphAnswer | NoAnswer, durationMs: number): void {
    const { method, route, lane: mailbox, subRequests = 1 } = call;
    const status = 'status' in answer ? answer.status : null;
    this.#parts.onRequest?.({ method, route, mailbox, status, subRequests, durationMs });
  }
}

type CallName = Pick<GraphCall, 'lane' | 'route'> & { readonly method: string };

function nameOf({ lane: mailbox, route, method }: CallName): LogFields {
  return { mailbox, route, method };
}

function signsOf(answer: GraphAnswer | NoAnswer): LogFields {
  return 'status' in answer ? { status: answer.status, requestId: answer.requestId } : { code: answer.code };
}

function preferOf({ pageSize, prefer = [] }: GraphCall): string {
  return preferHeader(pageSize === undefined ? prefer : [`odata.maxpagesize=${pageSize}`, ...prefer]);
}
