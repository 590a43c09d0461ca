// Contacts, links and settings for tests of the pure core: values go in as they are, hashes are the real ones.
import {
  contactFieldNames,
  contactFields,
  contactFormVersion,
  type ContactField,
  type FieldDirection,
} from '../../src/core/contact/fields.js';
import type { PlanContext } from '../../src/core/contact/action.js';
import { contactTable } from '../../src/core/contact/canonical.js';
import type { ContactValues, ExchangeContact, SalesforceContact } from '../../src/core/contact/model.js';
import type { ContactLink } from '../../src/core/link.js';
import {
  toInstant,
  type ExchangeContactId,
  type FolderId,
  type PersonId,
  type SalesforceContactId,
} from '../../src/core/model.js';
import { createHasher, settledHashes, sharedHashers, type Hasher } from '../../src/core/hash.js';
import type { ContactSettings } from '../../src/core/settings/contact.js';

export const hasher = withMemory(createHasher('a key for tests'));

/** The same hashes, each worked out once: property tests ask for the same ones a million times. */
function withMemory(real: Hasher): Hasher {
  const { forItem } = sharedHashers(real);
  return { ...real, forItem, fieldHash: (memoryKey, field, value) => forItem(memoryKey).fieldHash(field, value) };
}

export const person = '0055g00000AbCdEAAV' as PersonId;
export const salesforceId = '0035g00000XyZaBAAW' as SalesforceContactId;
export const exchangeId = 'AAkALgAAAAAAHYQDEapmEc2byACqAC' as ExchangeContactId;
export const folderId = 'AAMkFolder' as FolderId;

export const defaultFields = Object.fromEntries(
  contactFieldNames.map((field) => [field, contactFields[field].direction]),
) as Record<ContactField, FieldDirection>;

/** What a new configuration starts with, but syncing both ways. */
export const defaultSettings: ContactSettings = {
  direction: 'BothWays',
  scope: 'Owned',
  conditions: [],
  leavesReach: 'KeepCopy',
  severalMatches: 'MostRecentlyUpdated',
  firstLink: 'LeaveBoth',
  conflict: 'SalesforceWins',
  deletedInExchange: 'KeepOtherCopy',
  deletedInSalesforce: 'KeepOtherCopy',
  fields: defaultFields,
};

export function settingsWith(change: Partial<ContactSettings>): ContactSettings {
  return { ...defaultSettings, ...change };
}

/** Everything may be written in Salesforce unless it is named. */
export function contextWith(
  change: Partial<ContactSettings> = {},
  readOnly: readonly ContactField[] = [],
): PlanContext {
  const writableInSalesforce = new Set(contactFieldNames.filter((field) => !readOnly.includes(field)));
  return { settings: settingsWith(change), hasher, writableInSalesforce };
}

/** Anna Berg, everything that the default mapping reads. */
export const anna: ContactValues = {
  ...Object.fromEntries(
    contactFieldNames.filter((field) => defaultFields[field] !== 'off').map((field) => [field, '']),
  ),
  LastName: 'Berg',
  FirstName: 'Anna',
  Email: 'anna@berg.example',
  Title: 'Head of Sales',
  Phone: '+49 30 1234',
};

export function inSalesforce(values: ContactValues, change: Partial<SalesforceContact> = {}): SalesforceContact {
  return {
    id: salesforceId,
    version: '2026-11-20T08:00:00.000Z',
    modifiedAt: toInstant('2026-11-20T08:00:00Z'),
    accountId: null,
    isInReach: true,
    values,
    ...change,
  };
}

export function inExchange(values: ContactValues, change: Partial<ExchangeContact> = {}): ExchangeContact {
  const id = change.id ?? exchangeId;
  return {
    id,
    version: 'version-1',
    modifiedAt: toInstant('2026-11-20T08:00:00Z'),
    folderId,
    stamp: null,
    values,
    problems: [],
    raw: { id },
    ...change,
  };
}

/** A link that was settled on these values; both sides alike unless a second set is given. */
export function linkOf(values: ContactValues, change: Partial<ContactLink> = {}, exchangeValues = values): ContactLink {
  const ids = change.ids ?? { salesforce: salesforceId, exchange: exchangeId };
  const item = hasher.forItem(ids.exchange);
  const hashes = (side: ContactValues) =>
    settledHashes(contactTable, item, side, null, Object.fromEntries(Object.keys(side).map((field) => [field, 'now'])));
  return {
    ...{ id: 1, person, object: 'Contact', ids, memoryKey: ids.exchange },
    versions: { salesforce: '2026-11-20T08:00:00.000Z', exchange: 'version-1' },
    settled: { salesforce: hashes(values), exchange: hashes(exchangeValues) },
    formVersion: contactFormVersion,
    state: 'linked',
    accountId: null,
    wasInReach: true,
    isStamped: true,
    salesforceWrittenAtMs: null,
    ...change,
  };
}
