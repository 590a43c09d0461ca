// The known ways to lose an edit, as stories: `npm run simulate -- --rows` plays each and says whether it happens. The
// seeds find them too, in other clothes; these are the shortest.
import type { Rules, Side } from './model/rules.js';
import type { Act, FieldName, Step, Story, Trouble } from './world/story.js';

const usual: Rules = {
  direction: 'BothWays',
  conflict: 'SalesforceWins',
  firstLink: 'LeaveBoth',
  deletedIn: { Salesforce: 'DeleteOtherCopy', Exchange: 'DeleteOtherCopy' },
};

const make = (side: Side, value: string): Act => ({ kind: 'make', contact: 0, side, values: { Title: value } });
const edit = (side: Side, value: string, field: FieldName = 'Title'): Act => {
  return { kind: 'edit', contact: 0, side, field, value };
};
const remove = (side: Side): Act => ({ kind: 'delete', contact: 0, side });
const act = (one: Act): Step => ({ kind: 'act', act: one });
const rest: Step = { kind: 'rest' };
const run = (acts: readonly Act[], trouble?: Trouble, phase: 'before' | 'after' = 'after', nth = 1): Step => {
  return {
    kind: 'run',
    meanwhile: [{ of: 'writes', nth, phase, acts, ...(trouble === undefined ? {} : { trouble }) }],
  };
};
const settled: readonly Step[] = [act(make('Exchange', 'D0')), rest];

interface Row {
  readonly row: string;
  readonly rules?: Partial<Rules>;
  readonly formatsPhones?: boolean;
  readonly steps: readonly Step[];
}

const d2 = edit('Exchange', 'D2');
const updated: readonly Step[] = [...settled, act(edit('Exchange', 'D1'))];
const phone = (value: string): Act => edit('Exchange', value, 'Phone');

const rows: readonly Row[] = [
  { row: 'a', steps: [...updated, run([d2], 'kill')] },
  {
    row: 'b',
    rules: { conflict: 'LatestChangeWins' },
    steps: [...updated, run([d2, edit('Salesforce', 'other', 'Department')], 'kill')],
  },
  { row: 'c', steps: [act(make('Exchange', 'D1')), run([d2], 'kill', 'after', 2)] },
  { row: 'd', rules: { firstLink: 'Salesforce' }, steps: [act(make('Exchange', 'D1')), run([d2], 'kill', 'after', 2)] },
  { row: 'e', steps: [act(make('Salesforce', 'D1')), run([edit('Salesforce', 'D2')], 'kill')] },
  { row: 'f', steps: [...updated, run([remove('Exchange')], 'kill')] },
  { row: 'g', steps: [...updated, run([d2], 'cut')] },
  { row: 'h', steps: [...updated, run([edit('Salesforce', 'E1')], undefined, 'before')] },
  { row: 'i', steps: [act(make('Exchange', 'D1')), run([remove('Exchange')], 'kill', 'after', 2)] },
  {
    row: 'j',
    steps: [act(make('Salesforce', 'D1')), run([{ kind: 'moveOut', contact: 0 }], 'kill')],
  },
  {
    row: 'k',
    formatsPhones: true,
    steps: [...settled, act(phone('1 D1')), { kind: 'run', meanwhile: [] }, act(phone('1 D2'))],
  },
  {
    row: 'l',
    steps: [...settled, act(remove('Exchange')), run([{ kind: 'restore', contact: 0, side: 'Exchange' }], 'kill')],
  },
];

export interface KnownRow {
  readonly row: string;
  readonly story: Story;
}

export const knownRows: readonly KnownRow[] = rows.map(({ row, rules, formatsPhones = false, steps }, index) => ({
  row,
  story: {
    ...{ origin: 'row' as const, seed: index, people: [{ ...usual, ...rules }], owners: [0] },
    ...{ formatsPhones, ignoresIfMatch: false, steps },
  },
}));
