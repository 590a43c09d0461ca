// Salesforce contacts as the person sees them, in canonical form, with the word whether they are in the configured
// reach.
import { salesforceContactFromRow } from '../../../core/contact/map-salesforce.js';
import type { SalesforceContact } from '../../../core/contact/model.js';
import { writesToExchange } from '../../../core/contact/plan.js';
import type { SalesforceRow } from '../../../core/describe.js';
import { success, type Outcome } from '../../../core/failure.js';
import { toInstant, type SalesforceContactId } from '../../../core/model.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { reachOf } from '../reach.js';

/** By id; without those that the person cannot see. */
export type SalesforceReadings = ReadonlyMap<string, SalesforceContact>;

export async function readSalesforce(
  run: ReadyRun,
  access: ContactAccess,
  ids: readonly SalesforceContactId[],
): Promise<Outcome<SalesforceReadings>> {
  if (ids.length === 0) return success(new Map());
  const rows = await access.org.readContacts(ids, access.fieldsToRead);
  if (!rows.ok) return rows;
  const inReach = await idsInReach(run, access, rows.value);
  if (!inReach.ok) return inReach;
  return success(
    new Map(rows.value.map((row) => [row.Id, toSalesforceContact(run, access, row, inReach.value.has(row.Id))])),
  );
}

/** What lies in the recycle bin, and reads as it was deleted. It is in nobody's reach. */
export async function readDeleted(
  run: ReadyRun,
  access: ContactAccess,
  ids: readonly SalesforceContactId[],
): Promise<Outcome<SalesforceReadings>> {
  const rows = await access.org.readDeletedContacts(ids, access.fieldsToRead);
  if (!rows.ok) return rows;
  return success(new Map(rows.value.map((row) => [row.Id, toSalesforceContact(run, access, row, false)])));
}

/** Ownership is one field; conditions are judged by Salesforce, with a second query. */
async function idsInReach(
  run: ReadyRun,
  access: ContactAccess,
  rows: readonly SalesforceRow[],
): Promise<Outcome<ReadonlySet<string>>> {
  if (!writesToExchange(run.settings)) return success(new Set());
  const owned = rows.filter((row) => run.settings.scope !== 'Owned' || row['OwnerId'] === run.person);
  if (run.settings.conditions.length === 0) return success(new Set(owned.map((row) => row.Id)));
  const ids = owned.map((row) => row.Id as SalesforceContactId);
  const within = await access.org.readContacts(ids, ['Id'], reachOf(run.settings));
  return within.ok ? success(new Set(within.value.map((row) => row.Id))) : within;
}

function toSalesforceContact(
  run: ReadyRun,
  access: ContactAccess,
  row: SalesforceRow,
  isInReach: boolean,
): SalesforceContact {
  const contact = salesforceContactFromRow(row, { fields: run.settings.fields, describe: access.contact, isInReach });
  // One way to write a time, so that versions compare as text.
  return { ...contact, version: contact.version === '' ? '' : toInstant(contact.version) };
}
