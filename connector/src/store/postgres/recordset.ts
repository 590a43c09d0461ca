// Many rows in one statement: they travel as one JSON parameter and PostgreSQL turns them into typed rows, so a batch
// of 200 is one statement whatever its length, with the same text on both drivers. Bytes travel as `\x…`, which
// PostgreSQL reads as bytea.
import { type RawBuilder, sql } from 'kysely';

export type Recordset = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * Rows as a table `given`, to stand in a FROM. `columns` is our own text, never input: names with their PostgreSQL
 * types, for example `link_id bigint, fields text[]`.
 */
export function recordset(rows: readonly Recordset[], columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${JSON.stringify(rows)}::text::json) as given(${sql.raw(columns)})`;
}

/** Bytes as PostgreSQL reads them out of a text. */
export function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}
