// Who in a meeting is known in Salesforce: contacts and leads that the person can see, looked up by address as that
// person, each address once a run. The addresses leave this process only towards the person's own org.
import type { KnownPeople } from '../../../core/event/relate.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { LeadId, SalesforceContactId } from '../../../core/model.js';
import type { RankedContact } from '../../../core/preferred.js';
import type { PersonOrg, SalesforceRow } from '../../../ports/salesforce.js';

/** What the person may look for. */
export interface PeopleAccess {
  readonly org: PersonOrg;
  /** API names to select of a contact; empty where nobody is looked for. */
  readonly contactFields: readonly string[];
  readonly findsLeads: boolean;
}

export class PeopleLookUp implements KnownPeople {
  readonly contacts = new Map<string, readonly RankedContact[]>();
  readonly leads = new Map<string, readonly LeadId[]>();
  readonly #asked = new Set<string>();

  /** Leads are asked for only where no contact has the address. */
  async find(access: PeopleAccess, addresses: Iterable<string>): Promise<Outcome<null>> {
    const fresh = [...new Set(addresses)].filter((address) => !this.#asked.has(address));
    if (fresh.length === 0) return success(null);
    const contacts = await this.#findContacts(access, fresh);
    if (!contacts.ok) return contacts;
    const strangers = fresh.filter((address) => !this.contacts.has(address));
    if (access.findsLeads && strangers.length > 0) {
      const leads = await access.org.findLeads(strangers);
      if (!leads.ok) return leads;
      for (const { id, email } of leads.value) this.leads.set(email, [...(this.leads.get(email) ?? []), id]);
    }
    for (const address of fresh) this.#asked.add(address);
    return success(null);
  }

  async #findContacts(access: PeopleAccess, addresses: readonly string[]): Promise<Outcome<null>> {
    if (access.contactFields.length === 0) return success(null);
    const rows = await access.org.findContacts({ emails: addresses, names: [] }, access.contactFields);
    if (!rows.ok) return rows;
    for (const row of rows.value) {
      const address = textOf(row, 'Email').trim().toLowerCase();
      if (address !== '') this.contacts.set(address, [...(this.contacts.get(address) ?? []), contactOf(row)]);
    }
    return success(null);
  }
}

function contactOf(row: SalesforceRow): RankedContact {
  return {
    id: row.Id as SalesforceContactId,
    modifiedAt: textOf(row, 'LastModifiedDate'),
    lastActivity: textOf(row, 'LastActivityDate'),
    createdAt: textOf(row, 'CreatedDate'),
  };
}

function textOf(row: SalesforceRow, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}
