// Exchange's own limits, and planned faults: refusals, cut connections, delays, the watcher that stops a process at a
// call.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startExchange, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let contacts: string;

beforeEach(async () => {
  exchange = await startExchange();
  contacts = `/users/${exchange.mailboxId}/contacts`;
});

afterEach(() => exchange.close());

const create = (surname: string): Promise<Reply> => exchange.call('POST', contacts, { givenName: 'A', surname });
const surnames = (): unknown[] =>
  exchange.tenant.dump().mailboxes[0]?.contacts.map((contact) => contact.properties.surname) ?? [];

describe('More than four requests at once to one mailbox', () => {
  it('are refused with the recorded error, and those in time are served', async () => {
    exchange.world.latencyMs = 50;
    const replies = await Promise.all(Array.from({ length: 6 }, () => exchange.get(contacts)));
    const refused = replies.filter((reply) => reply.status === 429);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(4);
    expect(refused).toHaveLength(2);
    expect(refused[0]?.body.error).toMatchObject({
      code: 'ApplicationThrottled',
      message: 'Application is over its MailboxConcurrency limit.',
    });
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(exchange.world.calls.mostInFlight()).toEqual({ [exchange.mailboxId]: 6 });
  });

  it('are a matter of each mailbox: others are served', async () => {
    exchange.world.latencyMs = 50;
    const other = exchange.tenant.addMailbox({ address: 'other@example.com', displayName: 'Other' });
    const paths = [contacts, `/users/${other}/contacts`].flatMap((path) => [path, path, path, path]);
    const replies = await Promise.all(paths.map((path) => exchange.get(path)));
    expect(replies.map((reply) => reply.status)).toEqual(Array(8).fill(200));
  });

  it('can be told to wait for fractions of seconds, until a date, or without a word how long', async () => {
    exchange.tenant.setSwitch('concurrencyMax', 0);
    for (const retryAfter of ['2.128', 'Wed, 21 Oct 2026 07:28:00 GMT', '']) {
      exchange.tenant.setSwitch('retryAfter', retryAfter);
      expect((await exchange.get(contacts)).headers.get('retry-after') ?? '').toBe(retryAfter);
    }
  });

  it('leave no trace: the next request alone is served', async () => {
    exchange.world.latencyMs = 20;
    await Promise.all(Array.from({ length: 9 }, () => exchange.get(contacts)));
    expect((await exchange.get(contacts)).status).toBe(200);
    expect(exchange.world.calls.inFlight(exchange.mailboxId)).toBe(0);
  });
});

describe('More requests in ten minutes than allowed', () => {
  it('are refused until the emulated clock has moved on', async () => {
    exchange.world.clock.freeze(Date.UTC(2026, 0, 1));
    exchange.tenant.setSwitch('requestsPerTenMinutes', 5);
    for (let number = 0; number < 5; number += 1) expect((await exchange.get(contacts)).status).toBe(200);
    const refused = await exchange.get(contacts);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'ApplicationThrottled' } } });
    expect(refused.headers.get('retry-after')).toBe('600');
    exchange.world.clock.advance(600_000);
    expect((await exchange.get(contacts)).status).toBe(200);
  });
});

describe('A planned fault', () => {
  const cases: [string, number, Record<string, string> | undefined, string][] = [
    ['429 with Retry-After', 429, { 'Retry-After': '2' }, 'ApplicationThrottled'],
    ['503 with Retry-After', 503, { 'Retry-After': '7' }, 'ServiceUnavailable'],
    ['503 without Retry-After', 503, undefined, 'ServiceUnavailable'],
    ['500', 500, undefined, 'ErrorInternalServerError'],
    ['504', 504, undefined, 'UnknownError'],
  ];

  it.each(cases)('answers %s and does nothing', async (_, status, headers, code) => {
    exchange.world.faults.add({
      method: 'POST',
      times: 1,
      effect: { kind: 'answer', status, ...(headers ? { headers } : {}) },
    });
    const reply = await create('Faulty');
    expect(reply).toMatchObject({ status, body: { error: { code } } });
    expect(reply.headers.get('retry-after')).toBe(headers?.['Retry-After'] ?? null);
    expect(surnames()).toEqual([]);
    expect((await create('Served')).status).toBe(201);
  });

  it('answers a page of HTML, or nothing at all', async () => {
    const html = '<html>bad gateway</html>';
    exchange.world.faults.add({ times: 1, effect: { kind: 'answer', status: 502, body: html } });
    const page = await exchange.get(contacts);
    expect([page.status, page.text, page.headers.get('content-type')]).toEqual([
      502,
      html,
      expect.stringContaining('text/html'),
    ]);
    exchange.world.faults.add({ times: 1, effect: { kind: 'answer', status: 503, body: '' } });
    expect(await exchange.get(contacts)).toMatchObject({ status: 503, text: '' });
  });

  it('cuts the connection before anything is done', async () => {
    exchange.world.faults.add({ method: 'POST', times: 1, effect: { kind: 'cutBefore' } });
    await expect(create('Cut')).rejects.toThrow('fetch failed');
    expect(surnames()).toEqual([]);
  });

  it('cuts the connection after everything is done', async () => {
    exchange.world.faults.add({ method: 'POST', times: 1, effect: { kind: 'cutAfter' } });
    await expect(create('Done')).rejects.toThrow('fetch failed');
    expect(surnames()).toEqual(['Done']);
  });

  it('cuts the connection and does everything later', async () => {
    exchange.world.faults.add({ method: 'POST', times: 1, effect: { kind: 'late', milliseconds: 60_000 } });
    await expect(create('Late')).rejects.toThrow('fetch failed');
    exchange.world.clock.advance(50_000);
    await exchange.get(contacts);
    expect(surnames()).toEqual([]);
    exchange.world.clock.advance(10_000);
    await exchange.get(contacts);
    expect(surnames()).toEqual(['Late']);
  });

  it('delays a request, which stays in flight meanwhile', async () => {
    exchange.world.faults.add({ times: 1, effect: { kind: 'delay', milliseconds: 30 } });
    const replies = await Promise.all([exchange.get(contacts), exchange.get(contacts)]);
    expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
    expect(exchange.world.calls.mostInFlight()[exchange.mailboxId]).toBe(2);
  });

  it('hits only what it names: route, method, mailbox, every so many', async () => {
    exchange.world.faults.add({ routeIncludes: '/contacts/delta', effect: { kind: 'answer', status: 503 } });
    expect((await exchange.get(contacts)).status).toBe(200);
    expect((await exchange.get(`${contacts}/delta`)).status).toBe(503);
    exchange.world.faults.clear();
    exchange.world.faults.add({
      user: exchange.mailboxId,
      method: 'GET',
      everyNth: 3,
      effect: { kind: 'answer', status: 503 },
    });
    const statuses: number[] = [];
    for (let number = 0; number < 6; number += 1) statuses.push((await exchange.get(contacts)).status);
    expect(statuses).toEqual([200, 200, 503, 200, 200, 503]);
  });
});

describe('A planned fault inside a batch', () => {
  const batch = async (
    count: number,
  ): Promise<Record<string, { status: number; headers: Record<string, string>; body: Reply['body'] }>> => {
    const requests = Array.from({ length: count }, (_, index) => ({
      id: String(index),
      method: 'POST',
      url: contacts,
      headers: { 'Content-Type': 'application/json' },
      body: { givenName: 'A', surname: `Part ${index}` },
    }));
    const reply = await exchange.call('POST', '/$batch', { requests });
    return Object.fromEntries(reply.body.responses.map((part: { id: string }) => [part.id, part]));
  };

  it('hits a single part', async () => {
    const effect = { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } } as const;
    exchange.world.faults.add({ method: 'POST', routeIncludes: '/contacts', skipFirst: 1, times: 1, effect });
    const replies = await batch(3);
    expect(['0', '1', '2'].map((id) => replies[id]?.status)).toEqual([201, 429, 201]);
    expect(replies['1']?.headers['Retry-After']).toBe('2');
    expect(surnames()).toEqual(['Part 0', 'Part 2']);
  });

  it('that cuts shows as a gateway time-out of that part, carried out or not', async () => {
    exchange.world.faults.add({ routeIncludes: '/contacts', times: 1, effect: { kind: 'cutBefore' } });
    exchange.world.faults.add({ routeIncludes: '/contacts', skipFirst: 1, times: 1, effect: { kind: 'cutAfter' } });
    const replies = await batch(3);
    expect(['0', '1', '2'].map((id) => replies[id]?.status)).toEqual([504, 504, 201]);
    expect(surnames()).toEqual(['Part 1', 'Part 2']);
  });

  it('that answers HTML comes in base64', async () => {
    exchange.world.faults.add({
      routeIncludes: '/contacts',
      times: 1,
      effect: { kind: 'answer', status: 502, body: '<html>' },
    });
    const part = (await batch(1))['0'];
    expect(part?.headers['Content-Type']).toBe('text/html');
    expect(Buffer.from(part?.body, 'base64').toString()).toBe('<html>');
  });

  it('can hit the envelope: then no part is done', async () => {
    exchange.world.faults.add({ routeIncludes: '/$batch', times: 1, effect: { kind: 'answer', status: 503 } });
    const reply = await exchange.call('POST', '/$batch', { requests: [{ id: '1', method: 'GET', url: contacts }] });
    expect(reply.status).toBe(503);
  });
});

describe('The watcher', () => {
  it('sees each call before and after it is carried out, parts of batches too, in the end with status', async () => {
    await exchange.token();
    const seen: string[] = [];
    exchange.world.faults.watcher = (call, phase) => {
      seen.push(`${phase} ${call.method} ${call.route} ${call.status}`);
      return 'go on';
    };
    await exchange.call('POST', '/$batch', { requests: [{ id: '1', method: 'GET', url: '/users' }] });
    expect(seen.filter((line) => !line.includes('oauth2'))).toEqual([
      'before POST /$batch null',
      'before GET /users null',
      'after GET /users 200',
      'after POST /$batch 200',
    ]);
  });

  it.each([
    ['before', []],
    ['after', ['Cut']],
  ] as const)('cuts a request %s it is carried out', async (wanted, expected) => {
    exchange.world.faults.watcher = (call, phase) =>
      call.method === 'POST' && call.system === 'exchange' && phase === wanted ? 'cut' : 'go on';
    await expect(create('Cut')).rejects.toThrow('fetch failed');
    expect(surnames()).toEqual(expected);
  });

  it('cuts the whole batch at one of its parts, and parts not begun are not begun', async () => {
    exchange.tenant.setSwitch('batchParallelMax', 1);
    exchange.world.faults.watcher = (call, phase) =>
      call.isSubRequest && phase === 'after' && surnames().length === 2 ? 'cut' : 'go on';
    const requests = ['1', '2', '3', '4'].map((id) => ({
      id,
      method: 'POST',
      url: contacts,
      headers: { 'Content-Type': 'application/json' },
      body: { givenName: 'A', surname: id },
    }));
    await expect(exchange.call('POST', '/$batch', { requests })).rejects.toThrow('fetch failed');
    expect(surnames()).toEqual(['1', '2']);
  });
});
