// Queries of force-app that count and add up by groups. The REST queries of the emulator do not model GROUP BY, so the
// rows are read in user mode like any others, and grouped here. Evidence: notes.md, "Apex".
import type { ApexContext } from './context.js';
import { filled, query, type Binds } from './soql.js';

type AggregateValue = string | number | null;
export type AggregateResult = Readonly<Record<string, AggregateValue>>;

interface Column {
  readonly alias: string;
  readonly field: string;
  /** Null for a field that rows are grouped by. */
  readonly adds: 'COUNT' | 'SUM' | 'MAX' | null;
}

const shape = new RegExp(
  [
    String.raw`^SELECT (?<columns>.+) FROM (?<object>\w+)(?<where> WHERE .+)?`,
    String.raw` GROUP BY (?<groups>[\w, ]+) ORDER BY (?<order>\w+\(\w+\)) DESC(?: LIMIT (?<limit>\d+))?$`,
  ].join(''),
);

function readColumn(text: string): Column {
  const [, adds, added, plain, alias = ''] = /^(?:(COUNT|SUM|MAX)\((\w+)\)|(\w+)) (\w+)$/.exec(text) ?? [];
  const field = added ?? plain;
  if (field === undefined) throw new Error(`the emulator does not model the column ${text} of a query that groups`);
  return { alias, field, adds: (adds as Column['adds'] | undefined) ?? null };
}

/** COUNT leaves out empty fields; SUM and MAX of nothing are null. */
function added(adds: Column['adds'], values: readonly unknown[]): AggregateValue {
  const there = values.filter((value) => value !== undefined) as (string | number)[];
  if (adds === 'COUNT') return there.length;
  if (there.length === 0) return null;
  if (adds === 'SUM') return there.reduce<number>((sum, value) => sum + Number(value), 0);
  return there.reduce((most, value) => (value > most ? value : most));
}

/** The rows of a query of the form `SELECT field alias, SUM(field) alias … GROUP BY field ORDER BY SUM(field) DESC`. */
export function aggregate(context: ApexContext, text: string, binds: Binds = {}): readonly AggregateResult[] {
  const parts = shape.exec(filled(text, binds))?.groups;
  if (parts === undefined) throw new Error(`the emulator does not model this query that groups: ${text}`);
  const columns = (parts['columns'] ?? '').split(', ').map(readColumn);
  const fields = [...new Set(columns.map(({ field }) => field))];
  const soql = `SELECT ${fields.join(', ')} FROM ${parts['object']}${parts['where'] ?? ''} WITH USER_MODE`;
  const groups = new Map<string, Record<string, unknown>[]>();
  for (const record of query(context, soql)) {
    const keys = columns.filter(({ adds }) => adds === null).map(({ field }) => record[field] ?? null);
    const key = JSON.stringify(keys);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const results = [...groups.values()].map((records) => {
    const cell = ({ adds, field }: Column): AggregateValue =>
      adds === null
        ? ((records[0]?.[field] as AggregateValue | undefined) ?? null)
        : added(
            adds,
            records.map((record) => record[field]),
          );
    return Object.fromEntries(columns.map((column) => [column.alias, cell(column)]));
  });
  const order = columns.find(({ adds, field }) => `${adds}(${field})` === parts['order'])?.alias ?? '';
  const rank = (row: AggregateResult): number => Number(row[order] ?? Infinity);
  const limit = Number(parts['limit'] ?? Infinity);
  return results.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a))).slice(0, limit);
}
