// Contacts that are there once too often: two items of one folder with the mark of one record, and the same person
// twice in the org or in a folder, beyond what the cast began with. Copies that people made themselves are theirs.
import type { ComparisonInput } from './compare.js';
import { folded } from './compare-person.js';
import { contactField, sense, textOf } from './contact-table.js';
import type { Finding } from './finding.js';
import {
  nameOfItem,
  nameOfRecord,
  type CastMember,
  type MailboxItem,
  type OrgRecord,
  type Systems,
} from './systems.js';

/** Each surplus contact is found once, by whichever sign shows it first. */
export function findDuplicates(input: ComparisonInput): Finding[] {
  const inFolders = input.people.flatMap((person) => surplusInFolder(input, person));
  const surplus = (record: OrgRecord): Finding => ({
    person: null,
    who: nameOfRecord(record),
    what: 'is in Salesforce twice',
    reason: null,
  });
  return [...inFolders, ...surplusInOrg(input).map(surplus)];
}

function surplusInFolder(input: ComparisonInput, person: CastMember): Finding[] {
  const { before, after, expected } = input;
  const own = (item: MailboxItem): boolean => !expected.madeByPeople.has(item.id);
  const items = after.itemsInFolder(person).filter(own);
  const byMark = extras(items, (item) => after.recordStampedOn(item));
  const atFirst = new Map(countBy(before.itemsInFolder(person), (item) => personIn(before, item)));
  const byName = extras(items, (item) => personIn(after, item), atFirst);
  return [...new Set([...byMark, ...byName])].map((item) => ({
    person: person.firstName,
    who: nameOfItem(item),
    what: 'is in the folder twice',
    reason: null,
  }));
}

function surplusInOrg({ before, after, expected }: ComparisonInput): readonly OrgRecord[] {
  const records = after.liveContacts().filter(({ Id }) => !expected.madeByPeople.has(Id));
  const byKey = extras(records, (record) => textOf(record['Exchange_Sync_Key__c']) || null);
  const atFirst = new Map(countBy(before.liveContacts(), (record) => personOf(before, record)));
  return [...new Set([...byKey, ...extras(records, (record) => personOf(after, record), atFirst)])];
}

/** All but the first of those with the same sign, or all but as many as there were at first. */
function extras<T>(
  all: readonly T[],
  signOf: (one: T) => string | null,
  atFirst: ReadonlyMap<string, number> = new Map(),
): readonly T[] {
  const seen = new Map<string, number>();
  return all.filter((one) => {
    const sign = signOf(one);
    if (sign === null) return false;
    const number = (seen.get(sign) ?? 0) + 1;
    seen.set(sign, number);
    return number > Math.max(1, atFirst.get(sign) ?? 1);
  });
}

function countBy<T>(all: readonly T[], signOf: (one: T) => string | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) {
    const sign = signOf(one);
    if (sign !== null) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  return counts;
}

/** Name and address, or name and company where there is no address: what people recognise somebody by. */
function personOf(systems: Systems, record: OrgRecord): string | null {
  return signOf((name) => systems.textInSalesforce(contactField(name), record));
}

function personIn(systems: Systems, item: MailboxItem): string | null {
  return signOf((name) => systems.textInExchange(contactField(name), item));
}

function signOf(text: (field: string) => string): string | null {
  const name = folded(`${text('FirstName')} ${text('LastName')}`);
  const where = sense(contactField('Email'), text('Email')) || folded(text('Account.Name'));
  return name === '' || where === '' ? null : `${name} ${where}`;
}
