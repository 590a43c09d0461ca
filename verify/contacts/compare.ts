// Do both systems agree about contacts? Compares them item by item, knowing the configurations, what there was at the
// beginning and what people did; never the connector, its counts or its database. What a rule explains is listed with
// its reason; everything else is a disagreement. Rules: docs/sync-rules.md.
import type { Finding } from '../finding.js';
import { findDuplicates } from './duplicates.js';
import { findLeaks } from './leaks.js';
import type { ContactInput } from './ledger.js';
import { compareFolder, type FolderComparison } from './person.js';
import { findBrokenPromises, findLosses, findStrangers } from './promises.js';
import { contactSettingsOf } from './settings.js';

export interface ContactComparison {
  readonly agreement: boolean;
  readonly people: readonly FolderComparison[];
  /** Contacts that are there once too often, on either side. */
  readonly duplicates: readonly Finding[];
  /** Without an explanation, of all people and of the org as a whole; duplicates too. */
  readonly disagreements: readonly Finding[];
  /** Each with a reason code. */
  readonly explained: readonly Finding[];
}

export function compareContacts(input: ContactInput): ContactComparison {
  const people = input.people.flatMap((person) => {
    const settings = contactSettingsOf(input.after, person);
    return settings === null ? [] : [compareFolder(input, person, settings)];
  });
  const duplicates = findDuplicates(input);
  const findings = [
    ...people.flatMap((person) => person.findings),
    ...duplicates,
    ...findLosses(input),
    ...findStrangers(input, new Set(people.flatMap(({ pairedRecords }) => [...pairedRecords]))),
    ...findLeaks(input),
    ...findBrokenPromises(input),
  ];
  const disagreements = findings.filter(({ reason }) => reason === null);
  return {
    agreement: disagreements.length === 0,
    people,
    duplicates,
    disagreements,
    explained: findings.filter(({ reason }) => reason !== null),
  };
}
