// A mailbox of 5,000 contacts: the change log must make delta cheap. Counted in work done, not in seconds.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRound, stamp, startExchange, type TestExchange } from './support/exchange.js';

const contactCount = 5000;
let exchange: TestExchange;
let folder: string;
let ids: string[];

beforeAll(async () => {
  exchange = await startExchange();
  folder = exchange.hands.createFolder('Salesforce_Sync');
  ids = Array.from({ length: contactCount }, (_, index) =>
    exchange.hands.createContact(
      folder,
      { givenName: 'Contact', surname: `Number ${index}` },
      { [stamp]: `1;${index}` },
    ),
  );
});

afterAll(() => exchange.close());

const path = (rest: string): string => `/users/${exchange.mailboxId}/contactFolders/${folder}/contacts${rest}`;
const pages = { prefer: 'IdType="ImmutableId", odata.maxpagesize=200' };

describe('A folder of 5,000 contacts', () => {
  it('is read by delta in 25 pages, and its tokens stay short', async () => {
    const whole = await readRound(exchange, path('/delta'), pages);
    expect([whole.items.length, whole.pages]).toEqual([contactCount, 25]);
    expect(whole.deltaLink.length).toBeLessThan(1000);
    expect(new Set(whole.items.map((item) => item.id)).size).toBe(contactCount);
  });

  it('costs as many items as were changed, however often they were changed', async () => {
    const { deltaLink } = await readRound(exchange, path('/delta?$select=surname'), pages);
    const changed = ids.slice(100, 110);
    for (let time = 0; time < 1500; time += 1)
      exchange.hands.editContact(changed[time % 10] ?? '', { jobTitle: `${time}` });
    const later = await readRound(exchange, deltaLink, pages);
    expect(later.pages).toBe(1);
    expect(later.items.map((item) => item.id).sort()).toEqual([...changed].sort());
  });

  it('is listed with its stamps in five pages of a thousand', async () => {
    const expand = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${stamp}')`);
    const listed = await readRound(exchange, path(`?$select=id,changeKey&$top=1000&$expand=${expand}`));
    expect([listed.items.length, listed.pages]).toEqual([contactCount, 5]);
    expect(listed.items.at(-1)?.singleValueExtendedProperties).toEqual([{ id: stamp, value: `1;${contactCount - 1}` }]);
  });

  it('gives one contact by its stamp', async () => {
    const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${stamp}' and ep/value eq '1;4321')`;
    const found = await exchange.get(path(`?$filter=${encodeURIComponent(filter)}`));
    expect(found.body.value.map((contact: { id: string }) => contact.id)).toEqual([ids[4321]]);
  });
});
