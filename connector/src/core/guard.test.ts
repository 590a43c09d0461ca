import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cell, readTable } from '../../test/support/tables.js';
import { guardPlan, type GuardVerdict, type RecentWrites } from './guard.js';
import { limits } from './limits.js';
import type { PlanShape } from './shape.js';

const quiet: PlanShape = {
  linked: 0,
  changedLinks: 0,
  createsInExchange: 0,
  createsInSalesforce: 0,
  newLinks: 0,
  deletesInSalesforce: 0,
  deletesInExchange: 0,
  goneFromExchange: 0,
  goneFromSalesforce: 0,
};
const nothingYet: RecentWrites = { deletesInSalesforce: 0, deletesInExchange: 0 };

function judge(shape: Partial<PlanShape>, recent: Partial<RecentWrites> = {}): string {
  const verdict: GuardVerdict = guardPlan({ ...quiet, ...shape }, { ...nothingYet, ...recent });
  return verdict.kind === 'go' ? 'go' : verdict.reason;
}

/** The line of the table for this brake: its limit as a number, or a share of one. */
function brake(name: string): { max: number; from: number; reason: string } {
  const row = readTable('sync-rules.md', 'Brakes', 'Brake').find((one) => cell(one, 'Brake') === name);
  if (row === undefined) throw new Error(`no brake "${name}"`);
  const max = cell(row, 'Held when more than');
  const number = Number.parseFloat(max);
  return {
    max: max.endsWith('%') ? number / 100 : number,
    from: Number(cell(row, 'Only from so many links')),
    reason: cell(row, 'Reason'),
  };
}

const sides = ['deletesInSalesforce', 'deletesInExchange'] as const;

describe('the brakes', () => {
  it('have the limits that the page names', () => {
    const { brakes } = limits;
    expect(brake('deletes').max).toBe(brakes.deletesMax);
    expect(brake('share of deletes')).toMatchObject({
      max: brakes.deletesShareMax,
      from: brakes.deletesShareFromLinked,
    });
    expect(brake('share of changes')).toMatchObject({
      max: brakes.changedShareMax,
      from: brakes.changedShareFromLinked,
    });
    expect(brake('one side emptied').from).toBe(brakes.emptiedFromLinked);
    expect(readTable('sync-rules.md', 'Brakes', 'Brake')).toHaveLength(4);
    expect(brakes.windowMs).toBe(24 * 60 * 60_000);
  });

  it.each(sides)('hold one more of %s than the limit, and let the limit itself pass', (side) => {
    const { max, reason } = brake('deletes');
    const linked = 10_000;
    expect(judge({ linked, [side]: max })).toBe('go');
    expect(judge({ linked, [side]: max + 1 })).toBe(reason);
  });

  it.each(sides)('hold more than a share of the links as %s, from the size on at which shares count', (side) => {
    const { max, from, reason } = brake('share of deletes');
    expect(judge({ linked: from, [side]: from * max })).toBe('go');
    expect(judge({ linked: from, [side]: from * max + 1 })).toBe(reason);
    expect(judge({ linked: from - 1, [side]: from * max + 1 })).toBe('go');
  });

  it('hold a run that changes more than half of the links, from the size on at which it counts', () => {
    const { max, from, reason } = brake('share of changes');
    expect(judge({ linked: from, changedLinks: from * max })).toBe('go');
    expect(judge({ linked: from, changedLinks: from * max + 1 })).toBe(reason);
    expect(judge({ linked: from - 1, changedLinks: from - 1 })).toBe('go');
  });

  it.each([
    ['goneFromExchange', 'goneFromSalesforce'],
    ['goneFromSalesforce', 'goneFromExchange'],
  ] as const)('hold when all is gone at once by %s, and not when one is left', (emptied, other) => {
    const { from: linked, reason } = brake('one side emptied');
    expect(judge({ linked, [emptied]: linked })).toBe(reason);
    expect(judge({ linked, [emptied]: linked, [other]: linked - 1 })).toBe(reason);
    expect(judge({ linked, [emptied]: linked - 1 })).toBe('go');
    expect(judge({ linked: linked - 1, [emptied]: linked - 1 })).toBe('go');
  });

  it('hold an emptied side although the settings delete nothing: somebody should look', () => {
    expect(judge({ linked: 500, goneFromExchange: 500, deletesInSalesforce: 0 })).toBe('BRAKE_EMPTIED');
  });

  it('raise no alarm where both sides are rightly empty (F2)', () => {
    expect(judge({})).toBe('go');
    expect(judge({ linked: 40, goneFromExchange: 40, goneFromSalesforce: 40 })).toBe('go');
    expect(judge({ linked: 1, goneFromExchange: 1, deletesInSalesforce: 1 })).toBe('go');
  });

  it('let a first run make as many contacts as there are', () => {
    expect(judge({ createsInExchange: 50_000, createsInSalesforce: 50_000, newLinks: 50_000 })).toBe('go');
  });
});

describe('the brakes over 24 hours', () => {
  it.each(sides)('count what was deleted before as %s', (side) => {
    const { max, reason } = brake('deletes');
    expect(judge({ linked: 10_000, [side]: 1 }, { [side]: max - 1 })).toBe('go');
    expect(judge({ linked: 10_000, [side]: 1 }, { [side]: max })).toBe(reason);
  });

  it('count the two sides apart', () => {
    const { max } = brake('deletes');
    expect(judge({ linked: 10_000, deletesInSalesforce: max }, { deletesInExchange: max })).toBe('go');
  });

  it('do not stop a run that deletes nothing, however much was deleted before', () => {
    expect(judge({ linked: 100 }, { deletesInSalesforce: 25, deletesInExchange: 25 })).toBe('go');
  });

  it('take the share of what was linked before the recent deletes, so that portions do not slip below the size', () => {
    // 52 links: five may go. Of the 47 that are left then, none more within the same day.
    expect(judge({ linked: 52, deletesInSalesforce: 6 })).toBe('BRAKE_DELETES');
    expect(judge({ linked: 47, deletesInSalesforce: 1 }, { deletesInSalesforce: 5 })).toBe('BRAKE_DELETES');
  });

  it('let through in portions no more than at once (P14)', () => {
    const portions = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), portions, fc.constantFrom(...sides), (linked, wanted, side) => {
        let deleted = 0;
        for (const portion of wanted) {
          const planned = Math.min(portion, linked - deleted);
          if (judge({ linked: linked - deleted, [side]: planned }, { [side]: deleted }) === 'go') deleted += planned;
        }
        expect(judge({ linked, [side]: deleted })).toBe('go');
      }),
    );
  });
});
