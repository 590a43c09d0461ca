// What may happen in the small world, as data: a failing case prints as a list of steps that can be read and run again.
// Numbers choose among what is there at that time.
import fc from 'fast-check';
import type { ContactField, FieldDirection } from '../../../src/core/contact/fields.js';
import type { ContactValues } from '../../../src/core/contact/model.js';
import type { ContactSettings } from '../../../src/core/settings/contact.js';
import { defaultFields, defaultSettings } from '../../support/contacts.js';
import { run, type RunOptions, type RunReport } from './world-run.js';
import {
  changeRow,
  copyItem,
  deleteRow,
  editItem,
  editRow,
  moveItem,
  newItem,
  newRow,
  nextNumber,
  undeleteRow,
  type Place,
  type World,
} from './world.js';

/** Enough kinds of fields: matching ones, a list, an address part, an extended property, notes, a company. */
export const playedFields = [
  'LastName',
  'FirstName',
  'Email',
  'Account.Name',
  'Title',
  'Phone',
  'Fax',
  'MailingCity',
  'Description',
] as const satisfies readonly ContactField[];
export type PlayedField = (typeof playedFields)[number];

export type Step =
  | { readonly do: 'newRow' | 'newItem'; readonly as: number }
  | { readonly do: 'editRow' | 'editItem'; readonly who: number; readonly field: PlayedField; readonly empty: boolean }
  | { readonly do: 'deleteRow' | 'undeleteRow' | 'copyItem'; readonly who: number }
  | { readonly do: 'moveItem'; readonly who: number; readonly to: Place }
  | { readonly do: 'own' | 'see'; readonly who: number; readonly yes: boolean }
  | { readonly do: 'hide' | 'lock'; readonly field: PlayedField; readonly yes: boolean }
  | {
      readonly do: 'run';
      readonly mode: 'full' | 'delta';
      readonly missed: readonly number[];
      readonly unreadable: readonly number[];
      readonly refused: readonly number[];
    };

const who = fc.nat({ max: 5 });
const yes = fc.boolean();
const someone = fc.array(who, { maxLength: 2 });
const nobody = fc.constant([]);
const field = fc.constantFrom(...playedFields);

const people = [
  { LastName: 'Berg', FirstName: 'Anna', Email: 'anna@berg.example' },
  { LastName: 'Berg', FirstName: 'Bert', Email: 'bert@berg.example', 'Account.Name': 'Berg AG' },
  { LastName: 'Stein', FirstName: 'Carla' },
  { LastName: 'Wolf', FirstName: 'Dora', Email: 'anna@berg.example', Title: 'CEO' },
] as const satisfies readonly ContactValues[];

export const edits: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('editRow', 'editItem'), who, field, empty: fc.constant(false) }),
  fc.record({ do: fc.constantFrom('editRow', 'editItem'), who, field, empty: fc.boolean() }),
);
export const births: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('newRow', 'newItem'),
  as: fc.nat({ max: 4 }),
});
export const strangers: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('newRow', 'newItem'),
  as: fc.constant(4),
});
export const removals: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('deleteRow', 'undeleteRow'), who }),
  fc.record({ do: fc.constant('moveItem'), who, to: fc.constantFrom<Place>('folder', 'elsewhere', 'deleted') }),
);
export const oddities: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('copyItem'), who }),
  fc.record({ do: fc.constantFrom('own', 'see'), who, yes }),
);
export const rights: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom('hide', 'lock'), field, yes });
const mode = fc.constantFrom('full' as const, 'delta' as const);
export const quietRuns: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('run'),
  mode,
  missed: nobody,
  unreadable: nobody,
  refused: nobody,
});
export const brokenRuns: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('run'),
  mode,
  missed: someone,
  unreadable: someone,
  refused: someone,
});

export function stepsOf(...kinds: readonly fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> {
  return fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 24, size: 'max' });
}

/** The same, but the story begins when some contacts have been in step for a while. */
export function laterSteps(...kinds: readonly fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> {
  const begun = fc.array(births, { minLength: 1, maxLength: 3 });
  const firstRun: Step = { do: 'run', mode: 'full', missed: [], unreadable: [], refused: [] };
  return fc.tuple(begun, stepsOf(...kinds)).map(([before, after]) => [...before, firstRun, ...after]);
}

const fieldDirection = fc.constantFrom<FieldDirection>('both', 'toExchange', 'toSalesforce');

/** Everything that a configuration can say; the fields that find contacts stay as they are. */
export const anySettings: fc.Arbitrary<ContactSettings> = fc
  .record({
    direction: fc.constantFrom('BothWays', 'SalesforceToExchange', 'ExchangeToSalesforce'),
    scope: fc.constantFrom('Owned', 'AllVisible'),
    leavesReach: fc.constantFrom('KeepCopy', 'RemoveUnchangedCopy'),
    severalMatches: fc.constantFrom('MostRecentlyUpdated', 'MostRecentActivity', 'OldestCreated', 'Ask'),
    firstLink: fc.constantFrom('LeaveBoth', 'Salesforce', 'Exchange'),
    conflict: fc.constantFrom('SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'),
    deletedInExchange: fc.constantFrom('KeepOtherCopy', 'DeleteOtherCopy'),
    deletedInSalesforce: fc.constantFrom('KeepOtherCopy', 'DeleteOtherCopy'),
    Title: fieldDirection,
    Phone: fieldDirection,
    Description: fc.oneof(fieldDirection, fc.constant<FieldDirection>('off')),
  } satisfies Record<string, fc.Arbitrary<unknown>>)
  .map(({ Title, Phone, Description, ...chosen }) => ({
    ...defaultSettings,
    ...(chosen as Partial<ContactSettings>),
    fields: { ...defaultFields, Title, Phone, Description },
  }));

/** What comes of a step; null for all but a run. */
export function take(world: World, step: Step): RunReport | null {
  const rows = [...world.rows.keys()];
  const items = [...world.items.keys()];
  const row = 'who' in step ? rows[step.who % Math.max(1, rows.length)] : undefined;
  const item = 'who' in step ? items[step.who % Math.max(1, items.length)] : undefined;
  switch (step.do) {
    case 'newRow':
      newRow(world, people[step.as] ?? stranger(world));
      return null;
    case 'newItem':
      newItem(world, people[step.as] ?? stranger(world));
      return null;
    case 'editRow':
      if (row !== undefined) editRow(world, row, { [step.field]: step.empty ? '' : freshValue(world, step.field) });
      return null;
    case 'editItem':
      if (item !== undefined) editItem(world, item, { [step.field]: step.empty ? '' : typedValue(world, step.field) });
      return null;
    case 'deleteRow':
      if (row !== undefined) deleteRow(world, row);
      return null;
    case 'undeleteRow':
      if (row !== undefined) undeleteRow(world, row);
      return null;
    case 'copyItem':
      if (item !== undefined) copyItem(world, item);
      return null;
    case 'moveItem':
      if (item !== undefined) moveItem(world, item, step.to);
      return null;
    case 'own':
      if (row !== undefined) changeRow(world, row, { isOwned: step.yes });
      return null;
    case 'see':
      if (row !== undefined) changeRow(world, row, { isVisible: step.yes });
      return null;
    case 'hide':
    case 'lock':
      allow(step.do === 'hide' ? world.hidden : world.readOnly, step.field, step.yes);
      return null;
    case 'run':
      return run(world, optionsOf(step, [...rows, ...items]));
  }
}

/** Somebody whom nobody else can be taken for. */
function stranger(world: World): ContactValues {
  const number = nextNumber(world);
  return { LastName: `Novak ${number}`, FirstName: 'Eva', Email: `novak${number}@berg.example`, Title: 'Agent' };
}

function optionsOf(step: Extract<Step, { do: 'run' }>, ids: readonly string[]): RunOptions {
  const chosen = (numbers: readonly number[]) => new Set(numbers.flatMap((number) => ids[number % ids.length] ?? []));
  const { mode, missed, unreadable, refused } = step;
  return { mode, missed: chosen(missed), unreadable: chosen(unreadable), refused: chosen(refused) };
}

/** Nobody hides the name or the address of contacts. */
function allow(set: Set<ContactField>, field: PlayedField, isOn: boolean): void {
  if (field === 'LastName' || field === 'FirstName' || field === 'Email') return;
  if (isOn) set.add(field);
  else set.delete(field);
}

/** Outlook takes any text for an address; Salesforce does not. */
function typedValue(world: World, field: PlayedField): string {
  const value = freshValue(world, field);
  return field === 'Email' && world.made % 4 === 0 ? value.replace('@', ' at ') : value;
}

/** A value that nobody has typed before, so that every edit is a change. */
function freshValue(world: World, field: PlayedField): string {
  const number = nextNumber(world);
  if (field === 'Email') return `p${number}@berg.example`;
  if (field === 'Phone' || field === 'Fax') return `+49 30 ${number}`;
  if (field === 'Account.Name') return number % 4 === 0 ? `Nobody ${number}` : `Company ${number}`;
  return `${field} ${number}`;
}
