// The part of OData's $filter that Exchange and the directory are asked for: comparisons, and / or / not, parentheses,
// any(). Parsing knows no resource; what a resource lets itself be filtered by is checked by its route. Unknown grammar
// is refused.
import { badRequest, notModelled } from './errors.js';

type FilterValue = string | number | boolean | null;

export type Filter =
  | { readonly kind: 'compare'; readonly path: string; readonly operator: string; readonly value: FilterValue }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  /** `inner` has paths relative to one element; the element itself has the path "". */
  | { readonly kind: 'any'; readonly path: string; readonly inner: Filter };

type Token =
  { readonly kind: 'word' | 'mark'; readonly text: string } | { readonly kind: 'value'; readonly value: FilterValue };

const tokenPattern = /\s*(?:'((?:[^']|'')*)'|([(),:/])|([^\s'(),:/]+(?::\d\d[^\s'(),/]*)?))/y;
const datePattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;
const operators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

function tokens(text: string): Token[] {
  const found: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const match = tokenPattern.exec(text);
    if (match === null) throw badFilter(text);
    const [, quoted, mark, word] = match;
    if (quoted !== undefined) found.push({ kind: 'value', value: quoted.replaceAll("''", "'") });
    else if (mark !== undefined) found.push({ kind: 'mark', text: mark });
    else if (word !== undefined) found.push(wordToken(word));
  }
  return found;
}

function wordToken(word: string): Token {
  if (word === 'null') return { kind: 'value', value: null };
  if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true' };
  if (/^-?\d+(\.\d+)?$/.test(word)) return { kind: 'value', value: Number(word) };
  if (datePattern.test(word)) return { kind: 'value', value: word };
  return { kind: 'word', text: word };
}

function badFilter(text: string): Error {
  return badRequest(`Invalid filter clause: Syntax error in '${text}'.`);
}

export function parseFilter(text: string): Filter {
  return new Parser(text).whole();
}

class Parser {
  readonly #tokens: Token[];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokens(text);
  }

  whole(): Filter {
    const filter = this.#alternatives('');
    if (this.#at < this.#tokens.length) throw badFilter(this.#text);
    return filter;
  }

  #alternatives(variable: string): Filter {
    let left = this.#conjunction(variable);
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#conjunction(variable) };
    return left;
  }

  #conjunction(variable: string): Filter {
    let left = this.#term(variable);
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#term(variable) };
    return left;
  }

  #term(variable: string): Filter {
    if (this.#takeWord('not')) return { kind: 'not', inner: this.#term(variable) };
    if (this.#takeMark('(')) {
      const inner = this.#alternatives(variable);
      this.#expectMark(')');
      return inner;
    }
    const path = this.#path();
    if (/^any$/i.test(path.at(-1) ?? '') && this.#takeMark('(')) return this.#any(path.slice(0, -1).join('/'));
    if (this.#takeMark('(')) throw notModelled(`the filter function ${path.join('/')}`);
    return this.#comparison(variable, path);
  }

  #any(path: string): Filter {
    const variable = this.#word();
    this.#expectMark(':');
    const inner = this.#alternatives(variable);
    this.#expectMark(')');
    return { kind: 'any', path, inner };
  }

  #comparison(variable: string, path: string[]): Filter {
    if (variable !== '' && path[0] !== variable) throw badFilter(this.#text);
    const operator = this.#word();
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (!operators.includes(operator) || token?.kind !== 'value') throw badFilter(this.#text);
    return { kind: 'compare', path: path.slice(variable === '' ? 0 : 1).join('/'), operator, value: token.value };
  }

  #path(): string[] {
    const parts = [this.#word()];
    while (this.#takeMark('/')) parts.push(this.#word());
    return parts;
  }

  #word(): string {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind !== 'word') throw badFilter(this.#text);
    return token.text;
  }

  #take(kind: 'word' | 'mark', text: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token?.kind === kind && token.text === text;
    if (isIt) this.#at += 1;
    return isIt;
  }

  #takeWord(text: string): boolean {
    return this.#take('word', text);
  }

  #takeMark(text: string): boolean {
    return this.#take('mark', text);
  }

  #expectMark(text: string): void {
    if (!this.#takeMark(text)) throw badFilter(this.#text);
  }
}

/** Calls `check` for each path that the filter compares or looks into; paths inside any() are `list/part`. */
export function visitPaths(filter: Filter, check: (path: string, operator: string) => void, prefix = ''): void {
  switch (filter.kind) {
    case 'compare':
      check([prefix, filter.path].filter((part) => part !== '').join('/'), filter.operator);
      return;
    case 'any':
      visitPaths(filter.inner, check, filter.path);
      return;
    case 'not':
      visitPaths(filter.inner, check, prefix);
      return;
    case 'and':
    case 'or':
      visitPaths(filter.left, check, prefix);
      visitPaths(filter.right, check, prefix);
  }
}

/** Exchange and Entra compare texts without case. `read` answers the value at a path, or the elements for any(). */
export function matchesFilter(filter: Filter, read: (path: string) => unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return matchesFilter(filter.left, read) && matchesFilter(filter.right, read);
    case 'or':
      return matchesFilter(filter.left, read) || matchesFilter(filter.right, read);
    case 'not':
      return !matchesFilter(filter.inner, read);
    case 'any': {
      const elements = read(filter.path);
      if (!Array.isArray(elements)) return false;
      return elements.some((element: unknown) => matchesFilter(filter.inner, (path) => readElement(element, path)));
    }
    case 'compare':
      return compares(read(filter.path), filter.operator, filter.value);
  }
}

function readElement(element: unknown, path: string): unknown {
  return path === '' ? element : (element as Record<string, unknown>)[path];
}

function compares(actual: unknown, operator: string, wanted: FilterValue): boolean {
  const left = comparable(actual);
  const right = comparable(wanted);
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (left === null || right === null || typeof left !== typeof right) return false;
  if (operator === 'gt') return left > right;
  if (operator === 'ge') return left >= right;
  return operator === 'lt' ? left < right : left <= right;
}

/** Times are compared as instants, texts without case, and a missing value is null. */
function comparable(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' && typeof value !== 'boolean') throw new Error('a list was compared with a value');
  const text = String(value);
  return datePattern.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : text.toLowerCase();
}
