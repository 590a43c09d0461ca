// All small histories: one pair, two fields, a first act, one place in the connector's work with up to two further acts
// of people and one or two faults. In the order of a list, so that number n is always the same history.
import type { Rules, Side } from './model/rules.js';
import type { Act, FieldName, Meanwhile, Step, Story, Trouble } from './world/story.js';

const both = { Salesforce: 'DeleteOtherCopy', Exchange: 'DeleteOtherCopy' } as const;
const keep = { Salesforce: 'KeepOtherCopy', Exchange: 'KeepOtherCopy' } as const;
const usual: Rules = {
  direction: 'BothWays',
  conflict: 'SalesforceWins',
  firstLink: 'LeaveBoth',
  deletedIn: both,
};

const settings: readonly Rules[] = [
  usual,
  { ...usual, conflict: 'LatestChangeWins' },
  { ...usual, conflict: 'ExchangeWins', firstLink: 'Salesforce' },
  { ...usual, conflict: 'Ask', firstLink: 'Exchange' },
  { ...usual, deletedIn: keep },
  { ...usual, direction: 'ExchangeToSalesforce' },
  { ...usual, direction: 'SalesforceToExchange' },
];

const make = (side: Side, value: string): Act => ({ kind: 'make', contact: 0, side, values: { Title: value } });
const edit = (side: Side, value: string, field: FieldName = 'Title'): Act => {
  return { kind: 'edit', contact: 0, side, field, value };
};

/** What was there before, at rest, and the act that the connector then carries over. */
const beginnings: readonly { readonly before: readonly Act[]; readonly first: Act }[] = [
  { before: [make('Exchange', 'D0')], first: edit('Exchange', 'D1') },
  { before: [make('Exchange', 'D0')], first: edit('Salesforce', 'D1') },
  { before: [make('Salesforce', 'D0')], first: edit('Exchange', 'D1') },
  { before: [make('Salesforce', 'D0')], first: edit('Salesforce', 'D1') },
  { before: [], first: make('Exchange', 'D1') },
  { before: [], first: make('Salesforce', 'D1') },
  { before: [make('Exchange', 'D0')], first: { kind: 'delete', contact: 0, side: 'Exchange' } },
  { before: [make('Salesforce', 'D0')], first: { kind: 'delete', contact: 0, side: 'Salesforce' } },
];

/** What people do in the gap. */
const gaps: readonly (readonly Act[])[] = [
  [edit('Exchange', 'D2')],
  [edit('Salesforce', 'D3')],
  [edit('Exchange', 'D2'), edit('Salesforce', 'D4', 'Department')],
  [edit('Salesforce', 'D3'), edit('Exchange', 'D4', 'Department')],
  [edit('Exchange', 'D2'), edit('Salesforce', 'D3')],
  [edit('Exchange', 'D0')],
  [{ kind: 'delete', contact: 0, side: 'Exchange' }],
  [{ kind: 'delete', contact: 0, side: 'Salesforce' }],
  [{ kind: 'restore', contact: 0, side: 'Exchange' }],
  [{ kind: 'restore', contact: 0, side: 'Salesforce' }],
  [{ kind: 'moveOut', contact: 0 }],
];

/** None, one, or two: the second hits the next write. */
const troubles: readonly (readonly Trouble[])[] = [[], ['kill'], ['cut'], ['kill', 'cut'], ['takeOver']];

const places: readonly Pick<Meanwhile, 'of' | 'nth' | 'phase'>[] = [
  { of: 'writes', nth: 1, phase: 'after' },
  { of: 'writes', nth: 1, phase: 'before' },
  { of: 'writes', nth: 2, phase: 'after' },
  { of: 'writes', nth: 2, phase: 'before' },
  { of: 'writes', nth: 3, phase: 'after' },
];

const dimensions = [settings, beginnings, places, gaps, troubles, [false, true]] as const;

export const smallHistories = dimensions.reduce((product, one) => product * one.length, 1);

/** History number `index`, from 0 to below `smallHistories`. */
export function smallHistory(index: number): Story {
  let rest = index;
  const pick = <T>(from: readonly T[]): T => {
    const value = from[rest % from.length] as T;
    rest = Math.floor(rest / from.length);
    return value;
  };
  const formatsPhones = pick(dimensions[5]);
  const [trouble, second] = pick(troubles);
  const acts = pick(gaps);
  const place = pick(places);
  const { before, first } = pick(beginnings);
  const rules = pick(settings);
  const meanwhile: Meanwhile[] = [{ ...place, acts, ...(trouble === undefined ? {} : { trouble }) }];
  if (second !== undefined)
    meanwhile.push({ of: 'writes', nth: place.nth + 1, phase: 'after', acts: [], trouble: second });
  const asTelephone = formatsPhones ? inPhones : (act: Act): Act => act;
  const steps: Step[] = [
    ...before.map((act): Step => ({ kind: 'act', act: asTelephone(act) })),
    ...(before.length > 0 ? [{ kind: 'rest' } as const] : []),
    { kind: 'act', act: asTelephone(first) },
    { kind: 'run', meanwhile: meanwhile.map((one) => ({ ...one, acts: one.acts.map(asTelephone) })) },
  ];
  return {
    origin: 'history',
    seed: index,
    people: [rules],
    owners: [0],
    formatsPhones,
    ignoresIfMatch: index % 4 > 1,
    steps,
  };
}

/** The same with a telephone number, where the org formats those. */
function inPhones(act: Act): Act {
  if (act.kind === 'make') return { ...act, values: { Phone: `1 ${act.values.Title ?? ''}` } };
  return act.kind === 'edit' && act.field === 'Title' ? { ...act, field: 'Phone', value: `1 ${act.value}` } : act;
}

/** Numbers of `many` histories, spread over all of them. */
export function spread(many: number): readonly number[] {
  const count = Math.min(many, smallHistories);
  // A step without a common factor with any of the lists, so that each of their lines has its turn.
  return Array.from({ length: count }, (_, index) => (index * 7_919) % smallHistories);
}
