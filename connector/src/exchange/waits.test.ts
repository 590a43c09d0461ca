import { expect, it } from '@jest/globals';
import { backOffMs, isShortWait } from './waits.js';

it('waits twice as long before each further repeat', () => {
  expect([0, 1, 2, 3].map(backOffMs)).toEqual([1_000, 2_000, 4_000, 8_000]);
});

it('calls thirty seconds short and a millisecond more long', () => {
  expect([isShortWait(30_000), isShortWait(30_001)]).toEqual([true, false]);
});
