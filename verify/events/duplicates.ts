// Events that are in Salesforce once too often: all records of a key but one, and copies of a known record that say the
// same at the same time. And new records that no event of anybody's calendar stands behind.
import { BUSY, nameOfEventRecord, textInRecord } from './table.js';
import type { OrgRecord } from '../systems.js';
import { extras } from '../texts.js';
import type { EventInput } from './ledger.js';
import { keyOn } from './pairs.js';

/** `known`: records that stand for an event. */
export function findDuplicateRecords(input: EventInput, known: ReadonlySet<string>): readonly OrgRecord[] {
  const live = input.after.liveEventRecords();
  // Whoever stands for an event is the first one.
  const ordered = [...live.filter(({ Id }) => known.has(Id)), ...live.filter(({ Id }) => !known.has(Id))];
  const strangers = new Set(findStrangers(input, known).map(({ Id }) => Id));
  const byContent = extras(ordered, (record) => {
    return `${String(record['OwnerId'])} ${textInRecord('Times', record)} ${nameOfEventRecord(record)}`;
  }).filter(({ Id }) => strangers.has(Id));
  const byKey = extras(ordered, (record) => keyOn(record) || null);
  const twice = new Set([...byContent, ...byKey, ...extras(ordered, (record) => signOf(input, record))]);
  return ordered.filter((record) => twice.has(record));
}

/** The subject where it is given once. Busy time has none of its own. */
function signOf({ isSubjectGivenOnce }: EventInput, record: OrgRecord): string | null {
  const subject = textInRecord('Subject', record);
  if (isSubjectGivenOnce === undefined || subject === '' || subject === BUSY) return null;
  return isSubjectGivenOnce === 'inTheOrg' ? subject : `${String(record['OwnerId'])} ${subject}`;
}

export function findStrangers({ before, after }: EventInput, known: ReadonlySet<string>): readonly OrgRecord[] {
  return after.liveEventRecords().filter(({ Id }) => before.eventRecord(Id) === undefined && !known.has(Id));
}
