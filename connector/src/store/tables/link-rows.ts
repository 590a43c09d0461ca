// What the tables of links have in common: rows of a person, each with a number and a state, that are added, changed,
// removed, counted and forgotten in the same way. Never knows what a row joins: that is in links.ts and event-links.ts.
import { type RawBuilder, sql } from 'kysely';
import { BrokenAssumption } from '../../core/failure.js';
import type { PersonId } from '../../core/model.js';
import { pack } from '../postgres/packed.js';
import { recordset, type Recordset } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db } from '../postgres/tables.js';

/** Names and types are our own text, never input. */
export interface LinkRows {
  readonly table: 'link' | 'event_link';
  /** What is written, with types of PostgreSQL; beside it there are `link_id` and `person_no`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Those of them that remember versions, and those that remember hashes: emptied where memory is dropped. */
  readonly versions: readonly string[];
  readonly settled: readonly string[];
  readonly goneCode: 'LINK_GONE' | 'EVENT_LINK_GONE';
}

export interface ForgetOptions {
  readonly dropTombstones: boolean;
  readonly dropMemory: boolean;
}

/** Of tombstones: both copies of a pair in another state are still there. */
export const isRemoved = sql<boolean>`state in ('removedFromExchange', 'removedFromSalesforce')`;

export function hasExchangeId(ids: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`exchange_id = any(${ids.map(pack)}::bytea[])`;
}

export function hasSalesforceId(ids: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`salesforce_id = any(${ids}::text[])`;
}

export async function countByState<State extends string>(
  db: Db,
  { table }: LinkRows,
  person: PersonId,
): Promise<Readonly<Partial<Record<State, number>>>> {
  const { rows } = await sql<{ state: State; number: number }>`
    select state, count(*) as number from ${sql.table(table)} where person_no = ${personNo(person)} group by state
  `.execute(db);
  return Object.fromEntries(rows.map((row) => [row.state, row.number])) as Partial<Record<State, number>>;
}

interface Changes<New> {
  readonly removed: readonly number[] | undefined;
  readonly changed: readonly (New & { readonly id: number })[] | undefined;
  readonly added: readonly New[] | undefined;
}

/** @throws BrokenAssumption the table's `goneCode`; where a row is not unique, see fence.ts */
export async function changeRows<New>(
  transaction: Db,
  { table, columns, goneCode }: LinkRows,
  personNo: number,
  { removed = [], changed = [], added = [] }: Changes<New>,
  toRecord: (link: New) => Recordset,
): Promise<void> {
  const rows = sql.table(table);
  if (removed.length > 0) {
    await sql`
      delete from ${rows} where person_no = ${personNo} and link_id = any(${removed}::bigint[])`.execute(transaction);
  }
  const names = Object.keys(columns);
  if (changed.length > 0) {
    const records = changed.map((link) => ({ link_id: link.id, ...toRecord(link) }));
    const settings = sql.raw(names.map((name) => `${name} = given.${name}`).join(', '));
    const done = await sql`
      update ${rows} as known set ${settings}
      from ${recordset(records, withTypes({ link_id: 'bigint', ...columns }))}
      where known.person_no = ${personNo} and known.link_id = given.link_id`.execute(transaction);
    if (done.numAffectedRows !== BigInt(changed.length)) throw new BrokenAssumption(goneCode);
  }
  if (added.length > 0) {
    await sql`
      insert into ${rows} (person_no, ${sql.raw(names.join(', '))})
      select ${personNo}::integer, given.* from ${recordset(added.map(toRecord), withTypes(columns))}
    `.execute(transaction);
  }
}

/** Answers how many were live. Tombstones stay. */
export async function forgetRows(
  transaction: Db,
  { table, versions, settled }: LinkRows,
  personNo: number,
  dropMemory: boolean,
): Promise<number> {
  const rows = sql.table(table);
  const forgotten = await sql`
    update ${rows} set state = 'forgotten' where person_no = ${personNo} and state = 'linked'`.execute(transaction);
  if (dropMemory) {
    const emptied = [
      ...versions.map((name) => sql`${sql.ref(name)} = ${pack('')}`),
      ...settled.map((name) => sql`${sql.ref(name)} = decode(repeat('00', octet_length(${sql.ref(name)})), 'hex')`),
    ];
    await sql`
      update ${rows} set ${sql.join(emptied)} where person_no = ${personNo} and state = 'forgotten'
    `.execute(transaction);
  }
  return Number(forgotten.numAffectedRows ?? 0n);
}

function withTypes(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}
