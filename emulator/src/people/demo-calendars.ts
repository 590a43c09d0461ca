// The calendars of the demo cast: how each person syncs events, ordinary meetings with the person's own contacts, then
// the odd ones. It comes after all contacts and has a chance of its own, so that contacts are the same without it.
import { addEventsOfAllKinds, type CalendarScene } from './demo-event-oddities.js';
import { addMeetings } from './demo-meetings.js';
import type { Oddity } from './demo-oddities.js';
import { addEventsInSalesforce, addEventsWithAndWithoutContacts, addSelectedEvents } from './demo-special-calendars.js';
import type { Desk } from './desk.js';
import { BERLIN, Diary, LONDON, TOKYO, type DiaryZone } from './diary.js';
import type { ConfigurationFields, Organisation, Person } from './organisation.js';

export interface DemoCalendar {
  /** Event settings of the person's configuration. Empty: this person syncs contacts alone. */
  readonly fields: ConfigurationFields;
  readonly zone: DiaryZone;
  /** Adds what is odd in this calendar. Null: ordinary meetings alone. */
  readonly addOddEvents: ((scene: CalendarScene) => readonly Oddity[]) | null;
}

export interface CalendarOwner {
  readonly person: Person;
  readonly calendar: DemoCalendar;
}

export const ALL_EVENTS: DemoCalendar = {
  fields: {
    Event_Direction__c: 'ExchangeToSalesforce',
    Event_Selection__c: 'All',
    Event_Private__c: 'BusyTimeOnly',
    Event_Relate__c: 'ContactsOrOneLead',
    Event_Deleted__c: 'RemoveFromSalesforce',
  },
  zone: BERLIN,
  addOddEvents: addEventsOfAllKinds,
};

export const OLD_CALENDAR: DemoCalendar = {
  fields: {
    Event_Direction__c: 'ExchangeToSalesforce',
    Event_Selection__c: 'All',
    Event_Private__c: 'DoNotSync',
    Event_Relate__c: 'ContactsOrOneLead',
    Event_Deleted__c: 'KeepInSalesforce',
  },
  zone: BERLIN,
  addOddEvents: addEventsInSalesforce,
};

export const SELECTED_EVENTS: DemoCalendar = {
  fields: { Event_Direction__c: 'ExchangeToSalesforce', Event_Selection__c: 'ByCategory' },
  zone: TOKYO,
  addOddEvents: addSelectedEvents,
};

export const KNOWN_PEOPLE: DemoCalendar = {
  fields: {
    Event_Direction__c: 'ExchangeToSalesforce',
    Event_Selection__c: 'KnownContactOrLead',
    Event_Relate__c: 'ContactsOrOneLead',
    Event_Text__c: 'DoNotSync',
  },
  zone: LONDON,
  addOddEvents: addEventsWithAndWithoutContacts,
};

export const CONTACTS_ALONE: DemoCalendar = { fields: {}, zone: BERLIN, addOddEvents: null };

/** `events` ordinary meetings each. Odd contacts are in none of them. Answers the odd events. */
export function fillCalendars(
  organisation: Organisation,
  desk: Desk,
  owners: readonly CalendarOwner[],
  options: { readonly events: number; readonly oddContacts: readonly Oddity[] },
): readonly Oddity[] {
  const oddIds = new Set(options.oddContacts.map(({ id }) => id));
  const admin = new Diary(organisation, organisation.personInRole('admin'), BERLIN);
  const open = owners.map(({ person, calendar }) => {
    const diary = new Diary(organisation, person, calendar.zone);
    const acquaintances = desk.acquaintancesOf(person).filter(({ ids }) => !ids.some((id) => oddIds.has(id)));
    return { calendar, diary, acquaintances, meetings: addMeetings(diary, acquaintances, options.events) };
  });
  const colleague = (firstName: string): Diary =>
    open.find(({ diary }) => diary.person.firstName === firstName)?.diary ?? admin;
  return open.flatMap(({ calendar, ...scene }) => calendar.addOddEvents?.({ ...scene, colleague }) ?? []);
}
