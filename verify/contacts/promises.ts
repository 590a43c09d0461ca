// What is where it should be: nothing is lost that nobody deleted, nothing is new that nobody stands behind, and all
// that the ledger promises of single contacts came true.
import type { Finding, Side, What } from '../finding.js';
import { isDeleted, nameOfItem, nameOfRecord, type Systems } from '../systems.js';
import { sense } from '../texts.js';
import { wasMovedOut } from './leaks.js';
import { FOLDER_OF_ITEM, type ContactInput } from './ledger.js';
import { contactField } from './table.js';

function finding(who: string, what: What): Finding {
  return { person: null, who, what, reason: null };
}

/** What was there at the beginning, or made by a person later, is still there unless somebody removed it. */
export function findLosses({ before, after, expected }: ContactInput): readonly Finding[] {
  const gone = new Set(expected.gone.map(({ id }) => id));
  const isKept = (id: string): boolean => !gone.has(id);
  const records = [...before.liveContacts().map(({ Id }) => Id), ...expected.madeByPeople].filter(isKept);
  const items = [
    ...before.mailboxes.flatMap(({ contacts }) => contacts.filter((item) => !item.isDeleted).map(({ id }) => id)),
    ...expected.madeByPeople,
  ].filter(isKept);
  return [
    ...records.flatMap((id): Finding[] => {
      const record = after.contact(id) ?? before.contact(id);
      if (record === undefined || isThere(after, 'salesforce', id)) return [];
      return [finding(nameOfRecord(record), { kind: 'lostInSalesforce' })];
    }),
    ...items.flatMap((id): Finding[] => {
      const item = after.item(id) ?? before.item(id);
      if (item === undefined || isThere(after, 'exchange', id)) return [];
      return [finding(nameOfItem(item), { kind: 'lostInExchange' })];
    }),
  ];
}

/** New records that no contact in anybody's folder stands behind, and new items outside all folders. */
export function findStrangers(
  { before, after, people, expected }: ContactInput,
  paired: ReadonlySet<string>,
): readonly Finding[] {
  const known = new Set([...paired, ...expected.alone.map(({ id }) => id), ...expected.madeByPeople]);
  const folders = new Set(people.map((person) => after.folderOf(person)));
  const records = after.liveContacts().filter(({ Id }) => before.contact(Id) === undefined && !known.has(Id));
  const items = after.mailboxes
    .flatMap(({ contacts }) => contacts)
    .filter((item) => !item.isDeleted && !folders.has(item.parentFolderId))
    .filter(({ id }) => before.item(id) === undefined && !known.has(id) && !wasMovedOut(id, expected));
  return [
    ...records.map((record) => finding(nameOfRecord(record), { kind: 'strangeRecord' })),
    ...items.map((item) => finding(nameOfItem(item), { kind: 'strangeItem' })),
  ];
}

export function findBrokenPromises({ after, people, expected }: ContactInput): readonly Finding[] {
  const folders = new Set(people.map((person) => after.folderOf(person)));
  return [
    ...expected.gone
      .filter(({ side, id }) => isThere(after, side, id))
      .map(({ side, id }) => {
        const kind = side === 'salesforce' ? 'notDeletedInSalesforce' : 'notDeletedInExchange';
        return finding(nameOf(after, side, id), { kind });
      }),
    ...expected.values.flatMap(({ side, id, field, value }): Finding[] => {
      const isPlace = field === FOLDER_OF_ITEM;
      const found = isPlace ? whereIs(after, id, folders) : valueIn(after, side, id, field);
      if (isPlace ? found === value : sameValue(field, found, value)) return [];
      const label = isPlace ? field : contactField(field).label;
      return [finding(nameOf(after, side, id), { kind: 'shouldSay', label, side, wanted: value, found })];
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
