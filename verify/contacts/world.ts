// A small company for the tests of the oracle of contacts, made by hand so that nothing of emulator or connector can
// hide a fault: three people in three directions, their folders, and what Salesforce should say of them.
import { createHash } from 'node:crypto';
import { Systems, type CastMember } from '../systems.js';
import { inWords } from '../words.js';
import { compareContacts, type ContactComparison } from './compare.js';
import { newContactLedger, type ContactInput } from './ledger.js';

export type Row = Record<string, unknown> & { Id: string };
export interface Item {
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

export const mira = cast('Mira', 'user-mira');
export const aiko = cast('Aiko', 'user-aiko');
export const samuel = cast('Samuel', 'user-samuel');
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

export function record(Id: string, owner: CastMember, fields: Record<string, unknown> = {}): Row {
  const { Id: account } = accounts[0] as Row;
  const plain = { FirstName: 'Nora', LastName: Id, Email: `${Id}@mill.example`, Title: 'Buyer', AccountId: account };
  return { Id, IsDeleted: false, OwnerId: owner.userId, Exchange_Sync_Key__c: null, ...plain, ...fields };
}

/** The same contact in Outlook, marked with its record unless told otherwise. */
export function item(id: string, owner: CastMember, name: string, mark: string | null = name): Item {
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

/** The key that a Salesforce contact made from this item carries. */
export function keyOf(owner: CastMember, itemId: string): string {
  return createHash('sha256').update(`${orgId}\nbox-${owner.firstName.toLowerCase()}\n${itemId}`).digest('hex');
}

const accounts: Row[] = [
  { Id: 'account-mill', Name: 'Mill', IsDeleted: false },
  { Id: 'account-twin-1', Name: 'Twin', IsDeleted: false },
  { Id: 'account-twin-2', Name: 'Twin', IsDeleted: false },
];

/** Both systems at one moment. */
export interface Moment {
  contacts: Row[];
  items: Item[];
  statuses: Row[];
}

function systems({ contacts, items, statuses }: Moment): Systems {
  const assignments = people.map(({ userId, firstName }) => {
    return { Id: `assignment-${userId}`, User__c: userId, Profile_Id__c: null, Configuration__c: `for-${firstName}` };
  });
  return new Systems({
    salesforce: {
      orgId,
      objects: {
        Contact: structuredClone(contacts),
        Account: accounts,
        Exchange_Sync_Status__c: statuses,
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

/** Two contacts in both directions, one in each other, and a private one outside the folder. */
export class World {
  readonly before: Moment;
  readonly after: Moment;
  readonly ledger = newContactLedger();

  constructor() {
    const private1 = { ...item('private', mira, 'grandma', null), parentFolderId: 'default-Mira' };
    this.before = {
      contacts: [record('m1', mira), record('m2', mira), record('a1', aiko)],
      items: [private1, item('xs1', samuel, 's1', null)],
      statuses: [],
    };
    this.after = {
      contacts: [...structuredClone(this.before.contacts), record('s1', samuel, { Exchange_Sync_Key__c: 'key-s1' })],
      items: [
        structuredClone(private1),
        item('xm1', mira, 'm1'),
        item('xm2', mira, 'm2'),
        item('xa1', aiko, 'a1'),
        item('xs1', samuel, 's1'),
      ],
      statuses: [],
    };
  }

  input(): ContactInput {
    return { before: systems(this.before), after: systems(this.after), people, expected: this.ledger };
  }

  compare(): ContactComparison {
    return compareContacts(this.input());
  }

  /** What the comparison cannot explain. */
  wrong(): readonly string[] {
    return this.compare().disagreements.map(({ what }) => inWords(what));
  }

  record(id: string): Row {
    return only(this.after.contacts, ({ Id }) => Id === id);
  }

  item(id: string): Item {
    return only(this.after.items, (one) => one.id === id);
  }
}

function only<T>(all: readonly T[], fits: (one: T) => boolean): T {
  const found = all.find(fits);
  if (found === undefined) throw new Error('the world has nothing of this name');
  return found;
}
