// Who syncs, by which configuration: read from the org, kept in memory, renewed when the poll says that something
// changed. A person who leaves (inactive, out of all configurations) is not looked at any more; copies and links stay
// (law P21).
import {
  configurationFromRow,
  effectiveConfiguration,
  type Assignment,
  type Configuration,
} from '../core/settings/configuration.js';
import { success, type Outcome } from '../core/failure.js';
import type { SystemSettings } from '../core/settings/system.js';
import type { PersonId } from '../core/model.js';
import { writesToExchange } from '../core/contact/plan.js';
import { domainOf } from '../core/event/read.js';
import type { OrgUser, SalesforceRow } from '../ports/salesforce.js';
import type { Services, SyncPerson } from '../sync/part/services.js';

export class Fleet {
  #people = new Map<PersonId, SyncPerson>();
  #configurations: readonly Configuration[] = [];
  #assignments: readonly Assignment[] = [];
  #known = '';
  #domains: Domains = { mailboxDomains: null, companyDomains: [] };

  constructor(private readonly services: Services) {}

  get(person: PersonId): SyncPerson | null {
    return this.#people.get(person) ?? null;
  }

  all(): readonly SyncPerson[] {
    return [...this.#people.values()];
  }

  /** People who take every contact that they can see: any change of a contact may concern them. */
  whoTakeAllVisible(): readonly PersonId[] {
    return this.all()
      .filter(({ configuration: { contacts } }) => contacts.scope === 'AllVisible' && writesToExchange(contacts))
      .map(({ user }) => user.id);
  }

  /** Takes over what the poll brought; answers whether anything is different. */
  async takeSettings(rows: readonly SalesforceRow[], assignments: readonly Assignment[]): Promise<Outcome<boolean>> {
    const known = JSON.stringify([rows, assignments]);
    if (known === this.#known) return success(false);
    this.#configurations = rows.map(configurationFromRow);
    this.#assignments = assignments;
    const refreshed = await this.refreshPeople();
    if (!refreshed.ok) return refreshed;
    this.#known = known;
    return success(true);
  }

  /** Answers whether they are others than before, and the people have to be read again. */
  takeDomains({ mailboxDomains, companyDomains }: Domains): boolean {
    const isOther = JSON.stringify(this.#domains) !== JSON.stringify({ mailboxDomains, companyDomains });
    this.#domains = { mailboxDomains, companyDomains };
    return isOther;
  }

  /** Reads the users of all assignments again. New people become due at once, people who left are never due. */
  async refreshPeople(): Promise<Outcome<null>> {
    const ids = this.#assignments.flatMap(({ target }) => (target.kind === 'user' ? [target.userId] : []));
    const profileIds = this.#assignments.flatMap(({ target }) => (target.kind === 'profile' ? [target.profileId] : []));
    const users = await this.services.org.readUsers({ ids, profileIds });
    if (!users.ok) return users;
    const people = new Map<PersonId, SyncPerson>();
    for (const user of users.value) {
      const person = this.#syncPersonOf(user);
      if (person !== null) people.set(user.id, person);
    }
    const before = this.#people;
    this.#people = withDomains(withoutTwins(people), this.#domains);
    await this.#makeChangedDue(before);
    return success(null);
  }

  #syncPersonOf(user: OrgUser): SyncPerson | null {
    const effective = effectiveConfiguration(this.#configurations, this.#assignments, user);
    return effective.kind === 'active' ? { user, configuration: effective.configuration, companyDomains: [] } : null;
  }

  async #makeChangedDue(before: ReadonlyMap<PersonId, SyncPerson>): Promise<void> {
    const { store, clock } = this.services;
    const nowMs = clock.nowMs();
    const scopes = await store.readScopes();
    const waiting = new Set(scopes.filter(({ dueAtMs }) => dueAtMs !== null).map(({ person }) => person));
    for (const [id, person] of this.#people) {
      const known = before.get(id);
      // After a restart everybody is new to this process; anyone who has a due time already keeps it.
      const isAsBefore = known === undefined ? waiting.has(id) : JSON.stringify(known) === JSON.stringify(person);
      if (!isAsBefore) await store.saveScope(id, { dueAtMs: nowMs, priority: 1 });
    }
    for (const scope of scopes) {
      if (!this.#people.has(scope.person) && scope.dueAtMs !== null) {
        await store.saveScope(scope.person, { dueAtMs: null });
      }
    }
  }
}

type Domains = Pick<SystemSettings, 'mailboxDomains' | 'companyDomains'>;

/** The company's are those of the people who sync, and those that an admin named besides. */
function withDomains(people: Map<PersonId, SyncPerson>, named: Domains): Map<PersonId, SyncPerson> {
  const allowed = named.mailboxDomains;
  const isAllowed = ({ user }: SyncPerson): boolean => allowed === null || allowed.includes(mailDomain(user));
  const own = [...people.values()].filter(isAllowed).map(({ user }) => mailDomain(user));
  const companyDomains = [...new Set([...own, ...named.companyDomains])].filter((domain) => domain !== '').sort();
  return new Map(
    [...people].map(([id, person]): [PersonId, SyncPerson] => [
      id,
      { ...person, companyDomains, ...(isAllowed(person) ? {} : { isDomainRefused: true }) },
    ]),
  );
}

function mailDomain({ email }: OrgUser): string {
  return domainOf(email.toLowerCase());
}

/** Two users with one address would share a mailbox: neither is synced until an admin has told them apart. */
function withoutTwins(people: Map<PersonId, SyncPerson>): Map<PersonId, SyncPerson> {
  const owners = new Map<string, PersonId[]>();
  for (const { user } of people.values()) {
    const address = user.email.toLowerCase();
    owners.set(address, [...(owners.get(address) ?? []), user.id]);
  }
  for (const ids of owners.values()) {
    if (ids.length < 2) continue;
    for (const id of ids) {
      const person = people.get(id);
      if (person !== undefined) people.set(id, { ...person, hasTwinAddress: true });
    }
  }
  return people;
}
