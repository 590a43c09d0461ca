// One HTTP request over kept-alive connections: one deadline for the whole of it, answer included, and through the
// outbound proxy where there is one. Never follows a redirect (a token must not travel to another host), never repeats
// a request, and never decides what an answer means: the errors file of each boundary does.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import { noAnswerOf, type NoAnswer } from './no-answer.js';
import { isThisMachine } from './this-machine.js';

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unzipped, whatever it is; '' where there was none. */
  readonly body: string;
}

export interface Wire {
  send(request: WireRequest): Promise<WireAnswer | NoAnswer>;
  /** Waits for what is under way, at most until its deadline: a write cut off here would be in doubt. */
  close(): Promise<void>;
}

export interface WireOptions {
  /** Milliseconds for one request, answer included. */
  readonly timeoutMs: number;
  /** Not used for addresses of this machine. */
  readonly proxyUrl: string | null;
  /** To one host at the same time; no limit where the caller keeps one of its own. */
  readonly connections?: number;
}

const unzip = promisify(gunzip);

export function createWire({ timeoutMs, proxyUrl, connections }: WireOptions): Wire {
  // The deadline alone ends a request: undici's own would end some of them earlier, under other codes.
  const common = { headersTimeout: 0, bodyTimeout: 0, ...(connections === undefined ? {} : { connections }) };
  const direct = new Agent(common);
  const outbound = proxyUrl === null ? direct : new ProxyAgent({ ...common, uri: proxyUrl });
  let closed: Promise<void> | null = null;
  return {
    async send({ method, url, headers, body }) {
      try {
        const response = await request(url, {
          method,
          headers: { ...headers, 'accept-encoding': 'gzip' },
          body: body ?? null,
          dispatcher: isThisMachine(new URL(url).hostname) ? direct : outbound,
          signal: AbortSignal.timeout(timeoutMs),
        });
        return await answerOf(response);
      } catch (error) {
        return noAnswerOf(error);
      }
    },
    close: () =>
      (closed ??= Promise.all([...new Set([direct, outbound])].map((one) => one.close())).then(() => undefined)),
  };
}

async function answerOf({ statusCode: status, headers: given, body }: Dispatcher.ResponseData): Promise<WireAnswer> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const isZipped = headers['content-encoding'] === 'gzip';
  return {
    kind: 'answer',
    status,
    headers,
    body: isZipped ? String(await unzip(await body.arrayBuffer())) : await body.text(),
  };
}
