// The rows of one object with the indexes that keep big orgs fast: by id, by any field's value, by SystemModstamp.
// Rows are replaced, never changed. No rule of Salesforce stands here.
import type { FieldDefinition, ObjectDefinition } from './schema/schema.js';
import type { Row, Value } from './schema/values.js';

/** The form in which a value is looked up: text without case unless the field is case sensitive. */
function indexKey(field: FieldDefinition, value: Value): string {
  if (typeof value !== 'string') return String(value);
  return field.type === 'id' || field.type === 'reference' || field.caseSensitive ? value : value.toLowerCase();
}

const modstampOf = (row: Row): number => (row['SystemModstamp'] as number | null) ?? 0;

function compareByModstamp(a: Row, b: Row): number {
  return modstampOf(a) - modstampOf(b) || (a.Id < b.Id ? -1 : a.Id > b.Id ? 1 : 0);
}

export class Table {
  readonly definition: ObjectDefinition;
  readonly #rows = new Map<string, Row>();
  readonly #indexes = new Map<string, { field: FieldDefinition; ids: Map<string, Set<string>> }>();
  #ordered: Row[] = [];
  readonly #touched = new Set<string>();

  constructor(definition: ObjectDefinition) {
    this.definition = definition;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** All rows, deleted ones too, in the order in which they were made. */
  rows(): IterableIterator<Row> {
    return this.#rows.values();
  }

  put(row: Row): void {
    const before = this.#rows.get(row.Id);
    this.#rows.set(row.Id, row);
    this.#reindex(row.Id, before, row);
  }

  /** Takes a row away without a trace: only to undo its creation. */
  remove(id: string): void {
    const before = this.#rows.get(id);
    this.#rows.delete(id);
    this.#reindex(id, before, undefined);
  }

  /** Ids of the rows, deleted ones too, whose field has this value. The index is made at first use. */
  idsWith(field: FieldDefinition, value: Value): ReadonlySet<string> {
    let index = this.#indexes.get(field.name);
    if (index === undefined) {
      index = { field, ids: new Map() };
      this.#indexes.set(field.name, index);
      for (const row of this.#rows.values()) this.#add(index, row);
    }
    return index.ids.get(indexKey(field, value)) ?? new Set();
  }

  /** Rows with a SystemModstamp of at least this, ordered by it and by id. */
  since(modstampMs: number): readonly Row[] {
    const rows = this.byModstamp();
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (modstampOf(rows[middle] as Row) < modstampMs) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? rows : rows.slice(low);
  }

  /** All rows ordered by SystemModstamp and id. What was written since the last look is merged in. */
  byModstamp(): readonly Row[] {
    if (this.#touched.size === 0) return this.#ordered;
    const kept = this.#ordered.filter((row) => !this.#touched.has(row.Id));
    const fresh = [...this.#touched].flatMap((id) => this.#rows.get(id) ?? []).sort(compareByModstamp);
    const merged: Row[] = [];
    let next = 0;
    for (const row of kept) {
      while (next < fresh.length && compareByModstamp(fresh[next] as Row, row) < 0) merged.push(fresh[next++] as Row);
      merged.push(row);
    }
    while (next < fresh.length) merged.push(fresh[next++] as Row);
    this.#ordered = merged;
    this.#touched.clear();
    return merged;
  }

  #reindex(id: string, before: Row | undefined, after: Row | undefined): void {
    this.#touched.add(id);
    for (const index of this.#indexes.values()) {
      const { field } = index;
      if (before !== undefined && after !== undefined && before[field.name] === after[field.name]) continue;
      if (before !== undefined) index.ids.get(indexKey(field, before[field.name] ?? null))?.delete(id);
      if (after !== undefined) this.#add(index, after);
    }
  }

  #add(index: { field: FieldDefinition; ids: Map<string, Set<string>> }, row: Row): void {
    const key = indexKey(index.field, row[index.field.name] ?? null);
    const ids = index.ids.get(key);
    if (ids === undefined) index.ids.set(key, new Set([row.Id]));
    else ids.add(row.Id);
  }
}
