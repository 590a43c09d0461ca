// One answer of Microsoft Graph, whether it came alone or inside a batch. Shapes only: errors.ts says what it means.
import type { WireAnswer } from '../wire/wire.js';

export interface GraphAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Parsed JSON, or null where there was none (204, HTML, an empty body). */
  readonly body: unknown;
  /** Retry-After as sent: seconds, with or without fraction, or an HTTP date. */
  readonly retryAfter: string | null;
  readonly requestId: string | null;
}

export function graphAnswerOf(answer: WireAnswer): GraphAnswer {
  const { kind, status, headers } = answer;
  const [retryAfter = null, requestId = null] = [headers['retry-after'], headers['request-id']];
  return { kind, status, body: jsonIn(answer), retryAfter, requestId };
}

/** What calls itself JSON, parsed; null where it is none. A page of a proxy on the way says nothing about an item. */
function jsonIn({ headers, body }: WireAnswer): unknown {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '')) return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
