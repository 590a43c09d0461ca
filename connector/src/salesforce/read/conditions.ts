// The conditions of a configuration as a WHERE clause. Field names are taken from describe, values become literals of
// the field's own type, so nothing that an admin typed is pasted into a query. Salesforce alone evaluates conditions;
// we never do.
import { assertNever, failed, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { Condition } from '../../core/settings/conditions.js';
import type { DescribedField, Description } from './describe.js';
import { and, encodeQuery, idLiteral, likeLiteral, textLiteral } from './soql.js';

export interface ConditionFields {
  readonly contact: Description;
  /** Needed when a condition speaks of `Account.<field>`. */
  readonly account: Description | null;
}

/**
 * All of them joined by AND; '' for none. A field the person cannot see, or a value of another kind, is a failure that
 * names the field.
 */
export function conditionsClause(conditions: readonly Condition[], described: ConditionFields): Outcome<string> {
  const clauses: string[] = [];
  for (const condition of conditions) {
    const field = describedField(condition.field, described);
    if (field === null || !field.isFilterable) return refused('permission', 'CONDITION_FIELD_NOT_VISIBLE', condition);
    const clause = clauseOf(condition, field.name, field);
    if (clause === null) return refused('invalid', 'CONDITION_VALUE_NOT_OF_TYPE', condition);
    clauses.push(clause);
  }
  const clause = and(...clauses);
  if (encodeQuery(clause).length > limits.salesforceConditionsBytesMax) {
    return failed({ class: 'tooLarge', code: 'CONDITIONS_TOO_LONG', fields: conditions.map(({ field }) => field) });
  }
  return success(clause);
}

export function needsAccount(conditions: readonly Condition[]): boolean {
  return conditions.some(({ field }) => field.startsWith('Account.'));
}

function refused(failureClass: 'permission' | 'invalid', code: string, { field }: Condition): Outcome<never> {
  return failed({ class: failureClass, code, fields: [field] });
}

type NamedField = DescribedField & { readonly name: string };

function describedField(path: string, { contact, account }: ConditionFields): NamedField | null {
  const [first = '', second] = path.split('.');
  const field = second === undefined ? contact.fields.get(first) : account?.fields.get(second);
  if (field === undefined || (second !== undefined && first !== 'Account')) return null;
  return { ...field, name: path };
}

/** null: the value does not fit field and operator. */
function clauseOf({ operator, value }: Condition, name: string, field: DescribedField): string | null {
  const compare = (sign: string): string | null => {
    const literal = value === null ? 'null' : literalOf(value, field);
    return literal === null ? null : `${name} ${sign} ${literal}`;
  };
  switch (operator) {
    case 'equals':
      return compare('=');
    case 'notEquals':
      return compare('!=');
    case 'less':
      return value === null ? null : compare('<');
    case 'lessOrEqual':
      return value === null ? null : compare('<=');
    case 'greater':
      return value === null ? null : compare('>');
    case 'greaterOrEqual':
      return value === null ? null : compare('>=');
    case 'contains':
      return containsClause(value, name, field);
    case 'startsWith':
      return isText(field) && typeof value === 'string' ? `${name} LIKE ${likeLiteral(value, 'startsWith')}` : null;
    case 'in':
      return listClause(value, name, field);
    default:
      return assertNever(operator);
  }
}

function containsClause(value: Condition['value'], name: string, field: DescribedField): string | null {
  if (typeof value !== 'string') return null;
  if (field.type === 'multipicklist') return `${name} INCLUDES (${textLiteral(value)})`;
  return isText(field) ? `${name} LIKE ${likeLiteral(value, 'contains')}` : null;
}

function listClause(value: Condition['value'], name: string, field: DescribedField): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const literals = (value as readonly string[]).map((item) => literalOf(item, field));
  return literals.includes(null) ? null : `${name} IN (${literals.join(',')})`;
}

function isText({ type }: DescribedField): boolean {
  return ['string', 'email', 'phone', 'url', 'picklist', 'combobox', 'textarea'].includes(type);
}

const period = '(WEEK|MONTH|QUARTER|YEAR)';
const relativeDate = new RegExp(
  `^(YESTERDAY|TODAY|TOMORROW|(LAST|THIS|NEXT)_${period}|(LAST|NEXT)_90_DAYS` +
    `|((LAST|NEXT)_N_(DAY|${period})S|N_DAYS_AGO):\\d{1,4})$`,
);

/** The value as a literal of the field's type, or null where it is none. */
function literalOf(value: Exclude<Condition['value'], null>, field: DescribedField): string | null {
  if (Array.isArray(value)) return null;
  switch (field.type) {
    case 'boolean':
      return value === true || value === 'true' ? 'TRUE' : value === false || value === 'false' ? 'FALSE' : null;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return numberLiteral(value);
    case 'date':
      return typeof value === 'string' && (relativeDate.test(value) || isDate(value)) ? value : null;
    case 'datetime':
      return typeof value === 'string' ? instantLiteral(value) : null;
    case 'id':
    case 'reference':
      return typeof value === 'string' && /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(value) ? idLiteral(value) : null;
    default:
      return typeof value === 'string' ? textLiteral(value) : null;
  }
}

function numberLiteral(value: unknown): string | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  // SOQL takes no exponents.
  const text = String(number);
  return text.includes('e') ? null : text;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function instantLiteral(text: string): string | null {
  if (relativeDate.test(text)) return text;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
