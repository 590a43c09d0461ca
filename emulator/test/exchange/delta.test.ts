// contacts/delta: rounds and pages, what they tell and what they keep quiet, tokens that age, die or are forged.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readRound, stamp, startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let user: string;
let folder: string;
let delta: string;
let folderNumber = 0;

beforeAll(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
});

beforeEach(() => {
  folderNumber += 1;
  folder = exchange.hands.createFolder(`Folder ${folderNumber}`);
  delta = `${user}/contactFolders/${folder}/contacts/delta`;
});

afterAll(() => exchange.close());

const add = (surname: string): string => exchange.hands.createContact(folder, { givenName: 'A', surname });
const addMany = (count: number): string[] => Array.from({ length: count }, (_, index) => add(`Number ${index + 1}`));
const sized = (size: number): Record<string, string> => ({ prefer: `IdType="ImmutableId", odata.maxpagesize=${size}` });
const round = (path = delta, headers: Record<string, string> = sized(200)): ReturnType<typeof readRound> =>
  readRound(exchange, path, headers);
const ids = (items: Reply['body'][]): string[] => items.map((item) => item.id);
const tombstone = (id: string): object => ({
  '@odata.type': '#microsoft.graph.contact',
  id,
  '@removed': { reason: 'deleted' },
});

describe('A first round', () => {
  it('holds all contacts of the folder whole, with type and etag, and ends with a delta link', async () => {
    const added = addMany(3);
    const { items, deltaLink } = await round();
    expect(ids(items)).toEqual(added);
    expect(items[0]).toMatchObject({
      '@odata.type': '#microsoft.graph.contact',
      surname: 'Number 1',
      businessAddress: {},
    });
    expect(items[0]['@odata.etag']).toBe(`W/"${items[0].changeKey}"`);
    expect(items[0]).not.toHaveProperty('primaryEmailAddress');
    expect(deltaLink).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\('.+'\)\/contactFolders\('.+'\)\/contacts\/delta\?\$deltatoken=/,
    );
  });

  it('of an empty folder is one page with a delta link', async () => {
    expect(await round()).toMatchObject({ items: [], pages: 1, deltaLink: expect.any(String) });
  });

  it('comes in pages of the preferred size; no page has both links', async () => {
    addMany(25);
    const first = (await exchange.get(delta, sized(10))).body;
    expect(first.value).toHaveLength(10);
    expect(first).toHaveProperty(['@odata.nextLink']);
    expect(first).not.toHaveProperty(['@odata.deltaLink']);
    const { items, pages } = await round(delta, sized(10));
    expect([items.length, pages]).toEqual([25, 3]);
    expect(new Set(ids(items)).size).toBe(25);
  });

  it('has pages of ten by default and of 200 at most', async () => {
    addMany(205);
    expect((await exchange.get(delta)).body.value).toHaveLength(10);
    expect((await exchange.get(delta, sized(1000))).body.value).toHaveLength(200);
  });

  it('knows nothing of contacts that went before it', async () => {
    const [gone, here] = addMany(2);
    exchange.hands.deleteContact(gone ?? '');
    expect(ids((await round()).items)).toEqual([here]);
  });

  it('can select properties, which its links remember', async () => {
    addMany(3);
    const { items, deltaLink } = await round(`${delta}?$select=surname,changeKey`, sized(2));
    expect(Object.keys(items[2])).toEqual(['@odata.type', '@odata.etag', 'id', 'changeKey', 'surname']);
    exchange.hands.editContact(items[0].id, { surname: 'New' });
    expect(Object.keys((await round(deltaLink)).items[0])).toEqual(Object.keys(items[2]));
  });

  it('has links in the other form where the switch says so', async () => {
    await withSwitch(exchange, 'linkForm', 'slash', async () => {
      const { deltaLink } = await round();
      expect(deltaLink).toContain(`${delta.replace(folder, encodeURIComponent(folder))}?$deltatoken=`);
      expect((await exchange.get(deltaLink)).status).toBe(200);
    });
  });

  it('of the default folder is found at /contacts/delta', async () => {
    const id = exchange.hands.createContact('Contacts', { givenName: 'Default' });
    const { items, deltaLink } = await round(`${user}/contacts/delta()`);
    expect(ids(items)).toContain(id);
    expect((await round(deltaLink)).items).toEqual([]);
    exchange.hands.deleteContact(id);
  });
});

describe('A later round', () => {
  it('without changes is one page with a delta link that works again', async () => {
    addMany(3);
    const first = await round();
    const second = await round(first.deltaLink);
    expect(second).toMatchObject({ items: [], pages: 1 });
    expect((await round(second.deltaLink)).items).toEqual([]);
  });

  it('holds new and changed contacts whole, each once, and our own writes too', async () => {
    const [changed, untouched] = addMany(2);
    const first = await round();
    const added = add('New');
    exchange.hands.editContact(changed ?? '', { jobTitle: 'one' });
    await exchange.call('PATCH', `${user}/contacts/${changed}`, { jobTitle: 'two' });
    const { items } = await round(first.deltaLink);
    expect(ids(items)).toEqual([added, changed]);
    expect(items[1]).toMatchObject({ jobTitle: 'two', surname: 'Number 1' });
    expect(ids(items)).not.toContain(untouched);
  });

  it('shows a removed contact as a tombstone of three keys, whether deleted or moved out', async () => {
    const [deleted = '', moved = ''] = addMany(3);
    const first = await round();
    exchange.hands.deleteContact(deleted);
    exchange.hands.moveContact(moved, 'Contacts');
    expect((await round(first.deltaLink)).items).toEqual([tombstone(deleted), tombstone(moved)]);
  });

  it('shows a contact that was moved in as new, and one that came back too', async () => {
    const id = exchange.hands.createContact('Contacts', { givenName: 'From', surname: 'Elsewhere' });
    const first = await round();
    exchange.hands.moveContact(id, folder);
    const second = await round(first.deltaLink);
    expect(second.items).toEqual([expect.objectContaining({ id, surname: 'Elsewhere', parentFolderId: folder })]);
    exchange.hands.deleteContact(id);
    const third = await round(second.deltaLink);
    expect(third.items).toEqual([tombstone(id)]);
    exchange.hands.moveContact(id, folder);
    expect(ids((await round(third.deltaLink)).items)).toEqual([id]);
  });

  it('does not mention a contact that came and went between two rounds', async () => {
    const first = await round();
    exchange.hands.deleteContact(add('Short'));
    expect((await round(first.deltaLink)).items).toEqual([]);
  });

  it('tells of a contact that went, came back and went again', async () => {
    const id = add('Restless');
    const first = await round();
    for (const to of ['Contacts', folder, 'Contacts']) exchange.hands.moveContact(id, to);
    expect((await round(first.deltaLink)).items).toEqual([tombstone(id)]);
  });

  it('never shows extended properties', async () => {
    const first = await round();
    exchange.hands.createContact(folder, { givenName: 'Stamped' }, { [stamp]: '1;x' });
    expect((await round(first.deltaLink)).items[0]).not.toHaveProperty('singleValueExtendedProperties');
  });

  it('shows the id form that each request prefers, tombstones included', async () => {
    const [id = '', other = ''] = addMany(2);
    const regular = (await exchange.get(`${user}/contacts/${id}`, { prefer: '' })).body.id;
    const first = await round();
    exchange.hands.moveContact(id, 'Contacts');
    exchange.hands.editContact(other, { jobTitle: 'x' });
    expect(ids((await round(first.deltaLink)).items)).toEqual([id, other]);
    const regularRound = await round(first.deltaLink, { prefer: '' });
    expect(regularRound.items[0]).toEqual(tombstone(regular));
    expect(regularRound.items[1].id).toMatch(/^AAMk/);
  });

  it('cuts notes as lists do', async () => {
    const first = await round();
    exchange.hands.createContact(folder, { givenName: 'N', personalNotes: 'y'.repeat(300) });
    expect((await round(first.deltaLink)).items[0].personalNotes).toHaveLength(255);
  });
});

describe('Changes while a client pages', () => {
  it('show at the end of the round or in the next one, and nothing is lost', async () => {
    const added = addMany(5);
    const first = (await exchange.get(delta, sized(2))).body;
    const shown = ids(first.value);
    expect(shown).toEqual(added.slice(0, 2));
    exchange.hands.editContact(shown[0] ?? '', { jobTitle: 'later' });
    exchange.hands.deleteContact(shown[1] ?? '');
    exchange.hands.deleteContact(added[4] ?? '');
    const rest = await round(first['@odata.nextLink'], sized(2));
    expect(ids(rest.items).slice(0, 3)).toEqual([added[2], added[3], shown[0]]);
    // The second tombstone is of a contact that this client never saw: that is allowed, and must be borne.
    expect(rest.items.slice(3)).toEqual([tombstone(shown[1] ?? ''), tombstone(added[4] ?? '')]);
    expect((await round(rest.deltaLink)).items).toEqual([]);
  });
});

describe('Switches of delta', () => {
  it('can begin each round with an empty page', async () => {
    addMany(2);
    await withSwitch(exchange, 'deltaEmptyFirstPage', true, async () => {
      const first = (await exchange.get(delta, sized(200))).body;
      expect(first.value).toEqual([]);
      expect(first).toHaveProperty(['@odata.nextLink']);
      const whole = await round();
      expect([whole.items.length, whole.pages]).toEqual([2, 2]);
      expect(await round(whole.deltaLink)).toMatchObject({ items: [], pages: 2 });
    });
  });

  it('can repeat the last item of a page on the next one', async () => {
    const added = addMany(5);
    await withSwitch(exchange, 'deltaRepeatsItems', true, async () => {
      const { items } = await round(delta, sized(2));
      expect(ids(items)).toEqual([0, 1, 1, 2, 3, 3, 4].map((index) => added[index]));
    });
  });

  it('can hold changes back for a while', async () => {
    const first = await round();
    const id = add('Late');
    await withSwitch(exchange, 'deltaDelayMs', 10_000, async () => {
      const early = await round(first.deltaLink);
      expect(early.items).toEqual([]);
      exchange.world.clock.advance(10_001);
      expect(ids((await round(early.deltaLink)).items)).toEqual([id]);
    });
  });
});

describe('An option', () => {
  it.each(['$top=5', "$filter=surname eq 'x'", '$orderby=displayName', '$expand=photo', '$search=x'])(
    '%s is refused with the text that lists them all',
    async (option) => {
      expect(await exchange.get(`${delta}?${encodeURI(option)}`)).toMatchObject({
        status: 400,
        body: {
          error: {
            code: 'ErrorInvalidUrlQuery',
            message:
              "The following parameters are not supported with change tracking over the 'Contacts' resource: " +
              "'$orderby, $filter, $select, $expand, $search, $top'.",
          },
        },
      });
    },
  );

  it('that is unknown, or selects what there is not, is refused', async () => {
    expect((await exchange.get(`${delta}?$nonsense=1`)).status).toBe(400);
    expect((await exchange.get(`${delta}?$select=nonsense`)).status).toBe(400);
    expect((await exchange.get(`${delta}?$skip=1`)).status).toBe(501);
  });
});

describe('A delta link', () => {
  /** Makes a change, runs a round from the link and answers the new link. */
  const advance = async (link: string): Promise<string> => {
    add('Another');
    return (await round(link)).deltaLink;
  };

  it('can be read again and again and tells the same until something changes', async () => {
    const { deltaLink } = await round();
    const id = add('New');
    for (let time = 0; time < 6; time += 1) expect(ids((await round(deltaLink)).items)).toEqual([id]);
  });

  it('dies when more than three newer ones have been given out, and the error names the generations', async () => {
    const links = [(await round()).deltaLink];
    for (let time = 0; time < 4; time += 1) links.push(await advance(links.at(-1) ?? ''));
    expect((await exchange.get(links[1] ?? '')).status).toBe(200);
    const dead = await exchange.get(links[0] ?? '');
    expect(dead).toMatchObject({ status: 410, body: { error: { code: 'SyncStateNotFound' } } });
    expect(dead.body.error.message).toMatch(
      /^The sync state generation is not found; generation=1;\[highest=5\]\[5\]\[2\]\[3\]\[4\]\.$/,
    );
    expect(dead.headers.get('location')).toBeNull();
  });

  it('can carry the way to a new round in its 410', async () => {
    const { deltaLink } = await round();
    exchange.tenant.expireDeltaTokens(exchange.mailboxId);
    await withSwitch(exchange, 'goneCarriesLocation', true, async () => {
      const location = (await exchange.get(deltaLink)).headers.get('location') ?? '';
      expect(location).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\//);
      expect((await exchange.get(location)).status).toBe(200);
    });
  });

  it('ages with every page where the switch says so', async () => {
    await withSwitch(exchange, 'deltaPagesAgeTokens', true, async () => {
      const { deltaLink } = await round();
      addMany(12);
      const first = (await exchange.get(deltaLink, sized(2))).body;
      await round(first['@odata.nextLink'], sized(2));
      expect((await exchange.get(deltaLink)).status).toBe(410);
      expect((await exchange.get(first['@odata.nextLink'])).status).toBe(410);
    });
  });

  it('expires on command, in the middle of a round too, for one mailbox or for all', async () => {
    addMany(5);
    const { deltaLink } = await round();
    const { body } = await exchange.get(delta, sized(2));
    exchange.tenant.expireDeltaTokens(exchange.mailboxId);
    for (const link of [deltaLink, body['@odata.nextLink']]) {
      expect(await exchange.get(link)).toMatchObject({ status: 410, body: { error: { code: 'SyncStateNotFound' } } });
    }
    const fresh = await round();
    expect(fresh.items).toHaveLength(5);
    const otherMailbox = exchange.tenant.addMailbox({
      address: `other${folderNumber}@example.com`,
      displayName: 'Other',
    });
    exchange.tenant.expireDeltaTokens(otherMailbox);
    expect((await exchange.get(fresh.deltaLink)).status).toBe(200);
    exchange.tenant.expireDeltaTokens();
    expect((await exchange.get(fresh.deltaLink)).status).toBe(410);
  });

  it('that is forged, cut short or of another folder is malformed, not expired', async () => {
    const { deltaLink } = await round();
    const other = exchange.hands.createFolder(`Other ${folderNumber}`);
    const wrong = [
      deltaLink.slice(0, -2),
      deltaLink.replace('$deltatoken=', '$deltatoken=A'),
      deltaLink.replace('$deltatoken=', '$skiptoken='),
      deltaLink.replace(encodeURIComponent(folder), encodeURIComponent(other)),
      `${delta}?$deltatoken=nonsense`,
    ];
    for (const link of wrong) {
      const reply = await exchange.get(link);
      expect(reply).toMatchObject({
        status: 400,
        body: { error: { code: 'BadRequest', message: 'Badly formed token.' } },
      });
    }
  });

  it('of a deleted folder is refused differently than a fresh call, and lives again with the folder', async () => {
    addMany(1);
    const { deltaLink } = await round();
    exchange.hands.deleteFolder(folder);
    expect(await exchange.get(deltaLink)).toMatchObject({
      status: 404,
      body: { error: { code: 'ErrorSyncFolderNotFound' } },
    });
    expect(await exchange.get(delta)).toMatchObject({ status: 404, body: { error: { code: 'ErrorItemNotFound' } } });
    exchange.hands.moveFolder(folder, 'Contacts');
    expect((await round(deltaLink)).items).toEqual([]);
  });
});
