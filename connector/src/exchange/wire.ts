// One HTTP request over kept-alive connections, with a time limit, through the outbound proxy where there is one. Used
// for Graph and for tokens. Never follows a redirect: a token must not travel to another host.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import type { NoAnswer } from './answer.js';

const unzip = promisify(gunzip);

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or null where the answer is none. */
  readonly body: unknown;
}

export type WireResult =
  { readonly kind: 'answer'; readonly answer: WireAnswer } | { readonly kind: 'none'; readonly none: NoAnswer };

export interface Wire {
  send(url: string, options: WireRequest): Promise<WireResult>;
  close(): Promise<void>;
}

export interface WireRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Errors of a connection that was never made: the request surely did not arrive. */
const neverSent = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
  ],
  ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

/** `proxyUrl` is not used for addresses of this machine. */
export function createWire(options: { readonly timeoutMs: number; readonly proxyUrl: string | null }): Wire {
  const direct = new Agent();
  const proxy = options.proxyUrl === null ? null : new ProxyAgent(options.proxyUrl);
  return {
    async send(url, { method, headers, body }) {
      try {
        const response = await request(url, {
          method,
          headers: { ...headers, 'accept-encoding': 'gzip' },
          body: body ?? null,
          dispatcher: proxy === null || isThisMachine(url) ? direct : proxy,
          signal: AbortSignal.timeout(options.timeoutMs),
        });
        return { kind: 'answer', answer: await readAnswer(response) };
      } catch (error) {
        return { kind: 'none', none: noAnswerOf(error) };
      }
    },
    async close() {
      await Promise.all([direct.close(), proxy?.close()]);
    },
  };
}

async function readAnswer(response: Dispatcher.ResponseData): Promise<WireAnswer> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const isJson = /^application\/([\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');
  if (!isJson) {
    await response.body.dump();
    return { status: response.statusCode, headers, body: null };
  }
  const isZipped = headers['content-encoding'] === 'gzip';
  const text = isZipped ? String(await unzip(await response.body.arrayBuffer())) : await response.body.text();
  return { status: response.statusCode, headers, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Only the code: messages hold addresses. A time-out by our own signal has the name TimeoutError. */
function noAnswerOf(error: unknown): NoAnswer {
  const { code, name, errors } = error as { code?: unknown; name?: unknown; errors?: { code?: unknown }[] };
  const inner = typeof code === 'string' ? code : errors?.[0]?.code;
  if (typeof inner === 'string') return { code: inner, wasSent: !neverSent.has(inner) };
  return { code: name === 'TimeoutError' ? 'NO_ANSWER_IN_TIME' : 'NO_ANSWER', wasSent: true };
}

function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
