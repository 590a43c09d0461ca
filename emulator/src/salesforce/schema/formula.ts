// Validation formulas of force-app: a small language of conditions over one record.
// It must never guess: an unknown function, field or sign stops the emulator at start and names the formula.
// Functions and their meaning: notes.md, "Validation formulas".
import type { FormulaRecord } from './schema.js';
import type { Value } from './values.js';

type Term = (record: FormulaRecord) => Value;

const isBlank = (value: Value): boolean => value === null || value === '';
const isTrue = (value: Value): boolean => value === true;
const equal = (a: Value, b: Value): boolean => (isBlank(a) && isBlank(b) ? true : a === b);

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end';
  readonly text: string;
}

const tokenPattern = new RegExp(
  [
    String.raw`\s*(?:([A-Za-z$][\w.$]*)`,
    String.raw`"((?:[^"\\]|\\.)*)"`,
    String.raw`'((?:[^'\\]|\\.)*)'`,
    String.raw`(\d+(?:\.\d+)?)`,
    String.raw`(&&|\|\||<>|!=|==|<=|>=|[=<>!(),]))`,
  ].join('|'),
  'y',
);

function tokenize(formula: string): Token[] {
  const tokens: Token[] = [];
  const source = formula.replace(/\/\*[\s\S]*?\*\//g, ' ').trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < source.length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(source);
    if (match === null) throw new Error(`cannot read the formula at «${source.slice(at, at + 20)}»`);
    const [, name, double, single, number, sign] = match;
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'text', text: (double ?? single ?? '').replace(/\\(.)/g, '$1') });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

const comparisons: Record<string, (a: Value, b: Value) => boolean> = {
  '=': equal,
  '==': equal,
  '<>': (a, b) => !equal(a, b),
  '!=': (a, b) => !equal(a, b),
  '<': (a, b) => a !== null && b !== null && a < b,
  '>': (a, b) => a !== null && b !== null && a > b,
  '<=': (a, b) => a !== null && b !== null && a <= b,
  '>=': (a, b) => a !== null && b !== null && a >= b,
};

const functions: Record<string, (parameters: readonly Term[], names: readonly (string | null)[]) => Term> = {
  AND: (all) => (record) => all.every((one) => isTrue(one(record))),
  OR: (all) => (record) => all.some((one) => isTrue(one(record))),
  NOT:
    ([one]) =>
    (record) =>
      !isTrue(one?.(record) ?? null),
  IF:
    ([test, yes, no]) =>
    (record) =>
      isTrue(test?.(record) ?? null) ? (yes?.(record) ?? null) : (no?.(record) ?? null),
  ISBLANK:
    ([one]) =>
    (record) =>
      isBlank(one?.(record) ?? null),
  ISNULL:
    ([one]) =>
    (record) =>
      isBlank(one?.(record) ?? null),
  ISPICKVAL:
    ([one, text]) =>
    (record) =>
      equal(one?.(record) ?? null, text?.(record) ?? null),
  TEXT:
    ([one]) =>
    (record) => {
      const value = one?.(record) ?? null;
      return value === null ? '' : String(value);
    },
  LEN:
    ([one]) =>
    (record) =>
      String(one?.(record) ?? '').length,
  ISNEW: () => (record) => record.isNew,
  ISCHANGED:
    (_terms, [name]) =>
    (record) =>
      !record.isNew && name != null && !equal(record.value(name), record.priorValue(name)),
  PRIORVALUE:
    (_terms, [name]) =>
    (record) =>
      name == null ? null : record.priorValue(name),
};

class Parser {
  #at = 0;
  readonly #tokens: readonly Token[];
  readonly #hasField: (name: string) => boolean;

  constructor(tokens: readonly Token[], hasField: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#hasField = hasField;
  }

  whole(): Term {
    const term = this.#either();
    if (this.#token().kind !== 'end') throw new Error(`«${this.#token().text}» was not expected`);
    return term;
  }

  #token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #takes(...signs: string[]): string | null {
    const { kind, text } = this.#token();
    if (kind !== 'sign' || !signs.includes(text)) return null;
    this.#at += 1;
    return text;
  }

  #either(): Term {
    const terms = [this.#both()];
    while (this.#takes('||') !== null) terms.push(this.#both());
    return terms.length === 1 ? (terms[0] as Term) : (record) => terms.some((one) => isTrue(one(record)));
  }

  #both(): Term {
    const terms = [this.#comparison()];
    while (this.#takes('&&') !== null) terms.push(this.#comparison());
    return terms.length === 1 ? (terms[0] as Term) : (record) => terms.every((one) => isTrue(one(record)));
  }

  #comparison(): Term {
    const left = this.#single();
    const sign = this.#takes(...Object.keys(comparisons));
    if (sign === null) return left;
    const right = this.#single();
    const compare = comparisons[sign] as (a: Value, b: Value) => boolean;
    return (record) => compare(left(record), right(record));
  }

  #single(): Term {
    if (this.#takes('!') !== null) {
      const inner = this.#single();
      return (record) => !isTrue(inner(record));
    }
    if (this.#takes('(') !== null) {
      const inner = this.#either();
      this.#close();
      return inner;
    }
    const { kind, text } = this.#token();
    this.#at += 1;
    if (kind === 'text') return () => text;
    if (kind === 'number') return () => Number(text);
    if (kind !== 'name') throw new Error(`«${text}» was not expected`);
    return this.#takes('(') === null ? this.#named(text) : this.#call(text.toUpperCase());
  }

  #close(): void {
    if (this.#takes(')') === null) throw new Error(`a closing bracket is missing before «${this.#token().text}»`);
  }

  #named(name: string): Term {
    const upper = name.toUpperCase();
    if (upper === 'TRUE' || upper === 'FALSE') return () => upper === 'TRUE';
    if (upper === 'NULL') return () => null;
    if (!this.#hasField(name)) throw new Error(`there is no field ${name}`);
    return (record) => record.value(name);
  }

  #call(name: string): Term {
    const make = functions[name];
    if (make === undefined) throw new Error(`the function ${name} is not modelled`);
    const parameters: Term[] = [];
    const names: (string | null)[] = [];
    while (this.#takes(')') === null) {
      if (parameters.length > 0 && this.#takes(',') === null) throw new Error('a comma is missing');
      const { kind, text } = this.#token();
      names.push(kind === 'name' ? text : null);
      parameters.push(this.#either());
    }
    return make(parameters, names);
  }
}

/** Reads a formula once; the result says of a record whether the rule refuses it. Throws for what is not modelled. */
export function compileFormula(
  formula: string,
  hasField: (name: string) => boolean,
): (record: FormulaRecord) => boolean {
  const term = new Parser(tokenize(formula), hasField).whole();
  return (record) => isTrue(term(record));
}
