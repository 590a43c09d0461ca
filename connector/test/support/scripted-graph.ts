// A Graph of a few lines that answers what a test tells it to: for refusals, silence and lies that the emulator does
// not speak. It hands out tokens t1, t2, … and notes every request. Everything else is tested against the emulator
// (exchange.contract.test.ts).
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createExchange, type Exchange, type ExchangeOptions } from '../../src/exchange/exchange.js';
import type { RequestNote } from '../../src/exchange/client.js';
import type { Log } from '../../src/log.js';
import { testClock, type TestClock } from './clock.js';

export interface SeenRequest {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into bodies freely
  readonly body: any;
}

export type ScriptedAnswer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  /** The connection is cut without an answer. */
  | 'cut'
  /** No answer ever comes. */
  | 'silence';

export interface ScriptedGraph {
  readonly origin: string;
  readonly exchange: Exchange;
  readonly clock: TestClock;
  readonly notes: RequestNote[];
  readonly logged: string[];
  /** Graph requests; those for tokens apart. */
  readonly seen: SeenRequest[];
  readonly tokenRequests: URLSearchParams[];
  /** What to answer from now on: one after the other, the last one for good. */
  answer(...answers: (ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer))[]): void;
  answerTokens(...answers: ScriptedAnswer[]): void;
  close(): Promise<void>;
}

export const ok = (body: unknown = {}): ScriptedAnswer => ({ status: 200, body });

export function refusal(status: number, code: string, headers: Record<string, string> = {}): ScriptedAnswer {
  const message = `Jane Canary <jane.canary@example.com> caused ${code}`;
  return { status, headers, body: { error: { code, message, innerError: { 'request-id': 'r-1' } } } };
}

interface PartOfBatch {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  readonly body?: any;
}

/** Answers a batch part by part, in reverse order as Graph may; `null` leaves a part out. */
export function batch(
  answerPart: (part: PartOfBatch) => Exclude<ScriptedAnswer, string> | null,
): (request: SeenRequest) => ScriptedAnswer {
  return ({ body }) => {
    const parts = (body as { requests: PartOfBatch[] }).requests;
    const responses = parts.flatMap((part) => {
      const answer = answerPart(part);
      return answer === null
        ? []
        : [{ id: part.id, status: answer.status, headers: answer.headers ?? {}, body: answer.body }];
    });
    return ok({ responses: responses.reverse() });
  };
}

export async function startScriptedGraph(
  options: { readonly requestTimeoutMs?: number; readonly config?: Partial<ExchangeOptions['config']> } = {},
): Promise<ScriptedGraph> {
  const seen: SeenRequest[] = [];
  const tokenRequests: URLSearchParams[] = [];
  let script: (ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer))[] = [ok({ value: [] })];
  let tokenScript: ScriptedAnswer[] = [];

  const next = <T>(list: T[]): T | undefined => (list.length > 1 ? list.shift() : list[0]);
  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      const url = request.url ?? '';
      if (url.includes('/oauth2/')) {
        tokenRequests.push(new URLSearchParams(text));
        const token = { token_type: 'Bearer', expires_in: 3599, access_token: `t${tokenRequests.length}` };
        give(response, next(tokenScript) ?? ok(token));
        return;
      }
      const body: unknown = text === '' ? null : JSON.parse(text);
      const entry: SeenRequest = { method: request.method ?? '', url, headers: request.headers, body };
      seen.push(entry);
      const answer = next(script) ?? ok();
      give(response, typeof answer === 'function' ? answer(entry) : answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const clock = testClock();
  const notes: RequestNote[] = [];
  const { log, logged } = noteLog();
  const exchange = createExchange({
    config: {
      tenantId: '11111111-2222-4333-8444-555555555555',
      clientId: '99999999-8888-4777-8666-555555555555',
      credential: { kind: 'secret', secret: 'a secret of the tests' },
      tokenUrl: `${origin}/tenant/oauth2/v2.0/token`,
      graphUrl: origin,
      proxyUrl: null,
      ...options.config,
    },
    clock,
    log,
    onRequest: (note) => notes.push(note),
    requestTimeoutMs: options.requestTimeoutMs ?? 5_000,
  });
  return {
    ...{ origin, exchange, clock, notes, logged, seen, tokenRequests },
    answer: (...answers) => {
      script = answers;
    },
    answerTokens: (...answers) => {
      tokenScript = answers;
    },
    close: async () => {
      await exchange.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function give(response: ServerResponse, answer: ScriptedAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  const { status, headers = {}, body } = answer;
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers });
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A log that only remembers; what log.ts would drop is kept here, so that tests see what callers tried to say. */
export function noteLog(): { readonly log: Log; readonly logged: string[] } {
  const logged: string[] = [];
  const note = (event: string, fields?: unknown): void => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  return { log: { debug: note, info: note, warn: note, error: note, fatal: note }, logged };
}
