// May this person do what the configuration asks for? Found out by looking as the person, before anything is written.
// What is missing is named (docs/settings.md). Never asks for more than the direction needs.
import { contactFieldNames, fieldRow, type ContactField } from '../../core/contact/fields.js';
import { salesforceFieldsToRead, syncKeyField } from '../../core/contact/map-salesforce.js';
import { carriesDeletes, writesToExchange, writesToSalesforce } from '../../core/contact/plan.js';
import { success, type Outcome } from '../../core/failure.js';
import type { FieldAccess, ObjectDescription } from '../../core/describe.js';
import type { ContactSettings } from '../../core/settings/contact.js';
import { maskOf, missing } from '../part/access-once.js';
import type { ContactAccess, ContactRun } from './context.js';

/** Failure code MISSING_PERMISSION, with the names in `fields`. */
export async function checkAccess(run: ContactRun, refresh: boolean): Promise<Outcome<ContactAccess>> {
  const { settings } = run;
  const org = run.services.org.actAs({ id: run.person, username: run.user.username });
  const contact = await org.describe('Contact', refresh);
  if (!contact.ok) return contact;
  const account = await org.describe('Account', refresh);
  if (!account.ok) return account;
  const granted = missing(missingPermissions(settings, contact.value, account.value));
  if (!granted.ok) return granted;
  const readable = fieldsWhere(contact.value, () => true);
  const writable = fieldsWhere(contact.value, (field) => field.isUpdateable);
  return success({
    org,
    contact: contact.value,
    fieldsToRead: ['OwnerId', ...salesforceFieldsToRead(settings.fields, contact.value)],
    writable,
    createable: fieldsWhere(contact.value, (field) => field.isCreateable),
    noAccessTo: fieldsWithoutAccess(settings, contact.value, writable),
    mask: maskOf(contactFieldNames.flatMap((field) => [readable.has(field), writable.has(field)])),
  });
}

function missingPermissions(
  settings: ContactSettings,
  contact: ObjectDescription,
  account: ObjectDescription,
): readonly string[] {
  const toSalesforce = writesToSalesforce(settings);
  const isBothWays = toSalesforce && writesToExchange(settings);
  const names: string[] = [];
  if (!contact.isReadable) names.push('Read contacts');
  if (toSalesforce && !contact.isCreateable) names.push('Create contacts');
  if (toSalesforce && !contact.isUpdateable) names.push('Edit contacts');
  if (isBothWays && !account.isReadable) names.push('Read accounts');
  if (carriesDeletes(settings, 'exchange') && !contact.isDeletable) names.push('Delete contacts');
  if (toSalesforce && contact.isReadable && contact.fields.get(syncKeyField)?.isCreateable !== true) {
    names.push('Permission set Exchange Sync: Person');
  }
  return names;
}

function fieldsWhere(contact: ObjectDescription, holds: (field: FieldAccess) => boolean): ReadonlySet<ContactField> {
  return new Set(
    contactFieldNames.filter((field) => {
      const access = contact.fields.get(apiNameOf(field));
      return access !== undefined && holds(access);
    }),
  );
}

function fieldsWithoutAccess(
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
