// A person in Outlook, as the rest of the emulator uses it: what the hands do shows over Graph, and nobody counts it.
import { beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import {
  address,
  newWorld,
  stamp,
  startExchange,
  tenantId,
  type Reply,
  type TestExchange,
} from './support/exchange.js';
import { createExchangeTenant } from '../../src/exchange/tenant.js';

let exchange: TestExchange;
let user: string;

beforeEach(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
});

afterEach(() => exchange.close());

const read = async (id: string): Promise<Reply['body']> => (await exchange.get(`${user}/contacts/${id}`)).body;
type Dumped = NonNullable<ReturnType<TestExchange['tenant']['dump']>['mailboxes'][number]>;
const dump = (): Dumped => exchange.tenant.dump().mailboxes[0] as Dumped;

describe('Hands in Outlook', () => {
  it('make a contact with the names that Outlook builds', async () => {
    const id = exchange.hands.createContact('Contacts', {
      givenName: 'Ada',
      surname: 'Lovelace',
      birthday: '1815-12-10',
    });
    expect(await read(id)).toMatchObject({
      displayName: 'Ada Lovelace',
      fileAs: 'Lovelace, Ada',
      birthday: '1815-12-10T11:59:00Z',
    });
  });

  it('may type what an app may not send', async () => {
    const emailAddresses = [{ address: 'not an address' }];
    const id = exchange.hands.createContact('Contacts', { surname: 'x'.repeat(300), emailAddresses });
    expect(await read(id)).toMatchObject({
      givenName: '',
      surname: 'x'.repeat(300),
      emailAddresses: [{ name: 'not an address', address: 'not an address' }],
    });
  });

  it('edit one thing and leave the others, with a new change key', async () => {
    const businessAddress = { street: 'A', city: 'B' };
    const id = exchange.hands.createContact('Contacts', { surname: 'Byron', jobTitle: 'Poet', businessAddress });
    const before = await read(id);
    exchange.hands.editContact(id, { surname: 'Lovelace', businessAddress: { city: 'C' }, jobTitle: null });
    const after = await read(id);
    expect(after).toMatchObject({ displayName: 'Lovelace', jobTitle: '', businessAddress: { street: 'A', city: 'C' } });
    expect(after.changeKey).not.toBe(before.changeKey);
  });

  it('copy a contact with its extended properties under a new id', async () => {
    const folder = exchange.hands.createFolder('Salesforce_Sync');
    const id = exchange.hands.createContact(folder, { givenName: 'Ada' }, { [stamp]: '1;x' });
    const copy = exchange.hands.copyContact(id, 'Salesforce_Sync');
    expect(copy).not.toBe(id);
    exchange.hands.editContact(copy, { givenName: 'Other' });
    const contacts = dump().contacts.map((contact) => [contact.properties.givenName, contact.extended[stamp]]);
    expect(contacts).toEqual([
      ['Ada', '1;x'],
      ['Other', '1;x'],
    ]);
  });

  it('move a contact out, in, into Deleted Items and back, always with the same immutable id', async () => {
    exchange.hands.createFolder('Salesforce_Sync');
    const id = exchange.hands.createContact('Contacts', { givenName: 'Ada' });
    for (const [folder, isDeleted] of [
      ['Salesforce_Sync', false],
      ['Deleted Items', true],
      ['Contacts', false],
    ] as const) {
      exchange.hands.moveContact(id, folder);
      expect(dump().contacts).toMatchObject([{ id, isDeleted }]);
    }
    expect((await read(id)).givenName).toBe('Ada');
  });

  it('rename, move, delete and bring back a folder', async () => {
    const id = exchange.hands.createFolder('Salesforce_Sync');
    const other = exchange.hands.createFolder('Other');
    const contact = exchange.hands.createContact(id, { givenName: 'Inside' });
    exchange.hands.renameFolder('Salesforce_Sync', 'Renamed');
    exchange.hands.moveFolder(id, 'Other');
    expect((await exchange.get(`${user}/contactFolders/${id}`)).body).toMatchObject({
      displayName: 'Renamed',
      parentFolderId: other,
    });
    exchange.hands.deleteFolder('Renamed');
    expect(dump().folders.find((folder) => folder.id === id)?.isDeleted).toBe(true);
    expect(dump().contacts).toMatchObject([{ id: contact, isDeleted: true }]);
    exchange.hands.moveFolder(id, 'Contacts');
    expect(dump().contacts).toMatchObject([{ id: contact, isDeleted: false }]);
    expect((await exchange.get(`${user}/contactFolders`)).body.value).toHaveLength(2);
  });

  it('are stopped by what Outlook stops, and by misspelt requests', () => {
    exchange.hands.createFolder('Salesforce_Sync');
    expect(() => exchange.hands.createFolder('salesforce_sync')).toThrow('already exists');
    expect(() => exchange.hands.renameFolder('Contacts', 'Mine')).toThrow('stays as it is');
    expect(() => exchange.hands.createContact('No such folder', {})).toThrow('no contact folder');
    expect(() => exchange.hands.createContact('Contacts', { lastName: 'x' })).toThrow('no property lastName');
    expect(() => exchange.hands.createContact('Contacts', { businessPhones: '1' })).toThrow('a list of texts');
    expect(() => exchange.hands.createContact('Contacts', { businessAddress: { zip: '1' } })).toThrow('no part zip');
    expect(() => exchange.hands.editContact('nonsense', {})).toThrow('no contact nonsense');
    expect(() => exchange.tenant.hands('nobody@example.com')).toThrow('no mailbox nobody@example.com');
  });

  it('are not counted and need no role', () => {
    exchange.tenant.setMailboxState(address, 'blocked');
    exchange.hands.createContact('Contacts', { givenName: 'Ada' });
    expect(exchange.world.calls.counts('exchange').requests).toBe(0);
  });
});

describe('The dump', () => {
  it('holds only what is set and can be changed without harm', () => {
    const id = exchange.hands.createContact(
      'Contacts',
      { givenName: 'Ada', surname: '', businessPhones: [] },
      { 'String 0x3A24': '1' },
    );
    const [contact] = dump().contacts;
    expect(contact).toMatchObject({ id, isDeleted: false, extended: { 'String 0x3A24': '1' } });
    expect(Object.keys(contact?.properties ?? {}).sort()).toEqual(['displayName', 'fileAs', 'givenName']);
    Object.assign(contact?.properties ?? {}, { givenName: 'Changed' });
    expect(dump().contacts[0]?.properties.givenName).toBe('Ada');
    expect(JSON.parse(JSON.stringify(exchange.tenant.dump()))).toEqual(exchange.tenant.dump());
  });
});

describe('The same seed', () => {
  const build = (seed: number): unknown => {
    const world = newWorld(seed);
    world.clock.freeze(0);
    const tenant = createExchangeTenant(world, { tenantId });
    const hands = tenant.hands(tenant.addMailbox({ address, displayName: 'Rita' }));
    hands.createContact(hands.createFolder('Salesforce_Sync'), { givenName: 'Ada' });
    return tenant.dump();
  };

  it('gives the same ids, another seed gives others', () => {
    expect(build(1)).toEqual(build(1));
    expect(build(1)).not.toEqual(build(2));
  });
});

describe('A switch', () => {
  it('that is unknown, or given a value that it does not take, is an error', () => {
    expect(() => exchange.tenant.setSwitch('nonsense', true)).toThrow('no switch is called nonsense');
    expect(() => exchange.tenant.setSwitch('givenNameRequired', 'yes')).toThrow('takes a boolean');
    expect(() => exchange.tenant.setSwitch('linkForm', 'round')).toThrow('takes paren or slash');
    expect(() => exchange.tenant.setSwitch('concurrencyMax', -1)).toThrow('takes a number');
  });
});
