// The field table of events: one row a field of an Exchange event, and the only place that knows what it becomes in
// Salesforce, how it is read on both sides, and what is left of it when it must be hidden (law P12). Exchange to
// Salesforce only. A new row goes at the end: its place in the table is its place in the stored hashes. docs/fields.md
// has the same table.
import type { SalesforceRow } from '../describe.js';
import { sha256Hex, type HashTable } from '../hash.js';
import type { FieldProblem } from '../merge.js';
import { toInstant } from '../model.js';
import type { EventSettings } from '../settings/event.js';
import { cleaned, manyLines, oneLine, textOf } from '../text/clean.js';
import { withoutJoinLinks } from '../text/join-links.js';
import { minuteMs } from '../time.js';
import type { ExchangeEvent, GraphEvent, ValueContext } from './model.js';
import { outsiders } from './read.js';
import { salesforceTimes, spanOf, timesText, timesTextOfRow } from './times.js';

/** API names → values. */
type EventBody = Readonly<Record<string, unknown>>;

export interface EventFieldRow {
  /** Graph properties that the value comes from. */
  readonly exchange: readonly string[];
  /** Fields of Salesforce's Event that are written together, the first one decides what the person may do. */
  readonly salesforce: readonly [string, ...string[]];
  /** Characters that Salesforce takes; describe may say less or more, and then describe counts. Absent: no text. */
  readonly lengthMax?: number;
  /** Otherwise it is unread. Absent: whatever the settings say. */
  readonly isWanted?: (settings: EventSettings, isPrivate: boolean) => boolean;
  /** The canonical text, before it is cut. What Graph does not name is unread (undefined), not empty (P24). */
  readonly read: (event: ExchangeEvent, context: ValueContext) => string | undefined;
  readonly write: (value: string) => EventBody;
  /** The canonical text of a Salesforce row; undefined = unread, the person cannot see it. */
  readonly readBack: (row: SalesforceRow) => string | undefined;
  /** What it becomes when nothing but busy time may be seen; null = it stays as it is. */
  readonly hidden: string | null;
  /** The value that says nothing; absent: the empty one. */
  readonly nothing?: string;
  /** Exchange marks a cancelled event in it. */
  readonly marksCancelled?: true;
}

/** What everybody may read of time that is merely taken. */
export const busySubject = 'Busy';
export const yes = '1';
export const no = '0';

/** The only one of the fields that say when an event is that an org can hide: field-level security governs no other. */
export const allDayField = 'IsAllDayEvent';

const syncsText: Readonly<Record<EventSettings['text'], boolean>> = { Sync: true, DoNotSync: false };
const relates: Readonly<Record<EventSettings['relate'], boolean>> = { Off: false, ContactsOrOneLead: true };

const eventFields = {
  Times: {
    exchange: ['start', 'end', 'isAllDay'],
    salesforce: ['StartDateTime', 'DurationInMinutes', allDayField],
    read: ({ times }) => timesText(times),
    write: salesforceTimes,
    readBack: (row) => timesTextOfRow(row) || undefined,
    hidden: null,
  },
  Subject: {
    ...textRow('subject', 'Subject', 255, oneLine, ({ subject }) => subject),
    hidden: busySubject,
    marksCancelled: true,
  },
  Location: textRow('location', 'Location', 255, oneLine, placeOf, withoutJoinLinks),
  Text: {
    ...textRow('body', 'Description', 32_000, manyLines, plainBodyOf, withoutJoinLinks),
    isWanted: ({ text }) => syncsText[text],
  },
  ShowAs: {
    exchange: ['showAs'],
    salesforce: ['ShowAs'],
    read: ({ raw: { showAs } }) => (showAs === undefined ? undefined : (shownAs.get(showAs) ?? 'Busy')),
    write: written('ShowAs'),
    readBack: readText('ShowAs', (text) => text),
    hidden: null,
    marksCancelled: true,
  },
  Private: {
    exchange: ['sensitivity'],
    salesforce: ['IsPrivate'],
    read: ({ isPrivate }) => (isPrivate ? yes : no),
    // Salesforce refuses a private event that is related, and somebody may have related it to a record by hand.
    write: (value) => (value === yes ? { IsPrivate: true, WhoId: null, WhatId: null } : { IsPrivate: false }),
    readBack: ({ IsPrivate }) => (typeof IsPrivate === 'boolean' ? (IsPrivate ? yes : no) : undefined),
    hidden: yes,
    nothing: no,
  },
  Reminder: {
    exchange: ['isReminderOn', 'reminderMinutesBeforeStart'],
    salesforce: ['ReminderDateTime', 'IsReminderSet'],
    read: (event, { nowMs }) => reminderOf(event, nowMs),
    write: (value) => ({ IsReminderSet: value !== '', ...written('ReminderDateTime')(value) }),
    readBack: (row) => (row['IsReminderSet'] === false ? '' : readText('ReminderDateTime', toInstant)(row)),
    hidden: '',
  },
  People: {
    exchange: ['organizer', 'attendees'],
    salesforce: ['WhoId'],
    // A private event is about nobody, and that is said whatever else is wanted.
    isWanted: ({ relate }, isPrivate) => isPrivate || relates[relate],
    read: peopleOf,
    // Who it is stands in no value: it is found by address, and comes along with the write.
    write: () => ({}),
    // Whether there is anybody.
    readBack: readText('WhoId', () => yes),
    hidden: '',
  },
} as const satisfies Record<string, EventFieldRow>;

export type EventField = keyof typeof eventFields;

/** Canonical values by field. Absent = unread. '' = empty. */
export type EventValues = Readonly<Partial<Record<EventField, string>>>;
export type EventProblem = FieldProblem<EventField>;

/** All fields in table order: the order of the stored hashes. */
export const eventFieldNames = Object.keys(eventFields) as readonly EventField[];

/** Version of the canonical form. Raise it when the same event comes out as another text. */
export const eventFormVersion = 1;

export const eventTable: HashTable<EventField> = {
  names: eventFieldNames,
  comparable: (_, value) => value,
  formVersion: eventFormVersion,
};

/** The custom field of activities that carries the meeting key. */
export const eventKeyField = 'Exchange_Sync_Key__c';

export function eventFieldRow(field: EventField): EventFieldRow {
  return eventFields[field];
}

/** Whether a value of this field says anything at all. */
export function saysSomething(field: EventField, value: string): boolean {
  return value !== '' && value !== eventFieldRow(field).nothing;
}

type Form = (text: string) => string;

/** `form` is the same on both sides; `withoutSecrets` is taken out of what Exchange says before it. */
function textRow(
  exchange: string,
  salesforce: string,
  lengthMax: number,
  form: Form,
  textIn: (raw: GraphEvent) => string | null | undefined,
  withoutSecrets: Form = (text) => text,
) {
  return {
    ...{ exchange: [exchange], salesforce: [salesforce] as const, lengthMax, hidden: '' },
    read: ({ raw }: ExchangeEvent) => {
      const text = textIn(raw);
      return text === undefined ? undefined : form(withoutSecrets(cleaned(text ?? '')));
    },
    write: written(salesforce),
    readBack: readText(salesforce, (text) => form(cleaned(text))),
  };
}

function written(name: string): EventFieldRow['write'] {
  return (value) => ({ [name]: value === '' ? null : value });
}

function readText(name: string, form: Form): EventFieldRow['readBack'] {
  return (row) => {
    const text = textOf(row[name]);
    return text === undefined || text === '' ? text : form(text);
  };
}

/** Everything else is busy. */
const shownAs: ReadonlyMap<string, string> = new Map([
  ['free', 'Free'],
  ['oof', 'OutOfOffice'],
]);

function placeOf({ location }: GraphEvent): string | null | undefined {
  return location === null ? null : location?.displayName;
}

/** We ask for plain text. Markup would be no text that anybody wants to read, so it counts as unread. */
function plainBodyOf({ body }: GraphEvent): string | null | undefined {
  if (body === null || body === undefined) return body;
  return body.contentType === 'html' && body.content !== '' ? undefined : body.content;
}

/**
 * Unread once the event has begun (time going by is no change), and on all-day events: their reminder depends on a zone
 * that Graph does not tell.
 */
function reminderOf({ times, raw }: ExchangeEvent, nowMs: number): string | undefined {
  const { startsAtMs } = spanOf(times);
  if (times.isAllDay || startsAtMs <= nowMs || raw.isReminderOn === undefined) return undefined;
  if (!raw.isReminderOn) return '';
  return new Date(startsAtMs - (raw.reminderMinutesBeforeStart ?? 0) * minuteMs).toISOString();
}

/** A private event is about nobody in Salesforce, however much of it is shown. */
function peopleOf(event: ExchangeEvent, { companyDomains }: ValueContext): string | undefined {
  if (event.isPrivate) return '';
  if (event.raw.attendees === undefined) return undefined;
  const outside = outsiders(event, companyDomains);
  // Only whether they changed matters, so the addresses themselves need not stay in a value.
  return outside.length === 0 ? '' : sha256Hex([...outside].sort().join('\n'));
}
