// What a plain-minded observer of the small world of events writes down: the texts of both sides whenever a pair was
// settled, and in which fields Salesforce then owes Exchange its text. No hashes and nothing of what the core decides:
// law P1 is judged by it.
import type { EventLink } from '../../../src/core/link.js';
import { eventFieldNames, type EventField, type EventValues } from '../../../src/core/event/fields.js';
import type { EventAction } from '../../../src/core/event/action.js';
import { valuesOf } from '../../../src/core/event/values.js';
import type { SalesforceEventId } from '../../../src/core/model.js';
import { eventContextOf, eventIn, linkOfEvent, verdictOf, type EventRunReport } from './world-run.js';
import { rowValues, type EventWorld } from './world.js';

/** Salesforce says of people only whether there is anybody, so they are looked at elsewhere. */
export const comparedFields = eventFieldNames.filter((field) => field !== 'People');

interface PairRecord {
  /** The texts as they were when the pair was settled last; a field that was never settled is absent. */
  readonly exchange: Partial<Record<EventField, string>>;
  readonly salesforce: Partial<Record<EventField, string>>;
  readonly owed: Set<EventField>;
}

export type EventLedger = Map<string, PairRecord>;
export type RowTexts = ReadonlyMap<SalesforceEventId, EventValues>;

export function rowTexts(world: EventWorld): RowTexts {
  return new Map([...world.rows.keys()].map((id) => [id, rowValues(world, id)]));
}

/** What Exchange says of an event that syncs; null for one that does not. */
export function valuesInSelection(world: EventWorld, link: EventLink): EventValues | null {
  const event = eventIn(world, link.ids.exchange);
  if (event === null) return null;
  const verdict = verdictOf(world, event, link);
  return verdict.kind === 'in' ? valuesOf(event, verdict.exposure, eventContextOf(world)).values : null;
}

/** After a run in which nothing was refused. `before`: the texts in Salesforce when it began. */
export function writeDown(ledger: EventLedger, world: EventWorld, before: RowTexts, report: EventRunReport): void {
  const standing = new Set([...world.links.values()].map(keyOf));
  for (const key of [...ledger.keys()]) if (!standing.has(key)) ledger.delete(key);
  for (const action of report.actions) {
    const values = valuesSettledBy(action);
    const link = values === null ? null : linkOfEvent(world, eventIdOf(action));
    if (values === null || link?.ids.salesforce === undefined) continue;
    if (world.rows.get(link.ids.salesforce)?.isDeleted !== false) continue;
    const key = keyOf(link);
    const record = ledger.get(key) ?? { exchange: {}, salesforce: {}, owed: new Set<EventField>() };
    const was = before.get(link.ids.salesforce);
    for (const field of comparedFields) {
      const ours = values[field];
      if (ours !== undefined) settleField(record, field, ours, was?.[field]);
      const theirs = rowValues(world, link.ids.salesforce)[field];
      if (ours !== undefined && theirs !== undefined) record.salesforce[field] = theirs;
    }
    ledger.set(key, record);
  }
}

function keyOf({ ids }: EventLink): string {
  return `${ids.salesforce} ${ids.exchange}`;
}

/** `theirs` undefined: there was no record yet. */
function settleField(record: PairRecord, field: EventField, ours: string, theirs: string | undefined): void {
  const last = record.exchange[field];
  record.exchange[field] = ours;
  if (last === undefined) {
    const isFilled = theirs === undefined || theirs === '' || (field === 'Private' && theirs === '0');
    if (isFilled && ours !== '') record.owed.add(field);
  } else if (ours !== last) record.owed.add(field);
  else if (theirs !== record.salesforce[field]) record.owed.delete(field);
}

function valuesSettledBy(action: EventAction): EventValues | null {
  if (action.kind === 'create' || action.kind === 'empty') return action.values;
  if (action.kind !== 'settle') return null;
  const isWhole = action.endsAs === 'linked' && action.reason !== 'TOO_LONG';
  return isWhole
    ? action.values
    : Object.fromEntries(Object.entries(action.values).filter(([field]) => field in action.settling));
}

function eventIdOf(action: EventAction) {
  if (action.kind === 'create' || action.kind === 'settle' || action.kind === 'empty') return action.event.id;
  throw new Error('nothing is settled by it');
}

/** Fields in which Salesforce owes Exchange its text, and nobody wrote there since. */
export function disagreements(world: EventWorld, ledger: EventLedger): string[] {
  return [...world.links.values()].flatMap((link) => {
    const values = valuesInSelection(world, link);
    const row = world.rows.get(link.ids.salesforce);
    if (values === null || row?.isDeleted !== false) return [];
    const record = ledger.get(keyOf(link));
    if (record === undefined) return [`${link.ids.exchange} was never settled`];
    const theirs = rowValues(world, link.ids.salesforce);
    return comparedFields
      .filter((field) => record.owed.has(field) && values[field] !== undefined)
      .filter((field) => theirs[field] === record.salesforce[field] && theirs[field] !== values[field])
      .map((field) => `${link.ids.exchange} ${field}: ${theirs[field]} | ${values[field]}`);
  });
}
