import { describe, expect, it } from '@jest/globals';
import { cell, choices, readTable, type TableRow } from '../../test/support/tables.js';
import { flowsOf, mergeField, mergeFields, type FieldCase, type FieldVerdict, type Flows } from './merge.js';
import { toInstant } from './model.js';

const page = 'sync-rules.md';
const places = ['both', 'Exchange', 'Salesforce', 'nowhere'] as const;
const firstLinks = ['LeaveBoth', 'Salesforce', 'Exchange'] as const;
const conflicts = ['SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'] as const;
const older = toInstant('2026-11-20T08:00:00Z');
const newer = toInstant('2026-11-20T08:00:01Z');

const plain: FieldCase = {
  memory: { kind: 'noMemory' },
  areEqual: false,
  isSalesforceEmpty: false,
  isExchangeEmpty: false,
  flows: { toExchange: true, toSalesforce: true },
  isNotes: false,
  firstLink: 'LeaveBoth',
  conflict: 'SalesforceWins',
  salesforceModifiedAt: older,
  exchangeModifiedAt: older,
};

function flowsTo(place: (typeof places)[number]): Flows {
  return {
    toExchange: place === 'both' || place === 'Exchange',
    toSalesforce: place === 'both' || place === 'Salesforce',
  };
}

/** What each word of the column "Then" means. */
const thens: Readonly<Record<string, FieldVerdict['kind']>> = {
  'leave both': 'settle',
  'write Exchange': 'toExchange',
  'write Salesforce': 'toSalesforce',
  hold: 'hold',
};

function expected(row: TableRow, exchangeIsNewer: boolean): FieldVerdict['kind'] {
  const then = cell(row, 'Then');
  if (then === 'write the older') return exchangeIsNewer ? 'toSalesforce' : 'toExchange';
  const kind = thens[then];
  if (kind === undefined) throw new Error(`no such outcome: ${then}`);
  return kind;
}

interface Line {
  readonly name: string;
  readonly field: FieldCase;
  readonly kind: FieldVerdict['kind'];
}

/** Every concrete case that a line of a table stands for, in both orders of time. */
function casesOf(row: TableRow, partial: readonly Partial<FieldCase>[], name: string): Line[] {
  const times = [
    { salesforceModifiedAt: older, exchangeModifiedAt: newer },
    { salesforceModifiedAt: newer, exchangeModifiedAt: older },
    { salesforceModifiedAt: older, exchangeModifiedAt: older },
  ];
  return partial.flatMap((part) =>
    times.map((time) => {
      const field: FieldCase = { ...plain, ...part, ...time };
      return { name, field, kind: expected(row, time.exchangeModifiedAt > time.salesforceModifiedAt) };
    }),
  );
}

function firstMeetings(): Line[] {
  const sides = { 'empty filled': [true, false], 'filled empty': [false, true], 'filled other': [false, false] };
  return readTable(page, 'Fields that were never settled', 'Salesforce').flatMap((row) => {
    const found = sides[`${cell(row, 'Salesforce')} ${cell(row, 'Exchange')}` as keyof typeof sides];
    const [isSalesforceEmpty = false, isExchangeEmpty = false] = found;
    const partial = choices(row, 'May travel to', places).flatMap((place) =>
      choices(row, 'Different values at first link', firstLinks).flatMap((firstLink) =>
        choices(row, 'Notes', ['yes', 'no']).flatMap((notes) =>
          conflicts.map((conflict) => ({
            ...{ isSalesforceEmpty, isExchangeEmpty, firstLink, conflict },
            flows: flowsTo(place),
            isNotes: notes === 'yes',
          })),
        ),
      ),
    );
    return casesOf(row, partial, Object.values(row).join(' · '));
  });
}

function laterMeetings(): Line[] {
  return readTable(page, 'Fields that were settled', 'Salesforce').flatMap((row) => {
    const salesforceChanged = choices(row, 'Salesforce', ['changed', 'unchanged'])[0] === 'changed';
    const exchangeChanged = choices(row, 'Exchange', ['changed', 'unchanged'])[0] === 'changed';
    const memory = { kind: 'settled', salesforceChanged, exchangeChanged } as const;
    const partial = choices(row, 'May travel to', places).flatMap((place) =>
      choices(row, 'Conflict', conflicts).flatMap((conflict) =>
        firstLinks.flatMap((firstLink) =>
          [true, false].map((isNotes) => ({ memory, flows: flowsTo(place), conflict, firstLink, isNotes })),
        ),
      ),
    );
    return casesOf(row, partial, Object.values(row).join(' · '));
  });
}

const first = firstMeetings();
const later = laterMeetings();

describe('mergeField', () => {
  it.each([...new Set([...first, ...later].map(({ name }) => name))])('follows the line %s', (name) => {
    const lines = [...first, ...later].filter((line) => line.name === name);
    for (const { field, kind } of lines) expect({ field, kind: mergeField(field).kind }).toEqual({ field, kind });
    expect(lines.length).toBeGreaterThan(0);
  });

  it('has one line, and one only, for every case that can arise', () => {
    const keys = [...first, ...later].map(({ field }) => JSON.stringify(field));
    expect(new Set(keys).size).toBe(keys.length);
    const times = 3;
    const settings = places.length * firstLinks.length * conflicts.length * 2 * times;
    const bothEmptyIsEqual = 3;
    expect(first).toHaveLength(settings * bothEmptyIsEqual);
    expect(later).toHaveLength(settings * 4);
  });

  it('remembers equal values and writes nothing, whatever else holds', () => {
    for (const { field } of [...first, ...later]) {
      expect(mergeField({ ...field, areEqual: true })).toEqual({ kind: 'settle' });
    }
  });

  it('leaves both where the hashes are of an older form, and says so where the field syncs', () => {
    for (const { field } of first) {
      const syncs = field.flows.toExchange || field.flows.toSalesforce;
      const note = syncs ? 'memoryLost' : 'leftDifferent';
      expect(mergeField({ ...field, memory: { kind: 'outdated' } })).toEqual({ kind: 'settle', note });
    }
  });

  it('takes what Exchange says for a record that we made and never settled, whatever stands there', () => {
    for (const { field } of [...first, ...later]) {
      const { kind } = mergeField({ ...field, memory: { kind: 'owed' } });
      expect(kind).toBe(field.flows.toSalesforce ? 'toSalesforce' : 'settle');
    }
  });

  it('writes nowhere that the flows do not allow (P3)', () => {
    for (const { field } of [...first, ...later]) {
      const { kind } = mergeField(field);
      if (!field.flows.toExchange) expect(kind).not.toBe('toExchange');
      if (!field.flows.toSalesforce) expect(kind).not.toBe('toSalesforce');
    }
  });

  it('says of a conflict that it was settled, and of no other write', () => {
    for (const { field } of later) {
      const { memory, flows } = field;
      const isConflict =
        memory.kind === 'settled' &&
        [memory.salesforceChanged, memory.exchangeChanged, flows.toExchange, flows.toSalesforce].every(Boolean);
      const verdict = mergeField(field);
      const isSettled = 'note' in verdict && verdict.note === 'conflictSettled';
      expect(isSettled).toBe(isConflict && field.conflict !== 'Ask');
    }
  });
});

describe('flowsOf', () => {
  it('lets a value travel only where the configuration and the field both allow it', () => {
    const travels = (direction: Parameters<typeof flowsOf>[0]) =>
      (['both', 'toExchange', 'toSalesforce', 'off'] as const).map((field) => {
        const { toExchange, toSalesforce } = flowsOf(direction, field);
        return `${toSalesforce ? '←' : ''}${toExchange ? '→' : ''}`;
      });
    expect(travels('BothWays')).toEqual(['←→', '→', '←', '']);
    expect(travels('SalesforceToExchange')).toEqual(['→', '→', '', '']);
    expect(travels('ExchangeToSalesforce')).toEqual(['←', '', '←', '']);
    expect(travels('DoNotSync')).toEqual(['', '', '', '']);
  });
});

describe('mergeFields', () => {
  const values = {
    salesforce: { a: 'sa', b: 'sb', c: 'sc', d: 'sd', e: 'se', f: 'sf' },
    exchange: { a: 'ea', b: 'eb', c: 'ec', d: 'ed', e: 'ee', f: 'ef' },
  };
  type Name = keyof typeof values.exchange;
  const verdicts: Readonly<Record<Name, FieldVerdict | null>> = {
    a: { kind: 'toSalesforce' },
    b: { kind: 'toExchange' },
    c: { kind: 'hold' },
    d: { kind: 'settle' },
    e: null,
    f: { kind: 'toSalesforce' },
  };
  const names = Object.keys(verdicts) as Name[];

  it('collects what goes where, what is remembered, and what has to be told', () => {
    const merged = mergeFields(names, (name) => verdicts[name], values, new Set<Name>(['a', 'b', 'c', 'd', 'e']));
    expect(merged).toEqual({
      toSalesforce: { a: 'ea' },
      toExchange: { b: 'sb' },
      settling: { a: 'now', b: 'now', c: 'keep', d: 'now', f: 'keep' },
      problems: [
        { field: 'c', reason: 'CONFLICT_HELD' },
        { field: 'f', reason: 'NO_FIELD_ACCESS' },
      ],
      wasConflictSettled: false,
    });
  });

  it('says that a conflict was settled where its value is written, and not where it waits', () => {
    const settled: FieldVerdict = { kind: 'toSalesforce', note: 'conflictSettled' };
    const all = (writable: readonly Name[]) => mergeFields(['a'], () => settled, values, new Set(writable));
    expect(all(['a']).wasConflictSettled).toBe(true);
    expect(all([]).wasConflictSettled).toBe(false);
  });
});
