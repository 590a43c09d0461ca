// Links: which Salesforce contact and which Exchange contact are one, for one person, and what both looked like when
// last settled. There is at most one row for a Salesforce contact and one for an Exchange contact of a person; a
// tombstone is that row in another state.
import { sql, type Selectable } from 'kysely';
import { BrokenAssumption } from '../core/failure.js';
import type { AccountId, ExchangeContactId, Link, LinkState, PersonId, SalesforceContactId } from '../core/model.js';
import type { NewLink } from '../ports/store.js';
import { withinRun } from './fence.js';
import { pack, unpack } from './packed.js';
import { hex, recordset } from './recordset.js';
import { personNo } from './scopes.js';
import type { Db, LinkTable } from './tables.js';

export async function linksByExchangeIds(
  db: Db,
  person: PersonId,
  ids: readonly ExchangeContactId[],
): Promise<readonly Link[]> {
  if (ids.length === 0) return [];
  const rows = await selectLinks(db, person)
    .where(sql<boolean>`exchange_id = any(${ids.map(pack)}::bytea[])`)
    .execute();
  return rows.map((row) => toLink(person, row));
}

export async function linksBySalesforceIds(
  db: Db,
  person: PersonId,
  ids: readonly SalesforceContactId[],
): Promise<readonly Link[]> {
  if (ids.length === 0) return [];
  const rows = await selectLinks(db, person)
    .where(sql<boolean>`salesforce_id = any(${ids}::text[])`)
    .execute();
  return rows.map((row) => toLink(person, row));
}

export async function linksByAccounts(db: Db, person: PersonId, accounts: readonly string[]): Promise<readonly Link[]> {
  if (accounts.length === 0) return [];
  const rows = await selectLinks(db, person)
    .where(sql<boolean>`state = 'linked' and account_id = any(${accounts}::text[])`)
    .execute();
  return rows.map((row) => toLink(person, row));
}

export async function linksAfter(db: Db, person: PersonId, afterId: number, limit: number): Promise<readonly Link[]> {
  const rows = await selectLinks(db, person).where('link_id', '>', afterId).orderBy('link_id').limit(limit).execute();
  return rows.map((row) => toLink(person, row));
}

export async function unstampedLinks(db: Db, person: PersonId, limit: number): Promise<readonly Link[]> {
  const rows = await selectLinks(db, person)
    .where(sql<boolean>`state = 'linked' and not is_stamped`)
    .orderBy('link_id')
    .limit(limit)
    .execute();
  return rows.map((row) => toLink(person, row));
}

export async function countLinks(db: Db, person: PersonId): Promise<Readonly<Partial<Record<LinkState, number>>>> {
  const rows = await db
    .selectFrom('link')
    .select(['state', (count) => count.fn.countAll<number>().as('number')])
    .where('person_no', '=', personNo(person))
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.number]));
}

export async function peopleLinkedTo(
  db: Db,
  ids: { readonly contacts: readonly string[]; readonly accounts: readonly string[] },
): Promise<readonly PersonId[]> {
  if (ids.contacts.length === 0 && ids.accounts.length === 0) return [];
  // Two index scans: an OR of the two would read every link.
  const { rows } = await sql<{ person: string }>`
    select person from scope where person_no in (
      select person_no from link where state = 'linked' and salesforce_id = any(${ids.contacts}::text[])
      union
      select person_no from link where state = 'linked' and account_id = any(${ids.accounts}::text[])
    ) order by person`.execute(db);
  return rows.map((row) => row.person as PersonId);
}

export function forgetLinks(
  db: Db,
  person: PersonId,
  runNo: number,
  options: { readonly dropTombstones: boolean; readonly dropMemory: boolean },
): Promise<number | null> {
  return withinRun(db, person, runNo, async (transaction, personNo) => {
    await transaction.updateTable('scope').set({ contact_cursor: null }).where('person_no', '=', personNo).execute();
    const ofPerson = sql`person_no = ${personNo}`;
    const forgotten = await sql`
      update link set state = 'forgotten' where ${ofPerson} and state = 'linked'`.execute(transaction);
    if (options.dropMemory) {
      await sql`
        update link set salesforce_version = ${pack('')}, exchange_version = ${pack('')},
          salesforce_settled = ${zeros('salesforce_settled')}, exchange_settled = ${zeros('exchange_settled')}
        where ${ofPerson} and state = 'forgotten'`.execute(transaction);
    }
    // Moved out of the folder or out of reach is not removed: both copies are still there.
    if (options.dropTombstones) {
      await sql`
        delete from link where ${ofPerson} and state in ('removedFromExchange', 'removedFromSalesforce')
      `.execute(transaction);
    }
    return Number(forgotten.numAffectedRows ?? 0n);
  });
}

function zeros(column: string) {
  return sql`decode(repeat('00', octet_length(${sql.ref(column)})), 'hex')`;
}

export async function removeLinks(transaction: Db, personNo: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from link where person_no = ${personNo} and link_id = any(${ids}::bigint[])`.execute(transaction);
}

const linkColumns = `state link_state, form_version smallint, was_in_scope boolean, is_stamped boolean,
  salesforce_id text, account_id text, salesforce_version bytea, exchange_id bytea, exchange_version bytea,
  salesforce_settled bytea, exchange_settled bytea`;

export async function addLinks(transaction: Db, personNo: number, links: readonly NewLink[]): Promise<void> {
  if (links.length === 0) return;
  await sql`
    insert into link (person_no, state, form_version, was_in_scope, is_stamped, salesforce_id, account_id,
      salesforce_version, exchange_id, exchange_version, salesforce_settled, exchange_settled)
    select ${personNo}::integer, given.* from ${recordset(links.map(toRecord), linkColumns)}`.execute(transaction);
}

export async function changeLinks(transaction: Db, personNo: number, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  const rows = links.map((link) => ({ link_id: link.id, ...toRecord(link) }));
  const changed = await sql`
    update link set
      state = given.state, form_version = given.form_version, was_in_scope = given.was_in_scope,
      is_stamped = given.is_stamped, salesforce_id = given.salesforce_id, account_id = given.account_id,
      salesforce_version = given.salesforce_version, exchange_id = given.exchange_id,
      exchange_version = given.exchange_version, salesforce_settled = given.salesforce_settled,
      exchange_settled = given.exchange_settled
    from ${recordset(rows, `link_id bigint, ${linkColumns}`)}
    where link.person_no = ${personNo} and link.link_id = given.link_id`.execute(transaction);
  if (changed.numAffectedRows !== BigInt(links.length)) throw new BrokenAssumption('LINK_GONE');
}

function selectLinks(db: Db, person: PersonId) {
  return db.selectFrom('link').selectAll().where('person_no', '=', personNo(person));
}

function toRecord(link: NewLink) {
  return {
    state: link.state,
    form_version: link.formVersion,
    was_in_scope: link.wasInScope,
    is_stamped: link.isStamped,
    salesforce_id: link.salesforceId,
    account_id: link.accountId,
    salesforce_version: hex(pack(link.salesforceVersion)),
    exchange_id: hex(pack(link.exchangeId)),
    exchange_version: hex(pack(link.exchangeVersion)),
    salesforce_settled: hex(link.salesforceSettled),
    exchange_settled: hex(link.exchangeSettled),
  };
}

function toLink(person: PersonId, row: Selectable<LinkTable>): Link {
  return {
    id: row.link_id,
    person,
    salesforceId: row.salesforce_id as SalesforceContactId,
    exchangeId: unpack(row.exchange_id) as ExchangeContactId,
    salesforceVersion: unpack(row.salesforce_version),
    exchangeVersion: unpack(row.exchange_version),
    accountId: row.account_id as AccountId | null,
    // Copied: a driver may hand out a view of a much larger buffer.
    salesforceSettled: Uint8Array.from(row.salesforce_settled),
    exchangeSettled: Uint8Array.from(row.exchange_settled),
    formVersion: row.form_version,
    state: row.state,
    wasInScope: row.was_in_scope,
    isStamped: row.is_stamped,
  };
}
