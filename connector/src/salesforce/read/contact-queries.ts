// Reading contacts as one person: the listing of a reach, reads by id, and the look-ups that matching needs. As few
// calls as the length of a URI allows: five queries travel in one. Nothing read here is kept.
import { fieldRow } from '../../core/contact/fields.js';
import { success, type Outcome } from '../../core/failure.js';
import type { AccountId, PersonId } from '../../core/model.js';
import type { ContactReach, MatchKeys, PersonOrg, SalesforceRow } from '../../ports/salesforce.js';
import { conditionsClause, needsAccount } from './conditions.js';
import { nextPage, packed, queryAllRows, queryPage, queryWithin, type QueryText } from './queries.js';
import type { Session } from '../sessions.js';
import { and, distinct, findable, idLiteral, select, textLiteral } from './soql.js';

const keyField = 'Exchange_Sync_Key__c';

/** Longer texts cannot be in these fields, so nobody is asked for them. */
const lengths = {
  email: fieldRow('Email').lengthMax,
  firstName: fieldRow('FirstName').lengthMax,
  lastName: fieldRow('LastName').lengthMax,
  account: fieldRow('Account.Name').lengthMax,
};

/** Pairs of names that share one condition. Their names are crossed, which finds a few more than asked for. */
const namePairsTogether = 20;

type Calls = 'listContacts' | 'readContacts' | 'readDeletedContacts' | 'findByKey' | 'findContacts' | 'findAccounts';

export function contactQueries(session: () => Session, person: PersonId): Pick<PersonOrg, Calls> {
  return {
    listContacts: async (reach, fields, next) => {
      const asked = session();
      if (next !== null) return nextPage(asked.client, next);
      const where = await reachClause(asked, person, reach);
      return where.ok ? queryPage(asked.client, { soql: select(fields, 'Contact', where.value) }) : where;
    },

    readContacts: async (ids, fields, reach) => {
      if (ids.length === 0) return success([]);
      const asked = session();
      const where = reach === undefined ? success('') : await reachClause(asked, person, reach);
      if (!where.ok) return where;
      const literals = distinct(ids).map(idLiteral);
      return queryWithin(asked.client, { fields, object: 'Contact', field: 'Id', literals, where: where.value });
    },

    readDeletedContacts: async (ids, fields) => {
      if (ids.length === 0) return success([]);
      const question = { fields, object: 'Contact', field: 'Id', literals: distinct(ids).map(idLiteral) };
      return queryWithin(session().client, { ...question, where: 'IsDeleted = true', isWithDeleted: true });
    },

    findByKey: async (keys, fields) => {
      const literals = distinct(keys).map(textLiteral);
      const question = { object: 'Contact', field: keyField, literals, isWithDeleted: true };
      return queryWithin(session().client, { ...question, fields: [keyField, 'IsDeleted', ...fields] });
    },

    // A contact that fits by address and by name comes once.
    findContacts: async (keys, fields) => {
      const queries = [...emailQueries(keys.emails, fields), ...nameQueries(keys.names, fields)];
      const rows = await queryAllRows(session().client, queries);
      return rows.ok ? success([...new Map(rows.value.map((row) => [row.Id, row])).values()]) : rows;
    },

    findAccounts: async (names) => {
      const literals = findable(names, lengths.account).map(textLiteral);
      const question = { fields: ['Name'], object: 'Account', field: 'Name', literals };
      const rows = await queryWithin(session().client, question);
      if (!rows.ok) return rows;
      const nameOf = ({ Name }: SalesforceRow): string => (typeof Name === 'string' ? Name : '');
      return success(rows.value.map((row) => ({ id: row.Id as AccountId, name: nameOf(row) })));
    },
  };
}

async function reachClause(session: Session, person: PersonId, reach: ContactReach): Promise<Outcome<string>> {
  const owned = reach.isOwnedOnly ? `OwnerId = ${idLiteral(person)}` : '';
  if (reach.conditions.length === 0) return success(owned);
  const contact = await session.descriptions.get('Contact');
  if (!contact.ok) return contact;
  const account = needsAccount(reach.conditions) ? await session.descriptions.get('Account') : success(null);
  if (!account.ok) return account;
  const conditions = conditionsClause(reach.conditions, { contact: contact.value, account: account.value });
  return conditions.ok ? success(and(owned, conditions.value)) : conditions;
}

function emailQueries(emails: readonly string[], fields: readonly string[]): readonly QueryText[] {
  const literals = findable(emails, lengths.email).map(textLiteral);
  return packed(literals, ',', (list) => select(fields, 'Contact', `Email IN (${list})`));
}

function nameQueries(names: MatchKeys['names'], fields: readonly string[]): readonly QueryText[] {
  const asked = names
    .map(({ firstName, lastName }) => ({ firstName: firstName.trim(), lastName: lastName.trim() }))
    .filter(({ lastName }) => lastName !== '')
    .filter(({ firstName, lastName }) => firstName.length <= lengths.firstName && lastName.length <= lengths.lastName);
  const conditions = [
    ...inGroups(asked.filter(({ firstName }) => firstName !== '')).map((group) => {
      const lastNames = listOf(group.map(({ lastName }) => lastName));
      return `(LastName IN (${lastNames}) AND FirstName IN (${listOf(group.map(({ firstName }) => firstName))}))`;
    }),
    ...inGroups(asked.filter(({ firstName }) => firstName === '')).map(
      (group) => `(LastName IN (${listOf(group.map(({ lastName }) => lastName))}) AND FirstName = null)`,
    ),
  ];
  return packed(conditions, ' OR ', (joined) => select(fields, 'Contact', joined));
}

/** Sorted, so that equal last names come together and are named once. */
function inGroups<T extends { readonly lastName: string }>(pairs: readonly T[]): readonly (readonly T[])[] {
  const sorted = pairs.toSorted((a, b) => (a.lastName < b.lastName ? -1 : a.lastName > b.lastName ? 1 : 0));
  const groups: (readonly T[])[] = [];
  for (let at = 0; at < sorted.length; at += namePairsTogether) groups.push(sorted.slice(at, at + namePairsTogether));
  return groups;
}

function listOf(names: readonly string[]): string {
  return distinct(names).map(textLiteral).join(',');
}
