// From a Salesforce row to canonical values, and back to what is sent. A field that describe does not have is unread:
// it is not asked for, not compared, not written. The last name is never blanked, an account is never guessed. Rule:
// docs/fields.md; laws P10, P24.
import type { ObjectDescription, SalesforceRow } from '../describe.js';
import { toInstant, type AccountId, type SalesforceContactId } from '../model.js';
import { cutWithMark, textOf } from '../text/clean.js';
import { canonicalValue } from './canonical.js';
import { contactFieldNames, fieldRow, type ContactField, type FieldDirection } from './fields.js';
import { validAddresses } from './map-exchange.js';
import type { ContactProblem, ContactValues, ExchangeContact, SalesforceContact } from './model.js';

export const syncKeyField = 'Exchange_Sync_Key__c';

export interface SalesforceMapContext {
  readonly fields: Readonly<Record<ContactField, FieldDirection>>;
  readonly describe: ObjectDescription;
  readonly isInReach: boolean;
}

export interface SalesforceBody {
  /** API names → values; {} = nothing to write. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly ContactProblem[];
}

export function salesforceContactFromRow(row: SalesforceRow, context: SalesforceMapContext): SalesforceContact {
  const values: Partial<Record<ContactField, string>> = {};
  for (const field of contactFieldNames) {
    if (!isRead(field, context)) continue;
    const text = field === 'Account.Name' ? accountName(row) : textOf(row[fieldRow(field).salesforce]);
    if (text !== undefined) values[field] = canonicalValue(field, text);
  }
  const version = typeof row.SystemModstamp === 'string' ? row.SystemModstamp : '';
  const modified = typeof row.LastModifiedDate === 'string' ? row.LastModifiedDate : version;
  return {
    id: row.Id as SalesforceContactId,
    version,
    // Without a time of change it counts as older than everything: it wins no conflict.
    modifiedAt: toInstant(modified === '' ? 0 : modified),
    accountId: typeof row.AccountId === 'string' ? (row.AccountId as AccountId) : null,
    isInReach: context.isInReach,
    values,
  };
}

/**
 * API names for a SELECT: what the map reads, and nothing that the person cannot see (a query that names it fails as
 * a whole).
 */
export function salesforceFieldsToRead(
  fields: Readonly<Record<ContactField, FieldDirection>>,
  describe: ObjectDescription,
): string[] {
  const mapped = contactFieldNames
    .filter((field) => isRead(field, { fields, describe }))
    .map((field) => fieldRow(field).salesforce);
  const visible = ['AccountId', syncKeyField].filter((name) => describe.fields.has(name));
  return ['Id', 'SystemModstamp', 'LastModifiedDate', ...visible, ...mapped];
}

/**
 * `accountIdByName` gets the company as written and answers the one account of this name, or null or undefined when
 * there is none or more than one: then the contact keeps the account it has.
 */
export function salesforceBody(
  toSalesforce: ContactValues,
  accountIdByName: (name: string) => AccountId | null | undefined,
): SalesforceBody {
  const fields: Record<string, unknown> = {};
  const problems: ContactProblem[] = [];
  for (const field of contactFieldNames) {
    const value = toSalesforce[field];
    if (value === undefined) continue;
    if (field === 'Account.Name') {
      const accountId = value === '' ? null : (accountIdByName(value) ?? undefined);
      if (accountId === undefined) problems.push({ field, reason: 'ACCOUNT_NOT_MATCHED' });
      else fields.AccountId = accountId;
    } else if (field === 'LastName' && value === '') {
      problems.push({ field, reason: 'MISSING_LAST_NAME' });
    } else {
      fields[fieldRow(field).salesforce] = value === '' ? null : value;
    }
  }
  return { fields, problems };
}

/**
 * Salesforce needs a last name: the surname, else the company, else the local part of an address; null when there is
 * none of them.
 */
export function lastNameFor(exchange: ExchangeContact): { lastName: string; isDerived: boolean } | null {
  const surname = exchange.values.LastName ?? '';
  if (surname !== '') return { lastName: surname, isDerived: false };
  const company = exchange.values['Account.Name'] ?? '';
  const localPart = validAddresses(exchange.raw)[0]?.split('@')[0] ?? '';
  const derived = canonicalValue('LastName', company === '' ? localPart : company);
  return derived === '' ? null : { lastName: cutWithMark(derived, fieldRow('LastName').lengthMax), isDerived: true };
}

function isRead(field: ContactField, { fields, describe }: Omit<SalesforceMapContext, 'isInReach'>): boolean {
  const name = field === 'Account.Name' ? 'AccountId' : fieldRow(field).salesforce;
  return fields[field] !== 'off' && describe.fields.has(name);
}

/** The account may be one that the person cannot see: then its name is not empty but unread. */
function accountName(row: SalesforceRow): string | undefined {
  if (row.AccountId === null) return '';
  if (typeof row.AccountId !== 'string') return undefined;
  const name = (row.Account as { readonly Name?: unknown } | null | undefined)?.Name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
