// Contacts that are there once too often: two items of one folder with the mark of one record, and the same person
// twice in the org or in a folder, beyond what there was at the beginning. Copies that people made themselves are
// theirs.
import type { Finding } from '../finding.js';
import {
  nameOfItem,
  nameOfRecord,
  type CastMember,
  type MailboxItem,
  type OrgRecord,
  type Systems,
} from '../systems.js';
import { countBy, extras, folded, sense, textOf } from '../texts.js';
import type { ContactInput } from './ledger.js';
import { contactField } from './table.js';

/** Each surplus contact is found once, by whichever sign shows it first. `counts`: which items are looked at. */
export function findDuplicates(
  input: ContactInput,
  counts: (item: MailboxItem, person: CastMember) => boolean = ({ id }) => !input.expected.madeByPeople.has(id),
): readonly Finding[] {
  return [
    ...input.people.flatMap((person) =>
      surplusInFolder(input, person, counts).map((item): Finding => {
        return { person: person.firstName, who: nameOfItem(item), what: { kind: 'twiceInFolder' }, reason: null };
      }),
    ),
    ...surplusInOrg(input).map((record): Finding => {
      return { person: null, who: nameOfRecord(record), what: { kind: 'twiceInSalesforce' }, reason: null };
    }),
  ];
}

function surplusInFolder(
  input: ContactInput,
  person: CastMember,
  counts: (item: MailboxItem, person: CastMember) => boolean,
): readonly MailboxItem[] {
  const { before, after } = input;
  const items = after.itemsInFolder(person).filter((item) => counts(item, person));
  const personIn = (systems: Systems, item: MailboxItem): string | null =>
    signOf(input, (name) => systems.textInExchange(contactField(name), item));
  const byMark = extras(items, (item) => after.recordStampedOn(item));
  const atFirst = countBy(before.itemsInFolder(person), (item) => personIn(before, item));
  return [...new Set([...byMark, ...extras(items, (item) => personIn(after, item), atFirst)])];
}

function surplusInOrg(input: ContactInput): readonly OrgRecord[] {
  const { before, after, expected, isNameGivenOnce } = input;
  const records = after.liveContacts().filter(({ Id }) => isNameGivenOnce === true || !expected.madeByPeople.has(Id));
  const personOf = (systems: Systems, record: OrgRecord): string | null =>
    signOf(input, (name) => systems.textInSalesforce(contactField(name), record));
  const byKey = extras(records, (record) => textOf(record['Exchange_Sync_Key__c']) || null);
  const atFirst = countBy(before.liveContacts(), (record) => personOf(before, record));
  return [...new Set([...byKey, ...extras(records, (record) => personOf(after, record), atFirst)])];
}

/** Name and address, or name and company where there is no address: what people recognise somebody by. */
function signOf({ isNameGivenOnce }: ContactInput, text: (field: string) => string): string | null {
  const name = folded(`${text('FirstName')} ${text('LastName')}`);
  if (isNameGivenOnce === true) return name === '' ? null : name;
  const where = sense(contactField('Email'), text('Email')) || folded(text('Account.Name'));
  return name === '' || where === '' ? null : `${name} ${where}`;
}
