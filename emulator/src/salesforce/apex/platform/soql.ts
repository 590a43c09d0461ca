// Queries as they are in the classes of force-app, word for word: bind variables are filled in, and the query runs in
// user mode. The words are compared with the .cls files by a test. Evidence: notes.md, "Apex".
import { SalesforceRefusal } from '../../errors.js';
import { runQuery, type QueryResult } from '../../soql/soql.js';
import type { ApexContext } from './context.js';
import { QueryException, SecurityException } from './exceptions.js';

type Bind = string | null | readonly string[];
export type Binds = Readonly<Record<string, Bind>>;

/** A record as Apex holds it: nothing where a field is empty, parents below their relationship. */
export interface ApexRecord {
  readonly Id: string;
  readonly [name: string]: unknown;
}

/** An id that no record has: a list of nothing finds nothing. */
const nobody = '000000000000000AAA';

function literal(value: Bind): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  return `(${(value.length === 0 ? [nobody] : value).map(literal).join(', ')})`;
}

/** The query as the REST API takes it. */
export function filled(text: string, binds: Binds): string {
  const rest = text.replace(' WITH USER_MODE', '');
  if (rest === text) throw new Error(`a query of a stand-in runs in user mode: ${text}`);
  return rest.replace(/:(\w+)/g, (_all, name: string) => {
    const value = binds[name];
    if (value === undefined) throw new Error(`the query of a stand-in lacks ${name}: ${text}`);
    return literal(value);
  });
}

function inUserMode({ state, user }: ApexContext, soql: string): QueryResult {
  try {
    return runQuery(state, user, soql, false);
  } catch (refused) {
    if (!(refused instanceof SalesforceRefusal) || refused.status === 501) throw refused;
    if (refused.errorCode === 'INVALID_TYPE') throw new SecurityException(/ FROM (\w+)/.exec(soql)?.[1] ?? '');
    throw new QueryException(refused.errors[0]?.message ?? '');
  }
}

/** Parents bring their id and the lookup that leads to them along, as Apex has it. */
function withParentIds(soql: string): string {
  const [, list = '', rest = ''] = /^SELECT (.*?)( FROM .*)$/.exec(soql) ?? [];
  const paths = list.split(', ');
  const added = paths.flatMap((path) => {
    const [relationship, field] = path.split('.');
    if (relationship === undefined || field === undefined) return [];
    const lookup = relationship.endsWith('__r') ? relationship.replace(/__r$/, '__c') : `${relationship}Id`;
    return [lookup, `${relationship}.Id`];
  });
  return `SELECT ${[...new Set([...paths, ...added])].join(', ')}${rest}`;
}

const instant = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\+0000$/;

function apexValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(instant, '$1Z');
  return typeof value === 'object' && value !== null ? apexRecord(value as Record<string, unknown>) : value;
}

function apexRecord(shown: Readonly<Record<string, unknown>>): ApexRecord {
  const entries = Object.entries(shown).filter(([name, value]) => name !== 'attributes' && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, apexValue(value)])) as unknown as ApexRecord;
}

export function query(context: ApexContext, text: string, binds: Binds = {}): readonly ApexRecord[] {
  const { rows, show } = inUserMode(context, withParentIds(filled(text, binds)));
  return rows.map((row) => apexRecord(show(row)));
}

/** `SELECT COUNT()` */
export function count(context: ApexContext, text: string, binds: Binds = {}): number {
  return inUserMode(context, filled(text, binds)).totalSize;
}

/** A field of a record as a text, or null. */
export function textIn(record: unknown, name: string): string | null {
  const value = (record as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : null;
}
