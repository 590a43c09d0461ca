// Was a write carried out whose end nobody knows? A write is all or nothing in both systems, so one field can testify
// for the others. The rules are data: the first line that holds decides, and the same lines stand in
// docs/sync-rules.md, "Writes whose end is not known", where the test reads them. Pure.
import { BrokenAssumption } from '../failure.js';

/** What was seen of the written record after the wait. */
export interface SentFacts {
  readonly kind: 'create' | 'update' | 'delete';
  /** Of a create: found by stamp or key, in a recycle bin too, and not the record that it replaces. */
  readonly record: 'there' | 'gone';
  /** Which write the stamp of an Exchange contact names: this one, a spent one of the same item, another one, none. */
  readonly stamp: 'this' | 'spent' | 'other' | 'none';
  /** `base`: the version is still the one that was read before the write. */
  readonly version: 'base' | 'moved';
  /** What the fields testify whose sent value differs from the old one; the first of these that one field reads. */
  readonly reads: 'sent' | 'old' | 'spent' | 'other';
  /** Salesforce: the version lies between sending and the end of the wait. */
  readonly moment: 'inWait' | 'later';
  readonly conflict: 'Ask' | 'other';
}

export type SentVerdict =
  /** Carried out: the row is the memory. */
  | 'done'
  /** Not carried out: the memory stays as it was. */
  | 'notDone'
  /** Carried out, and the org made of it what is read now: that is no edit. */
  | 'echo'
  /** A delete that was overtaken: somebody edited the record, or restored it. Edit beats delete. */
  | 'kept'
  /** Not to be decided from outside: the row is the memory, and what follows is said. */
  | 'unknown';

type Pattern = { readonly [Fact in keyof SentFacts]?: SentFacts[Fact] | readonly SentFacts[Fact][] };

/** In order; `line` is the number in docs/sync-rules.md. */
export const sentRules: readonly { readonly line: number; readonly seen: Pattern; readonly verdict: SentVerdict }[] = [
  { line: 1, seen: { kind: ['create', 'update'], record: 'there', stamp: 'this' }, verdict: 'done' },
  { line: 2, seen: { kind: 'create', record: 'there' }, verdict: 'done' },
  { line: 3, seen: { kind: 'create', record: 'gone' }, verdict: 'notDone' },
  { line: 4, seen: { kind: 'delete', record: 'gone' }, verdict: 'done' },
  { line: 5, seen: { kind: 'delete', version: 'base' }, verdict: 'notDone' },
  { line: 6, seen: { kind: 'delete', reads: 'spent' }, verdict: 'notDone' },
  { line: 7, seen: { kind: 'delete' }, verdict: 'kept' },
  { line: 8, seen: { record: 'gone' }, verdict: 'notDone' },
  { line: 9, seen: { version: 'base' }, verdict: 'notDone' },
  { line: 10, seen: { stamp: ['spent', 'other'] }, verdict: 'notDone' },
  { line: 11, seen: { reads: 'sent' }, verdict: 'done' },
  { line: 12, seen: { reads: ['old', 'spent'] }, verdict: 'notDone' },
  { line: 13, seen: { moment: 'inWait', conflict: 'other' }, verdict: 'echo' },
  { line: 14, seen: {}, verdict: 'unknown' },
];

/** The first line that holds. */
export function judgeSent(facts: SentFacts): { readonly line: number; readonly verdict: SentVerdict } {
  const rule = sentRules.find(({ seen }) =>
    (Object.keys(seen) as (keyof SentFacts)[]).every((fact) => [seen[fact]].flat().includes(facts[fact])),
  );
  if (rule === undefined) throw new BrokenAssumption('NO_RULE_HOLDS');
  return rule;
}
