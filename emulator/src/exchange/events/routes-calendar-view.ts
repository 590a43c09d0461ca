// The view of a calendar (everything in a window, series taken apart), its change tracking, and the instances of one
// series. The window of change tracking is frozen into its links. Rules: notes.md, "Events: reading", "Events: delta".
import type { LoggedItem } from '../change-log.js';
import { deltaPage, type ItemStanding } from '../contacts/delta.js';
import { tokenOf } from '../contacts/routes-delta.js';
import { badRequest, Refusal } from '../graph/errors.js';
import type { GraphAnswer, MailboxRequest } from '../graph/graph-request.js';
import { occurrenceIdOf } from '../graph/ids.js';
import { checkOptions, graphRoot, nextPageLink, readPage, readSelect, type Query } from '../graph/odata.js';
import type { Route } from '../graph/routing.js';
import type { StoredCalendar } from './calendar-store.js';
import { instancesIn, wholeEvent } from './event-instances.js';
import {
  calendarOf,
  collectionContext,
  instanceOf,
  lookOf,
  readWindow,
  windowQuery,
  withPreferences,
} from './event-requests.js';
import { eventEntity, eventProperties, sparseOccurrence, type EventLook } from './event-view.js';
import { spanOf, type EventInstance, type StoredEvent, type TimeWindow } from './events.js';

const windowOptions = ['startDateTime', 'endDateTime'];

function viewAnswer(
  request: MailboxRequest,
  query: Query,
  resource: 'calendarView' | 'instances',
  path: string,
  instances: readonly EventInstance[],
): GraphAnswer {
  checkOptions(query, [...windowOptions, '$select', '$expand', '$top', '$skip', '$count']);
  const look = lookOf(request, 'list');
  const page = readPage(query, request.maxPageSize, { default: 10, max: 1000 });
  const end = page.skip + page.size;
  const body: Record<string, unknown> = { '@odata.context': collectionContext(request, resource, look, false) };
  if (query.get('$count') === 'true') body['@odata.count'] = instances.length;
  if (end < instances.length) body['@odata.nextLink'] = nextPageLink(path, query, end);
  body.value = instances.slice(page.skip, end).map((instance) => eventEntity(instance, look));
  return withPreferences(request, { status: 200, body });
}

function calendarView(request: MailboxRequest): GraphAnswer {
  const query = windowQuery(request.query);
  const calendar = calendarOf(request);
  const window = readWindow(query);
  const instances = request.user.calendars
    .eventsIn(calendar)
    .flatMap((event) => instancesIn(event, window))
    .sort((one, other) => spanOf(one.content.times).startMs - spanOf(other.content.times).startMs);
  const { user = '' } = request.params;
  const within = request.params.calendar === undefined ? '' : `/calendars/${encodeURIComponent(calendar.id)}`;
  return viewAnswer(
    request,
    query,
    'calendarView',
    `/users/${encodeURIComponent(user)}${within}/calendarView`,
    instances,
  );
}

function instancesOfEvent(request: MailboxRequest): GraphAnswer {
  const query = windowQuery(request.query);
  const { event } = instanceOf(request);
  const { user = '', event: id = '' } = request.params;
  const path = `/users/${encodeURIComponent(user)}/events/${encodeURIComponent(id)}/instances`;
  return viewAnswer(request, query, 'instances', path, instancesIn(event, readWindow(query)));
}

function checkDeltaOptions(query: Query, isSelectTolerated: boolean): void {
  if (query.has('$top')) {
    throw badRequest(
      "The '$top' parameter is not supported with change tracking over the 'CalendarView' resource as page size " +
        'cannot be guaranteed. Express page size preferences using the Prefer: odata.maxpagesize= header instead.',
      'ErrorInvalidUrlQuery',
    );
  }
  const refused = ['$orderby', '$filter', '$expand', '$search', ...(isSelectTolerated ? [] : ['$select'])];
  if (refused.some((name) => query.has(name))) {
    throw badRequest(
      "The following parameters are not supported with change tracking over the 'CalendarView' resource: " +
        "'$orderby, $filter, $select, $expand, $search'.",
      'ErrorInvalidUrlQuery',
    );
  }
  checkOptions(query, [...windowOptions, '$select', '$skiptoken', '$deltatoken']);
}

/** What delta shows of a changed item: the form, and its place in a page (series, then others, then instances). */
interface ShownItem {
  readonly place: 0 | 1 | 2;
  readonly show: (look: EventLook) => Record<string, unknown>;
}

function tombstone(immutableId: string, regularId: string): ShownItem {
  return {
    place: 1,
    show: (look) => ({
      '@odata.type': '#microsoft.graph.event',
      id: look.idForm === 'immutable' ? immutableId : regularId,
      '@removed': { reason: 'deleted' },
    }),
  };
}

function instanceTombstone(event: StoredEvent, date: string, regularId: string): ShownItem {
  return tombstone(occurrenceIdOf(event.immutableId, date), occurrenceIdOf(regularId, date));
}

function shownItem(instance: EventInstance): ShownItem {
  if (instance.type === 'occurrence') return { place: 2, show: (look) => sparseOccurrence(instance, look) };
  const place = instance.type === 'seriesMaster' ? 0 : instance.type === 'exception' ? 2 : 1;
  return { place, show: (look) => eventEntity(instance, look) };
}

/** The whole story of one changed item; a series with all its instances in the window is never split. */
function newsOf(request: MailboxRequest, item: LoggedItem, standing: ItemStanding): readonly ShownItem[] {
  const event = request.user.calendars.events.get(item.id);
  const window = standing.window;
  if (event === undefined || window === null) throw new Error('a calendar lists an event that does not exist');
  if (!item.isHere) return standing.isNews ? goneItems(request, event, item, window) : [];
  const instances = instancesIn(event, window);
  const isOutside = instances.length === 0;
  // What an event outside the window was before is not asked: it is told as removed even to who never knew it.
  if (isOutside) return standing.isChange ? [tombstone(item.id, event.regularId)] : [];
  if (event.recurrence === null) return instances.map(shownItem);
  const shownDates = new Set(instances.map(({ date }) => date));
  const movedOut = [...event.exceptions.keys()].filter((date) => !shownDates.has(date) && standing.isChange);
  return [
    shownItem(wholeEvent(event)),
    ...instances.map(shownItem),
    ...movedOut.map((date) => instanceTombstone(event, date, event.regularId)),
  ];
}

function goneItems(
  request: MailboxRequest,
  event: StoredEvent,
  item: LoggedItem,
  window: TimeWindow,
): readonly ShownItem[] {
  const isNamed = request.tenant.switches.deletedSeriesNamesOccurrences && event.recurrence !== null;
  const dates = isNamed ? instancesIn(event, window).flatMap(({ date }) => date ?? []) : [];
  return [tombstone(item.id, item.regularId), ...dates.map((date) => instanceTombstone(event, date, item.regularId))];
}

function linkTo(request: MailboxRequest, calendar: StoredCalendar, kind: 'next' | 'delta', token: string): string {
  const user = encodeURIComponent(request.params.user ?? '');
  const id = encodeURIComponent(calendar.id);
  const isPrimary = request.params.calendar === undefined;
  const path =
    request.tenant.switches.linkForm === 'paren'
      ? `/users('${user}')${isPrimary ? '' : `/calendars('${id}')`}/calendarView/delta`
      : `/users/${user}${isPrimary ? '' : `/calendars/${id}`}/calendarView/delta`;
  return `${graphRoot}${path}${token === '' ? '' : `?${kind === 'next' ? '$skiptoken' : '$deltatoken'}=${token}`}`;
}

function calendarViewDelta(request: MailboxRequest): GraphAnswer {
  const { tenant, user } = request;
  const query = windowQuery(request.query);
  checkDeltaOptions(query, tenant.switches.calendarDeltaSelectTolerated);
  const look = { ...lookOf({ ...request, query }, 'delta'), expand: null };
  const token = tokenOf(query);
  const calendar = calendarOf(request);
  const deltaRequest = {
    tokenEpoch: user.mailbox.tokenEpoch,
    folder: calendar,
    token,
    select: readSelect(query, eventProperties, 'event'),
    window: token === null ? readWindow(query) : null,
    pageSize: Math.max(
      1,
      Math.min(request.maxPageSize ?? tenant.switches.deltaDefaultPageSize, tenant.switches.deltaPageSizeMax),
    ),
    nowMs: tenant.world.clock.nowMs(),
    show: (item: LoggedItem, standing: ItemStanding) => newsOf(request, item, standing),
  };
  let page;
  try {
    page = deltaPage(deltaRequest, tenant.deltaTokens, tenant.switches);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 410 || !tenant.switches.goneCarriesLocation) throw error;
    throw new Refusal(410, error.code, error.message, { Location: linkTo(request, calendar, 'delta', '') });
  }
  const items = [...page.items].sort((one, other) => one.place - other.place);
  const shownLook = { ...look, select: page.select };
  return withPreferences(request, {
    status: 200,
    headers: token === null ? { 'Preference-Applied': 'odata.track-changes' } : {},
    body: {
      '@odata.context': `${graphRoot}/$metadata#Collection(event)`,
      [page.link.kind === 'next' ? '@odata.nextLink' : '@odata.deltaLink']: linkTo(
        request,
        calendar,
        page.link.kind,
        page.link.token,
      ),
      value: items.map((item) => item.show(shownLook)),
    },
  });
}

const needs = 'calendars' as const;
const views = ['', '/calendar', '/calendars/{calendar}'].map((within) => `/users/{user}${within}/calendarView`);

export const calendarViewRoutes: readonly Route[] = [
  ...views.flatMap((path) => [
    { method: 'GET', path: `${path}/delta`, needs, handle: calendarViewDelta },
    { method: 'GET', path, needs, handle: calendarView },
  ]),
  { method: 'GET', path: '/users/{user}/events/{event}/instances', needs, handle: instancesOfEvent },
];
