// One person's folder against the org: which records should be in the folder, which contacts in Salesforce, and whether
// each pair says the same. It trusts nothing but the two systems, the configuration and the ledger.
import type { Finding } from '../finding.js';
import { isDeleted, nameOfRecord, type CastMember } from '../systems.js';
import type { PlainWords } from '../plain-words.js';
import { comparePair } from './fields.js';
import type { ContactInput } from './ledger.js';
import { aloneOf, pairUp, type Pairing } from './pairs.js';
import { takesRecord, type ContactSettings } from './settings.js';

export interface Share {
  /** How many should have a partner on the other side, and how many have one. */
  readonly wanted: number;
  readonly there: number;
}

export interface FolderComparison {
  readonly person: CastMember;
  readonly settings: ContactSettings;
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

export function compareFolder(input: ContactInput, person: CastMember, settings: ContactSettings): FolderComparison {
  const { after } = input;
  const pairing = pairUp(input, person, settings);
  const paired = new Set(pairing.pairs.map(({ record }) => record.Id));
  const wanted = after.liveContacts().filter((record) => takesRecord(settings, person, record));
  const missing = wanted.filter((record) => !paired.has(record.Id));
  const compared = pairing.pairs.map((pair) => comparePair(input, person, settings, pair));
  const inSalesforce = new Set(pairing.pairs.map(({ item }) => item.id)).size;
  const share = (all: number, there: number): Share => ({ wanted: all, there });
  const alone = aloneOf(input, person, 'salesforce');
  const say = (who: string, kind: PlainWords, reason: string | null = null): Finding => {
    return { person: person.firstName, who, what: { kind }, reason };
  };
  const hasNoFolder = after.folderOf(person) === null && wanted.length > 0;
  return {
    person,
    settings,
    intoFolder: settings.toExchange ? share(wanted.length, wanted.length - missing.length) : null,
    intoSalesforce: settings.toSalesforce ? share(after.itemsInFolder(person).length, inSalesforce) : null,
    pairs: pairing.pairs.length,
    equalFields: compared.reduce((sum, { equalFields }) => sum + equalFields, 0),
    findings: [
      ...(hasNoFolder ? [say(`${person.firstName} ${person.lastName}`, 'noFolder')] : []),
      ...pairing.findings,
      ...missing.map((record) => say(nameOfRecord(record), 'onlyInSalesforce', alone.get(record.Id) ?? null)),
      ...findUnmet(input, person, pairing).map(({ who, kind }) => say(who, kind)),
      ...compared.flatMap(({ findings }) => findings),
    ],
    pairedRecords: paired,
  };
}

interface Unmet {
  readonly who: string;
  readonly kind: PlainWords;
}

/** What the ledger expects to stay alone has to be there, and without a partner. */
function findUnmet({ after, expected }: ContactInput, person: CastMember, { pairs }: Pairing): Unmet[] {
  const records = new Set(pairs.map(({ record }) => record.Id));
  const inFolder = new Set(after.itemsInFolder(person).map(({ id }) => id));
  return expected.alone
    .filter((one) => one.person === person.userId)
    .flatMap(({ side, id }): Unmet[] => {
      if (side === 'exchange') return inFolder.has(id) ? [] : [{ who: id, kind: 'goneFromFolder' }];
      const record = after.contact(id);
      if (record === undefined || isDeleted(record)) return [{ who: id, kind: 'goneFromSalesforce' }];
      return records.has(id) ? [{ who: nameOfRecord(record), kind: 'backInFolder' }] : [];
    });
}
