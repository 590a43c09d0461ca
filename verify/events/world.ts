// A small company for the tests of the comparison of events, made by hand so that nothing of emulator or connector can
// hide a fault: four people with other settings each, their calendars, and what Salesforce should say of them.
import { compareEvents, type EventComparison } from './compare.js';
import { newEventLedger, type EventInput } from './ledger.js';
import { meetingKeyOf } from './pairs.js';
import { Systems, type CastMember } from '../systems.js';
import { inWords } from '../words.js';

export type Row = Record<string, unknown> & { Id: string };
export type Properties = Record<string, unknown>;

export interface WorldEvent {
  readonly id: string;
  calendarId: string;
  isDeleted: boolean;
  uid: string;
  readonly properties: Properties;
}

/** Both systems at one moment. */
export interface Moment {
  events: WorldEvent[];
  records: Row[];
  contacts: Row[];
  leads: Row[];
  issues: Row[];
  statuses: Row[];
  /** Names of everybody's calendars besides the primary one. */
  calendars: string[];
}

const tenantId = 'tenant';
const nowMs = Date.parse('2026-11-29T09:00:00Z');

function cast(firstName: string): CastMember {
  const username = `${firstName.toLowerCase()}@example.org`;
  return {
    role: 'rep',
    firstName,
    lastName: 'Rep',
    username,
    userId: `user-${firstName}`,
    mailboxId: `box-${firstName}`,
  };
}

export const [mira, jonas, aiko, samuel] = [cast('Mira'), cast('Jonas'), cast('Aiko'), cast('Samuel')];
const people = [mira, jonas, aiko, samuel];

const settings: Readonly<Record<string, Properties>> = {
  Mira: { Event_Selection__c: 'All', Event_Private__c: 'BusyTimeOnly', Event_Relate__c: 'ContactsOrOneLead' },
  Jonas: { Event_Selection__c: 'All', Event_Private__c: 'DoNotSync', Event_Relate__c: 'ContactsOrOneLead' },
  Aiko: { Event_Selection__c: 'ByCategory', Event_Private__c: 'DoNotSync' },
  Samuel: {
    Event_Selection__c: 'KnownContactOrLead',
    Event_Relate__c: 'ContactsOrOneLead',
    Event_Text__c: 'DoNotSync',
  },
};

function configuration(firstName: string): Row {
  return {
    Id: `for-${firstName}`,
    Name: firstName,
    Active__c: true,
    Event_Direction__c: 'ExchangeToSalesforce',
    Event_Category__c: 'Salesforce',
    Event_Private__c: 'DoNotSync',
    Event_Text__c: 'Sync',
    Event_Relate__c: 'Off',
    Event_Leave_Out_Internal__c: true,
    Event_Leave_Out_Words__c: 'lunch\nbarber, gym',
    Event_Leave_Out_Declined__c: true,
    Event_Leave_Out_Cancelled__c: true,
    Event_Days_Back__c: 30,
    Event_Days_Ahead__c: 365,
    ...settings[firstName],
  };
}

export function at(dateTime: string): Properties {
  return { dateTime: `${dateTime}:00.0000000`, timeZone: 'UTC' };
}

export function guests(...addresses: readonly string[]): Properties {
  return { attendees: addresses.map((address) => ({ type: 'required', emailAddress: { name: '', address } })) };
}

/** An hour with a customer, a week ahead. */
export function meeting(id: string, owner: CastMember, more: Properties = {}): WorldEvent {
  return {
    id,
    calendarId: `calendar-${owner.firstName}`,
    isDeleted: false,
    uid: `uid-${id}`,
    properties: {
      subject: `Visit ${id}`,
      start: at('2026-12-07T10:00'),
      end: at('2026-12-07T11:00'),
      isAllDay: false,
      type: 'singleInstance',
      sensitivity: 'normal',
      showAs: 'busy',
      categories: [],
      organizer: { emailAddress: { address: owner.username } },
      ...guests('nora@mill.example'),
      location: { displayName: 'Hall 4' },
      body: { contentType: 'text', content: 'The agenda' },
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      ...more,
    },
  };
}

/** What Salesforce should say of an ordinary one. */
export function recordFor(event: WorldEvent, owner: CastMember, more: Properties = {}): Row {
  return {
    Id: `record-${event.id}`,
    IsDeleted: false,
    OwnerId: owner.userId,
    Exchange_Sync_Key__c: meetingKeyOf(tenantId, event),
    CreatedDate: '2026-11-29T09:00:00.000+0000',
    Subject: event.properties['subject'],
    StartDateTime: '2026-12-07T10:00:00.000+0000',
    DurationInMinutes: 60,
    IsAllDayEvent: false,
    Location: 'Hall 4',
    Description: 'The agenda',
    ShowAs: 'Busy',
    IsPrivate: false,
    IsReminderSet: true,
    ReminderDateTime: '2026-12-07T09:45:00.000+0000',
    WhoId: 'contact-nora',
    WhatId: null,
    ...more,
  };
}

/** Nothing but taken time. */
export const taken = {
  Subject: 'Busy',
  Location: null,
  Description: null,
  IsPrivate: true,
  IsReminderSet: false,
  ReminderDateTime: null,
  WhoId: null,
};

export function contact(name: string, address: string, more: Properties = {}): Row {
  const id = `contact-${name}`;
  return {
    Id: id,
    LastName: name,
    Email: address,
    AccountId: 'a',
    CreatedDate: '2026-10-01T00:00:00.000+0000',
    ...more,
  };
}

function systems(
  { events, records, contacts, leads, issues, statuses, calendars }: Moment,
  fields: Properties,
): Systems {
  const assignments = people.map(({ userId, firstName }) => {
    return { Id: `assignment-${userId}`, User__c: userId, Profile_Id__c: null, Configuration__c: `for-${firstName}` };
  });
  const objects = {
    Contact: contacts,
    Lead: leads,
    Event: records,
    Exchange_Sync_Issue__c: issues,
    Exchange_Sync_Status__c: statuses,
    User: people.map(({ userId }) => ({ Id: userId, ProfileId: 'profile' })),
    Exchange_Configuration_Assignment__c: assignments,
    Exchange_Configuration__c: people.map(({ firstName }) => ({ ...configuration(firstName), ...fields })),
  };
  const mailboxes = people.map(({ firstName, username }) => ({
    id: `box-${firstName}`,
    address: username,
    folders: [],
    contacts: [],
    calendars: [
      { id: `calendar-${firstName}`, name: 'Calendar', isDefault: true },
      ...calendars.map((name) => ({ id: `${name}-${firstName}`, name, isDefault: false })),
    ],
    events: events.filter(({ calendarId }) => calendarId.endsWith(`-${firstName}`)),
  }));
  return new Systems(structuredClone({ salesforce: { orgId: 'org', objects }, exchange: { mailboxes } }));
}

export class World {
  readonly before: Moment;
  readonly after: Moment;
  readonly ledger = newEventLedger();
  /** When people had last done something; until they do, as at the beginning. */
  left: Moment;

  /** `found`: records that were there before the connector; `made`: those that it made. */
  constructor(
    events: readonly WorldEvent[],
    found: readonly Row[],
    made: readonly Row[],
    /** Of everybody's configuration. */
    private readonly fields: Properties = {},
  ) {
    const contacts = [contact('nora', 'nora@mill.example'), contact('kai', 'kai@forge.example')];
    const moment = {
      events: [...events],
      records: [...found],
      contacts,
      leads: [],
      issues: [],
      statuses: [],
      calendars: ['family'],
    };
    this.before = structuredClone(moment);
    this.left = structuredClone(moment);
    this.after = structuredClone({ ...moment, records: [...found, ...made] });
  }

  input(): EventInput {
    const [before, left, after] = [this.before, this.left, this.after].map((moment) =>
      systems(moment, this.fields),
    ) as [Systems, Systems, Systems];
    return { before, left, after, people, tenantId, nowMs, expected: this.ledger };
  }

  compare(): EventComparison {
    return compareEvents(this.input());
  }

  /** What the comparison cannot explain. */
  wrong(): readonly string[] {
    return this.compare().disagreements.map(({ what }) => inWords(what));
  }

  record(id: string): Row {
    return only(this.after.records, ({ Id }) => Id === `record-${id}`);
  }

  event(id: string): WorldEvent {
    return only(this.after.events, (event) => event.id === id);
  }

  /** Somebody does this in Outlook, and the story knows. */
  edit(id: string, act: (event: WorldEvent) => void): void {
    this.ledger.touched.add(id);
    for (const { events } of [this.left, this.after]) act(only(events, (event) => event.id === id));
  }
}

function only<T>(all: readonly T[], fits: (one: T) => boolean): T {
  const found = all.find(fits);
  if (found === undefined) throw new Error('the world has nothing of this name');
  return found;
}
