// What Exchange takes as the content of an event, from an app or from Outlook: types, times, midnight of all-day
// events, attendees, recurrence. `readEventBody` judges and changes nothing. Evidence: notes.md, "Events: writing".
import type { EmailAddress } from '../contacts/contact-fields.js';
import { unreadableBody } from '../contacts/contact-rules.js';
import { readExtendedProperties, type ExtendedChange } from '../contacts/extended-properties.js';
import { badRequest, notModelled } from '../graph/errors.js';
import type { Switches } from '../switches.js';
import { startDateIn } from './event-instances.js';
import { eventProperties } from './event-view.js';
import { noTime, type Attendee, type EventContent, type EventTimes } from './events.js';
import { checkRangeStart, readRecurrence, type Recurrence } from './recurrence.js';
import { findZone, instantOf, requireZone, wallTimeOf, type Zone } from './time-zones.js';

export interface EventChange {
  readonly content: Partial<EventContent>;
  /** undefined leaves it, null makes a single event of a series. */
  readonly recurrence: Recurrence | null | undefined;
  readonly extended: readonly ExtendedChange[];
  readonly transactionId: string | null;
}

/** What a new event has of itself; the times are always given. */
export const emptyContent: Omit<EventContent, 'times'> = {
  subject: '',
  body: { contentType: 'html', content: '' },
  importance: 'normal',
  sensitivity: 'normal',
  showAs: 'busy',
  isCancelled: false,
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
  responseRequested: true,
  allowNewTimeProposals: true,
  hideAttendees: false,
  location: '',
  categories: [],
  attendees: [],
};

const choices: Readonly<Record<string, readonly string[]>> = {
  importance: ['low', 'normal', 'high'],
  sensitivity: ['normal', 'personal', 'private', 'confidential'],
  showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'],
};
const attendeeTypes: readonly string[] = ['required', 'optional', 'resource'];
const flags = ['isReminderOn', 'responseRequested', 'allowNewTimeProposals', 'hideAttendees'];
const elsewhere = ['start', 'end', 'isAllDay', 'recurrence', 'transactionId', 'singleValueExtendedProperties'];
/** Taken and passed over: online meetings need a provider that no emulated calendar allows. */
const passedOver = ['isOnlineMeeting', 'onlineMeetingProvider', '@odata.type'];

/** `before` is the content that the change is for; null for a new event. */
export function readEventBody(body: unknown, before: EventContent | null, switches: Switches): EventChange {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadableBody();
  const given = body as Record<string, unknown>;
  const content: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (passedOver.includes(name) || elsewhere.includes(name)) continue;
    content[name] = readProperty(name, value, before, switches);
  }
  const times = readTimes(given, before?.times ?? null);
  if (times !== undefined) content.times = times;
  const now = times ?? before?.times;
  if (now === undefined) throw failedValidation();
  if (given.transactionId !== undefined && before !== null) {
    throw badRequest('The property TransactionId cannot be changed.', 'ErrorInvalidRequest');
  }
  return {
    content,
    recurrence: readSeries(given, now),
    extended:
      given.singleValueExtendedProperties === undefined
        ? []
        : readExtendedProperties(given.singleValueExtendedProperties, switches),
    transactionId: typeof given.transactionId === 'string' ? given.transactionId : null,
  };
}

function readSeries(given: Record<string, unknown>, times: EventTimes): Recurrence | null | undefined {
  if (given.recurrence === undefined || given.recurrence === null) return given.recurrence;
  const recurrence = readRecurrence(given.recurrence, times.startZone);
  checkRangeStart(recurrence, startDateIn(times, recurrence.range.recurrenceTimeZone));
  return recurrence;
}

function readProperty(name: string, value: unknown, before: EventContent | null, switches: Switches): unknown {
  if (name === 'subject') return value === null ? '' : textIn(name, value);
  if (name === 'body') return readBody(value);
  if (name === 'location') return readLocation(value);
  if (name === 'categories') return listIn(name, value).map((entry) => textIn(name, entry));
  if (name === 'attendees') return listIn(name, value).map((entry) => readAttendee(entry, before?.attendees ?? []));
  const allowed = choices[name];
  if (allowed !== undefined) {
    if (allowed.includes(value as string)) return value;
    throw badRequest(`Requested value '${String(value)}' was not found.`, 'RequestBodyRead');
  }
  if (flags.includes(name) && typeof value === 'boolean') return value;
  if (name === 'reminderMinutesBeforeStart' && Number.isInteger(value)) return value;
  if (flags.includes(name) || name === 'reminderMinutesBeforeStart') throw wrongType(name, 'Edm.Primitive');
  throw refusedProperty(name, switches);
}

function refusedProperty(name: string, switches: Switches): Error {
  if (name === 'locations') return notModelled('writing the property locations of an event');
  if (eventProperties.includes(name) || name.startsWith('@odata.')) {
    return switches.readOnlyPropertiesRefused
      ? unreadableBody()
      : notModelled(`passing over the property ${name} of an event`);
  }
  return badRequest(
    `The property '${name}' does not exist on type 'microsoft.graph.event'. Make sure to only use property names ` +
      'that are defined by the type or mark the type as open type.',
    'RequestBodyRead',
  );
}

function wrongType(name: string, type: string): Error {
  return badRequest(
    `Cannot convert a value of the property '${name}' to the expected type '${type}'.`,
    'RequestBodyRead',
  );
}

function textIn(name: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongType(name, 'Edm.String');
  return value;
}

function listIn(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw wrongType(name, 'Collection');
  return value;
}

/** null counts as an object without properties. */
function objectIn(name: string, value: unknown, type: string): Record<string, unknown> {
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(name, type);
  return { ...value };
}

function readBody(value: unknown): EventContent['body'] {
  const { contentType = 'text', content = '' } = objectIn('body', value, 'microsoft.graph.itemBody');
  const kind = textIn('contentType', contentType).toLowerCase();
  if (kind !== 'text' && kind !== 'html') throw wrongType('contentType', 'microsoft.graph.bodyType');
  return { contentType: content === '' ? 'html' : kind, content: textIn('content', content) };
}

function readLocation(value: unknown): string {
  const { displayName = '' } = objectIn('location', value, 'microsoft.graph.location');
  return displayName === null ? '' : textIn('displayName', displayName);
}

/** What someone answered stays with his address; a status that is sent counts for nothing. */
function readAttendee(value: unknown, before: readonly Attendee[]): Attendee {
  const { type = 'required', emailAddress } = objectIn(
    'attendees',
    value,
    'microsoft.graph.attendee',
  ) as Partial<Attendee>;
  if (!attendeeTypes.includes(type)) throw wrongType('type', 'microsoft.graph.attendeeType');
  const address = textIn('address', emailAddress?.address);
  const known = before.find((attendee) => sameAddress(attendee.emailAddress, { name: '', address }));
  return {
    type,
    status: known?.status ?? { response: 'none', time: noTime },
    emailAddress: { name: emailAddress?.name ?? address, address },
  };
}

export function sameAddress(one: EmailAddress, other: EmailAddress): boolean {
  return (one.address ?? '').toLowerCase() === (other.address ?? '').toLowerCase();
}

/** A date, perhaps with a time of day, perhaps in UTC. */
const wallClock = /^(\d{4}-\d\d-\d\d)(?:T((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\.\d+)?)(Z)?)?$/;

interface Moment {
  /** `2026-06-15T10:00:00` with any fraction. */
  readonly wallTime: string;
  readonly zone: Zone;
}

function failedValidation(): Error {
  return badRequest('At least one property failed validation.', 'ErrorPropertyValidationFailure');
}

function readMoment(value: unknown): Moment {
  const { dateTime, timeZone = 'UTC' } = (value ?? {}) as { dateTime?: unknown; timeZone?: unknown };
  const zone = typeof timeZone === 'string' ? findZone(timeZone) : null;
  const match = wallClock.exec(String(dateTime));
  if (zone === null || match?.[1] === undefined || !isCalendarDate(match[1])) throw failedValidation();
  const wallTime = `${match[1]}T${match[2] ?? '00:00:00'}`;
  return match[3] === undefined ? { wallTime, zone } : { wallTime: wallTimeOf(Date.parse(`${wallTime}Z`), zone), zone };
}

/** A day that there is: the parser of dates would take 31 February for a day in March. */
function isCalendarDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function momentOf(times: EventTimes | null, side: 'start' | 'end'): Moment {
  if (times === null) throw failedValidation();
  const zone = requireZone(side === 'start' ? times.startZone : times.endZone);
  if (times.isAllDay) return { wallTime: `${side === 'start' ? times.startDate : times.endDate}T00:00:00`, zone };
  return { wallTime: wallTimeOf(side === 'start' ? times.startMs : times.endMs, zone), zone };
}

function readTimes(given: Record<string, unknown>, before: EventTimes | null): EventTimes | undefined {
  if (['start', 'end', 'isAllDay'].every((name) => given[name] === undefined)) return undefined;
  const start = given.start === undefined ? momentOf(before, 'start') : readMoment(given.start);
  const end = given.end === undefined ? momentOf(before, 'end') : readMoment(given.end);
  const zones = { startZone: start.zone.name, endZone: end.zone.name };
  const isAllDay = given.isAllDay ?? before?.isAllDay ?? false;
  const times: EventTimes =
    isAllDay === true
      ? { isAllDay: true, startDate: midnightDate(start, 'Start'), endDate: midnightDate(end, 'End'), ...zones }
      : {
          isAllDay: false,
          startMs: instantOf(start.wallTime, start.zone),
          endMs: instantOf(end.wallTime, end.zone),
          ...zones,
        };
  const isBackwards = times.isAllDay ? times.endDate <= times.startDate : times.endMs < times.startMs;
  if (isBackwards) {
    throw badRequest(
      'The event end date is earlier than its start date.',
      'ErrorCalendarEndDateIsEarlierThanStartDate',
    );
  }
  return times;
}

function midnightDate(moment: Moment, side: 'Start' | 'End'): string {
  const [date = '', time = ''] = moment.wallTime.split('T');
  if (/^00:00(:00(\.0+)?)?$/.test(time)) return date;
  throw badRequest(
    `The Event.${side} property for an all-day event needs to be set to midnight.`,
    'ErrorInvalidRequest',
  );
}
