import { describe, expect, it } from '@jest/globals';
import {
  anna,
  contextWith,
  exchangeId,
  inExchange,
  inSalesforce,
  linkOf,
  salesforceId,
} from '../../../test/support/contacts.js';
import { cell, choices, readTable, type TableRow } from '../../../test/support/tables.js';
import type { ContactAction, ExchangeHalf, SalesforceHalf } from './action.js';
import type { LinkState } from '../link.js';
import type { ContactSettings } from '../settings/contact.js';
import {
  carriesDeletes,
  planFound,
  planLinked,
  planOnlyInExchange,
  planOnlyInSalesforce,
  writesToExchange,
  writesToSalesforce,
} from './plan.js';

const page = 'sync-rules.md';
const directions = ['SalesforceToExchange', 'ExchangeToSalesforce', 'BothWays'] as const;
const deletes = ['KeepOtherCopy', 'DeleteOtherCopy'] as const;

/** The two sides are edited in different fields, so that an edit on both is no conflict. */
const salesforceHalves: Readonly<Record<string, SalesforceHalf>> = {
  unchanged: { kind: 'present', contact: inSalesforce(anna) },
  present: { kind: 'present', contact: inSalesforce(anna) },
  edited: { kind: 'present', contact: inSalesforce({ ...anna, Title: 'Managing Director' }) },
  deleted: { kind: 'deleted' },
  'left reach': { kind: 'leftReach' },
  'left scope': { kind: 'present', contact: inSalesforce(anna, { isInReach: false }) },
  unknown: { kind: 'unknown' },
};
const exchangeHalves: Readonly<Record<string, ExchangeHalf>> = {
  unchanged: { kind: 'present', contact: inExchange(anna) },
  present: { kind: 'present', contact: inExchange(anna) },
  edited: { kind: 'present', contact: inExchange({ ...anna, Phone: '+49 30 9999' }) },
  deleted: { kind: 'deleted' },
  'moved out': { kind: 'movedOut' },
  unknown: { kind: 'unknown' },
};

function half<Half>(halves: Readonly<Record<string, Half>>, row: TableRow, column: string): Half {
  const found = halves[cell(row, column)];
  if (found === undefined) throw new Error(`"${cell(row, column)}" is nothing that can become of it`);
  return found;
}

const tombstones: readonly string[] = ['movedOut', 'removedFromExchange', 'removedFromSalesforce', 'leftReach'];

/** The word of the column "Then" for an action. */
function wordFor(action: ContactAction): string {
  switch (action.kind) {
    case 'createInExchange':
      return 'create in Exchange';
    case 'createInSalesforce':
      return 'create in Salesforce';
    case 'deleteInExchange':
      return 'delete in Exchange';
    case 'deleteInSalesforce':
      return 'delete in Salesforce';
    case 'retire':
      return action.state ?? 'forget';
    case 'leave':
      return 'nothing';
    default:
      return action.kind;
  }
}

function summary(action: ContactAction): { then: string; reason: string } {
  return { then: wordFor(action), reason: action.reason };
}

function expectLine(row: TableRow, action: ContactAction): void {
  expect(summary(action)).toEqual({ then: cell(row, 'Then'), reason: cell(row, 'Reason') });
}

function named(rows: readonly TableRow[]): [string, TableRow][] {
  return rows.map((row) => [Object.values(row).join(' · '), row]);
}

/** All settings of a line: the two delete settings count only together with the direction. */
function settingsOf(row: TableRow): Partial<ContactSettings>[] {
  return choices(row, 'Direction', directions).flatMap((direction) =>
    deletes.flatMap((deletedInSalesforce) =>
      deletes.map((deletedInExchange) => ({ direction, deletedInSalesforce, deletedInExchange })),
    ),
  );
}

function carriesAsTheLineSays(row: TableRow, change: Partial<ContactSettings>): boolean {
  const { settings } = contextWith(change);
  return (['salesforce', 'exchange'] as const).every((side) => {
    const column = `Deleted in ${side === 'salesforce' ? 'Salesforce' : 'Exchange'} is carried over`;
    const wanted = cell(row, column);
    return wanted === 'any' || (wanted === 'yes') === carriesDeletes(settings, side);
  });
}

describe('planLinked of a live link', () => {
  const rows = readTable(page, 'Edited and deleted', 'Salesforce');

  it.each(named(rows))('follows the line %s', (_, row) => {
    const wanted = settingsOf(row).filter((change) => carriesAsTheLineSays(row, change));
    for (const change of wanted) {
      const salesforce = half(salesforceHalves, row, 'Salesforce');
      const exchange = half(exchangeHalves, row, 'Exchange');
      expectLine(row, planLinked(linkOf(anna), salesforce, exchange, contextWith(change)));
    }
    expect(wanted.length).toBeGreaterThan(0);
  });

  it('has exactly one line for each of the nine combinations in every direction with every delete setting', () => {
    const combinations = rows.flatMap((row) =>
      settingsOf(row)
        .filter((change) => carriesAsTheLineSays(row, change))
        .map((change) => JSON.stringify([cell(row, 'Salesforce'), cell(row, 'Exchange'), change])),
    );
    expect(new Set(combinations).size).toBe(combinations.length);
    expect(combinations).toHaveLength(9 * directions.length * 4);
  });

  it('never deletes on a side that the direction does not write to (P3)', () => {
    for (const salesforce of Object.values(salesforceHalves)) {
      for (const exchange of Object.values(exchangeHalves)) {
        for (const change of rows.flatMap(settingsOf)) {
          const context = contextWith({ ...change, leavesReach: 'RemoveUnchangedCopy' });
          const { kind } = planLinked(linkOf(anna), salesforce, exchange, context);
          if (!writesToExchange(context.settings)) expect(kind).not.toMatch(/InExchange/);
          if (!writesToSalesforce(context.settings)) expect(kind).not.toMatch(/InSalesforce/);
        }
      }
    }
  });

  it('remembers the old link when an edited contact is made again', () => {
    const both = { deletedInSalesforce: 'DeleteOtherCopy', deletedInExchange: 'DeleteOtherCopy' } as const;
    const link = linkOf(anna);
    const inside = planLinked(link, { kind: 'deleted' }, exchangeHalves['edited']!, contextWith(both));
    const outside = planLinked(link, salesforceHalves['edited']!, { kind: 'deleted' }, contextWith(both));
    expect(inside).toMatchObject({ kind: 'createInSalesforce', link, exchange: { values: { Phone: '+49 30 9999' } } });
    expect(outside).toMatchObject({
      kind: 'createInExchange',
      link,
      salesforce: { values: { Title: 'Managing Director' } },
    });
  });
});

describe('planLinked of a contact that moved, left or cannot be found out', () => {
  const rows = readTable(page, 'Moved out, out of reach, not to be found out', 'Salesforce');

  it.each(named(rows))('follows the line %s', (_, row) => {
    for (const change of settingsOf(row)) {
      for (const leavesReach of choices(row, 'Leaves reach', ['KeepCopy', 'RemoveUnchangedCopy'])) {
        const salesforce = half(salesforceHalves, row, 'Salesforce');
        const exchange = half(exchangeHalves, row, 'Exchange');
        expectLine(row, planLinked(linkOf(anna), salesforce, exchange, contextWith({ ...change, leavesReach })));
      }
    }
  });

  it('takes a record that no longer meets the conditions for one that left reach, if it was in scope once', () => {
    const outside = salesforceHalves['left scope']!;
    const present = exchangeHalves['unchanged']!;
    const context = contextWith({ leavesReach: 'RemoveUnchangedCopy' });
    expect(wordFor(planLinked(linkOf(anna), outside, present, context))).toBe('delete in Exchange');
    expect(wordFor(planLinked(linkOf(anna, { wasInReach: false }), outside, present, context))).toBe('settle');
    const inwards = contextWith({ leavesReach: 'RemoveUnchangedCopy', direction: 'ExchangeToSalesforce' });
    expect(wordFor(planLinked(linkOf(anna), outside, present, inwards))).toBe('settle');
  });

  it('does nothing with a pair of which one half is unknown, whatever the settings (P4)', () => {
    for (const change of settingsOf({ Direction: 'any' })) {
      const context = contextWith({ ...change, leavesReach: 'RemoveUnchangedCopy' });
      for (const exchange of Object.values(exchangeHalves)) {
        expect(planLinked(linkOf(anna), { kind: 'unknown' }, exchange, context).kind).toBe('leave');
      }
      for (const salesforce of Object.values(salesforceHalves)) {
        expect(planLinked(linkOf(anna), salesforce, { kind: 'unknown' }, context).kind).toBe('leave');
      }
    }
  });
});

describe('planLinked of a tombstone or a forgotten link', () => {
  const rows = readTable(page, 'Pairs that had stopped syncing, or were reset', 'Link');
  const boldest = {
    deletedInSalesforce: 'DeleteOtherCopy',
    deletedInExchange: 'DeleteOtherCopy',
    leavesReach: 'RemoveUnchangedCopy',
  } as const;

  it.each(named(rows))('follows the line %s', (_, row) => {
    const link = linkOf(anna, { state: cell(row, 'Link') as LinkState });
    for (const direction of directions) {
      for (const change of [{}, boldest]) {
        const salesforce = half(salesforceHalves, row, 'Salesforce');
        const exchange = half(exchangeHalves, row, 'Exchange');
        expectLine(row, planLinked(link, salesforce, exchange, contextWith({ ...change, direction })));
      }
    }
  });

  it.each([...tombstones, 'forgotten'])(
    'creates and deletes nothing for the state %s, whatever became of the halves',
    (state) => {
      for (const salesforce of Object.values(salesforceHalves)) {
        for (const exchange of Object.values(exchangeHalves)) {
          const action = planLinked(
            linkOf(anna, { state: state as LinkState }),
            salesforce,
            exchange,
            contextWith(boldest),
          );
          expect(['settle', 'retire', 'leave']).toContain(action.kind);
        }
      }
    },
  );

  it('links a tombstone again from what was settled before: only what changed since travels', () => {
    const back = planLinked(
      linkOf(anna, { state: 'movedOut' }),
      salesforceHalves['edited']!,
      exchangeHalves['edited']!,
      contextWith(),
    );
    expect(back).toMatchObject({ toExchange: { Title: 'Managing Director' }, toSalesforce: { Phone: '+49 30 9999' } });
  });

  it('remembers a contact that the person removed while its record was out of reach', () => {
    const link = linkOf(anna, { state: 'leftReach' });
    const removed = planLinked(link, { kind: 'leftReach' }, { kind: 'deleted' }, contextWith());
    expect(removed).toMatchObject({ kind: 'retire', state: 'removedFromExchange' });
  });
});

describe('planFound', () => {
  it.each(readTable(page, 'Finding each other', 'Order').map((row) => [cell(row, 'Found by'), cell(row, 'Reason')]))(
    'gives a pair found by %s the reason %s',
    (foundBy, reason) => {
      const sides = { salesforce: inSalesforce(anna), exchange: inExchange(anna) };
      const pair = planFound({ link: null, foundBy: foundBy as 'link', ...sides }, contextWith());
      expect(pair).toMatchObject({ kind: 'settle', link: null, foundBy, reason });
    },
  );

  it('meets for the first time without memory, and goes on from the old memory with it', () => {
    const left = inExchange({ ...anna, Title: 'Sales' });
    const right = inSalesforce(anna);
    const sides = { salesforce: right, exchange: left };
    const context = contextWith({ firstLink: 'Salesforce' });
    expect(planFound({ link: null, foundBy: 'email', ...sides }, context)).toMatchObject({
      toExchange: { Title: 'Head of Sales' },
    });
    const settledDifferent = linkOf(anna, { state: 'forgotten' }, left.values);
    expect(planFound({ link: settledDifferent, foundBy: 'stamp', ...sides }, context)).toMatchObject({
      toExchange: {},
      toSalesforce: {},
    });
  });
});

describe('a contact without a partner', () => {
  it('is made on the other side where the direction goes there', () => {
    const made = directions.map((direction) => [
      planOnlyInSalesforce(inSalesforce(anna), contextWith({ direction })).kind,
      planOnlyInExchange(inExchange(anna), contextWith({ direction })).kind,
    ]);
    expect(made).toEqual([
      ['createInExchange', 'leave'],
      ['leave', 'createInSalesforce'],
      ['createInExchange', 'createInSalesforce'],
    ]);
  });

  it('is left with a reason where the direction does not take it', () => {
    const outwards = contextWith({ direction: 'SalesforceToExchange' });
    const inwards = contextWith({ direction: 'ExchangeToSalesforce' });
    expect(planOnlyInExchange(inExchange(anna), outwards)).toEqual({
      kind: 'leave',
      side: 'exchange',
      itemId: exchangeId,
      reason: 'NOT_IN_DIRECTION',
    });
    expect(planOnlyInSalesforce(inSalesforce(anna), inwards)).toEqual({
      kind: 'leave',
      side: 'salesforce',
      itemId: salesforceId,
      reason: 'NOT_IN_DIRECTION',
    });
  });

  it('takes the problems of its reading along', () => {
    const problems = [{ field: 'Email', reason: 'MALFORMED_EMAIL' }] as const;
    expect(planOnlyInExchange(inExchange(anna, { problems }), contextWith())).toMatchObject({ problems });
  });
});
