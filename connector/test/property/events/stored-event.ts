// What Salesforce makes of a write to an event: how it keeps texts, times and whole days, and what it refuses. A model
// for property tests; the emulator has the same rules on the wire (its own README says where they are from).
import { eventKeyField, type EventValues } from '../../../src/core/event/fields.js';
import { salesforceEventFromRow } from '../../../src/core/event/salesforce-event.js';
import type { SalesforceRow } from '../../../src/core/describe.js';
import { person } from '../../support/contacts.js';

export interface EventRowHabits {
  readonly lineBreaks: 'asSent' | 'crlf';
}

export const emptyEventRow: SalesforceRow = {
  Id: '00U5g00000XyZaBEAV',
  OwnerId: person,
  Subject: null,
  Location: null,
  Description: null,
  StartDateTime: '2026-11-23T10:00:00.000+0000',
  ActivityDate: '2026-11-23',
  EndDateTime: '2026-11-23T11:00:00.000+0000',
  DurationInMinutes: 60,
  IsAllDayEvent: false,
  ShowAs: 'Busy',
  IsPrivate: false,
  IsReminderSet: false,
  ReminderDateTime: null,
  WhoId: null,
  WhatId: null,
  IsDeleted: false,
  [eventKeyField]: null,
};

const lengths: Readonly<Record<string, number>> = { Subject: 255, Location: 255, Description: 32_000 };
const longestMinutes = 14 * 24 * 60;

/** Throws what Salesforce would refuse. */
export function eventRowAfterWrite(
  row: SalesforceRow,
  body: Readonly<Record<string, unknown>>,
  { lineBreaks }: EventRowHabits,
): SalesforceRow {
  const after: Record<string, unknown> = { ...row };
  for (const [name, value] of Object.entries(body)) {
    if (!(name in row) || name === 'EndDateTime' || name === 'ActivityDate') throw new Error(`INVALID_FIELD ${name}`);
    after[name] = typeof value === 'string' && name in lengths ? keptText(name, value, lineBreaks) : value;
  }
  if (after['IsPrivate'] === true && (after['WhoId'] !== null || after['WhatId'] !== null)) {
    throw new Error('a private event cannot be related to anybody');
  }
  return { ...after, ...keptTimes(after) } as SalesforceRow;
}

function keptText(name: string, value: string, lineBreaks: EventRowHabits['lineBreaks']): string | null {
  if (value.length > (lengths[name] ?? 0)) throw new Error(`STRING_TOO_LONG ${name}`);
  const trimmed = value.trim();
  if (trimmed === '') return null;
  return lineBreaks === 'crlf' ? trimmed.replaceAll('\n', '\r\n') : trimmed;
}

/** Whole days keep their date in no zone and end on their last day; everything else is an instant. */
function keptTimes(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { StartDateTime: start, DurationInMinutes: minutes, IsAllDayEvent: isAllDay } = fields;
  if (typeof start !== 'string' || typeof minutes !== 'number') throw new Error('REQUIRED_FIELD_MISSING');
  if (minutes < 0 || minutes > longestMinutes || !Number.isInteger(minutes)) throw new Error('INVALID_EVENT_DURATION');
  const startMs = Date.parse(start.replace('+0000', 'Z'));
  const lastMs = startMs + (isAllDay === true ? Math.max(0, minutes - 24 * 60) : minutes) * 60_000;
  return {
    StartDateTime: written(startMs),
    ActivityDate: written(startMs).slice(0, 10),
    EndDateTime: written(lastMs),
    ReminderDateTime:
      typeof fields['ReminderDateTime'] === 'string'
        ? written(Date.parse(fields['ReminderDateTime'].replace('+0000', 'Z')))
        : null,
  };
}

/** Salesforce's own way to write an instant. */
function written(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '+0000');
}

export function valuesOfRow(row: SalesforceRow): EventValues {
  return salesforceEventFromRow(row).values;
}

/** The dates that a person sees in Salesforce, in whatever zone: whole days are shown by their date. */
export function datesShownBy(row: SalesforceRow): string[] {
  const first = Date.parse(String(row['ActivityDate']));
  const last = Date.parse(String(row['EndDateTime']).slice(0, 10));
  const dayMs = 86_400_000;
  return Array.from({ length: (last - first) / dayMs + 1 }, (_, day) =>
    new Date(first + day * dayMs).toISOString().slice(0, 10),
  );
}
