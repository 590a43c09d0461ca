import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

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
    ['a header that is not there', undefined],
    ['an empty text', ''],
    ['words', 'soon'],
    ['a negative number', '-5'],
    ['a list', '1,2'],
  ])('is not understood as %s', (_, header) => {
    expect(retryAfterMs(header, nowMs)).toBeNull();
  });
});
