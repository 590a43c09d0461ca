import { describe, expect, it } from '@jest/globals';
import { fillCast, type CastOptions } from '../../src/people.js';
import type { SalesforceRecord } from '../../src/parts.js';
import { fakeSystems } from './fake-systems.js';

function fill(options: CastOptions, seed = 7) {
  const systems = fakeSystems(seed);
  const cast = fillCast(systems.world, systems.exchange, systems.salesforce, options);
  const { mailboxes } = systems.exchange.dump();
  const { objects } = systems.salesforce.dump();
  const owned = (username: string): readonly SalesforceRecord[] => {
    const person = cast.people.find((candidate) => candidate.username === username);
    return (objects['Contact'] ?? []).filter((contact) => contact['OwnerId'] === person?.userId);
  };
  const inSyncFolder = (username: string) => {
    const mailbox = mailboxes.find(({ address }) => address === username);
    const folder = mailbox?.folders.find(({ displayName }) => displayName === 'Salesforce_Sync');
    return (mailbox?.contacts ?? []).filter((contact) => contact.parentFolderId === folder?.id);
  };
  return { cast, mailboxes, objects, owned, inSyncFolder };
}

const demo: CastOptions = { cast: 'demo', people: 5, contacts: 40 };
const addressesOf = (contact: { properties: Record<string, unknown> }) =>
  (contact.properties['emailAddresses'] as { address: string }[]).map(({ address }) => address);

const nameOf = (contact: SalesforceRecord) => [contact['FirstName'], contact['LastName']].join(' ');

describe('every cast', () => {
  it('is the same for the same seed, and another for another seed', () => {
    const contacts = (seed: number) => JSON.stringify([fill(demo, seed).objects, fill(demo, seed).mailboxes]);
    expect(contacts(7)).toBe(contacts(7));
    expect(contacts(7)).not.toBe(contacts(8));
  });

  it('has an admin and an integration user with their permission sets, and uses reserved domains only', () => {
    const { cast, mailboxes, objects } = fill(demo);
    const sets = cast.people.map(({ role, permissionSets }) => [role, ...permissionSets].join(' '));
    expect(sets).toContain('admin Exchange_Sync_Admin');
    expect(sets).toContain('integration Exchange_Sync_Connector');
    const told = JSON.stringify([mailboxes, objects]);
    const hosts = [...told.matchAll(/@([\w.-]+)/g)].map(([, host]) => host ?? '');
    expect(hosts.length).toBeGreaterThan(100);
    expect(hosts.filter((host) => !/(^|\.)example(\.org|\.net|\.com)?$/i.test(host))).toEqual([]);
  });

  it('leaves the company without reps and contacts when it is empty', () => {
    const { cast, objects } = fill({ cast: 'empty', people: 5, contacts: 10 });
    expect(cast.people.map(({ role }) => role)).toEqual(['admin', 'integration']);
    expect(objects['Contact']).toBeUndefined();
  });
});

describe('the demo cast', () => {
  it('has five reps in three directions, one of them through the profile', () => {
    const { cast, objects } = fill(demo);
    const reps = cast.people.filter(({ role }) => role === 'rep');
    expect(reps.map(({ direction }) => direction)).toEqual([
      'BothWays',
      'BothWays',
      'SalesforceToExchange',
      'ExchangeToSalesforce',
      'SalesforceToExchange',
    ]);
    const assignments = objects['Exchange_Configuration_Assignment__c'] ?? [];
    expect(assignments.filter((assignment) => assignment['Profile_Id__c'] !== undefined)).toHaveLength(1);
    expect(assignments.filter((assignment) => assignment['User__c'] !== undefined)).toHaveLength(4);
  });

  it('adds further reps when more than five people are wanted, and leaves some out when fewer are', () => {
    const reps = (people: number) => fill({ ...demo, people }).cast.people.filter(({ role }) => role === 'rep').length;
    expect(reps(7)).toBe(7);
    expect(reps(2)).toBe(2);
  });

  it('has a rep whose full Salesforce_Sync holds the people of Salesforce, a little different', () => {
    const { owned, inSyncFolder } = fill(demo);
    const jonas = 'jonas.brandt@lindenhof.example';
    const names = new Map(owned(jonas).map((contact) => [nameOf(contact), contact]));
    const pairs = inSyncFolder(jonas).filter(({ properties }) => names.has(String(properties['displayName'])));
    expect(pairs).toHaveLength(24);
    expect(inSyncFolder(jonas).length).toBeGreaterThan(pairs.length);
    expect(names.size).toBeGreaterThan(pairs.length);
    const phoneOf = (properties: Record<string, unknown>) => (properties['businessPhones'] as string[])[0];
    const differs = pairs.filter(
      ({ properties }) => names.get(String(properties['displayName']))?.['Phone'] !== phoneOf(properties),
    );
    expect(differs.length).toBeGreaterThan(0);
    const withoutAddress = pairs.filter((contact) => addressesOf(contact).length === 0);
    expect(withoutAddress.length).toBeGreaterThan(0);
    for (const { properties } of withoutAddress) {
      const twin = names.get(String(properties['displayName']));
      expect(twin?.['AccountId']).toEqual(expect.any(String));
    }
  });

  it('has three people with one address, in Salesforce', () => {
    const { objects } = fill(demo);
    const shared = (objects['Contact'] ?? []).filter(({ Email }) => Email === 'reception@millrace-hotels.example');
    expect(new Set(shared.map(({ LastName }) => LastName)).size).toBe(3);
  });

  it('labels each odd contact, and the labelled contact is there', () => {
    const { cast, mailboxes, objects } = fill(demo);
    const ids = new Set([
      ...mailboxes.flatMap(({ contacts }) => contacts.map(({ id }) => id)),
      ...(objects['Contact'] ?? []).map(({ Id }) => Id),
    ]);
    expect(cast.oddities.length).toBeGreaterThan(15);
    expect(cast.oddities.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it('keeps private contacts outside the folder that syncs', () => {
    const { cast, inSyncFolder } = fill(demo);
    const priv = cast.oddities.filter(({ label }) => label.startsWith('private'));
    expect(priv.length).toBeGreaterThan(0);
    for (const { id, username } of priv) expect(inSyncFolder(username).map((contact) => contact.id)).not.toContain(id);
  });
});

describe('the plain cast', () => {
  const plain = (plainPeople: CastOptions['plainPeople'], otherVisibleContacts = 0) =>
    fill({ cast: 'plain', people: 0, contacts: 0, otherVisibleContacts, ...(plainPeople ? { plainPeople } : {}) });

  it('gives each person as many contacts on each side as asked for, with the overlap on both', () => {
    const { cast, owned, inSyncFolder } = plain([
      { direction: 'BothWays', salesforceContacts: 60, exchangeContacts: 50, overlap: 20 },
      { direction: 'SalesforceToExchange', salesforceContacts: 10, exchangeContacts: 0 },
    ]);
    const [first, second] = cast.people.filter(({ role }) => role === 'rep').map(({ username }) => username);
    expect(owned(first ?? '')).toHaveLength(60);
    expect(inSyncFolder(first ?? '')).toHaveLength(50);
    const emails = new Set(owned(first ?? '').map(({ Email }) => Email));
    const onBoth = inSyncFolder(first ?? '').filter((contact) => emails.has(addressesOf(contact)[0]));
    expect(onBoth).toHaveLength(20);
    expect(owned(second ?? '')).toHaveLength(10);
    expect(inSyncFolder(second ?? '')).toHaveLength(0);
  });

  it('has 1.3 addresses a contact, N/5 companies, an account for four out of five of them, and nobody twice', () => {
    const { cast, objects, inSyncFolder } = plain([
      { direction: 'ExchangeToSalesforce', salesforceContacts: 0, exchangeContacts: 1000 },
    ]);
    const contacts = inSyncFolder(cast.people.at(-1)?.username ?? '');
    expect(contacts.flatMap(addressesOf)).toHaveLength(1300);
    expect(new Set(contacts.flatMap(addressesOf)).size).toBe(1300);
    expect(new Set(contacts.map(({ properties }) => properties['displayName'])).size).toBe(1000);
    const companies = new Set(contacts.map(({ properties }) => properties['companyName']));
    const accounts = (objects['Account'] ?? []).map(({ Name }) => Name);
    expect(companies.size).toBe(200);
    expect(accounts).toHaveLength(160);
    expect(accounts.filter((name) => !companies.has(name))).toEqual([]);
  });

  it('adds contacts of a colleague in no configuration that everybody can see', () => {
    const { cast, owned } = plain([], 30);
    const colleague = cast.people.find(({ role }) => role === 'colleague');
    expect(colleague?.configuration).toBeNull();
    expect(owned(colleague?.username ?? '').filter(({ AccountId }) => AccountId !== undefined)).toHaveLength(30);
  });

  it('refuses an overlap larger than a side', () => {
    expect(() => plain([{ direction: 'BothWays', salesforceContacts: 5, exchangeContacts: 3, overlap: 4 }])).toThrow(
      'overlap',
    );
  });

  it('finds 50,000 people with different names', () => {
    const { cast, owned } = plain([
      { direction: 'SalesforceToExchange', salesforceContacts: 50_000, exchangeContacts: 0 },
    ]);
    const contacts = owned(cast.people.at(-1)?.username ?? '');
    expect(new Set(contacts.map(nameOf)).size).toBe(50_000);
  });
});
