// Stand-in for ExchangeConditionsCheck.cls: whether the connector can read the conditions of a configuration.
import type { Labels } from '../schema/labels.js';
import { isObject, valueOf } from './exchange-sync-json.js';
import { isBlank } from './platform/strings.js';

const operators = [
  'equals',
  'notEquals',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'contains',
  'startsWith',
  'in',
];
const fieldName = /^(Account\.)?[A-Za-z][A-Za-z0-9_]*$/;

/** What is wrong and how to fix it, or null. */
export function faultIn(labels: Labels, text: string | null): string | null {
  if (text === null || isBlank(text)) return null;
  const parsed = valueOf(text);
  if (!Array.isArray(parsed)) return labels.text('Conditions_Unreadable');
  for (const [index, entry] of parsed.entries()) {
    const fault = faultInEntry(labels, entry);
    if (fault !== null) return labels.text('Condition_At', String(index + 1), fault);
  }
  return null;
}

function faultInEntry(labels: Labels, entry: unknown): string | null {
  if (!isObject(entry)) return labels.text('Condition_Unreadable');
  const { field, operator } = entry;
  if (typeof field !== 'string' || !fieldName.test(field)) return labels.text('Condition_Field');
  if (typeof operator !== 'string' || !operators.includes(operator)) {
    return labels.text('Condition_Operator', operators.join(', '));
  }
  if (!Object.hasOwn(entry, 'value')) return labels.text('Condition_Value_Missing');
  return faultInValue(labels, operator, entry['value']);
}

const isTextOrNumber = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

function faultInValue(labels: Labels, operator: string, value: unknown): string | null {
  switch (operator) {
    case 'in': {
      const isListOfTexts = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
      return isListOfTexts ? null : labels.text('Condition_Value_List');
    }
    case 'contains':
    case 'startsWith':
      return typeof value === 'string' && value !== '' ? null : labels.text('Condition_Value_Text', operator);
    case 'equals':
    case 'notEquals': {
      const isSingle = value === null || typeof value === 'boolean' || isTextOrNumber(value);
      return isSingle ? null : labels.text('Condition_Value_Single', operator);
    }
    default:
      return isTextOrNumber(value) ? null : labels.text('Condition_Value_Ordered', operator);
  }
}
