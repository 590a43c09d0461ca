// Exchange Online behind the port: puts wire, token and Graph client together. No rule of the sync stands here.
import { success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { Log } from '../log.js';
import type { ClockPort } from '../ports/clock.js';
import type { ExchangePort } from '../ports/exchange.js';
import { createWire } from '../wire/wire.js';
import * as calendar from './calendar.js';
import { Graph, type RequestNote } from './client.js';
import * as contacts from './contacts.js';
import * as directory from './directory.js';
import * as folders from './folders.js';
import * as listing from './listing.js';
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
    findMailbox: (address) => directory.findMailbox(graph, address),
    probeMailbox: (mailbox) => directory.probeMailbox(graph, mailbox),
    findFolders: (mailbox, displayName) => folders.findFolders(graph, mailbox, displayName),
    readFolder: (mailbox, folder) => folders.readFolder(graph, mailbox, folder),
    createFolder: (mailbox, displayName) => folders.createFolder(graph, mailbox, displayName),
    readDelta: (mailbox, from) => listing.readDelta(graph, mailbox, from),
    listStamps: (mailbox, from) => listing.listStamps(graph, mailbox, from),
    findByStamp: (mailbox, folder, stamps) => contacts.findByStamp(graph, mailbox, folder, stamps),
    readContacts: (mailbox, ids, folder) => contacts.readContacts(graph, mailbox, ids, folder),
    createContacts: (mailbox, folder, bodies) => contacts.createContacts(graph, mailbox, folder, bodies),
    updateContacts: (mailbox, writes) => contacts.updateContacts(graph, mailbox, writes),
    deleteContacts: (mailbox, items) => contacts.deleteContacts(graph, mailbox, items),
    findCalendar: (mailbox) => calendar.findCalendar(graph, mailbox),
    isCalendar: (mailbox, id) => calendar.isCalendar(graph, mailbox, id),
    readEventDelta: (mailbox, from) => calendar.readEventDelta(graph, mailbox, from),
    readEvents: (mailbox, ids) => calendar.readEvents(graph, mailbox, ids),
    close: () => wire.close(),
  };
}
