// The instances of an event: which there are in a window, and the one of a date. A series is expanded in its own zone,
// so that its wall clock time stays over a clock change. Rules: notes.md, "Events: series".
import {
  isInWindow,
  spanOf,
  type EventInstance,
  type EventTimes,
  type StoredEvent,
  type TimeWindow,
} from './events.js';
import { datesOf, type Recurrence } from './recurrence.js';
import { dateOfDay, dayNumber, instantOf, requireZone, wallTimeOf, type Zone } from './time-zones.js';

/** Dates of a series differ from the days of its instants by less than this. */
const marginDays = 2;

/** The event itself: a single one, or the series as a whole. */
export function wholeEvent(event: StoredEvent): EventInstance {
  const type = event.recurrence === null ? 'singleInstance' : 'seriesMaster';
  return { event, type, date: null, content: event.content };
}

/** Everything that the window shows of the event: the single event, or instances of the series in order. */
export function instancesIn(event: StoredEvent, window: TimeWindow): EventInstance[] {
  if (event.recurrence === null) return isInWindow(event.content.times, window) ? [wholeEvent(event)] : [];
  const lastDate = dateOfDay(Math.floor(window.endMs / 86_400_000) + marginDays);
  const dates = [...datesOf(event.recurrence, lastDate)].filter((date) => !event.exceptions.has(date));
  return [...dates, ...event.exceptions.keys()]
    .filter((date) => !event.cancelledDates.has(date))
    .map((date) => instanceAt(event, event.recurrence as Recurrence, date))
    .filter((instance) => isInWindow(instance.content.times, window))
    .sort((one, other) => spanOf(one.content.times).startMs - spanOf(other.content.times).startMs);
}

/** The instance of a date; undefined where the series has none on it (any more). */
export function findInstance(event: StoredEvent, date: string): EventInstance | undefined {
  if (event.recurrence === null || event.cancelledDates.has(date)) return undefined;
  const isOfSeries = [...datesOf(event.recurrence, date)].at(-1) === date;
  return isOfSeries ? instanceAt(event, event.recurrence, date) : undefined;
}

function instanceAt(event: StoredEvent, recurrence: Recurrence, date: string): EventInstance {
  const content = { ...event.content, times: originalTimes(event.content.times, recurrence, date) };
  const exception = event.exceptions.get(date);
  if (exception === undefined) return { event, type: 'occurrence', date, content };
  return { event, type: 'exception', date, content: { ...content, ...exception } };
}

/** When the instance of a date takes place as the series says. Wall clock times of start and end are kept. */
export function originalTimes(times: EventTimes, recurrence: Recurrence, date: string): EventTimes {
  if (times.isAllDay) {
    const length = dayNumber(times.endDate) - dayNumber(times.startDate);
    return { ...times, startDate: date, endDate: dateOfDay(dayNumber(date) + length) };
  }
  const zone = requireZone(recurrence.range.recurrenceTimeZone);
  const [startDate, startTime] = splitWallTime(times.startMs, zone);
  const [endDate, endTime] = splitWallTime(times.endMs, zone);
  const lastDate = dateOfDay(dayNumber(date) + dayNumber(endDate) - dayNumber(startDate));
  return {
    ...times,
    startMs: instantOf(`${date}T${startTime}`, zone),
    endMs: instantOf(`${lastDate}T${endTime}`, zone),
  };
}

function splitWallTime(atMs: number, zone: Zone): [string, string] {
  const text = wallTimeOf(atMs, zone);
  return [text.slice(0, 10), text.slice(11)];
}

/** The day on which the event begins in the zone. */
export function startDateIn(times: EventTimes, zoneName: string): string {
  return times.isAllDay ? times.startDate : splitWallTime(times.startMs, requireZone(zoneName))[0];
}
