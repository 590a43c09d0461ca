import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  rowsAnswer,
  startScript,
  type Received,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../../test/contract/salesforce/script.js';
import type { Outcome } from '../core/failure.js';
import type { PersonId, SalesforceContactId } from '../core/model.js';

let server: ScriptedServer;
let proxy: Server | null = null;

afterEach(async () => {
  await server.stop();
  proxy?.closeAllConnections();
  proxy?.close();
  proxy = null;
});

/** The script for everything but the token endpoint. */
async function start(script: (request: Received, index: number) => ScriptedAnswer): Promise<void> {
  server = await startScript((request, index) =>
    request.path.includes('/oauth2/token') ? undefined : script(request, index),
  );
}

const ids = ['003000000000001AAA'] as SalesforceContactId[];
const person = '005000000000001AAA' as PersonId;
const read = () => server.person.readContacts(ids, ['LastName']);
const write = async (): Promise<Outcome<unknown> | undefined> =>
  (await server.person.updateContacts([{ id: ids[0] as SalesforceContactId, version: '', fields: { Title: 'x' } }]))[0];

describe('a call', () => {
  it('carries the token, the API version and the name of this client', async () => {
    await start(() => rowsAnswer([]));
    await read();
    const call = server.received.at(-1);
    expect(call?.path).toMatch(/^\/services\/data\/v65\.0\/query\?q=SELECT\+Id%2CLastName\+FROM\+Contact/);
    expect(call?.headers).toMatchObject({
      authorization: 'Bearer token 0',
      'sforce-call-options': 'client=ExchangeSync',
    });
  });

  it('uses its connections again', async () => {
    await start(() => rowsAnswer([]));
    for (let count = 0; count < 20; count += 1) await read();
    expect(new Set(server.received.map(({ connection }) => connection)).size).toBeLessThanOrEqual(2);
  });

  it('understands a compressed answer', async () => {
    const body = gzipSync(JSON.stringify({ done: true, records: [{ Id: ids[0], LastName: 'Zoë' }] }));
    await start(() => ({ body, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }));
    expect(await read()).toMatchObject({ ok: true, value: [{ LastName: 'Zoë' }] });
  });

  it('ends after its time even when the answer never ends', async () => {
    await start((_request, index) => {
      if (index > 0) return rowsAnswer([]);
      return (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"done":');
      };
    });
    const hasty = server.connect({ requestTimeoutMs: 100 });
    expect((await hasty.whoMayManage([person])).ok).toBe(true);
    expect(server.received.filter(({ path }) => path.includes('/query'))).toHaveLength(2);
  });

  it('whose answer breaks off in the middle leaves a write in doubt', async () => {
    await start(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('[{"id":');
      response.destroy();
    });
    expect(await write()).toEqual({ ok: false, failure: { class: 'transient', code: 'NO_ANSWER', isInDoubt: true } });
    expect(server.received.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('that is answered with something else than outcomes leaves a write in doubt', async () => {
    await start(() => ({ body: '<html>welcome to the hotel</html>', headers: { 'content-type': 'text/html' } }));
    expect(await write()).toMatchObject({ ok: false, failure: { code: 'UNEXPECTED_ANSWER', isInDoubt: true } });
  });

  it('that is sent elsewhere is not followed', async () => {
    await start(() => ({ status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }));
    expect(await write()).toMatchObject({ ok: false, failure: { class: 'transient', code: 'HTTP_302' } });
    expect(await read()).toMatchObject({ ok: false, failure: { class: 'transient', code: 'HTTP_302' } });
  });

  it('never lets the text of an error out', async () => {
    const message = 'Ann Lee <ann@company.example> cannot be saved';
    await start(() => ({
      status: 400,
      json: [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, fields: ['Title'] }],
    }));
    expect(await write()).toEqual({
      ok: false,
      failure: { class: 'invalid', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: ['Title'] },
    });
  });

  it('goes through the proxy where there is one, token and data alike', async () => {
    const elsewhere = 'http://org.example';
    server = await startScript(({ path }) =>
      path.includes('/oauth2/token') ? { json: { access_token: 'x', instance_url: elsewhere } } : rowsAnswer([]),
    );
    const tunnels: string[] = [];
    proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const { port } = new URL(server.url);
      const onwards = connectSocket(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onwards.pipe(socket).pipe(onwards);
      });
      for (const one of [socket, onwards]) one.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy?.listen(0, '127.0.0.1', resolve));
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    expect((await server.connect({ proxyUrl, loginUrl: elsewhere }).whoMayManage([person])).ok).toBe(true);
    expect(new Set(tunnels)).toEqual(new Set(['org.example:80']));
  });

  it('to an org of this machine goes past the proxy', async () => {
    await start(() => rowsAnswer([]));
    const nobody = 'http://127.0.0.1:1';
    expect((await server.connect({ proxyUrl: nobody }).whoMayManage([person])).ok).toBe(true);
  });
});

describe('being asked to wait', () => {
  it('is passed on with its time, and a write is not sent again', async () => {
    await start(() => ({
      status: 429,
      headers: { 'retry-after': '7' },
      json: [{ errorCode: 'TOO_MANY_REQUESTS', message: '' }],
    }));
    expect(await write()).toEqual({
      ok: false,
      failure: { class: 'throttled', code: 'TOO_MANY_REQUESTS', retryAtMs: server.nowMs + 7_000 },
    });
    expect(server.waits).toEqual([]);
  });

  it('before a read is obeyed within the call, up to half a minute', async () => {
    await start((_request, index) =>
      index < 2
        ? {
            status: 503,
            headers: { 'retry-after': index === 0 ? '3' : '3600' },
            json: [{ errorCode: 'SERVER_UNAVAILABLE', message: '' }],
          }
        : rowsAnswer([]),
    );
    expect((await read()).ok).toBe(true);
    expect(server.waits).toEqual([3_000, 30_000]);
  });

  it('because too many long calls run at once is short, because the day is used up is long', async () => {
    let message = 'ConcurrentPerOrgLongTxn Limit exceeded.';
    await start(() => ({ status: 403, json: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }] }));
    const waitOf = async (): Promise<number> => {
      const outcome = await read();
      return outcome.ok ? 0 : (outcome.failure.retryAtMs ?? 0) - server.nowMs;
    };
    expect(await waitOf()).toBe(30_000);
    message = 'TotalRequests Limit exceeded.';
    expect(await waitOf()).toBe(300_000);
  });
});

describe('sessions', () => {
  it('of the people not heard of for longest are forgotten, at the cost of a sign-in', async () => {
    await start(() => rowsAnswer([]));
    const find = (number: number) =>
      server.salesforce
        .actAs({ id: server.person.person, username: `user${number}@company.example` })
        .findAccounts(['Acme']);
    for (let number = 0; number < 501; number += 1) await find(number);
    const tokens = () => server.received.filter(({ path }) => path.includes('/token')).length;
    expect(tokens()).toBe(501);
    await find(500);
    await find(1);
    expect(tokens()).toBe(501);
    await find(0);
    expect(tokens()).toBe(502);
  });
});
