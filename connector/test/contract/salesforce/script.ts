// A local server that answers as a script says, for what an emulated org does not do: broken answers, cut connections,
// odd headers. Tokens are given without asking unless the script says otherwise. Everything that came in is written
// down.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PersonId } from '../../../src/core/model.js';
import type { PersonOrg } from '../../../src/ports/salesforce.js';
import { createSalesforce, type Salesforce, type SalesforceOptions } from '../../../src/salesforce/salesforce.js';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Number of the connection, from 1. */
  readonly connection: number;
}

export type ScriptedAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly body?: string | Buffer;
    }
  | ((response: ServerResponse) => void);

export interface ScriptedServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** Milliseconds that were waited for. */
  readonly waits: readonly number[];
  readonly nowMs: number;
  readonly salesforce: Salesforce;
  readonly person: PersonOrg;
  connect(options?: Partial<SalesforceOptions>): Salesforce;
  stop(): Promise<void>;
}

export const scriptedKeys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const somePerson = '005000000000001AAA' as PersonId;
const nowMs = Date.parse('2026-11-22T14:00:00Z');

/** `script` answers everything but the token endpoint, unless it answers that too; undefined = the usual token. */
export async function startScript(
  script: (request: Received, index: number) => ScriptedAnswer | undefined,
): Promise<ScriptedServer> {
  const received: Received[] = [];
  let connections = 0;
  let url = '';
  const numbers = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        connection: numbers.get(request.socket) ?? 0,
      };
      received.push(one);
      const isToken = one.path === '/services/oauth2/token';
      const index = received.filter(({ path }) => (path === '/services/oauth2/token') === isToken).length - 1;
      send(response, script(one, index) ?? { json: { access_token: `token ${index}`, instance_url: url } });
    });
  });
  server.on('connection', (socket) => numbers.set(socket, (connections += 1)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const waits: number[] = [];
  const opened: Salesforce[] = [];
  const connect: ScriptedServer['connect'] = (options = {}) => {
    const salesforce = createSalesforce({
      loginUrl: url,
      clientId: 'client',
      privateKey: scriptedKeys.privateKey,
      integrationUser: 'sync@company.example',
      proxyUrl: null,
      clock: { nowMs: () => nowMs, elapsedMs: () => nowMs, wait: (ms) => Promise.resolve(void waits.push(ms)) },
      log: { debug: () => undefined },
      ...options,
    });
    opened.push(salesforce);
    return salesforce;
  };
  const salesforce = connect();
  return {
    url,
    received,
    waits,
    nowMs,
    salesforce,
    person: salesforce.actAs({ id: somePerson, username: 'rita@company.example' }),
    connect,
    stop: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function send(response: ServerResponse, answer: ScriptedAnswer): void {
  if (typeof answer === 'function') {
    answer(response);
    return;
  }
  const { status = 200, headers = {}, json, body } = answer;
  const type = json === undefined ? {} : { 'content-type': 'application/json;charset=UTF-8' };
  response.writeHead(status, { ...type, ...headers });
  response.end(json === undefined ? body : JSON.stringify(json));
}

/** An answer to a query with these rows. */
export function rowsAnswer(rows: readonly Record<string, unknown>[]): ScriptedAnswer {
  return { json: { totalSize: rows.length, done: true, records: rows } };
}
