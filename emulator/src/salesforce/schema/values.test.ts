import { describe, expect, it } from '@jest/globals';
import { formatInstant, instantFrom, parseDate, parseInstant } from './values.js';

describe('an instant', () => {
  it.each([
    '2026-11-22T14:03:00.123Z',
    '2026-11-22T14:03:00.123+0000',
    '2026-11-22T15:03:00.123+01:00',
    '2026-11-22T09:33:00.123-0430',
  ])('is read from %s and written as Salesforce does', (text) => {
    expect(formatInstant(parseInstant(text) ?? 0)).toBe('2026-11-22T14:03:00.123+0000');
  });

  it.each(['2026-11-22', '2026-11-22T14:03:00', '2026-02-30T14:03:00Z', '2026-11-22 14:03:00Z', 'now'])(
    'is not %s',
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  it('comes from dates and milliseconds as well', () => {
    expect([
      instantFrom(new Date(5)),
      instantFrom(5),
      instantFrom('1970-01-01T00:00:00.005Z'),
      instantFrom({}),
    ]).toEqual([5, 5, 5, null]);
  });
});

describe('a date', () => {
  it('exists in the calendar', () => {
    expect([parseDate('2024-02-29'), parseDate('2026-02-29'), parseDate('2026-1-1')]).toEqual([
      '2024-02-29',
      null,
      null,
    ]);
  });
});
