// Which Salesforce contacts sync: a list of conditions that all have to hold. Read and checked here; what they mean is
// Salesforce's to say, and it alone evaluates them. Rule: docs/settings.md#conditions.
import { notReadable, type ConfigurationFault, type Reading } from './table.js';

type Value = string | number | boolean | null | readonly string[];

const isText = (value: Value): boolean => typeof value === 'string' && value !== '';
const isSingle = (value: Value): boolean => !Array.isArray(value);
const hasOrder = (value: Value): boolean => typeof value === 'string' || typeof value === 'number';

/** Which values an operator takes. */
const operators = {
  equals: isSingle,
  notEquals: isSingle,
  less: hasOrder,
  lessOrEqual: hasOrder,
  greater: hasOrder,
  greaterOrEqual: hasOrder,
  contains: isText,
  startsWith: isText,
  in: (value: Value): boolean => Array.isArray(value) && value.length > 0,
} as const;

type ConditionOperator = keyof typeof operators;

/** `field` is a Contact field or `Account.<field>`. */
export interface Condition {
  readonly field: string;
  readonly operator: ConditionOperator;
  readonly value: Value;
}

/** What is wrong is left out and named. */
export function conditionsOf(held: unknown): Reading<readonly Condition[]> {
  if (!Array.isArray(held)) return notReadable;
  const entries = (held as readonly unknown[]).map(conditionOf);
  return {
    value: entries.filter((entry) => typeof entry !== 'string'),
    problems: entries.filter((entry) => typeof entry === 'string'),
  };
}

/** Whether the field exists for the person is seen when the query is made: describe differs from person to person. */
function conditionOf(entry: unknown): Condition | ConfigurationFault['problem'] {
  if (typeof entry !== 'object' || entry === null) return 'not readable';
  const { field, operator, value } = entry as Record<string, unknown>;
  if (typeof field !== 'string' || typeof operator !== 'string' || !isValue(value)) return 'not readable';
  if (!/^(Account\.)?[A-Za-z][A-Za-z0-9_]*$/.test(field) || !isOperator(operator)) return 'unknown value';
  return operators[operator](value) ? { field, operator, value } : 'contradiction';
}

function isOperator(text: string): text is ConditionOperator {
  return Object.hasOwn(operators, text);
}

function isValue(value: unknown): value is Value {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
