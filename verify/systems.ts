// The two emulated systems at one moment, read from the state dump of /_emulator: who has which contact and which event
// where. A view for comparing and for showing; it changes nothing and judges nothing.
import { contactField, textInExchange, type ContactField } from './contacts/table.js';
import { foldedAddress, sense, textOf } from './texts.js';

export interface OrgRecord {
  readonly Id: string;
  readonly [field: string]: unknown;
}

export interface MailboxItem {
  readonly id: string;
  readonly parentFolderId: string;
  readonly isDeleted: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly extended: Readonly<Record<string, string>>;
}

/** A single event or a series; its properties are Graph's, in UTC and with the text as text. */
export interface CalendarEvent {
  readonly id: string;
  readonly calendarId: string;
  readonly isDeleted: boolean;
  /** The same in every mailbox that has the meeting. */
  readonly uid: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Mailbox {
  readonly id: string;
  readonly address: string;
  readonly folders: readonly { readonly id: string; readonly displayName: string; readonly isDeleted: boolean }[];
  readonly contacts: readonly MailboxItem[];
  readonly calendars: readonly { readonly id: string; readonly name: string; readonly isDefault: boolean }[];
  readonly events: readonly CalendarEvent[];
}

/** `GET /_emulator/state`, as far as it is looked at. */
export interface StateDump {
  readonly exchange: { readonly mailboxes: readonly Mailbox[] };
  readonly salesforce: { readonly orgId: string; readonly objects: Readonly<Record<string, readonly OrgRecord[]>> };
}

/** Somebody of the cast, as `GET /_emulator/people` tells. */
export interface CastMember {
  readonly role: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
  readonly userId: string;
  readonly mailboxId: string | null;
}

export const FOLDER = 'Salesforce_Sync';
const STAMP = 'string {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} name exchangesyncstamp';

export class Systems {
  readonly orgId: string;
  readonly mailboxes: readonly Mailbox[];
  readonly #objects: StateDump['salesforce']['objects'];
  readonly #contacts: ReadonlyMap<string, OrgRecord>;
  readonly #accounts: ReadonlyMap<string, OrgRecord>;
  readonly #items = new Map<string, MailboxItem>();
  readonly #eventRecords: ReadonlyMap<string, OrgRecord>;
  readonly #events = new Map<string, CalendarEvent>();
  readonly #byAddress = new Map<string, readonly OrgRecord[]>();

  constructor(dump: StateDump) {
    this.orgId = dump.salesforce.orgId;
    this.mailboxes = dump.exchange.mailboxes;
    this.#objects = dump.salesforce.objects;
    this.#contacts = byId(this.records('Contact'));
    this.#accounts = byId(this.records('Account'));
    this.#eventRecords = byId(this.records('Event'));
    for (const object of ['Contact', 'Lead'] as const) {
      for (const record of this.records(object)) {
        const sign = `${object} ${foldedAddress(textOf(record['Email']))}`;
        if (!isDeleted(record)) this.#byAddress.set(sign, [...(this.#byAddress.get(sign) ?? []), record]);
      }
    }
    for (const mailbox of this.mailboxes) {
      for (const item of mailbox.contacts) this.#items.set(item.id, item);
      for (const event of mailbox.events) this.#events.set(event.id, event);
    }
  }

  objectNames(): readonly string[] {
    return Object.keys(this.#objects);
  }

  /** All records of an object, deleted ones too. */
  records(object: string): readonly OrgRecord[] {
    return this.#objects[object] ?? [];
  }

  /** Contacts that are not deleted. */
  liveContacts(): readonly OrgRecord[] {
    return this.records('Contact').filter((record) => !isDeleted(record));
  }

  /** Contacts or leads that are not deleted and have this address; `address` as `foldedAddress` gives it. */
  withAddress(object: 'Contact' | 'Lead', address: string): readonly OrgRecord[] {
    return address === '' ? [] : (this.#byAddress.get(`${object} ${address}`) ?? []);
  }

  contact(id: string): OrgRecord | undefined {
    return this.#contacts.get(id);
  }

  item(id: string): MailboxItem | undefined {
    return this.#items.get(id);
  }

  /** An event of Exchange, of whatever mailbox and calendar. */
  event(id: string): CalendarEvent | undefined {
    return this.#events.get(id);
  }

  /** An event of Salesforce, deleted or not. */
  eventRecord(id: string): OrgRecord | undefined {
    return this.#eventRecords.get(id);
  }

  liveEventRecords(): readonly OrgRecord[] {
    return this.records('Event').filter((record) => !isDeleted(record));
  }

  /** What is in the calendar that syncs now. */
  eventsInCalendar(person: CastMember): readonly CalendarEvent[] {
    const { calendars = [], events = [] } = this.mailboxOf(person) ?? {};
    const primary = calendars.find(({ isDefault }) => isDefault)?.id;
    return events.filter(({ calendarId, isDeleted: isGone }) => calendarId === primary && !isGone);
  }

  mailboxOf(person: CastMember): Mailbox | undefined {
    return this.mailboxes.find(({ id }) => id === person.mailboxId);
  }

  /** Id of the person's Salesforce_Sync, or null while there is none. */
  folderOf(person: CastMember): string | null {
    const folders = this.mailboxOf(person)?.folders ?? [];
    return folders.find(({ displayName, isDeleted: gone }) => displayName === FOLDER && !gone)?.id ?? null;
  }

  /** What is in the person's Salesforce_Sync now. */
  itemsInFolder(person: CastMember): readonly MailboxItem[] {
    const folder = this.folderOf(person);
    const items = this.mailboxOf(person)?.contacts ?? [];
    return items.filter((item) => item.parentFolderId === folder && !item.isDeleted);
  }

  /** Accounts with exactly this name, whatever the case. */
  accountsNamed(name: string): readonly OrgRecord[] {
    const wanted = sense(contactField('Account.Name'), name);
    return this.records('Account').filter(
      (account) => !isDeleted(account) && sense(contactField('Account.Name'), textOf(account['Name'])) === wanted,
    );
  }

  textInSalesforce(field: ContactField, record: OrgRecord): string {
    if (field.looks !== 'account') return textOf(record[field.name]);
    return textOf(this.#accounts.get(textOf(record['AccountId']))?.['Name']);
  }

  textInExchange(field: ContactField, item: MailboxItem): string {
    return textInExchange(field, item.properties, item.extended);
  }

  /** The Salesforce record that an item is marked with, where it is a record of this org. */
  recordStampedOn(item: MailboxItem): string | null {
    const id = Object.keys(item.extended).find((key) => key.toLowerCase() === STAMP);
    const [version, org, record] = (id === undefined ? '' : (item.extended[id] ?? '')).split(';');
    return version === '1' && org === this.orgId && record !== undefined && record !== '' ? record : null;
  }
}

export function isDeleted(record: OrgRecord): boolean {
  return record['IsDeleted'] === true;
}

/** How people call a contact: its name, else its company, else an address. */
export function nameOfRecord(record: OrgRecord): string {
  return joined(record['FirstName'], record['LastName']) || textOf(record['Email']) || record.Id;
}

/** Whom an event is related to: a contact or a lead. */
export function nameOfWho(systems: Systems, id: unknown): string {
  const record = systems.contact(textOf(id)) ?? systems.records('Lead').find(({ Id }) => Id === id);
  return record === undefined ? textOf(id) : nameOfRecord(record);
}

export function nameOfItem(item: MailboxItem): string {
  const { givenName, surname, companyName } = item.properties;
  const address = textInExchange(contactField('Email'), item.properties, item.extended);
  return joined(givenName, surname) || textOf(companyName) || address || item.id;
}

function joined(first: unknown, last: unknown): string {
  return `${textOf(first).trim()} ${textOf(last).trim()}`.trim();
}

function byId(records: readonly OrgRecord[]): ReadonlyMap<string, OrgRecord> {
  return new Map(records.map((record) => [record.Id, record]));
}
