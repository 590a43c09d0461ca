// Where the story is played: who is there, who is picked, what people do with contacts in Outlook and Salesforce. Every
// act is done through the control interface, said in one line and, where something has to come of it, written into the
// ledger. What they do with events is in event-stage.ts.
import type { Change } from './change.js';
import { changeInWords, quoted, systemName } from './changes.js';
import { FOLDER_OF_ITEM } from '#verify/contacts/ledger.js';
import { contactField } from '#verify/contacts/table.js';
import { sense, textOf } from '#verify/texts.js';
import type { Control, Fields } from './control.js';
import type { EventLedger } from '#verify/events/ledger.js';
import type { ContactLedger } from '#verify/contacts/ledger.js';
import type { Screen } from './screen.js';
import {
  FOLDER,
  nameOfItem,
  nameOfRecord,
  type CastMember,
  type MailboxItem,
  type OrgRecord,
  type Systems,
} from '#verify/systems.js';

/** Two halves of one contact in a person's sync. */
export interface Pair {
  readonly owner: CastMember;
  readonly record: OrgRecord;
  readonly item: MailboxItem;
  readonly name: string;
}

export type Values = Readonly<Record<string, string>>;

export interface StageParts {
  readonly control: Control;
  readonly screen: Screen;
  readonly ledger: ContactLedger;
  readonly eventLedger: EventLedger;
  readonly people: readonly CastMember[];
  readonly tenantId: string;
  /** Contacts and events of the cast with something odd about them: the story leaves them alone. */
  readonly oddIds: ReadonlySet<string>;
}

/** Salesforce contacts of this department also go to Lena: acts on them would have two consequences. */
const SHARED_DEPARTMENT = 'Purchasing';

export class Stage {
  readonly control: Control;
  readonly screen: Screen;
  readonly ledger: ContactLedger;
  readonly eventLedger: EventLedger;
  readonly people: readonly CastMember[];
  readonly tenantId: string;
  /** Both systems before the connector was started. */
  readonly before: Systems;
  readonly #oddIds: ReadonlySet<string>;
  readonly #used = new Set<string>();
  #now: Systems;

  constructor(parts: StageParts, before: Systems) {
    this.control = parts.control;
    this.screen = parts.screen;
    this.ledger = parts.ledger;
    this.eventLedger = parts.eventLedger;
    this.people = parts.people;
    this.tenantId = parts.tenantId;
    this.#oddIds = parts.oddIds;
    this.before = before;
    this.#now = before;
  }

  /** Both systems when last looked at. */
  get now(): Systems {
    return this.#now;
  }

  async look(): Promise<Systems> {
    this.#now = await this.control.look();
    return this.#now;
  }

  person(firstName: string): CastMember {
    const found = this.people.find((person) => person.firstName === firstName);
    if (found === undefined) throw new Error(`nobody in the cast is called ${firstName}`);
    return found;
  }

  /** A contact that is on both sides, complete and ordinary, and in no scene before. */
  pick(firstName: string, department?: string): Pair {
    const owner = this.person(firstName);
    const filled = ['FirstName', 'LastName', 'Email', 'Account.Name', 'Title', 'Department', 'Phone', 'MobilePhone'];
    const fitting = this.#now.itemsInFolder(owner).flatMap((item): Pair[] => {
      const id = this.#now.recordStampedOn(item);
      const record = id === null ? undefined : this.#now.contact(id);
      if (record === undefined || this.isTaken(item.id) || this.isTaken(record.Id)) return [];
      const isForLena = textOf(record['Department']) === SHARED_DEPARTMENT;
      if (isForLena !== (department === SHARED_DEPARTMENT)) return [];
      if (!filled.every((name) => this.#isSameOnBoth(name, record, item))) return [];
      return [{ owner, record, item, name: nameOfRecord(record) }];
    });
    // Whoever is deleted in Salesforce takes the events with them along.
    const met = new Set(this.#now.liveEventRecords().map((event) => event['WhoId']));
    const found = fitting.find(({ record }) => !met.has(record.Id)) ?? fitting[0];
    if (found === undefined) {
      throw new Error(`${firstName} has no ordinary contact left for the story; take more with --contacts`);
    }
    this.use(found.item.id, found.record.Id);
    return found;
  }

  /** A contact of the mailbox outside the folder that belongs to a company. */
  pickOutside(firstName: string): MailboxItem {
    const owner = this.person(firstName);
    const folder = this.#now.folderOf(owner);
    const found = this.#now.mailboxOf(owner)?.contacts.find((item) => {
      const isOutside = item.parentFolderId !== folder && !item.isDeleted;
      return isOutside && textOf(item.properties['companyName']) !== '' && !this.isTaken(item.id);
    });
    if (found === undefined) throw new Error(`${firstName} has no contact outside ${FOLDER} left for the story`);
    this.use(found.id);
    return found;
  }

  /** Odd, or in a scene before. */
  isTaken(id: string): boolean {
    return this.#used.has(id) || this.#oddIds.has(id);
  }

  use(...ids: readonly string[]): void {
    for (const id of ids) this.#used.add(id);
  }

  #isSameOnBoth(name: string, record: OrgRecord, item: MailboxItem): boolean {
    const field = contactField(name);
    const ours = sense(field, this.#now.textInSalesforce(field, record));
    return ours !== '' && ours === sense(field, this.#now.textInExchange(field, item));
  }

  async editInOutlook({ owner, item, name }: Pair, values: Values): Promise<void> {
    const properties = Object.entries(values).reduce((all, [field, value]) => patch(all, field, value, item), {});
    await this.control.inOutlook(owner.username, 'edit-contact', { id: item.id, properties });
    const fields = Object.entries(values).map(([field, to]) => {
      return { label: contactField(field).label, from: this.#now.textInExchange(contactField(field), item), to };
    });
    this.say({ of: 'contact', side: 'exchange', person: owner.firstName, who: name, kind: 'edited', fields });
  }

  async editInSalesforce({ owner, record, name }: Pair, fields: Values): Promise<void> {
    await this.control.inSalesforce(owner.username, 'update', { object: 'Contact', id: record.Id, fields });
    this.eventLedger.written.push(...Object.values(fields));
    const changes = Object.entries(fields).map(([field, to]) => {
      return { label: contactField(field).label, from: this.#now.textInSalesforce(contactField(field), record), to };
    });
    this.say({
      of: 'contact',
      side: 'salesforce',
      person: owner.firstName,
      who: name,
      kind: 'edited',
      fields: changes,
    });
  }

  async createInOutlook(firstName: string, properties: Fields): Promise<string> {
    const { username } = this.person(firstName);
    const id = await this.control.inOutlook(username, 'create-contact', { folder: FOLDER, properties });
    this.ledger.madeByPeople.add(id);
    const { emailAddresses, companyName } = properties as {
      emailAddresses: [{ address: string }];
      companyName: string;
    };
    const who = nameOfItem({ id, parentFolderId: '', isDeleted: false, properties, extended: {} });
    this.tell(firstName, 'Outlook', `writes down ${who}, ${companyName}, ${emailAddresses[0].address}`);
    return id;
  }

  async deleteInOutlook({ owner, item, name }: Pair): Promise<void> {
    await this.control.inOutlook(owner.username, 'delete-contact', { id: item.id });
    this.tell(owner.firstName, 'Outlook', `deletes ${name}`);
  }

  async deleteInSalesforce({ owner, record, name }: Pair): Promise<void> {
    await this.control.inSalesforce(owner.username, 'delete', { object: 'Contact', id: record.Id });
    this.tell(owner.firstName, 'Salesforce', `deletes ${name}`);
  }

  async move(firstName: string, item: MailboxItem, into: 'Contacts' | typeof FOLDER): Promise<void> {
    await this.control.inOutlook(this.person(firstName).username, 'move-contact', { id: item.id, folder: into });
    this.tell(firstName, 'Outlook', `moves ${nameOfItem(item)} into the folder ${into}`);
    const value = into === FOLDER ? 'inside' : 'outside';
    this.ledger.values.push({ side: 'exchange', id: item.id, field: FOLDER_OF_ITEM, value });
  }

  async copy({ owner, item, name }: Pair): Promise<string> {
    const id = await this.control.inOutlook(owner.username, 'copy-contact', { id: item.id, folder: FOLDER });
    this.ledger.madeByPeople.add(id);
    this.tell(owner.firstName, 'Outlook', `copies ${name} within the folder`);
    return id;
  }

  /** Both sides shall have these values in the end. */
  expectOnBoth({ record, item }: Pair, values: Values): void {
    for (const [field, value] of Object.entries(values)) {
      this.ledger.values.push({ side: 'salesforce', id: record.Id, field, value });
      this.ledger.values.push({ side: 'exchange', id: item.id, field, value });
    }
  }

  /** The field shall stay different for good. */
  expectDifferent(pair: Pair, field: string, salesforce: string, exchange: string): void {
    const { owner, record, item } = pair;
    const reason = 'ONE_WAY';
    this.ledger.different.push({ person: owner.userId, recordId: record.Id, field, salesforce, exchange, reason });
    this.ledger.values.push({ side: 'salesforce', id: record.Id, field, value: salesforce });
    this.ledger.values.push({ side: 'exchange', id: item.id, field, value: exchange });
  }

  /** Somebody did something: one line. */
  tell(who: string, where: string, what: string): void {
    const place = `${who} in ${where}`.padEnd(20);
    this.screen.wrapped(`    ${this.screen.paint('cyan', place)} ${what}`, 25);
  }

  say(change: Change): void {
    this.tell(change.person, systemName(change), changeInWords(change));
  }
}

/** What Outlook has to be told for a field of the table to get this value; further addresses and phones stay. */
function patch(all: Fields, name: string, value: string, item: MailboxItem): Fields {
  const { place } = contactField(name);
  switch (place.in) {
    case 'property':
      return { ...all, [place.name]: value };
    case 'list': {
      const [, ...rest] = (item.properties[place.name] ?? []) as readonly unknown[];
      const entry = place.name === 'emailAddresses' ? { name: value, address: value } : value;
      return { ...all, [place.name]: [entry, ...rest] };
    }
    case 'address':
      return { ...all, [place.name]: { ...(all[place.name] as Fields | undefined), [place.part]: value } };
    case 'extended':
      throw new Error(`people cannot edit ${quoted(name)} in Outlook here`);
  }
}
