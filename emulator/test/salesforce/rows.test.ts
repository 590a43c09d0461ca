// Single records over the wire, their stamps, the recycle bin: notes.md, "Rows", "Upsert", "Recycle bin".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { admin, codeOf, colleague, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let token: string;
beforeEach(async () => {
  test = await startOrg();
  token = await tokenFor(test, rep);
});
afterEach(() => test.close());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  plain(test, method, path, { token, headers, ...(body === undefined ? {} : { body }) });
const code = (body: unknown): unknown => (body as { errorCode?: unknown }[])[0]?.errorCode;
const act = (kind: 'delete' | 'undelete', id: string, object = 'Contact'): string =>
  test.org.act(rep, { kind, object, id });
const make = (fields: Record<string, unknown> = {}): string =>
  test.org.act(rep, { kind: 'create', object: 'Contact', fields: { LastName: 'Weber', ...fields } });
const rowOf = (id: string, object = 'Contact') => test.org.dump().objects[object]?.find((one) => one.Id === id);

describe('a record', () => {
  it('is created, read, changed and deleted', async () => {
    const created = await send('POST', '/sobjects/Contact', { attributes: { type: 'Contact' }, lastname: 'Weber' });
    const { id } = created.body as { id: string };
    expect([created.status, created.body]).toEqual([201, { id, success: true, errors: [] }]);
    const path = `/sobjects/Contact/${id.slice(0, 15)}`;
    expect((await send('PATCH', path, { FirstName: 'Uli' })).status).toBe(204);
    expect((await send('GET', `${path}?fields=FirstName,Name`)).body).toEqual({
      attributes: { type: 'Contact', url: `/services/data/v65.0/sobjects/Contact/${id}` },
      FirstName: 'Uli',
      Name: 'Uli Weber',
      Id: id,
    });
    expect((await send('DELETE', path)).status).toBe(204);
    const gone = await send('GET', path);
    expect([gone.status, code(gone.body)]).toEqual([404, 'ENTITY_IS_DELETED']);
    expect((await send('PATCH', path, { Title: 'x' })).status).toBe(404);
  });

  it.each(['0035g00000zzzzzAAA', 'abc', '0015g00000zzzzzAAA'])('with the id %s is not found', async (id) => {
    const answer = await send('GET', `/sobjects/Contact/${id}`);
    expect([answer.status, code(answer.body)]).toEqual([404, 'NOT_FOUND']);
  });

  it('takes no id in its body', async () => {
    const answer = await send('PATCH', `/sobjects/Contact/${make()}`, { Id: make() });
    expect([answer.status, code(answer.body)]).toEqual([400, 'INVALID_FIELD']);
  });

  it('of someone else is refused with the status of the switch', async () => {
    const account = test.org.seed('Account', { Name: 'A', OwnerId: test.users[colleague] });
    const path = `/sobjects/Account/${account}`;
    const answer = await send('PATCH', path, { Name: 'B' });
    expect([answer.status, code(answer.body)]).toEqual([403, 'INSUFFICIENT_ACCESS_OR_READONLY']);
    test.org.setSwitch('readOnlyStatus', 400);
    expect((await send('PATCH', path, { Name: 'B' })).status).toBe(400);
  });
});

describe('conditional requests', () => {
  it('change a record only when nobody changed it since', async () => {
    const path = `/sobjects/Contact/${make()}`;
    const date = (await send('GET', path)).headers.get('last-modified') ?? '';
    const headers = { 'If-Unmodified-Since': date };
    expect((await send('GET', path, undefined, { 'If-Modified-Since': date })).status).toBe(304);
    test.world.clock.advance(2_000);
    expect((await send('PATCH', path, { Title: 'a' }, headers)).status).toBe(204);
    const late = await send('PATCH', path, { Title: 'b' }, headers);
    expect([late.status, code(late.body)]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await send('GET', path, undefined, { 'If-Modified-Since': date })).status).toBe(200);
    expect((await send('PATCH', path, { Title: 'b' }, { 'If-Unmodified-Since': 'yesterday' })).status).toBe(400);
    expect((await send('DELETE', path, undefined, headers)).status).toBe(501);
  });

  it('hold in a part of a Composite request, which obeys them or not by a switch', async () => {
    const [late, early] = [make(), make()];
    const since = new Date(test.world.clock.now()).toUTCString();
    test.world.clock.advance(2_000);
    test.org.act(rep, { kind: 'update', object: 'Contact', id: late, fields: { Title: 'theirs' } });
    const part = (id: string) => ({
      ...{ method: 'PATCH', url: `/services/data/v65.0/sobjects/Contact/${id}`, referenceId: `r${id}` },
      ...{ body: { Title: 'ours' }, httpHeaders: { 'If-Unmodified-Since': since } },
    });
    const ask = async (): Promise<number[]> => {
      const { body } = await send('POST', '/composite', { compositeRequest: [part(late), part(early)] });
      const { compositeResponse } = body as { compositeResponse: { httpStatusCode: number }[] };
      return compositeResponse.map(({ httpStatusCode }) => httpStatusCode);
    };
    expect(await ask()).toEqual([412, 204]);
    expect(rowOf(late)).toMatchObject({ Title: 'theirs' });
    test.org.setSwitch('compositeConditions', 'ignored');
    expect(await ask()).toEqual([204, 204]);
  });
});

describe('an upsert', () => {
  const path = '/sobjects/Contact/Exchange_Sync_Key__c/a%2Fb%3D';

  it('creates, then changes, by a key with any characters', async () => {
    const first = await send('PATCH', path, { LastName: 'One' });
    const { id } = first.body as { id: string };
    expect([first.status, first.body]).toEqual([201, { id, success: true, errors: [], created: true }]);
    const second = await send('PATCH', path, { LastName: 'Two' });
    expect([second.status, second.body]).toEqual([200, { id, success: true, errors: [], created: false }]);
    expect(rowOf(id)).toMatchObject({ Exchange_Sync_Key__c: 'a/b=', LastName: 'Two' });
    expect((await send('GET', path)).body).toMatchObject({ Id: id });
    act('delete', id);
    expect((await send('GET', path)).status).toBe(404);
    expect((await send('PATCH', path, { LastName: 'Three' })).status).toBe(201);
  });

  it('names all matches where there are several', async () => {
    const ids = [make({ Email: 'a@x.de' }), make({ Email: 'A@x.de' })];
    const answer = await send('PATCH', '/sobjects/Contact/Email/a@x.de', { LastName: 'X' });
    expect([answer.status, answer.body]).toEqual([300, ids.map((id) => `/services/data/v65.0/sobjects/Contact/${id}`)]);
  });

  it('needs a field that finds records, and that is not in the body', async () => {
    const wrong = await send('PATCH', '/sobjects/Contact/Title/x', { LastName: 'X' });
    expect([wrong.status, code(wrong.body)]).toEqual([404, 'NOT_FOUND']);
    const twice = await send('PATCH', path, { LastName: 'X', Exchange_Sync_Key__c: 'a/b=' });
    expect([twice.status, code(twice.body)]).toEqual([400, 'INVALID_FIELD']);
  });

  it('may not change a record that is hidden from the user', async () => {
    const fields = { LastName: 'H', Exchange_Sync_Key__c: 'a/b=', OwnerId: test.users[colleague] };
    test.org.setHidden(test.org.seed('Contact', fields), true);
    const answer = await send('PATCH', path, { LastName: 'X' });
    expect([answer.status, code(answer.body)]).toEqual([403, 'INSUFFICIENT_ACCESS_OR_READONLY']);
  });
});

describe('stamps', () => {
  it('say who and when, in whole seconds, even when nothing changed', async () => {
    const id = make();
    test.world.clock.advance(2_000);
    test.org.act(admin, { kind: 'update', object: 'Contact', id, fields: { LastName: 'Weber' } });
    expect(rowOf(id)).toMatchObject({
      CreatedById: test.users[rep],
      CreatedDate: '2026-11-22T14:03:00.000+0000',
      LastModifiedById: test.users[admin],
      LastModifiedDate: '2026-11-22T14:03:02.000+0000',
      SystemModstamp: '2026-11-22T14:03:02.000+0000',
    });
  });

  it('have milliseconds where the switch says so, and queries go by them', async () => {
    test.org.setSwitch('modstampResolution', 'ms');
    expect(rowOf(make())).toMatchObject({ SystemModstamp: '2026-11-22T14:03:00.250+0000' });
    test.world.clock.advance(1);
    const later = make();
    const soql =
      'SELECT Id FROM Contact WHERE SystemModstamp > 2026-11-22T14:03:00.250+0000 ORDER BY SystemModstamp, Id';
    const { body } = await send('GET', `/query?q=${encodeURIComponent(soql)}`);
    expect((body as { records: { Id: string }[] }).records.map(({ Id }) => Id)).toEqual([later]);
  });

  it('of a late commit are older than the moment when it is seen', async () => {
    const id = make({ Title: 'before' });
    const count = async (): Promise<unknown> =>
      ((await send('GET', '/query?q=SELECT+COUNT()+FROM+Contact')).body as { totalSize: unknown }).totalSize;
    test.org.setSwitch('lateCommitMs', 60_000);
    test.org.act(rep, { kind: 'update', object: 'Contact', id, fields: { Title: 'late' } });
    make();
    test.org.setSwitch('lateCommitMs', 0);
    test.world.clock.advance(30_000);
    expect((await send('PATCH', `/sobjects/Contact/${id}`, { Department: 'D' })).status).toBe(204);
    expect([rowOf(id)?.['Title'], await count()]).toEqual(['before', 1]);
    test.world.clock.advance(30_000);
    expect([rowOf(id)?.['Title'], rowOf(id)?.['Department'], await count()]).toEqual(['late', 'D', 2]);
    const soql = 'SELECT COUNT() FROM Contact WHERE SystemModstamp <= 2026-11-22T14:03:00Z';
    expect((await send('GET', `/query?q=${encodeURIComponent(soql)}`)).body).toMatchObject({ totalSize: 1 });
  });
});

describe('the recycle bin', () => {
  it('keeps what is deleted until someone takes it out', () => {
    const id = make();
    expect(codeOf(() => act('undelete', id))).toBe('UNDELETE_FAILED');
    act('delete', id);
    expect(rowOf(id)).toMatchObject({ IsDeleted: true });
    expect(codeOf(() => act('delete', id))).toBe('ENTITY_IS_DELETED');
    act('undelete', id);
    expect(rowOf(id)).toMatchObject({ IsDeleted: false });
  });

  it('takes the contacts of an account along, and empties other lookups', () => {
    const account = test.org.act(rep, { kind: 'create', object: 'Account', fields: { Name: 'A' } });
    const boss = make({ AccountId: account });
    const contact = make({ ReportsToId: boss });
    act('delete', account, 'Account');
    expect([rowOf(boss)?.['IsDeleted'], rowOf(contact)?.['IsDeleted'], rowOf(contact)?.['ReportsToId']]).toEqual([
      true,
      false,
      null,
    ]);
  });

  it('takes the children of a master along', () => {
    const create = (object: string, fields: Record<string, unknown>): string =>
      test.org.act(admin, { kind: 'create', object, fields });
    const configuration = create('Exchange_Configuration__c', { Name: 'C' });
    const assignment = create('Exchange_Configuration_Assignment__c', {
      Configuration__c: configuration,
      User__c: test.users[rep],
    });
    test.org.act(admin, { kind: 'delete', object: 'Exchange_Configuration__c', id: configuration });
    expect(rowOf(assignment, 'Exchange_Configuration_Assignment__c')).toMatchObject({ IsDeleted: true });
  });

  it('holds the loser of a merge, which names its winner', () => {
    const [winner, loser] = [make(), make()];
    const report = make({ ReportsToId: loser });
    test.world.clock.advance(5_000);
    test.org.act(rep, { kind: 'merge', object: 'Contact', winner, loser });
    expect(rowOf(loser)).toMatchObject({ IsDeleted: true, MasterRecordId: winner });
    expect(rowOf(report)).toMatchObject({ ReportsToId: winner });
    expect(rowOf(winner)).toMatchObject({ IsDeleted: false, SystemModstamp: '2026-11-22T14:03:05.000+0000' });
    act('undelete', loser);
    expect(rowOf(loser)).toMatchObject({ IsDeleted: false, MasterRecordId: null });
  });

  it('moves the contacts of a merged account to the winner', () => {
    const account = (Name: string): string =>
      test.org.act(rep, { kind: 'create', object: 'Account', fields: { Name } });
    const [winner, loser] = [account('A'), account('B')];
    const contact = make({ AccountId: loser });
    test.org.act(rep, { kind: 'merge', object: 'Account', winner, loser });
    expect(rowOf(contact)).toMatchObject({ AccountId: winner, IsDeleted: false });
  });

  it('takes nothing that the user may not delete', () => {
    const [winner, loser] = [make(), make({ OwnerId: test.users[colleague] })];
    const account = test.org.seed('Account', { Name: 'A', OwnerId: test.users[colleague] });
    test.org.seed('Contact', { Id: loser, AccountId: account });
    const merge = (): string => test.org.act(rep, { kind: 'merge', object: 'Contact', winner, loser });
    expect([codeOf(merge), codeOf(() => act('delete', loser))]).toEqual([
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'INSUFFICIENT_ACCESS_OR_READONLY',
    ]);
  });
});

describe('a seed', () => {
  it('writes what nobody else may, and changes a record that is there', () => {
    const id = test.org.seed('Contact', {
      ...{ LastName: 'Old', OwnerId: test.users[rep], CreatedById: test.users[colleague] },
      ...{
        CreatedDate: '2020-01-01T00:00:00Z',
        SystemModstamp: '2021-01-01T00:00:00Z',
        LastActivityDate: '2022-02-02',
      },
    });
    expect(rowOf(id)).toMatchObject({
      CreatedDate: '2020-01-01T00:00:00.000+0000',
      SystemModstamp: '2021-01-01T00:00:00.000+0000',
      LastActivityDate: '2022-02-02',
      CreatedById: test.users[colleague],
    });
    expect(test.org.seed('Contact', { Id: id, LastName: 'New' })).toBe(id);
    expect(rowOf(id)).toMatchObject({ LastName: 'New', Name: 'New', CreatedDate: '2020-01-01T00:00:00.000+0000' });
  });

  it.each([
    ['Nothing', { Name: 'x' }, 'no object Nothing'],
    ['Contact', { LastName: 'x', Foo: 1, OwnerId: '0055g0000000000' }, 'no field Foo'],
    ['Contact', { LastName: 'x' }, 'needs an OwnerId'],
    ['Contact', { LastName: 'x', OwnerId: 'me' }, 'takes an id'],
    ['Contact', { LastName: 'x', CreatedDate: 'then' }, 'takes an instant'],
  ])('of %s with %j is refused: %s', (object, fields, message) => {
    expect(() => test.org.seed(object, fields)).toThrow(message);
  });
});
