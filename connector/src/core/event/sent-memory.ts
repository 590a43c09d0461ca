// What an event's link remembers after the verdict on a write that nobody heard of. Salesforce is never read otherwise
// (docs/decisions/0011), so one memory stands for both sides: what was last written. Pure. Rule: docs/sync-rules.md,
// "Writes whose end is not known".
import { settledHashes, type ItemHasher, type Settling } from '../hash.js';
import type { SettledHashes } from '../link.js';
import { isIn, memoryAfterSent } from '../sent/memory.js';
import type { SentRow } from '../sent/row.js';
import type { SentVerdict } from '../sent/verdict.js';
import { eventFieldNames, eventTable, type EventField } from './fields.js';

/** `before`: what was remembered until now; empty for two that were never linked. */
export function eventMemoryAfterSent(
  row: SentRow,
  before: SettledHashes,
  verdict: SentVerdict,
  hasher: ItemHasher,
): SettledHashes {
  const both = { salesforce: before, exchange: before };
  const { salesforce } = memoryAfterSent(eventTable, row, both, verdict, 'other');
  if (verdict !== 'unknown') return salesforce;
  const owed = eventFieldNames.filter((field) => isOwed(row, field));
  const settling = Object.fromEntries(owed.map((field) => [field, 'unknown' satisfies Settling]));
  return settledHashes(eventTable, hasher, {}, salesforce, settling);
}

/**
 * Where nobody can know, what people may have written there stays, with two exceptions: a meeting must not stand at a
 * time that was called off, and what was hidden is hidden in any case (law P12 before P8).
 */
function isOwed({ written }: SentRow, field: EventField): boolean {
  const isWritten = (one: EventField): boolean => isIn(written, eventFieldNames.indexOf(one));
  return isWritten(field) && (field === 'Times' || isWritten('Private'));
}
