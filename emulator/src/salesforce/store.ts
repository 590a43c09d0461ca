// All tables of an org, with writes that are taken back together when something in the middle is refused.
import type { ObjectDefinition } from './schema/schema.js';
import type { Row } from './schema/values.js';
import { Table } from './table.js';

interface Written {
  readonly table: Table;
  readonly id: string;
  readonly before: Row | undefined;
}

/** What became of one row: how it was, and how it is. */
export interface Change {
  readonly objectName: string;
  readonly before: Row | undefined;
  readonly after: Row;
}

export class Store {
  readonly #tables = new Map<string, Table>();
  #journal: Written[] = [];
  #depth = 0;

  constructor(objects: readonly ObjectDefinition[]) {
    for (const object of objects) this.#tables.set(object.name, new Table(object));
  }

  table(objectName: string): Table {
    const table = this.#tables.get(objectName);
    if (table === undefined) throw new Error(`there is no table ${objectName}`);
    return table;
  }

  tables(): readonly Table[] {
    return [...this.#tables.values()];
  }

  put(objectName: string, row: Row): void {
    const table = this.table(objectName);
    if (this.#depth > 0) this.#journal.push({ table, id: row.Id, before: table.get(row.Id) });
    table.put(row);
  }

  /** Runs `work`; if it throws, everything that it wrote is taken back and the error goes on. Can be nested. */
  atomically<T>(work: () => T): T {
    const mark = this.#journal.length;
    this.#depth += 1;
    try {
      return work();
    } catch (error) {
      this.#undoTo(mark);
      throw error;
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#journal = [];
    }
  }

  /** Runs `work` and takes its writes back; they come with the result, to be applied later. */
  held<T>(work: () => T): { readonly result: T; readonly changes: readonly Change[] } {
    const mark = this.#journal.length;
    this.#depth += 1;
    try {
      const result = work();
      const changes = this.#journal.slice(mark).flatMap(({ table, id, before }): Change[] => {
        const after = table.get(id);
        return after === undefined ? [] : [{ objectName: table.definition.name, before, after }];
      });
      return { result, changes };
    } finally {
      this.#undoTo(mark);
      this.#depth -= 1;
      if (this.#depth === 0) this.#journal = [];
    }
  }

  /** Writes a held change: only what it changed, over whatever the row has become meanwhile. */
  apply({ objectName, before, after }: Change): void {
    const now = this.table(objectName).get(after.Id);
    if (now === undefined || before === undefined) {
      this.put(objectName, after);
      return;
    }
    const changed = Object.entries(after).filter(([name, value]) => before[name] !== value);
    const stamp = Math.max(Number(now['SystemModstamp'] ?? 0), Number(after['SystemModstamp'] ?? 0));
    this.put(objectName, { ...now, ...Object.fromEntries(changed), SystemModstamp: stamp });
  }

  #undoTo(mark: number): void {
    for (const { table, id, before } of this.#journal.splice(mark).reverse()) {
      if (before === undefined) table.remove(id);
      else table.put(before);
    }
  }
}
