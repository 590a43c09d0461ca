// Writes invented people down as records: accounts and contacts in Salesforce, contacts in a mailbox.
// Salesforce rows are seeded with an owner and an age; Exchange contacts are made by the hands of the mailbox's owner.
import type { ContactProperties } from '../parts.js';
import { asExchangeContact, asSalesforceContact, type Identity } from './identity.js';
import type { Organisation, Person } from './organisation.js';

/** The folder that syncs; its name is part of the product. */
export const SYNC_FOLDER = 'Salesforce_Sync';
/** The default contacts folder of every mailbox. */
export const CONTACTS_FOLDER = 'Contacts';

const DAY_MS = 86_400_000;

/** Someone whom a person has written down where contacts sync from. */
export interface Acquaintance {
  readonly identity: Identity;
  /** Null for those who are in Outlook alone. */
  readonly salesforceId: string | null;
  /** Ids of the contact on either side. */
  readonly ids: readonly string[];
}

export class Desk {
  readonly #organisation: Organisation;
  readonly #accountIds = new Map<string, string>();
  /** By username, then by first address. */
  readonly #acquaintances = new Map<string, Map<string, Acquaintance>>();

  constructor(organisation: Organisation) {
    this.#organisation = organisation;
  }

  /** A new account, even if one of this name is there already. */
  account(name: string, owner: Person): string {
    const id = this.#organisation.salesforce.seed('Account', { Name: name, OwnerId: owner.userId, ...this.#age() });
    this.#accountIds.set(name, id);
    return id;
  }

  /** A contact of this owner, under the account with the company's name where there is one. */
  inSalesforce(owner: Person, identity: Identity, more: Record<string, unknown> = {}): string {
    const accountId = this.#accountIds.get(identity.company);
    const id = this.#organisation.salesforce.seed('Contact', {
      ...asSalesforceContact(identity),
      ...(accountId === undefined ? {} : { AccountId: accountId }),
      OwnerId: owner.userId,
      CreatedById: owner.userId,
      ...this.#age(),
      ...more,
    });
    this.#remember(owner, identity, id, id);
    return id;
  }

  /** Everybody with an address among the contacts that this person syncs, in the order in which they came. */
  acquaintancesOf(person: Person): readonly Acquaintance[] {
    return [...(this.#acquaintances.get(person.username)?.values() ?? [])];
  }

  makeSyncFolder(person: Person): void {
    this.#hands(person).createFolder(SYNC_FOLDER);
  }

  /** A contact in one of the person's folders. `extended` is keyed by the Graph id of the property. */
  inExchange(
    person: Person,
    folder: string,
    identity: Identity,
    more: ContactProperties = {},
    extended: Record<string, string> = {},
  ): string {
    const id = this.#hands(person).createContact(folder, { ...asExchangeContact(identity), ...more }, extended);
    if (folder === SYNC_FOLDER) this.#remember(person, identity, id, null);
    return id;
  }

  #remember(person: Person, identity: Identity, id: string, salesforceId: string | null): void {
    const address = identity.emails[0]?.toLowerCase();
    if (address === undefined) return;
    const ofPerson = this.#acquaintances.get(person.username) ?? new Map<string, Acquaintance>();
    const known = ofPerson.get(address) ?? { identity, salesforceId, ids: [] };
    ofPerson.set(address, { ...known, ids: [...known.ids, id] });
    this.#acquaintances.set(person.username, ofPerson);
  }

  #hands(person: Person) {
    if (person.mailboxId === null) throw new Error(`${person.username} has no mailbox`);
    return this.#organisation.exchange.hands(person.mailboxId);
  }

  /** Made within the last two years, last changed between then and yesterday. */
  #age(): Record<string, string> {
    const { chance, clock } = this.#organisation.world;
    const createdDaysAgo = 2 + chance.below(700);
    const changedDaysAgo = 1 + chance.below(createdDaysAgo - 1);
    const second = chance.below(86_400) * 1000;
    const at = (daysAgo: number) => new Date(clock.nowMs() - daysAgo * DAY_MS - second).toISOString();
    const changed = at(changedDaysAgo);
    return { CreatedDate: at(createdDaysAgo), LastModifiedDate: changed, SystemModstamp: changed };
  }
}
