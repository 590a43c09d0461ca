// What a plain-minded observer of the small world writes down: the real texts of both sides whenever the connector has
// settled a pair, and which fields the two then owe each other. No hashes and nothing of the core's own decisions: the
// laws are judged by it.
import { comparable } from '../../../src/core/contact/canonical.js';
import { fieldRow } from '../../../src/core/contact/fields.js';
import type { BySide, ContactLink } from '../../../src/core/link.js';
import { flowsOf } from '../../../src/core/merge.js';
import type { ContactAction } from '../../../src/core/contact/action.js';
import type { ContactValues } from '../../../src/core/contact/model.js';
import type { RunReport } from './world-run.js';
import { playedFields, type PlayedField } from './world-steps.js';
import { itemValues, rowValues, type World } from './world.js';

type Ids = BySide<string>;

interface PairRecord {
  readonly ids: Ids;
  /** The texts as they were when the pair was settled last; a field that was never settled is absent. */
  readonly salesforce: Partial<Record<PlayedField, string>>;
  readonly exchange: Partial<Record<PlayedField, string>>;
  /** Fields in which the two have to agree. */
  readonly owed: Set<PlayedField>;
}

export interface Ledger {
  readonly pairs: Map<string, PairRecord>;
}

export interface Texts {
  readonly rows: ReadonlyMap<string, ContactValues>;
  readonly items: ReadonlyMap<string, ContactValues>;
}

export function emptyLedger(): Ledger {
  return { pairs: new Map() };
}

export function textsOf(world: World): Texts {
  return {
    rows: new Map([...world.rows.keys()].map((id) => [id as string, rowValues(world, id)])),
    items: new Map([...world.items.keys()].map((id) => [id as string, itemValues(world, id)])),
  };
}

/** After a run in which nothing was refused. `before`: the texts when it began. */
export function writeDown(ledger: Ledger, world: World, before: Texts, report: RunReport): void {
  const after = textsOf(world);
  const standing = new Set([...world.links.values()].map(keyOf));
  for (const key of [...ledger.pairs.keys()]) if (!standing.has(key)) ledger.pairs.delete(key);
  for (const action of report.actions) {
    const pair = pairOf(world, action);
    if (pair === null) continue;
    const isNew = action.kind !== 'settle';
    const known = isNew ? undefined : ledger.pairs.get(keyOf(pair));
    const record = known ?? { ...pair, salesforce: {}, exchange: {}, owed: new Set<PlayedField>() };
    for (const field of playedFields) {
      if (!canBeRead(world, field)) continue;
      const was = isNew ? after : before;
      // What Outlook took for an address is no text that Salesforce could have: nothing is compared.
      if (was.items.get(pair.ids.exchange)?.[field] === undefined) continue;
      settleField(
        record,
        world,
        field,
        textIn(was.rows, pair.ids.salesforce, field),
        textIn(was.items, pair.ids.exchange, field),
      );
      record.salesforce[field] = textIn(after.rows, pair.ids.salesforce, field);
      record.exchange[field] = textIn(after.items, pair.ids.exchange, field);
    }
    ledger.pairs.set(keyOf(pair), record);
  }
}

export function canBeRead(world: World, field: PlayedField): boolean {
  return world.settings.fields[field] !== 'off' && !world.hidden.has(field);
}

export function keyOf({ ids }: { readonly ids: Ids }): string {
  return `${ids.salesforce} ${ids.exchange}`;
}

export function isSame(field: PlayedField, one: string, other: string): boolean {
  return comparable(field, one) === comparable(field, other);
}

function settleField(record: PairRecord, world: World, field: PlayedField, ours: string, theirs: string): void {
  const { toExchange, toSalesforce } = flowsOf(world.settings.direction, world.settings.fields[field]);
  const lastOurs = record.salesforce[field];
  const lastTheirs = record.exchange[field];
  if (lastOurs === undefined || lastTheirs === undefined) {
    if (isSame(field, ours, theirs)) return;
    const isFilled = ours === '' ? toSalesforce : theirs === '' && toExchange;
    const { firstLink } = world.settings;
    const isChosen = (firstLink === 'Salesforce' && toExchange) || (firstLink === 'Exchange' && toSalesforce);
    const isNotes = fieldRow(field).isNotes === true;
    if (isFilled || (ours !== '' && theirs !== '' && isChosen && !isNotes)) record.owed.add(field);
    return;
  }
  const weChanged = !isSame(field, ours, lastOurs);
  const theyChanged = !isSame(field, theirs, lastTheirs);
  if (!weChanged && !theyChanged) return;
  if ((weChanged && toExchange) || (theyChanged && toSalesforce)) record.owed.add(field);
  else record.owed.delete(field);
}

/** Both ids of a pair that this action settled or made; for one that was made, by the link that stands now. */
function pairOf(world: World, action: ContactAction): { readonly ids: Ids } | null {
  switch (action.kind) {
    case 'settle':
      return { ids: { salesforce: action.salesforce.id, exchange: action.exchange.id } };
    case 'createInExchange':
      return linkOf(world, (link) => link.ids.salesforce === action.salesforce.id);
    case 'createInSalesforce':
      return linkOf(world, (link) => link.ids.exchange === action.exchange.id);
    default:
      return null;
  }
}

function linkOf(world: World, fits: (link: ContactLink) => boolean) {
  const link = [...world.links.values()].find((one) => one.state === 'linked' && fits(one));
  return link === undefined ? null : { ids: link.ids };
}

function textIn(texts: ReadonlyMap<string, ContactValues>, id: string, field: PlayedField): string {
  return texts.get(id)?.[field] ?? '';
}
