import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldShape, type Expected, type PlanShape } from './shape.js';

const nothing = foldShape(0, []);

/** What one expected item adds to a plan of ten links. */
function adds(expected: Expected): Partial<PlanShape> {
  const shape = foldShape(10, [expected]);
  expect(shape.linked).toBe(10);
  return Object.fromEntries(Object.entries(shape).filter(([name, number]) => name !== 'linked' && number !== 0));
}

describe('the shape of a plan', () => {
  it('is all zeros but for the links where nothing is expected', () => {
    expect(foldShape(3, [])).toEqual({ ...nothing, linked: 3 });
    expect(Object.values(nothing)).toEqual(Array(9).fill(0));
  });

  it.each([
    [{ kind: 'create', side: 'exchange' }, { createsInExchange: 1 }],
    [{ kind: 'create', side: 'salesforce' }, { createsInSalesforce: 1 }],
    [{ kind: 'delete', side: 'exchange' }, { deletesInExchange: 1 }],
    [{ kind: 'delete', side: 'salesforce' }, { deletesInSalesforce: 1 }],
    [{ kind: 'change' }, { changedLinks: 1 }],
    [{ kind: 'pair' }, { newLinks: 1 }],
    [{ kind: 'leave' }, {}],
    // As an action of the planner comes: what is left alone has a side, too.
    [{ kind: 'leave', side: 'exchange' }, {}],
  ] as const)('counts %j as %j', (expected, counted) => {
    expect(adds(expected)).toEqual(counted);
  });

  it('counts a half that is gone whatever becomes of the other one', () => {
    expect(adds({ kind: 'leave', goneFrom: 'exchange' })).toEqual({ goneFromExchange: 1 });
    expect(adds({ kind: 'delete', side: 'salesforce', goneFrom: 'exchange' })).toEqual({
      deletesInSalesforce: 1,
      goneFromExchange: 1,
    });
    expect(adds({ kind: 'delete', side: 'exchange', goneFrom: 'salesforce' })).toEqual({
      deletesInExchange: 1,
      goneFromSalesforce: 1,
    });
    expect(adds({ kind: 'create', side: 'exchange', goneFrom: 'exchange' })).toEqual({
      createsInExchange: 1,
      goneFromExchange: 1,
    });
  });

  it('counts a pair that is gone altogether on both sides, so that it is no side emptied (F2)', () => {
    expect(adds({ kind: 'leave', goneFrom: 'both' })).toEqual({ goneFromExchange: 1, goneFromSalesforce: 1 });
  });

  it('adds up, in any order', () => {
    const side = fc.constantFrom('salesforce' as const, 'exchange' as const);
    const expected: fc.Arbitrary<Expected> = fc.oneof(
      fc.record({ kind: fc.constantFrom('create' as const, 'delete' as const), side }),
      fc.record({ kind: fc.constantFrom('change' as const, 'pair' as const, 'leave' as const) }),
      fc.record({ kind: fc.constant('leave' as const), goneFrom: side }),
    );
    fc.assert(
      fc.property(fc.array(expected), fc.array(expected), (some, others) => {
        const whole = foldShape(7, [...some, ...others]);
        expect(foldShape(7, [...others, ...some].reverse())).toEqual(whole);
        const [a, b] = [foldShape(7, some), foldShape(0, others)];
        for (const name of Object.keys(whole) as (keyof PlanShape)[]) expect(whole[name]).toBe(a[name] + b[name]);
      }),
    );
  });

  it('takes any iterable, read once', () => {
    function* stream(): Iterable<Expected> {
      yield { kind: 'change' };
      yield { kind: 'change' };
    }
    expect(foldShape(2, stream()).changedLinks).toBe(2);
  });
});
