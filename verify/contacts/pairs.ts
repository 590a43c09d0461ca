// Which Salesforce contact stands for which contact of a folder: known by the mark on the Exchange contact. Whether the
// contents fit is judged elsewhere. It trusts nothing but the two systems, the configuration and the ledger.
import type { Finding, Side } from '../finding.js';
import { isDeleted, nameOfItem, type CastMember, type MailboxItem, type OrgRecord } from '../systems.js';
import { folded, sense } from '../texts.js';
import type { PlainWords } from '../plain-words.js';
import type { ContactPair } from './fields.js';
import type { ContactInput } from './ledger.js';
import { isVisible, takesRecord, type ContactSettings } from './settings.js';
import { contactField } from './table.js';

export interface Pairing {
  readonly pairs: readonly ContactPair[];
  readonly findings: readonly Finding[];
}

export function pairUp(input: ContactInput, person: CastMember, settings: ContactSettings): Pairing {
  const pairs: ContactPair[] = [];
  const findings: Finding[] = [];
  const say = (item: MailboxItem, kind: PlainWords, reason: string | null): void =>
    void findings.push({ person: person.firstName, who: nameOfItem(item), what: { kind }, reason });
  const alone = aloneOf(input, person, 'exchange');
  for (const item of input.after.itemsInFolder(person)) {
    const reason = alone.get(item.id);
    const id = input.after.recordStampedOn(item);
    const record = id === null ? undefined : input.after.contact(id);
    if (reason !== undefined) {
      say(item, 'onlyInFolder', reason);
    } else if (record === undefined) {
      say(item, 'onlyInFolder', reasonToStayOut(input, settings, item));
    } else if (isDeleted(record)) {
      say(item, 'recordDeleted', null);
    } else {
      if (!mayHave(input, person, settings, { record, item })) say(item, 'notForPerson', null);
      pairs.push({ record, item });
    }
  }
  return { pairs, findings };
}

/** What the ledger knows to stay without a partner, with the reason. */
export function aloneOf({ expected }: ContactInput, person: CastMember, side: Side): ReadonlyMap<string, string> {
  const mine = expected.alone.filter((one) => one.person === person.userId && one.side === side);
  return new Map(mine.map(({ id, reason }) => [id, reason]));
}

/** Why a contact of the folder may be unknown to Salesforce; null = it may not. */
function reasonToStayOut(input: ContactInput, settings: ContactSettings, item: MailboxItem): string | null {
  if (!settings.toSalesforce) return isOfPeople(input, item) ? 'NOT_IN_DIRECTION' : null;
  const emails = addressesOf(item);
  const lastName = folded(input.after.textInExchange(contactField('LastName'), item));
  const sharers = input.after.liveContacts().filter((record) => emails.has(emailOf(input, record)));
  const names = sharers.map((record) => folded(input.after.textInSalesforce(contactField('LastName'), record)));
  const hasOtherName = names.length > 0 && names.every((name) => name !== '' && lastName !== '' && name !== lastName);
  return hasOtherName ? 'EMAIL_SHARED' : null;
}

/** A record that the configuration takes, or one that this very contact was made into or matched with. */
export function mayHave(
  input: ContactInput,
  person: CastMember,
  settings: ContactSettings,
  { record, item }: ContactPair,
): boolean {
  if (takesRecord(settings, person, record)) return true;
  return settings.toSalesforce && isOfPeople(input, item) && isVisible(person, record);
}

function isOfPeople({ before, expected }: ContactInput, item: MailboxItem): boolean {
  return before.item(item.id) !== undefined || expected.madeByPeople.has(item.id);
}

function emailOf({ after }: ContactInput, record: OrgRecord): string {
  return sense(contactField('Email'), after.textInSalesforce(contactField('Email'), record));
}

function addressesOf(item: MailboxItem): ReadonlySet<string> {
  const list = (item.properties['emailAddresses'] ?? []) as readonly { readonly address?: string }[];
  const texts = list.map(({ address }) => sense(contactField('Email'), address ?? ''));
  return new Set(texts.filter((text) => text !== ''));
}
