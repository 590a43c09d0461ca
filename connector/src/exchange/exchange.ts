// Exchange Online behind the port: puts wire, token and Graph client together. No rule of the sync stands here.
import { success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { Log } from '../log.js';
import type { ClockPort } from '../ports/clock.js';
import type { ExchangePort } from '../ports/exchange.js';
import { createWire } from '../wire/wire.js';
import { calendarReads } from './calendar.js';
import { Graph, type RequestNote } from './client.js';
import { contactCalls } from './contacts.js';
import { directoryCalls } from './directory.js';
import { folderCalls } from './folders.js';
import { listingCalls } from './listing.js';
import { createTokens, type TokenOptions } from './token.js';

export interface ExchangeOptions {
  readonly config: TokenOptions & { readonly proxyUrl: string | null };
  readonly clock: ClockPort;
  readonly log: Log;
  /** Told of every request on the wire, with its status and how many parts it had. */
  readonly onRequest?: (note: RequestNote) => void;
  /** Without an answer after this time a request counts as lost. */
  readonly requestTimeoutMs?: number;
}

export interface Exchange extends ExchangePort {
  /** Asks for a token, or takes the one there is. Codes of refusals are Entra's numbers, `AADSTS7000215`. */
  signIn(): Promise<Outcome<null>>;
  /** Ends all connections, after the answers that are under way. */
  close(): Promise<void>;
}

export function createExchange({ config, clock, log, onRequest, requestTimeoutMs }: ExchangeOptions): Exchange {
  const wire = createWire({ timeoutMs: requestTimeoutMs ?? limits.requestTimeoutMs, proxyUrl: config.proxyUrl });
  const tokens = createTokens(config, { wire, clock, log });
  const graph = new Graph({ graphUrl: config.graphUrl, tokens, wire, clock, log, onRequest });
  return {
    signIn: async () => {
      const token = await tokens.ensure();
      return token.ok ? success(null) : token;
    },
    ...directoryCalls(graph),
    ...folderCalls(graph),
    ...listingCalls(graph),
    ...contactCalls(graph),
    ...calendarReads(graph),
    close: () => wire.close(),
  };
}
