import { describe, expect, it } from '@jest/globals';
import { dateOf } from '../time.js';
import { isTooLong, salesforceTimes, spanOf, timesOf, timesText, timesTextOfRow } from './times.js';
import type { EventTimes } from './model.js';

const wall = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });

function read(start: string, end: string, isAllDay = false): EventTimes | null {
  return timesOf({ start: wall(start), end: wall(end), isAllDay });
}

function textOf(start: string, end: string, isAllDay = false): string {
  const times = read(start, end, isAllDay);
  return times === null ? 'unreadable' : timesText(times);
}

const row = (fields: Record<string, unknown>) => ({ Id: '00U5g00000XyZaBEAV', ...fields });

describe('the times of an event', () => {
  it('are instants, read as UTC to the whole second', () => {
    expect(read('2026-06-15T10:00:30.9999999', '2026-06-15T11:00:00.0000000')).toEqual({
      isAllDay: false,
      startMs: Date.UTC(2026, 5, 15, 10, 0, 30),
      endMs: Date.UTC(2026, 5, 15, 11),
    });
  });

  it('are dates where the event takes whole days, with the day after the last as the end', () => {
    const twoDays = { isAllDay: true, startDate: '2026-06-15', endDate: '2026-06-17' };
    expect(read('2026-06-15T00:00:00.0000000', '2026-06-17T00:00:00.0000000', true)).toEqual(twoDays);
  });

  it('cover one day where a whole day ends on its own morning (F10)', () => {
    expect(textOf('2026-02-28T00:00:00', '2026-02-28T00:00:00', true)).toBe('2026-02-28/1');
    expect(textOf('2026-12-31T00:00:00', '2026-12-31T00:00:00', true)).toBe('2026-12-31/1');
  });

  it('end no earlier than they begin', () => {
    expect(textOf('2026-06-15T10:00:00', '2026-06-15T09:00:00')).toBe('2026-06-15T10:00:00Z/0');
  });

  it.each([
    ['no start', undefined, wall('2026-06-15T10:00:00')],
    ['no end', wall('2026-06-15T10:00:00'), undefined],
    ['a date alone', wall('2026-06-15'), wall('2026-06-16')],
    ['a distance from UTC', wall('2026-06-15T10:00:00+02:00'), wall('2026-06-15T11:00:00+02:00')],
    ['a month that is none', wall('2026-13-01T10:00:00'), wall('2026-13-01T11:00:00')],
    ['an hour that is none', wall('2026-06-15T10:00:00'), wall('2026-06-15T27:00:00')],
    ['nothing at all', {}, {}],
  ])('are not guessed from %s', (_, start, end) => {
    for (const isAllDay of [false, true]) {
      expect(timesOf({ ...(start && { start }), ...(end && { end }), isAllDay })).toBeNull();
    }
  });

  it('are told as start and whole minutes, of which a started one counts', () => {
    expect(textOf('2026-06-15T10:00:00', '2026-06-15T11:30:00')).toBe('2026-06-15T10:00:00Z/90');
    expect(textOf('2026-06-15T10:00:00', '2026-06-15T10:00:01')).toBe('2026-06-15T10:00:00Z/1');
    expect(textOf('2026-06-15T10:00:00', '2026-06-15T10:00:00')).toBe('2026-06-15T10:00:00Z/0');
  });

  it('of a clock-change day are as long as they are for everybody: days by the date, hours by the clock in UTC', () => {
    // Berlin, 25 October 2026: a day of 25 hours.
    expect(textOf('2026-10-25T00:00:00', '2026-10-26T00:00:00', true)).toBe('2026-10-25/1');
    expect(textOf('2026-10-24T22:00:00', '2026-10-25T23:00:00')).toBe('2026-10-24T22:00:00Z/1500');
  });

  it('span midnights in UTC where they are dates', () => {
    const allDay = { isAllDay: true, startDate: '2026-06-15', endDate: '2026-06-17' } as const;
    expect(spanOf(allDay)).toEqual({ startsAtMs: Date.UTC(2026, 5, 15), endsAtMs: Date.UTC(2026, 5, 17) });
    expect(dateOf(Date.UTC(2026, 5, 15, 23, 59))).toBe('2026-06-15');
  });

  it('are too long above 14 days, and 14 days are not', () => {
    const lasting = (start: string, end: string, isAllDay: boolean) => isTooLong(read(start, end, isAllDay)!);
    expect(lasting('2026-06-01T00:00:00', '2026-06-15T00:00:00', true)).toBe(false);
    expect(lasting('2026-06-01T00:00:00', '2026-06-16T00:00:00', true)).toBe(true);
    expect(lasting('2026-06-01T08:00:00', '2026-06-15T08:00:00', false)).toBe(false);
    expect(lasting('2026-06-01T08:00:00', '2026-06-15T08:00:01', false)).toBe(true);
  });
});

describe('the times that Salesforce is told', () => {
  it('are start, minutes and whether whole days are meant, and never an end', () => {
    expect(salesforceTimes('2026-06-15T10:00:00Z/90')).toEqual({
      StartDateTime: '2026-06-15T10:00:00.000Z',
      DurationInMinutes: 90,
      IsAllDayEvent: false,
    });
    expect(salesforceTimes('2026-06-15/2')).toEqual({
      StartDateTime: '2026-06-15T00:00:00.000Z',
      DurationInMinutes: 2_880,
      IsAllDayEvent: true,
    });
  });
});

describe('the times that Salesforce tells', () => {
  it.each([
    ['2026-06-15T10:00:00.000+0000', '2026-06-15T10:00:00Z/90'],
    ['2026-06-15T10:00:00.000Z', '2026-06-15T10:00:00Z/90'],
    ['2026-06-15T10:00:30.000Z', '2026-06-15T10:00:30Z/90'],
  ])('as %s are the same instant', (StartDateTime, text) => {
    expect(timesTextOfRow(row({ StartDateTime, DurationInMinutes: 90, IsAllDayEvent: false }))).toBe(text);
  });

  it('are the date of a whole day, whatever stands beside it', () => {
    const allDay = { IsAllDayEvent: true, DurationInMinutes: 2_880 };
    const odd = '2026-06-14T22:00:00.000+0000';
    expect(timesTextOfRow(row({ ...allDay, ActivityDate: '2026-06-15', StartDateTime: odd }))).toBe('2026-06-15/2');
    const plain = '2026-06-15T00:00:00.000+0000';
    expect(timesTextOfRow(row({ ...allDay, ActivityDate: null, StartDateTime: plain }))).toBe('2026-06-15/2');
  });

  it('cover at least one day, and every day that was begun', () => {
    const day = { IsAllDayEvent: true, ActivityDate: '2026-06-15' };
    expect(timesTextOfRow(row({ ...day, DurationInMinutes: 0 }))).toBe('2026-06-15/1');
    expect(timesTextOfRow(row({ ...day, DurationInMinutes: 1_441 }))).toBe('2026-06-15/2');
  });

  it.each([
    ['without minutes', { StartDateTime: '2026-06-15T10:00:00.000Z' }],
    ['without a start', { DurationInMinutes: 60 }],
    ['with a start that is none', { DurationInMinutes: 60, StartDateTime: 'soon' }],
    ['of a whole day without a date', { DurationInMinutes: 1_440, IsAllDayEvent: true }],
  ])('%s are not known', (_, fields) => {
    expect(timesTextOfRow(row(fields))).toBe('');
  });
});
