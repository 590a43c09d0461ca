// Stand-in for ExchangeSyncCount.cls: how many there are of one value.
import type { AggregateResult } from './platform/aggregate.js';

export interface ExchangeSyncCount {
  readonly value: string | null;
  readonly total: number;
}

/** Adds up the column `total` for each value of a column, in the order in which values are met. */
export function listOf(rows: readonly AggregateResult[], column: string): readonly ExchangeSyncCount[] {
  const totals = new Map<string | null, number>();
  for (const row of rows) {
    const found = row[column] ?? null;
    const value = found === null ? null : String(found);
    totals.set(value, (totals.get(value) ?? 0) + Math.trunc(Number(row['total'] ?? 0)));
  }
  return [...totals].map(([value, total]) => ({ value, total }));
}
