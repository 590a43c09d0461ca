// What there is below /services/data, and how requests are refused that nobody serves: notes.md, "Resources",
// "Limits", "Describe".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { integration, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let token: string;
beforeEach(async () => {
  test = await startOrg();
  token = await tokenFor(test, rep);
});
afterEach(() => test.close());

const code = (body: unknown): unknown => (body as { errorCode?: unknown }[])[0]?.errorCode;

describe('resources', () => {
  it('list the versions without a token', async () => {
    const { body } = await plain(test, 'GET', '/services/data');
    const versions = body as { version: string; label: string }[];
    expect(versions.find(({ version }) => version === '65.0')).toEqual({
      label: "Winter '26",
      url: '/services/data/v65.0',
      version: '65.0',
    });
    expect(versions.at(-1)).toMatchObject({ label: "Winter '27", version: '68.0' });
  });

  it('list themselves with the identity of the user', async () => {
    const { body } = await plain(test, 'GET', '/', { token });
    expect(body).toMatchObject({
      query: '/services/data/v65.0/query',
      identity: `https://login.salesforce.com/id/${test.org.orgId}/${test.users[rep]}`,
    });
  });

  it.each([
    ['GET', '/nothing', 404, 'NOT_FOUND'],
    ['PUT', '/query', 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/composite/graph', 501, 'NOT_MODELLED_BY_EMULATOR'],
    ['POST', '/composite/batch', 501, 'NOT_MODELLED_BY_EMULATOR'],
    ['POST', '/jobs/ingest', 501, 'NOT_MODELLED_BY_EMULATOR'],
    ['GET', '/services/data/v50.0/query', 501, 'NOT_MODELLED_BY_EMULATOR'],
    ['GET', '/services/data/v99.0/query', 404, 'NOT_FOUND'],
    ['GET', '/services/apexrest/Thing', 501, 'NOT_MODELLED_BY_EMULATOR'],
    ['GET', '/services/nonsense', 404, 'NOT_FOUND'],
    ['POST', '/sobjects/Exchange_Sync_Command__e', 501, 'NOT_MODELLED_BY_EMULATOR'],
  ])('%s %s answers %d %s', async (method, path, status, errorCode) => {
    test.org.setAccess('Exchange_Sync_Person', 'Exchange_Sync_Command__e', { read: true, create: true });
    const answer = await plain(test, method, path, { token, ...(method === 'POST' ? { body: {} } : {}) });
    expect([answer.status, code(answer.body)]).toEqual([status, errorCode]);
  });

  it('refuse bodies that are no JSON, or say that they are something else', async () => {
    const broken = await plain(test, 'POST', '/sobjects/Contact', { token, body: '{"LastName":' });
    expect([broken.status, code(broken.body)]).toEqual([400, 'JSON_PARSER_ERROR']);
    const headers = { 'Content-Type': 'application/xml' };
    const xml = await plain(test, 'POST', '/sobjects/Contact', { token, body: '<a/>', headers });
    expect([xml.status, code(xml.body)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('refuse XML as an answer', async () => {
    const answer = await plain(test, 'GET', '/sobjects', { token, headers: { Accept: 'application/xml' } });
    expect(answer.status).toBe(501);
  });

  it('refuse addresses and headers that are too long together, with a page', async () => {
    const long = (length: number): string => `/query?q=SELECT+Id+FROM+Contact+WHERE+LastName='${'x'.repeat(length)}'`;
    const answer = await plain(test, 'GET', long(16_300), { token });
    expect(answer.status).toBe(414);
    expect(answer.body).toContain('URI Too Long');
    expect((await plain(test, 'GET', long(3_000), { token })).status).toBe(200);
  });

  it('carry the emulated time', async () => {
    test.world.clock.advance(3_600_000);
    const { headers } = await plain(test, 'GET', '/limits', { token });
    expect(headers.get('date')).toBe('Sun, 22 Nov 2026 15:03:00 GMT');
  });
});

describe('the daily allowance', () => {
  it('is told with every answer, refusals too, and shared by everybody', async () => {
    const other = await tokenFor(test, integration);
    await plain(test, 'GET', '/sobjects', { token });
    const failed = await plain(test, 'GET', '/query?q=nonsense', { token: other });
    expect(failed.status).toBe(400);
    expect(failed.headers.get('sforce-limit-info')).toBe('api-usage=2/100000');
  });

  it('does not count versions, tokens and userinfo', async () => {
    await plain(test, 'GET', '/services/data');
    await plain(test, 'GET', '/services/oauth2/userinfo', { token });
    const { headers } = await plain(test, 'GET', '/limits', { token });
    expect(headers.get('sforce-limit-info')).toBe('api-usage=1/100000');
  });

  it('refuses when it is used up, and comes back with the day', async () => {
    test.org.setSwitch('dailyApiRequestsMax', 1_000);
    test.org.setSwitch('otherApiRequests', 998);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await plain(test, 'GET', '/limits', { token })).status);
    expect(statuses).toEqual([200, 200, 403]);
    const refused = await plain(test, 'GET', '/limits', { token });
    expect(refused.body).toEqual([{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]);
    test.world.clock.advance(24 * 3_600_000 + 15 * 60_000);
    const fresh = await tokenFor(test, rep);
    expect((await plain(test, 'GET', '/limits', { token: fresh })).body).toMatchObject({
      DailyApiRequests: { Max: 1_000, Remaining: 1 },
    });
  });
});

describe('describe', () => {
  interface Described {
    readonly fields: readonly { name: string; createable: boolean; updateable: boolean; restrictedPicklist: boolean }[];
    readonly createable: boolean;
  }
  const describeAs = async (username: string, object: string): Promise<Map<string, Described['fields'][number]>> => {
    const answer = await plain(test, 'GET', `/sobjects/${object}/describe`, { token: await tokenFor(test, username) });
    return new Map((answer.body as Described).fields.map((field) => [field.name, field]));
  };

  it('leaves out fields that the user may not read and marks those that it may not write', async () => {
    const before = await describeAs(rep, 'Contact');
    expect(before.get('Fax')).toMatchObject({ createable: true, updateable: true });
    test.org.setAccess('Standard User', 'Contact', { fields: { Fax: 'none', Title: 'read' } });
    const after = await describeAs(rep, 'Contact');
    expect(after.has('Fax')).toBe(false);
    expect(after.get('Title')).toMatchObject({ createable: false, updateable: false });
  });

  it('shows the integration user only what its permission set names', async () => {
    const fields = await describeAs(integration, 'Contact');
    expect([...fields.keys()]).toEqual(
      expect.arrayContaining(['Id', 'OwnerId', 'AccountId', 'SystemModstamp', 'Name']),
    );
    expect(fields.has('Phone')).toBe(false);
  });

  it('does not know an object that the user may not read', async () => {
    test.org.setAccess('Standard User', 'Contact', { read: false });
    const answer = await plain(test, 'GET', '/sobjects/Contact/describe', { token });
    expect([answer.status, code(answer.body)]).toEqual([404, 'NOT_FOUND']);
    const { body } = await plain(test, 'GET', '/sobjects', { token });
    expect((body as { sobjects: { name: string }[] }).sobjects.map(({ name }) => name)).not.toContain('Contact');
  });

  it('shows Middle Name and Suffix, and a restricted Salutation, only where the org wants them', async () => {
    const before = await describeAs(rep, 'Contact');
    expect([before.has('MiddleName'), before.get('Salutation')?.restrictedPicklist]).toEqual([false, false]);
    test.org.setSwitch('middleNameAndSuffix', true);
    test.org.setSwitch('isSalutationRestricted', true);
    const after = await describeAs(rep, 'Contact');
    expect([after.has('MiddleName'), after.get('Salutation')?.restrictedPicklist]).toEqual([true, true]);
  });

  it('answers 304 while nobody changed any access', async () => {
    test.world.clock.advance(5_000);
    const path = '/sobjects/Contact/describe';
    const first = await plain(test, 'GET', path, { token });
    const headers = { 'If-Modified-Since': first.headers.get('last-modified') ?? '' };
    const second = await plain(test, 'GET', path, { token, headers });
    expect([second.status, second.body]).toEqual([304, '']);
    test.world.clock.advance(5_000);
    test.org.setAccess('Standard User', 'Contact', { fields: { Fax: 'none' } });
    expect((await plain(test, 'GET', path, { token, headers })).status).toBe(200);
  });
});

describe('change windows', () => {
  const path = (kind: string, fromMs: number, toMs: number): string => {
    const [start, end] = [fromMs, toMs].map((ms) => encodeURIComponent(new Date(ms).toISOString()));
    return `/sobjects/Contact/${kind}?start=${start}&end=${end}`;
  };

  it('list what was changed and what was deleted', async () => {
    const [kept, gone] = ['Kept', 'Gone'].map((LastName) =>
      test.org.act(rep, { kind: 'create', object: 'Contact', fields: { LastName } }),
    );
    test.org.act(rep, { kind: 'delete', object: 'Contact', id: gone ?? '' });
    const now = test.world.clock.nowMs();
    const updated = await plain(test, 'GET', path('updated', now - 600_000, now + 600_000), { token });
    expect(updated.body).toEqual({ ids: [kept], latestDateCovered: '2026-11-22T14:03:00.250+0000' });
    const deleted = await plain(test, 'GET', path('deleted', now - 600_000, now + 600_000), { token });
    expect(deleted.body).toMatchObject({ deletedRecords: [{ id: gone, deletedDate: '2026-11-22T14:03:00.000+0000' }] });
  });

  it('reach 30 and 15 days back', async () => {
    const now = test.world.clock.nowMs();
    const day = 24 * 3_600_000;
    const statuses: number[] = [];
    for (const [kind, days] of [
      ['updated', 29],
      ['updated', 31],
      ['deleted', 14],
      ['deleted', 16],
    ] as const) {
      statuses.push((await plain(test, 'GET', path(kind, now - days * day, now), { token })).status);
    }
    expect(statuses).toEqual([200, 400, 200, 400]);
    expect(code((await plain(test, 'GET', path('updated', now, now), { token })).body)).toBe(
      'INVALID_REPLICATION_DATE',
    );
  });
});
