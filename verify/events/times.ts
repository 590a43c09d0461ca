// When events are, as a text that is the same on both sides: `2026-12-01 13:00 UTC, 45 min`, and for whole days
// `2026-12-07, 3 days`, which is the same everywhere on earth. Reckoned here by hand, not by the connector's code.
import { textOf } from '../texts.js';
import type { CalendarEvent, OrgRecord } from '../systems.js';

const minuteMs = 60_000;
export const dayMs = 1_440 * minuteMs;

export interface Span {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly isAllDay: boolean;
}

/** Of all-day events the midnights of their dates in UTC. */
export function spanOf({ properties }: CalendarEvent): Span {
  const isAllDay = properties['isAllDay'] === true;
  const momentOf = (name: 'start' | 'end'): number => momentIn(properties[name], isAllDay);
  return { startsAtMs: momentOf('start'), endsAtMs: momentOf('end'), isAllDay };
}

/** `2026-12-01T13:00:00.0000000`, in UTC; a date is the same one in every zone. */
function momentIn(moment: unknown, isDate: boolean): number {
  const { dateTime, timeZone } = (moment ?? {}) as { readonly dateTime?: string; readonly timeZone?: string };
  if (timeZone !== 'UTC' && !isDate) throw new Error('the comparison reads times in UTC only');
  return Date.parse(`${textOf(dateTime).slice(0, 19)}Z`);
}

export function timesOf(event: CalendarEvent): string {
  const { startsAtMs, endsAtMs, isAllDay } = spanOf(event);
  return timesText(startsAtMs, Math.ceil((endsAtMs - startsAtMs) / minuteMs), isAllDay);
}

/** A record tells start and length; of all-day events the start counts as a date, of others the date goes with it. */
export function timesInSalesforce(record: OrgRecord): string {
  const isAllDay = record['IsAllDayEvent'] === true;
  const date = textOf(record['ActivityDate']);
  const startsAtMs = isAllDay && date !== '' ? Date.parse(date) : instantIn(record['StartDateTime']);
  const minutes = record['DurationInMinutes'];
  if (typeof minutes !== 'number' || startsAtMs === null) return '';
  const text = timesText(startsAtMs, minutes, isAllDay);
  const isOfThisDay = date === '' || date === new Date(startsAtMs).toISOString().slice(0, 10);
  return isOfThisDay ? text : `${text}, on the page of ${date}`;
}

/** `2026-12-01T13:00:00.000+0000`, as Salesforce writes it. */
export function instantIn(text: unknown): number | null {
  const atMs = Date.parse(textOf(text).replace('+0000', 'Z'));
  return Number.isNaN(atMs) ? null : atMs;
}

function timesText(startsAtMs: number, minutes: number, isAllDay: boolean): string {
  if (!isAllDay) return `${minuteText(startsAtMs)}, ${minutes} min`;
  const days = minutes / 1_440;
  return `${minuteText(startsAtMs).slice(0, 10)}, ${days} ${days === 1 ? 'day' : 'days'}`;
}

/** The moment so many minutes before the start. */
export function minutesBefore(event: CalendarEvent, minutes: unknown): string {
  return minuteText(spanOf(event).startsAtMs - (typeof minutes === 'number' ? minutes : 0) * minuteMs);
}

/** Seconds are told where there are any. */
export function minuteText(atMs: number): string {
  const text = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  return `${text.replace(/:00$/, '')} UTC`;
}

/** A moment as Outlook takes it. */
export function momentAt(atMs: number, timeZone = 'UTC'): { readonly dateTime: string; readonly timeZone: string } {
  return { dateTime: new Date(atMs).toISOString().slice(0, 19), timeZone };
}
