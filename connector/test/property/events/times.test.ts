// Law P17: an all-day event covers the same dates on both sides, wherever anybody is and whatever the clocks do that
// day; every other event is the same instants, in whole minutes.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exchangeEventFromGraph } from '../../../src/core/event/read.js';
import { eventBody } from '../../../src/core/event/salesforce-event.js';
import { placeInWindow } from '../../../src/core/event/select.js';
import { isTooLong, timesOf, timesText, timesTextOfRow } from '../../../src/core/event/times.js';
import { eventValuesOf, moment, offer } from '../../support/core-events.js';
import { datesShownBy, emptyEventRow, eventRowAfterWrite } from './stored-event.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const habits = { lineBreaks: 'asSent' } as const;

/** Every distance from UTC that a clock on earth may have, in quarters of an hour: −12:00 to +14:00. */
const offsetMs = fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15 * minuteMs);
/** What a clock change does: an hour, half an hour (Lord Howe Island), or nothing. Some islands leaped a whole day. */
const leapMs = fc.constantFrom(0, 0, 30, -30, 60, -60, 1_440, -1_440).map((minutes) => minutes * minuteMs);
/** Days on which clocks change somewhere, and any others. */
const clockChanges = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2028-02-29'];
const day = fc
  .oneof(
    fc.constantFrom(...clockChanges).map((date) => Date.parse(date)),
    fc.integer({ min: Date.UTC(2000, 0, 1) / dayMs, max: Date.UTC(2099, 11, 31) / dayMs }).map((days) => days * dayMs),
  )
  .map((atMs) => new Date(atMs).toISOString().slice(0, 10));

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** As Graph tells whole days: at midnight in whatever zone is asked for, the end on the morning after. */
function wholeDays(date: string, days: number) {
  const at = (one: string) => ({ dateTime: `${one}T00:00:00.0000000`, timeZone: 'UTC' });
  return { isAllDay: true, start: at(date), end: at(dateAfter(date, days)) };
}

function writtenToSalesforce(change: Parameters<typeof eventValuesOf>[0]) {
  return eventRowAfterWrite(emptyEventRow, eventBody(eventValuesOf(change), undefined), habits);
}

describe('an all-day event', () => {
  it('covers the same dates in Salesforce, and comes back as the same (P17)', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 14 }), (date, days) => {
        const row = writtenToSalesforce(wholeDays(date, days));
        expect(datesShownBy(row)).toEqual(Array.from({ length: days }, (_, number) => dateAfter(date, number)));
        expect(timesTextOfRow(row)).toBe(`${date}/${days}`);
        expect(timesTextOfRow(row)).toBe(eventValuesOf(wholeDays(date, days)).Times);
      }),
      { numRuns: 300 },
    );
  });

  it('may last fourteen days by the date, however long they are by the clock', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), (date, days) => {
        const times = timesOf(wholeDays(date, days));
        expect(times !== null && isTooLong(times)).toBe(days > 14);
      }),
    );
  });

  it('of today is in the narrowest window, wherever the person is and whatever the time (P17)', () => {
    fc.assert(
      fc.property(day, fc.nat({ max: dayMs - 1 }), offsetMs, (date, sinceMidnightMs, offset) => {
        const nowMs = Date.parse(date) + sinceMidnightMs;
        const today = new Date(nowMs + offset).toISOString().slice(0, 10);
        const event = exchangeEventFromGraph({ ...offer, ...wholeDays(today, 1) });
        expect(event && placeInWindow(event, { daysBack: 0, daysAhead: 0 }, nowMs)).toBe('inside');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a timed event', () => {
  const localMinutes = fc.integer({ min: 0, max: 24 * 60 - 1 });

  it('is the same instants in Salesforce, through any clock change, and comes back as the same (P17)', () => {
    fc.assert(
      fc.property(
        ...([day, localMinutes, fc.integer({ min: 0, max: 13 * 24 * 60 }), offsetMs, leapMs] as const),
        (date, from, minutes, offset, leap) => {
          // The clock on the wall says it began at `from` and took `minutes`, and it may have changed in between.
          const startMs = Date.parse(date) + from * minuteMs - offset;
          const endMs = Math.max(startMs, startMs + minutes * minuteMs - leap);
          const change = { start: moment(startMs), end: moment(endMs) };
          const row = writtenToSalesforce(change);
          expect(Date.parse(String(row['StartDateTime']).replace('+0000', 'Z'))).toBe(startMs);
          expect(Date.parse(String(row['EndDateTime']).replace('+0000', 'Z'))).toBe(endMs);
          expect(timesTextOfRow(row)).toBe(eventValuesOf(change).Times);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes whole minutes, never less than it takes and never a whole one more', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 86_400 }),
        fc.integer({ min: 0, max: 86_400 }),
        (date, from, seconds) => {
          const startMs = Date.parse(date) + from * 1_000;
          const times = timesOf({ start: moment(startMs), end: moment(startMs + seconds * 1_000), isAllDay: false });
          const minutes = Number(times === null ? NaN : timesText(times).split('/')[1]);
          expect(minutes * 60).toBeGreaterThanOrEqual(seconds);
          expect(minutes * 60 - seconds).toBeLessThan(60);
        },
      ),
    );
  });
});
