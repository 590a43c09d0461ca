// May this person do what the configuration asks for? Found out by looking as the person, before anything is written.
// What is missing is named (docs/settings.md). Never asks for more than the direction needs.
import { contactFieldNames, fieldRow, type ContactField } from '../../core/contact/fields.js';
import { salesforceFieldsToRead, syncKeyField } from '../../core/contact/map-salesforce.js';
import { carriesDeletes, writesToExchange, writesToSalesforce } from '../../core/contact/plan.js';
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import type { ContactSettings } from '../../core/settings/contact.js';
import type { FieldAccess, ObjectDescription } from '../../core/describe.js';
import type { ContactAccess, Run } from '../part/services.js';

export type AccessCheck =
  | { readonly kind: 'granted'; readonly access: ContactAccess }
  | { readonly kind: 'missing'; readonly permissions: readonly string[] };

export async function checkAccess(run: Run, refresh = false): Promise<Outcome<AccessCheck>> {
  const org = run.services.org.actAs({ id: run.person, username: run.user.username });
  const contact = await org.describe('Contact', refresh);
  if (!contact.ok) return contact;
  const account = await org.describe('Account', refresh);
  if (!account.ok) return account;
  const permissions = missingPermissions(run.settings, contact.value, account.value);
  if (permissions.length > 0) return success({ kind: 'missing', permissions });
  const writable = fieldsWhere(contact.value, (field) => field.isUpdateable);
  const createable = fieldsWhere(contact.value, (field) => field.isCreateable);
  return success({
    kind: 'granted',
    access: {
      org,
      contact: contact.value,
      fieldsToRead: ['OwnerId', ...salesforceFieldsToRead(run.settings.fields, contact.value)],
      writable,
      createable,
      hiddenFields: hiddenFields(run.settings, contact.value, writable),
      mask: maskOf(
        fieldsWhere(contact.value, () => true),
        writable,
      ),
    },
  });
}

export function missingPermissions(
  settings: ContactSettings,
  contact: ObjectDescription,
  account: ObjectDescription,
): readonly string[] {
  const toSalesforce = writesToSalesforce(settings);
  const isBothWays = toSalesforce && writesToExchange(settings);
  const missing: string[] = [];
  if (!contact.isReadable) missing.push('Read contacts');
  if (toSalesforce && !contact.isCreateable) missing.push('Create contacts');
  if (toSalesforce && !contact.isUpdateable) missing.push('Edit contacts');
  if (isBothWays && !account.isReadable) missing.push('Read accounts');
  if (carriesDeletes(settings, 'exchange') && !contact.isDeletable) missing.push('Delete contacts');
  if (toSalesforce && contact.isReadable && contact.fields.get(syncKeyField)?.isCreateable !== true) {
    missing.push('Permission set Exchange Sync: Person');
  }
  return missing;
}

/** A failure to act for one person, as the code of the status page; null when the cause is not this person's. */
export function personStateOf(failure: Failure): string | null {
  if (failure.class !== 'auth' || failure.isSystemWide === true) return null;
  return failure.code === 'PERSON_INACTIVE' ? 'INACTIVE' : 'NOT_AUTHORISED';
}

/** Two bits a field, in table order: may be read, may be written. */
function maskOf(readable: ReadonlySet<ContactField>, writable: ReadonlySet<ContactField>): string {
  const bits = contactFieldNames.flatMap((field) => [readable.has(field), writable.has(field)]);
  return bits.reduce((mask, isSet, place) => (isSet ? mask | (1n << BigInt(place)) : mask), 0n).toString(16);
}

/** True when `now` allows something that `before` did not: then values may wait that nobody could see. */
export function gainsAccess(before: string, now: string): boolean {
  return (BigInt(`0x${now}`) & ~BigInt(`0x${before}`)) !== 0n;
}

export function refuseWhenMissing(check: AccessCheck): Outcome<ContactAccess> {
  if (check.kind === 'granted') return success(check.access);
  return failed({ class: 'permission', code: 'MISSING_PERMISSION', fields: check.permissions });
}

function fieldsWhere(contact: ObjectDescription, holds: (field: FieldAccess) => boolean): ReadonlySet<ContactField> {
  return new Set(
    contactFieldNames.filter((field) => {
      const access = contact.fields.get(apiNameOf(field));
      return access !== undefined && holds(access);
    }),
  );
}

function hiddenFields(
  settings: ContactSettings,
  contact: ObjectDescription,
  writable: ReadonlySet<ContactField>,
): readonly ContactField[] {
  const toSalesforce = writesToSalesforce(settings);
  return contactFieldNames.filter((field) => {
    const direction = settings.fields[field];
    if (direction === 'off' || fieldRow(field).isOptional === true) return false;
    if (!contact.fields.has(apiNameOf(field))) return true;
    return toSalesforce && direction !== 'toExchange' && !writable.has(field);
  });
}

/** The company is written as a reference to the account. */
function apiNameOf(field: ContactField): string {
  return field === 'Account.Name' ? 'AccountId' : field;
}
