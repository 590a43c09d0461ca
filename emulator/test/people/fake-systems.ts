// The two halves reduced to what the cast and the control interface hand over: rows in lists, no rules. For tests
// of those two alone.
import type {
  CalendarHands,
  ExchangeDump,
  ExchangeTenant,
  OutlookHands,
  SalesforceOrg,
  SalesforceRecord,
} from '../../src/parts.js';
import { CallBook } from '../../src/calls.js';
import { Faults } from '../../src/faults.js';
import { Chance, Clock, type World } from '../../src/world.js';

type Mailbox = ExchangeDump['mailboxes'][number];
type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface FakeSystems {
  readonly world: World;
  readonly exchange: ExchangeTenant;
  readonly salesforce: SalesforceOrg;
  /** What was called and is not visible in a dump. */
  readonly told: unknown[][];
}

export function fakeSystems(seed = 7): FakeSystems {
  const clock = new Clock();
  clock.freeze(Date.UTC(2026, 10, 22, 9));
  const world: World = { clock, chance: new Chance(seed), calls: new CallBook(), faults: new Faults(), latencyMs: 0 };
  const told: unknown[][] = [];
  const tell =
    (name: string) =>
    (...args: unknown[]): void => {
      told.push([name, ...args]);
    };
  let counter = 0;
  const nextId = (prefix: string): string => `${prefix}${String((counter += 1)).padStart(6, '0')}`;
  return { world, told, exchange: fakeExchange(nextId, tell), salesforce: fakeSalesforce(nextId, tell) };
}

type Tell = (name: string) => (...args: unknown[]) => void;

function fakeExchange(nextId: (prefix: string) => string, tell: Tell): ExchangeTenant {
  const mailboxes: Writable<Mailbox>[] = [];
  const find = (name: string) => {
    const found = mailboxes.find(({ id, address }) => id === name || address === name);
    if (found === undefined) throw new Error(`no mailbox ${name}`);
    return found;
  };
  return {
    tenantId: 'tenant',
    listener: (_request, response) => response.end('exchange'),
    addApp: tell('exchange.addApp'),
    addMailbox: ({ address, state = 'ok' }) => {
      const id = nextId('mailbox');
      const folders = [{ id: `${id}-contacts`, displayName: 'Contacts', parentFolderId: 'root', isDeleted: false }];
      mailboxes.push({ id, address, state, folders, contacts: [], calendars: [], events: [] });
      return id;
    },
    setMailboxState: (mailbox, state) => {
      find(mailbox).state = state;
    },
    hands: (mailbox) => fakeHands(find(mailbox), nextId, tell),
    calendarHands: () => fakeCalendarHands(nextId, tell),
    setSwitch: tell('exchange.setSwitch'),
    expireDeltaTokens: tell('expireDeltaTokens'),
    dump: () => ({ mailboxes }),
  };
}

function fakeHands(mailbox: Writable<Mailbox>, nextId: (prefix: string) => string, tell: Tell): OutlookHands {
  const folderId = (folder: string) => {
    const found = mailbox.folders.find(({ id, displayName }) => id === folder || displayName === folder);
    if (found === undefined) throw new Error(`no folder ${folder}`);
    return found.id;
  };
  return {
    createContact: (folder, properties, extended = {}) => {
      const id = nextId('contact');
      const row = { id, parentFolderId: folderId(folder), changeKey: '1', isDeleted: false, lastModifiedDateTime: '' };
      mailbox.contacts = [...mailbox.contacts, { ...row, properties, extended }];
      return id;
    },
    editContact: tell('editContact'),
    moveContact: tell('moveContact'),
    copyContact: (id, folder) => {
      tell('copyContact')(id, folder);
      return nextId('copy');
    },
    deleteContact: tell('deleteContact'),
    createFolder: (displayName) => {
      const id = nextId('folder');
      mailbox.folders = [...mailbox.folders, { id, displayName, parentFolderId: 'contacts', isDeleted: false }];
      return id;
    },
    renameFolder: tell('renameFolder'),
    moveFolder: tell('moveFolder'),
    deleteFolder: tell('deleteFolder'),
  };
}

function fakeCalendarHands(nextId: (prefix: string) => string, tell: Tell): CalendarHands {
  const telling =
    (name: string, answer: (...args: unknown[]) => string) =>
    (...args: unknown[]): string => {
      tell(name)(...args);
      return answer(...args);
    };
  return {
    createCalendar: telling('createCalendar', () => nextId('calendar')),
    addCategory: tell('addCategory'),
    createEvent: telling('createEvent', () => nextId('event')),
    occurrence: (id, date) => `${id} of ${date}`,
    editEvent: tell('editEvent'),
    moveOccurrence: tell('moveOccurrence'),
    deleteOccurrence: tell('deleteOccurrence'),
    invite: tell('invite'),
    respond: tell('respond'),
    cancelEvent: tell('cancelEvent'),
    setCategories: tell('setCategories'),
    moveEvent: tell('moveEvent'),
    deleteEvent: tell('deleteEvent'),
    uidOf: (id) => `uid of ${id}`,
    findCopy: () => null,
  };
}

function fakeSalesforce(nextId: (prefix: string) => string, tell: Tell): SalesforceOrg {
  const objects: Record<string, SalesforceRecord[]> = {};
  const seed = (object: string, fields: Record<string, unknown>): string => {
    const id = nextId('sf');
    (objects[object] ??= []).push({ ...fields, Id: id });
    return id;
  };
  return {
    orgId: 'org',
    listener: (_request, response) => response.end('salesforce'),
    addApp: tell('salesforce.addApp'),
    addProfile: ({ name }) => `profile of ${name}`,
    addUser: (user) => seed('User', { ...user }),
    act: (username, action) => {
      if (action.kind === 'create') return seed(action.object, { ...action.fields, CreatedBy: username });
      if (action.kind === 'merge') return action.winner;
      if (action.id === 'refused') throw Object.assign(new Error('no access'), { errorCode: 'INSUFFICIENT_ACCESS' });
      tell('act')(username, action);
      return action.id;
    },
    callApex: (username, { apexClass, method, parameters }) => {
      if (method === 'refused') return { exception: { message: 'no', exceptionType: null } };
      tell('callApex')(username, apexClass, method, parameters);
      return { returnValue: 'done' };
    },
    writeRequest: (username, fields) => seed('Exchange_Sync_Request__c', { ...fields, CreatedBy: username }),
    seed,
    assignPermissionSet: tell('assignPermissionSet'),
    unassignPermissionSet: tell('unassignPermissionSet'),
    setAccess: tell('setAccess'),
    setHidden: tell('setHidden'),
    setSwitch: tell('salesforce.setSwitch'),
    dump: () => ({ orgId: 'org', objects }),
  };
}
