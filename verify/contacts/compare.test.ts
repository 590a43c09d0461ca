// The comparison has to find every kind of fault that is planted, and to leave alone what a rule explains. The world is
// made by hand here, so that nothing of emulator or connector can hide a fault.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Systems, type CastMember } from '../systems.js';
import { inWords } from '../words.js';
import { compareContacts, type ContactComparison } from './compare.js';
import { FOLDER_OF_ITEM, newContactLedger, type ContactLedger } from './ledger.js';

type Row = Record<string, unknown> & { Id: string };
interface Item {
  id: string;
  parentFolderId: string;
  isDeleted: boolean;
  properties: Record<string, unknown>;
  extended: Record<string, string>;
}

const orgId = '00D000000000001AAA';
const stampId = 'String {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} Name ExchangeSyncStamp';

function cast(firstName: string, userId: string): CastMember {
  const username = `${firstName.toLowerCase()}@example.org`;
  return { role: 'rep', firstName, lastName: 'Rep', username, userId, mailboxId: `box-${firstName}` };
}

const mira = cast('Mira', 'user-mira');
const aiko = cast('Aiko', 'user-aiko');
const samuel = cast('Samuel', 'user-samuel');
const people = [mira, aiko, samuel];

function configuration(Id: string, direction: string): Row {
  return {
    Id,
    Name: Id,
    Active__c: true,
    Contact_Direction__c: direction,
    Contact_Scope__c: 'Owned',
    Contact_Conditions__c: null,
    Contact_Field_Mapping__c: null,
    Contact_First_Link__c: 'LeaveBoth',
  };
}

function record(Id: string, owner: CastMember, fields: Record<string, unknown> = {}): Row {
  const { Id: account } = accounts[0] as Row;
  const plain = { FirstName: 'Nora', LastName: Id, Email: `${Id}@mill.example`, Title: 'Buyer', AccountId: account };
  return { Id, IsDeleted: false, OwnerId: owner.userId, Exchange_Sync_Key__c: null, ...plain, ...fields };
}

/** The same contact in Outlook, marked with its record unless told otherwise. */
function item(id: string, owner: CastMember, name: string, mark: string | null = name): Item {
  return {
    id,
    parentFolderId: `sync-${owner.firstName}`,
    isDeleted: false,
    properties: {
      givenName: 'Nora',
      surname: name,
      companyName: 'Mill',
      jobTitle: 'Buyer',
      emailAddresses: [{ name, address: `${name}@mill.example` }],
    },
    extended: mark === null ? {} : { [stampId]: `1;${orgId};${mark};;0` },
  };
}

const accounts: Row[] = [
  { Id: 'account-mill', Name: 'Mill', IsDeleted: false },
  { Id: 'account-twin-1', Name: 'Twin', IsDeleted: false },
  { Id: 'account-twin-2', Name: 'Twin', IsDeleted: false },
];

interface Side {
  contacts: Row[];
  items: Item[];
}

function systems({ contacts, items }: Side): Systems {
  const assignments = people.map(({ userId, firstName }) => {
    return { Id: `assignment-${userId}`, User__c: userId, Profile_Id__c: null, Configuration__c: `for-${firstName}` };
  });
  return new Systems({
    salesforce: {
      orgId,
      objects: {
        Contact: structuredClone(contacts),
        Account: accounts,
        User: people.map(({ userId }) => ({ Id: userId, ProfileId: 'profile' })),
        Exchange_Configuration_Assignment__c: assignments,
        Exchange_Configuration__c: [
          configuration('for-Mira', 'BothWays'),
          configuration('for-Aiko', 'SalesforceToExchange'),
          configuration('for-Samuel', 'ExchangeToSalesforce'),
        ],
      },
    },
    exchange: {
      mailboxes: people.map(({ firstName, username }) => ({
        id: `box-${firstName}`,
        address: username,
        folders: ['sync', 'default'].map((kind) => {
          const displayName = kind === 'sync' ? 'Salesforce_Sync' : 'Contacts';
          return { id: `${kind}-${firstName}`, displayName, isDeleted: false };
        }),
        contacts: structuredClone(items.filter(({ parentFolderId }) => parentFolderId.endsWith(`-${firstName}`))),
        calendars: [],
        events: [],
      })),
    },
  });
}

let before: Side;
let after: Side;
let ledger: ContactLedger;

function compare(): ContactComparison {
  return compareContacts({ before: systems(before), after: systems(after), people, expected: ledger });
}

/** What the comparison cannot explain. */
function wrong(): readonly string[] {
  return compare().disagreements.map(({ what }) => inWords(what));
}

function only<T extends { id: string } | { Id: string }>(all: T[], id: string): T {
  const found = all.find((one) => ('id' in one ? one.id : one.Id) === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

beforeEach(() => {
  const private1 = { ...item('private', mira, 'grandma', null), parentFolderId: 'default-Mira' };
  before = {
    contacts: [record('m1', mira), record('m2', mira), record('a1', aiko)],
    items: [private1, item('xs1', samuel, 's1', null)],
  };
  after = {
    contacts: [...structuredClone(before.contacts), record('s1', samuel, { Exchange_Sync_Key__c: 'key-s1' })],
    items: [
      structuredClone(private1),
      item('xm1', mira, 'm1'),
      item('xm2', mira, 'm2'),
      item('xa1', aiko, 'a1'),
      item('xs1', samuel, 's1'),
    ],
  };
  ledger = newContactLedger();
});

describe('two systems that agree', () => {
  it('are found in agreement, with every contact and field counted', () => {
    const { agreement, duplicates, disagreements, explained, people: compared } = compare();
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
    const { properties } = only(after.items, 'xm1');
    Object.assign(only(after.contacts, 'm1'), { Phone: '+1 555 0100', MailingStreet: 'Tower B\nFloor 2', Title: '' });
    Object.assign(properties, {
      businessPhones: ['+1  555 0100', '+1 555 0101'],
      businessAddress: { street: 'Tower B \r\nFloor 2' },
      emailAddresses: [{ address: ' M1@Mill.Example' }, { address: 'second@mill.example' }],
      jobTitle: ' ',
      companyName: 'mill',
    });
    expect(compare().disagreements).toEqual([]);
  });
});

/** Each plants one fault in `after`. */
const faults: readonly (readonly [name: string, plant: () => void, what: RegExp])[] = [
  [
    'a contact that never arrived in the folder',
    () => (after.items = after.items.filter(({ id }) => id !== 'xm2')),
    /is in Salesforce and not in the folder/,
  ],
  [
    'a contact that never arrived in Salesforce',
    () => {
      after.contacts = after.contacts.filter(({ Id }) => Id !== 's1');
      only(after.items, 'xs1').extended = {};
    },
    /is in the folder and not in Salesforce/,
  ],
  [
    'a contact that was made in the folder twice',
    () => after.items.push(item('xm2-again', mira, 'm2')),
    /is in the folder twice/,
  ],
  [
    'a second one in the folder that lost its mark',
    () => after.items.push(item('xm2-again', mira, 'm2', null)),
    /is in the folder twice/,
  ],
  [
    'a person who was made in Salesforce twice',
    () => after.contacts.push(record('s1-again', samuel, { LastName: 's1', Email: 'S1@mill.example' })),
    /is in Salesforce twice/,
  ],
  [
    'a key that two Salesforce contacts carry',
    () => after.contacts.push(record('other', samuel, { Exchange_Sync_Key__c: 'key-s1' })),
    /is in Salesforce twice/,
  ],
  [
    'a wrong value in a field',
    () => (only(after.items, 'xa1').properties['jobTitle'] = 'Seller'),
    /Job title is "Buyer" in Salesforce and "Seller" in Exchange/,
  ],
  [
    'a value that did not go to an extended property',
    () => (only(after.contacts, 'a1')['Fax'] = '+1 555 0199'),
    /Fax is "\+1 555 0199" in Salesforce and empty in Exchange/,
  ],
  [
    "a contact in the wrong person's folder",
    () => (only(after.items, 'xm2').parentFolderId = 'sync-Aiko'),
    /is in the folder, but its record is not for this person/,
  ],
  [
    'a company that is one account and was not set',
    () => (only(after.contacts, 's1')['AccountId'] = null),
    /Company is empty in Salesforce and "mill" in Exchange/,
  ],
  [
    'a private contact that got into Salesforce',
    () => {
      const key = createHash('sha256').update(`${orgId}\nbox-mira\nprivate`).digest('hex');
      only(after.contacts, 's1')['Exchange_Sync_Key__c'] = key;
    },
    /is outside Salesforce_Sync and private, and got into Salesforce/,
  ],
  [
    'a record that nobody deleted',
    () => (only(after.contacts, 'm1')['IsDeleted'] = true),
    /is lost in Salesforce: nobody deleted it/,
  ],
  [
    'a contact outside the folder that nobody deleted',
    () => (only(after.items, 'private').isDeleted = true),
    /is lost in Exchange: nobody deleted it/,
  ],
  [
    'a record that stands for nothing',
    () => after.contacts.push(record('stranger', samuel)),
    /is new in Salesforce, and no contact in a folder stands behind it/,
  ],
  [
    'a contact that appeared outside the folder',
    () => after.items.push({ ...item('stray', mira, 'stray', null), parentFolderId: 'default-Mira' }),
    /is new in a mailbox outside Salesforce_Sync/,
  ],
  [
    'a contact in a one-way folder that nobody put there',
    () => after.items.push(item('stray', aiko, 'stray', null)),
    /is in the folder and not in Salesforce/,
  ],
];

describe('a planted fault', () => {
  it.each(faults)('is found: %s', (_, plant, what) => {
    plant();
    const { agreement, disagreements } = compare();
    expect(agreement).toBe(false);
    expect(disagreements.map((finding) => inWords(finding.what))).toContainEqual(expect.stringMatching(what));
  });

  it('counts as one duplicate for each contact that is there too often', () => {
    after.items.push(item('xm2-again', mira, 'm2'), item('xm2-once-more', mira, 'm2'));
    expect(compare().duplicates).toHaveLength(2);
  });

  it('is no duplicate where the same two were there from the beginning', () => {
    const twin = record('twin', aiko, { LastName: 'a1', Email: 'a1@mill.example' });
    before.contacts.push(twin);
    after.contacts.push(twin);
    before.items.push(item('xt', aiko, 'a1', null), item('xa1', aiko, 'a1', null));
    after.items.push({ ...item('xt', aiko, 'a1', 'twin') });
    expect(compare().duplicates).toEqual([]);
  });
});

describe('a rule', () => {
  const reasons = (): (string | null)[] => compare().explained.map(({ reason }) => reason);

  it('explains a company that no account, or more than one, is named after', () => {
    const { properties } = only(after.items, 'xs1');
    only(after.contacts, 's1')['AccountId'] = null;
    for (const company of ['Nobody Ltd', 'Twin']) {
      properties['companyName'] = company;
      expect(reasons()).toEqual(['ACCOUNT_NOT_MATCHED']);
    }
    only(after.contacts, 's1')['AccountId'] = 'account-mill';
    expect(compare().agreement).toBe(false);
  });

  it('explains what Salesforce cannot take: an address that is none, a text that is too long, no last name', () => {
    const { properties } = only(after.items, 'xs1');
    Object.assign(properties, {
      emailAddresses: [{ address: 'nora(at)mill.example' }],
      jobTitle: 'x'.repeat(200),
      surname: '',
    });
    Object.assign(only(after.contacts, 's1'), { Email: null, Title: `${'x'.repeat(127)}…`, LastName: 'Mill' });
    expect(reasons().sort()).toEqual(['FIELD_TOO_LONG', 'MALFORMED_EMAIL', 'MISSING_LAST_NAME']);
    only(after.contacts, 's1')['Title'] = `${'y'.repeat(127)}…`;
    expect(compare().agreement).toBe(false);
  });

  it('keeps somebody with the address of another person out of Salesforce', () => {
    const other = item('other', samuel, 'other', null);
    other.properties['emailAddresses'] = [{ address: 'M1@mill.example' }];
    ledger.madeByPeople.add('other');
    after.items.push(other);
    expect(reasons()).toEqual(['EMAIL_SHARED']);
    other.properties['surname'] = 'm1';
    expect(compare().agreement).toBe(false);
  });

  it('leaves what a person put into a one-way folder where it is', () => {
    ledger.madeByPeople.add('own');
    after.items.push(item('own', aiko, 'own', null));
    expect(reasons()).toEqual(['NOT_IN_DIRECTION']);
  });

  it('leaves different what both had before they met, and nothing else', () => {
    const met = item('xm1', mira, 'm1', null);
    met.properties['jobTitle'] = 'Head of Buying';
    before.items.push(met);
    only(after.items, 'xm1').properties['jobTitle'] = 'Head of Buying';
    expect(reasons()).toEqual(['LEFT_DIFFERENT']);
    only(after.items, 'xm1').properties['jobTitle'] = 'Changed by somebody';
    expect(compare().agreement).toBe(false);
  });
});

describe('an expectation of the story', () => {
  it('explains a contact that stays alone, and is broken when it comes back', () => {
    only(after.items, 'xm2').isDeleted = true;
    ledger.gone.push({ side: 'exchange', id: 'xm2', reason: 'REMOVED_BY_PERSON' });
    ledger.alone.push({ person: mira.userId, side: 'salesforce', id: 'm2', reason: 'REMOVED_BY_PERSON' });
    expect(compare()).toMatchObject({ agreement: true, explained: [{ reason: 'REMOVED_BY_PERSON' }] });
    after.items.push(item('xm2-back', mira, 'm2'));
    expect(wrong()).toEqual(['should have stayed out of the folder']);
  });

  it('is broken when the contact that stays alone is deleted too', () => {
    only(after.contacts, 'm2')['IsDeleted'] = true;
    ledger.gone.push({ side: 'salesforce', id: 'm2', reason: 'REMOVED_BY_PERSON' });
    ledger.alone.push({ person: mira.userId, side: 'exchange', id: 'xm2', reason: 'REMOVED_BY_PERSON' });
    expect(compare().agreement).toBe(true);
    only(after.items, 'xm2').isDeleted = true;
    expect(wrong()).toContain('should still be in the folder');
  });

  it('is broken when something should be deleted and is there', () => {
    ledger.gone.push({ side: 'exchange', id: 'xm1', reason: 'DELETED_IN_SALESFORCE' });
    expect(wrong()).toEqual(['should be deleted in Exchange']);
  });

  it('explains a field that stays different only with the values it names', () => {
    only(after.items, 'xa1').properties['jobTitle'] = 'Seller';
    const line = { person: aiko.userId, recordId: 'a1', field: 'Title', salesforce: 'Buyer', reason: 'ONE_WAY' };
    ledger.different.push({ ...line, exchange: 'Seller' });
    expect(compare()).toMatchObject({ agreement: true, explained: [{ reason: 'ONE_WAY' }] });
    only(after.items, 'xa1').properties['jobTitle'] = 'Somebody wrote over it';
    expect(compare().agreement).toBe(false);
  });

  it('is broken when the wrong side won', () => {
    ledger.values.push({ side: 'salesforce', id: 'm1', field: 'Title', value: 'Head of Buying' });
    const what = 'Job title should be "Head of Buying" in Salesforce and is "Buyer"';
    expect(wrong()).toEqual([what]);
  });

  it('says in which folder a contact is', () => {
    only(after.items, 'xm1').parentFolderId = 'default-Mira';
    ledger.alone.push({ person: mira.userId, side: 'salesforce', id: 'm1', reason: 'MOVED_OUT' });
    ledger.values.push({ side: 'exchange', id: 'xm1', field: FOLDER_OF_ITEM, value: 'outside' });
    expect(compare()).toMatchObject({ agreement: true, explained: [{ reason: 'MOVED_OUT' }] });
    only(after.items, 'xm1').parentFolderId = 'sync-Mira';
    expect(compare().agreement).toBe(false);
  });

  it('lets a copy that a person made be neither a duplicate nor a loss', () => {
    ledger.madeByPeople.add('copy');
    ledger.alone.push({ person: mira.userId, side: 'exchange', id: 'copy', reason: 'COPY_OF_LINKED' });
    after.items.push(item('copy', mira, 'm1'));
    expect(compare()).toMatchObject({ agreement: true, duplicates: [], explained: [{ reason: 'COPY_OF_LINKED' }] });
  });
});
