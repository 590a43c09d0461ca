// The field table of events: one row a field of an Exchange event, and the only place that knows what it becomes in
// Salesforce. Hashes, permissions and docs read it. Exchange to Salesforce only. A new row goes at the end: its place
// in the table is its place in the stored hashes. docs/fields.md has the same table.

export interface EventFieldRow {
  /** Graph properties that the value comes from. */
  readonly exchange: readonly string[];
  /** Fields of Salesforce's Event that are written together, the first one decides what the person may do. */
  readonly salesforce: readonly [string, ...string[]];
  /** Characters that Salesforce takes; describe may say less or more, and then describe counts. Absent: no text. */
  readonly lengthMax?: number;
}

export const eventFields = {
  Times: {
    exchange: ['start', 'end', 'isAllDay'],
    salesforce: ['StartDateTime', 'DurationInMinutes', 'IsAllDayEvent'],
  },
  Subject: { exchange: ['subject'], salesforce: ['Subject'], lengthMax: 255 },
  Location: { exchange: ['location'], salesforce: ['Location'], lengthMax: 255 },
  Text: { exchange: ['body'], salesforce: ['Description'], lengthMax: 32_000 },
  ShowAs: { exchange: ['showAs'], salesforce: ['ShowAs'] },
  Private: { exchange: ['sensitivity'], salesforce: ['IsPrivate'] },
  Reminder: {
    exchange: ['isReminderOn', 'reminderMinutesBeforeStart'],
    salesforce: ['ReminderDateTime', 'IsReminderSet'],
  },
  People: { exchange: ['organizer', 'attendees'], salesforce: ['WhoId'] },
} as const satisfies Record<string, EventFieldRow>;

export type EventField = keyof typeof eventFields;

/** All fields in table order: the order of the stored hashes. */
export const eventFieldNames = Object.keys(eventFields) as readonly EventField[];

/** Version of the canonical form. Raise it when the same event comes out as another text. */
export const eventFormVersion = 1;

export function eventFieldRow(field: EventField): EventFieldRow {
  return eventFields[field];
}

/** The custom field of activities that carries the meeting key. */
export const eventKeyField = 'Exchange_Sync_Key__c';
