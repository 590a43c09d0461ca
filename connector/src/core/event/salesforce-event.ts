// Between canonical values and a Salesforce event: the body of a write, and what a row says. How each field is written
// and read back stands in fields.ts. A private event is related to nobody: Salesforce refuses one that is (object
// reference, "Event"), and so do we before it is asked.
import type { SalesforceRow } from '../describe.js';
import type { SalesforceEventId } from '../model.js';
import { eventFieldNames, eventFieldRow, eventKeyField, type EventField, type EventValues } from './fields.js';
import type { WhoId } from './model.js';

/** What is selected of an event to compare and match it; only what the person can see. */
export const eventRowFields: readonly string[] = [
  ...['OwnerId', 'IsDeleted', eventKeyField],
  ...eventFieldNames.flatMap((field) => eventFieldRow(field).salesforce),
  // The day of an all-day event, whatever zone its start is told in.
  'ActivityDate',
];

/** `who` undefined leaves the relation as it is. Fields → values; {} = nothing to write. */
export function eventBody(values: EventValues, who: WhoId | null | undefined): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = who === undefined ? {} : { WhoId: who };
  for (const field of eventFieldNames) {
    const value = values[field];
    if (value !== undefined) Object.assign(body, eventFieldRow(field).write(value));
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
  const values: Partial<Record<EventField, string>> = {};
  for (const field of eventFieldNames) {
    const value = eventFieldRow(field).readBack(row);
    if (value !== undefined) values[field] = value;
  }
  const text = (name: string): string => (typeof row[name] === 'string' ? row[name] : '');
  return {
    id: row.Id as SalesforceEventId,
    ownerId: text('OwnerId'),
    key: text(eventKeyField),
    isDeleted: row['IsDeleted'] === true,
    values,
  };
}
