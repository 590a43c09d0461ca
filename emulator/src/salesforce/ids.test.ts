import { describe, expect, it } from '@jest/globals';
import { Chance } from '../world.js';
import { IdSource, normalizeId, to18 } from './ids.js';

describe('an id', () => {
  it.each([
    ['001A0000006Vm9u', '001A0000006Vm9uIAC'],
    ['000000000000000', '000000000000000AAA'],
    ['ABCDEABCDEABCDE', 'ABCDEABCDEABCDE555'],
  ])('of 15 characters, %s, is %s', (short, long) => {
    expect(to18(short)).toBe(long);
    expect([normalizeId(short), normalizeId(long)]).toEqual([long, long]);
  });

  it.each(['', '003', '0035g0000000000-', '0035g00000000000', '0035g00000000000000'])('is not %s', (text) => {
    expect(normalizeId(text)).toBeNull();
  });

  it('is given once, and later ones sort behind', () => {
    const source = new IdSource(new Chance(5));
    const ids = Array.from({ length: 5_000 }, () => source.next('003'));
    expect(new Set(ids).size).toBe(5_000);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids.map((id) => id.toLowerCase().slice(0, 15))).size).toBeLessThan(5_000);
    expect(source.next('001')).toMatch(/^001\w{15}$/);
  });
});
