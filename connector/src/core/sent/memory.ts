// What a row of a sent write says in hashes: made before the write, held against what is read after it, and turned
// into the memory of the link once it was judged. Pure; the same for every object.
import {
  fieldHashBytes,
  isSameHash,
  memoryIn,
  settledHashes,
  unknownMark,
  type HashTable,
  type ItemHasher,
  type Settling,
} from '../hash.js';
import { otherSide, type BySide, type SettledHashes } from '../link.js';
import type { Side } from '../model.js';
import type { SentRow } from './row.js';
import type { SentFacts, SentVerdict } from './verdict.js';

type Values<Field extends string> = Readonly<Partial<Record<Field, string>>>;

/** What is known of a write before it is sent. */
export interface SentValues<Field extends string> {
  /** The written side as it will read back, in every field that will be settled. */
  readonly sent: Values<Field>;
  /** The source as it was read. */
  readonly source: Values<Field>;
  readonly written: readonly Field[];
  /** Changed on the written side before, and to be settled later: *changed since* once the write is carried out. */
  readonly changedBefore?: readonly Field[];
}

/** The hashes of a row. Where the source says the same as what is sent, it is not stored twice. */
export function sentHashes<Field extends string>(
  table: HashTable<Field>,
  hasher: ItemHasher,
  { sent, source, written, changedBefore = [] }: SentValues<Field>,
): Pick<SentRow, 'sent' | 'source' | 'written'> {
  const named = table.names.filter((field) => sent[field] !== undefined);
  const differs = named.filter(
    (field) =>
      source[field] !== undefined &&
      table.comparable(field, source[field]) !== table.comparable(field, sent[field] ?? ''),
  );
  return {
    sent: settledHashes(table, hasher, sent, null, {
      ...settling(named, 'now'),
      ...settling(changedBefore, 'unknown'),
    }),
    source: settledHashes(table, hasher, source, null, settling(differs, 'now')),
    written: maskOf(table, written),
  };
}

function settling<Field extends string>(
  fields: readonly Field[],
  how: Settling,
): Readonly<Partial<Record<Field, Settling>>> {
  return Object.fromEntries(fields.map((field) => [field, how])) as Partial<Record<Field, Settling>>;
}

function maskOf<Field extends string>({ names }: HashTable<Field>, fields: readonly Field[]): number {
  return fields.reduce((mask, field) => mask + 2 ** names.indexOf(field), 0);
}

/**
 * What the written fields testify, the strongest first; null where none of them can be read: then nothing follows, and
 * the row stays open (law P24). Nothing written at all (a stamp alone) has nothing to lose and counts as sent.
 */
export function readsOf<Field extends string>(
  table: HashTable<Field>,
  hasher: ItemHasher,
  row: Pick<SentRow, 'sent' | 'written'>,
  old: SettledHashes | null,
  spent: readonly SettledHashes[],
  now: Values<Field>,
): SentFacts['reads'] | null {
  const testimonies = new Set<SentFacts['reads'] | 'unread'>();
  table.names.forEach((field, index) => {
    const sent = memoryIn(table, row.sent, field);
    if (!isIn(row.written, index) || sent.kind !== 'hash') return;
    const before = old === null ? null : memoryIn(table, old, field);
    if (before?.kind === 'hash' && isSameHash(before.hash, sent.hash)) return;
    const value = now[field];
    if (value === undefined) {
      testimonies.add('unread');
      return;
    }
    const hash = hasher.fieldHash(field, table.comparable(field, value));
    const isOf = (hashes: SettledHashes): boolean => isSameHash(hash, at(hashes, index));
    if (isOf(row.sent)) testimonies.add('sent');
    else if (spent.some(isOf)) testimonies.add('spent');
    // Where the two never met in this field nobody knows what was there before. What was not sent counts as that: a
    // first meeting overwrites nothing, a wrong memory would (a number that one side alone had was taken for deleted).
    else testimonies.add(old === null || before?.kind === 'none' || isOf(old) ? 'old' : 'other');
  });
  const found = (['sent', 'old', 'spent', 'other'] as const).find((reads) => testimonies.has(reads));
  return found ?? (testimonies.has('unread') ? null : 'sent');
}

/** The memory of both sides after the verdict. `before`: as it was, zeros for a pair that was not linked. */
export function memoryAfterSent<Field extends string>(
  table: HashTable<Field>,
  row: Pick<SentRow, 'side' | 'sent' | 'source' | 'written'>,
  before: BySide<SettledHashes>,
  verdict: SentVerdict,
  conflict: SentFacts['conflict'],
): BySide<SettledHashes> {
  if (verdict === 'notDone') return before;
  const source = otherSide(row.side);
  if (verdict === 'kept') return bySide(row.side, everyField(table), before[source]);
  const written = table.names.map((_, index) => known(at(row.sent, index)) ?? at(before[row.side], index));
  const read = table.names.map((_, index) => {
    // Else the next look saw one change only, and wrote it over what the person is to be asked about.
    if (verdict === 'unknown' && conflict === 'Ask' && isIn(row.written, index)) return unknownMark;
    const sent = at(row.sent, index);
    // Changed on the written side alone: nothing follows for the other one.
    const read = isSameHash(sent, unknownMark) ? null : known(sent);
    return known(at(row.source, index)) ?? read ?? at(before[source], index);
  });
  return bySide(row.side, joined(written), joined(read));
}

function bySide(side: Side, written: SettledHashes, source: SettledHashes): BySide<SettledHashes> {
  return side === 'salesforce' ? { salesforce: written, exchange: source } : { salesforce: source, exchange: written };
}

function at(hashes: SettledHashes, index: number): Uint8Array {
  const hash = hashes.subarray(index * fieldHashBytes, (index + 1) * fieldHashBytes);
  return hash.length === fieldHashBytes ? hash : new Uint8Array(fieldHashBytes);
}

function known(hash: Uint8Array): Uint8Array | null {
  return hash.some((byte) => byte !== 0) ? hash : null;
}

function joined(hashes: readonly Uint8Array[]): SettledHashes {
  const all = new Uint8Array(hashes.length * fieldHashBytes);
  hashes.forEach((hash, index) => all.set(hash, index * fieldHashBytes));
  return all;
}

/** Changed since in every field. */
function everyField<Field extends string>({ names }: HashTable<Field>): SettledHashes {
  return joined(names.map(() => unknownMark));
}

/** Whether the mask of written fields names the one in this place of the table. */
export function isIn(mask: number, index: number): boolean {
  return Math.floor(mask / 2 ** index) % 2 === 1;
}
