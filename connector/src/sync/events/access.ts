// May this person do with events what the configuration asks for? Found out by looking as the person, before anything
// is written. What is missing is named (docs/settings.md). Never asks for more than the settings need.
import type { ObjectDescription } from '../../core/describe.js';
import {
  allDayField,
  eventFieldNames,
  eventFieldRow,
  eventKeyField,
  type EventField,
} from '../../core/event/fields.js';
import { eventRowFields } from '../../core/event/salesforce-event.js';
import { success, type Outcome } from '../../core/failure.js';
import type { EventSettings } from '../../core/settings/event.js';
import { maskOf, missing } from '../part/access-once.js';
import type { EventAccess, EventRun } from './context.js';

const contactFields = ['Email', 'LastModifiedDate', 'LastActivityDate', 'CreatedDate'];

interface Descriptions {
  readonly event: ObjectDescription;
  readonly contact: ObjectDescription | null;
  readonly lead: ObjectDescription | null;
}

/** Failure code MISSING_PERMISSION, with the names in `fields`. */
export async function checkEventAccess(run: EventRun, refresh: boolean): Promise<Outcome<EventAccess>> {
  const org = run.services.org.actAs({ id: run.person, username: run.user.username });
  const { settings } = run;
  const event = await org.describe('Event', refresh);
  if (!event.ok) return event;
  const contact = looksForPeople(settings) ? await org.describe('Contact', refresh) : success(null);
  if (!contact.ok) return contact;
  const lead = looksForPeople(settings) ? await org.describe('Lead', refresh) : success(null);
  if (!lead.ok) return lead;
  const described = { event: event.value, contact: contact.value, lead: lead.value };
  const granted = missing(missingEventPermissions(settings, described));
  if (!granted.ok) return granted;
  const writable = writableFields(event.value);
  const marksAllDay = mayWrite(event.value, allDayField);
  const seen = contact.value?.fields;
  return success({
    org,
    event: event.value,
    ...{ writable, marksAllDay },
    fieldsToRead: eventRowFields.filter((field) => event.value.fields.has(field)),
    contactFields: seen?.has('Email') === true ? ['Id', ...contactFields.filter((field) => seen.has(field))] : [],
    findsLeads: lead.value?.fields.has('Email') === true,
    noAccessTo: [
      ...eventFieldNames.filter((field) => isWanted(field, settings) && !writable.has(field)),
      ...(marksAllDay ? [] : [allDayField]),
    ],
    mask: maskOf([...eventFieldNames.map((field) => writable.has(field)), marksAllDay]),
  });
}

/** Somebody has to be found by address: to relate the event, or to know whether it syncs. */
function looksForPeople({ relate, selection }: EventSettings): boolean {
  return relate !== 'Off' || selection === 'KnownContactOrLead';
}

function missingEventPermissions(settings: EventSettings, { event, contact, lead }: Descriptions): string[] {
  const names: string[] = [];
  if (!event.isReadable) names.push('Read events');
  if (!event.isCreateable) names.push('Create events');
  if (!event.isUpdateable) names.push('Edit events');
  if (settings.deleted === 'RemoveFromSalesforce' && !event.isDeletable) names.push('Delete events');
  if (contact?.isReadable === false) names.push('Read contacts');
  if (lead?.isReadable === false) names.push('Read leads');
  if (event.isReadable && event.fields.get(eventKeyField)?.isCreateable !== true) {
    names.push('Permission set Exchange Sync: Person');
  }
  return names;
}

/** A value that needs several fields is written with all of them, or not at all; a timed event needs no mark. */
function writableFields(event: ObjectDescription): ReadonlySet<EventField> {
  return new Set(
    eventFieldNames.filter((name) =>
      eventFieldRow(name).salesforce.every((field) => field === allDayField || mayWrite(event, field)),
    ),
  );
}

function mayWrite({ fields }: ObjectDescription, field: string): boolean {
  return fields.get(field)?.isUpdateable === true;
}

/** Of an event that is not private: what the settings want of some events is asked for. */
function isWanted(field: EventField, settings: EventSettings): boolean {
  return eventFieldRow(field).isWanted?.(settings, false) !== false;
}
