// Routes of calendars themselves (reading only: a person makes them) and of the categories of a mailbox. Rules:
// notes.md, "Calendars".
import { notModelled } from '../graph/errors.js';
import type { GraphAnswer, MailboxRequest } from '../graph/graph-request.js';
import { checkOptions, graphRoot, nextPageLink, readPage, readSelect } from '../graph/odata.js';
import type { Route } from '../graph/routing.js';
import type { StoredCalendar } from './calendar-store.js';
import { calendarOf } from './event-requests.js';

const calendarProperties = [
  'id',
  'name',
  'color',
  'hexColor',
  'isDefaultCalendar',
  'changeKey',
  'canShare',
  'canViewPrivateItems',
  'canEdit',
  'allowedOnlineMeetingProviders',
  'defaultOnlineMeetingProvider',
  'isTallyingResponses',
  'isRemovable',
  'owner',
];

function calendarEntity(
  request: MailboxRequest,
  calendar: StoredCalendar,
  select: readonly string[] | null,
): Record<string, unknown> {
  const isDefaultCalendar = calendar === request.user.calendars.defaultCalendar;
  const entity: Record<string, unknown> = {
    id: calendar.id,
    name: calendar.name,
    color: 'auto',
    hexColor: '',
    isDefaultCalendar,
    changeKey: calendar.changeKey,
    canShare: true,
    canViewPrivateItems: true,
    canEdit: true,
    allowedOnlineMeetingProviders: [],
    defaultOnlineMeetingProvider: 'unknown',
    isTallyingResponses: isDefaultCalendar,
    isRemovable: !isDefaultCalendar,
    owner: { name: request.user.displayName, address: request.user.mail },
  };
  return Object.fromEntries(
    Object.entries(entity).filter(([name]) => name === 'id' || (select ?? [name]).includes(name)),
  );
}

function collection(request: MailboxRequest, name: string): string {
  return `${graphRoot}/$metadata#users('${encodeURIComponent(request.params.user ?? '')}')/${name}`;
}

function listCalendars(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$top', '$skip']);
  const select = readSelect(request.query, calendarProperties, 'calendar');
  const all = [...request.user.calendars.calendars.values()];
  const value = all.map((calendar) => calendarEntity(request, calendar, select));
  return { status: 200, body: paged(request, 'calendars', value) };
}

function paged(request: MailboxRequest, name: string, value: readonly unknown[]): Record<string, unknown> {
  const page = readPage(request.query, request.maxPageSize, { default: 10, max: 1000 });
  const end = page.skip + page.size;
  const path = `/users/${encodeURIComponent(request.params.user ?? '')}/${name}`;
  const link = end < value.length ? { '@odata.nextLink': nextPageLink(path, request.query, end) } : {};
  return { '@odata.context': collection(request, name), ...link, value: value.slice(page.skip, end) };
}

function getCalendar(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select']);
  const select = readSelect(request.query, calendarProperties, 'calendar');
  const entity = calendarEntity(request, calendarOf(request), select);
  return { status: 200, body: { '@odata.context': `${collection(request, 'calendars')}/$entity`, ...entity } };
}

function listCategories(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$top', '$skip']);
  const categories = request.user.calendars.masterCategories;
  return { status: 200, body: paged(request, 'outlook/masterCategories', categories) };
}

function unbuilt(what: string): () => GraphAnswer {
  return () => {
    throw notModelled(what);
  };
}

const needs = 'calendars' as const;
const one = '/users/{user}/calendars/{calendar}';
const categories = '/users/{user}/outlook/masterCategories';

export const calendarRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/{user}/calendars', needs, handle: listCalendars },
  { method: 'POST', path: '/users/{user}/calendars', needs, handle: unbuilt('making a calendar') },
  { method: 'GET', path: '/users/{user}/calendar', needs, handle: getCalendar },
  { method: 'PATCH', path: '/users/{user}/calendar', needs, handle: unbuilt('changing a calendar') },
  { method: 'GET', path: one, needs, handle: getCalendar },
  { method: 'PATCH', path: one, needs, handle: unbuilt('changing a calendar') },
  { method: 'DELETE', path: one, needs, handle: unbuilt('deleting a calendar') },
  { method: 'GET', path: categories, needs: 'mailboxSettings', handle: listCategories },
  { method: 'POST', path: categories, needs: 'mailboxSettings', handle: unbuilt('making a category') },
];
