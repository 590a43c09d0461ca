// Counting, faults, watchers, latency and account locks: what happens to a call on its way.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Call } from '../../src/calls.js';
import type { TestOrg } from './support.js';
import { askToken, assertionFor, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let token: string;
beforeEach(async () => {
  test = await startOrg();
  token = await tokenFor(test, rep);
});
afterEach(() => test.close());

const query = '/query?q=SELECT+Id+FROM+Contact';
const ask = () => plain(test, 'GET', query, { token });
const create = (fields: Record<string, unknown> = {}) =>
  plain(test, 'POST', '/sobjects/Contact', { token, body: { LastName: 'Weber', ...fields } });
const contacts = (): readonly unknown[] => test.org.dump().objects['Contact'] ?? [];
const isCut = async (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  );

describe('every call', () => {
  it('is in the book with route, user and status', async () => {
    const mark = test.world.calls.mark();
    const { body } = await create();
    await plain(test, 'GET', `/sobjects/Contact/${(body as { id: string }).id}`, { token });
    await plain(test, 'GET', '/sobjects/Contact/describe', { token: 'nonsense' });
    await plain(test, 'PATCH', '/composite/sobjects/Contact/Exchange_Sync_Key__c', { token, body: { records: [] } });
    await plain(test, 'GET', '/nothing', { token });
    const seen = test.world.calls.since(mark).map((call) => [call.method, call.route, call.user, call.status]);
    expect(seen).toEqual([
      ['POST', '/sobjects/{object}', rep, 201],
      ['GET', '/sobjects/{object}/{id}', rep, 200],
      ['GET', '/sobjects/{object}/describe', null, 401],
      ['PATCH', '/composite/sobjects/{object}/{field}', rep, 200],
      ['GET', '/nothing', rep, 404],
    ]);
  });

  it('takes as long as the world says', async () => {
    test.world.latencyMs = 30;
    const start = performance.now();
    await ask();
    expect(performance.now() - start).toBeGreaterThanOrEqual(29);
  });
});

describe('a fault', () => {
  it('answers instead of Salesforce, with headers and body as given, and nothing happens', async () => {
    const headers = { 'Retry-After': '2' };
    test.world.faults.add({ effect: { kind: 'answer', status: 503, headers, body: '<html>Down</html>' }, times: 1 });
    const answer = await create();
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([503, '2', '<html>Down</html>']);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(contacts()).toEqual([]);
    expect((await create()).status).toBe(201);
  });

  it.each([
    [401, 'INVALID_SESSION_ID'],
    [403, 'REQUEST_LIMIT_EXCEEDED'],
    [500, 'UNKNOWN_EXCEPTION'],
    [503, 'SERVER_UNAVAILABLE'],
  ])('without a body says what Salesforce says with %d', async (status, errorCode) => {
    test.world.faults.add({ effect: { kind: 'answer', status }, routeIncludes: '/query' });
    expect(await ask()).toMatchObject({ status, body: [{ errorCode }] });
  });

  it('at the token endpoint speaks its language', async () => {
    test.world.faults.add({ effect: { kind: 'answer', status: 503 }, system: 'salesforce-token' });
    const { body } = await askToken(test, assertionFor(test, rep));
    expect(body).toEqual({ error: 'temporarily_unavailable' });
    expect((await ask()).status).toBe(200);
  });

  it('cuts the connection before or after the work', async () => {
    test.world.faults.add({ id: 'f', effect: { kind: 'cutBefore' }, method: 'POST' });
    expect(await isCut(create())).toBe(true);
    expect(contacts()).toHaveLength(0);
    test.world.faults.clear('f');
    test.world.faults.add({ effect: { kind: 'cutAfter' }, method: 'POST' });
    expect(await isCut(create())).toBe(true);
    expect(contacts()).toHaveLength(1);
    expect(test.world.calls.since().at(-1)?.status).toBeNull();
  });

  it('cuts the connection and does the work later', async () => {
    test.world.faults.add({ effect: { kind: 'late', milliseconds: 60_000 }, method: 'POST', times: 1 });
    expect(await isCut(create())).toBe(true);
    test.world.clock.advance(50_000);
    await ask();
    expect(contacts()).toHaveLength(0);
    test.world.clock.advance(10_000);
    await ask();
    expect(contacts()).toHaveLength(1);
  });

  it('delays the work', async () => {
    test.world.faults.add({ effect: { kind: 'delay', milliseconds: 40 } });
    const start = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(39);
  });
});

describe('a watcher', () => {
  it('sees each call twice and may cut it', async () => {
    const seen: string[] = [];
    test.world.faults.watcher = (call: Call, phase) => {
      seen.push(`${phase} ${call.method} ${contacts().length}`);
      return call.method === 'POST' && phase === 'after' ? 'cut' : 'go on';
    };
    expect((await ask()).status).toBe(200);
    expect(await isCut(create())).toBe(true);
    expect(seen).toEqual(['before GET 0', 'after GET 0', 'before POST 0', 'after POST 1']);
  });
});

describe('account locks', () => {
  const seedAccount = (): string => test.org.seed('Account', { Name: 'A', OwnerId: test.users[rep] });
  const outcome = async (answer: ReturnType<typeof create>): Promise<unknown> => {
    const { status, body } = await answer;
    return status === 201 ? 'ok' : (body as { errorCode: string }[])[0]?.errorCode;
  };

  it('let parallel requests through, unless the switch is on and the account is the same', async () => {
    const [one, two] = [seedAccount(), seedAccount()];
    test.world.latencyMs = 60;
    const inParallel = (...accounts: (string | null)[]): Promise<unknown[]> =>
      Promise.all(accounts.map((AccountId) => outcome(create({ AccountId }))));
    expect(await inParallel(one, one)).toEqual(['ok', 'ok']);
    test.org.setSwitch('accountLocks', true);
    expect((await inParallel(one, one)).sort()).toEqual(['UNABLE_TO_LOCK_ROW', 'ok']);
    expect(await inParallel(one, two, null)).toEqual(['ok', 'ok', 'ok']);
    expect(await outcome(create({ AccountId: one }))).toBe('ok');
  });

  it('refuse the items of a collection one by one', async () => {
    const [locked, free] = [seedAccount(), seedAccount()];
    test.org.setSwitch('lockedAccounts', [locked]);
    const records = [locked, free, null].map((AccountId) => ({
      attributes: { type: 'Contact' },
      ...{ LastName: 'X', AccountId },
    }));
    const { body } = await plain(test, 'POST', '/composite/sobjects', { token, body: { records } });
    expect(body).toMatchObject([
      {
        success: false,
        errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: expect.stringContaining(locked) as unknown }],
      },
      { success: true },
      { success: true },
    ]);
    test.org.setSwitch('lockedAccounts', []);
    expect(await outcome(create({ AccountId: locked }))).toBe('ok');
  });
});
