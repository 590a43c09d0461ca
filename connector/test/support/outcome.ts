// What came of a call, for tests that expect it to have gone well.
import type { Outcome } from '../../src/core/failure.js';

/** Throws, with the failure, where there is no value. */
export function valueOf<T>(outcome: Outcome<T> | undefined): T {
  if (outcome === undefined || !outcome.ok) throw new Error(`expected a value, got ${JSON.stringify(outcome)}`);
  return outcome.value;
}
