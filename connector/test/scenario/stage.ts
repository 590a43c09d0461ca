// Plays one scenario folder in the small world: who is there before, what people do, and what the run after it plans.
// Everybody has a label, the same on both sides of a pair, so that a golden file holds no ids that chance gives.
import { sortedCopy } from './sorted.js';
import type { ContactAction } from '../../src/core/contact/action.js';
import type { ContactValues } from '../../src/core/contact/model.js';
import type { ExchangeContactId, SalesforceContactId } from '../../src/core/model.js';
import type { ContactField } from '../../src/core/contact/fields.js';
import type { ContactSettings } from '../../src/core/settings/contact.js';
import { defaultSettings } from '../support/contacts.js';
import { reset, run, type RunReport } from '../property/contacts/world-run.js';
import {
  changeRow,
  copyItem,
  deleteRow,
  editItem,
  editRow,
  emptyWorld,
  itemValues,
  moveItem,
  newItem,
  newRow,
  rowValues,
  undeleteRow,
  type Place,
  type World,
} from '../property/contacts/world.js';

type People = Readonly<Record<string, ContactValues>>;

/** before.json: settings other than the default ones, and who is there. */
export interface Before {
  readonly settings: Partial<Omit<ContactSettings, 'fields'>> & {
    readonly fields?: Partial<ContactSettings['fields']>;
  };
  readonly salesforce: People;
  readonly exchange: People;
  /** True: the sides have been in step for a while when the story begins. */
  readonly isInStep: boolean;
}

/** A line of edits.json. */
export type Edit =
  | { readonly act: 'new' | 'edit'; readonly side: Side; readonly who: string; readonly values: ContactValues }
  | { readonly act: 'delete' | 'undelete'; readonly side: Side; readonly who: string }
  | { readonly act: 'move'; readonly who: string; readonly to: Place }
  | { readonly act: 'copy'; readonly who: string; readonly as: string }
  | { readonly act: 'own' | 'see'; readonly who: string; readonly yes: boolean }
  | { readonly act: 'hide' | 'lock'; readonly field: ContactField }
  | { readonly act: 'reset'; readonly bringBackRemoved: boolean; readonly settleAnew: boolean }
  | { readonly act: 'run' };

type Side = 'salesforce' | 'exchange';

interface Stage {
  readonly world: World;
  readonly rows: Map<string, SalesforceContactId>;
  readonly items: Map<string, ExchangeContactId>;
}

/** The plan of the last run and both sides after it, with sorted keys and labels. */
export function playScenario(before: Before, edits: readonly Edit[]): { plan: unknown; after: unknown } {
  const { fields, ...rest } = before.settings;
  const settings = { ...defaultSettings, ...rest, fields: { ...defaultSettings.fields, ...fields } };
  const stage: Stage = { world: emptyWorld(settings), rows: new Map(), items: new Map() };
  for (const [who, values] of Object.entries(before.salesforce)) stage.rows.set(who, newRow(stage.world, values));
  for (const [who, values] of Object.entries(before.exchange)) stage.items.set(who, newItem(stage.world, values));
  if (before.isInStep) {
    for (let round = 0; round < 2; round += 1) run(stage.world);
    lookAround(stage);
  }
  for (const edit of edits) act(stage, edit);
  const wish = edits.find((edit) => edit.act === 'reset');
  const report = run(stage.world, { mode: 'full', bringsBackRemoved: wish?.bringBackRemoved === true });
  lookAround(stage);
  return { plan: sortedCopy(planOf(stage, report)), after: sortedCopy(afterOf(stage)) };
}

function act(stage: Stage, edit: Edit): void {
  const { world } = stage;
  switch (edit.act) {
    case 'new':
      if (edit.side === 'salesforce') stage.rows.set(edit.who, newRow(world, edit.values));
      else stage.items.set(edit.who, newItem(world, edit.values));
      return;
    case 'edit':
      if (edit.side === 'salesforce') editRow(world, known(stage.rows, edit.who), edit.values);
      else editItem(world, known(stage.items, edit.who), edit.values);
      return;
    case 'delete':
      if (edit.side === 'salesforce') deleteRow(world, known(stage.rows, edit.who));
      else moveItem(world, known(stage.items, edit.who), 'deleted');
      return;
    case 'undelete':
      if (edit.side === 'salesforce') undeleteRow(world, known(stage.rows, edit.who));
      else moveItem(world, known(stage.items, edit.who), 'folder');
      return;
    case 'move':
      return moveItem(world, known(stage.items, edit.who), edit.to);
    case 'copy': {
      const before = new Set(world.items.keys());
      copyItem(world, known(stage.items, edit.who));
      for (const id of world.items.keys()) if (!before.has(id)) stage.items.set(edit.as, id);
      return;
    }
    case 'own':
      return changeRow(world, known(stage.rows, edit.who), { isOwned: edit.yes });
    case 'see':
      return changeRow(world, known(stage.rows, edit.who), { isVisible: edit.yes });
    case 'hide':
      world.hidden.add(edit.field);
      return;
    case 'lock':
      world.readOnly.add(edit.field);
      return;
    case 'reset':
      return reset(world, edit);
    case 'run':
      run(world);
      return lookAround(stage);
  }
}

/** Who was made by a run gets the label of the one it was made from. */
function lookAround({ world, rows, items }: Stage): void {
  for (const link of world.links.values()) {
    const row = labelOf(rows, link.ids.salesforce) ?? labelOf(items, link.ids.exchange) ?? 'nobody';
    const item = labelOf(items, link.ids.exchange) ?? (items.has(row) ? `${row} again` : row);
    rows.set(row, link.ids.salesforce);
    items.set(item, link.ids.exchange);
  }
}

function planOf({ rows, items }: Stage, report: RunReport): unknown {
  const row = (id: string): string => labelOf(rows, id) ?? 'nobody';
  const item = (id: string): string => labelOf(items, id) ?? 'nobody';
  const left = report.left.map(({ side, itemId, reason }) => ({
    ...{ action: 'leave', reason },
    [side]: side === 'exchange' ? item(itemId) : row(itemId),
  }));
  return { held: report.held, actions: [...report.actions.map((action) => lineOf(action, row, item)), ...left] };
}

function lineOf(action: ContactAction, row: (id: string) => string, item: (id: string) => string): unknown {
  const line = { action: action.kind, reason: action.reason };
  const problems =
    'problems' in action ? Object.fromEntries(action.problems.map(({ field, reason }) => [field, reason])) : {};
  switch (action.kind) {
    case 'createInExchange':
      return { ...line, salesforce: row(action.salesforce.id), values: filled(action.salesforce.values) };
    case 'createInSalesforce':
      return { ...line, exchange: item(action.exchange.id), values: filled(action.exchange.values), problems };
    case 'settle': {
      const { foundBy, toExchange, toSalesforce } = action;
      const pair = { salesforce: row(action.salesforce.id), exchange: item(action.exchange.id) };
      return { ...line, ...pair, foundBy, toExchange, toSalesforce, problems };
    }
    case 'deleteInExchange':
      return { ...line, exchange: item(action.exchange.id) };
    case 'deleteInSalesforce':
      return { ...line, salesforce: row(action.salesforce.id) };
    case 'retire':
      return {
        ...line,
        salesforce: row(action.link.ids.salesforce),
        exchange: item(action.link.ids.exchange),
        state: action.state,
      };
    case 'leave':
      return { ...line, [action.side]: action.side === 'exchange' ? item(action.itemId) : row(action.itemId) };
  }
}

function afterOf({ world, rows, items }: Stage): unknown {
  const salesforce = [...rows].map(([who, id]) => [
    who,
    world.rows.get(id)?.isDeleted === true ? 'deleted' : filled(rowValues(world, id)),
  ]);
  const exchange = [...items].map(([who, id]) => {
    const place = world.items.get(id)?.place ?? 'deleted';
    return [who, place === 'folder' ? filled(itemValues(world, id)) : place];
  });
  const links = [...world.links.values()].map((link) => [
    `${labelOf(rows, link.ids.salesforce)} = ${labelOf(items, link.ids.exchange)}`,
    link.state,
  ]);
  const named = (entries: readonly unknown[]): unknown => Object.fromEntries(entries as [string, unknown][]);
  return { salesforce: named(salesforce), exchange: named(exchange), links: named(links) };
}

function filled(values: ContactValues): ContactValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

function known<Id>(labels: ReadonlyMap<string, Id>, who: string): Id {
  const id = labels.get(who);
  if (id === undefined) throw new Error(`nobody is called ${who}`);
  return id;
}

function labelOf(labels: ReadonlyMap<string, string>, id: string): string | null {
  for (const [label, one] of labels) if (one === id) return label;
  return null;
}
