import { describe, expect, it } from '@jest/globals';
import { cell, choices, readTable, type TableRow } from '../../../test/support/tables.js';
import { judgeSent, sentRules, type SentFacts, type SentVerdict } from './verdict.js';

const kinds = ['create', 'update', 'delete'] as const;
const records = ['there', 'gone'] as const;
const stamps = ['this', 'spent', 'other', 'none'] as const;
const versions = ['base', 'moved'] as const;
const reads = ['sent', 'old', 'spent', 'other'] as const;
const moments = ['inWait', 'later'] as const;
const conflicts = ['Ask', 'other'] as const;

const everyCase: readonly SentFacts[] = kinds.flatMap((kind) =>
  records.flatMap((record) =>
    stamps.flatMap((stamp) =>
      versions.flatMap((version) =>
        reads.flatMap((read) =>
          moments.flatMap((moment) =>
            conflicts.map((conflict) => ({ kind, record, stamp, version, reads: read, moment, conflict })),
          ),
        ),
      ),
    ),
  ),
);

function isOn(row: TableRow, facts: SentFacts): boolean {
  return (
    choices(row, 'Write', kinds).includes(facts.kind) &&
    choices(row, 'Record', records).includes(facts.record) &&
    choices(row, 'Stamp names', stamps).includes(facts.stamp) &&
    choices(row, 'Version', versions).includes(facts.version) &&
    choices(row, 'Fields read', reads).includes(facts.reads) &&
    choices(row, 'Moment', moments).includes(facts.moment) &&
    choices(row, 'Conflict', conflicts).includes(facts.conflict)
  );
}

describe('a write whose end is not known', () => {
  const rows = readTable('sync-rules.md', 'Writes whose end is not known', 'Line');

  it('is judged by the first line of docs/sync-rules.md that holds, in each of all cases', () => {
    const wanted = everyCase.map((facts) => {
      const row = rows.find((one) => isOn(one, facts));
      return { facts, line: Number(row && cell(row, 'Line')), verdict: row && (cell(row, 'Verdict') as SentVerdict) };
    });
    expect(everyCase.map((facts) => ({ facts, ...pick(judgeSent(facts)) }))).toEqual(wanted);
  });

  it('has a case for each line', () => {
    const reached = new Set(everyCase.map((facts) => judgeSent(facts).line));
    expect([...reached].sort((one, other) => one - other)).toEqual(sentRules.map(({ line }) => line));
    expect(rows.map((row) => Number(cell(row, 'Line')))).toEqual(sentRules.map(({ line }) => line));
  });
});

function pick({ line, verdict }: { readonly line: number; readonly verdict: SentVerdict }) {
  return { line, verdict };
}
