// From what is read of a written record after the wait to the verdict on the write. Pure; the same for every object.
// The rules themselves are data: verdict.ts.
import type { HashTable, ItemHasher } from '../hash.js';
import type { SettledHashes } from '../link.js';
import { isIn, readsOf } from './memory.js';
import type { SentRow } from './row.js';
import { judgeSent, type SentFacts, type SentVerdict } from './verdict.js';

/** The written record as it is now. */
export interface SeenRecord<Field extends string> {
  readonly record: SentFacts['record'];
  readonly version: string;
  /** Of a Salesforce record, by Salesforce's clock. */
  readonly modifiedAtMs: number | null;
  /** The last write of ours that the stamp of an Exchange contact names. */
  readonly write: Pick<SentRow, 'id' | 'attempt'> | null;
  readonly values: Readonly<Partial<Record<Field, string>>>;
}

export interface SentCase<Field extends string> {
  readonly row: SentRow;
  /** What the link remembers of the written side; null without a link. */
  readonly old: SettledHashes | null;
  /** Spent rows of the same item and side. */
  readonly spent: readonly SentRow[];
  readonly seen: SeenRecord<Field>;
  readonly conflict: SentFacts['conflict'];
  /** So long after it was sent a write may still be carried out. */
  readonly waitMs: number;
}

/** Null: nothing of it can be read, so nothing follows and the row stays open (law P24). */
export function judgeRow<Field extends string>(
  table: HashTable<Field>,
  hasher: ItemHasher,
  { row, old, spent, seen, conflict, waitMs }: SentCase<Field>,
): { readonly line: number; readonly verdict: SentVerdict } | null {
  const earlier = spent.map(({ sent }) => sent);
  // Of hashes of another form no field can testify.
  const isSilent = row.kind === 'create' || row.formVersion !== table.formVersion;
  const reads = isSilent ? 'other' : readsOf(table, hasher, row, old, earlier, seen.values);
  if (reads === null && seen.record === 'there') return null;
  const isNamed = ({ id, attempt }: SentRow): boolean => seen.write?.id === id && seen.write.attempt === attempt;
  return judgeSent({
    kind: row.kind,
    record: seen.record,
    stamp: seen.write === null ? 'none' : isNamed(row) ? 'this' : spent.some(isNamed) ? 'spent' : 'other',
    version: row.baseVersion !== '' && row.baseVersion === seen.version ? 'base' : 'moved',
    reads: reads ?? 'other',
    moment: seen.modifiedAtMs !== null && seen.modifiedAtMs <= row.begunAtMs + waitMs ? 'inWait' : 'later',
    conflict,
  });
}

/** Fields that were written and can be read, of a write in doubt: they are said. */
export function doubtfulFields<Field extends string>(
  { names }: Pick<HashTable<Field>, 'names'>,
  { written }: Pick<SentRow, 'written'>,
  values: Readonly<Partial<Record<Field, string>>>,
): readonly Field[] {
  return names.filter((field, index) => isIn(written, index) && values[field] !== undefined);
}
