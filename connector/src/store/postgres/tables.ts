// What our tables hold, and how rows get in and out of them. Ids, keyed hashes, codes, numbers and times only:
// test/contract/store/schema.test.ts lists every column that could hold a text and says why it holds none of a
// person's. Times are milliseconds since 1970. Made in migrations/; the columns of a table stand with its statements in
// ../tables/, under the names of the port: `begunAtMs` is the column begun_at_ms.
import { type Kysely, type RawBuilder, sql } from 'kysely';

export type Db = Kysely<unknown>;

/** Fields with the PostgreSQL types of their columns. Our own text, never input. */
type Columns<Field extends string> = Readonly<Record<Field, string>>;
type Row<Field extends string> = Readonly<
  Record<Field, string | number | boolean | null | readonly string[] | Uint8Array>
>;
/** A row in which these fields are packed (packed.ts). */
export type Packed<Unpacked, Field extends keyof Unpacked> = Omit<Unpacked, Field> &
  Readonly<Record<Field, Uint8Array>>;

export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `begun_at_ms, …` for an INSERT. */
export function columnNames(fields: object): RawBuilder<unknown> {
  return sql.join(Object.keys(fields).map((field) => sql.ref(columnOf(field))));
}

/** `begun_at_ms as "begunAtMs", …` for a SELECT. */
export function fieldsOf(columns: object): RawBuilder<unknown> {
  return sql.join(Object.keys(columns).map((field) => sql`${sql.ref(columnOf(field))} as ${sql.id(field)}`));
}

/**
 * Many rows as a table `given`, to stand in a FROM: they travel as one JSON parameter and PostgreSQL turns them into
 * typed rows, so a batch of 200 is one statement whatever its length, with the same text on both drivers. Bytes travel
 * as `\x…`, which PostgreSQL reads as bytea.
 */
export function recordset<Field extends string>(
  rows: readonly Row<NoInfer<Field>>[],
  columns: Columns<Field>,
): RawBuilder<unknown> {
  const fields = Object.keys(columns) as Field[];
  const records = rows.map((row) => Object.fromEntries(fields.map((field) => [columnOf(field), inJson(row[field])])));
  const types = fields.map((field) => `${columnOf(field)} ${columns[field]}`).join(', ');
  return sql`json_to_recordset(${JSON.stringify(records)}::text::json) as given(${sql.raw(types)})`;
}

function inJson(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
}

/** Adds rows of one person. */
export async function insertRows<Field extends string>(
  transaction: Db,
  table: string,
  personNo: number,
  rows: readonly Row<NoInfer<Field>>[],
  columns: Columns<Field>,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into ${sql.table(table)} (person_no, ${columnNames(columns)})
    select ${personNo}::integer, given.* from ${recordset(rows, columns)}`.execute(transaction);
}
