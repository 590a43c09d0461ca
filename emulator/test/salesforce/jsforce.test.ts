// jsforce, as it is published, against the emulated org: what the connector does all day.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import jsforce from 'jsforce';
import type { TestOrg } from './support.js';
import { assertionFor, connect, failureOf, integration, jwtBearer, rep, startOrg } from './support.js';

let test: TestOrg;
beforeEach(async () => {
  test = await startOrg();
});
afterEach(() => test.close());

function seedContacts(count: number): string[] {
  const account = test.org.seed('Account', { Name: 'Lindenhof', OwnerId: test.users[rep] });
  return Array.from({ length: count }, (_none, index) =>
    test.org.seed('Contact', { LastName: `Number ${index}`, AccountId: account, OwnerId: test.users[rep] }),
  );
}

describe('logging in', () => {
  it('answers a JWT bearer assertion with a session for the user it names', async () => {
    const connection = await connect(test, rep);
    expect(connection.instanceUrl).toBe(test.url);
    expect(connection.userInfo).toMatchObject({ id: test.users[rep], organizationId: test.org.orgId });
    expect(await connection.identity()).toMatchObject({ user_id: test.users[rep], username: rep });
    expect(await connection.request('/services/oauth2/userinfo')).toMatchObject({
      organization_id: test.org.orgId,
      preferred_username: rep,
    });
  });

  it('throws the error code as name and the description as message', async () => {
    const connection = new jsforce.Connection({ loginUrl: test.url, version: '65.0' });
    const assertion = assertionFor(test, rep, { aud: 'https://example.com' });
    const failure = await failureOf(connection.authorize({ grant_type: jwtBearer, assertion }));
    expect(failure).toMatchObject({ name: 'invalid_grant', message: 'audience is invalid' });
  });

  it('lets jsforce refresh an expired session once and go on', async () => {
    const first = await connect(test, rep);
    let refreshes = 0;
    const connection = new jsforce.Connection({
      instanceUrl: test.url,
      accessToken: first.accessToken ?? '',
      version: '65.0',
      refreshFn: (_connection, callback) => {
        refreshes += 1;
        void connect(test, rep).then((fresh) => callback(null, fresh.accessToken ?? ''));
      },
    });
    test.world.clock.advance(121 * 60_000);
    const results = await Promise.all([1, 2, 3].map(() => connection.query('SELECT COUNT() FROM Contact')));
    expect(results.map(({ totalSize }) => totalSize)).toEqual([0, 0, 0]);
    expect(refreshes).toBe(1);
  });
});

describe('querying', () => {
  it('fetches all pages by itself', async () => {
    seedContacts(450);
    const connection = await connect(test, rep);
    const mark = test.world.calls.mark();
    const result = await connection.query('SELECT Id, LastName, Account.Name FROM Contact ORDER BY Id', {
      autoFetch: true,
      maxFetch: 10_000,
      headers: { 'Sforce-Query-Options': 'batchSize=200' },
    });
    expect(result.totalSize).toBe(450);
    expect(result.records).toHaveLength(450);
    expect(result.records[449]).toMatchObject({ LastName: 'Number 449', Account: { Name: 'Lindenhof' } });
    expect(test.world.calls.counts('salesforce', { since: mark }).byRoute).toEqual({
      'GET /query': 1,
      'GET /query/{locator}': 2,
    });
  });

  it('finds deleted records with scanAll alone', async () => {
    const [id = ''] = seedContacts(3);
    test.org.act(rep, { kind: 'delete', object: 'Contact', id });
    const connection = await connect(test, rep);
    const soql = 'SELECT Id, IsDeleted FROM Contact ORDER BY Id';
    expect((await connection.query(soql)).records.map((one) => one['IsDeleted'])).toEqual([false, false]);
    const all = await connection.query(soql, { scanAll: true });
    expect(all.records.map((one) => one['IsDeleted'])).toEqual([true, false, false]);
  });

  it('reports the daily use of the API', async () => {
    const connection = await connect(test, rep);
    await connection.query('SELECT Id FROM Contact');
    expect(connection.limitInfo.apiUsage).toEqual({ used: 1, limit: 100_000 });
    expect(await connection.limits()).toMatchObject({ DailyApiRequests: { Max: 100_000, Remaining: 99_998 } });
  });

  it('throws the code of a refused query', async () => {
    const connection = await connect(test, rep);
    const failure = await failureOf(connection.query('SELECT Foo FROM Contact'));
    expect(failure.errorCode).toBe('INVALID_FIELD');
    expect(failure.message).toContain("No such column 'Foo' on entity 'Contact'");
  });
});

describe('writing', () => {
  it('creates, reads, changes, upserts and deletes single records', async () => {
    const connection = await connect(test, rep);
    const created = await connection.sobject('Contact').create({ LastName: 'Weber', Email: 'w@example.com' });
    expect(created).toMatchObject({ success: true, errors: [] });
    const id = created.id ?? '';
    expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ Name: 'Weber', OwnerId: test.users[rep] });
    await connection.sobject('Contact').update({ Id: id, FirstName: 'Uli' });
    const upserted = await connection
      .sobject('Contact')
      .upsert({ Exchange_Sync_Key__c: 'key1', LastName: 'Kay' }, 'Exchange_Sync_Key__c');
    expect(upserted).toMatchObject({ success: true, created: true });
    const again = await connection
      .sobject('Contact')
      .upsert({ Exchange_Sync_Key__c: 'key1', LastName: 'Kai' }, 'Exchange_Sync_Key__c');
    expect(again).toMatchObject({ id: upserted.id, created: false });
    await connection.sobject('Contact').destroy(id);
    const failure = await failureOf(connection.sobject('Contact').retrieve(id));
    expect(failure.errorCode).toBe('ENTITY_IS_DELETED');
  });

  it('takes more than 200 records in several requests, in order', async () => {
    const connection = await connect(test, rep);
    const records = Array.from({ length: 250 }, (_none, index) => ({ LastName: index === 7 ? '' : `Many ${index}` }));
    const mark = test.world.calls.mark();
    const results = await connection.sobject('Contact').create(records, { allowRecursive: true });
    expect(results).toHaveLength(250);
    expect(results[7]).toMatchObject({
      success: false,
      errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }],
    });
    expect(results.filter(({ success }) => success)).toHaveLength(249);
    expect(test.world.calls.counts('salesforce', { since: mark }).requests).toBe(2);
    const ids = results.flatMap(({ id }) => id ?? []);
    const names = await connection.sobject('Contact').retrieve(ids.slice(100, 102), { fields: ['LastName'] });
    expect(names.map((one) => one['LastName'])).toEqual(['Many 101', 'Many 102']);
  });

  it('upserts collections by external id', async () => {
    const connection = await connect(test, rep);
    const make = (from: number): { Exchange_Sync_Key__c: string; LastName: string }[] =>
      [0, 1, 2].map((index) => ({ Exchange_Sync_Key__c: `k${from + index}`, LastName: 'Upserted' }));
    await connection.sobject('Contact').upsert(make(0), 'Exchange_Sync_Key__c');
    const results = await connection.sobject('Contact').upsert(make(2), 'Exchange_Sync_Key__c');
    expect(results.map(({ created }) => created)).toEqual([false, true, true]);
  });

  it('updates and deletes collections', async () => {
    const ids = seedContacts(3);
    const connection = await connect(test, rep);
    const updated = await connection.sobject('Contact').update(ids.map((Id) => ({ Id, Title: 'Boss' })));
    expect(updated.every(({ success }) => success)).toBe(true);
    const destroyed = await connection.sobject('Contact').destroy(ids);
    expect(destroyed.map(({ success }) => success)).toEqual([true, true, true]);
  });
});

describe('describing', () => {
  it('shows fields with lengths and what the user may do', async () => {
    const connection = await connect(test, rep);
    const { fields, createable } = await connection.sobject('Contact').describe();
    const named = new Map(fields.map((field) => [field.name, field]));
    expect(createable).toBe(true);
    expect(named.get('LastName')).toMatchObject({ length: 80, nillable: false, createable: true });
    expect(named.get('Description')).toMatchObject({ type: 'textarea', length: 32_000, filterable: false });
    expect(named.get('Exchange_Sync_Key__c')).toMatchObject({ externalId: true, unique: true, caseSensitive: true });
    expect(named.get('AccountId')).toMatchObject({ referenceTo: ['Account'], relationshipName: 'Account' });
    expect(named.get('SystemModstamp')).toMatchObject({ updateable: false });
    const names = (await connection.describeGlobal()).sobjects.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Contact', 'Account', 'Exchange_Sync_Status__c']));
  });
});

describe('Composite', () => {
  it('runs several queries in one call', async () => {
    seedContacts(2);
    const connection = await connect(test, integration);
    const mark = test.world.calls.mark();
    const url = (path: string, soql: string): string => `/services/data/v65.0/${path}?q=${encodeURIComponent(soql)}`;
    const answer = await connection.request<{ compositeResponse: unknown[] }>({
      method: 'POST',
      url: '/services/data/v65.0/composite',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        allOrNone: false,
        compositeRequest: [
          { method: 'GET', referenceId: 'contacts', url: url('queryAll', 'SELECT Id FROM Contact') },
          { method: 'GET', referenceId: 'wrong', url: url('query', 'SELECT Foo FROM Contact') },
        ],
      }),
    });
    expect(answer.compositeResponse).toMatchObject([
      { referenceId: 'contacts', httpStatusCode: 200, body: { totalSize: 2, done: true } },
      { referenceId: 'wrong', httpStatusCode: 400, body: [{ errorCode: 'INVALID_FIELD' }] },
    ]);
    expect(test.world.calls.counts('salesforce', { since: mark }).requests).toBe(1);
  });
});
