// JSON batching: the envelope, the order of answers, dependencies, and what each part shares with a request of its own.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let user: string;

beforeAll(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
});

afterAll(() => exchange.close());

interface Part {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  dependsOn?: string[];
}

const json = { 'Content-Type': 'application/json' };
const send = (requests: unknown): Promise<Reply> => exchange.call('POST', '/$batch', { requests }, { prefer: '' });
const get = (id: string, more: Partial<Part> = {}): Part => ({ id, method: 'GET', url: `${user}/contacts`, ...more });
const post = (id: string, body: object, more: Partial<Part> = {}): Part => ({
  id,
  method: 'POST',
  url: `${user}/contacts`,
  headers: json,
  body,
  ...more,
});

interface PartReply {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: Reply['body'];
}

async function parts(requests: Part[]): Promise<Record<string, PartReply>> {
  const reply = await send(requests);
  expect(reply.status).toBe(200);
  return Object.fromEntries(reply.body.responses.map((part: PartReply) => [part.id, part]));
}

describe('A batch', () => {
  it('answers each part with its own status, headers and body', async () => {
    const replies = await parts([
      post('a', { givenName: 'In', surname: 'Batch' }),
      get('b', { url: `${user}/contacts/nonsense` }),
      {
        id: 'c',
        method: 'DELETE',
        url: `${user}/contacts/${exchange.hands.createContact('Contacts', { givenName: 'X' })}`,
      },
      get('d', { url: `users/${exchange.mailboxId}?$select=id` }),
    ]);
    expect(replies.a).toMatchObject({ status: 201, body: { displayName: 'In Batch' } });
    expect(replies.a?.headers.Location).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\(/);
    expect(replies.a?.headers['Content-Type']).toMatch(/^application\/json;/);
    expect(replies.b).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidIdMalformed' } } });
    expect(replies.c).toEqual({ id: 'c', status: 204, headers: {} });
    expect(replies.d).toMatchObject({ status: 200, body: { id: exchange.mailboxId } });
  });

  it('answers in an order of its own, which the seed repeats', async () => {
    const orderOf = async (seed: number): Promise<string> => {
      const twin = await startExchange({ seed });
      const requests = Array.from({ length: 12 }, (_, index) => get(String(index), { url: '/users' }));
      const reply = await twin.call('POST', '/$batch', { requests });
      await twin.close();
      return reply.body.responses.map((part: PartReply) => part.id).join(' ');
    };
    const order = await orderOf(3);
    expect(order).not.toBe('0 1 2 3 4 5 6 7 8 9 10 11');
    expect(await orderOf(3)).toBe(order);
    expect(await orderOf(4)).not.toBe(order);
  });

  it('gives a part only its own headers: a preference of the envelope is none of the parts', async () => {
    const id = exchange.hands.createContact('Contacts', { givenName: 'Form' });
    const url = `${user}/contacts/${id}`;
    const prefer = { Prefer: 'IdType="ImmutableId"' };
    const reply = await exchange.call('POST', '/$batch', {
      requests: [get('own', { url, headers: prefer }), get('none', { url })],
    });
    const shown = Object.fromEntries(reply.body.responses.map((part: PartReply) => [part.id, part.body.id]));
    expect(shown.own).toBe(id);
    expect(shown.none).toMatch(/^AAMk/);
  });

  it('shows events in the zone and with the text that each part prefers for itself', async () => {
    const id = exchange.calendar.createEvent('Calendar', {
      subject: 'Visit',
      start: { dateTime: '2026-06-15T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-06-15T10:00:00', timeZone: 'UTC' },
      body: { contentType: 'text', content: 'One & two' },
    });
    const url = `${user}/events/${id}`;
    const prefer = (preferences: string): Partial<Part> => ({ url, headers: { Prefer: preferences } });
    const replies = await parts([
      get('utc', prefer('IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="text"')),
      get('berlin', prefer('outlook.timezone="Europe/Berlin"')),
      get('nothing', { url }),
      get('mars', prefer('outlook.timezone="Mars/Base"')),
    ]);
    expect(replies['utc']).toMatchObject({
      headers: { 'Preference-Applied': expect.stringContaining('outlook.body-content-type="text"') as unknown },
      body: {
        id,
        start: { dateTime: '2026-06-15T09:00:00.0000000' },
        body: { contentType: 'text', content: 'One & two' },
      },
    });
    expect(replies['utc']?.body['calendar@odata.navigationLink']).toMatch(/\/calendars\('AAMkA[^'%]+='\)$/);
    expect(replies['berlin']).toMatchObject({
      body: {
        start: { dateTime: '2026-06-15T11:00:00.0000000', timeZone: 'Europe/Berlin' },
        body: { contentType: 'html' },
      },
    });
    expect(replies['nothing']?.headers).not.toHaveProperty('Preference-Applied');
    expect(replies['nothing']?.body.id).toMatch(/^AAMk/);
    expect(replies['mars']).toMatchObject({ status: 400, body: { error: { code: 'TimeZoneNotSupportedException' } } });
  });

  it('answers for each event by itself: there, gone, of another mailbox, no id at all', async () => {
    const time = { dateTime: '2026-06-15T09:00:00', timeZone: 'UTC' };
    const make = (mailbox: string): string =>
      exchange.tenant.calendarHands(mailbox).createEvent('Calendar', { start: time, end: time });
    const other = exchange.tenant.addMailbox({ address: 'otto@example.com', displayName: 'Otto Sales' });
    const [there, gone, foreign] = [make(exchange.mailboxId), make(exchange.mailboxId), make(other)];
    exchange.calendar.deleteEvent(gone);
    const replies = await parts(
      [there, gone, foreign, 'nonsense'].map((id, index) => get(String(index), { url: `${user}/events/${id}` })),
    );
    const told = [0, 1, 2, 3].map((index) => [replies[index]?.status, replies[index]?.body.error?.code]);
    expect(told).toEqual([
      [200, undefined],
      [404, 'ErrorItemNotFound'],
      [404, 'ErrorInvalidMailboxItemId'],
      [400, 'ErrorInvalidIdMalformed'],
    ]);
  });

  it('carries If-Match of a part', async () => {
    const id = exchange.hands.createContact('Contacts', { givenName: 'Guarded' });
    const patch = { id: '1', method: 'PATCH', url: `${user}/contacts/${id}`, body: { jobTitle: 'x' } };
    const replies = await parts([{ ...patch, headers: { ...json, 'If-Match': 'W/"old"' } }]);
    expect(replies['1']).toMatchObject({ status: 412, body: { error: { code: 'ErrorIrresolvableConflict' } } });
  });

  it('takes twenty parts and no more', async () => {
    const many = (count: number): Part[] =>
      Array.from({ length: count }, (_, index) => get(String(index), { url: '/users' }));
    expect((await send(many(20))).body.responses).toHaveLength(20);
    const refused = await send(many(21));
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toBe('Number of batch request steps exceeds the maximum value of 20.');
  });

  it.each([
    ['no parts', []],
    ['something that is not a list', 'nonsense'],
    ['a part without an id', [{ method: 'GET', url: '/users' }]],
    ['a part without a method', [{ id: '1', url: '/users' }]],
    ['a part without a url', [{ id: '1', method: 'GET' }]],
    ['a part with strange dependencies', [{ id: '1', method: 'GET', url: '/users', dependsOn: 'x' }]],
    [
      'the same id twice',
      [
        { id: '1', method: 'GET', url: '/users' },
        { id: '1', method: 'GET', url: '/users' },
      ],
    ],
    ['a dependency on nothing', [{ id: '1', method: 'GET', url: '/users', dependsOn: ['2'] }]],
    [
      'a circle of dependencies',
      [
        { id: '1', method: 'GET', url: '/users', dependsOn: ['2'] },
        { id: '2', method: 'GET', url: '/users', dependsOn: ['1'] },
      ],
    ],
  ])('with %s is refused as a whole', async (_, requests) => {
    expect(await send(requests)).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
  });

  it('is refused as a whole when a writing part lacks Content-Type or body', async () => {
    const message = 'Write request id : w does not contain Content-Type header or body.';
    const before = exchange.tenant.dump().mailboxes[0]?.contacts.length;
    for (const wrong of [
      post('w', {}, { headers: {} }),
      { id: 'w', method: 'POST', url: `${user}/contacts`, headers: json },
    ]) {
      expect(await send([post('1', { givenName: 'A' }), wrong])).toMatchObject({
        status: 400,
        body: { error: { message } },
      });
    }
    expect(exchange.tenant.dump().mailboxes[0]?.contacts.length).toBe(before);
  });

  it('cannot hold another batch, nor whole addresses', async () => {
    const replies = await parts([
      post('1', { requests: [] }, { url: '/$batch' }),
      get('2', { url: 'https://graph.microsoft.com/v1.0/users' }),
    ]);
    expect([replies['1']?.status, replies['2']?.status]).toEqual([400, 400]);
  });
});

describe('A dependency', () => {
  it('makes a part wait for another one', async () => {
    const requests = [
      get('last', { dependsOn: ['first'], url: `${user}/contacts?$top=1000` }),
      post('first', { givenName: 'Waited', surname: 'For' }),
    ];
    const replies = await parts(requests);
    expect(replies.last?.body.value.map((contact: { surname: string }) => contact.surname)).toContain('For');
  });

  it('that fails fails those that wait for it, and nothing else', async () => {
    const replies = await parts([
      get('bad', { url: `${user}/contacts/nonsense` }),
      post('child', { givenName: 'Never' }, { dependsOn: ['bad'] }),
      get('grandchild', { url: '/users', dependsOn: ['child'] }),
      get('free', { url: '/users' }),
    ]);
    expect(['bad', 'child', 'grandchild', 'free'].map((id) => replies[id]?.status)).toEqual([400, 424, 424, 200]);
    expect(replies.child?.body.error.code).toBe('FailedDependency');
  });
});

describe('The parts of a batch', () => {
  it('are counted one by one beside their envelope', async () => {
    const mark = exchange.world.calls.mark();
    await send([get('1'), get('2'), get('3', { url: '/users' })]);
    const counts = exchange.world.calls.counts('exchange', { since: mark });
    expect(counts).toMatchObject({
      requests: 1,
      subRequests: 3,
      byRoute: { 'POST /$batch': 1, 'GET /users/{user}/contacts': 2, 'GET /users': 1 },
    });
    const ofMailbox = exchange.world.calls.counts('exchange', { since: mark, user: exchange.mailboxId });
    expect(ofMailbox).toMatchObject({ requests: 0, subRequests: 2 });
  });

  it('of one mailbox run four at a time, so that none is throttled', async () => {
    exchange.world.latencyMs = 5;
    const mailbox = exchange.tenant.addMailbox({ address: 'four@example.com', displayName: 'Four' });
    const started = performance.now();
    const replies = await parts(
      Array.from({ length: 20 }, (_, index) => get(String(index), { url: `/users/${mailbox}/contacts` })),
    );
    exchange.world.latencyMs = 0;
    expect(Object.values(replies).every((reply) => reply.status === 200)).toBe(true);
    expect(exchange.world.calls.mostInFlight()[mailbox]).toBe(4);
    expect(performance.now() - started).toBeGreaterThan(20);
  });

  it('are throttled one by one where Graph runs more of them at a time', async () => {
    exchange.world.latencyMs = 5;
    await withSwitch(exchange, 'batchParallelMax', 20, async () => {
      const replies = Object.values(await parts(Array.from({ length: 8 }, (_, index) => get(String(index)))));
      const throttled = replies.filter((reply) => reply.status === 429);
      expect(replies.filter((reply) => reply.status === 200)).toHaveLength(4);
      expect(throttled).toHaveLength(4);
      expect(throttled[0]).toMatchObject({
        headers: { 'Retry-After': '1' },
        body: { error: { code: 'ApplicationThrottled' } },
      });
    });
    exchange.world.latencyMs = 0;
  });

  it('of two batches at once are throttled beyond four', async () => {
    // Long enough for both to be there at once on a busy machine.
    exchange.world.latencyMs = 400;
    const batch = Array.from({ length: 4 }, (_, index) => get(String(index)));
    const replies = await Promise.all([parts(batch), parts(batch)]);
    exchange.world.latencyMs = 0;
    const statuses = replies.flatMap((reply) => Object.values(reply).map((part) => part.status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(4);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  });
});
