// The primary calendar of a mailbox: found, read as a view page by page, and its events read by id. It only reads, and
// passes events through as Graph gave them; what they mean is mapped in core/event. Rule: ports/calendar.ts.
import { success, type Outcome } from '../core/failure.js';
import type { GraphEvent } from '../core/event/model.js';
import { limits } from '../core/limits.js';
import { toInstant, type CalendarId, type ExchangeEventId } from '../core/model.js';
import type { CalendarReads } from '../ports/calendar.js';
import { sendBatches } from './batch.js';
import type { Graph, GraphCall } from './client.js';
import { readDeltaPage } from './delta.js';
import { itemIn } from './odata.js';
import { pathIn } from './paths.js';

/** Times in one zone that never jumps, and texts without markup. Without them Graph takes the mailbox' own ways. */
const prefer = ['outlook.timezone="UTC"', 'outlook.body-content-type="text"'] as const;

export function calendarReads(graph: Graph): CalendarReads {
  return {
    findCalendar: async (mailbox) => {
      const route = '/users/{user}/calendar';
      return readCalendar(graph, { path: pathIn(mailbox, 'calendar'), route, mailbox, target: 'mailbox' });
    },

    isCalendar: async (mailbox, calendar) => {
      const path = pathIn(mailbox, 'calendars', calendar);
      const route = '/users/{user}/calendars/{calendar}';
      const found = await readCalendar(graph, { path, route, mailbox, target: 'item' });
      if (found.ok) return success(true);
      return found.failure.class === 'notFound' ? success(false) : found;
    },

    readEventDelta: async (mailbox, from) => {
      const route = '/users/{user}/calendarView/delta';
      const start =
        'link' in from ? from : { path: `${pathIn(mailbox, 'calendarView', 'delta')}?${span(from.window)}` };
      const pageSize = limits.graphEventDeltaPageSize;
      return readDeltaPage<GraphEvent, ExchangeEventId>(graph, { mailbox, route, from: start, pageSize, prefer });
    },

    // Whole, because Graph names the calendar only where no property was selected.
    readEvents: async (mailbox, ids) => {
      const requests = ids.map((id) => ({ method: 'GET', path: pathIn(mailbox, 'events', id), prefer }) as const);
      const answers = await sendBatches(graph, mailbox, requests, { isRead: true, target: 'item' });
      return answers.map((answer) => itemIn<GraphEvent>(answer, true));
    },
  };
}

/** Change tracking takes no options but the window, which its links keep for good. */
function span({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }): string {
  return `startDateTime=${toInstant(startMs)}&endDateTime=${toInstant(endMs)}`;
}

async function readCalendar(graph: Graph, call: Omit<GraphCall, 'method'>): Promise<Outcome<CalendarId>> {
  const answer = await graph.send({ method: 'GET', ...call, path: `${call.path}?$select=id` });
  const calendar = itemIn(answer, true);
  return calendar.ok ? success(calendar.value.id as CalendarId) : calendar;
}
