// What must hold between the fields of one event: times that agree, all-day events as dates without a zone, limits of
// length, private events about nobody, child events. Runs in every save of an event. Evidence: notes.md, "Events".
import { notModelled, refusal, type SalesforceRefusal } from '../errors.js';
import type { Row, Value } from '../schema/values.js';
import type { OrgState } from '../state.js';

type Values = Record<string, Value>;

interface Save {
  readonly state: OrgState;
  readonly values: Values;
  /** Names of the fields that this save gives, null included. */
  readonly given: ReadonlySet<string>;
  readonly before: Row | null;
}

interface Times extends Values {
  readonly StartDateTime: number;
  readonly ActivityDateTime: number | null;
  readonly ActivityDate: string;
  readonly DurationInMinutes: number;
  readonly EndDateTime: number;
  readonly EndDate: string;
}

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;
const longestMinutes = 14 * dayMinutes;

const timeFields = [
  'IsAllDayEvent',
  'StartDateTime',
  'EndDateTime',
  'ActivityDate',
  'ActivityDateTime',
  'DurationInMinutes',
];
const fieldsOfChildren = ['IsReminderSet', 'ReminderDateTime'];

const integrity = (message: string, fields: readonly string[]): SalesforceRefusal =>
  refusal('FIELD_INTEGRITY_EXCEPTION', message, { fields });
const missing = (field: string): SalesforceRefusal =>
  refusal('REQUIRED_FIELD_MISSING', `Required fields are missing: [${field}]`, { fields: [field] });
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const midnight = (ms: number): number => Math.floor(ms / dayMs) * dayMs;

/** The value that this save gives, or null where it gives none: null counts as not given. */
function asked({ given, values }: Save, name: string): Value {
  return given.has(name) ? (values[name] ?? null) : null;
}

function askedNumber(save: Save, name: string): number | null {
  const value = asked(save, name);
  return typeof value === 'number' ? value : null;
}

function startOf(save: Save, isAllDay: boolean): number {
  const instants = [askedNumber(save, 'StartDateTime'), askedNumber(save, 'ActivityDateTime')].filter(
    (one) => one !== null,
  );
  const starts = isAllDay ? instants.map(midnight) : instants;
  const date = asked(save, 'ActivityDate');
  if (isAllDay && typeof date === 'string') starts.push(Date.parse(date));
  const [first = save.before?.['StartDateTime'] ?? null] = starts;
  if (typeof first !== 'number') throw missing(isAllDay ? 'ActivityDate' : 'ActivityDateTime');
  const start = isAllDay ? midnight(first) : first;
  const isOfAnotherDay = typeof date === 'string' && date !== dateOf(start);
  if (starts.some((one) => one !== start) || isOfAnotherDay) {
    throw integrity('Start Date Time and Due Date must be the same', ['StartDateTime']);
  }
  return start;
}

/** Whole days that the two fields say together, or those of before, or one. */
function daysOf(save: Save, start: number): number {
  const minutes = askedNumber(save, 'DurationInMinutes');
  const end = askedNumber(save, 'EndDateTime');
  const isInclusive = save.state.switches.allDayEventEnd === 'inclusive';
  const fromEnd = end === null ? null : (midnight(end) - start) / dayMs + (isInclusive ? 1 : 0);
  const fromMinutes = minutes === null ? null : minutes < 0 ? -1 : Math.max(1, Math.ceil(minutes / dayMinutes));
  const before = Math.max(1, Math.ceil(Number(save.before?.['DurationInMinutes'] ?? 0) / dayMinutes));
  return agreed(fromMinutes, fromEnd === 0 && !isInclusive ? 1 : fromEnd) ?? before;
}

function minutesOf(save: Save, start: number): number {
  const end = askedNumber(save, 'EndDateTime');
  const fromEnd = end === null ? null : Math.floor((end - start) / minuteMs);
  const before = save.before?.['DurationInMinutes'] ?? null;
  const minutes = agreed(askedNumber(save, 'DurationInMinutes'), fromEnd) ?? before;
  if (typeof minutes !== 'number') throw missing('EndDateTime');
  return minutes;
}

function agreed(duration: number | null, fromEnd: number | null): number | null {
  if (duration !== null && fromEnd !== null && duration !== fromEnd) {
    throw integrity('Duration and End Date Time do not agree', ['DurationInMinutes']);
  }
  return duration ?? fromEnd;
}

function checkLength(save: Save, minutes: number): void {
  const { multidayEvents, eventTooLongCode } = save.state.switches;
  const fields = [asked(save, 'DurationInMinutes') === null ? 'EndDateTime' : 'DurationInMinutes'];
  if (minutes < 0) throw integrity('The end of the event lies before its start', fields);
  if (minutes > longestMinutes) throw refusal(eventTooLongCode, 'An event cannot last longer than 14 days', { fields });
  if (minutes > dayMinutes && !multidayEvents) {
    throw refusal(eventTooLongCode, 'An event cannot last longer than 24 hours', { fields });
  }
}

/** All fields about time, as they follow from those that are given. Their length is not looked at. */
function timesOf(save: Save): Times {
  const { state, values } = save;
  const isAllDay = values['IsAllDayEvent'] === true;
  const start = startOf(save, isAllDay);
  const days = isAllDay ? daysOf(save, start) : 0;
  const minutes = isAllDay ? (days < 1 ? -1 : days * dayMinutes) : minutesOf(save, start);
  const lastDay = start + (days - 1) * dayMs;
  const allDayEnd = lastDay + (state.switches.allDayEventEnd === 'inclusive' ? 0 : dayMs);
  const end = isAllDay ? allDayEnd : (askedNumber(save, 'EndDateTime') ?? start + minutes * minuteMs);
  return {
    StartDateTime: start,
    ActivityDateTime: isAllDay ? null : start,
    ActivityDate: dateOf(start),
    DurationInMinutes: minutes,
    EndDateTime: end,
    EndDate: dateOf(isAllDay ? lastDay : end),
  };
}

function completeTimes(save: Save): void {
  const times = timesOf(save);
  checkLength(save, times.DurationInMinutes);
  Object.assign(save.values, times);
}

/**
 * What a seed leaves open of an event: the times that follow from those it gives, and its account. Nothing where the
 * seed gives too little. Throws where its times contradict each other.
 */
export function openFieldsOf(state: OrgState, values: Values, given: ReadonlySet<string>, before: Row | null): Values {
  const save: Save = { state, values, given, before };
  const has = (...names: readonly string[]): boolean => names.some((name) => (values[name] ?? null) !== null);
  const isTold =
    has('StartDateTime', 'ActivityDate') &&
    (values['IsAllDayEvent'] === true || has('DurationInMinutes', 'EndDateTime')) &&
    timeFields.some((name) => given.has(name));
  return { AccountId: accountOf(save), ...(isTold ? timesOf(save) : {}) };
}

function checkRelations({ state, values }: Save): void {
  const who = values['WhoId'] ?? null;
  const what = values['WhatId'] ?? null;
  if (values['IsPrivate'] === true && (who !== null || what !== null)) {
    const message = 'A private event cannot be related to a contact, a lead or another record';
    throw refusal(state.switches.privateEventRelatedCode, message, { fields: ['IsPrivate'] });
  }
  if (typeof who === 'string' && what !== null && state.schema.objectOfId(who)?.name === 'Lead') {
    throw integrity('An event of a lead cannot be related to another record', ['WhatId']);
  }
}

/** The account of WhatId, else that of the contact in WhoId. */
function accountOf({ state, values }: Save): Value {
  if (typeof values['WhatId'] === 'string') return values['WhatId'];
  const who = values['WhoId'];
  return typeof who === 'string' ? (state.store.table('Contact').get(who)?.['AccountId'] ?? null) : null;
}

/** Whether the row stands for a whole series, in the old or in the new form. */
export function isSeriesMaster(row: Row): boolean {
  return row['IsRecurrence'] === true || row['GroupEventType'] === '3';
}

function refuseSeries({ values, before }: Save): void {
  const isSeries =
    values['IsRecurrence'] === true ||
    values['IsRecurrence2'] === true ||
    (values['Recurrence2PatternText'] ?? values['RecurrenceActivityId'] ?? null) !== null ||
    (before !== null && isSeriesMaster(before));
  if (isSeries) throw notModelled('writing a series of events');
}

/** Brings `values` of a new or changed event into agreement. Throws a refusal, or 501 for a series. */
export function completeEvent(state: OrgState, values: Values, given: ReadonlySet<string>, before: Row | null): void {
  const save: Save = { state, values, given, before };
  refuseSeries(save);
  const strange = [...given].find((name) => !fieldsOfChildren.includes(name));
  if (before?.['IsChild'] === true) {
    if (strange !== undefined) throw integrity('Only the reminder of an invitation can be changed', [strange]);
    return;
  }
  if (before === null || timeFields.some((name) => given.has(name))) completeTimes(save);
  if (values['IsReminderSet'] === true && (values['ReminderDateTime'] ?? null) === null) {
    throw missing('ReminderDateTime');
  }
  checkRelations(save);
  if (before === null || given.has('WhoId') || given.has('WhatId')) values['AccountId'] = accountOf(save);
}
