import { describe, expect, it } from '@jest/globals';
import { backOffMs, isShortWait, retryAfterMs } from './patience.js';

const nowMs = Date.parse('2026-11-22T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['whole seconds', '2', 2_000],
    ['seconds with a fraction, rounded up to milliseconds', '2.1284', 2_129],
    ['no time at all', '0', 0],
    ['blanks around it', ' 7 ', 7_000],
    ['a date ahead', 'Sun, 22 Nov 2026 12:00:10 GMT', 10_000],
    ['a date gone by', 'Sun, 22 Nov 2026 11:59:00 GMT', 0],
  ])('is understood as %s', (_, header, expected) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected);
  });

  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['words', 'soon'],
    ['a negative number', '-5'],
    ['a list', '1,2'],
  ])('is not understood as %s', (_, header) => {
    expect(retryAfterMs(header, nowMs)).toBeNull();
  });
});

it('waits twice as long before each further repeat', () => {
  expect([0, 1, 2, 3].map(backOffMs)).toEqual([1_000, 2_000, 4_000, 8_000]);
});

it('calls thirty seconds short and a millisecond more long', () => {
  expect([isShortWait(30_000), isShortWait(30_001)]).toEqual([true, false]);
});
