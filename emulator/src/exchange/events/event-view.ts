// How an event looks from outside: single events, series and changed instances whole, other instances of a delta page
// with seven keys. It changes nothing. Rules: notes.md, "Events: fields" and "Events: times".
import type { IdForm } from '../contacts/contact-view.js';
import { expandedProperties } from '../contacts/extended-properties.js';
import { datedUid, occurrenceIdOf } from '../graph/ids.js';
import type { Switches } from '../switches.js';
import { bodyAs, previewOf } from './event-body.js';
import { originalTimes } from './event-instances.js';
import { noTime, spanOf, type Attendee, type EventInstance, type EventTimes } from './events.js';
import { wallTimeOf, type Zone } from './time-zones.js';

export interface EventLook {
  readonly idForm: IdForm;
  readonly select: readonly string[] | null;
  /** Ids of the extended properties to show. */
  readonly expand: readonly string[] | null;
  readonly zone: Zone;
  readonly bodyType: 'text' | 'html';
  readonly view: 'item' | 'list' | 'delta';
  readonly switches: Switches;
}

/** In answers to `$select` only. */
const onSelectOnly = ['originalStart', 'cancelledOccurrences'];

export function eventId({ event, date }: EventInstance, idForm: IdForm): string {
  const id = idForm === 'immutable' ? event.immutableId : event.regularId;
  return date === null ? id : occurrenceIdOf(id, date);
}

/** A changed instance has the etag of its series, an unchanged one has one of its own kind. */
export function eventEtag({ event, type }: EventInstance): string {
  return type === 'occurrence' ? `W/"DwAAABYAAA${event.changeKey}"` : `W/"${event.changeKey}"`;
}

function stampText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000Z');
}

/** All-day events are at midnight in whatever zone. */
function shownTimes(times: EventTimes, zone: Zone, zoneName: string): Record<'start' | 'end', unknown> {
  const at = (milliseconds: number, date: string): unknown => ({
    dateTime: date === '' ? wallTimeOf(milliseconds, zone) : `${date}T00:00:00.0000000`,
    timeZone: zoneName,
  });
  return times.isAllDay
    ? { start: at(0, times.startDate), end: at(0, times.endDate) }
    : { start: at(times.startMs, ''), end: at(times.endMs, '') };
}

function shownLocation(name: string): Record<string, unknown> {
  return name === ''
    ? { displayName: '', locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} }
    : { displayName: name, locationType: 'default', uniqueId: name, uniqueIdType: 'private' };
}

/** An instance as delta shows it where nobody changed it. */
export function sparseOccurrence(instance: EventInstance, look: EventLook): Record<string, unknown> {
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': eventEtag(instance),
    id: eventId(instance, look.idForm),
    seriesMasterId: seriesIdOf(instance, look.idForm),
    type: instance.type,
    ...shownTimes(instance.content.times, look.zone, look.zone.windows),
  };
}

function seriesIdOf({ event, date }: EventInstance, idForm: IdForm): string | null {
  return date === null ? null : eventId({ event, date: null, type: 'seriesMaster', content: event.content }, idForm);
}

function occurrenceName(instance: EventInstance, date: string, idForm: IdForm): string {
  return `OID.${seriesIdOf({ ...instance, date }, idForm) ?? ''}.${date}`;
}

export function eventEntity(instance: EventInstance, look: EventLook): Record<string, unknown> {
  const entity: Record<string, unknown> = {};
  if (look.view === 'delta') entity['@odata.type'] = '#microsoft.graph.event';
  entity['@odata.etag'] = eventEtag(instance);
  entity.id = eventId(instance, look.idForm);
  for (const [name, value] of Object.entries(propertiesOf(instance, look))) {
    const isWanted = look.select === null ? !onSelectOnly.includes(name) : look.select.includes(name);
    if (isWanted) entity[name] = value;
  }
  const extended = look.expand === null ? undefined : expandedProperties(instance.event, look.expand, look.switches);
  if (extended) entity.singleValueExtendedProperties = extended;
  return entity;
}

/** In the order of recorded answers. */
function propertiesOf(instance: EventInstance, look: EventLook): Record<string, unknown> {
  const { event, type, date, content } = instance;
  return {
    createdDateTime: stampText(event.createdAtMs),
    lastModifiedDateTime: stampText(event.modifiedAtMs),
    changeKey: event.changeKey,
    categories: content.categories,
    transactionId: event.transactionId,
    originalStartTimeZone: content.times.startZone,
    originalEndTimeZone: content.times.endZone,
    iCalUId: datedUid(event.uid, date),
    uid: event.uid,
    reminderMinutesBeforeStart: content.reminderMinutesBeforeStart,
    isReminderOn: content.isReminderOn,
    hasAttachments: false,
    subject: content.subject,
    bodyPreview: previewOf(content.body),
    importance: content.importance,
    sensitivity: content.sensitivity,
    isAllDay: content.times.isAllDay,
    isCancelled: content.isCancelled,
    isOrganizer: event.isOrganizer,
    responseRequested: content.responseRequested,
    seriesMasterId: seriesIdOf(instance, look.idForm),
    showAs: content.showAs,
    type,
    webLink: webLinkOf(instance),
    onlineMeetingUrl: null,
    isOnlineMeeting: false,
    onlineMeetingProvider: 'unknown',
    allowNewTimeProposals: content.allowNewTimeProposals,
    occurrenceId: date === null ? null : occurrenceName(instance, date, look.idForm),
    isDraft: false,
    hideAttendees: content.hideAttendees,
    responseStatus: event.responseStatus,
    body: bodyAs(content.body, look.bodyType),
    ...shownTimes(content.times, look.zone, look.zone.name),
    location: shownLocation(content.location),
    locations: content.location === '' ? [] : [shownLocation(content.location)],
    recurrence: type === 'seriesMaster' ? event.recurrence : null,
    attendees: content.attendees,
    organizer: { emailAddress: event.organizer },
    onlineMeeting: null,
    originalStart: originalStartOf(instance),
    cancelledOccurrences: [...event.cancelledDates].sort().map((day) => occurrenceName(instance, day, look.idForm)),
  };
}

function webLinkOf(instance: EventInstance): string {
  const id = encodeURIComponent(eventId(instance, 'regular'));
  return `https://outlook.office365.com/owa/?itemid=${id}&exvsurl=1&path=/calendar/item`;
}

/** When an instance would take place had nobody moved it; null for others. */
function originalStartOf({ event, date }: EventInstance): string | null {
  if (date === null || event.recurrence === null) return null;
  const { startMs } = spanOf(originalTimes(event.content.times, event.recurrence, date));
  return `${new Date(startMs).toISOString().slice(0, 19)}Z`;
}

/** Names that `$select` takes. */
export const eventProperties: readonly string[] = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'transactionId',
  'originalStartTimeZone',
  'originalEndTimeZone',
  'iCalUId',
  'uid',
  'reminderMinutesBeforeStart',
  'isReminderOn',
  'hasAttachments',
  'subject',
  'bodyPreview',
  'importance',
  'sensitivity',
  'isAllDay',
  'isCancelled',
  'isOrganizer',
  'responseRequested',
  'seriesMasterId',
  'showAs',
  'type',
  'webLink',
  'onlineMeetingUrl',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'allowNewTimeProposals',
  'occurrenceId',
  'isDraft',
  'hideAttendees',
  'responseStatus',
  'body',
  'start',
  'end',
  'location',
  'locations',
  'recurrence',
  'attendees',
  'organizer',
  'onlineMeeting',
  'originalStart',
  'cancelledOccurrences',
];

/** The organizer as an attendee's copy lists them. */
export function organizerAsAttendee(organizer: Attendee['emailAddress']): Attendee {
  return { type: 'required', status: { response: 'none', time: noTime }, emailAddress: organizer };
}
