// The plain cast, for tests and measurements: as many contacts as asked for on each side, nothing odd among them.
// The make-up of the data is that of docs/figures.md: 1.3 addresses each, N/5 companies of which 80 % have an account.
// Calendars are filled by plain-calendars.ts.
import { Desk, SYNC_FOLDER } from './desk.js';
import { addressCountAt, Identities, type Identity } from './identity.js';
import type { Direction, Organisation, Person } from './organisation.js';
import { fillPlainCalendar, PLAIN_EVENT_FIELDS } from './plain-calendars.js';

export interface PlainPerson {
  readonly direction: Direction;
  /** Contacts that the person owns in Salesforce. */
  readonly salesforceContacts: number;
  /** Contacts in the person's folder Salesforce_Sync; the folder is made where this is not 0. */
  readonly exchangeContacts: number;
  /** How many of them are the same people on both sides, written down alike. */
  readonly overlap?: number;
  /** Single meetings in the person's calendar; default 0, and then this person syncs no events. */
  readonly events?: number;
  /** From how many people the attendees of all meetings come, contacts and others together; default 600. */
  readonly attendeesFrom?: number;
}

interface PlainOptions {
  readonly people: readonly PlainPerson[];
  /** Contacts of a colleague who is in no configuration; everybody can see them. */
  readonly otherVisibleContacts?: number;
}

const PLAIN_DIRECTIONS: readonly Direction[] = ['SalesforceToExchange', 'ExchangeToSalesforce', 'BothWays'];

/** People in the three directions by turns, each with `contacts` contacts on every side that is a source. */
export function plainPeople(people: number, contacts: number, events: number): PlainPerson[] {
  return Array.from({ length: people }, (_, index) => {
    const direction = PLAIN_DIRECTIONS[index % PLAIN_DIRECTIONS.length] ?? 'BothWays';
    return {
      direction,
      salesforceContacts: direction === 'ExchangeToSalesforce' ? 0 : contacts,
      exchangeContacts: direction === 'SalesforceToExchange' ? 0 : contacts,
      events,
    };
  });
}

export function fillPlain(organisation: Organisation, options: PlainOptions): void {
  const identities = new Identities(organisation.world.chance);
  const desk = new Desk(organisation);
  const configurationIds = new Map<string, string>();
  options.people.forEach((plan, index) => {
    const person = organisation.addPerson({ firstName: 'Rep', lastName: numberWord(index + 1) });
    const { direction, events = 0 } = plan;
    const name = `Plain ${direction}${events > 0 ? ' with events' : ''}`;
    const fields = events > 0 ? PLAIN_EVENT_FIELDS : {};
    const id = configurationIds.get(name) ?? organisation.addConfiguration(name, direction, fields);
    configurationIds.set(name, id);
    organisation.assignToPeople(id, name, direction, [person]);
    fillPerson(desk, identities, person, plan);
    if (events > 0) fillPlainCalendar(organisation, person, desk.acquaintancesOf(person), { ...plan, events });
  });
  const others = options.otherVisibleContacts ?? 0;
  if (others > 0) fillColleague(organisation, desk, identities, others);
}

function fillPerson(desk: Desk, identities: Identities, person: Person, plan: PlainPerson): void {
  const { salesforceContacts, exchangeContacts, overlap = 0 } = plan;
  if (overlap > Math.min(salesforceContacts, exchangeContacts)) {
    throw new RangeError('overlap is larger than one of the sides');
  }
  const known = inventPeople(desk, identities, person, salesforceContacts + exchangeContacts - overlap);
  for (const identity of known.slice(0, salesforceContacts)) desk.inSalesforce(person, identity);
  if (exchangeContacts === 0) return;
  desk.makeSyncFolder(person);
  for (const identity of known.slice(salesforceContacts - overlap)) desk.inExchange(person, SYNC_FOLDER, identity);
}

/** `count` people at count/5 companies; four out of five companies have one account, or all of them. */
function inventPeople(
  desk: Desk,
  identities: Identities,
  owner: Person,
  count: number,
  accounts: 'four of five' | 'all' = 'four of five',
): Identity[] {
  const companies = Array.from({ length: Math.ceil(count / 5) }, () => identities.company());
  companies.forEach((company, index) => {
    if (accounts === 'all' || index % 5 !== 4) desk.account(company, owner);
  });
  return Array.from({ length: count }, (_, index) =>
    identities.person(companies[index % companies.length] ?? '', addressCountAt(index)),
  );
}

function fillColleague(organisation: Organisation, desk: Desk, identities: Identities, count: number): void {
  const colleague = organisation.addPerson({
    firstName: 'Otto',
    lastName: 'Reimann',
    role: 'colleague',
    mailbox: 'nowhere',
  });
  // A contact without account is private to its owner, and these are meant to be seen by everybody.
  const known = inventPeople(desk, identities, colleague, count, 'all');
  for (const identity of known) desk.inSalesforce(colleague, identity);
}

/** A last name for the n-th rep: Aaa, Aab, Aac … */
function numberWord(number: number): string {
  let rest = number - 1;
  let word = '';
  for (let place = 0; place < 3; place += 1) {
    word = String.fromCharCode(97 + (rest % 26)) + word;
    rest = Math.floor(rest / 26);
  }
  return word.charAt(0).toUpperCase() + word.slice(1);
}
