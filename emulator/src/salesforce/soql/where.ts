// The WHERE clause: from the parser's chain of conditions to a tree, and from the tree to one test of a row.
// Each comparison keeps what it compares, so that plan.ts can use an index instead of looking at every row.
import type { LiteralType, WhereClause } from '@jetstreamapp/soql-parser-js';
import { notModelled, refusal } from '../errors.js';
import type { ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import { comparable, likeTest, literalValue, unquote } from './literal.js';
import { follow, resolvePath, type FieldPath, type QueryScope } from './path.js';

interface Comparison {
  readonly kind: 'comparison';
  readonly path: FieldPath;
  readonly operator: string;
  /** Values compared with; for a semi-join those that the inner query found. */
  readonly values: readonly Value[];
  readonly test: (row: Row) => boolean;
}

export type Condition =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[]; readonly test: (row: Row) => boolean }
  | { readonly kind: 'not'; readonly test: (row: Row) => boolean };

/** Runs the inner query of a semi-join and answers the ids that it finds. */
type SemiJoin = (inner: unknown, outer: FieldPath) => readonly Value[];

interface Leaf {
  readonly field: string;
  readonly operator: string;
  readonly value?: string | string[];
  readonly literalType?: LiteralType | LiteralType[];
  readonly valueQuery?: unknown;
}

type Token = '(' | ')' | 'NOT' | 'AND' | 'OR' | Leaf;

/** The clause in reading order: brackets, operators and comparisons. */
function tokensOf(where: WhereClause): Token[] {
  const tokens: Token[] = [];
  let node: WhereClause | undefined = where;
  while (node !== undefined) {
    const left = node.left as (Leaf & { openParen?: number; closeParen?: number; fn?: unknown }) | null;
    const operator = 'operator' in node ? node.operator : undefined;
    for (let i = 0; i < (left?.openParen ?? 0); i += 1) tokens.push('(');
    if (left?.fn !== undefined) throw notModelled('functions in the WHERE clause of a query');
    if (left !== null && left.field !== undefined) tokens.push(left);
    for (let i = 0; i < (left?.closeParen ?? 0); i += 1) tokens.push(')');
    if (operator !== undefined) tokens.push(operator);
    node = 'right' in node ? node.right : undefined;
  }
  return tokens;
}

class Reader {
  #at = 0;
  readonly #tokens: readonly Token[];
  readonly #compare: (leaf: Leaf, isTopLevel: boolean) => Condition;

  constructor(tokens: readonly Token[], compare: (leaf: Leaf, isTopLevel: boolean) => Condition) {
    this.#tokens = tokens;
    this.#compare = compare;
  }

  whole(): Condition {
    const condition = this.#chain(true);
    if (this.#at < this.#tokens.length) throw refusal('MALFORMED_QUERY', 'unexpected token in the WHERE clause');
    return condition;
  }

  #chain(isTopLevel: boolean): Condition {
    const isOnlyAnd = !this.#hasOrAhead();
    const parts = [this.#one(isTopLevel && isOnlyAnd)];
    let operator: 'AND' | 'OR' | null = null;
    for (let token = this.#tokens[this.#at]; token === 'AND' || token === 'OR'; token = this.#tokens[this.#at]) {
      if (operator !== null && token !== operator) throw refusal('MALFORMED_QUERY', `unexpected token: ${token}`);
      operator = token;
      this.#at += 1;
      parts.push(this.#one(isTopLevel && isOnlyAnd));
    }
    if (operator === null) return parts[0] as Condition;
    if (operator === 'AND') return { kind: 'and', parts, test: (row) => parts.every((part) => part.test(row)) };
    return { kind: 'or', parts, test: (row) => parts.some((part) => part.test(row)) };
  }

  /** Whether an OR follows on the level of brackets that begins here. */
  #hasOrAhead(): boolean {
    let depth = 0;
    for (let i = this.#at; i < this.#tokens.length && depth >= 0; i += 1) {
      const token = this.#tokens[i];
      if (token === '(') depth += 1;
      else if (token === ')') depth -= 1;
      else if (token === 'OR' && depth === 0) return true;
    }
    return false;
  }

  #one(isTopLevel: boolean): Condition {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === 'NOT') {
      const inner = this.#one(false);
      return { kind: 'not', test: (row) => !inner.test(row) };
    }
    if (token === '(') {
      const inner = this.#chain(isTopLevel);
      if (this.#tokens[this.#at] !== ')')
        throw refusal('MALFORMED_QUERY', "expecting a right parentheses, found 'EOF'");
      this.#at += 1;
      return inner;
    }
    if (token === undefined || typeof token === 'string')
      throw refusal('MALFORMED_QUERY', 'unexpected token in the WHERE clause');
    return this.#compare(token, isTopLevel);
  }
}

function operatorTest(
  scope: QueryScope,
  path: FieldPath,
  operator: string,
  values: readonly Value[],
): (value: Value) => boolean {
  const wanted = values.map((value) => comparable(path.field, value));
  const [first = null] = wanted;
  const isNullNotEqual = scope.state.switches.isNullNotEqual;
  switch (operator) {
    case '=':
      return (value) => value === first;
    case '!=':
    case '<>':
      return (value) => value !== first && (value !== null || first === null || isNullNotEqual);
    case 'IN': {
      const set = new Set(wanted);
      return (value) => set.has(value);
    }
    case 'NOT IN': {
      const set = new Set(wanted);
      return (value) => !set.has(value) && (value !== null || isNullNotEqual);
    }
    case '<':
      return (value) => value !== null && first !== null && value < first;
    case '>':
      return (value) => value !== null && first !== null && value > first;
    case '<=':
      return (value) => value !== null && first !== null && value <= first;
    case '>=':
      return (value) => value !== null && first !== null && value >= first;
    default:
      throw notModelled(`the operator ${operator} in a query`);
  }
}

const orderings = ['<', '>', '<=', '>='];

function checkOperator(path: FieldPath, operator: string): void {
  const { field } = path;
  const isText = ['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox'].includes(field.type);
  const isWrong = (operator === 'LIKE' && !isText) || (field.type === 'boolean' && orderings.includes(operator));
  if (isWrong) {
    throw refusal(
      'INVALID_QUERY_FILTER_OPERATOR',
      `operator ${operator} cannot be used with the field '${field.name}'`,
    );
  }
  if (!field.filterable) {
    throw refusal('INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`);
  }
}

/** Reads a WHERE clause for this user. Throws what Salesforce would answer for a clause that it refuses. */
export function readWhere(
  scope: QueryScope,
  object: ObjectDefinition,
  where: WhereClause,
  semiJoin: SemiJoin,
): Condition {
  const compare = (leaf: Leaf, isTopLevel: boolean): Condition => {
    const path = resolvePath(scope, object, leaf.field);
    const operator = leaf.operator.toUpperCase();
    checkOperator(path, operator);
    const valueOf =
      path.steps.length === 0
        ? (row: Row): Value => comparable(path.field, row[path.field.name] ?? null)
        : (row: Row): Value => comparable(path.field, follow(scope, row, path.steps)?.[path.field.name] ?? null);
    let values: readonly Value[];
    if (leaf.valueQuery !== undefined) {
      if (!isTopLevel) {
        const message =
          'Semi join sub-selects are only allowed at the top level WHERE expressions ' +
          'and not in nested WHERE expressions.';
        throw refusal('MALFORMED_QUERY', message);
      }
      values = semiJoin(leaf.valueQuery, path);
    } else {
      const given = Array.isArray(leaf.value) ? leaf.value : [leaf.value ?? ''];
      const types = Array.isArray(leaf.literalType)
        ? leaf.literalType
        : given.map(() => leaf.literalType as LiteralType);
      if (operator === 'LIKE') {
        if (types[0] !== 'STRING')
          throw refusal('INVALID_FIELD', `LIKE needs a text for the field '${path.field.name}'`);
        const matches = likeTest(unquote(given[0] ?? "''", true));
        return { kind: 'comparison', path, operator, values: [], test: (row) => matches(valueOf(row)) };
      }
      values = given.map((one, index) => literalValue(path.field, one, types[index]));
    }
    const test = operatorTest(scope, path, operator, values);
    return { kind: 'comparison', path, operator, values, test: (row) => test(valueOf(row)) };
  };
  return new Reader(tokensOf(where), compare).whole();
}
