// May this person do with events what the configuration asks for? Found out by looking as the person, before anything
// is written. What is missing is named (docs/settings.md). Never asks for more than the settings need.
import type { ObjectDescription } from '../../core/describe.js';
import { eventFieldNames, eventFieldRow, eventKeyField, type EventField } from '../../core/event/fields.js';
import { eventRowFields } from '../../core/event/salesforce-event.js';
import { failed, success, type Outcome } from '../../core/failure.js';
import type { EventSettings } from '../../core/settings/event.js';
import type { EventAccess, EventAccessGetter, EventRun } from './context.js';

const contactFields = ['Email', 'LastModifiedDate', 'LastActivityDate', 'CreatedDate'];

interface Descriptions {
  readonly event: ObjectDescription;
  readonly contact: ObjectDescription | null;
  readonly lead: ObjectDescription | null;
}

/** Failure code MISSING_PERMISSION, with the names in `fields`. */
export async function checkEventAccess(run: EventRun, refresh = false): Promise<Outcome<EventAccess>> {
  const org = run.services.org.actAs({ id: run.person, username: run.user.username });
  const { settings } = run;
  const event = await org.describe('Event', refresh);
  if (!event.ok) return event;
  const contact = looksForPeople(settings) ? await org.describe('Contact', refresh) : success(null);
  if (!contact.ok) return contact;
  const lead = looksForPeople(settings) ? await org.describe('Lead', refresh) : success(null);
  if (!lead.ok) return lead;
  const described = { event: event.value, contact: contact.value, lead: lead.value };
  const missing = missingEventPermissions(settings, described);
  if (missing.length > 0) return failed({ class: 'permission', code: 'MISSING_PERMISSION', fields: missing });
  const writable = writableFields(event.value);
  const seen = contact.value?.fields;
  return success({
    org,
    event: event.value,
    writable,
    fieldsToRead: eventRowFields.filter((field) => event.value.fields.has(field)),
    contactFields: seen?.has('Email') === true ? ['Id', ...contactFields.filter((field) => seen.has(field))] : [],
    findsLeads: lead.value?.fields.has('Email') === true,
    hiddenFields: eventFieldNames.filter((field) => isWanted(field, settings) && !writable.has(field)),
    mask: eventFieldNames.map((field) => (writable.has(field) ? '1' : '0')).join(''),
  });
}

/** Somebody has to be found by address: to relate the event, or to know whether it syncs. */
export function looksForPeople({ relate, selection }: EventSettings): boolean {
  return relate !== 'Off' || selection === 'KnownContactOrLead';
}

export function missingEventPermissions(settings: EventSettings, { event, contact, lead }: Descriptions): string[] {
  const missing: string[] = [];
  if (!event.isReadable) missing.push('Read events');
  if (!event.isCreateable) missing.push('Create events');
  if (!event.isUpdateable) missing.push('Edit events');
  if (settings.deleted === 'RemoveFromSalesforce' && !event.isDeletable) missing.push('Delete events');
  if (contact?.isReadable === false) missing.push('Read contacts');
  if (lead?.isReadable === false) missing.push('Read leads');
  if (event.isReadable && event.fields.get(eventKeyField)?.isCreateable !== true) {
    missing.push('Permission set Exchange Sync: Person');
  }
  return missing;
}

/** A value that needs several fields is written with all of them, or not at all. */
function writableFields(event: ObjectDescription): ReadonlySet<EventField> {
  return new Set(
    eventFieldNames.filter((name) =>
      eventFieldRow(name).salesforce.every((field) => event.fields.get(field)?.isUpdateable === true),
    ),
  );
}

function isWanted(field: EventField, { text, relate }: EventSettings): boolean {
  if (field === 'Text') return text === 'Sync';
  return field !== 'People' || relate !== 'Off';
}

export interface EventAccessOnce {
  readonly get: EventAccessGetter;
  readonly refresh: EventAccessGetter;
  /** null when nobody asked, or was refused. */
  readonly known: () => EventAccess | null;
}

export function eventAccessOnce(run: EventRun): EventAccessOnce {
  let known: Outcome<EventAccess> | null = null;
  const ask = async (refresh: boolean): Promise<Outcome<EventAccess>> => {
    known = await checkEventAccess(run, refresh);
    return known;
  };
  return {
    get: async () => known ?? ask(false),
    refresh: async () => ask(true),
    known: () => (known?.ok === true ? known.value : null),
  };
}
