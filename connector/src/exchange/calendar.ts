// The primary calendar of a mailbox: found, read as a view page by page, and its events read by id. It only reads, and
// passes events through as Graph gave them; what they mean is mapped in core/event. Rule: ports/calendar.ts.
import { success, type Outcome } from '../core/failure.js';
import type { GraphEvent } from '../core/event/model.js';
import { limits } from '../core/limits.js';
import type { CalendarId, ExchangeEventId, MailboxId } from '../core/model.js';
import type { CalendarReads, EventDeltaPage, TimeWindow } from '../ports/calendar.js';
import { sendBatches, type GraphRequestPart } from './batch.js';
import type { Graph, GraphCall } from './client.js';
import { readDeltaPage } from './delta.js';
import { itemIn } from './odata.js';
import { calendarPath, calendarViewDeltaPath, eventPath, primaryCalendarPath } from './paths.js';

type From = { readonly window: TimeWindow } | { readonly link: string };

/** Times in one zone that never jumps, and texts without markup. Without them Graph takes the mailbox' own ways. */
const prefer = ['outlook.timezone="UTC"', 'outlook.body-content-type="text"'] as const;

export async function findCalendar(graph: Graph, mailbox: MailboxId): Promise<Outcome<CalendarId>> {
  const path = primaryCalendarPath(mailbox);
  return readCalendar(graph, mailbox, { path, route: '/users/{user}/calendar', target: 'mailbox' });
}

export async function isCalendar(graph: Graph, mailbox: MailboxId, calendar: CalendarId): Promise<Outcome<boolean>> {
  const path = calendarPath(mailbox, calendar);
  const route = '/users/{user}/calendars/{calendar}';
  const found = await readCalendar(graph, mailbox, { path, route, target: 'item' });
  if (found.ok) return success(true);
  return found.failure.class === 'notFound' ? success(false) : found;
}

export async function readEventDelta(graph: Graph, mailbox: MailboxId, from: From): Promise<Outcome<EventDeltaPage>> {
  const page = await readDeltaPage<GraphEvent>(graph, {
    mailbox,
    route: '/users/{user}/calendarView/delta',
    from: 'link' in from ? from : { path: calendarViewDeltaPath(mailbox, from.window) },
    pageSize: limits.graphEventDeltaPageSize,
    prefer,
  });
  return page.ok ? success({ ...page.value, removed: page.value.removed as ExchangeEventId[] }) : page;
}

/** Whole, because Graph names the calendar only where no property was selected. */
export async function readEvents(
  graph: Graph,
  mailbox: MailboxId,
  ids: readonly ExchangeEventId[],
): ReturnType<CalendarReads['readEvents']> {
  const requests = ids.map((id): GraphRequestPart => ({ method: 'GET', path: eventPath(mailbox, id), prefer }));
  const answers = await sendBatches(graph, mailbox, requests, { isRead: true, target: 'item' });
  return answers.map((answer) => itemIn<GraphEvent>(answer, true));
}

async function readCalendar(
  graph: Graph,
  mailbox: MailboxId,
  { path, ...call }: Pick<GraphCall, 'path' | 'route' | 'target'>,
): Promise<Outcome<CalendarId>> {
  const answer = await graph.send({ method: 'GET', path: `${path}?$select=id`, ...call, mailbox });
  const calendar = itemIn(answer, true);
  return calendar.ok ? success(calendar.value.id as CalendarId) : calendar;
}
