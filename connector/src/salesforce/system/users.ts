// Users as far as the sync cares, and contacts that a person cannot see, read by the integration user.
import { success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { PersonId, SalesforceContactId } from '../../core/model.js';
import type { ContactFate, OrgUser, SalesforceRow } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { allRows, compositeQueries, packed, queryAllRows, queryWithin, type QueryText } from '../read/queries.js';
import { distinct, idLiteral, select } from '../read/soql.js';

const userFields = ['Username', 'Email', 'ProfileId', 'IsActive'];

const frozenQuery: QueryText = { soql: select(['UserId'], 'UserLogin', 'IsFrozen = true') };

export async function readUsers(
  client: Client,
  wanted: { readonly ids: readonly PersonId[]; readonly profileIds: readonly string[] },
): Promise<Outcome<readonly OrgUser[]>> {
  const queries = [...userQueries('Id', wanted.ids), ...userQueries('ProfileId', wanted.profileIds)];
  if (queries.length === 0) return success([]);
  const early = queries.slice(0, limits.salesforceCompositeQueries - 1);
  const first = await compositeQueries(client, [frozenQuery, ...early]);
  if (!first.ok) return first;
  const [frozenPage, ...userPages] = first.value.pages;
  const rows: SalesforceRow[] = [];
  for (const page of userPages) {
    const all = page.ok ? await allRows(client, page.value) : page;
    if (!all.ok) return all;
    rows.push(...all.value);
  }
  const late = await queryAllRows(client, queries.slice(early.length));
  if (!late.ok) return late;
  // Who is frozen is told only to those who may manage users. Without it a frozen user shows when the sign-in is
  // refused.
  const frozen = frozenPage?.ok === true ? await allRows(client, frozenPage.value) : success([]);
  const frozenIds = new Set(frozen.ok ? frozen.value.map(({ UserId }) => UserId) : []);
  const users = new Map([...rows, ...late.value].map((row) => [row.Id, userOf(row, frozenIds.has(row.Id))]));
  return success([...users.values()]);
}

function userQueries(field: string, ids: readonly string[]): readonly QueryText[] {
  const literals = distinct(ids).map(idLiteral);
  return packed(literals, ',', (list) => select(userFields, 'User', `${field} IN (${list})`));
}

function userOf(row: SalesforceRow, isFrozen: boolean): OrgUser {
  return {
    id: row.Id as PersonId,
    username: textOf(row.Username),
    email: textOf(row.Email),
    profileId: textOf(row.ProfileId),
    isActive: row.IsActive === true,
    isFrozen,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Every id gets an answer; one that is not even in the recycle bin is gone. */
export async function lookUpContacts(
  client: Client,
  ids: readonly SalesforceContactId[],
): Promise<Outcome<ReadonlyMap<SalesforceContactId, ContactFate>>> {
  const rows = await queryWithin(client, {
    ...{ fields: ['IsDeleted', 'MasterRecordId'], object: 'Contact', field: 'Id' },
    ...{ literals: distinct(ids).map(idLiteral), isWithDeleted: true },
  });
  if (!rows.ok) return rows;
  const known = new Map(rows.value.map((row) => [row.Id, fateOf(row)]));
  return success(new Map(ids.map((id) => [id, known.get(id) ?? { kind: 'gone' }])));
}

function fateOf({ IsDeleted, MasterRecordId }: SalesforceRow): ContactFate {
  if (IsDeleted !== true) return { kind: 'exists' };
  return typeof MasterRecordId === 'string'
    ? { kind: 'merged', winner: MasterRecordId as SalesforceContactId }
    : { kind: 'deleted' };
}
