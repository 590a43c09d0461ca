// The comparison of contacts has to find every kind of fault that is planted, and to be content without it. What a rule
// or the ledger explains is tested in explanations.test.ts.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { inWords } from '../words.js';
import { aiko, item, keyOf, mira, record, samuel, World } from './world.js';

let world: World;

beforeEach(() => {
  world = new World();
});

describe('two systems that agree', () => {
  it('are found in agreement, with every contact and field counted', () => {
    const { agreement, duplicates, disagreements, explained, people: compared } = world.compare();
    expect({ agreement, duplicates, disagreements, explained }).toEqual({
      agreement: true,
      duplicates: [],
      disagreements: [],
      explained: [],
    });
    expect(compared.map(({ intoFolder, intoSalesforce, pairs }) => ({ intoFolder, intoSalesforce, pairs }))).toEqual([
      { intoFolder: { wanted: 2, there: 2 }, intoSalesforce: { wanted: 2, there: 2 }, pairs: 2 },
      { intoFolder: { wanted: 1, there: 1 }, intoSalesforce: null, pairs: 1 },
      { intoFolder: null, intoSalesforce: { wanted: 1, there: 1 }, pairs: 1 },
    ]);
  });

  it('may write the same value in the ways of either side', () => {
    const { properties } = world.item('xm1');
    Object.assign(world.record('m1'), { Phone: '+1 555 0100', MailingStreet: 'Tower B\nFloor 2', Title: '' });
    Object.assign(properties, {
      businessPhones: ['+1  555 0100', '+1 555 0101'],
      businessAddress: { street: 'Tower B \r\nFloor 2' },
      emailAddresses: [{ address: ' M1@Mill.Example' }, { address: 'second@mill.example' }],
      jobTitle: ' ',
      companyName: 'mill',
    });
    expect(world.compare().disagreements).toEqual([]);
  });
});

/** Each plants one fault in `after`. */
const faults: readonly (readonly [name: string, plant: () => void, what: RegExp])[] = [
  [
    'a contact that never arrived in the folder',
    () => (world.after.items = world.after.items.filter(({ id }) => id !== 'xm2')),
    /is in Salesforce and not in the folder/,
  ],
  [
    'a contact that never arrived in Salesforce',
    () => {
      world.after.contacts = world.after.contacts.filter(({ Id }) => Id !== 's1');
      world.item('xs1').extended = {};
    },
    /is in the folder and not in Salesforce/,
  ],
  [
    'a contact that was made in the folder twice',
    () => world.after.items.push(item('xm2-again', mira, 'm2')),
    /is in the folder twice/,
  ],
  [
    'a second one in the folder that lost its mark',
    () => world.after.items.push(item('xm2-again', mira, 'm2', null)),
    /is in the folder twice/,
  ],
  [
    'a person who was made in Salesforce twice',
    () => world.after.contacts.push(record('s1-again', samuel, { LastName: 's1', Email: 'S1@mill.example' })),
    /is in Salesforce twice/,
  ],
  [
    'a key that two Salesforce contacts carry',
    () => world.after.contacts.push(record('other', samuel, { Exchange_Sync_Key__c: 'key-s1' })),
    /is in Salesforce twice/,
  ],
  [
    'a wrong value in a field',
    () => (world.item('xa1').properties['jobTitle'] = 'Seller'),
    /Job title is "Buyer" in Salesforce and "Seller" in Exchange/,
  ],
  [
    'a value that did not go to an extended property',
    () => (world.record('a1')['Fax'] = '+1 555 0199'),
    /Fax is "\+1 555 0199" in Salesforce and empty in Exchange/,
  ],
  [
    "a contact in the wrong person's folder",
    () => (world.item('xm2').parentFolderId = 'sync-Aiko'),
    /is in the folder, but its record is not for this person/,
  ],
  [
    'a company that is one account and was not set',
    () => (world.record('s1')['AccountId'] = null),
    /Company is empty in Salesforce and "mill" in Exchange/,
  ],
  [
    'a private contact that got into Salesforce',
    () => {
      world.record('s1')['Exchange_Sync_Key__c'] = keyOf(mira, 'private');
    },
    /is outside Salesforce_Sync and private, and got into Salesforce/,
  ],
  [
    'a record that nobody deleted',
    () => (world.record('m1')['IsDeleted'] = true),
    /is lost in Salesforce: nobody deleted it/,
  ],
  [
    'a contact outside the folder that nobody deleted',
    () => (world.item('private').isDeleted = true),
    /is lost in Exchange: nobody deleted it/,
  ],
  [
    'a record that stands for nothing',
    () => world.after.contacts.push(record('stranger', samuel)),
    /is new in Salesforce, and no contact in a folder stands behind it/,
  ],
  [
    'a contact that appeared outside the folder',
    () => world.after.items.push({ ...item('stray', mira, 'stray', null), parentFolderId: 'default-Mira' }),
    /is new in a mailbox outside Salesforce_Sync/,
  ],
  [
    'a contact in a one-way folder that nobody put there',
    () => world.after.items.push(item('stray', aiko, 'stray', null)),
    /is in the folder and not in Salesforce/,
  ],
];

describe('a planted fault', () => {
  it.each(faults)('is found: %s', (_, plant, what) => {
    plant();
    const { agreement, disagreements } = world.compare();
    expect(agreement).toBe(false);
    expect(disagreements.map((finding) => inWords(finding.what))).toContainEqual(expect.stringMatching(what));
  });

  it('counts as one duplicate for each contact that is there too often', () => {
    world.after.items.push(item('xm2-again', mira, 'm2'), item('xm2-once-more', mira, 'm2'));
    expect(world.compare().duplicates).toHaveLength(2);
  });

  it('is no duplicate where the same two were there from the beginning', () => {
    const twin = record('twin', aiko, { LastName: 'a1', Email: 'a1@mill.example' });
    world.before.contacts.push(twin);
    world.after.contacts.push(twin);
    world.before.items.push(item('xt', aiko, 'a1', null), item('xa1', aiko, 'a1', null));
    world.after.items.push({ ...item('xt', aiko, 'a1', 'twin') });
    expect(world.compare().duplicates).toEqual([]);
  });
});
