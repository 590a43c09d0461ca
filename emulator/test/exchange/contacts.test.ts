// One contact over Graph: how it is made, how it looks, what a change does, ids, change keys, deletion.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stamp, startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let user: string;
let folderId: string;
let inFolder: string;

beforeAll(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
  folderId = exchange.hands.createFolder('Salesforce_Sync');
  inFolder = `${user}/contactFolders/${folderId}/contacts`;
});

afterAll(() => exchange.close());

const create = (body: object, headers?: Record<string, string>): Promise<Reply> =>
  exchange.call('POST', inFolder, { givenName: 'Ada', ...body }, headers);
const created = async (body: object = {}): Promise<string> => (await create(body)).body.id;
const read = async (id: string, query = ''): Promise<Reply['body']> =>
  (await exchange.get(`${user}/contacts/${id}${query}`)).body;
const patch = (id: string, body: object, headers?: Record<string, string>): Promise<Reply> =>
  exchange.call('PATCH', `${user}/contacts/${id}`, body, headers);
const remove = (id: string, headers?: Record<string, string>): Promise<Reply> =>
  exchange.call('DELETE', `${user}/contacts/${id}`, undefined, headers);

describe('A new contact', () => {
  it('is answered whole, with 201, Location, etag and change key, but without its extended properties', async () => {
    const reply = await create({ surname: 'Lovelace', singleValueExtendedProperties: [{ id: stamp, value: '1;x' }] });
    const { body } = reply;
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(
      `https://graph.microsoft.com/v1.0/users('${exchange.mailboxId}')/contacts('${body.id}')`,
    );
    expect(body.changeKey).toMatch(/^EQAAABYAAA[\w-]{30}$/);
    expect(body['@odata.etag']).toBe(`W/"${body.changeKey}"`);
    expect(reply.headers.get('etag')).toBe(body['@odata.etag']);
    expect(body).toMatchObject({ displayName: 'Ada Lovelace', parentFolderId: folderId });
    expect(body).not.toHaveProperty('singleValueExtendedProperties');
    expect((await read(body.id, `?$expand=${expand(stamp)}`)).singleValueExtendedProperties).toEqual([
      { id: stamp, value: '1;x' },
    ]);
  });

  it('has times of whole seconds', async () => {
    const body = await read(await created());
    expect(body.createdDateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(body.lastModifiedDateTime).toBe(body.createdDateTime);
  });

  it('made by an app reads null where a text is unset; fileAs and personalNotes read ""', async () => {
    const body = await read(await created());
    expect(body).toMatchObject({ surname: null, companyName: null, birthday: null, fileAs: '', personalNotes: '' });
    expect(body).toMatchObject({
      businessPhones: [],
      emailAddresses: [],
      categories: [],
      businessAddress: {},
      otherAddress: {},
    });
  });

  it('made in Outlook reads "" where a text is unset', async () => {
    const id = exchange.hands.createContact('Salesforce_Sync', { givenName: 'Hand', surname: 'Made' });
    const body = await read(id);
    expect(body).toMatchObject({ companyName: '', jobTitle: '', mobilePhone: '', birthday: null, homePhones: [] });
    await withSwitch(exchange, 'unsetStrings', 'null', async () => expect((await read(id)).companyName).toBeNull());
    await withSwitch(exchange, 'unsetStrings', 'empty', async () => {
      expect((await read(await created())).companyName).toBe('');
    });
  });

  it('can be made in the default folder, by /contacts or by its well-known name', async () => {
    for (const path of [`${user}/contacts`, `${user}/contactFolders/contacts/contacts`]) {
      const reply = await exchange.call('POST', path, { givenName: 'Default' });
      expect(reply.status).toBe(201);
      expect(reply.body.parentFolderId).toBe((await exchange.get(`${user}/contactFolders/contacts`)).body.id);
    }
  });

  it('needs a given name: missing, null and "" are refused, one blank is taken and reads back ""', async () => {
    const message = "The property 'GivenName' is required when creating the entity.";
    for (const body of [{ surname: 'A' }, { givenName: null }, { givenName: '' }]) {
      const reply = await exchange.call('POST', inFolder, body);
      expect(reply).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidProperty', message } } });
    }
    const reply = await exchange.call('POST', inFolder, { givenName: ' ', surname: 'Only' });
    expect(reply).toMatchObject({ status: 201, body: { givenName: '', displayName: 'Only' } });
  });

  it('needs no given name where the switch says so', async () => {
    await withSwitch(exchange, 'givenNameRequired', false, async () => {
      expect((await exchange.call('POST', inFolder, { surname: 'Only' })).status).toBe(201);
    });
  });

  it('with a null address fails with a server error', async () => {
    const reply = await create({ businessAddress: null });
    expect(reply).toMatchObject({ status: 500, body: { error: { code: 'ErrorInternalServerError' } } });
  });
});

describe('A contact that is read', () => {
  it('shows its addresses one by one as well, unless properties are selected', async () => {
    const emailAddresses = [{ name: 'A', address: 'a@example.com' }, { address: 'b@example.com' }];
    const id = await created({ emailAddresses });
    const body = await read(id);
    expect(body.emailAddresses).toEqual([emailAddresses[0], { name: 'b@example.com', address: 'b@example.com' }]);
    expect(body.primaryEmailAddress).toEqual(emailAddresses[0]);
    expect(body.secondaryEmailAddress).toEqual({ name: 'b@example.com', address: 'b@example.com' });
    expect(body).not.toHaveProperty('tertiaryEmailAddress');
    expect(await read(id, '?$select=emailAddresses')).not.toHaveProperty('primaryEmailAddress');
    expect(await read(id, '?$select=primaryEmailAddress')).toHaveProperty('primaryEmailAddress');
  });

  it('keeps etag and id under $select', async () => {
    const id = await created({ surname: 'Lovelace' });
    expect(await read(id, '?$select=surname')).toEqual({
      '@odata.context': expect.stringContaining('/contacts(surname)/$entity'),
      '@odata.etag': expect.any(String),
      id,
      surname: 'Lovelace',
    });
  });

  it('shows only the extended properties that are asked for and there, in the one spelling of their ids', async () => {
    const singleValueExtendedProperties = [
      { id: 'String 0x3A24', value: '+1 555 0100' },
      {
        id: stamp
          .toUpperCase()
          .replace('STRING', 'String')
          .replace(/NAME.*/, 'Name ExchangeSyncStamp'),
        value: '1;y',
      },
    ];
    const id = await created({ singleValueExtendedProperties });
    const shown = (await read(id, `?$expand=${expand('String 0x3A24', 'String 0x3A1F', stamp)}`))
      .singleValueExtendedProperties;
    expect(shown).toEqual([
      { id: 'String 0x3a24', value: '+1 555 0100' },
      { id: stamp, value: '1;y' },
    ]);
    expect(await read(id, `?$expand=${expand('String 0x3A1F')}`)).not.toHaveProperty('singleValueExtendedProperties');
    await withSwitch(exchange, 'extendedPropertyIds', 'asWritten', async () => {
      const written = (await read(id, `?$expand=${expand('String 0x3a24')}`)).singleValueExtendedProperties;
      expect(written).toEqual([{ id: 'String 0x3A24', value: '+1 555 0100' }]);
    });
  });

  it('tells names of extended properties apart by case', async () => {
    const id = await created({ singleValueExtendedProperties: [{ id: stamp, value: 'x' }] });
    const other = stamp.replace('ExchangeSyncStamp', 'exchangesyncstamp');
    expect(await read(id, `?$expand=${expand(other)}`)).not.toHaveProperty('singleValueExtendedProperties');
  });

  it.each([
    ['$select=nonsense', 400, 'BadRequest'],
    ['$expand=singleValueExtendedProperties', 400, 'ErrorInvalidUrlQuery'],
    ["$expand=singleValueExtendedProperties($filter=value eq 'x')", 400, 'ErrorInvalidUrlQuery'],
    ["$expand=singleValueExtendedProperties($filter=id eq 'nonsense')", 400, 'ErrorInvalidProperty'],
    ["$expand=singleValueExtendedProperties($filter=id eq 'Strange 0x3A24')", 400, 'ErrorInvalidExtendedProperty'],
    ['$expand=extensions', 501, 'EmulatorNotModelled'],
    ['$expand=nonsense', 400, 'BadRequest'],
    ['$filter=x eq 1', 501, 'EmulatorNotModelled'],
  ])('refuses %s', async (query, status, code) => {
    const reply = await exchange.get(`${user}/contacts/${await created()}?${encodeURI(query)}`);
    expect(reply).toMatchObject({ status, body: { error: { code } } });
  });

  it('is found in its own folder and under /contacts, not in another folder', async () => {
    const id = await created();
    expect((await exchange.get(`${inFolder}/${id}`)).status).toBe(200);
    expect((await exchange.get(`${user}/contactFolders/contacts/contacts/${id}`)).status).toBe(404);
  });
});

function expand(...ids: string[]): string {
  const filter = ids.map((id) => `id eq '${id}'`).join(' or ');
  return encodeURIComponent(`singleValueExtendedProperties($filter=${filter})`);
}

describe('A changed contact', () => {
  it('is answered whole with a new change key; what was not sent stays', async () => {
    const before = (await create({ surname: 'Lovelace', jobTitle: 'Countess' })).body;
    exchange.world.clock.advance(5000);
    const reply = await patch(before.id, { jobTitle: 'Analyst' });
    expect(reply).toMatchObject({ status: 200, body: { jobTitle: 'Analyst', surname: 'Lovelace', id: before.id } });
    expect(reply.body.changeKey).not.toBe(before.changeKey);
    expect(reply.body['@odata.etag']).toBe(`W/"${reply.body.changeKey}"`);
    expect(reply.body.createdDateTime).toBe(before.createdDateTime);
    expect(Date.parse(reply.body.lastModifiedDateTime)).toBeGreaterThan(Date.parse(before.lastModifiedDateTime));
  });

  it('is cleared by null, lists by []', async () => {
    const id = await created({
      jobTitle: 'Countess',
      birthday: '1815-12-10',
      businessPhones: ['1'],
      emailAddresses: [{ address: 'a@b.example' }],
    });
    const reply = await patch(id, { jobTitle: null, birthday: null, businessPhones: [], emailAddresses: [] });
    expect(reply.body).toMatchObject({ jobTitle: null, birthday: null, businessPhones: [], emailAddresses: [] });
  });

  it('gets a new display name when a part of the name changes without one', async () => {
    const id = await created({ surname: 'Byron', displayName: 'My friend' });
    expect((await read(id)).displayName).toBe('My friend');
    expect((await patch(id, { jobTitle: 'x' })).body.displayName).toBe('My friend');
    expect((await patch(id, { surname: 'Lovelace' })).body.displayName).toBe('Ada Lovelace');
    expect((await patch(id, { middleName: 'King', displayName: 'Ada L.' })).body.displayName).toBe('Ada L.');
    expect((await patch(id, { generation: 'II' })).body.displayName).toBe('Ada King Lovelace II');
  });

  it('loses the parts of an address that were not sent, or keeps them, as the switch says', async () => {
    const businessAddress = { street: 'St James’s Square', city: 'London' };
    const id = await created({ businessAddress });
    await withSwitch(exchange, 'addressPatch', 'merge', async () => {
      const answer = await patch(id, { businessAddress: { city: 'Paris' } });
      expect(answer.body.businessAddress).toEqual({ ...businessAddress, city: 'Paris' });
    });
    expect((await patch(id, { businessAddress: { city: 'Rome' } })).body.businessAddress).toEqual({ city: 'Rome' });
  });

  it('has its address cleared part by part; a null address is an error, or clears by a switch', async () => {
    const id = await created({ businessAddress: { street: 'A', city: 'B' } });
    expect((await patch(id, { businessAddress: null })).status).toBe(500);
    const parts = { street: null, city: '', state: null, postalCode: '', countryOrRegion: null };
    expect((await patch(id, { businessAddress: parts })).body.businessAddress).toEqual({});
    await patch(id, { businessAddress: { city: 'B' } });
    await withSwitch(exchange, 'nullAddressOnPatch', 'clears', async () => {
      expect((await patch(id, { businessAddress: null })).body.businessAddress).toEqual({});
    });
  });

  it('has its extended properties changed, added and removed one by one', async () => {
    const id = await created({ singleValueExtendedProperties: [{ id: 'String 0x3A24', value: '1' }] });
    await patch(id, { singleValueExtendedProperties: [{ id: 'String 0x3a1f', value: '2' }] });
    const both = `?$expand=${expand('String 0x3A24', 'String 0x3A1F')}`;
    expect((await read(id, both)).singleValueExtendedProperties).toEqual([
      { id: 'String 0x3a24', value: '1' },
      { id: 'String 0x3a1f', value: '2' },
    ]);
    await withSwitch(exchange, 'extendedPropertyNull', 'refused', async () => {
      const refused = await patch(id, { singleValueExtendedProperties: [{ id: 'String 0x3A24', value: null }] });
      expect(refused).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidExtendedPropertyValue' } } });
    });
    await patch(id, { singleValueExtendedProperties: [{ id: 'String 0x3A24', value: null }] });
    await patch(id, { singleValueExtendedProperties: [{ id: 'String 0x3A1F', value: '' }] });
    expect((await read(id, both)).singleValueExtendedProperties).toEqual([{ id: 'String 0x3a1f', value: '' }]);
  });

  it('is not changed at all by a request that is refused', async () => {
    const before = (await create({ surname: 'Lovelace' })).body;
    expect((await patch(before.id, { surname: 'Byron', businessPhones: ['1', '2', '3'] })).status).toBe(400);
    expect(await read(before.id)).toMatchObject({ surname: 'Lovelace', changeKey: before.changeKey });
  });

  it('moves to another folder by PATCH only where the switch says so', async () => {
    const id = await created();
    const target = (await exchange.get(`${user}/contactFolders/contacts`)).body.id;
    expect((await patch(id, { parentFolderId: target })).status).toBe(400);
    await withSwitch(exchange, 'contactParentFolderPatch', 'moves', async () => {
      expect((await patch(id, { parentFolderId: target })).body).toMatchObject({ id, parentFolderId: target });
    });
  });
});

describe('If-Match', () => {
  it('lets the current change key, * and no header through', async () => {
    const { body } = await create({});
    const second = await patch(body.id, { jobTitle: 'a' }, { 'if-match': body['@odata.etag'] });
    expect(second.status).toBe(200);
    expect((await patch(body.id, { jobTitle: 'b' }, { 'if-match': '*' })).status).toBe(200);
    expect((await patch(body.id, { jobTitle: 'c' })).status).toBe(200);
    const last = await patch(body.id, { jobTitle: 'd' });
    expect((await remove(body.id, { 'if-match': last.body['@odata.etag'] })).status).toBe(204);
  });

  it('refuses an old change key in PATCH and DELETE and changes nothing', async () => {
    const { body } = await create({});
    exchange.hands.editContact(body.id, { jobTitle: 'by hand' });
    const old = { 'if-match': body['@odata.etag'] };
    for (const reply of [await patch(body.id, { jobTitle: 'by app' }, old), await remove(body.id, old)]) {
      expect(reply).toMatchObject({ status: 412, body: { error: { code: 'ErrorIrresolvableConflict' } } });
    }
    expect((await read(body.id)).jobTitle).toBe('by hand');
  });

  it('is passed over where the switch says so', async () => {
    const { body } = await create({});
    await withSwitch(exchange, 'contactsIgnoreIfMatch', true, async () => {
      expect((await patch(body.id, { jobTitle: 'x' }, { 'if-match': 'W/"old"' })).status).toBe(200);
    });
  });
});

describe('A deleted contact', () => {
  const gone = { status: 404, body: { error: { code: 'ErrorItemNotFound' } } };

  it('is gone for reading, changing and deleting', async () => {
    const id = await created();
    const reply = await remove(id);
    expect(reply.status).toBe(204);
    expect(reply.text).toBe('');
    expect(await exchange.get(`${user}/contacts/${id}`)).toMatchObject(gone);
    expect(await patch(id, { jobTitle: 'x' })).toMatchObject(gone);
    expect(await remove(id)).toMatchObject(gone);
  });

  it('can be read by its immutable id in Deleted Items where the switch says so, but not deleted again', async () => {
    const id = await created();
    await remove(id);
    await withSwitch(exchange, 'deletedContactsReadable', true, async () => {
      const body = await read(id);
      expect(body.id).toBe(id);
      const folder = await exchange.get(`${user}/contactFolders/${body.parentFolderId}`);
      expect(folder).toMatchObject(gone);
      expect(await remove(id)).toMatchObject(gone);
    });
  });

  it('for good cannot be read by any switch', async () => {
    const id = await created();
    expect((await exchange.call('POST', `${user}/contacts/${id}/permanentDelete`, {})).status).toBe(204);
    await withSwitch(exchange, 'deletedContactsReadable', true, async () => {
      expect(await exchange.get(`${user}/contacts/${id}`)).toMatchObject(gone);
    });
  });
});

describe('The id of a contact', () => {
  const regular = { prefer: '' };

  it('has two forms; either is taken, the preferred one is shown', async () => {
    const immutableId = await created();
    const regularId = (await exchange.get(`${user}/contacts/${immutableId}`, regular)).body.id;
    expect(immutableId).toMatch(/^AAkALg/);
    expect(regularId).toMatch(/^AAMk.*=$/);
    expect((await exchange.get(`${user}/contacts/${regularId}`)).body.id).toBe(immutableId);
    expect((await create({}, regular)).headers.get('location')).toMatch(/contacts\('AAMk/);
  });

  it('changes with a move in its regular form and stays in its immutable form', async () => {
    const immutableId = await created();
    const before = (await exchange.get(`${user}/contacts/${immutableId}`, regular)).body;
    exchange.hands.moveContact(immutableId, 'Contacts');
    const after = (await exchange.get(`${user}/contacts/${immutableId}`, regular)).body;
    expect(after.id).not.toBe(before.id);
    expect(after.parentFolderId).not.toBe(before.parentFolderId);
    expect((await exchange.get(`${user}/contacts/${before.id}`)).status).toBe(404);
  });

  it('is told apart by letter case', async () => {
    const ids = [await created(), await created(), await created()];
    expect(new Set(ids).size).toBe(3);
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(2);
  });

  it('that is malformed is refused as such', async () => {
    const id = await created();
    for (const wrong of ['nonsense', id.slice(1), `${id}A`]) {
      const reply = await exchange.get(`${user}/contacts/${wrong}`);
      expect(reply).toMatchObject({
        status: 400,
        body: { error: { code: 'ErrorInvalidIdMalformed', message: 'Id is malformed.' } },
      });
    }
  });

  it('is demanded in its immutable form where the switch says so', async () => {
    await withSwitch(exchange, 'immutableIdRequired', true, async () => {
      expect((await exchange.get(inFolder, regular)).status).toBe(400);
      expect((await exchange.get(inFolder)).status).toBe(200);
    });
    expect((await exchange.get(inFolder, regular)).status).toBe(200);
  });
});
