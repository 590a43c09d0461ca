// Events, their links and settings for tests of the pure core: events go in as Graph gives them, hashes are the real
// ones. Nobody in here is anybody.
import type { EventLink } from '../../src/core/link.js';
import {
  eventFieldNames,
  eventFormVersion,
  eventTable,
  type EventField,
  type EventValues,
} from '../../src/core/event/fields.js';
import type { ExchangeEvent, GraphEvent } from '../../src/core/event/model.js';
import type { EventPlanContext, ExchangeEventHalf, Verdict } from '../../src/core/event/action.js';
import { settledHashes } from '../../src/core/hash.js';
import { exchangeEventFromGraph } from '../../src/core/event/read.js';
import { valuesOf, type Exposure } from '../../src/core/event/values.js';
import type { ExchangeEventId, LeadId, SalesforceContactId, SalesforceEventId } from '../../src/core/model.js';
import type { ReasonCode } from '../../src/core/reasons.js';
import type { EventLeaveOut, EventSettings } from '../../src/core/settings/event.js';
import { hasher, person } from './contacts.js';

/** A Friday morning, in the middle of everything. */
export const eventNowMs = Date.UTC(2026, 10, 20, 9);
export const eventId = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A' as ExchangeEventId;
export const eventRecordId = '00U5g00000XyZaBEAV' as SalesforceEventId;
export const carlaId = '0035g00000CarlaAAA' as SalesforceContactId;
export const leadId = '00Q5g00000LeadeAAA' as LeadId;
export const someMeetingKey = 'ab'.repeat(32);
export const companyDomains: ReadonlySet<string> = new Set(['berg.example']);

export const leaveNothingOut: EventLeaveOut = {
  internal: false,
  declined: false,
  cancelled: false,
  free: false,
  allDay: false,
  domains: [],
  words: [],
};

/** As a new configuration leaves out. */
export const usualLeaveOut: EventLeaveOut = { ...leaveNothingOut, internal: true, declined: true, cancelled: true };

/** What a new configuration starts with, but syncing all events and relating them. */
export const defaultEventSettings: EventSettings = {
  direction: 'ExchangeToSalesforce',
  selection: 'All',
  category: 'Salesforce',
  privateEvents: 'DoNotSync',
  text: 'Sync',
  deleted: 'KeepInSalesforce',
  relate: 'ContactsOrOneLead',
  leaveOut: usualLeaveOut,
  daysBack: 30,
  daysAhead: 365,
  severalMatches: 'MostRecentlyUpdated',
};

export function eventSettingsWith(change: Partial<EventSettings>): EventSettings {
  return { ...defaultEventSettings, ...change };
}

/** Everything may be written in Salesforce unless it is named. */
export function eventContextWith(
  change: Partial<EventSettings> = {},
  readOnly: readonly EventField[] = [],
): EventPlanContext {
  const writable = new Set(eventFieldNames.filter((field) => !readOnly.includes(field)));
  return { settings: eventSettingsWith(change), nowMs: eventNowMs, companyDomains, hasher, writable };
}

export function addressed(address: string, type = 'required') {
  return { type, emailAddress: { name: 'Somebody', address } };
}

/** Graph's way to write a time in UTC. */
export function moment(atMs: number): { readonly dateTime: string; readonly timeZone: string } {
  return { dateTime: new Date(atMs).toISOString().replace('Z', '0000'), timeZone: 'UTC' };
}

/** An hour with a customer next Monday, made by the person. */
export const offer: GraphEvent = {
  id: eventId,
  changeKey: 'version-1',
  type: 'singleInstance',
  iCalUId: '040000008200E00074C5B7101A82E00800000000',
  subject: 'The offer',
  body: { contentType: 'text', content: 'Prices for the next year' },
  start: moment(Date.UTC(2026, 10, 23, 10)),
  end: moment(Date.UTC(2026, 10, 23, 11)),
  isAllDay: false,
  isCancelled: false,
  isOrganizer: true,
  sensitivity: 'normal',
  showAs: 'busy',
  categories: [],
  responseStatus: { response: 'organizer' },
  organizer: { emailAddress: { name: 'Anna', address: 'anna@berg.example' } },
  attendees: [addressed('carla@stein.example')],
  location: { displayName: 'Room 4' },
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
};

/** Throws where Graph says too little: then a test means something else than it says. */
export function eventOf(change: Partial<GraphEvent> = {}): ExchangeEvent {
  const event = exchangeEventFromGraph({ ...offer, ...change });
  if (event === null) throw new Error('an event without times');
  return event;
}

export function eventValuesOf(
  change: Partial<GraphEvent> = {},
  settings: Partial<EventSettings> = {},
  exposure: Exposure = 'full',
): EventValues {
  return valuesOf(eventOf(change), exposure, eventContextWith(settings)).values;
}

/** A link that was settled on these values; fields that are not among them have no memory. */
export function eventLinkOf(values: EventValues, change: Partial<EventLink> = {}): EventLink {
  const ids = change.ids ?? { salesforce: eventRecordId, exchange: eventId };
  const now = Object.fromEntries(Object.keys(values).map((field) => [field, 'now' as const]));
  const settled = settledHashes(eventTable, hasher.forItem(ids.exchange), values, null, now);
  return {
    ...{ id: 1, person, object: 'Event', ids, memoryKey: ids.exchange },
    versions: { salesforce: '', exchange: 'version-1' },
    settled: { salesforce: new Uint8Array(), exchange: settled },
    formVersion: eventFormVersion,
    state: 'linked',
    meetingKey: someMeetingKey,
    startsAtMs: Date.UTC(2026, 10, 23, 10),
    endsAtMs: Date.UTC(2026, 10, 23, 11),
    ...change,
  };
}

/** The offer, in step. */
export function linkOfOffer(change: Partial<EventLink> = {}): EventLink {
  return eventLinkOf(eventValuesOf(), change);
}

export const syncs: Verdict = { kind: 'in', exposure: 'full', relation: null };

export function leftOutFor(reason: ReasonCode): Verdict {
  return { kind: 'out', reason };
}

export function presentHalf(verdict: Verdict, change: Partial<GraphEvent> = {}): ExchangeEventHalf {
  return { kind: 'present', event: eventOf(change), verdict };
}
