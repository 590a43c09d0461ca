// Writes that were found not carried out and landed later all the same: a slow server, a frozen worker. Pure; the same
// for every object. Rule: docs/sync-rules.md, "Writes whose end is not known".
import {
  isSameHash,
  memoryIn,
  settledHashes,
  type HashTable,
  type ItemHasher,
  type ItemHashers,
  type Settling,
} from '../hash.js';
import { otherSide, type BySide, type SettledHashes } from '../link.js';
import type { Side } from '../model.js';
import { isIn } from './memory.js';
import type { SentRow } from './row.js';

type Values<Field extends string> = Readonly<Partial<Record<Field, string>>>;

/** What a link remembers, and what its hashes are made with. */
export interface RememberedPair {
  readonly settled: BySide<SettledHashes>;
  readonly memoryKey: string;
  readonly formVersion: number;
}

/**
 * The memory of a pair where a side reads what one of these rows sent, and not what was agreed: that was us, and no
 * edit, so the other side's value goes over. Null where nothing of it is ours. `rows`: spent ones of this pair.
 * `now`: what can be read of either side.
 */
export function memoryAfterLateWrites<Field extends string>(
  table: HashTable<Field>,
  hashers: ItemHashers,
  rows: readonly SentRow[],
  pair: RememberedPair,
  now: BySide<Values<Field>>,
): BySide<SettledHashes> | null {
  if (pair.formVersion !== table.formVersion) return null;
  const hasher = hashers.forItem(pair.memoryKey);
  const late = rows.flatMap((row) =>
    fieldsReadingSent(table, hashers.forItem(row.memoryKey), row, now[row.side])
      .filter((field) => isNotAgreed(table, hasher, pair.settled[row.side], field, now[row.side][field]))
      .map((field) => ({ side: row.side, field })),
  );
  if (late.length === 0) return null;
  const after = (side: Side): SettledHashes => {
    // What the source says by now was not carried over by that write.
    const settling = late.map((one) => [one.field, one.side === side ? 'now' : 'unknown'] as const);
    const which = Object.fromEntries(settling) as Partial<Record<Field, Settling>>;
    return settledHashes(table, hasher, now[side], pair.settled[side], which);
  };
  return { salesforce: after('salesforce'), exchange: after('exchange') };
}

function isNotAgreed<Field extends string>(
  table: HashTable<Field>,
  hasher: ItemHasher,
  settled: SettledHashes,
  field: Field,
  value = '',
): boolean {
  const agreed = memoryIn(table, settled, field);
  return agreed.kind === 'hash' && !isSameHash(agreed.hash, hasher.fieldHash(field, table.comparable(field, value)));
}

function fieldsReadingSent<Field extends string>(
  table: HashTable<Field>,
  hasher: ItemHasher,
  row: SentRow,
  now: Values<Field>,
): readonly Field[] {
  if (row.formVersion !== table.formVersion) return [];
  return table.names.filter((field, index) => {
    const value = now[field];
    if (value === undefined || !isIn(row.written, index)) return false;
    const sent = memoryIn(table, row.sent, field);
    return sent.kind === 'hash' && isSameHash(sent.hash, hasher.fieldHash(field, table.comparable(field, value)));
  });
}

/** It says what was sent, in all that was written and can be read: nobody has edited it since. */
export function readsAsSent<Field extends string>(
  table: HashTable<Field>,
  hashers: ItemHashers,
  row: SentRow,
  now: Values<Field>,
): boolean {
  const readable = table.names.filter((field, index) => isIn(row.written, index) && now[field] !== undefined);
  const asSent = fieldsReadingSent(table, hashers.forItem(row.memoryKey), row, now);
  return readable.length > 0 && asSent.length === readable.length;
}

/** The row of our own delete that landed late: what is gone on this side was taken away by nobody else. */
export function lateDelete(rows: readonly SentRow[], side: Side, ids: BySide<string>): SentRow | null {
  const isOfPair = (row: SentRow): boolean =>
    row.kind === 'delete' &&
    row.side === side &&
    row.ids[side] === ids[side] &&
    row.ids[otherSide(side)] === ids[otherSide(side)];
  return rows.find(isOfPair) ?? null;
}
