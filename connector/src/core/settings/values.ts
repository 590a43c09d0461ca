// How one field of a configuration row becomes a setting. Never guesses: an empty field takes its default, anything
// else that is not understood is named as a fault, and the default stands in for it. Rule: docs/settings.md.
import type { SalesforceRow } from '../describe.js';
import type { ConfigurationFault } from './model.js';

/** The first value is what an empty field means. */
export type Choices<Value extends string = string> = readonly [Value, ...Value[]];

/** `faults` is where what is wrong gets added. */
export function chosen<Value extends string>(
  row: SalesforceRow,
  field: string,
  choices: Choices<Value>,
  faults: ConfigurationFault[],
): Value {
  const value = row[field];
  const found = choices.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  if (!isEmpty(value)) faults.push({ field, problem: 'unknown value' });
  return choices[0];
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
