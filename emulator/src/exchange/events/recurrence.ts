// Recurrence of a series: reading and completing what was sent, and the dates that it gives, in the series' own zone.
// It knows neither exceptions nor deleted dates. Rules: notes.md, "Events: series".
import { badRequest, invalidProperty } from '../graph/errors.js';
import { dateOfDay, dayNumber, findZone } from './time-zones.js';

const patternTypes = [
  'daily',
  'weekly',
  'absoluteMonthly',
  'relativeMonthly',
  'absoluteYearly',
  'relativeYearly',
] as const;
const rangeTypes = ['endDate', 'noEnd', 'numbered'] as const;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const indexes = ['first', 'second', 'third', 'fourth', 'last'];
const noDate = '0001-01-01';

export interface Recurrence {
  readonly pattern: {
    readonly type: (typeof patternTypes)[number];
    readonly interval: number;
    readonly month: number;
    readonly dayOfMonth: number;
    readonly daysOfWeek?: readonly string[];
    readonly firstDayOfWeek: string;
    readonly index: string;
  };
  readonly range: {
    readonly type: (typeof rangeTypes)[number];
    readonly startDate: string;
    readonly endDate: string;
    readonly recurrenceTimeZone: string;
    readonly numberOfOccurrences: number;
  };
}

/** Judges what was sent and fills in what Exchange answers for the rest. `zone` is the zone of the event's start. */
export function readRecurrence(value: unknown, zone: string): Recurrence {
  const { pattern, range } = (value ?? {}) as Record<string, Record<string, unknown> | undefined>;
  if (pattern === undefined || range === undefined) throw invalidRecurrence();
  const daysOfWeek = pattern.daysOfWeek as string[] | undefined;
  const recurrence = {
    pattern: {
      type: pattern.type,
      interval: pattern.interval ?? 1,
      month: pattern.month ?? 0,
      dayOfMonth: pattern.dayOfMonth ?? 0,
      ...(daysOfWeek === undefined || daysOfWeek.length === 0 ? {} : { daysOfWeek }),
      firstDayOfWeek: pattern.firstDayOfWeek ?? 'sunday',
      index: pattern.index ?? 'first',
    },
    range: {
      type: range.type,
      startDate: range.startDate,
      endDate: range.type === 'endDate' ? range.endDate : noDate,
      recurrenceTimeZone: range.recurrenceTimeZone ?? zone,
      numberOfOccurrences: range.type === 'numbered' ? range.numberOfOccurrences : 0,
    },
  } as unknown as Recurrence;
  if (!isPossible(recurrence)) throw invalidRecurrence();
  return recurrence;
}

function invalidRecurrence(): Error {
  return invalidProperty('The recurrence pattern or range is not valid.');
}

function isPossible({ pattern, range }: Recurrence): boolean {
  const isDate = (text: unknown): boolean => typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text);
  const needsDays = pattern.type === 'weekly' || pattern.type.startsWith('relative');
  const needsDayOfMonth = pattern.type.startsWith('absolute');
  return (
    patternTypes.includes(pattern.type) &&
    rangeTypes.includes(range.type) &&
    pattern.interval >= 1 &&
    (!needsDays || (pattern.daysOfWeek ?? []).length > 0) &&
    (pattern.daysOfWeek ?? []).every((day) => weekdays.includes(day)) &&
    (!needsDayOfMonth || (pattern.dayOfMonth >= 1 && pattern.dayOfMonth <= 31)) &&
    (!pattern.type.endsWith('Yearly') || (pattern.month >= 1 && pattern.month <= 12)) &&
    weekdays.includes(pattern.firstDayOfWeek) &&
    indexes.includes(pattern.index) &&
    isDate(range.startDate) &&
    isDate(range.endDate) &&
    (range.type !== 'numbered' || range.numberOfOccurrences >= 1) &&
    findZone(range.recurrenceTimeZone) !== null
  );
}

/** The first day of the range must be the day on which the event begins. */
export function checkRangeStart(recurrence: Recurrence, eventDate: string): void {
  if (recurrence.range.startDate === eventDate) return;
  throw badRequest('The start date of the recurrence must be the date of the event.', 'ErrorInvalidRequest');
}

/** The dates of the series in order, deleted and moved ones too, up to and with `lastDate`. */
export function* datesOf(recurrence: Recurrence, lastDate: string): Generator<string> {
  const { range } = recurrence;
  const firstDay = dayNumber(range.startDate);
  const lastDay = Math.min(dayNumber(lastDate), range.type === 'endDate' ? dayNumber(range.endDate) : Infinity);
  let left = range.type === 'numbered' ? range.numberOfOccurrences : Infinity;
  for (const day of days(recurrence, firstDay)) {
    if (day < firstDay) continue;
    if (day > lastDay || left <= 0) return;
    left -= 1;
    yield dateOfDay(day);
  }
}

function* days(recurrence: Recurrence, firstDay: number): Generator<number> {
  const { pattern } = recurrence;
  if (pattern.type === 'daily') for (let day = firstDay; ; day += pattern.interval) yield day;
  if (pattern.type === 'weekly') {
    const weekStart = weekdays.indexOf(pattern.firstDayOfWeek);
    const offsets = (pattern.daysOfWeek ?? []).map((day) => (weekdays.indexOf(day) - weekStart + 7) % 7);
    offsets.sort((one, other) => one - other);
    const firstWeek = firstDay - ((weekdayOf(firstDay) - weekStart + 7) % 7);
    for (let week = firstWeek; ; week += 7 * pattern.interval) for (const offset of offsets) yield week + offset;
  }
  const isYearly = pattern.type.endsWith('Yearly');
  const start = new Date(firstDay * 86_400_000);
  const firstMonth = start.getUTCFullYear() * 12 + (isYearly ? pattern.month - 1 : start.getUTCMonth());
  for (let month = firstMonth; ; month += pattern.interval * (isYearly ? 12 : 1)) yield dayInMonth(recurrence, month);
}

function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** `month` counts months since the year 0. A day that a short month has not is its last day. */
function dayInMonth({ pattern }: Recurrence, month: number): number {
  const first = Date.UTC(Math.floor(month / 12), month % 12, 1) / 86_400_000;
  const next = Date.UTC(Math.floor((month + 1) / 12), (month + 1) % 12, 1) / 86_400_000;
  if (pattern.type.startsWith('absolute')) return Math.min(first + pattern.dayOfMonth - 1, next - 1);
  const fitting: number[] = [];
  for (let day = first; day < next; day += 1) {
    if (pattern.daysOfWeek?.includes(weekdays[weekdayOf(day)] ?? '')) fitting.push(day);
  }
  const day = pattern.index === 'last' ? fitting.at(-1) : fitting[indexes.indexOf(pattern.index)];
  if (day === undefined) throw new Error('every month has four of each weekday');
  return day;
}
