// Calls to Salesforce as one user: session, one repeat after it expired, reads asked again, writes never; every answer
// becomes an Outcome. jsforce puts the request together and reads the answer. Its own transport must not be used: it
// hangs for ever on Node 24.17 and later (jsforce issue 1806) and whenever a connection is cut inside an answer,
// repeats DELETE by itself, and opens a new connection for every call. Nor is it given a refreshFn: it would renew a
// session that stays refused without end. Never logs a body, an address or a token.
import { PassThrough } from 'node:stream';
import { Connection } from 'jsforce/lib/core.js';
import { failed, success, type Failure, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { Log } from '../log.js';
import type { ClockPort } from '../ports/clock.js';
import { isLeaseOver } from '../ports/lease.js';
import { heldBack, type NoAnswer } from '../wire/no-answer.js';
import type { Wire, WireAnswer, WireRequest } from '../wire/wire.js';
import { failureOfAnswer, failureOfSilence, foreignErrors } from './errors.js';
import { serverTimeMs, type Token, type TokenSource } from './tokens.js';
import { apiVersion } from './version.js';

/** What all users' clients share. */
export interface ClientParts {
  readonly wire: Wire;
  readonly tokens: TokenSource;
  readonly clock: ClockPort;
  readonly usage: ApiUsage;
  readonly log: Pick<Log, 'debug'>;
}

/** Calls used of the org's daily allowance as the last answer said, whoever made them. */
export interface ApiUsage {
  used: number;
  limit: number;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Absolute path, `/services/…`. */
  readonly path: string;
  readonly body?: unknown;
  /** A write is sent once; without an answer it is in doubt. A POST that only asks is no write. */
  readonly isWrite: boolean;
}

export interface Answer {
  readonly body: unknown;
  /** Salesforce's own clock (Date header), or null. */
  readonly serverTimeMs: number | null;
}

type Sent = { readonly answer: WireAnswer | NoAnswer | null; readonly body: unknown; readonly error: unknown };

export class Client {
  readonly #username: string;
  readonly #parts: ClientParts;
  #connection: Connection | null = null;
  #signingIn: Promise<Outcome<Connection>> | null = null;

  constructor(username: string, parts: ClientParts) {
    this.#username = username;
    this.#parts = parts;
  }

  nowMs(): number {
    return this.#parts.clock.nowMs();
  }

  /** Waits inside a call; only for short times. */
  async wait(milliseconds: number): Promise<void> {
    await this.#parts.clock.wait(milliseconds);
  }

  /** One call. A read without an answer is asked again after short waits. */
  async call(call: Call): Promise<Outcome<Answer>> {
    for (const waitMs of limits.salesforceReadRetryWaitsMs) {
      const outcome = await this.#callOnce(call);
      if (outcome.ok || call.isWrite || outcome.failure.class !== 'transient') return outcome;
      this.#parts.log.debug('SALESFORCE_READ_AGAIN', { code: outcome.failure.code, method: call.method });
      await this.wait(this.#waitFor(outcome.failure, waitMs));
    }
    return this.#callOnce(call);
  }

  #waitFor(failure: Failure, usualMs: number): number {
    const askedMs = (failure.retryAtMs ?? 0) - this.nowMs();
    return Math.min(Math.max(usualMs, askedMs), limits.waitInsideRunMaxMs);
  }

  async #callOnce(call: Call): Promise<Outcome<Answer>> {
    const first = await this.#connect();
    if (!first.ok) return first;
    const sent = await this.#send(first.value, call);
    if (!isSessionRefused(sent)) return this.#outcome(sent, call);
    this.#parts.log.debug('SALESFORCE_SESSION_ENDED');
    const second = await this.#connect(first.value);
    if (!second.ok) return second;
    const repeated = await this.#send(second.value, call);
    if (isSessionRefused(repeated) && this.#connection === second.value) this.#connection = null;
    return this.#outcome(repeated, call);
  }

  /** The session's connection; a new one if there is none or if it still is `refused`. One sign-in at a time. */
  async #connect(refused: Connection | null = null): Promise<Outcome<Connection>> {
    if (this.#connection !== null && this.#connection !== refused) return success(this.#connection);
    this.#signingIn ??= this.#signIn();
    return this.#signingIn;
  }

  async #signIn(): Promise<Outcome<Connection>> {
    this.#connection = null;
    try {
      const token = await this.#parts.tokens(this.#username);
      if (!token.ok) return token;
      this.#connection = connectionFor(token.value);
      return success(this.#connection);
    } finally {
      this.#signingIn = null;
    }
  }

  async #send(connection: Connection, { method, path, body, isWrite }: Call): Promise<Sent> {
    let answer: WireAnswer | NoAnswer | null = null;
    const transport = {
      httpRequest: (request: WireRequest) => {
        const mayGo = !isWrite || !isLeaseOver();
        const promise = (mayGo ? this.#parts.wire.send(request) : Promise.resolve(heldBack)).then((given) => {
          answer = given;
          if (given.kind === 'none') throw new Error(given.code);
          return { statusCode: given.status, headers: given.headers, body: given.body };
        });
        return Object.assign(promise, { stream: () => new PassThrough() });
      },
    };
    const request = {
      method,
      url: path,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    try {
      const read: unknown = await connection.request(request, { transport });
      return { answer, body: read, error: null };
    } catch (error) {
      return { answer, body: null, error };
    } finally {
      const usage = connection.limitInfo.apiUsage;
      if (usage !== undefined) Object.assign(this.#parts.usage, usage);
    }
  }

  #outcome({ answer, body, error }: Sent, { isWrite }: Call): Outcome<Answer> {
    if (answer === null) throw error;
    if (answer.kind === 'none') return failed(failureOfSilence(answer, isWrite));
    const context = { isWrite, nowMs: this.nowMs(), retryAfter: answer.headers['retry-after'] };
    if (error !== null) return failed(failureOfAnswer(answer.status, foreignErrors(dataOf(error))[0] ?? null, context));
    if (answer.status >= 300) return failed(failureOfAnswer(answer.status, null, context));
    return success({ body, serverTimeMs: serverTimeMs(answer) });
  }
}

function connectionFor({ accessToken, instanceUrl }: Token): Connection {
  const options = { version: apiVersion, callOptions: { client: 'ExchangeSync' }, logLevel: 'NONE' } as const;
  return new Connection({ instanceUrl, accessToken, ...options });
}

function isSessionRefused({ answer }: Sent): boolean {
  return answer?.kind === 'answer' && answer.status === 401;
}

/** jsforce keeps the errors as Salesforce wrote them in `data`. */
function dataOf(error: unknown): unknown {
  return (error as { data?: unknown }).data ?? null;
}
