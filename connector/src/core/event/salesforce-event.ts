// Between canonical values and a Salesforce event: the body of a write, and what a row says. A private event is related
// to nobody: Salesforce refuses one that is (object reference, "Event"), and so do we before it is asked.
import type { SalesforceRow } from '../describe.js';
import { toInstant, type SalesforceEventId } from '../model.js';
import { cleaned, manyLines, oneLine } from '../text/clean.js';
import { eventKeyField, type EventField } from './fields.js';
import type { EventValues, WhoId } from './model.js';
import { salesforceTimes, timesTextOfRow } from './times.js';
import { no, yes } from './values.js';

/** What is selected of an event to compare and match it; only what the person can see. */
export const eventRowFields: readonly string[] = [
  'OwnerId',
  'Subject',
  'Location',
  'Description',
  'StartDateTime',
  'ActivityDate',
  'DurationInMinutes',
  'IsAllDayEvent',
  'ShowAs',
  'IsPrivate',
  'IsReminderSet',
  'ReminderDateTime',
  'WhoId',
  'IsDeleted',
  eventKeyField,
];

/** `who` undefined leaves the relation as it is. Fields → values; {} = nothing to write. */
export function eventBody(values: EventValues, who: WhoId | null | undefined): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  const text = (field: 'Subject' | 'Location' | 'Text' | 'ShowAs', name: string): void => {
    const value = values[field];
    if (value !== undefined) body[name] = value === '' ? null : value;
  };
  if (values.Times !== undefined) Object.assign(body, salesforceTimes(values.Times));
  text('Subject', 'Subject');
  text('Location', 'Location');
  text('Text', 'Description');
  text('ShowAs', 'ShowAs');
  if (values.Reminder !== undefined) {
    body['IsReminderSet'] = values.Reminder !== '';
    body['ReminderDateTime'] = values.Reminder === '' ? null : values.Reminder;
  }
  if (who !== undefined) body['WhoId'] = who;
  if (values.Private !== undefined) {
    body['IsPrivate'] = values.Private === yes;
    // Somebody may have related it to a record by hand.
    if (values.Private === yes) Object.assign(body, { WhoId: null, WhatId: null });
  }
  return body;
}

export interface SalesforceEvent {
  readonly id: SalesforceEventId;
  readonly ownerId: string;
  readonly key: string;
  readonly isDeleted: boolean;
  /** Absent: not in the row, so the person cannot see it. Of people only whether there is anybody: '' or `1`. */
  readonly values: EventValues;
}

export function salesforceEventFromRow(row: SalesforceRow): SalesforceEvent {
  const times = timesTextOfRow(row);
  const values: Partial<Record<EventField, string>> = times === '' ? {} : { Times: times };
  const note = (field: EventField, name: string, form: (text: string) => string): void => {
    const value = row[name];
    if (value === null) values[field] = '';
    else if (typeof value === 'string') values[field] = form(value);
  };
  note('Subject', 'Subject', (text) => oneLine(cleaned(text)));
  note('Location', 'Location', (text) => oneLine(cleaned(text)));
  note('Text', 'Description', (text) => manyLines(cleaned(text)));
  note('ShowAs', 'ShowAs', (text) => text);
  note('Reminder', 'ReminderDateTime', (text) => toInstant(text));
  note('People', 'WhoId', () => yes);
  if (row['IsReminderSet'] === false) values.Reminder = '';
  if (typeof row['IsPrivate'] === 'boolean') values.Private = row['IsPrivate'] ? yes : no;
  return {
    id: row.Id as SalesforceEventId,
    ownerId: typeof row['OwnerId'] === 'string' ? row['OwnerId'] : '',
    key: typeof row[eventKeyField] === 'string' ? row[eventKeyField] : '',
    isDeleted: row['IsDeleted'] === true,
    values,
  };
}
