// What an event's fields are called on either side, and what Salesforce should say of an Exchange event: written from
// docs/fields.md, on purpose not from the connector's own table, so that a mistake there is seen here. Nothing of the
// connector may be imported here.
import { sense, textOf, type Looks } from '../texts.js';
import { instantIn, minutesBefore, minuteText, timesInSalesforce, timesOf } from './times.js';
import type { CalendarEvent, OrgRecord } from '../systems.js';

export type EventFieldName = 'Times' | 'Subject' | 'Location' | 'Text' | 'ShowAs' | 'Private' | 'Reminder' | 'People';

export interface EventField {
  /** The word of docs/fields.md. */
  readonly name: EventFieldName;
  readonly label: string;
  readonly exchange: readonly string[];
  readonly salesforce: readonly string[];
  readonly looks: Looks;
  /** Longest text that Salesforce takes; null where it is no text. */
  readonly longest: number | null;
}

type Row = readonly [
  name: EventFieldName,
  label: string,
  exchange: string,
  salesforce: string,
  looks: Looks,
  longest: number | null,
];

const rows: readonly Row[] = [
  ['Times', 'Time', 'start, end, isAllDay', 'StartDateTime, DurationInMinutes, IsAllDayEvent', 'line', null],
  ['Subject', 'Subject', 'subject', 'Subject', 'line', 255],
  ['Location', 'Place', 'location', 'Location', 'line', 255],
  ['Text', 'Text', 'body', 'Description', 'lines', 32_000],
  ['ShowAs', 'Shown as', 'showAs', 'ShowAs', 'line', null],
  ['Private', 'Private', 'sensitivity', 'IsPrivate', 'line', null],
  ['Reminder', 'Reminder', 'isReminderOn, reminderMinutesBeforeStart', 'ReminderDateTime, IsReminderSet', 'line', null],
  ['People', 'Related to', 'organizer, attendees', 'WhoId', 'line', null],
];

export const eventTable: readonly EventField[] = rows.map(([name, label, exchange, salesforce, looks, longest]) => ({
  name,
  label,
  exchange: exchange.split(', '),
  salesforce: salesforce.split(', '),
  looks,
  longest,
}));

export function eventField(name: string): EventField {
  const found = eventTable.find((field) => field.name === name);
  if (found === undefined) throw new Error(`the field table of events has no ${name}`);
  return found;
}

/** Whom an event is related to is looked up elsewhere: it depends on contacts and leads. */
export type PlainEventField = Exclude<EventFieldName, 'People'>;

/** All that everybody may read of a private event. */
export const BUSY = 'Busy';

/** What the Exchange event says, in the words that Salesforce would use. */
export function textInCalendar(name: PlainEventField, event: CalendarEvent): string {
  const { properties } = event;
  switch (name) {
    case 'Times':
      return timesOf(event);
    case 'Subject':
      return textOf(properties['subject']);
    case 'Location':
      return textOf((properties['location'] as { readonly displayName?: unknown } | undefined)?.displayName);
    case 'Text':
      return textOf((properties['body'] as { readonly content?: unknown } | undefined)?.content);
    case 'ShowAs':
      return shownAs(textOf(properties['showAs']));
    case 'Private':
      return yesOrNo(isPrivate(event));
    case 'Reminder':
      return properties['isReminderOn'] === true ? minutesBefore(event, properties['reminderMinutesBeforeStart']) : '';
  }
}

function shownAs(showAs: string): string {
  if (showAs === 'free') return 'Free';
  return showAs === 'oof' ? 'OutOfOffice' : 'Busy';
}

export function isPrivate({ properties }: CalendarEvent): boolean {
  return properties['sensitivity'] !== 'normal';
}

/** What may be seen of time that is merely taken; null: the same as of any other event. */
export function textWhenBusy(name: PlainEventField): string | null {
  if (name === 'Times' || name === 'ShowAs') return null;
  if (name === 'Subject') return BUSY;
  return name === 'Private' ? yesOrNo(true) : '';
}

export function textInRecord(name: PlainEventField, record: OrgRecord): string {
  switch (name) {
    case 'Times':
      return timesInSalesforce(record);
    case 'Private':
      return yesOrNo(record['IsPrivate'] === true);
    case 'Reminder':
      return reminderOf(record);
    default:
      return textOf(record[eventField(name).salesforce[0] ?? '']);
  }
}

function reminderOf(record: OrgRecord): string {
  const atMs = instantIn(record['ReminderDateTime']);
  return record['IsReminderSet'] === true && atMs !== null ? minuteText(atMs) : '';
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}

/** Two texts with the same sense are the same value. */
export function senseOfEvent(name: EventFieldName, text: string): string {
  return sense(eventField(name), text);
}

/** How people call an event. */
export function nameOfEvent(event: CalendarEvent): string {
  return named(textInCalendar('Subject', event));
}

export function nameOfEventRecord(record: OrgRecord): string {
  return named(textInRecord('Subject', record));
}

function named(subject: string): string {
  return subject.trim() === '' ? 'the event without a subject' : `event "${subject.trim()}"`;
}
