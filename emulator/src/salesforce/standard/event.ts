// Event as an org has it out of the box, without Shared Activities. What must hold between its fields: event-rules.ts.
// Custom fields of events are in force-app under Activity. Lengths and flags: notes.md, "Objects".
import { field, readOnlyField, type FieldDefinition, type ObjectDefinition } from '../schema/schema.js';
import { derived, picklist, recordObject } from './crm.js';
import { fieldMap, idField, isDeletedField, lookup, ownerField, stampFields } from './fields.js';

const systemFlag = { ...readOnlyField, defaultedOnCreate: true } as const;
const subjects = ['Call', 'Email', 'Meeting', 'Send Letter/Quote', 'Other'];

/** Contact, lead or account that an event is about. Deleting it deletes the event. */
function relation(name: string, label: string, relationshipName: string, to: readonly string[]): FieldDefinition {
  const given = { referenceTo: to, relationshipName, isPolymorphic: true, childRelationshipName: 'Events' } as const;
  return field(name, label, 'reference', { ...given, onParentDelete: 'cascade' });
}

const seriesFields: readonly FieldDefinition[] = [
  field('IsRecurrence', 'Create Recurring Series of Events', 'boolean', { updateable: false, permissionable: false }),
  lookup('RecurrenceActivityId', 'Recurrence Activity ID', 'Event', { ...derived, onParentDelete: 'nothing' }),
  field('IsRecurrence2', 'Repeat', 'boolean', systemFlag),
  field('IsRecurrence2Exception', 'Is Exception', 'boolean', systemFlag),
  field('IsRecurrence2Exclusion', 'Historical Event, Not Following Recurrence', 'boolean', systemFlag),
  field('Recurrence2PatternText', 'Recurrence Pattern', 'textarea', {
    length: 512,
    updateable: false,
    permissionable: false,
  }),
  field('Recurrence2PatternVersion', 'Pattern Version', 'picklist', { ...derived, ...picklist(['1']) }),
  field('Recurrence2PatternTimeZone', 'Recurrence Pattern Time Zone Reference', 'string', derived),
  field('Recurrence2PatternStartDate', 'Recurrence Pattern Start Date', 'datetime', derived),
];

const eventFields: readonly FieldDefinition[] = [
  idField,
  isDeletedField,
  relation('WhoId', 'Name ID', 'Who', ['Contact', 'Lead']),
  relation('WhatId', 'Related To ID', 'What', ['Account']),
  lookup('AccountId', 'Account ID', 'Account', { ...derived, onParentDelete: 'nothing' }),
  field('Subject', 'Subject', 'combobox', { ...picklist(subjects), permissionable: false }),
  field('Location', 'Location', 'string'),
  field('IsAllDayEvent', 'All-Day Event', 'boolean'),
  field('ActivityDateTime', 'Due Date Time', 'datetime', { permissionable: false }),
  field('ActivityDate', 'Due Date Only', 'date', { permissionable: false }),
  field('DurationInMinutes', 'Duration', 'int', { precision: 8, permissionable: false }),
  field('StartDateTime', 'Start Date Time', 'datetime', { permissionable: false }),
  field('EndDateTime', 'End Date Time', 'datetime', { permissionable: false }),
  field('EndDate', 'End Date', 'date', derived),
  field('Description', 'Description', 'textarea', { length: 32_000 }),
  { ...ownerField, label: 'Assigned To ID', referenceTo: ['Calendar', 'User'], isPolymorphic: true },
  field('Type', 'Type', 'picklist', picklist(['Call', 'Email', 'Meeting', 'Other'])),
  field('IsPrivate', 'Private', 'boolean', { permissionable: false }),
  field('ShowAs', 'Show Time As', 'picklist', {
    ...picklist(['Busy', 'OutOfOffice', 'Free']),
    permissionable: false,
    restrictedPicklist: true,
    defaultedOnCreate: true,
    defaultValue: 'Busy',
  }),
  field('IsVisibleInSelfService', 'Visible in Self-Service', 'boolean'),
  field('IsReminderSet', 'Reminder Set', 'boolean', { permissionable: false }),
  field('ReminderDateTime', 'Reminder Date/Time', 'datetime', { permissionable: false }),
  field('EventSubtype', 'Event Subtype', 'picklist', {
    ...picklist(['Event']),
    restrictedPicklist: true,
    updateable: false,
    permissionable: false,
    defaultedOnCreate: true,
    defaultValue: 'Event',
  }),
  field('IsChild', 'Is Child', 'boolean', systemFlag),
  field('IsGroupEvent', 'Is Group Event', 'boolean', systemFlag),
  field('GroupEventType', 'Group Event Type', 'picklist', {
    ...derived,
    ...picklist(['0', '1', '2', '3']),
    defaultValue: '0',
  }),
  field('IsArchived', 'Archived', 'boolean', systemFlag),
  ...seriesFields,
  ...stampFields,
];

export const eventObject: ObjectDefinition = {
  ...recordObject,
  name: 'Event',
  label: 'Event',
  labelPlural: 'Events',
  keyPrefix: '00U',
  mergeable: false,
  fields: fieldMap(eventFields),
};
