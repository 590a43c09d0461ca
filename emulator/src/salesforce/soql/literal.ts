// Literals and operators of a query's conditions: do they fit the field, and how a row's value is compared with them.
// Comparison rules (case, null): notes.md, "Queries".
import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { notModelled, refusal } from '../errors.js';
import { normalizeId } from '../ids.js';
import type { FieldDefinition } from '../schema/schema.js';
import { parseDate, parseInstant, type Value } from '../schema/values.js';

const escapes: Record<string, string> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
};

/** The text between quotes, escapes resolved. For LIKE, `\_` and `\%` stay as they are. */
export function unquote(literal: string, isPattern = false): string {
  const inner = literal.slice(1, -1);
  return inner.replace(/\\(u[0-9A-Fa-f]{4}|.)/gsu, (whole, code: string) => {
    if (code.startsWith('u') && code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (code in escapes) return escapes[code] as string;
    if (["'", '"', '\\'].includes(code)) return isPattern && code === '\\' ? whole : code;
    if (isPattern && (code === '_' || code === '%')) return whole;
    throw refusal('MALFORMED_QUERY', `invalid escape sequence \\${code} in ${literal}`);
  });
}

function mustBe(field: FieldDefinition, type: string, quotes: 'should be' | 'should not be'): never {
  const message = `value of filter criterion for field '${field.name}' must be of type ${type}`;
  throw refusal('INVALID_FIELD', `${message} and ${quotes} enclosed in quotes`);
}

function idLiteral(literal: string): Value {
  const text = unquote(literal);
  const id = normalizeId(text);
  if (id === null) throw refusal('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
  return id;
}

/** The value that a literal stands for. Throws INVALID_FIELD where it does not fit the field's type. */
export function literalValue(field: FieldDefinition, literal: string, type: LiteralType | undefined): Value {
  if (type === 'NULL') return null;
  if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL')
    throw notModelled(`the relative date ${literal} in a query`);
  if (type === 'APEX_BIND_VARIABLE') throw refusal('MALFORMED_QUERY', `unexpected token: ':'`);
  switch (field.type) {
    case 'id':
    case 'reference':
      return type === 'STRING' ? idLiteral(literal) : mustBe(field, 'string', 'should be');
    case 'boolean':
      return type === 'BOOLEAN' ? literal.toUpperCase() === 'TRUE' : mustBe(field, 'boolean', 'should not be');
    case 'int':
    case 'double':
    case 'percent':
      if (type !== 'INTEGER' && type !== 'DECIMAL') return mustBe(field, 'double', 'should not be');
      return Number(literal);
    case 'date':
      return type === 'DATE' && parseDate(literal) !== null ? literal : mustBe(field, 'date', 'should not be');
    case 'datetime':
      return type === 'DATETIME'
        ? (parseInstant(literal) ?? malformed(literal))
        : mustBe(field, 'dateTime', 'should not be');
    case 'address':
      throw refusal('INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`);
    default: {
      if (type !== 'STRING') return mustBe(field, 'string', 'should be');
      const text = unquote(literal);
      if (text.length > 4_000) throw refusal('MALFORMED_QUERY', 'a text in a condition is longer than 4000 characters');
      return text === '' ? null : text;
    }
  }
}

function malformed(literal: string): never {
  throw refusal('MALFORMED_QUERY', `line 1: ${literal} is not a valid date and time`);
}

/** A value in the form in which it is compared: text without case, except ids and case-sensitive unique fields. */
export function comparable(field: FieldDefinition, value: Value): Value {
  if (field.type === 'boolean') return value === true;
  const hasCase = field.type === 'id' || field.type === 'reference' || field.caseSensitive;
  return typeof value === 'string' && !hasCase ? value.toLowerCase() : value;
}

/** The test of a LIKE pattern: `%` any text, `_` one character, both escapable; no case. */
export function likeTest(pattern: string): (value: Value) => boolean {
  const source = pattern.replace(/\\?[\s\S]/g, (part) => {
    if (part === '%') return '[\\s\\S]*';
    if (part === '_') return '[\\s\\S]';
    return part.slice(-1).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  const expression = new RegExp(`^${source}$`, 'i');
  return (value) => typeof value === 'string' && expression.test(value);
}
