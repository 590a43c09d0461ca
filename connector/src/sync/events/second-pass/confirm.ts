// Is it really gone? Change tracking reports what was deleted, what was moved to another calendar and what merely lies
// outside its window in the same way, and a 404 alone is no proof either. Gone is what was reported AND cannot be read
// by id (or lies in a folder that is no calendar), while the address still leads to this mailbox, the calendar has the
// id we know, and another event can be read. Rule: docs/sync-rules.md; law P4.
import type { GraphEvent } from '../../../core/event/model.js';
import { exchangeEventFromGraph } from '../../../core/event/read.js';
import type { Outcome } from '../../../core/failure.js';
import type { CalendarId, ExchangeEventId } from '../../../core/model.js';
import { pinMailbox } from '../../part/mailbox.js';
import { controlReadSucceeds } from '../../part/control-read.js';
import type { ReadyEventRun } from '../context.js';

/** `here`: it is in the calendar, wherever in time. */
export type Whereabouts = 'here' | 'deleted' | 'otherCalendar' | 'unknown';

/** Of linked events that were reported gone, by id. `reads`: each of them read by id just now. */
export async function whereAre(
  run: ReadyEventRun,
  reads: ReadonlyMap<ExchangeEventId, Outcome<GraphEvent> | undefined>,
): Promise<ReadonlyMap<ExchangeEventId, Whereabouts>> {
  const found = new Map<ExchangeEventId, Whereabouts>();
  const calendars = new Map<CalendarId, Whereabouts>([[run.placeId, 'here']]);
  const missing: ExchangeEventId[] = [];
  for (const [id, read] of reads) {
    if (read?.ok === true) found.set(id, await placeOf(run, read.value, calendars));
    else if (read?.failure.class === 'notFound') missing.push(id);
    else found.set(id, 'unknown');
  }
  const isProven = missing.length > 0 && (await isProvenGone(run, reads, found));
  for (const id of missing) found.set(id, isProven ? 'deleted' : 'unknown');
  return found;
}

async function placeOf(
  run: ReadyEventRun,
  raw: GraphEvent,
  calendars: Map<CalendarId, Whereabouts>,
): Promise<Whereabouts> {
  const calendar = exchangeEventFromGraph(raw)?.calendarId ?? null;
  if (calendar === null) return 'unknown';
  const known = calendars.get(calendar);
  if (known !== undefined) return known;
  const isCalendar = await run.services.exchange.isCalendar(run.mailboxId, calendar);
  const place = !isCalendar.ok ? 'unknown' : isCalendar.value ? 'otherCalendar' : 'deleted';
  calendars.set(calendar, place);
  return place;
}

/** The mailbox is the pinned one, the calendar the known one, and another linked event is there, if there is any. */
async function isProvenGone(
  run: ReadyEventRun,
  asked: ReadonlyMap<ExchangeEventId, unknown>,
  found: ReadonlyMap<ExchangeEventId, Whereabouts>,
): Promise<boolean> {
  const { exchange } = run.services;
  const mailbox = await pinMailbox(run);
  if (!mailbox.ok || mailbox.value !== run.mailboxId) return false;
  const calendar = await exchange.findCalendar(run.mailboxId);
  if (!calendar.ok || calendar.value !== run.placeId) return false;
  if ([...found.values()].includes('here')) return true;
  return controlReadSucceeds(run, 'Event', asked as ReadonlyMap<string, unknown>, async (others) => {
    const outcomes = await exchange.readEvents(run.mailboxId, others);
    return outcomes.some(({ ok }) => ok);
  });
}
