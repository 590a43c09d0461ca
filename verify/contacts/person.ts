// One person's folder against the org: which records should be in the folder, which contacts in Salesforce, and whether
// each pair says the same. Pairs are known by the mark on the Exchange contact; that the contents fit is checked field
// by field. It trusts nothing but the two systems, the configuration and the story's expectations.
import type { ComparisonInput } from './compare.js';
import { comparePair } from './compare-fields.js';
import { contactField, sense } from './contact-table.js';
import type { Finding } from './finding.js';
import { takesRecord, type PersonSettings } from './person-settings.js';
import { isDeleted, nameOfItem, nameOfRecord, type CastMember, type MailboxItem, type OrgRecord } from './systems.js';

export interface Share {
  /** How many should have a partner on the other side, and how many have one. */
  readonly wanted: number;
  readonly there: number;
}

export interface PersonComparison {
  readonly person: CastMember;
  readonly settings: PersonSettings;
  /** Salesforce contacts that belong into the folder; null where the direction takes none there. */
  readonly intoFolder: Share | null;
  /** Contacts of the folder that belong into Salesforce; null where the direction takes none there. */
  readonly intoSalesforce: Share | null;
  readonly pairs: number;
  readonly equalFields: number;
  readonly findings: readonly Finding[];
  /** Records that a contact of this folder stands for. */
  readonly pairedRecords: ReadonlySet<string>;
}

interface Pairing {
  readonly pairs: readonly { readonly record: OrgRecord; readonly item: MailboxItem }[];
  readonly findings: readonly Finding[];
}

export function comparePerson(input: ComparisonInput, person: CastMember, settings: PersonSettings): PersonComparison {
  const { after } = input;
  const items = after.itemsInFolder(person);
  const pairing = pairUp(input, person, settings, items);
  const paired = new Set(pairing.pairs.map(({ record }) => record.Id));
  const wanted = after.liveContacts().filter((record) => takesRecord(settings, person, record));
  const missing = wanted.filter((record) => !paired.has(record.Id));
  const compared = pairing.pairs.map((pair) => comparePair(input, person, settings, pair));
  const inSalesforce = new Set(pairing.pairs.map(({ item }) => item.id)).size;
  const share = (all: number, there: number): Share => ({ wanted: all, there });
  return {
    person,
    settings,
    intoFolder: settings.toExchange ? share(wanted.length, wanted.length - missing.length) : null,
    intoSalesforce: settings.toSalesforce ? share(items.length, inSalesforce) : null,
    pairs: pairing.pairs.length,
    equalFields: compared.reduce((sum, { equalFields }) => sum + equalFields, 0),
    findings: [
      ...findNoFolder(input, person, settings, wanted.length),
      ...pairing.findings,
      ...missing.map((record) => explainMissing(input, person, record)),
      ...findUnmetExpectations(input, person, pairing),
      ...compared.flatMap(({ findings }) => findings),
    ],
    pairedRecords: paired,
  };
}

function findNoFolder(
  { after }: ComparisonInput,
  person: CastMember,
  settings: PersonSettings,
  wanted: number,
): Finding[] {
  if (after.folderOf(person) !== null || !settings.toExchange || wanted === 0) return [];
  const who = `${person.firstName} ${person.lastName}`;
  return [{ person: person.firstName, who, what: 'has no folder Salesforce_Sync', reason: null }];
}

function pairUp(
  input: ComparisonInput,
  person: CastMember,
  settings: PersonSettings,
  items: readonly MailboxItem[],
): Pairing {
  const pairs: { record: OrgRecord; item: MailboxItem }[] = [];
  const findings: Finding[] = [];
  const say = (item: MailboxItem, what: string, reason: string | null): void =>
    void findings.push({ person: person.firstName, who: nameOfItem(item), what, reason });
  const alone = aloneOf(input, person, 'exchange');
  for (const item of items) {
    const reason = alone.get(item.id);
    if (reason !== undefined) {
      say(item, 'is in the folder and not in Salesforce', reason);
      continue;
    }
    const id = input.after.recordStampedOn(item);
    const record = id === null ? undefined : input.after.contact(id);
    if (record === undefined) {
      say(item, 'is in the folder and not in Salesforce', reasonToStayOut(input, settings, item));
    } else if (isDeleted(record)) {
      say(item, 'is in the folder, but its Salesforce record was deleted', null);
    } else {
      if (!mayHave(input, person, settings, record, item)) {
        say(item, 'is in the folder, but its record is not for this person', null);
      }
      pairs.push({ record, item });
    }
  }
  return { pairs, findings };
}

/** Why a contact of the folder may be unknown to Salesforce; null = it may not. */
function reasonToStayOut(input: ComparisonInput, settings: PersonSettings, item: MailboxItem): string | null {
  if (!settings.toSalesforce) return isOfPeople(input, item) ? 'NOT_IN_DIRECTION' : null;
  const emails = addressesOf(item);
  const lastName = folded(input.after.textInExchange(contactField('LastName'), item));
  const sharers = input.after.liveContacts().filter((record) => emails.has(emailOf(input, record)));
  const names = sharers.map((record) => folded(input.after.textInSalesforce(contactField('LastName'), record)));
  const hasOtherName = names.length > 0 && names.every((name) => name !== '' && lastName !== '' && name !== lastName);
  return hasOtherName ? 'EMAIL_SHARED' : null;
}

/** A record that the configuration takes, or one that this very contact was made into or matched with. */
function mayHave(
  input: ComparisonInput,
  person: CastMember,
  settings: PersonSettings,
  record: OrgRecord,
  item: MailboxItem,
): boolean {
  if (takesRecord(settings, person, record)) return true;
  if (!settings.toSalesforce || !isOfPeople(input, item)) return false;
  return record['OwnerId'] === person.userId || record['AccountId'] !== null;
}

function isOfPeople({ before, expected }: ComparisonInput, item: MailboxItem): boolean {
  return before.item(item.id) !== undefined || expected.madeByPeople.has(item.id);
}

function explainMissing(input: ComparisonInput, person: CastMember, record: OrgRecord): Finding {
  const reason = aloneOf(input, person, 'salesforce').get(record.Id) ?? null;
  return {
    person: person.firstName,
    who: nameOfRecord(record),
    what: 'is in Salesforce and not in the folder',
    reason,
  };
}

/** What the story expects to stay alone has to be there, and without a partner. */
function findUnmetExpectations({ after, expected }: ComparisonInput, person: CastMember, pairing: Pairing): Finding[] {
  const records = new Set(pairing.pairs.map(({ record }) => record.Id));
  const inFolder = new Set(after.itemsInFolder(person).map(({ id }) => id));
  return expected.alone
    .filter((one) => one.person === person.userId)
    .flatMap(({ side, id }): Finding[] => {
      const finding = (who: string, what: string): Finding[] => [{ person: person.firstName, who, what, reason: null }];
      if (side === 'exchange') {
        return inFolder.has(id) ? [] : finding(id, 'should still be in the folder');
      }
      const record = after.contact(id);
      if (record === undefined || isDeleted(record)) return finding(id, 'should still be in Salesforce');
      return records.has(id) ? finding(nameOfRecord(record), 'should have stayed out of the folder') : [];
    });
}

function aloneOf({ expected }: ComparisonInput, person: CastMember, side: 'salesforce' | 'exchange') {
  const mine = expected.alone.filter((one) => one.person === person.userId && one.side === side);
  return new Map(mine.map(({ id, reason }) => [id, reason]));
}

function emailOf({ after }: ComparisonInput, record: OrgRecord): string {
  return sense(contactField('Email'), after.textInSalesforce(contactField('Email'), record));
}

function addressesOf(item: MailboxItem): ReadonlySet<string> {
  const list = (item.properties['emailAddresses'] ?? []) as readonly { readonly address?: string }[];
  const texts = list.map(({ address }) => sense(contactField('Email'), address ?? ''));
  return new Set(texts.filter((text) => text !== ''));
}

/** Without case and accents. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}
