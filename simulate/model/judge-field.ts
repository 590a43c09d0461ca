// Which values both sides of a pair may show at rest in one field. `right` is what the rules say; `undecidable` is what
// nobody can tell from outside after an answer that was lost, as the table of such cases allows it: counted apart.
import type { Edit, FieldHistory } from './field-history.js';
import { otherSide, sourceOf, type Rules, type Side } from './rules.js';

/** What the two sides show; null stands for a field that nobody ever typed anything into. */
export type Shown = Readonly<Record<Side, string>>;

export interface Allowed {
  readonly right: readonly Shown[];
  readonly undecidable: readonly (Shown & { readonly why: Undecidable })[];
}

export type Undecidable = 'writeInDoubt' | 'editUnguarded' | 'editUnderWrite' | 'oldValuePutBack';

export interface Circumstances {
  /** An answer to a write to this pair was lost since it last was at rest. */
  readonly isInDoubt: boolean;
  /** Edited between our last look and our write, where nothing guards against it. */
  readonly isUnguarded: boolean;
  /** People made both halves, and they have not been at rest together yet. */
  readonly isFirstMeeting: boolean;
  /** A half was deleted since the last rest: what was typed there before gives way to the half that stayed. */
  readonly deletedOn: Side | null;
}

export function allowedValues(history: FieldHistory, rules: Rules, about: Circumstances): Allowed {
  const { settledValues } = history;
  if (settledValues !== null) {
    // A half that was deleted and made again has the values of the one that stayed.
    const again = about.deletedOn === null ? [] : [both(settledValues[otherSide(about.deletedOn)])];
    return { right: [settledValues, ...again], undecidable: [] };
  }
  const right = outcomes(history, history.edits, rules, about);
  if (about.deletedOn !== null) {
    const stayed = history.visibleOn(otherSide(about.deletedOn));
    right.push(...outcomes(history, stayed, rules, about));
  }
  return { right, undecidable: undecidableOutcomes(history, rules, about) };
}

function outcomes(history: FieldHistory, edits: readonly Edit[], rules: Rules, about: Circumstances): Shown[] {
  const source = sourceOf(rules);
  if (source !== null) return oneWay(edits, rules, source, about);
  const maximal = history.maximal(edits);
  const [one, other] = maximal;
  if (one === undefined) return [both('')];
  if (other === undefined) return [both(one.value)];
  const salesforce = maximal.find(({ side }) => side === 'Salesforce') ?? one;
  const exchange = maximal.find(({ side }) => side === 'Exchange') ?? other;
  if (!about.isFirstMeeting) return conflict(salesforce, exchange, rules);
  const met = firstLink(salesforce, exchange, rules);
  const typedSince = [salesforce, exchange].filter(({ isFirst }) => !isFirst);
  if (typedSince.length === 0) return met;
  // Nobody can tell whether the two met before or after this was typed.
  const afterwards = typedSince.length === 1 ? typedSince.map(({ value }) => both(value)) : [];
  return [...met, ...afterwards, ...conflict(salesforce, exchange, rules)];
}

function conflict(salesforce: Edit, exchange: Edit, { conflict: rule }: Rules): Shown[] {
  switch (rule) {
    case 'SalesforceWins':
      return [both(salesforce.value)];
    case 'ExchangeWins':
      return [both(exchange.value)];
    case 'LatestChangeWins':
      // The time of a record is that of its last change of any kind, so either one may be the later.
      return [both(salesforce.value), both(exchange.value)];
    case 'Ask':
      return [{ Salesforce: salesforce.value, Exchange: exchange.value }];
  }
}

function firstLink(salesforce: Edit, exchange: Edit, { firstLink: rule }: Rules): Shown[] {
  if (salesforce.value === '') return [both(exchange.value)];
  if (exchange.value === '' || rule === 'Salesforce') return [both(salesforce.value)];
  if (rule === 'Exchange') return [both(exchange.value)];
  return [{ Salesforce: salesforce.value, Exchange: exchange.value }];
}

function oneWay(edits: readonly Edit[], rules: Rules, source: Side, { isFirstMeeting }: Circumstances): Shown[] {
  const target = otherSide(source);
  const given = edits.findLast(({ side }) => side === source) ?? null;
  const own = edits.findLast(({ side }) => side === target) ?? null;
  const shows = (value: string): Shown => bySide(source, given?.value ?? '', value);
  if (own === null) return [shows(given?.value ?? '')];
  if (given === null || own.past.has(given.id)) return [shows(own.value)];
  if (given.past.has(own.id) || !isFirstMeeting) return [shows(given.value)];
  const isKept = given.value === '' || (own.value !== '' && rules.firstLink !== source);
  const met = shows(isKept ? own.value : given.value);
  return given.isFirst && own.isFirst ? [met] : [met, shows(given.value)];
}

function undecidableOutcomes(history: FieldHistory, rules: Rules, about: Circumstances): Allowed['undecidable'] {
  const maximal = history.maximal();
  const source = sourceOf(rules);
  const shows = (edit: Edit): Shown =>
    source === null ? both(edit.value) : bySide(source, history.lastOn(source)?.value ?? '', edit.value);
  const found: (Shown & { why: Undecidable })[] = [];
  if ((about.isInDoubt || about.isUnguarded) && maximal.length > 1) {
    const why = about.isInDoubt ? 'writeInDoubt' : 'editUnguarded';
    found.push(...maximal.map((edit) => ({ ...shows(edit), why }) as const));
  }
  const underWrite = history.unsettled.filter(({ isUnderWrite }) => isUnderWrite);
  if (underWrite.length > 0) {
    const others = maximal.filter(({ id }) => !underWrite.some((edit) => edit.id === id));
    found.push(...others.map((edit) => ({ ...shows(edit), why: 'editUnderWrite' as const })));
  }
  const [last] = maximal;
  if (about.isInDoubt && last !== undefined && isPutBack(history, last)) {
    const without = history.maximal(history.edits.filter(({ id }) => id !== last.id));
    found.push(...without.map((edit) => ({ ...shows(edit), why: 'oldValuePutBack' as const })));
  }
  return found;
}

/** The very text that the field had before. */
function isPutBack(history: FieldHistory, edit: Edit): boolean {
  return history.edits.some((older) => older.id < edit.id && history.isSame(older.value, edit.value));
}

function both(value: string): Shown {
  return { Salesforce: value, Exchange: value };
}

function bySide(source: Side, given: string, own: string): Shown {
  return source === 'Salesforce' ? { Salesforce: given, Exchange: own } : { Salesforce: own, Exchange: given };
}
