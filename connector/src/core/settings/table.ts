// One row a setting: its field in the org, what kind of value it holds and what an empty field means. Types, fields to
// query, defaults and reading all come from these rows, so that no value exists in a type alone. Never guesses: what
// is not understood is named as a fault, and the default stands in for it. Rule: docs/settings.md.
import { domainsIn, entriesIn } from './domains.js';

export interface ConfigurationFault {
  readonly field: string;
  readonly problem: 'unknown value' | 'not readable' | 'contradiction' | 'not chosen';
}

/** No value = nothing could be understood. */
export interface Reading<Value> {
  readonly value?: Value;
  readonly problems: readonly ConfigurationFault['problem'][];
}

export interface Setting<Value> {
  /** Of the org's object. */
  readonly field: string;
  readonly kind: 'choice' | 'box' | 'days' | 'text' | 'domains' | 'words' | 'json';
  /** What an empty field means, and what stands in for one that nobody understands. */
  readonly usual: Value;
  /** Asked about fields that are not empty. */
  readonly read: (written: unknown) => Reading<Value>;
  /** Of a choice: as the org has them, the usual one first. */
  readonly values?: readonly Value[];
  readonly hasToBeChosen?: true;
}

/** Rows by the name that the setting has in the code. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>;

export type SettingsOf<Table extends SettingsTable> = { readonly [Name in keyof Table]: Table[Name]['usual'] };

export function fieldsOf(table: SettingsTable): readonly string[] {
  return Object.values(table).map(({ field }) => field);
}

export interface Settings<Values> {
  readonly values: Values;
  readonly faults: readonly ConfigurationFault[];
}

export function readSettings<Table extends SettingsTable>(
  table: Table,
  row: Readonly<Record<string, unknown>>,
): Settings<SettingsOf<Table>> {
  const readings = Object.entries(table).map(([name, setting]) => {
    const { value = setting.usual, problems } = readingOf(setting, row[setting.field]);
    return { name, value, faults: problems.map((problem) => ({ field: setting.field, problem })) };
  });
  return {
    values: Object.fromEntries(readings.map(({ name, value }) => [name, value])) as SettingsOf<Table>,
    faults: readings.flatMap(({ faults }) => faults),
  };
}

function readingOf(setting: Setting<unknown>, written: unknown): Reading<unknown> {
  if (!isEmpty(written)) return setting.read(written);
  return { problems: setting.hasToBeChosen === true ? ['not chosen'] : [] };
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** The first value is what an empty field means. */
export function choice<Value extends string>(field: string, ...values: readonly [Value, ...Value[]]): Setting<Value> {
  const read = (written: unknown): Reading<Value> => known(values.find((value) => value === written));
  return { field, kind: 'choice', usual: values[0], values, read };
}

/** There is no default: an empty field is a fault. */
export function mustChoose<Value>(setting: Setting<Value>): Setting<Value> {
  return { ...setting, hasToBeChosen: true };
}

export function box(field: string, usual: boolean): Setting<boolean> {
  return { field, kind: 'box', usual, read: (written) => known(typeof written === 'boolean' ? written : undefined) };
}

/** Whole days from 0 to `max`. */
export function days(field: string, usual: number, max: number): Setting<number> {
  const read = (written: unknown): Reading<number> => {
    if (typeof written !== 'number') return notReadable;
    return known(Number.isInteger(written) && written >= 0 && written <= max ? written : undefined);
  };
  return { field, kind: 'days', usual, read };
}

export function text(field: string): Setting<string> {
  return { field, kind: 'text', usual: '', read: ofText((written) => known(written.trim())) };
}

/** What is no domain is a fault, and the others still count. */
export function domains(field: string): Setting<readonly string[]> {
  const read = ofText((written) => {
    const { domains: value, hasFault } = domainsIn(written);
    return { value, problems: hasFault ? ['unknown value'] : [] };
  });
  return { field, kind: 'domains', usual: [], read };
}

/** null = every domain; a list in which nothing is a domain allows none. */
export function domainsOrAll(field: string): Setting<readonly string[] | null> {
  return { ...domains(field), usual: null };
}

/** One a line, or with commas or semicolons between them; each once, compared without case, as first written. */
export function words(field: string): Setting<readonly string[]> {
  const read = ofText((written) => {
    const entries = entriesIn(written);
    const folded = entries.map((entry) => entry.toLowerCase());
    return known(entries.filter((entry, at) => folded.indexOf(entry.toLowerCase()) === at));
  });
  return { field, kind: 'words', usual: [], read };
}

/** `read` gets what the text holds, undefined where it is no JSON. */
export function json<Value>(field: string, usual: Value, read: (held: unknown) => Reading<Value>): Setting<Value> {
  return { field, kind: 'json', usual, read: ofText((written) => read(parsed(written))) };
}

export const notReadable: Reading<never> = { problems: ['not readable'] };

function known<Value>(value: Value | undefined): Reading<Value> {
  return value === undefined ? { problems: ['unknown value'] } : { value, problems: [] };
}

function ofText<Value>(read: (written: string) => Reading<Value>): Setting<Value>['read'] {
  return (written) => (typeof written === 'string' ? read(written) : notReadable);
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return undefined;
  }
}
