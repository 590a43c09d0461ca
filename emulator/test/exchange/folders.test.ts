// Contact folders over Graph: list, get, create, rename, move, delete.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let base: string;
let defaultFolderId: string;

beforeAll(async () => {
  exchange = await startExchange();
});

beforeEach(async () => {
  const id = exchange.tenant.addMailbox({ address: 'someone@example.com', displayName: 'Some Body' });
  base = `/users/${id}/contactFolders`;
  defaultFolderId = (await exchange.get(`${base}/contacts`)).body.id;
});

afterAll(() => exchange.close());

const create = (displayName: string): Promise<Reply> => exchange.call('POST', base, { displayName });
const created = async (displayName: string): Promise<string> => (await create(displayName)).body.id;
const names = async (query = ''): Promise<string[]> =>
  (await exchange.get(`${base}${query}`)).body.value.map((folder: { displayName: string }) => folder.displayName);

describe('The list of contact folders', () => {
  it('hides the default folder, which is the parent of those it shows', async () => {
    expect(await names()).toEqual([]);
    await create('Salesforce_Sync');
    const list = (await exchange.get(base)).body.value;
    expect(list).toEqual([{ id: expect.any(String), displayName: 'Salesforce_Sync', parentFolderId: defaultFolderId }]);
  });

  it('is filtered by display name without regard to case', async () => {
    await create('Salesforce_Sync');
    await create("Pat's friends");
    expect(await names(`?$filter=${encodeURIComponent("displayName eq 'salesforce_sync'")}`)).toEqual([
      'Salesforce_Sync',
    ]);
    expect(await names(`?$filter=${encodeURIComponent("displayName eq 'Pat''s friends'")}`)).toEqual(["Pat's friends"]);
    expect(await names(`?$filter=${encodeURIComponent("displayName eq 'nothing'")}`)).toEqual([]);
  });

  it('comes in pages of ten, or of $top', async () => {
    for (let number = 1; number <= 12; number += 1) await create(`Folder ${number}`);
    const first = (await exchange.get(`${base}?$count=true`)).body;
    expect(first.value).toHaveLength(10);
    expect(first['@odata.count']).toBe(12);
    expect(first['@odata.nextLink']).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/.*\$skip=10$/);
    expect((await exchange.get(first['@odata.nextLink'])).body.value).toHaveLength(2);
    expect(await names('?$top=100')).toHaveLength(12);
  });

  it('shows what is selected and always the id', async () => {
    await create('One');
    const reply = await exchange.get(`${base}?$select=displayName`);
    expect(reply.body.value).toEqual([{ id: expect.any(String), displayName: 'One' }]);
    expect(reply.body['@odata.context']).toContain('/contactFolders(displayName)');
  });

  it.each([
    ['$select=nonsense', 400, 'BadRequest'],
    [`$filter=${encodeURIComponent("nonsense eq 'x'")}`, 400, 'BadRequest'],
    [`$filter=${encodeURIComponent("parentFolderId eq 'x'")}`, 501, 'EmulatorNotModelled'],
    ['$top=1001', 400, 'BadRequest'],
    ['$top=many', 400, 'BadRequest'],
    ['$expand=childFolders', 501, 'EmulatorNotModelled'],
  ])('refuses %s', async (query, status, code) => {
    expect(await exchange.get(`${base}?${query}`)).toMatchObject({ status, body: { error: { code } } });
  });
});

describe('A contact folder', () => {
  it('is made under the default folder, with a Location in key form', async () => {
    const reply = await create('Salesforce_Sync');
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ displayName: 'Salesforce_Sync', parentFolderId: defaultFolderId });
    expect(reply.headers.get('location')).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\('[^']+'\)\/contactFolders\('[^']+'\)$/,
    );
    expect((await exchange.get(`${base}/${reply.body.id}`)).body.displayName).toBe('Salesforce_Sync');
  });

  it('cannot be made twice, not even in other letter case', async () => {
    await create('Salesforce_Sync');
    const message = 'A folder with the specified name already exists.';
    expect(await create('Salesforce_Sync')).toMatchObject({
      status: 409,
      body: { error: { code: 'ErrorFolderExists', message } },
    });
    expect((await create('SALESFORCE_SYNC')).status).toBe(409);
  });

  it('can be made in other letter case where names are compared with case', async () => {
    await create('Salesforce_Sync');
    await withSwitch(exchange, 'folderNamesIgnoreCase', false, async () => {
      expect((await create('SALESFORCE_SYNC')).status).toBe(201);
      expect((await create('Salesforce_Sync')).status).toBe(409);
    });
  });

  it('needs a name and no properties that there are not', async () => {
    expect(await exchange.call('POST', base, {})).toMatchObject({
      status: 400,
      body: { error: { code: 'ErrorInvalidProperty' } },
    });
    const odd = await exchange.call('POST', base, { displayName: 'A', nonsense: 1 });
    expect(odd).toMatchObject({ status: 400, body: { error: { code: 'RequestBodyRead' } } });
    expect((await exchange.call('POST', base)).body.error.message).toBe('Empty Payload. JSON content expected.');
    expect((await exchange.call('POST', base, '{"displayName":')).body.error.code).toBe('BadRequest');
  });

  it('is renamed and moved by PATCH, which answers the whole folder', async () => {
    const [one, two] = [await created('One'), await created('Two')];
    const renamed = await exchange.call('PATCH', `${base}/${one}`, { displayName: 'Uno' });
    expect(renamed).toMatchObject({
      status: 200,
      body: { id: one, displayName: 'Uno', parentFolderId: defaultFolderId },
    });
    const moved = await exchange.call('PATCH', `${base}/${one}`, { parentFolderId: two });
    expect(moved.body).toMatchObject({ displayName: 'Uno', parentFolderId: two });
    expect(await names()).toEqual(['Two']);
    expect((await exchange.get(`${base}/${one}`)).body.parentFolderId).toBe(two);
    expect((await exchange.call('PATCH', `${base}/${two}`, { parentFolderId: one })).status).toBe(400);
  });

  it('cannot take the name of a sibling, but may keep its own', async () => {
    const one = await created('One');
    await create('Two');
    expect((await exchange.call('PATCH', `${base}/${one}`, { displayName: 'two' })).status).toBe(409);
    expect((await exchange.call('PATCH', `${base}/${one}`, { displayName: 'one' })).status).toBe(200);
  });

  it('goes to Deleted Items with its contacts; its name is free again', async () => {
    const id = await created('Salesforce_Sync');
    const contact = await exchange.call('POST', `${base}/${id}/contacts`, { givenName: 'A' });
    expect((await exchange.call('DELETE', `${base}/${id}`)).status).toBe(204);
    const gone = { status: 404, body: { error: { code: 'ErrorItemNotFound' } } };
    expect(await exchange.get(`${base}/${id}`)).toMatchObject(gone);
    expect(await exchange.get(`${base}/${id}/contacts`)).toMatchObject(gone);
    expect(await exchange.get(`${base.replace('contactFolders', 'contacts')}/${contact.body.id}`)).toMatchObject(gone);
    expect(await exchange.call('DELETE', `${base}/${id}`)).toMatchObject(gone);
    expect((await create('Salesforce_Sync')).status).toBe(201);
  });

  it('in Deleted Items can be read where the switch says so, and shows where it is', async () => {
    const id = await created('Salesforce_Sync');
    await exchange.call('DELETE', `${base}/${id}`);
    await withSwitch(exchange, 'deletedFoldersReadable', true, async () => {
      const reply = await exchange.get(`${base}/${id}`);
      expect(reply.status).toBe(200);
      expect(reply.body.parentFolderId).not.toBe(defaultFolderId);
    });
  });

  it('can be deleted for good', async () => {
    const id = await created('Salesforce_Sync');
    expect((await exchange.call('POST', `${base}/${id}/permanentDelete`, {})).status).toBe(204);
    await withSwitch(exchange, 'deletedFoldersReadable', true, async () => {
      expect((await exchange.get(`${base}/${id}`)).status).toBe(404);
    });
  });

  it('called contacts is the default one and stays as it is', async () => {
    expect((await exchange.get(`${base}/CONTACTS`)).body).toMatchObject({
      id: defaultFolderId,
      displayName: 'Contacts',
    });
    expect((await exchange.call('DELETE', `${base}/contacts`)).status).toBe(403);
    expect((await exchange.call('PATCH', `${base}/contacts`, { displayName: 'Mine' })).status).toBe(403);
  });

  it('has an id of one form whatever the client prefers', async () => {
    const id = await created('One');
    const ids = await Promise.all(
      ['', 'IdType="ImmutableId"'].map(async (prefer) => (await exchange.get(base, { prefer })).body.value[0].id),
    );
    expect(ids).toEqual([id, id]);
    expect(id).toMatch(/^AAMk[\w-]+=$/);
  });

  it('with an id that is none, of nothing, or of another mailbox is refused each in its way', async () => {
    const malformed = await exchange.get(`${base}/nonsense`);
    expect(malformed).toMatchObject({
      status: 400,
      body: { error: { code: 'ErrorInvalidIdMalformed', message: 'Id is malformed.' } },
    });
    const id = await created('One');
    const unknown = `${id.slice(0, 80)}${id.slice(80, 84) === 'AAAA' ? 'BBBB' : 'AAAA'}${id.slice(84)}`;
    expect(await exchange.get(`${base}/${unknown}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'ErrorItemNotFound' } },
    });
    const other = await exchange.get(`/users/${exchange.mailboxId}/contactFolders/${id}`);
    expect(other).toMatchObject({ status: 404, body: { error: { code: 'ErrorInvalidMailboxItemId' } } });
  });
});
