// Do both systems agree? Compares them item by item, knowing the configurations, what there was at the beginning and
// what the story did; never the connector, its counts or its database. What a rule explains is listed with its
// reason; everything else is a disagreement. Rules: docs/sync-rules.md.
import { createHash } from 'node:crypto';
import { comparePerson, type PersonComparison } from './compare-person.js';
import { contactField, sense, textOf } from './contact-table.js';
import { findDuplicates } from './duplicates.js';
import type { Finding } from './finding.js';
import type { Expectations, Side } from './ledger.js';
import { settingsOf } from './person-settings.js';
import { isDeleted, nameOfItem, nameOfRecord, type CastMember, type Systems } from './systems.js';

export interface ComparisonInput {
  /** Before the connector was started. */
  readonly before: Systems;
  readonly after: Systems;
  readonly people: readonly CastMember[];
  readonly expected: Expectations;
}

export interface Comparison {
  readonly agreement: boolean;
  readonly people: readonly PersonComparison[];
  /** Contacts that are there once too often, on either side. */
  readonly duplicates: readonly Finding[];
  /** Without an explanation, of all people and of the org as a whole; duplicates too. */
  readonly disagreements: readonly Finding[];
  /** Each with a reason code. */
  readonly explained: readonly Finding[];
}

export function compareSystems(input: ComparisonInput): Comparison {
  const { after, people } = input;
  const compared = people.flatMap((person) => {
    const settings = settingsOf(after, person);
    return settings === null ? [] : [comparePerson(input, person, settings)];
  });
  const duplicates = findDuplicates(input);
  const findings = [
    ...compared.flatMap((person) => person.findings),
    ...duplicates,
    ...findLosses(input),
    ...findStrangers(input, compared),
    ...findLeaks(input),
    ...findBrokenPromises(input),
  ];
  const disagreements = findings.filter(({ reason }) => reason === null);
  return {
    agreement: disagreements.length === 0,
    people: compared,
    duplicates,
    disagreements,
    explained: findings.filter(({ reason }) => reason !== null),
  };
}

/** What was there at the beginning, or made by a person later, is still there unless somebody removed it. */
function findLosses({ before, after, expected }: ComparisonInput): Finding[] {
  const gone = new Set(expected.gone.map(({ id }) => id));
  const isKept = (id: string): boolean => !gone.has(id);
  const records = [...before.liveContacts().map(({ Id }) => Id), ...expected.madeByPeople].filter(isKept);
  const items = [
    ...before.mailboxes.flatMap(({ contacts }) => contacts.filter((item) => !item.isDeleted).map(({ id }) => id)),
    ...expected.madeByPeople,
  ].filter(isKept);
  return [
    ...records.flatMap((id): Finding[] => {
      const record = after.contact(id);
      if (record === undefined && before.contact(id) === undefined) return [];
      if (record !== undefined && !isDeleted(record)) return [];
      const who = nameOfRecord(record ?? before.contact(id) ?? { Id: id });
      return [{ person: null, who, what: 'is lost in Salesforce: nobody deleted it', reason: null }];
    }),
    ...items.flatMap((id): Finding[] => {
      const item = after.item(id) ?? before.item(id);
      if (item === undefined || after.item(id)?.isDeleted === false) return [];
      return [{ person: null, who: nameOfItem(item), what: 'is lost in Exchange: nobody deleted it', reason: null }];
    }),
  ];
}

/** New records that no contact in anybody's folder stands behind, and new items outside all folders. */
function findStrangers({ before, after, people, expected }: ComparisonInput, compared: readonly PersonComparison[]) {
  const known = new Set([
    ...compared.flatMap(({ pairedRecords }) => [...pairedRecords]),
    ...expected.alone.map(({ id }) => id),
    ...expected.madeByPeople,
  ]);
  const folders = new Set(people.map((person) => after.folderOf(person)));
  const records = after.liveContacts().filter(({ Id }) => before.contact(Id) === undefined && !known.has(Id));
  const items = after.mailboxes
    .flatMap(({ contacts }) => contacts)
    .filter((item) => !item.isDeleted && !folders.has(item.parentFolderId))
    .filter(({ id }) => before.item(id) === undefined && !known.has(id) && !wasMovedOut(id, expected));
  return [
    ...records.map((record): Finding => {
      const what = 'is new in Salesforce, and no contact in a folder stands behind it';
      return { person: null, who: nameOfRecord(record), what, reason: null };
    }),
    ...items.map((item): Finding => {
      const what = 'is new in a mailbox outside Salesforce_Sync, and nobody put it there';
      return { person: null, who: nameOfItem(item), what, reason: null };
    }),
  ];
}

function wasMovedOut(itemId: string, { values }: Expectations): boolean {
  return values.some(({ side, id, field }) => side === 'exchange' && id === itemId && field === FOLDER_OF_ITEM);
}

/** A value of this field says in which folder an item is: `inside` or `outside` Salesforce_Sync. */
export const FOLDER_OF_ITEM = 'folder';

/** What is outside the folder is private: nothing in Salesforce may carry its key, unless it was in the folder once. */
function findLeaks({ before, after, people, expected }: ComparisonInput): Finding[] {
  const keys = new Set(after.liveContacts().map((record) => textOf(record['Exchange_Sync_Key__c'])));
  return people.flatMap((person) => {
    const mailbox = after.mailboxOf(person);
    const folder = after.folderOf(person);
    const outside = (mailbox?.contacts ?? []).filter((item) => item.parentFolderId !== folder && !item.isDeleted);
    return outside
      .filter(({ id }) => !wasMovedOut(id, expected) && keys.has(keyOf(after.orgId, mailbox?.id ?? '', id)))
      .map((item): Finding => {
        const what = 'is outside Salesforce_Sync and private, and got into Salesforce';
        return { person: person.firstName, who: nameOfItem(before.item(item.id) ?? item), what, reason: null };
      });
  });
}

/** The key that a Salesforce contact made from this Exchange contact carries (docs/architecture.md). */
function keyOf(orgId: string, mailboxId: string, itemId: string): string {
  return createHash('sha256').update(`${orgId}\n${mailboxId.toLowerCase()}\n${itemId}`).digest('hex');
}

function findBrokenPromises({ after, people, expected }: ComparisonInput): Finding[] {
  const folders = new Set(people.map((person) => after.folderOf(person)));
  return [
    ...expected.gone.flatMap(({ side, id }): Finding[] => {
      if (!isThere(after, side, id)) return [];
      return [
        { person: null, who: nameOf(after, side, id), what: `should be deleted in ${inWords(side)}`, reason: null },
      ];
    }),
    ...expected.values.flatMap(({ side, id, field, value }): Finding[] => {
      const found = field === FOLDER_OF_ITEM ? whereIs(after, id, folders) : valueIn(after, side, id, field);
      const isAsExpected = field === FOLDER_OF_ITEM ? found === value : sameValue(field, found, value);
      if (isAsExpected) return [];
      const label = field === FOLDER_OF_ITEM ? field : contactField(field).label;
      const what = `${label} should be ${quoted(value)} in ${inWords(side)} and is ${quoted(found)}`;
      return [{ person: null, who: nameOf(after, side, id), what, reason: null }];
    }),
  ];
}

function sameValue(field: string, one: string, other: string): boolean {
  return sense(contactField(field), one) === sense(contactField(field), other);
}

function whereIs(systems: Systems, itemId: string, folders: ReadonlySet<string | null>): string {
  const item = systems.item(itemId);
  if (item === undefined || item.isDeleted) return 'nowhere';
  return folders.has(item.parentFolderId) ? 'inside' : 'outside';
}

function valueIn(systems: Systems, side: Side, id: string, field: string): string {
  if (side === 'salesforce') {
    const record = systems.contact(id);
    return record === undefined ? '' : systems.textInSalesforce(contactField(field), record);
  }
  const item = systems.item(id);
  return item === undefined ? '' : systems.textInExchange(contactField(field), item);
}

function isThere(systems: Systems, side: Side, id: string): boolean {
  if (side === 'exchange') return systems.item(id)?.isDeleted === false;
  const record = systems.contact(id);
  return record !== undefined && !isDeleted(record);
}

function nameOf(systems: Systems, side: Side, id: string): string {
  if (side === 'exchange') {
    const item = systems.item(id);
    return item === undefined ? id : nameOfItem(item);
  }
  const record = systems.contact(id);
  return record === undefined ? id : nameOfRecord(record);
}

function inWords(side: Side): string {
  return side === 'salesforce' ? 'Salesforce' : 'Exchange';
}

function quoted(text: string): string {
  return text === '' ? 'empty' : `"${text}"`;
}
