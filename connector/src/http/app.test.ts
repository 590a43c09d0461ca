// The app over real HTTP on a port of its own.
import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { testClock, type TestClock } from '../../test/support/clock.js';
import { createLog } from '../log.js';
import { createApp, type AppParts } from './app.js';
import { answerErrors } from './errors.js';
import { createMetrics, type Metrics } from './metrics.js';
import { Vitals } from './vitals.js';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(app: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Started {
  readonly origin: string;
  readonly vitals: Vitals;
  readonly clock: TestClock;
  readonly metrics: Metrics;
}

async function start(parts: Partial<AppParts> = {}): Promise<Started> {
  const clock = testClock();
  const vitals = new Vitals(clock);
  const metrics = createMetrics({ withProcess: false });
  const store = { readInstallation: () => Promise.resolve(null) };
  const origin = await listen(createApp({ vitals, metrics, store, metricsToken: null, ...parts }));
  return { origin, vitals, clock, metrics };
}

/** Looks as if a router had passed it on. */
const passedOn = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

describe('health', () => {
  it('is there as soon as the process lives, and is never cached', async () => {
    const { origin } = await start();
    const response = await fetch(`${origin}/health`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toEqual({ status: 'OK' });
  });
});

describe('readiness', () => {
  const read = async (origin: string) => {
    const response = await fetch(`${origin}/ready`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('is earned by signing in to both systems', async () => {
    const { origin, vitals } = await start();
    expect(await read(origin)).toEqual({
      status: 503,
      body: {
        ...{ isReady: false, database: 'OK' },
        salesforce: { state: 'NEVER_REACHED', lastAnswer: null },
        microsoft: { state: 'NEVER_REACHED', lastAnswer: null },
      },
    });
    vitals.noteSignIn();
    expect(await read(origin)).toMatchObject({
      ...{ status: 200, body: { isReady: true, salesforce: { state: 'OK', lastAnswer: '2026-11-22T12:00:00.000Z' } } },
    });
  });

  it.each([
    ['fails', () => Promise.reject(new Error('postgres://user:canary@host'))],
    ['never answers', () => new Promise<never>(() => undefined)],
  ])('is lost when the database %s', async (_, readInstallation) => {
    const { origin, vitals } = await start({ store: { readInstallation }, databaseTimeoutMs: 20 });
    vitals.noteSignIn();
    const { status, body } = await read(origin);
    expect([status, body['database']]).toEqual([503, 'UNREACHABLE']);
    expect(JSON.stringify(body)).not.toContain('canary');
  });

  it('is lost in trouble with either system and comes back with the next answer', async () => {
    const { origin, vitals, clock } = await start();
    vitals.noteSignIn();
    clock.advance(1_000);
    vitals.noteGraph(503);
    expect(await read(origin)).toMatchObject({ status: 503, body: { microsoft: { state: 'IN_TROUBLE' } } });
    clock.advance(1_000);
    vitals.noteGraph(404);
    expect(await read(origin)).toMatchObject({ status: 200 });
    clock.advance(1_000);
    vitals.noteRound(false);
    expect(await read(origin)).toMatchObject({ status: 503, body: { salesforce: { state: 'IN_TROUBLE' } } });
  });

  it('is lost when a worker has not heard of Salesforce for minutes, but not by a quiet Microsoft', async () => {
    const { origin, vitals, clock } = await start();
    vitals.noteSignIn();
    clock.advance(3_600_000);
    expect(await read(origin)).toMatchObject({ status: 200 });
    vitals.noteRound(true);
    clock.advance(300_001);
    expect(await read(origin)).toMatchObject({ status: 503, body: { salesforce: { state: 'SILENT' } } });
  });
});

describe('metrics', () => {
  it('count requests by route and status, and hold nobody', async () => {
    const { origin, metrics } = await start();
    const note = { method: 'POST', route: '/$batch', mailbox: 'canary-mailbox', subRequests: 20, durationMs: 70 };
    metrics.countGraphRequest({ ...note, status: 200 });
    metrics.countGraphRequest({ ...note, status: null });
    metrics.countRound({ polledOk: false, runs: 3 });
    const text = await (await fetch(`${origin}/metrics`)).text();
    expect(text).toContain('exchange_sync_graph_requests_total{method="POST",route="/$batch",status="none"} 1');
    expect(text).toContain('exchange_sync_graph_parts_total{route="/$batch"} 40');
    expect(text).toContain('exchange_sync_rounds_total{outcome="failed"} 1');
    expect(text).toContain('exchange_sync_runs_total 3');
    expect(text).toContain('exchange_sync_graph_request_seconds_bucket{le="0.1",route="/$batch"} 2');
    expect(text).not.toContain('canary');
  });

  it('without a token are for this machine only, not for whom a proxy brings', async () => {
    const { origin } = await start();
    expect((await fetch(`${origin}/metrics`)).status).toBe(200);
    for (const headers of [{ 'X-Forwarded-For': '127.0.0.1' }, { Forwarded: 'for=127.0.0.1' }, { Via: '1.1 vegur' }]) {
      expect((await fetch(`${origin}/metrics`, { headers: headers as Record<string, string> })).status).toBe(403);
    }
  });

  it('with a token are for whoever has it', async () => {
    const { origin } = await start({ metricsToken: '0123456789abcdef' });
    const status = async (authorization?: string) =>
      (await fetch(`${origin}/metrics`, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await status()).toBe(401);
    expect(await status('Bearer 0123456789abcdeX')).toBe(401);
    expect(await status('0123456789abcdef')).toBe(401);
    expect(await status('Bearer 0123456789abcdef')).toBe(200);
  });

  it('include the process unless a test leaves it out', async () => {
    expect(await createMetrics().registry.metrics()).toContain('process_cpu');
  });
});

describe('every answer', () => {
  it('forbids embedding and does not say what serves it', async () => {
    const { origin } = await start();
    const { headers } = await fetch(`${origin}/health`);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('to an unknown or a broken path is a code', async () => {
    const { origin } = await start();
    const unknown = await fetch(`${origin}/canary`);
    expect([unknown.status, await unknown.json()]).toEqual([404, { error: 'NOT_FOUND' }]);
    expect((await fetch(`${origin}/%E0%A4%A`)).status).toBe(404);
  });

  it('is refused to one address that asks too often, and to no other', async () => {
    const { origin } = await start();
    const statuses = new Set<number>();
    for (let index = 0; index < 121; index += 1) {
      statuses.add((await fetch(`${origin}/health`, passedOn('203.0.113.7'))).status);
    }
    expect([...statuses]).toEqual([200, 429]);
    expect((await fetch(`${origin}/health`, passedOn('203.0.113.8'))).status).toBe(200);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });

  it('to what broke inside is a code, and the log keeps no message', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
    const app = express();
    app.get('/boom', () => {
      throw new TypeError('Jane Canary');
    });
    app.get('/refused', () => {
      throw Object.assign(new Error('Jane Canary'), { status: 413 });
    });
    app.use(answerErrors(log));
    const origin = await listen(app);
    const broken = await fetch(`${origin}/boom`);
    expect([broken.status, await broken.json()]).toEqual([500, { error: 'INTERNAL' }]);
    const refused = await fetch(`${origin}/refused`);
    expect([refused.status, await refused.json()]).toEqual([413, { error: 'BAD_REQUEST' }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"errorName":"TypeError"');
    expect(lines.join()).not.toContain('Canary');
  });
});
