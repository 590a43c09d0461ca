// The oracle's table has what docs/fields.md says of events, though it was written by hand.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { eventField, eventTable, textInCalendar, textInRecord } from './table.js';
import { at, meeting, mira, recordFor } from './world.js';

/** Rows of the table, the head left out. */
function rowsOfThePage(): string[][] {
  const page = readFileSync(fileURLToPath(new URL('../../docs/fields.md', import.meta.url)), 'utf8');
  const from = page.indexOf('| Field ', page.indexOf('## Fields of events'));
  const lines = page.slice(from, page.indexOf('\n\n', from)).split('\n').slice(2);
  return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}

describe('the field table of events', () => {
  it('has the fields, places and lengths of events in docs/fields.md', () => {
    const ours = eventTable.map(({ name, exchange, salesforce, longest }) => {
      return [name, exchange.join(', '), salesforce.join(', '), longest === null ? 'none' : String(longest)];
    });
    expect(ours).toEqual(rowsOfThePage().map((cells) => cells.slice(1, 5)));
  });

  it('refuses names that are no field of an event', () => {
    expect(() => eventField('Weather')).toThrow('the field table of events has no Weather');
  });

  it.each([
    ['free', 'Free'],
    ['oof', 'OutOfOffice'],
    ['tentative', 'Busy'],
    ['workingElsewhere', 'Busy'],
  ])('shows %s as %s', (showAs, shown) => {
    expect(textInCalendar('ShowAs', meeting('one', mira, { showAs }))).toBe(shown);
  });
});

describe('the time of an event', () => {
  it('is the same text on both sides, in minutes or in days', () => {
    const timed = meeting('one', mira);
    expect(textInCalendar('Times', timed)).toBe('2026-12-07 10:00 UTC, 60 min');
    expect(textInRecord('Times', recordFor(timed, mira))).toBe('2026-12-07 10:00 UTC, 60 min');
    const days = meeting('one', mira, { isAllDay: true, start: at('2026-12-14T00:00'), end: at('2026-12-16T00:00') });
    expect(textInCalendar('Times', days)).toBe('2026-12-14, 2 days');
    const record = { IsAllDayEvent: true, ActivityDate: '2026-12-14', DurationInMinutes: 2_880 };
    expect(textInRecord('Times', recordFor(days, mira, record))).toBe('2026-12-14, 2 days');
  });

  it('is read in UTC only, and whole days on whatever clock they are told', () => {
    const start = { dateTime: '2026-12-14T00:00:00', timeZone: 'Tokyo Standard Time' };
    const end = { dateTime: '2026-12-15T00:00:00', timeZone: 'Tokyo Standard Time' };
    expect(() => textInCalendar('Times', meeting('one', mira, { start, end }))).toThrow('in UTC only');
    expect(textInCalendar('Times', meeting('one', mira, { start, end, isAllDay: true }))).toBe('2026-12-14, 1 day');
  });
});
