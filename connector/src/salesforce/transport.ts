// One HTTP exchange with Salesforce: no retry, one deadline for the whole of it, connections that stay open. jsforce
// brings a transport of its own that we must not use: it hangs for ever on Node 24.17 and later (jsforce issue 1806)
// and whenever a connection is cut inside an answer, repeats DELETE by itself, and opens a new connection for every
// call. Never decides what an answer means: errors.ts does.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** No answer, or only a part of one. `wasSent`: the other side may have carried the request out. */
  | { readonly kind: 'none'; readonly code: 'UNREACHABLE' | 'NO_ANSWER'; readonly wasSent: boolean };

/** Codes of node and undici that can only come before a request is written. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const unzip = promisify(gunzip);

export class Transport {
  readonly #dispatcher: Dispatcher;
  readonly #timeoutMs: number;

  constructor(options: { readonly proxyUrl: string | null; readonly timeoutMs: number; readonly connections: number }) {
    const { timeoutMs, connections } = options;
    const common = { connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    this.#dispatcher =
      options.proxyUrl === null ? new Agent(common) : new ProxyAgent({ ...common, uri: options.proxyUrl });
    this.#timeoutMs = timeoutMs;
  }

  async send({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
    try {
      const answer = await request(url, {
        dispatcher: this.#dispatcher,
        method,
        headers: { ...headers, 'accept-encoding': 'gzip' },
        body: body ?? null,
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      return {
        kind: 'answer',
        status: answer.statusCode,
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
        body: await readBody(answer),
      };
    } catch (error) {
      const wasSent = !beforeSending.has(codeOf(error));
      return { kind: 'none', code: wasSent ? 'NO_ANSWER' : 'UNREACHABLE', wasSent };
    }
  }

  /** Ends all connections; calls in flight get no answer. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

/** The other side's clock (Date header) in milliseconds since 1970, or null. */
export function dateOf(headers: Readonly<Record<string, string>>): number | null {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? null : time;
}

async function readBody(answer: Dispatcher.ResponseData): Promise<string> {
  if (answer.headers['content-encoding'] !== 'gzip') return answer.body.text();
  return (await unzip(Buffer.from(await answer.body.arrayBuffer()))).toString('utf8');
}

/** No `instanceof`: node's own errors come from another realm where tests run. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
