// Lists of contacts: pages, order, filters, selected and extended properties.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRound, stamp, startExchange, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let list: string;

beforeAll(async () => {
  exchange = await startExchange();
  const folder = exchange.hands.createFolder('Salesforce_Sync');
  list = `/users/${exchange.mailboxId}/contactFolders/${folder}/contacts`;
  for (let number = 1; number <= 23; number += 1) {
    const surname = `Number ${String(24 - number).padStart(2, '0')}`;
    const emailAddresses = [{ name: surname, address: `number${number}@example.com` }];
    const contact = { givenName: number % 2 === 0 ? 'Even' : 'Odd', surname, emailAddresses, categories: ['All'] };
    exchange.hands.createContact(folder, contact, {
      [stamp]: `1;org;record-${number};intent;0`,
      'String 0x3A24': `fax ${number}`,
    });
    exchange.world.clock.advance(1000);
  }
  exchange.hands.createContact('Contacts', { givenName: 'Elsewhere' });
});

afterAll(() => exchange.close());

const get = (options: Record<string, string> = {}, headers?: Record<string, string>): Promise<Reply> =>
  exchange.get(
    `${list}?${Object.entries(options)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`,
    headers,
  );
const surnames = (reply: Reply): string[] => reply.body.value.map((contact: { surname: string }) => contact.surname);

describe('A list of contacts', () => {
  it('comes in pages of ten with absolute links to Graph, and holds each contact of the folder once', async () => {
    const first = await get();
    expect(first.body.value).toHaveLength(10);
    expect(first.body['@odata.nextLink']).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/.*\$skip=10$/);
    const { items, pages } = await readRound(exchange, list);
    expect([items.length, pages]).toEqual([23, 3]);
    expect(new Set(items.map((item) => item.id)).size).toBe(23);
    expect(items[0]).not.toHaveProperty('@odata.type');
  });

  it('has pages of $top or of the preferred size, and links that keep the other options', async () => {
    const first = await get({ $top: '20', $select: 'surname', $orderby: 'displayName' });
    expect(first.body.value).toHaveLength(20);
    const second = await exchange.get(first.body['@odata.nextLink']);
    expect(second.body.value).toHaveLength(3);
    expect(Object.keys(second.body.value[0])).toEqual(['@odata.etag', 'id', 'surname']);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
    const preferred = await get({}, { prefer: 'IdType="ImmutableId", odata.maxpagesize=5' });
    expect(preferred.body.value).toHaveLength(5);
    expect(preferred.headers.get('preference-applied')).toBe('IdType="ImmutableId", odata.maxpagesize=5');
  });

  it('misses a contact when one before it is deleted between two pages: $skip counts again', async () => {
    const first = await get({ $top: '5' });
    const copy = exchange.hands.copyContact(first.body.value[0].id, 'Salesforce_Sync');
    const all = await readRound(exchange, `${list}?$top=1000`);
    exchange.hands.moveContact(first.body.value[0].id, 'Contacts');
    const second = await exchange.get(first.body['@odata.nextLink']);
    expect(second.body.value[0].id).toBe(all.items[6]?.id);
    exchange.hands.moveContact(first.body.value[0].id, 'Salesforce_Sync');
    exchange.hands.deleteContact(copy);
  });

  it('is counted when asked', async () => {
    expect((await get({ $count: 'true', $top: '1' })).body['@odata.count']).toBe(23);
    expect((await get({ $top: '1' })).body).not.toHaveProperty('@odata.count');
  });

  it('is ordered by display name up or down', async () => {
    const up = surnames(await get({ $orderby: 'displayName', $top: '100' }));
    expect(up.slice(0, 2)).toEqual(['Number 02', 'Number 04']);
    expect(surnames(await get({ $orderby: 'displayName desc', $top: '100' }))).toEqual([...up].reverse());
    expect((await get({ $orderby: 'birthday' })).status).toBe(501);
    expect((await get({ $orderby: 'nonsense' })).status).toBe(400);
  });

  it('shows extended properties that are expanded', async () => {
    const $expand = `singleValueExtendedProperties($filter=id eq '${stamp}' or id eq 'String 0x3A24')`;
    const { value } = (await get({ $expand, $select: 'id,changeKey', $top: '2' })).body;
    expect(Object.keys(value[0])).toEqual(['@odata.etag', 'id', 'changeKey', 'singleValueExtendedProperties']);
    expect(value[1].singleValueExtendedProperties[0].id).toBe(stamp);
    expect((await get({ $top: '1' })).body.value[0]).not.toHaveProperty('singleValueExtendedProperties');
  });
});

describe('A filter', () => {
  it('finds contacts by one of their addresses', async () => {
    const found = await get({ $filter: "emailAddresses/any(a:a/address eq 'NUMBER3@example.com')" });
    expect(surnames(found)).toEqual(['Number 21']);
    expect(surnames(await get({ $filter: "emailAddresses/any(a:a/address eq 'none@example.com')" }))).toEqual([]);
  });

  it('finds contacts by the value of an extended property, however its id is spelt', async () => {
    const filter = (id: string, value: string): string =>
      `singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ep/value eq '${value}')`;
    expect(surnames(await get({ $filter: filter(stamp, '1;org;record-4;intent;0') }))).toEqual(['Number 20']);
    expect(surnames(await get({ $filter: filter('String 0x3a24', 'FAX 5') }))).toEqual(['Number 19']);
    expect(surnames(await get({ $filter: filter(stamp, 'fax 5') }))).toEqual([]);
    const otherName = stamp.replace('ExchangeSyncStamp', 'exchangesyncstamp');
    expect(surnames(await get({ $filter: filter(otherName, '1;org;record-4;intent;0') }))).toEqual([]);
  });

  it.each([
    ["displayName eq 'even number 20'", 1],
    ["givenName eq 'Even'", 11],
    ["givenName eq 'Even' and surname eq 'Number 20'", 1],
    ["surname eq 'Number 20' or surname eq 'Number 19'", 2],
    ["givenName eq 'Odd' and (surname eq 'Number 20' or surname eq 'Number 19')", 1],
    ["not (givenName eq 'Even')", 12],
    ["givenName ne 'Even'", 12],
    ["categories/any(c:c eq 'all')", 23],
    ['surname eq null', 0],
    ['lastModifiedDateTime ge 2020-01-01T00:00:00Z', 23],
    ['lastModifiedDateTime lt 2020-01-01T00:00:00Z', 0],
  ])('%s finds as many as it should', async ($filter, count) => {
    expect((await get({ $filter, $top: '100' })).body.value).toHaveLength(count);
  });

  it('by time finds what changed since', async () => {
    exchange.world.clock.advance(60_000);
    const since = new Date(exchange.world.clock.nowMs() - 1000).toISOString();
    const id = (await get({ $top: '1' })).body.value[0].id;
    exchange.hands.editContact(id, { jobTitle: 'New' });
    const found = await get({ $filter: `lastModifiedDateTime ge ${since}` });
    expect(found.body.value.map((contact: { id: string }) => contact.id)).toEqual([id]);
  });

  it.each([
    ["nonsense eq 'x'", 400, 'BadRequest'],
    ["jobTitle eq 'x'", 501, 'EmulatorNotModelled'],
    ["startswith(surname,'N')", 501, 'EmulatorNotModelled'],
    ["singleValueExtendedProperties/Any(ep: ep/value eq 'x')", 400, 'ErrorInvalidUrlQueryFilter'],
    ["singleValueExtendedProperties/Any(ep: ep/id eq 'String 0x1' and ep/value ne 'x')", 501, 'EmulatorNotModelled'],
    ["emailAddresses/any(a:b/address eq 'x')", 400, 'BadRequest'],
    ["surname eq 'x", 400, 'BadRequest'],
    ['', 400, 'BadRequest'],
  ])('%s is refused', async ($filter, status, code) => {
    expect(await get({ $filter })).toMatchObject({ status, body: { error: { code } } });
  });
});

describe('The default folder', () => {
  it('is what /contacts lists, without the contacts of other folders', async () => {
    const { items } = await readRound(exchange, `/users/${exchange.mailboxId}/contacts`);
    expect(items.map((item) => item.givenName)).toEqual(['Elsewhere']);
  });
});
