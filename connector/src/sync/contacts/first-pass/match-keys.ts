// Turns raw items into the keyed hashes that matching compares, so that the texts themselves can be forgotten at once.
import type { GraphContact } from '../../../core/contact/model.js';
import { foldName } from '../../../core/text/clean.js';
import { emailsOf } from '../../../core/contact/map-exchange.js';
import { syncKeyField } from '../../../core/contact/map-salesforce.js';
import type { NameKeys, SalesforceCandidate, UnlinkedExchange } from '../../../core/contact/match.js';
import type { Hasher } from '../../../core/hash.js';
import { success, type Outcome } from '../../../core/failure.js';
import { isLive, type ContactLink } from '../../../core/link.js';
import { toInstant, type ExchangeContactId, type SalesforceContactId } from '../../../core/model.js';
import { writesToSalesforce } from '../../../core/contact/plan.js';
import type { MatchKeys, ObjectDescription, SalesforceRow } from '../../../ports/salesforce.js';
import { linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';

const wantedFields = [
  'Email',
  'FirstName',
  'LastName',
  'LastModifiedDate',
  'LastActivityDate',
  'CreatedDate',
  'SystemModstamp',
  syncKeyField,
];

/** A Salesforce contact that may belong to an item of the folder. Whether it is linked already is `heldBy`'s to say. */
export interface Candidate extends Omit<SalesforceCandidate, 'isLinked'> {
  /** Our key of the Exchange contact it was made from, '' when a person made it. */
  readonly syncKey: string;
  /** The Exchange contact of this person that has it, though perhaps not any more. */
  readonly heldBy: ExchangeContactId | null;
}

/** What is selected of a Salesforce contact to match it: only what this person may see. */
export function matchFields(contact: ObjectDescription): readonly string[] {
  const fields = ['Id', ...wantedFields.filter((field) => contact.fields.has(field))];
  return contact.fields.has('AccountId') ? [...fields, 'AccountId', 'Account.Name'] : fields;
}

export function unlinkedFromGraph(raw: GraphContact, hasher: Hasher): UnlinkedExchange {
  return {
    id: raw.id as ExchangeContactId,
    createdAt: toInstant(raw.createdDateTime ?? 0),
    emails: emailsOf(raw).map((email) => hasher.keyHash('email', email)),
    names: nameKeys(text(raw['givenName']), text(raw['surname']), text(raw['companyName']), hasher),
  };
}

/** `link`: the stored link of this record, tombstones too. */
export function candidateFromRow(row: SalesforceRow, link: ContactLink | null, hasher: Hasher): Candidate {
  const email = text(row['Email']).trim().toLowerCase();
  const account = row['Account'] as { readonly Name?: unknown } | null | undefined;
  return {
    id: row.Id as SalesforceContactId,
    email: email === '' ? '' : hasher.keyHash('email', email),
    names: nameKeys(text(row['FirstName']), text(row['LastName']), text(account?.Name), hasher),
    modifiedAt: toInstant(text(row['LastModifiedDate']) || 0),
    lastActivity: text(row['LastActivityDate']),
    createdAt: toInstant(text(row['CreatedDate']) || 0),
    syncKey: text(row[syncKeyField]),
    heldBy: link !== null && staysInFolder(link) ? link.ids.exchange : null,
  };
}

/** In these states the Exchange contact is still in the folder, so nobody else may take its record. */
export function staysInFolder(link: ContactLink): boolean {
  return isLive(link) || link.state === 'removedFromSalesforce' || link.state === 'leftReach';
}

/** The stored form of an unlinked item's keys: what a later Salesforce contact is matched against. */
export function storedKeys(item: UnlinkedExchange): readonly string[] {
  return item.names.full === '' ? item.emails : [...item.emails, item.names.full];
}

/** What is kept of an item that stays without a link. */
export interface UnlinkedKeys {
  readonly version: string;
  readonly matchKeys: readonly string[];
}

export function keysToKeep(raw: GraphContact, hasher: Hasher): UnlinkedKeys {
  return { version: raw.changeKey ?? '', matchKeys: storedKeys(unlinkedFromGraph(raw, hasher)) };
}

/** The texts to look up in Salesforce for these items. They leave this process only towards the person's own org. */
function lookUpKeys(items: readonly GraphContact[]): MatchKeys {
  return {
    emails: [...new Set(items.flatMap((item) => emailsOf(item)))],
    names: items
      .map((item) => ({ firstName: text(item['givenName']).trim(), lastName: text(item['surname']).trim() }))
      .filter((name) => name.lastName !== ''),
  };
}

/** Visible Salesforce contacts that could be these people. Only needed where new people would be made in Salesforce. */
export async function findCandidates(
  run: ReadyRun,
  raws: readonly GraphContact[],
  access: ContactAccess,
): Promise<Outcome<readonly Candidate[]>> {
  if (raws.length === 0 || !writesToSalesforce(run.settings)) return success([]);
  const rows = await access.org.findContacts(lookUpKeys(raws), matchFields(access.contact));
  if (!rows.ok) return rows;
  const links = await linksOfRecords(
    run,
    'Contact',
    rows.value.map((row) => row.Id as SalesforceContactId),
  );
  return success(rows.value.map((row) => candidateFromRow(row, links.get(row.Id) ?? null, run.services.hasher)));
}

function nameKeys(first: string, last: string, company: string, hasher: Hasher): NameKeys {
  const lastName = foldName(last);
  if (lastName === '') return { lastName: '', full: '', hasCompany: false };
  const folded = foldName(company);
  return {
    lastName: hasher.keyHash('lastName', lastName),
    full: hasher.keyHash('name', JSON.stringify([foldName(first), lastName, folded])),
    hasCompany: folded !== '',
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
