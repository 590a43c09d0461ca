// Links: which Salesforce contact and which Exchange contact are one, for one person, and what both looked like when
// last settled. There is at most one row for a Salesforce contact and one for an Exchange contact of a person; a
// tombstone is that row in another state.
import { sql, type Selectable } from 'kysely';
import type { AccountId, ExchangeContactId, Link, LinkState, PersonId, SalesforceContactId } from '../../core/model.js';
import type { NewLink, RunCommit } from '../../ports/store.js';
import { withinRun } from '../postgres/fence.js';
import {
  changeRows,
  countByState,
  forgetRows,
  hasExchangeId,
  hasSalesforceId,
  isRemoved,
  type ForgetOptions,
} from './link-rows.js';
import { pack, unpack } from '../postgres/packed.js';
import { hex } from '../postgres/recordset.js';
import { personNo } from './scopes.js';
import type { Db, LinkTable } from '../postgres/tables.js';

const linkRows = {
  table: 'link',
  columns: {
    state: 'link_state',
    form_version: 'smallint',
    was_in_scope: 'boolean',
    is_stamped: 'boolean',
    salesforce_id: 'text',
    account_id: 'text',
    salesforce_version: 'bytea',
    exchange_id: 'bytea',
    exchange_version: 'bytea',
    salesforce_settled: 'bytea',
    exchange_settled: 'bytea',
  } satisfies Record<keyof ReturnType<typeof toRecord>, string>,
  versions: ['salesforce_version', 'exchange_version'],
  settled: ['salesforce_settled', 'exchange_settled'],
  goneCode: 'LINK_GONE',
} as const;

export async function linksByExchangeIds(
  db: Db,
  person: PersonId,
  ids: readonly ExchangeContactId[],
): Promise<readonly Link[]> {
  if (ids.length === 0) return [];
  const rows = await selectLinks(db, person).where(hasExchangeId(ids)).execute();
  return rows.map((row) => toLink(person, row));
}

export async function linksBySalesforceIds(
  db: Db,
  person: PersonId,
  ids: readonly SalesforceContactId[],
): Promise<readonly Link[]> {
  if (ids.length === 0) return [];
  const rows = await selectLinks(db, person).where(hasSalesforceId(ids)).execute();
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

export function countLinks(db: Db, person: PersonId): Promise<Readonly<Partial<Record<LinkState, number>>>> {
  return countByState<LinkState>(db, linkRows, person);
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

export function forgetLinks(db: Db, person: PersonId, runNo: number, options: ForgetOptions): Promise<number | null> {
  return withinRun(db, person, runNo, async (transaction, personNo) => {
    await transaction.updateTable('scope').set({ contact_cursor: null }).where('person_no', '=', personNo).execute();
    const forgotten = await forgetRows(transaction, linkRows, personNo, options.dropMemory);
    if (options.dropTombstones) {
      await sql`delete from link where person_no = ${personNo} and ${isRemoved}`.execute(transaction);
    }
    return forgotten;
  });
}

export function changeLinks(transaction: Db, personNo: number, commit: RunCommit): Promise<void> {
  const changes = { removed: commit.removedLinks, changed: commit.changedLinks, added: commit.newLinks };
  return changeRows(transaction, linkRows, personNo, changes, toRecord);
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
