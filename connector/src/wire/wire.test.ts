import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createWire, type Wire } from './wire.js';

const servers: Server[] = [];
const wires: Wire[] = [];

async function serve(listener: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function wire(options: { proxyUrl?: string; timeoutMs?: number } = {}): Wire {
  const made = createWire({ timeoutMs: 2_000, proxyUrl: null, ...options });
  wires.push(made);
  return made;
}

const get = (url: string, by: Wire = wire()) => by.send({ method: 'GET', url, headers: {} });
const post = (url: string, by: Wire = wire()) => by.send({ method: 'POST', url, headers: {}, body: '{}' });

afterEach(async () => {
  await Promise.all(wires.splice(0).map((made) => made.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('an answer', () => {
  it('that is zipped is unzipped', async () => {
    const { origin } = await serve((request, response) => {
      const isAsked = String(request.headers['accept-encoding']).includes('gzip');
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ isAsked })));
    });
    expect(await get(origin)).toMatchObject({ kind: 'answer', status: 200, body: '{"isAsked":true}' });
  });

  it('is handed on as it is, header names in lower case and repeated headers joined', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(502, { 'Content-Type': 'text/html', 'Retry-After': '7', 'Set-Cookie': ['a', 'b'] });
      response.end('<html>');
    });
    expect(await get(origin)).toMatchObject({
      ...{ status: 502, body: '<html>' },
      headers: { 'content-type': 'text/html', 'retry-after': '7', 'set-cookie': 'a, b' },
    });
  });

  it('that leads elsewhere is not followed', async () => {
    const seen: unknown[] = [];
    const { origin } = await serve(({ url }, response) => {
      seen.push(url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await get(`${origin}/here`)).toMatchObject({ status: 302, body: '' });
    expect(seen).toEqual(['/here']);
  });

  it('that breaks off in the middle is none, and the request may have been carried out', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"a":1');
      setImmediate(() => response.destroy());
    });
    expect(await post(origin)).toMatchObject({ kind: 'none', wasSent: true });
  });
});

it('keeps connections alive', async () => {
  const ports = new Set<number | undefined>();
  const { origin } = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  const one = wire();
  for (let index = 0; index < 5; index += 1) await get(origin, one);
  expect(ports.size).toBeLessThanOrEqual(2);
});

describe('the deadline', () => {
  it.each([
    ['no answer', () => undefined],
    ['half an answer', (response: ServerResponse) => response.writeHead(200).write('{')],
  ])('ends %s, and the request may have been carried out', async (_, begin) => {
    const { origin } = await serve((__, response) => void begin(response));
    const hasty = wire({ timeoutMs: 60 });
    expect(await post(origin, hasty)).toEqual({ kind: 'none', code: 'NO_ANSWER_IN_TIME', wasSent: true });
  });
});

describe('closing', () => {
  it('waits for the answer that is under way, so that no write is left in doubt', async () => {
    let arrive = (_: ServerResponse): void => undefined;
    const arrived = new Promise<ServerResponse>((resolve) => (arrive = resolve));
    const { origin } = await serve((_, response) => arrive(response));
    const one = wire();
    const sent = post(origin, one);
    const response = await arrived;
    const closed = one.close();
    response.end('done');
    expect(await sent).toMatchObject({ kind: 'answer', body: 'done' });
    await closed;
  });
});

describe('a proxy', () => {
  it('is used for the world and not for this machine', async () => {
    const tunnels: string[] = [];
    const { server, origin } = await serve((_, response) => response.end());
    server.on('connect', (request, socket) => {
      tunnels.push(`${request.url} ${request.headers['proxy-authorization']}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const proxied = wire({ proxyUrl: origin.replace('http://', 'http://user:pass@') });
    expect(await get('https://graph.microsoft.com/v1.0/x', proxied)).toMatchObject({ kind: 'none' });
    expect(tunnels).toEqual([`graph.microsoft.com:443 Basic ${Buffer.from('user:pass').toString('base64')}`]);
    expect(await get(origin, proxied)).toMatchObject({ kind: 'answer' });
    expect(tunnels).toHaveLength(1);
  });
});
