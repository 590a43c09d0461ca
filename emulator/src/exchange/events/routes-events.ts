// Routes of events: list and create in a calendar, get, change and delete by id. What an event may hold is judged in
// event-rules.ts; how it looks is in event-view.ts. Rules: notes.md, "Events: reading" and "Events: writing".
import { withExtendedKeys } from '../contacts/contact-search.js';
import { requireJson } from '../contacts/routes-folders.js';
import { badRequest, notModelled, Refusal } from '../graph/errors.js';
import { matchesFilter, parseFilter, visitPaths } from '../graph/filter.js';
import type { GraphAnswer, MailboxRequest } from '../graph/graph-request.js';
import { checkOptions, graphRoot, nextPageLink, readPage, type Query } from '../graph/odata.js';
import type { Route } from '../graph/routing.js';
import type { StoredCalendar } from './calendar-store.js';
import { createEvent, deleteEvent, editEvent } from './event-changes.js';
import { wholeEvent } from './event-instances.js';
import {
  calendarOf,
  checkIfMatch,
  collectionContext,
  deskOf,
  instanceOf,
  lookOf,
  withPreferences,
} from './event-requests.js';
import { eventEntity, eventEtag, eventId, type EventLook } from './event-view.js';
import type { EventInstance, StoredEvent } from './events.js';

const extendedPath = 'singleValueExtendedProperties ';

function readEventFilter(query: Query): (event: StoredEvent) => boolean {
  const text = query.get('$filter');
  if (text === undefined) return () => true;
  const filter = withExtendedKeys(parseFilter(text));
  visitPaths(filter, (path) => {
    if (['iCalUId', 'subject', 'categories', 'lastModifiedDateTime'].includes(path)) return;
    if (!path.startsWith(extendedPath)) throw notModelled(`filtering events by ${path}`);
  });
  return (event) => matchesFilter(filter, (path) => readPath(event, path));
}

function readPath(event: StoredEvent, path: string): unknown {
  if (path.startsWith(extendedPath)) return event.extended.get(path.slice(extendedPath.length))?.value;
  if (path === 'iCalUId') return event.uid;
  if (path === 'lastModifiedDateTime') return new Date(event.modifiedAtMs).toISOString();
  return path === 'categories' ? event.content.categories : event.content.subject;
}

function listEvents(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$expand', '$filter', '$top', '$skip', '$count']);
  const look = lookOf(request, 'list');
  const { user = '', calendar } = request.params;
  const within = calendar === undefined ? '' : `/calendars/${encodeURIComponent(calendar)}`;
  const events = request.user.calendars.eventsIn(calendarOf(request)).filter(readEventFilter(request.query));
  const page = readPage(request.query, request.maxPageSize, { default: 10, max: 1000 });
  const end = page.skip + page.size;
  const body: Record<string, unknown> = { '@odata.context': collectionContext(request, 'events', look, false) };
  if (request.query.get('$count') === 'true') body['@odata.count'] = events.length;
  if (end < events.length) {
    body['@odata.nextLink'] = nextPageLink(`/users/${encodeURIComponent(user)}${within}/events`, request.query, end);
  }
  body.value = events.slice(page.skip, end).map((event) => eventEntity(wholeEvent(event), look));
  return withPreferences(request, { status: 200, body });
}

function entityBody(request: MailboxRequest, instance: EventInstance, look: EventLook): Record<string, unknown> {
  // Unlike in paths of requests, nothing is encoded here: ids keep their equals sign.
  const calendar = `${graphRoot}/users('${request.params.user ?? ''}')/calendars('${instance.event.calendarId}')`;
  const links =
    look.select === null
      ? { 'calendar@odata.associationLink': `${calendar}/$ref`, 'calendar@odata.navigationLink': calendar }
      : {};
  const context = collectionContext(request, 'events', look, true);
  return { '@odata.context': context, ...eventEntity(instance, look), ...links };
}

function getEvent(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$expand']);
  const look = lookOf(request, 'item');
  const instance = instanceOf(request, true);
  const headers = { ETag: eventEtag(instance) };
  return withPreferences(request, { status: 200, headers, body: entityBody(request, instance, look) });
}

/** An app that is not sure whether its event was made sends it again with the same transactionId. */
function repeatedEvent(request: MailboxRequest, sent: Record<string, unknown>): StoredEvent | null {
  const before = request.user.calendars.transactions.get(String(sent.transactionId));
  if (sent.transactionId === undefined || before === undefined) return null;
  const event = request.user.calendars.events.get(before.eventId);
  if (before.sent === JSON.stringify(sent) && event !== undefined) return event;
  throw new Refusal(
    request.tenant.switches.duplicateTransactionStatus === 'conflict' ? 409 : 400,
    'ErrorDuplicateTransactionId',
    'Your request can’t be completed. The TransactionId specified in the request has already been used to create a ' +
      'different event.',
  );
}

function createdIn(request: MailboxRequest, calendar: StoredCalendar): StoredEvent {
  const sent = requireJson(request.body) as Record<string, unknown>;
  const repeated = repeatedEvent(request, sent);
  if (repeated !== null) return repeated;
  const event = createEvent(deskOf(request), calendar, sent);
  if (event.transactionId !== null) {
    const entry = { eventId: event.immutableId, sent: JSON.stringify(sent) };
    request.user.calendars.transactions.set(event.transactionId, entry);
  }
  return event;
}

function postEvent(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const look = lookOf(request, 'item');
  const instance = wholeEvent(createdIn(request, calendarOf(request)));
  const Location = `${graphRoot}/users('${request.user.id}')/events('${eventId(instance, request.idForm)}')`;
  const headers = { ETag: eventEtag(instance), Location };
  return withPreferences(request, { status: 201, headers, body: entityBody(request, instance, look) });
}

function patchEvent(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const look = lookOf(request, 'item');
  const instance = instanceOf(request);
  const change = requireJson(request.body);
  checkIfMatch(request, instance);
  editEvent(deskOf(request), instance, change);
  const now = instanceOf(request);
  const headers = { ETag: eventEtag(now) };
  return withPreferences(request, { status: 200, headers, body: entityBody(request, now, look) });
}

function removeEvent(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const instance = instanceOf(request);
  checkIfMatch(request, instance);
  deleteEvent(deskOf(request), instance);
  return { status: 204 };
}

/** In the metadata of v1.0, but not served there. */
function eventsDelta(): GraphAnswer {
  throw badRequest("Unsupported request: Change tracking is not supported against 'microsoft.graph.event'.");
}

const needs = 'calendars' as const;
const collections = ['', '/calendar', '/calendars/{calendar}'].map((within) => `/users/{user}${within}/events`);

export const eventRoutes: readonly Route[] = collections.flatMap((path) => [
  { method: 'GET', path: `${path}/delta`, needs, handle: eventsDelta },
  { method: 'GET', path, needs, handle: listEvents },
  { method: 'POST', path, needs, handle: postEvent },
  { method: 'GET', path: `${path}/{event}`, needs, handle: getEvent },
  { method: 'PATCH', path: `${path}/{event}`, needs, handle: patchEvent },
  { method: 'DELETE', path: `${path}/{event}`, needs, handle: removeEvent },
]);
