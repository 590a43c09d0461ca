// The demo cast: a small company with five reps, each set up in another way, and contacts as they really are in
// mailboxes and orgs.
// The odd ones are in demo-oddities.ts, with a label each; the ordinary ones are invented here. Calendars are filled by
// demo-calendars.ts.
import {
  ALL_EVENTS,
  CONTACTS_ALONE,
  fillCalendars,
  KNOWN_PEOPLE,
  OLD_CALENDAR,
  SELECTED_EVENTS,
  type CalendarOwner,
  type DemoCalendar,
} from './demo-calendars.js';
import { addOdditiesFromOutlook, addOdditiesInSalesforce, addPrivateContacts, type Oddity } from './demo-oddities.js';
import { CONTACTS_FOLDER, Desk, SYNC_FOLDER } from './desk.js';
import { addressCountAt, Identities, type Identity } from './identity.js';
import {
  MANAGER_PROFILE,
  type ConfigurationFields,
  type Direction,
  type NewPerson,
  type Organisation,
  type Person,
} from './organisation.js';

interface Part {
  readonly person: NewPerson;
  readonly configuration: string;
  readonly direction: Direction;
  readonly fields: ConfigurationFields;
  readonly calendar: DemoCalendar;
  readonly isByProfile?: boolean;
  readonly fill: (stage: Stage, person: Person, contacts: number) => void;
}

/** What the parts share while the cast is being filled. */
interface Stage {
  readonly desk: Desk;
  readonly identities: Identities;
  readonly oddities: Oddity[];
}

const PARTS: readonly Part[] = [
  {
    person: { firstName: 'Mira', lastName: 'Castellano' },
    configuration: 'Field sales, both ways',
    direction: 'BothWays',
    fields: { Description__c: 'Salesforce is right when both sides changed the same field.' },
    calendar: ALL_EVENTS,
    fill: fillNewcomer,
  },
  {
    person: { firstName: 'Jonas', lastName: 'Brandt' },
    configuration: 'Key accounts, both ways',
    direction: 'BothWays',
    fields: {
      Description__c: 'The latest change wins, and deletes are carried over.',
      Contact_Conflict__c: 'LatestChangeWins',
      Contact_First_Link__c: 'Salesforce',
      Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy',
      Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy',
    },
    calendar: OLD_CALENDAR,
    fill: fillOldFolder,
  },
  {
    person: { firstName: 'Aiko', lastName: 'Tanabe' },
    configuration: 'Inside sales, to Outlook',
    direction: 'SalesforceToExchange',
    fields: { Description__c: 'Contacts on the telephone; nobody maintains them in Outlook.' },
    calendar: SELECTED_EVENTS,
    fill: fillFromSalesforce,
  },
  {
    person: { firstName: 'Samuel', lastName: 'Okafor' },
    configuration: 'Trade fair team, from Outlook',
    direction: 'ExchangeToSalesforce',
    fields: {
      Description__c: 'Business cards go into Outlook; Salesforce gets what is in Salesforce_Sync.',
      Contact_Field_Mapping__c: '{"Birthdate":"toSalesforce","Description":"toSalesforce","HomePhone":"toSalesforce"}',
    },
    calendar: KNOWN_PEOPLE,
    fill: fillFromOutlook,
  },
  {
    person: { firstName: 'Lena', lastName: 'Sundqvist', profile: MANAGER_PROFILE },
    configuration: 'Management, purchasing contacts',
    direction: 'SalesforceToExchange',
    fields: {
      Description__c: "Everybody's contacts in purchasing departments.",
      Contact_Scope__c: 'AllVisible',
      Contact_Conditions__c: '[{"field":"Department","operator":"equals","value":"Purchasing"}]',
      Contact_Leaves_Reach__c: 'RemoveUnchangedCopy',
    },
    calendar: CONTACTS_ALONE,
    isByProfile: true,
    fill: fillManager,
  },
];

interface DemoOptions {
  readonly people: number;
  /** Ordinary contacts a person, about. */
  readonly contacts: number;
  /** Ordinary events a person. 0: calendars are empty, and nobody syncs them. */
  readonly events: number;
}

/**
 * Fills the company with the first `people` of the five (and further reps like the first when there are more).
 * Answers the odd contacts and events.
 */
export function fillDemo(organisation: Organisation, options: DemoOptions): readonly Oddity[] {
  const stage: Stage = {
    desk: new Desk(organisation),
    identities: new Identities(organisation.world.chance),
    oddities: [],
  };
  const parts = PARTS.slice(0, options.people);
  const people = parts.map((part) => organisation.addPerson(part.person));
  const owners: CalendarOwner[] = [];
  parts.forEach((part, index) => {
    const person = people[index];
    if (person === undefined) return;
    const fields = { ...part.fields, ...(options.events > 0 ? part.calendar.fields : {}) };
    const id = organisation.addConfiguration(part.configuration, part.direction, fields);
    if (part.isByProfile === true) {
      organisation.assignToProfile(id, part.configuration, part.direction, person.profile);
    } else {
      organisation.assignToPeople(id, part.configuration, part.direction, [person]);
      if (index === 0) owners.push(...addFurtherReps(organisation, stage, part, id, options));
    }
    part.fill(stage, person, options.contacts);
    owners.push({ person, calendar: part.calendar });
  });
  if (options.events === 0) return stage.oddities;
  const { events } = options;
  const oddEvents = fillCalendars(organisation, stage.desk, owners, { events, oddContacts: stage.oddities });
  return [...stage.oddities, ...oddEvents];
}

function addFurtherReps(
  organisation: Organisation,
  stage: Stage,
  part: Part,
  configurationId: string,
  options: DemoOptions,
): readonly CalendarOwner[] {
  const owners: CalendarOwner[] = [];
  for (let number = PARTS.length; number < options.people; number += 1) {
    const { firstName, lastName } = stage.identities.person('Lindenhof');
    const rep = organisation.addPerson({ firstName, lastName });
    organisation.assignToPeople(configurationId, part.configuration, part.direction, [rep]);
    fillNewcomer(stage, rep, options.contacts);
    owners.push({ person: rep, calendar: { ...part.calendar, addOddEvents: null } });
  }
  return owners;
}

/**
 * Everything in Salesforce, no Salesforce_Sync yet; private contacts in Outlook, some of them worth moving in
 * later.
 */
function fillNewcomer(stage: Stage, person: Person, contacts: number): void {
  for (const known of invent(stage, person, contacts)) stage.desk.inSalesforce(person, known);
  stage.oddities.push(...addPrivateContacts(stage.desk, person));
  for (const met of invent(stage, person, 6, 'none')) stage.desk.inExchange(person, CONTACTS_FOLDER, met);
}

/**
 * A full Salesforce_Sync left behind by the product we replace: mostly the same people on both sides, written a
 * little differently.
 */
function fillOldFolder(stage: Stage, person: Person, contacts: number): void {
  const onBothSides = Math.round(contacts * 0.6);
  // All companies have accounts: without one, a contact that lost its address could not be recognised.
  const known = invent(stage, person, contacts, 'all');
  stage.desk.makeSyncFolder(person);
  known.forEach((identity, index) => {
    const isOnBoth = index < onBothSides;
    if (isOnBoth || index % 2 === 0) stage.desk.inSalesforce(person, identity);
    if (isOnBoth) stage.desk.inExchange(person, SYNC_FOLDER, asLeftByTheOldProduct(identity, index));
    else if (index % 2 === 1) stage.desk.inExchange(person, SYNC_FOLDER, identity);
  });
  stage.oddities.push(...addPrivateContacts(stage.desk, person));
}

/** The small differences that years of two address books leave. At most one a contact. */
function asLeftByTheOldProduct(identity: Identity, index: number): Identity {
  switch (index % 8) {
    case 1:
      return { ...identity, phone: identity.phone.replace(/ /g, '-') };
    case 3:
      return { ...identity, title: '' };
    case 4:
      return { ...identity, emails: [] };
    case 6:
      return { ...identity, emails: identity.emails.map((address) => address.toUpperCase()) };
    case 7:
      return { ...identity, street: `${identity.street}\r\nReception` };
    default:
      return identity;
  }
}

function fillFromSalesforce(stage: Stage, person: Person, contacts: number): void {
  for (const known of invent(stage, person, contacts)) stage.desk.inSalesforce(person, known);
  stage.oddities.push(...addOdditiesInSalesforce(stage.desk, person));
  stage.oddities.push(...addPrivateContacts(stage.desk, person));
}

function fillFromOutlook(stage: Stage, person: Person, contacts: number): void {
  stage.desk.makeSyncFolder(person);
  for (const known of invent(stage, person, contacts)) stage.desk.inExchange(person, SYNC_FOLDER, known);
  stage.oddities.push(...addOdditiesFromOutlook(stage.desk, person));
  stage.oddities.push(...addPrivateContacts(stage.desk, person));
}

/** A few own contacts; most of what a manager syncs belongs to others. */
function fillManager(stage: Stage, person: Person, contacts: number): void {
  for (const known of invent(stage, person, Math.ceil(contacts / 10))) stage.desk.inSalesforce(person, known);
}

function invent(
  stage: Stage,
  owner: Person,
  count: number,
  accounts: 'four of five' | 'all' | 'none' = 'four of five',
): Identity[] {
  const companies = Array.from({ length: Math.ceil(count / 5) }, () => stage.identities.company());
  companies.forEach((company, index) => {
    const hasAccount = accounts === 'all' || (accounts === 'four of five' && index % 5 !== 4);
    if (hasAccount) stage.desk.account(company, owner);
  });
  return Array.from({ length: count }, (_, index) =>
    stage.identities.person(companies[index % companies.length] ?? '', addressCountAt(index)),
  );
}
