// How each boundary writes down what the codes and statuses of its system mean: by the class of failure.
import type { FailureClass } from '../core/failure.js';

/** Class → its codes or statuses, turned round: code or status → class. */
export function classTable<Key extends string | number>(
  table: Readonly<Partial<Record<FailureClass, readonly Key[]>>>,
): ReadonlyMap<Key, FailureClass> {
  const rows = Object.entries(table) as [FailureClass, readonly Key[]][];
  return new Map(rows.flatMap(([failureClass, keys]) => keys.map((key) => [key, failureClass] as const)));
}
