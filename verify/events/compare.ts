// Do calendars and the org agree? Compares them event by event, knowing the configurations, what there was at the
// beginning and what people did; never the connector, its counts or its database. What a rule explains is listed with
// its reason; everything else is a disagreement. Rules: docs/sync-rules.md, "Events".
import type { Finding } from '../finding.js';
import { findDuplicateRecords, findStrangers } from './duplicates.js';
import type { EventInput } from './ledger.js';
import { EventPairs } from './pairs.js';
import { compareCalendar, type CalendarComparison } from './person.js';
import { aboutRecord, findBrokenPromises, findChangedOrLost, findKept } from './promises.js';
import { findTold } from './secrecy.js';
import { findCalendarChanges } from './untouched.js';

export interface EventComparison {
  readonly agreement: boolean;
  readonly people: readonly CalendarComparison[];
  /** Events that are in Salesforce once too often. */
  readonly duplicates: readonly Finding[];
  /** Without an explanation, of all people and of the org as a whole; duplicates too. */
  readonly disagreements: readonly Finding[];
  /** Copies that differ, and copies without an event, each with a reason code. */
  readonly explained: readonly Finding[];
  /** Events of the calendars that are rightly not in Salesforce, each with a reason code. */
  readonly leftOut: readonly Finding[];
}

export function compareEvents(input: EventInput): EventComparison {
  const pairs = new EventPairs(input);
  const people = input.people.map((person) => compareCalendar(input, pairs, person));
  const known = new Set([
    ...people.flatMap(({ pairedRecords }) => [...pairedRecords]),
    ...input.expected.kept.map(({ record }) => record.Id),
  ]);
  const twice = findDuplicateRecords(input, known);
  const duplicates = twice.map((record) => aboutRecord(record, { kind: 'twiceInSalesforce' }));
  const findings = [
    ...people.flatMap((person) => person.findings),
    ...duplicates,
    ...findStrangers(input, known)
      .filter((record) => !twice.includes(record))
      .map((record) => aboutRecord(record, { kind: 'strangeEvent' })),
    ...findChangedOrLost(input, known),
    ...findKept(input),
    ...findBrokenPromises(input),
    ...findCalendarChanges(input),
    ...findTold(input),
  ];
  const disagreements = findings.filter(({ reason }) => reason === null);
  return {
    agreement: disagreements.length === 0,
    people,
    duplicates,
    disagreements,
    explained: findings.filter(({ reason }) => reason !== null),
    leftOut: people.flatMap(({ leftOut }) => leftOut),
  };
}
