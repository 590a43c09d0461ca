// Sets up a company in both systems: profiles, users with mailboxes, Exchange configurations and who is assigned
// to them.
// Every cast is built with this. It must not invent contacts; that is what the casts do.
import type { ExchangeTenant, MailboxState, ObjectAccess, SalesforceOrg } from '../parts.js';
import type { World } from '../world.js';

export type Direction = 'DoNotSync' | 'SalesforceToExchange' | 'ExchangeToSalesforce' | 'BothWays';
type Role = 'rep' | 'admin' | 'integration' | 'colleague';

/** Someone who works at the emulated company, as told to the one who starts the emulator. */
export interface Person {
  readonly role: Role;
  readonly firstName: string;
  readonly lastName: string;
  /** Salesforce username; it is the e-mail address here. */
  readonly username: string;
  readonly userId: string;
  readonly email: string;
  /** Entra object id of the user, which is the id of the mailbox; null for those without one. */
  readonly mailboxId: string | null;
  readonly profile: string;
  readonly permissionSets: readonly string[];
  /** Name and direction of the Exchange configuration that holds for this person; null where none does. */
  readonly configuration: string | null;
  readonly direction: Direction | null;
}

export interface NewPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly role?: Role;
  readonly profile?: string;
  readonly permissionSets?: readonly string[];
  /** `'nowhere'`: a user without a mailbox. */
  readonly mailbox?: MailboxState | 'nowhere';
  readonly isActive?: boolean;
}

/** Fields of Exchange_Configuration__c without Name; what is left out gets the default of the field. */
export type ConfigurationFields = Readonly<Record<string, string | boolean | number>>;

const MAIL_DOMAIN = 'lindenhof.example';
export const REP_PROFILE = 'Sales Representative';
export const MANAGER_PROFILE = 'Sales Manager';
/** Profiles that every org has. */
const ADMIN_PROFILE = 'System Administrator';
const INTEGRATION_PROFILE = 'Minimum Access - Salesforce';

const EVERYDAY_WORK: ObjectAccess = { read: true, create: true, edit: true, delete: true };
const SALES_ACCESS: Readonly<Record<string, ObjectAccess>> = {
  Contact: EVERYDAY_WORK,
  Account: { read: true, create: true, edit: true },
  Lead: { read: true, create: true, edit: true },
  Event: EVERYDAY_WORK,
};

export class Organisation {
  readonly world: World;
  readonly exchange: ExchangeTenant;
  readonly salesforce: SalesforceOrg;
  readonly #people: Person[] = [];
  readonly #profileIds = new Map<string, string>();

  /** Makes the sales profiles, an admin and the integration user; they are there in every cast. */
  constructor(world: World, exchange: ExchangeTenant, salesforce: SalesforceOrg) {
    this.world = world;
    this.exchange = exchange;
    this.salesforce = salesforce;
    this.#addProfile(REP_PROFILE, SALES_ACCESS);
    this.#addProfile(MANAGER_PROFILE, SALES_ACCESS);
    this.addPerson({
      firstName: 'Petra',
      lastName: 'Novak',
      role: 'admin',
      profile: ADMIN_PROFILE,
      permissionSets: ['Exchange_Sync_Admin'],
    });
    this.addPerson({
      firstName: 'Exchange Sync',
      lastName: 'Connector',
      role: 'integration',
      profile: INTEGRATION_PROFILE,
      permissionSets: ['Exchange_Sync_Connector'],
      mailbox: 'nowhere',
    });
  }

  get people(): readonly Person[] {
    return this.#people;
  }

  /** The first person with this role. */
  personInRole(role: Role): Person {
    const person = this.#people.find((candidate) => candidate.role === role);
    if (person === undefined) throw new Error(`nobody has the role ${role}`);
    return person;
  }

  /** A new user with a mailbox; a rep with the permission set Exchange_Sync_Person unless said otherwise. */
  addPerson(person: NewPerson): Person {
    const role = person.role ?? 'rep';
    const profile = person.profile ?? REP_PROFILE;
    const permissionSets = person.permissionSets ?? (role === 'rep' ? ['Exchange_Sync_Person'] : []);
    const email = this.#freshAddress(person);
    const userId = this.salesforce.addUser({
      username: email,
      email,
      firstName: person.firstName,
      lastName: person.lastName,
      profile,
      permissionSets,
      isActive: person.isActive ?? true,
    });
    const displayName = `${person.firstName} ${person.lastName}`;
    const state = person.mailbox ?? 'ok';
    const mailboxId = state === 'nowhere' ? null : this.exchange.addMailbox({ address: email, displayName, state });
    const { firstName, lastName } = person;
    const added: Person = {
      role,
      firstName,
      lastName,
      username: email,
      userId,
      email,
      mailboxId,
      profile,
      permissionSets,
      configuration: null,
      direction: null,
    };
    this.#people.push(added);
    return added;
  }

  /** An active Exchange configuration, made by the admin. Answers its id. */
  addConfiguration(name: string, direction: Direction, fields: ConfigurationFields = {}): string {
    return this.salesforce.act(this.personInRole('admin').username, {
      kind: 'create',
      object: 'Exchange_Configuration__c',
      fields: { Name: name, Active__c: true, Contact_Direction__c: direction, ...fields },
    });
  }

  /** Assigns a configuration to people, one by one. */
  assignToPeople(configurationId: string, name: string, direction: Direction, people: readonly Person[]): void {
    for (const person of people) {
      this.#assign(configurationId, { User__c: person.userId });
      this.#note(person.userId, name, direction);
    }
  }

  /** Assigns a configuration to everybody who has the profile. */
  assignToProfile(configurationId: string, name: string, direction: Direction, profile: string): void {
    const profileId = this.#profileIds.get(profile);
    if (profileId === undefined) throw new Error(`there is no profile ${profile}`);
    this.#assign(configurationId, { Profile_Id__c: profileId });
    for (const person of this.#people) {
      if (person.profile === profile && person.configuration === null) this.#note(person.userId, name, direction);
    }
  }

  #assign(configurationId: string, target: Record<string, string>): void {
    this.salesforce.act(this.personInRole('admin').username, {
      kind: 'create',
      object: 'Exchange_Configuration_Assignment__c',
      fields: { Configuration__c: configurationId, ...target },
    });
  }

  #note(userId: string, configuration: string, direction: Direction): void {
    const at = this.#people.findIndex((person) => person.userId === userId);
    const person = this.#people[at];
    if (person !== undefined) this.#people[at] = { ...person, configuration, direction };
  }

  #addProfile(name: string, objects: Readonly<Record<string, ObjectAccess>>): void {
    this.#profileIds.set(name, this.salesforce.addProfile({ name, objects: { ...objects } }));
  }

  #freshAddress({ firstName, lastName }: NewPerson): string {
    const words = `${firstName}.${lastName}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
    const local = words.toLowerCase();
    const taken = this.#people.filter((person) => person.email.replace(/\d*@.*/, '') === local).length;
    return `${local}${taken === 0 ? '' : taken + 1}@${MAIL_DOMAIN}`;
  }
}
