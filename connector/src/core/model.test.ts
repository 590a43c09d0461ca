import { describe, expect, it } from '@jest/globals';
import { toInstant } from './model.js';

describe('toInstant', () => {
  it.each<[string | number | Date, string]>([
    ['2026-11-22T14:03:00.000+0000', 'as Salesforce writes it'],
    ['2026-11-22T14:03:00Z', 'as Graph writes it'],
    ['2026-11-22T15:03:00.000+01:00', 'with another zone'],
    ['2026-11-22T09:03:00.000-0500', 'with a zone without a colon'],
    [Date.UTC(2026, 10, 22, 14, 3), 'in milliseconds'],
    [new Date('2026-11-22T14:03:00Z'), 'as a date'],
  ])('writes %s (%s) in the one way that can be compared as text', (time) => {
    expect(toInstant(time)).toBe('2026-11-22T14:03:00.000Z');
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', Number.NaN])('refuses %p', (time) => {
    expect(() => toInstant(time)).toThrow('not a point in time');
  });
});
