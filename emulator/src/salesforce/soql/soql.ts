// One SOQL query: read by an ordinary parser, checked against what this user may see, run over the tables.
// Everything that the parser knows and this file does not is refused with 501 and its name. Rules: notes.md, "Queries".
import { parseQuery, type FieldType, type OrderByClause, type Query } from '@jetstreamapp/soql-parser-js';
import type { Actor } from '../access/access.js';
import { isVisible } from '../access/sharing.js';
import { notModelled, refusal } from '../errors.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import type { OrgState } from '../state.js';
import { comparable } from './literal.js';
import { nameObject } from './name.js';
import { follow, queryableObject, resolvePath, wireValue, type FieldPath, type QueryScope } from './path.js';
import { candidatesOf } from './plan.js';
import { readWhere, type Condition } from './where.js';

export interface QueryResult {
  readonly totalSize: number;
  /** Rows in order; empty for COUNT(). */
  readonly rows: readonly Row[];
  /** Makes the record of a row as the wire shows it. */
  readonly show: (row: Row) => Record<string, unknown>;
  readonly object: ObjectDefinition;
  /** What is selected, in order; empty for COUNT(). */
  readonly paths: readonly FieldPath[];
}

const soqlMax = 100_000;

function parse(soql: string): Query {
  if (soql.length > soqlMax)
    throw refusal('QUERY_TOO_COMPLICATED', `SOQL statements cannot be longer than ${soqlMax} characters.`);
  try {
    return parseQuery(soql);
  } catch (cause) {
    throw refusal('MALFORMED_QUERY', String((cause as Error).message).split('\n')[0] ?? 'malformed query');
  }
}

/** Clauses that exist in the language and not here. */
function refuseUnmodelled(query: Query): void {
  const clauses: Partial<Record<keyof Query, string>> = {
    sObjectAlias: 'an alias for the object',
    usingScope: 'USING SCOPE',
    offset: 'OFFSET',
    groupBy: 'GROUP BY',
    having: 'HAVING',
    withDataCategory: 'WITH DATA CATEGORY',
    withSecurityEnforced: 'WITH SECURITY_ENFORCED',
    withAccessLevel: 'WITH USER_MODE',
    for: 'FOR VIEW, FOR REFERENCE and FOR UPDATE',
    update: 'UPDATE TRACKING and UPDATE VIEWSTAT',
  };
  for (const [clause, name] of Object.entries(clauses)) {
    if (query[clause as keyof Query] !== undefined) throw notModelled(`${name} in a query`);
  }
}

function isCount(fields: readonly FieldType[]): boolean {
  const counted = fields.find((one) => one.type === 'FieldFunctionExpression');
  if (counted === undefined) return false;
  const isPlain = counted.functionName.toUpperCase() === 'COUNT' && counted.parameters.length === 0;
  if (!isPlain || fields.length > 1) throw notModelled(`${counted.rawValue ?? counted.functionName} in a query`);
  return true;
}

function selectedPaths(scope: QueryScope, object: ObjectDefinition, fields: readonly FieldType[]): FieldPath[] {
  const seen = new Set<string>();
  return fields.map((one) => {
    if (one.type === 'FieldSubquery') throw notModelled('a query of child records inside a query');
    if (one.type !== 'Field' && one.type !== 'FieldRelationship') throw notModelled('TYPEOF in a query');
    if ('alias' in one || 'objectPrefix' in one) throw notModelled('an alias in a query');
    const path = one.type === 'Field' ? one.field : [...one.relationships, one.field].join('.');
    if (seen.has(path.toLowerCase())) throw refusal('INVALID_FIELD', `duplicate field selected: ${path}`);
    seen.add(path.toLowerCase());
    return resolvePath(scope, object, path);
  });
}

function attributesOf(object: ObjectDefinition, row: Row): unknown {
  const name = object === nameObject ? String(row['Type']) : object.name;
  return { type: object.name, url: `/services/data/v65.0/sobjects/${name}/${row.Id}` };
}

function shower(scope: QueryScope, object: ObjectDefinition, paths: readonly FieldPath[]): QueryResult['show'] {
  return (row) => {
    const record: Record<string, unknown> = { attributes: attributesOf(object, row) };
    for (const { steps, field } of paths) {
      let into: Record<string, unknown> | null = record;
      for (let depth = 0; depth < steps.length && into !== null; depth += 1) {
        const { relationship, target } = steps[depth] as FieldPath['steps'][number];
        const parent = follow(scope, row, steps.slice(0, depth + 1));
        if (parent === null) into[relationship] = null;
        else into[relationship] ??= { attributes: attributesOf(target, parent) };
        into = into[relationship] as Record<string, unknown> | null;
      }
      const last = into === null ? null : follow(scope, row, steps);
      if (into !== null && last !== null) into[field.name] = wireValue(last, field);
    }
    return record;
  };
}

interface OrderTerm {
  readonly path: FieldPath;
  readonly isDescending: boolean;
  readonly areNullsLast: boolean;
}

function orderTerms(scope: QueryScope, object: ObjectDefinition, given: Query['orderBy']): OrderTerm[] {
  const clauses: OrderByClause[] = given === undefined ? [] : Array.isArray(given) ? given : [given];
  return clauses.map((clause) => {
    if (!('field' in clause)) throw notModelled('functions in ORDER BY');
    const path = resolvePath(scope, object, clause.field);
    if (!path.field.sortable)
      throw refusal('INVALID_FIELD', `field '${path.field.name}' can not be sorted in a query call`);
    return { path, isDescending: clause.order === 'DESC', areNullsLast: clause.nulls === 'LAST' };
  });
}

function compareValues(a: Value, b: Value, term: OrderTerm): number {
  if (a === b) return 0;
  if (a === null) return term.areNullsLast ? 1 : -1;
  if (b === null) return term.areNullsLast ? -1 : 1;
  return (a < b ? -1 : 1) * (term.isDescending ? -1 : 1);
}

function sorted(scope: QueryScope, rows: Row[], terms: readonly OrderTerm[]): Row[] {
  const valueOf = (row: Row, { steps, field }: FieldPath): Value =>
    comparable(field, follow(scope, row, steps)?.[field.name] ?? null);
  const keyed = rows.map((row) => ({ row, keys: terms.map((term) => valueOf(row, term.path)) }));
  keyed.sort((a, b) => {
    for (let i = 0; i < terms.length; i += 1) {
      const order = compareValues(a.keys[i] ?? null, b.keys[i] ?? null, terms[i] as OrderTerm);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function isModstampOrder(terms: readonly OrderTerm[]): boolean {
  const names = terms.map(({ path, isDescending }) => (path.steps.length > 0 || isDescending ? '' : path.field.name));
  return names[0] === 'SystemModstamp' && (names.length === 1 || (names.length === 2 && names[1] === 'Id'));
}

/** The rows that match, in order, at most `limit`. */
function matchingRows(
  scope: QueryScope,
  object: ObjectDefinition,
  where: Condition | null,
  terms: readonly OrderTerm[],
  limit: number | null,
  withDeleted: boolean,
): Row[] {
  const { state, actor } = scope;
  const isInOrder = isModstampOrder(terms);
  const candidates = candidatesOf(state.store.table(object.name), where, isInOrder);
  const needsSort = terms.length > 0 && !(isInOrder && candidates.isByModstamp);
  const stopAt = needsSort || limit === null ? Infinity : limit;
  const rows: Row[] = [];
  if (stopAt === 0) return rows;
  for (const row of candidates.rows) {
    if (!withDeleted && (row['IsDeleted'] === true || row['IsArchived'] === true)) continue;
    if (where !== null && !where.test(row)) continue;
    if (!isVisible(state, actor, object, row)) continue;
    rows.push(row);
    if (rows.length >= stopAt) break;
  }
  const ordered = needsSort ? sorted(scope, rows, terms) : rows;
  return limit === null ? ordered : ordered.slice(0, limit);
}

function joinValues(
  scope: QueryScope,
  given: unknown,
  outer: FieldPath,
  object: ObjectDefinition,
  withDeleted: boolean,
): Value[] {
  const isLookup = (field: FieldDefinition): boolean => field.type === 'id' || field.type === 'reference';
  const query = given as Query;
  refuseUnmodelled(query);
  const inner = queryableObject(scope, query.sObject ?? '');
  const paths = selectedPaths(scope, inner, query.fields ?? []);
  const [path] = paths;
  if (path === undefined || paths.length > 1)
    throw refusal('MALFORMED_QUERY', 'semi join sub-selects query exactly one field');
  if (!isLookup(path.field)) {
    throw refusal(
      'MALFORMED_QUERY',
      `semi join sub-selects can only query id fields, cannot use: '${path.field.name}'`,
    );
  }
  if (!isLookup(outer.field)) {
    throw refusal('MALFORMED_QUERY', `semi join needs an id or reference field on its left: '${outer.field.name}'`);
  }
  if (inner === object) {
    throw refusal('MALFORMED_QUERY', 'The inner and outer selects should not be on the same object type');
  }
  if (query.orderBy !== undefined || query.limit !== undefined) throw notModelled('ORDER BY and LIMIT in a semi join');
  const nested = (): never => {
    throw refusal('MALFORMED_QUERY', 'Nesting of semi join sub-selects is not supported');
  };
  const where = query.where === undefined ? null : readWhere(scope, inner, query.where, nested);
  return matchingRows(scope, inner, where, [], null, withDeleted).flatMap((row) => {
    const value = follow(scope, row, path.steps)?.[path.field.name] ?? null;
    return value === null ? [] : [value];
  });
}

/** Runs a query as this user. `withDeleted` is queryAll. Throws a refusal with Salesforce's code and wording. */
export function runQuery(state: OrgState, actor: Actor, soql: string, withDeleted: boolean): QueryResult {
  const query = parse(soql);
  refuseUnmodelled(query);
  const scope: QueryScope = { state, actor, soql };
  const object = queryableObject(scope, query.sObject ?? '');
  const fields = query.fields ?? [];
  const isOnlyCount = isCount(fields);
  const paths = isOnlyCount ? [] : selectedPaths(scope, object, fields);
  let joins = 0;
  const semiJoin = (inner: unknown, outer: FieldPath): readonly Value[] => {
    joins += 1;
    if (joins > 2) throw refusal('MALFORMED_QUERY', 'Maximum 2 semi join sub-selects are allowed');
    return joinValues(scope, inner, outer, object, withDeleted);
  };
  const where = query.where === undefined ? null : readWhere(scope, object, query.where, semiJoin);
  const terms = orderTerms(scope, object, query.orderBy);
  const rows = matchingRows(scope, object, where, terms, query.limit ?? null, withDeleted);
  const show = shower(scope, object, paths);
  return { totalSize: rows.length, rows: isOnlyCount ? [] : rows, show, object, paths };
}
