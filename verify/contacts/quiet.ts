// What must hold of contacts once things are quiet, in a world where people did more than anybody wrote down: pairs are
// those that the connector counts as in step. They have to be there and to say the same (law P1), nothing is double
// (P8), and nothing ends silently (P16).
import type { Finding } from '../finding.js';
import { isDeleted, nameOfItem, nameOfRecord, type CastMember } from '../systems.js';
import { findUnsettled, knows, toldOf, type Told, type ToldByPerson } from '../told.js';
import type { PlainWords } from '../plain-words.js';
import { findDuplicates } from './duplicates.js';
import { comparePair } from './fields.js';
import { findLeaks } from './leaks.js';
import type { ContactInput } from './ledger.js';
import { mayHave } from './pairs.js';
import { contactSettingsOf, takesRecord, type ContactSettings } from './settings.js';

/** Without an explanation. */
export function findUnquietContacts(input: ContactInput, told: ToldByPerson): readonly Finding[] {
  const findings = input.people.flatMap((person) => {
    const settings = contactSettingsOf(input.after, person);
    return settings === null ? [] : ofPerson(input, person, settings, toldOf(told, person));
  });
  const isPaired = (id: string, person: CastMember): boolean =>
    toldOf(told, person).pairs.some(({ itemId }) => itemId === id);
  const duplicates = findDuplicates(input, ({ id }, person) => isPaired(id, person));
  return [...findings, ...duplicates, ...findLeaks(input)].filter(({ reason }) => reason === null);
}

function ofPerson(input: ContactInput, person: CastMember, settings: ContactSettings, told: Told): Finding[] {
  const { after } = input;
  const say = (who: string, kind: PlainWords): Finding => {
    return { person: person.firstName, who, what: { kind }, reason: null };
  };
  const inFolder = new Map(after.itemsInFolder(person).map((item) => [item.id, item]));
  const records = after.liveContacts().filter((record) => takesRecord(settings, person, record));
  const { leftOut, waiting, issues } = told.counts;
  return [
    ...told.pairs.flatMap(({ recordId, itemId }) => {
      const record = after.contact(recordId);
      const item = inFolder.get(itemId);
      if (record === undefined || isDeleted(record) || item === undefined) return [say(itemId, 'halfGone')];
      const pair = { record, item };
      const isRight = mayHave(input, person, settings, pair);
      return [
        ...(isRight ? [] : [say(nameOfItem(item), 'notForPerson')]),
        ...comparePair(input, person, settings, pair).findings,
      ];
    }),
    ...[...inFolder.values()].filter(({ id }) => !knows(told, id)).map((item) => say(nameOfItem(item), 'untold')),
    ...records.filter(({ Id }) => !knows(told, Id)).map((record) => say(nameOfRecord(record), 'untold')),
    ...findUnsettled(after, person, told, {
      Contacts_Synced__c: told.pairs.length,
      Contacts_Left_Out__c: leftOut,
      Contacts_Waiting__c: waiting,
      Contact_Issues__c: issues,
    }),
  ];
}
