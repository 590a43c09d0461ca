// Texts of queries. Pure. Every value is escaped here and nowhere else; names are checked, never escaped.
// Rules: SOQL and SOSL Reference, "Quoted String Escape Sequences", "Date Formats and Date Literals".
import { BrokenAssumption } from '../../core/failure.js';
import { limits } from '../../core/limits.js';

const namePattern = /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?$/;

/** A field, object or `Parent.Field` name as it may stand in a query. */
export function checkedName(name: string): string {
  if (!namePattern.test(name)) throw new BrokenAssumption('NOT_A_SOQL_NAME');
  return name;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function escaped(value: string): string {
  return value.replace(loneSurrogate, '\uFFFD').replace(/[\\'"\n\r\t\b\f]/g, (character) => escapes[character] ?? '');
}

/** `O'Neill` → `'O\'Neill'`. */
export function textLiteral(value: string): string {
  return `'${escaped(value)}'`;
}

/** For LIKE: the value's own `%` and `_` stand for themselves. */
export function likeLiteral(value: string, position: 'startsWith' | 'contains'): string {
  const text = escaped(value).replace(/[%_]/g, '\\$&');
  return position === 'contains' ? `'%${text}%'` : `'${text}%'`;
}

export function idLiteral(id: string): string {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id)) throw new BrokenAssumption('NOT_A_SALESFORCE_ID');
  return `'${id}'`;
}

/** `2026-11-22`; a date has no quotes. */
export function dateLiteral(date: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw new BrokenAssumption('NOT_A_DATE');
  return date;
}

/** `SELECT …`, `Id` always among the fields, each once. `where` '' = no condition. */
export function select(fields: readonly string[], object: string, where: string, end = ''): string {
  const names = [...new Set(['Id', ...fields])].map(checkedName).join(',');
  const query = `SELECT ${names} FROM ${checkedName(object)}`;
  return [query, where === '' ? '' : `WHERE ${where}`, end].filter((part) => part !== '').join(' ');
}

export function and(...conditions: readonly string[]): string {
  const given = conditions.filter((condition) => condition !== '');
  return given.length < 2 ? given.join('') : given.map((condition) => `(${condition})`).join(' AND ');
}

/** As the value of `q` in a URL. Blanks as `+` keep the URL short. */
export function encodeQuery(soql: string): string {
  return encodeURIComponent(soql).replace(/%20/g, '+');
}

/**
 * Packs parts (literals, or whole conditions) into as few queries as the length of a URI allows, in order.
 * `query` makes the text of a query out of some parts. Bytes are counted as they will be on the wire.
 */
export function packQueries(
  parts: readonly string[],
  separator: string,
  query: (joined: string) => string,
  bytesMax: number = limits.salesforceQueryBytesMax,
): readonly string[] {
  const fixedBytes = encodeQuery(query('')).length;
  const separatorBytes = encodeQuery(separator).length;
  const queries: string[] = [];
  let pack: string[] = [];
  let bytes = fixedBytes;
  for (const part of parts) {
    const partBytes = encodeQuery(part).length + separatorBytes;
    if (pack.length > 0 && bytes + partBytes > bytesMax) {
      queries.push(query(pack.join(separator)));
      pack = [];
      bytes = fixedBytes;
    }
    pack.push(part);
    bytes += partBytes;
  }
  if (pack.length > 0) queries.push(query(pack.join(separator)));
  return queries;
}

/** Each value once, in order of first appearance. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** Texts that can stand in a field of this length: without blanks around them, each once. No others are asked for. */
export function findable(texts: readonly string[], lengthMax: number): readonly string[] {
  return distinct(texts.map((text) => text.trim()).filter((text) => text !== '' && text.length <= lengthMax));
}
