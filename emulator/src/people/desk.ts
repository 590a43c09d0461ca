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

export class Desk {
  readonly #organisation: Organisation;
  readonly #accountIds = new Map<string, string>();

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
    return this.#organisation.salesforce.seed('Contact', {
      ...asSalesforceContact(identity),
      ...(accountId === undefined ? {} : { AccountId: accountId }),
      OwnerId: owner.userId,
      CreatedById: owner.userId,
      ...this.#age(),
      ...more,
    });
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
    return this.#hands(person).createContact(folder, { ...asExchangeContact(identity), ...more }, extended);
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
