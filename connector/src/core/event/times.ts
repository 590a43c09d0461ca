// When an event is: Graph's wall times in UTC to instants or dates, the canonical text of it, and back to Salesforce's
// three fields. All-day events are dates on the whole way and never touch a zone, so they cover the same days on both
// sides wherever anybody is (law P17). Salesforce counts whole minutes; a started minute counts.
import type { SalesforceRow } from '../describe.js';
import { dateOf, dayMs, hourMs, minuteMs, secondMs } from '../time.js';
import type { EventTimes, GraphEvent } from './model.js';

const dayMinutes = dayMs / minuteMs;
/** Salesforce takes no longer events (object reference, "Event"). */
const longestMinutes = 14 * dayMinutes;
/** The largest distance between a date in UTC and the same date somewhere on earth. */
export const zoneSlackMs = 14 * hourMs;

const wallTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/;

/** Null where the event has no times that can be read. */
export function timesOf({ start, end, isAllDay }: Pick<GraphEvent, 'start' | 'end' | 'isAllDay'>): EventTimes | null {
  const from = wallTime.exec(start?.dateTime ?? '');
  const until = wallTime.exec(end?.dateTime ?? '');
  if (from === null || until === null) return null;
  const [, startDate = '', startTime] = from;
  const [, endDate = '', endTime] = until;
  const startMs = Date.parse(`${startDate}T${startTime}Z`);
  const endMs = Date.parse(`${endDate}T${endTime}Z`);
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) return null;
  if (isAllDay === true)
    return { isAllDay: true, startDate, endDate: endDate > startDate ? endDate : nextDay(startDate) };
  return { isAllDay: false, startMs, endMs: Math.max(startMs, endMs) };
}

function nextDay(date: string): string {
  return dateOf(Date.parse(date) + dayMs);
}

/** As instants; of all-day events the midnights in UTC, which is good enough for windows (with `zoneSlackMs`). */
export function spanOf(times: EventTimes): { readonly startsAtMs: number; readonly endsAtMs: number } {
  return times.isAllDay
    ? { startsAtMs: Date.parse(times.startDate), endsAtMs: Date.parse(times.endDate) }
    : { startsAtMs: times.startMs, endsAtMs: times.endMs };
}

function minutesOf(times: EventTimes): number {
  const { startsAtMs, endsAtMs } = spanOf(times);
  return Math.ceil((endsAtMs - startsAtMs) / minuteMs);
}

export function isTooLong(times: EventTimes): boolean {
  return minutesOf(times) > longestMinutes;
}

/** `2026-06-15T10:00:00Z/60` for an hour, `2026-06-15/2` for two whole days. */
export function timesText(times: EventTimes): string {
  const minutes = minutesOf(times);
  return times.isAllDay ? `${times.startDate}/${minutes / dayMinutes}` : `${instantText(times.startMs)}/${minutes}`;
}

/** Whole seconds: Salesforce keeps no more. */
function instantText(atMs: number): string {
  return new Date(Math.floor(atMs / secondMs) * secondMs).toISOString().replace('.000Z', 'Z');
}

/** The three fields that say it together. The end is never written: it means something else on all-day events. */
export function salesforceTimes(text: string): Readonly<Record<string, unknown>> {
  const [start = '', length = ''] = text.split('/');
  const isAllDay = !start.includes('T');
  return {
    StartDateTime: isAllDay ? `${start}T00:00:00.000Z` : start.replace('Z', '.000Z'),
    DurationInMinutes: isAllDay ? Number(length) * dayMinutes : Number(length),
    IsAllDayEvent: isAllDay,
  };
}

/** The canonical text of a Salesforce event; '' where its fields do not tell. */
export function timesTextOfRow(row: SalesforceRow): string {
  const { IsAllDayEvent, ActivityDate, StartDateTime, DurationInMinutes } = row;
  if (typeof DurationInMinutes !== 'number') return '';
  const start = typeof StartDateTime === 'string' ? StartDateTime : '';
  if (IsAllDayEvent === true) {
    const date = typeof ActivityDate === 'string' ? ActivityDate : start.slice(0, 10);
    return date === '' ? '' : `${date}/${Math.max(1, Math.ceil(DurationInMinutes / dayMinutes))}`;
  }
  const startMs = Date.parse(start.replace('+0000', 'Z'));
  return Number.isNaN(startMs) ? '' : `${instantText(startMs)}/${DurationInMinutes}`;
}
