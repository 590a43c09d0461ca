// What the routes of events share: how the answer is to look, which calendar or event the path names, the window of a
// view, preconditions. Rules: notes.md, "Events: reading".
import { checkItemId } from '../contacts/routes-folders.js';
import { badRequest, itemNotFound, Refusal } from '../graph/errors.js';
import type { GraphAnswer, MailboxRequest } from '../graph/graph-request.js';
import { graphRoot, readExpand, readSelect, type Query } from '../graph/odata.js';
import type { StoredCalendar } from './calendar-store.js';
import { eventEtag, eventProperties, type EventLook } from './event-view.js';
import type { EventInstance, TimeWindow } from './events.js';
import type { CalendarDesk } from './meetings.js';
import { findZone, type Zone } from './time-zones.js';

const windowDaysMax = 1825;

function zoneOf(request: MailboxRequest): Zone {
  const name = request.timeZone ?? 'UTC';
  const zone = findZone(name);
  if (zone !== null) return zone;
  throw badRequest(
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    'TimeZoneNotSupportedException',
  );
}

export function lookOf(request: MailboxRequest, view: EventLook['view']): EventLook {
  return {
    idForm: request.idForm,
    select: readSelect(request.query, eventProperties, 'event'),
    expand: readExpand(request.query, 'event'),
    zone: zoneOf(request),
    bodyType: request.bodyType ?? 'html',
    view,
    switches: request.tenant.switches,
  };
}

/** The preferences that routes of events honour besides those that all routes do. */
export function withPreferences(request: MailboxRequest, answer: GraphAnswer): GraphAnswer {
  const applied = [
    ...(answer.headers?.['Preference-Applied'] === undefined ? [] : [answer.headers['Preference-Applied']]),
    ...(request.timeZone === null ? [] : [`outlook.timezone="${request.timeZone}"`]),
    ...(request.bodyType === null ? [] : [`outlook.body-content-type="${request.bodyType}"`]),
  ];
  if (applied.length === 0) return answer;
  return { ...answer, headers: { ...answer.headers, 'Preference-Applied': applied.join(', ') } };
}

export function deskOf(request: MailboxRequest): CalendarDesk {
  return { directory: request.tenant.directory, user: request.user, switches: request.tenant.switches };
}

/** The calendar of the path; the primary one where it names none. */
export function calendarOf(request: MailboxRequest): StoredCalendar {
  const { calendars, mailbox } = request.user;
  const id = request.params.calendar;
  if (id === undefined) return calendars.defaultCalendar;
  checkItemId(id, mailbox);
  const calendar = calendars.calendars.get(id);
  if (calendar === undefined) throw itemNotFound();
  return calendar;
}

/** The event, series or instance of the path; deleted ones only where a switch lets them be read. */
export function instanceOf(request: MailboxRequest, forReading = false): EventInstance {
  const { calendars, mailbox } = request.user;
  const id = request.params.event ?? '';
  checkItemId(id, mailbox);
  const instance = calendars.find(id);
  if (instance === undefined) throw itemNotFound();
  const mayBeDeleted = forReading && request.tenant.switches.deletedEventsReadable;
  if (calendars.isDeleted(instance.event) && !mayBeDeleted) throw itemNotFound();
  if (request.params.calendar !== undefined && calendarOf(request).id !== instance.event.calendarId) {
    throw itemNotFound();
  }
  return instance;
}

export function checkIfMatch(request: MailboxRequest, instance: EventInstance): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*' || request.tenant.switches.eventsIgnoreIfMatch) return;
  const strong = (etag: string): string => etag.trim().replace(/^W\//, '');
  if (strong(wanted) === strong(eventEtag(instance))) return;
  throw new Refusal(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match ' +
      'the current change key for the item.',
  );
}

/** Names of the window's parameters have no case. */
export function windowQuery(query: Query): Query {
  const names = ['startDateTime', 'endDateTime'];
  const known = (name: string): string => names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
  return new Map([...query].map(([name, value]) => [known(name), value]));
}

/** Times without an offset are UTC, whatever zone is preferred. */
export function readWindow(query: Query): TimeWindow {
  const [start, end] = [query.get('startDateTime'), query.get('endDateTime')];
  if (!start || !end) {
    throw badRequest(
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
      'ErrorInvalidParameter',
    );
  }
  const window = { startMs: readInstant(start), endMs: readInstant(end) };
  if (window.endMs < window.startMs) throw badRequest('EndDateTime is before StartDateTime.', 'ErrorInvalidParameter');
  if (window.endMs - window.startMs > windowDaysMax * 86_400_000) {
    throw badRequest(`The requested time window is longer than ${windowDaysMax} days.`, 'ErrorInvalidRequest');
  }
  return window;
}

function readInstant(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/i.exec(text.trim());
  const atMs = match === null ? NaN : Date.parse(`${match[1]}${match[2] ?? 'T00:00:00'}${match[3] ?? 'Z'}`);
  if (Number.isNaN(atMs)) throw badRequest(`'${text}' is not a date and time.`, 'ErrorInvalidParameter');
  return atMs;
}

/** `resource` is the last segment of the collection. */
export function collectionContext(
  request: MailboxRequest,
  resource: 'events' | 'calendarView' | 'instances',
  look: EventLook,
  isEntity: boolean,
): string {
  const { user = '', calendar } = request.params;
  const within = calendar === undefined ? '' : `/calendars('${encodeURIComponent(calendar)}')`;
  const names = [...(look.select ?? []), ...(look.expand === null ? [] : ['singleValueExtendedProperties()'])];
  const chosen = names.length === 0 ? '' : `(${names.join(',')})`;
  const collection = `$metadata#users('${encodeURIComponent(user)}')${within}/${resource}`;
  return `${graphRoot}/${collection}${chosen}${isEntity ? '/$entity' : ''}`;
}
