import { describe, expect, it } from '@jest/globals';
import { longId } from './salesforce-id.js';

describe('the long form of an id', () => {
  it.each([
    ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
    ['005000000000001', '005000000000001AAA'],
    ['00eABCDEFGHIJKL', '00eABCDEFGHIJKLY55'],
    ['005000000000001AAA', '005000000000001AAA'],
  ])('of %s is %s', (id, long) => {
    expect(longId(id)).toBe(long);
  });

  it.each(['', '005', '00500000000000-', '005000000000001AA', 'a'.repeat(19)])('of %p is none', (id) => {
    expect(longId(id)).toBeNull();
  });
});
