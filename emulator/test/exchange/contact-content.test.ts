// What Exchange makes of the content of a contact: limits, e-mail addresses, birthdays, notes, properties that it
// refuses.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let contacts: string;

beforeAll(async () => {
  exchange = await startExchange();
  contacts = `/users/${exchange.mailboxId}/contacts`;
});

afterAll(() => exchange.close());

const create = (body: object): Promise<Reply> => exchange.call('POST', contacts, { givenName: 'Ada', ...body });
const refusal = (status: number, code: string, message?: string): object => ({
  status,
  body: { error: { code, ...(message === undefined ? {} : { message }) } },
});

describe('A list property', () => {
  it.each([
    ['emailAddresses', 'EmailAddresses', 3, { address: 'a@example.com' }],
    ['businessPhones', 'BusinessPhones', 2, '+1 555 0100'],
    ['homePhones', 'HomePhones', 2, '+1 555 0100'],
  ])('%s is full with so many entries as Exchange has places', async (name, shownName, max, entry) => {
    const full = await create({ [name]: Array(max).fill(entry) });
    expect(full.status).toBe(201);
    expect(full.body[name]).toHaveLength(max);
    const found = `The multi value property ${shownName} has ${max + 1} entries`;
    const message = `${found}, that exceeds the max allowed value of ${max}`;
    expect(await create({ [name]: Array(max + 1).fill(entry) })).toMatchObject(
      refusal(400, 'ErrorInvalidProperty', message),
    );
    const patched = await exchange.call('PATCH', `${contacts}/${full.body.id}`, { [name]: Array(max + 1).fill(entry) });
    expect(patched).toMatchObject(refusal(400, 'ErrorInvalidProperty', message));
  });

  it('without such a limit takes many entries', async () => {
    const categories = Array.from({ length: 12 }, (_, index) => `Category ${index}`);
    expect((await create({ categories })).body.categories).toEqual(categories);
  });

  it('cannot be null', async () => {
    expect(await create({ businessPhones: null })).toMatchObject(refusal(400, 'RequestBodyRead'));
    expect(await create({ emailAddresses: null })).toMatchObject(refusal(400, 'RequestBodyRead'));
  });
});

describe('An e-mail address', () => {
  it('has the address for a name where none is given', async () => {
    const reply = await create({ emailAddresses: [{ address: 'Ada@Example.com' }] });
    expect(reply.body.emailAddresses).toEqual([{ name: 'Ada@Example.com', address: 'Ada@Example.com' }]);
  });

  it.each(['A@msn.com,', 'nonsense', 'two@at@example.com', 'with blank@example.com'])(
    'that is malformed (%s) is lost without a word; the name stays',
    async (address) => {
      const reply = await create({ emailAddresses: [{ name: 'Ada', address }, { address }] });
      expect(reply.status).toBe(201);
      expect(reply.body.emailAddresses).toEqual([{ name: 'Ada' }, { name: address }]);
    },
  );

  it('without name and address takes no place', async () => {
    const reply = await create({ emailAddresses: [{}, { address: '' }, { address: 'a@example.com' }] });
    expect(reply.body.emailAddresses).toHaveLength(1);
  });

  it('has no other properties', async () => {
    const emailAddresses = [{ address: 'a@example.com', type: 'work' }];
    expect(await create({ emailAddresses })).toMatchObject(refusal(400, 'RequestBodyRead'));
  });
});

describe('A birthday', () => {
  it.each([
    ['1815-12-10', '1815-12-10T11:59:00Z'],
    ['2014-01-01T00:00:00Z', '2014-01-01T11:59:00Z'],
    ['1991-09-19T21:00:00Z', '1991-09-19T11:59:00Z'],
    ['2000-02-29T00:00:00.000Z', '2000-02-29T11:59:00Z'],
    ['2014-01-01T23:30:00-02:00', '2014-01-02T11:59:00Z'],
  ])('sent as %s is kept as %s', async (sent, kept) => {
    expect((await create({ birthday: sent })).body.birthday).toBe(kept);
  });

  it.each(['yesterday', '2014-02-30', '2014-02-30T00:00:00Z', '01.01.2014', 20140101])(
    'is not %s',
    async (birthday) => {
      expect(await create({ birthday })).toMatchObject(refusal(400, 'RequestBodyRead'));
    },
  );
});

describe('A text', () => {
  it('longer than 255 characters is refused, personalNotes apart, unless the limit is off', async () => {
    const long = 'x'.repeat(256);
    expect((await create({ companyName: long.slice(1) })).status).toBe(201);
    expect(await create({ companyName: long })).toMatchObject(refusal(400, 'ErrorInvalidProperty'));
    expect(await create({ businessPhones: [long] })).toMatchObject(refusal(400, 'ErrorInvalidProperty'));
    expect(await create({ businessAddress: { street: long } })).toMatchObject(refusal(400, 'ErrorInvalidProperty'));
    expect((await create({ personalNotes: long })).body.personalNotes).toBe(long);
    await withSwitch(exchange, 'stringLengthMax', 0, async () => {
      expect((await create({ companyName: long })).body.companyName).toBe(long);
    });
  });

  it('is a string and nothing else', async () => {
    expect(await create({ companyName: 5 })).toMatchObject(refusal(400, 'RequestBodyRead'));
    expect(await create({ businessPhones: [5] })).toMatchObject(refusal(400, 'RequestBodyRead'));
  });

  it('keeps its blanks and line breaks', async () => {
    const reply = await create({ companyName: ' Analytical  Engines ', personalNotes: 'one\r\ntwo' });
    expect(reply.body).toMatchObject({ companyName: ' Analytical  Engines ', personalNotes: 'one\r\ntwo' });
  });
});

describe('Notes in a list', () => {
  const listed = async (personalNotes: string): Promise<string> => {
    const { id } = (await create({ personalNotes, displayName: `notes ${personalNotes.length}` })).body;
    const all = (await exchange.get(`${contacts}?$top=1000&$select=personalNotes`)).body.value;
    return all.find((contact: { id: string }) => contact.id === id).personalNotes;
  };

  it('are cut after 255 characters', async () => {
    expect(await listed('y'.repeat(300))).toBe('y'.repeat(255));
    expect(await listed('short\r\nand whole')).toBe('short\r\nand whole');
  });

  it('lose their line breaks when they begin with one', async () => {
    expect(await listed('\r\none\r\ntwo')).toBe('onetwo');
  });
});

describe('A body', () => {
  it('with an unknown property is refused by name', async () => {
    const reply = await create({ fax: '1' });
    expect(reply).toMatchObject(refusal(400, 'RequestBodyRead'));
    expect(reply.body.error.message).toMatch(/^The property 'fax' does not exist on type 'microsoft.graph.contact'\./);
  });

  it.each([
    ['id', 'x'],
    ['changeKey', 'x'],
    ['createdDateTime', '2020-01-01T00:00:00Z'],
    ['lastModifiedDateTime', '2020-01-01T00:00:00Z'],
    ['parentFolderId', 'x'],
    ['@odata.etag', 'W/"x"'],
    ['@odata.context', 'x'],
  ])(
    'with the read-only property %s is refused, or it is passed over where the switch says so',
    async (name, value) => {
      const reply = await create({ [name]: value });
      expect(reply).toMatchObject(refusal(400, 'BadRequest'));
      expect(reply.body.error.message).toMatch(/^Unable to read JSON request payload\./);
      await withSwitch(exchange, 'readOnlyPropertiesRefused', false, async () => {
        const taken = await create({ [name]: value });
        expect(taken.status).toBe(201);
        expect(taken.body[name]).not.toBe(value);
      });
    },
  );

  it('may name its type', async () => {
    expect((await create({ '@odata.type': '#microsoft.graph.contact' })).status).toBe(201);
  });

  it('with a property that is not modelled says so', async () => {
    expect(await create({ primaryEmailAddress: { address: 'a@example.com' } })).toMatchObject(
      refusal(501, 'EmulatorNotModelled'),
    );
  });

  it('with a strange part of an address, or a text for an address, is refused', async () => {
    expect(await create({ businessAddress: { country: 'GB' } })).toMatchObject(refusal(400, 'RequestBodyRead'));
    expect(await create({ businessAddress: 'London' })).toMatchObject(refusal(400, 'RequestBodyRead'));
  });

  it('that is not an object, not JSON or not there is refused', async () => {
    for (const body of ['[]', '"text"', 'null', '{"givenName":']) {
      expect(await exchange.call('POST', contacts, body)).toMatchObject(refusal(400, 'BadRequest'));
    }
    expect(await exchange.call('POST', contacts)).toMatchObject(
      refusal(400, 'BadRequest', 'Empty Payload. JSON content expected.'),
    );
    const asText = await exchange.call('POST', contacts, '{"givenName":"Ada"}', { 'content-type': 'text/plain' });
    expect(asText).toMatchObject(refusal(400, 'BadRequest'));
  });

  it('of more than 4 MB is refused', async () => {
    expect((await create({ personalNotes: 'x'.repeat(4 * 1024 * 1024) })).status).toBe(413);
  });

  it('with a malformed extended property is refused', async () => {
    const withProperty = (property: object): Promise<Reply> => create({ singleValueExtendedProperties: [property] });
    expect(await withProperty({ id: 'Fax', value: 'x' })).toMatchObject(refusal(400, 'ErrorInvalidProperty'));
    expect(await withProperty({ value: 'x' })).toMatchObject(refusal(400, 'ErrorInvalidProperty'));
    expect(await withProperty({ id: 'Strange 0x3A24', value: 'x' })).toMatchObject(
      refusal(400, 'ErrorInvalidExtendedProperty'),
    );
    expect(await withProperty({ id: 'String 0x3A24', value: 5 })).toMatchObject(
      refusal(400, 'ErrorInvalidExtendedPropertyValue'),
    );
    expect(await withProperty({ id: 'String 0x3A24' })).toMatchObject(
      refusal(400, 'ErrorInvalidExtendedPropertyValue'),
    );
    expect(await withProperty({ id: 'String 0x3A24', value: 'x', kind: 1 })).toMatchObject(
      refusal(400, 'RequestBodyRead'),
    );
    expect(await create({ singleValueExtendedProperties: {} })).toMatchObject(refusal(400, 'RequestBodyRead'));
  });

  it('may carry an extended property by number in a namespace', async () => {
    const id = 'Integer {00062004-0000-0000-C000-000000000046} Id 0x8012';
    const reply = await create({ singleValueExtendedProperties: [{ id, value: '7' }] });
    const query = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${id}')`);
    const read = await exchange.get(`${contacts}/${reply.body.id}?$expand=${query}`);
    expect(read.body.singleValueExtendedProperties).toEqual([
      { id: 'Integer {00062004-0000-0000-c000-000000000046} Id 0x8012', value: '7' },
    ]);
  });
});
