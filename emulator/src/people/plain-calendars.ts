// Calendars of the plain cast, for tests and measurements: as many single meetings as asked for, nothing odd among
// them. Three attendees each, out of a number of people of whom 80 % are contacts of the person. It must stay one pass.
import type { EventProperties } from '../parts.js';
import type { Acquaintance } from './desk.js';
import { acquaintanceAsGuest, BERLIN, Diary, guest } from './diary.js';
import type { ConfigurationFields, Organisation, Person } from './organisation.js';

/** All events sync, in full, and are related to contacts. */
export const PLAIN_EVENT_FIELDS: ConfigurationFields = {
  Event_Direction__c: 'ExchangeToSalesforce',
  Event_Selection__c: 'All',
  Event_Private__c: 'FullDetails',
  Event_Relate__c: 'ContactsOrOneLead',
};

const ATTENDEES_FROM = 600;
const ATTENDEES = 3;
const CONTACTS_SHARE = 0.8;
/** Inside the usual window of 30 days back, whatever the zone. */
const FIRST_DAY = -29;
const DAYS = 329;

export function fillPlainCalendar(
  organisation: Organisation,
  person: Person,
  acquaintances: readonly Acquaintance[],
  plan: { readonly events: number; readonly attendeesFrom?: number },
): void {
  const diary = new Diary(organisation, person, BERLIN);
  const guests = possibleGuests(acquaintances, plan.attendeesFrom ?? ATTENDEES_FROM);
  let waiting: EventProperties[] = [];
  for (let index = 0; index < plan.events; index += 1) {
    const day = FIRST_DAY + Math.floor((index * DAYS) / plan.events);
    if (waiting.length < ATTENDEES) waiting = diary.chance.shuffle(guests);
    const hour = String(8 + diary.chance.below(9)).padStart(2, '0');
    diary.event(
      { day, time: `${hour}:00`, minutes: 60 },
      {
        subject: `Meeting ${index + 1}`,
        location: { displayName: `Room ${1 + diary.chance.below(40)}` },
        body: { contentType: 'text', content: `What was agreed in meeting ${index}, and what comes next.` },
        attendees: waiting.splice(-ATTENDEES),
      },
    );
  }
}

/** Where the person has too few contacts there are fewer people, so that the share of contacts stays. */
function possibleGuests(acquaintances: readonly Acquaintance[], from: number): readonly EventProperties[] {
  const known = acquaintances.slice(0, Math.round(from * CONTACTS_SHARE)).map(acquaintanceAsGuest);
  const share = Math.round((known.length * (1 - CONTACTS_SHARE)) / CONTACTS_SHARE);
  const others = known.length === 0 ? Math.max(from, ATTENDEES) : Math.max(share, ATTENDEES - known.length);
  const strangers = Array.from({ length: others }, (_, index) =>
    guest(`Guest ${index + 1}`, `guest.${index + 1}@visitors.example`),
  );
  return [...known, ...strangers];
}
