import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { cloudOf } from './clouds.js';
import { createWire } from './wire.js';

const servers: Server[] = [];
const wires: ReturnType<typeof createWire>[] = [];

async function serve(listener: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function wire(proxyUrl: string | null = null) {
  const made = createWire({ timeoutMs: 2_000, proxyUrl });
  wires.push(made);
  return made;
}

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
    expect(await wire().send(origin, { method: 'GET', headers: {} })).toMatchObject({
      answer: { status: 200, body: { isAsked: true } },
    });
  });

  it.each([
    ['HTML', 'text/html', '<html>'],
    ['broken JSON', 'application/json', '{"a":'],
    ['nothing', 'application/json', ''],
  ])('that is %s has no body for us', async (_, type, text) => {
    const { origin } = await serve((__, response) => {
      response.writeHead(502, { 'content-type': type }).end(text);
    });
    expect(await wire().send(origin, { method: 'GET', headers: {} })).toMatchObject({
      answer: { status: 502, body: null },
    });
  });

  it('that breaks off in the middle is none, and the request may have been carried out', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"a":1');
      setImmediate(() => response.destroy());
    });
    expect(await wire().send(origin, { method: 'POST', headers: {}, body: '{}' })).toMatchObject({
      ...{ kind: 'none', none: { wasSent: true } },
    });
  });
});

it('keeps connections alive', async () => {
  const ports = new Set<number | undefined>();
  const { origin } = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  const one = wire();
  for (let index = 0; index < 5; index += 1) await one.send(origin, { method: 'GET', headers: {} });
  expect(ports.size).toBeLessThanOrEqual(2);
});

describe('a proxy', () => {
  it('is used for the world and not for this machine', async () => {
    const tunnels: string[] = [];
    const { server, origin } = await serve((_, response) => response.end());
    server.on('connect', (request, socket) => {
      tunnels.push(`${request.url} ${request.headers['proxy-authorization']}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const proxied = wire(origin.replace('http://', 'http://user:pass@'));
    expect(await proxied.send('https://graph.microsoft.com/v1.0/x', { method: 'GET', headers: {} })).toMatchObject({
      kind: 'none',
    });
    expect(tunnels).toEqual([`graph.microsoft.com:443 Basic ${Buffer.from('user:pass').toString('base64')}`]);
    expect(await proxied.send(origin, { method: 'GET', headers: {} })).toMatchObject({ kind: 'answer' });
    expect(tunnels).toHaveLength(1);
  });
});

describe('a cloud', () => {
  it.each([
    ['https://graph.microsoft.com', 'https://login.microsoftonline.com', 'https://graph.microsoft.com/.default'],
    ['https://graph.microsoft.us/', 'https://login.microsoftonline.us', 'https://graph.microsoft.us/.default'],
  ])('is known by its address %s', (graphUrl, authority, scope) => {
    expect(cloudOf(graphUrl)).toEqual({ authority, scope });
  });

  it.each([
    'http://graph.microsoft.com',
    'https://graph.microsoft.com:8443',
    'http://127.0.0.1:1',
    'https://evil.example',
  ])('is not at %s', (graphUrl) => {
    expect(cloudOf(graphUrl)).toBeNull();
  });
});
