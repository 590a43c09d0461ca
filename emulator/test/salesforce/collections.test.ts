// Many records in one call, and several calls in one: notes.md, "Collections", "Composite", "Paging".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { colleague, integration, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let token: string;
beforeEach(async () => {
  test = await startOrg();
  token = await tokenFor(test, rep);
});
afterEach(() => test.close());

type Fields = Record<string, unknown>;
const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  plain(test, method, path, { token, headers, ...(body === undefined ? {} : { body }) });
const contacts = (fields: readonly Fields[], allOrNone = false): unknown => ({
  allOrNone,
  records: fields.map((one) => ({ attributes: { type: 'Contact' }, ...one })),
});
const make = (fields: Fields = {}): string =>
  test.org.act(rep, { kind: 'create', object: 'Contact', fields: { LastName: 'Weber', ...fields } });
const seedOf = (owner: string, fields: Fields = {}): string =>
  test.org.seed('Contact', { LastName: 'Seed', OwnerId: test.users[owner], ...fields });
const names = (): unknown[] => (test.org.dump().objects['Contact'] ?? []).map((one) => one['LastName']);
const code = (body: unknown): unknown => (body as { errorCode?: unknown }[])[0]?.errorCode;
const codes = (body: unknown): unknown[] =>
  (body as { success: boolean; errors: { statusCode: string }[] }[]).map(({ success, errors }) =>
    success ? 'ok' : errors[0]?.statusCode,
  );
const many = (count: number): Fields[] => Array.from({ length: count }, (_none, index) => ({ LastName: `N${index}` }));

describe('a collection', () => {
  it('answers each record in its place, also when all fail', async () => {
    const { status, body } = await send('POST', '/composite/sobjects', contacts([{}, { LastName: 'A' }, { Foo: 1 }]));
    expect([status, codes(body)]).toEqual([200, ['REQUIRED_FIELD_MISSING', 'ok', 'INVALID_FIELD']]);
    expect((body as unknown[])[0]).toEqual({
      success: false,
      errors: [
        {
          statusCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [LastName]',
          fields: ['LastName'],
        },
      ],
    });
    expect(codes((await send('POST', '/composite/sobjects', contacts([{}]))).body)).toEqual(['REQUIRED_FIELD_MISSING']);
  });

  it('with allOrNone writes nothing where one record is refused, and everything where none is', async () => {
    const id = make();
    const { body } = await send('POST', '/composite/sobjects', contacts([{ LastName: 'A' }, {}], true));
    expect(codes(body)).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
    const update = contacts(
      [
        { Id: id, LastName: 'B' },
        { Id: make({ LastName: 'C' }), Email: 'no' },
      ],
      true,
    );
    await send('PATCH', '/composite/sobjects', update);
    expect(names()).toEqual(['Weber', 'C']);
    const good = await send('POST', '/composite/sobjects', contacts([{ LastName: 'D' }, { LastName: 'E' }], true));
    expect(codes(good.body)).toEqual(['ok', 'ok']);
  });

  it('takes 200 records and ten changes of type', async () => {
    expect((await send('POST', '/composite/sobjects', contacts(many(200)))).status).toBe(200);
    const tooMany = await send('POST', '/composite/sobjects', contacts(many(201)));
    expect([tooMany.status, code(tooMany.body)]).toEqual([400, 'EXCEEDED_ID_LIMIT']);
    const mixed = (chunks: number): unknown => ({
      records: Array.from({ length: chunks }, (_none, index) =>
        index % 2 === 0
          ? { attributes: { type: 'Contact' }, LastName: 'X' }
          : { attributes: { type: 'Account' }, Name: 'X' },
      ),
    });
    expect((await send('POST', '/composite/sobjects', mixed(10))).status).toBe(200);
    expect(code((await send('POST', '/composite/sobjects', mixed(11))).body)).toBe('LIMIT_EXCEEDED');
  });

  it.each([
    ['no list', {}, 'JSON_PARSER_ERROR'],
    ['a record without a type', { records: [{ LastName: 'X' }] }, 'INVALID_INPUT'],
    ['an unknown type', { records: [{ attributes: { type: 'Nothing' } }] }, 'NOT_FOUND'],
    [
      'an unreadable value',
      { records: [{ attributes: { type: 'Contact' }, LastName: 'X', DoNotCall: 'y' }] },
      'JSON_PARSER_ERROR',
    ],
  ])('with %s is refused as a whole', async (_what, body, expected) => {
    const answer = await send('POST', '/composite/sobjects', body);
    expect(code(answer.body)).toBe(expected);
    expect(names()).toEqual([]);
  });

  it('of changes tells why a record cannot be changed', async () => {
    const deleted = make();
    test.org.act(rep, { kind: 'delete', object: 'Contact', id: deleted });
    const foreign = seedOf(colleague, { AccountId: test.org.seed('Account', { Name: 'A', OwnerId: test.users[rep] }) });
    const twice = make();
    const ids = [make(), '0035g00000zzzzzAAA', 'abc', undefined, deleted, seedOf(colleague), foreign, twice, twice];
    const { body } = await send('PATCH', '/composite/sobjects', contacts(ids.map((id) => ({ id, Title: 'x' }))));
    expect(codes(body)).toEqual([
      'ok',
      'INVALID_CROSS_REFERENCE_KEY',
      'MALFORMED_ID',
      'MISSING_ARGUMENT',
      'ENTITY_IS_DELETED',
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'ok',
      'DUPLICATE_VALUE',
    ]);
  });

  it('of deletions goes by ids in the address', async () => {
    const ids = [make(), make(), seedOf(colleague)];
    const path = (allOrNone: boolean): string => `/composite/sobjects?ids=${ids.join(',')}&allOrNone=${allOrNone}`;
    const refused = 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY';
    const rolledBack = 'ALL_OR_NONE_OPERATION_ROLLED_BACK';
    expect(codes((await send('DELETE', path(true))).body)).toEqual([rolledBack, rolledBack, refused]);
    expect(codes((await send('DELETE', path(false))).body)).toEqual(['ok', 'ok', refused]);
  });

  it('of reads has null for what is not there or not to be seen', async () => {
    const deleted = make();
    test.org.act(rep, { kind: 'delete', object: 'Contact', id: deleted });
    const id = make();
    const ids = [id, deleted, seedOf(colleague), 'abc'];
    const expected = [expect.objectContaining({ Id: id, LastName: 'Weber' }), null, null, null];
    const body = { ids, fields: ['LastName'] };
    expect((await send('POST', '/composite/sobjects/Contact', body)).body).toEqual(expected);
    const byGet = await send('GET', `/composite/sobjects/Contact?ids=${ids.join(',')}&fields=LastName`);
    expect(byGet.body).toEqual(expected);
    const wrong = await send('POST', '/composite/sobjects/Contact', { ids, fields: ['Foo'] });
    expect([wrong.status, code(wrong.body)]).toEqual([400, 'INVALID_FIELD']);
  });
});

describe('a collection of upserts', () => {
  const path = '/composite/sobjects/Contact/Exchange_Sync_Key__c';

  it('creates and changes by key, and tells which is which', async () => {
    const id = make({ Exchange_Sync_Key__c: 'a' });
    const records = ['a', 'b', ''].map((Exchange_Sync_Key__c) => ({ Exchange_Sync_Key__c, LastName: 'New' }));
    const { body } = await send('PATCH', path, contacts(records));
    expect(body).toMatchObject([
      { id, success: true, errors: [], created: false },
      { success: true, errors: [], created: true },
      { success: false, errors: [{ statusCode: 'MISSING_ARGUMENT' }] },
    ]);
  });

  it('refuses a key that comes twice, both times', async () => {
    const records = ['a', 'b', 'a'].map((Exchange_Sync_Key__c) => ({ Exchange_Sync_Key__c, LastName: 'New' }));
    const { body } = await send('PATCH', path, contacts(records));
    expect(codes(body)).toEqual(['DUPLICATE_VALUE', 'ok', 'DUPLICATE_VALUE']);
  });

  it('refuses a key of several records, and a field that finds none', async () => {
    make({ Email: 'a@x.de' });
    make({ Email: 'a@x.de' });
    const several = await send(
      'PATCH',
      '/composite/sobjects/Contact/Email',
      contacts([{ Email: 'a@x.de', LastName: 'X' }]),
    );
    expect(codes(several.body)).toEqual(['DUPLICATE_EXTERNAL_ID']);
    expect(code((await send('PATCH', '/composite/sobjects/Contact/Title', contacts(many(1)))).body)).toBe('NOT_FOUND');
  });

  it('finds other records by their keys, but not those of the same chunk', async () => {
    const key = await tokenFor(test, integration);
    const issue = (Issue_Key__c: string, parent?: string): Fields => ({
      attributes: { type: 'Exchange_Sync_Issue__c' },
      Issue_Key__c,
      ...{ Object__c: 'Contact', Reason__c: 'X' },
      ...(parent === undefined ? {} : { Parent__r: { Issue_Key__c: parent } }),
    });
    const put = async (...records: Fields[]) => {
      const path = '/composite/sobjects/Exchange_Sync_Issue__c/Issue_Key__c';
      return (await plain(test, 'PATCH', path, { token: key, body: { records } })).body;
    };
    const together = await put(issue('parent'), issue('child', 'parent'));
    expect(codes(together)).toEqual(['ok', 'INVALID_FIELD']);
    expect(together).toMatchObject([
      { success: true },
      { errors: [{ message: expect.stringMatching(/^Foreign key external ID: parent not found/) as unknown }] },
    ]);
    expect(codes(await put(issue('child', 'parent')))).toEqual(['ok']);
    const rows = test.org.dump().objects['Exchange_Sync_Issue__c'] ?? [];
    expect(rows[1]?.['Parent__c']).toBe(rows[0]?.Id);
  });
});

describe('a composite request', () => {
  const part = (method: string, path: string, referenceId: string, body?: unknown): Fields => ({
    ...{ method, referenceId, url: `/services/data/v65.0${path}` },
    ...(body === undefined ? {} : { body }),
  });
  const query = (index: number): Fields => part('GET', '/query?q=SELECT+COUNT()+FROM+Contact', `q${index}`);
  const compose = (compositeRequest: unknown, allOrNone = false) =>
    send('POST', '/composite', { allOrNone, compositeRequest });

  it('works off its parts in order, and one refusal leaves the others', async () => {
    const { body } = await compose([
      part('POST', '/sobjects/Contact', 'made', { LastName: 'New' }),
      query(1),
      part('GET', '/sobjects/Contact/abc', 'missing'),
      part('GET', '/nothing', 'nowhere'),
      part('GET', '/limits', 'limits'),
    ]);
    expect((body as { compositeResponse: unknown }).compositeResponse).toMatchObject([
      { referenceId: 'made', httpStatusCode: 201, body: { success: true } },
      { referenceId: 'q1', httpStatusCode: 200, body: { totalSize: 1 } },
      { referenceId: 'missing', httpStatusCode: 404, body: [{ errorCode: 'NOT_FOUND' }] },
      { referenceId: 'nowhere', httpStatusCode: 404 },
      { referenceId: 'limits', httpStatusCode: 200 },
    ]);
  });

  it('is one call of the allowance', async () => {
    const { headers } = await compose([query(1), query(2)]);
    expect(headers.get('sforce-limit-info')).toBe('api-usage=1/100000');
  });

  it('holds at most 25 parts, five of them queries or collections', async () => {
    const parts = (count: number): Fields[] =>
      Array.from({ length: count }, (_none, index) => part('GET', '/limits', `p${index}`));
    const queries = [1, 2, 3, 4, 5].map(query);
    expect((await compose(parts(25))).status).toBe(200);
    expect(code((await compose(parts(26))).body)).toBe('LIMIT_EXCEEDED');
    expect((await compose(queries)).status).toBe(200);
    const collection = part('POST', '/composite/sobjects', 'c', contacts(many(1)));
    expect(code((await compose([...queries, collection])).body)).toBe('LIMIT_EXCEEDED');
  });

  it.each([
    ['a reference that comes twice', [query(1), query(1)], 400, 'INVALID_INPUT'],
    ['no parts', [], 400, 'LIMIT_EXCEEDED'],
    ['no list', {}, 400, 'JSON_PARSER_ERROR'],
    ['a part without a method', [{ url: '/services/data/v65.0/limits', referenceId: 'a' }], 400, 'JSON_PARSER_ERROR'],
    [
      'a part of another version',
      [{ method: 'GET', url: '/services/data/v64.0/limits', referenceId: 'a' }],
      400,
      'INVALID_INPUT',
    ],
    ['references between parts', [part('GET', '/sobjects/Contact/@{a.id}', 'b')], 501, 'NOT_MODELLED_BY_EMULATOR'],
    ['something that is not modelled', [part('GET', '/tooling/x', 'b')], 501, 'NOT_MODELLED_BY_EMULATOR'],
  ])('with %s is refused as a whole', async (_what, parts, status, expected) => {
    const answer = await compose(parts);
    expect([answer.status, code(answer.body)]).toEqual([status, expected]);
  });

  it('with allOrNone may read, and not write', async () => {
    expect((await compose([query(1)], true)).status).toBe(200);
    expect((await compose([part('POST', '/sobjects/Contact', 'a', { LastName: 'X' })], true)).status).toBe(501);
  });
});

describe('pages', () => {
  interface Page {
    readonly totalSize: number;
    readonly done: boolean;
    readonly nextRecordsUrl?: string;
    readonly records: readonly { LastName: string }[];
  }
  const ask = async (headers: Record<string, string> = {}, path = '/query'): Promise<Page> =>
    (await send('GET', `${path}?q=SELECT+LastName+FROM+Contact+ORDER+BY+Id`, undefined, headers)).body as Page;

  beforeEach(() => {
    for (const { LastName } of many(450)) seedOf(rep, { LastName });
  });

  it('are as large as asked for, and show what the query found when it ran', async () => {
    const first = await ask({ 'Sforce-Query-Options': 'batchSize=200' });
    expect([first.totalSize, first.done, first.records.length]).toEqual([450, false, 200]);
    expect(first.nextRecordsUrl).toMatch(/^\/services\/data\/v65\.0\/query\/01g\w{15}-200$/);
    const late = test.org.dump().objects['Contact']?.[449];
    test.org.act(rep, { kind: 'delete', object: 'Contact', id: late?.Id ?? '' });
    const last = (await send('GET', (first.nextRecordsUrl ?? '').replace('-200', '-400'))).body as Page;
    expect([last.done, last.nextRecordsUrl, last.records.map(({ LastName }) => LastName).at(-1)]).toEqual([
      true,
      undefined,
      'N449',
    ]);
  });

  it('are as large as the switch allows', async () => {
    expect((await ask()).records).toHaveLength(450);
    test.org.setSwitch('queryPageMax', 3);
    expect((await ask()).records).toHaveLength(3);
    expect((await ask({ 'Sforce-Query-Options': 'batchSize=500' })).records).toHaveLength(3);
  });

  it.each(['199', '2001'])('are not of %s records', async (size) => {
    const answer = await send('GET', '/query?q=SELECT+Id+FROM+Contact', undefined, {
      'Sforce-Query-Options': `batchSize=${size}`,
    });
    expect([answer.status, code(answer.body)]).toEqual([400, 'INVALID_BATCH_SIZE']);
  });

  it('follow under query and queryAll, for the same user, for two days', async () => {
    test.org.setSwitch('queryPageMax', 200);
    const { nextRecordsUrl = '' } = await ask({}, '/queryAll');
    expect(nextRecordsUrl).toContain('/query/01g');
    expect((await send('GET', nextRecordsUrl.replace('/query/', '/queryAll/'))).status).toBe(200);
    const stranger = await plain(test, 'GET', nextRecordsUrl, { token: await tokenFor(test, colleague) });
    expect([stranger.status, code(stranger.body)]).toEqual([400, 'INVALID_QUERY_LOCATOR']);
    test.world.clock.advance(48 * 3_600_000);
    token = await tokenFor(test, rep);
    expect(code((await send('GET', nextRecordsUrl)).body)).toBe('INVALID_QUERY_LOCATOR');
    test.org.setSwitch('queryLocatorLifetimeMs', 1_000);
    const short = (await ask()).nextRecordsUrl ?? '';
    test.world.clock.advance(1_000);
    expect(code((await send('GET', short)).body)).toBe('INVALID_QUERY_LOCATOR');
    expect(code((await send('GET', '/query/01gnonsense-200')).body)).toBe('INVALID_QUERY_LOCATOR');
  });
});
