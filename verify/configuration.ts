// Which Exchange configuration holds for a person, read from the org's records by hand: the oracle must not ask the
// connector. What a configuration says is read in contacts/settings.ts and events/settings.ts; values that the worlds
// under test do not use are refused there, never guessed.
import { isDeleted, type CastMember, type OrgRecord, type Systems } from './systems.js';
import { textOf } from './texts.js';

/** The record of the active configuration; the person's own assignment goes before that of the profile. */
export function configurationOf(systems: Systems, person: CastMember): OrgRecord | null {
  const user = systems.records('User').find(({ Id }) => Id === person.userId);
  const assignments = systems.records('Exchange_Configuration_Assignment__c').filter((row) => !isDeleted(row));
  const assignment =
    assignments.find((row) => row['User__c'] === person.userId) ??
    assignments.find((row) => row['Profile_Id__c'] !== null && row['Profile_Id__c'] === user?.['ProfileId']);
  const row = systems.records('Exchange_Configuration__c').find(({ Id }) => Id === assignment?.['Configuration__c']);
  return row === undefined || isDeleted(row) || row['Active__c'] !== true ? null : row;
}

/** The value of a field, one of those that are understood. */
export function oneOf<T extends string | null>(row: OrgRecord, field: string, known: readonly T[]): T {
  const value = row[field] ?? null;
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw notUnderstood(row, field);
}

export function wholeNumber(row: OrgRecord, field: string): number {
  const value = row[field];
  if (typeof value === 'number') return value;
  throw notUnderstood(row, field);
}

export function notUnderstood(row: OrgRecord, field: string): Error {
  return new Error(`the comparison does not understand ${field} of the configuration ${textOf(row['Name'])}`);
}
