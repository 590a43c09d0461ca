// Which rows a query has to look at: those that an index names, those from a SystemModstamp on, or all.
// It may only leave out rows that cannot match; the condition itself is tested afterwards in any case.
import type { Row } from '../schema/values.js';
import type { Table } from '../table.js';
import type { Condition } from './where.js';

const indexedTypes = new Set(['id', 'reference', 'string', 'email']);

function setSize(sets: readonly ReadonlySet<string>[]): number {
  return sets.reduce((sum, set) => sum + set.size, 0);
}

/** Ids of all rows that may match, found through indexes, or null where no index helps. */
function indexedIds(table: Table, condition: Condition): readonly ReadonlySet<string>[] | null {
  switch (condition.kind) {
    case 'not':
      return null;
    case 'or': {
      const parts = condition.parts.map((part) => indexedIds(table, part));
      return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
    }
    case 'and': {
      const helpful = condition.parts.map((part) => indexedIds(table, part)).filter((part) => part !== null);
      return helpful.reduce<readonly ReadonlySet<string>[] | null>(
        (best, part) => (best === null || setSize(part) < setSize(best) ? part : best),
        null,
      );
    }
    case 'comparison': {
      const { path, operator, values } = condition;
      const isUsable =
        path.steps.length === 0 &&
        indexedTypes.has(path.field.type) &&
        (operator === '=' || operator === 'IN') &&
        values.every((value) => value !== null);
      if (!isUsable) return null;
      if (path.field.type !== 'id') return values.map((value) => table.idsWith(path.field, value));
      return [new Set(values.map(String))];
    }
  }
}

/** The earliest SystemModstamp that a matching row can have. */
function modstampFrom(condition: Condition): number {
  switch (condition.kind) {
    case 'not':
      return -Infinity;
    case 'or':
      return Math.min(...condition.parts.map(modstampFrom));
    case 'and':
      return Math.max(...condition.parts.map(modstampFrom));
    case 'comparison': {
      const { path, operator, values } = condition;
      const isBound =
        path.steps.length === 0 && path.field.name === 'SystemModstamp' && ['>', '>=', '='].includes(operator);
      const [value] = values;
      return isBound && typeof value === 'number' ? value : -Infinity;
    }
  }
}

interface Candidates {
  readonly rows: Iterable<Row>;
  /** True where the rows come ordered by SystemModstamp and id. */
  readonly isByModstamp: boolean;
}

/** The rows to test. `wantsModstampOrder`: the query is ordered by SystemModstamp and id, both ascending. */
export function candidatesOf(table: Table, where: Condition | null, wantsModstampOrder: boolean): Candidates {
  const sets = where === null ? null : indexedIds(table, where);
  if (sets !== null && setSize(sets) * 2 < table.size) {
    const ids = new Set(sets.flatMap((set) => [...set]));
    return { rows: [...ids].flatMap((id) => table.get(id) ?? []), isByModstamp: false };
  }
  const from = where === null ? -Infinity : modstampFrom(where);
  if (from > -Infinity || wantsModstampOrder) return { rows: table.since(from), isByModstamp: true };
  return { rows: table.rows(), isByModstamp: false };
}
