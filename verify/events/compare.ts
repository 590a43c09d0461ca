// Do calendars and the org agree? Compares them event by event, knowing the configurations, what there was at the
// beginning and what the story did; never the connector, its counts or its database. What a rule explains is listed
// with its reason; everything else is a disagreement. Rules: docs/sync-rules.md, "Events".
import { compareCalendar, wentWithContact, type CalendarComparison } from './compare-calendar.js';
import { findCalendarChanges } from './calendar-changes.js';
import { shown } from './compare-fields.js';
import { whoIn } from './compare-event-fields.js';
import { findTold } from './event-secrecy.js';
import type { EventExpectations } from './event-ledger.js';
import { EventPairs, keyOn } from './event-pairs.js';
import {
  eventField,
  eventTable,
  nameOfEventRecord,
  senseOfEvent,
  textInRecord,
  type EventFieldName,
} from './event-table.js';
import type { Finding } from './finding.js';
import { isDeleted, type CastMember, type OrgRecord, type Systems } from './systems.js';

export interface EventComparisonInput {
  /** Before the connector was started. */
  readonly before: Systems;
  /** When people had last done something, and the connector had not answered yet. */
  readonly left: Systems;
  readonly after: Systems;
  readonly people: readonly CastMember[];
  readonly tenantId: string;
  /** By the emulated clock. */
  readonly nowMs: number;
  readonly expected: EventExpectations;
}

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

export function compareEvents(input: EventComparisonInput): EventComparison {
  const pairs = new EventPairs(input);
  const people = input.people.map((person) => compareCalendar(input, pairs, person));
  const known = new Set([
    ...people.flatMap(({ pairedRecords }) => [...pairedRecords]),
    ...input.expected.kept.map(({ record }) => record.Id),
  ]);
  const duplicates = findDuplicateEvents(input, known);
  const twice = new Set(duplicates.map(({ Id }) => Id));
  const findings = [
    ...people.flatMap((person) => person.findings),
    ...duplicates.map((record) => aboutRecord(record, 'is in Salesforce twice')),
    ...findStrangers(input, known)
      .filter(({ Id }) => !twice.has(Id))
      .map(stranger),
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
    duplicates: duplicates.map((record) => aboutRecord(record, 'is in Salesforce twice')),
    disagreements,
    explained: findings.filter(({ reason }) => reason !== null),
    leftOut: people.flatMap(({ leftOut }) => leftOut),
  };
}

function aboutRecord(record: OrgRecord, what: string, reason: string | null = null): Finding {
  return { person: null, who: nameOfEventRecord(record), what, reason };
}

function stranger(record: OrgRecord): Finding {
  return aboutRecord(record, 'is new in Salesforce, and no event that syncs stands behind it');
}

/** All records of a key but one, and copies of a known record that say the same at the same time. */
function findDuplicateEvents(input: EventComparisonInput, known: ReadonlySet<string>): readonly OrgRecord[] {
  const live = input.after.liveEventRecords();
  // Whoever stands for an event is the first one.
  const ordered = [...live.filter(({ Id }) => known.has(Id)), ...live.filter(({ Id }) => !known.has(Id))];
  const seen = new Set<string>();
  const isAgain = (sign: string): boolean => seen.has(sign) || seen.add(sign).size === 0;
  const strangers = new Set(findStrangers(input, known).map(({ Id }) => Id));
  return ordered.filter((record) => {
    const key = keyOn(record);
    const content = `${String(record['OwnerId'])} ${textInRecord('Times', record)} ${nameOfEventRecord(record)}`;
    const hasSameKey = key !== '' && isAgain(`key ${key}`);
    return (isAgain(content) && strangers.has(record.Id)) || hasSameKey;
  });
}

/** New records that no event of anybody's calendar stands behind. */
function findStrangers({ before, after }: EventComparisonInput, known: ReadonlySet<string>): readonly OrgRecord[] {
  return after.liveEventRecords().filter(({ Id }) => before.eventRecord(Id) === undefined && !known.has(Id));
}

/** What was there at the beginning is still there, and unchanged where no event belongs to it. */
function findChangedOrLost({ before, after, expected }: EventComparisonInput, known: ReadonlySet<string>): Finding[] {
  const gone = new Set(expected.gone.map(({ recordId }) => recordId));
  return before.liveEventRecords().flatMap((earlier): Finding[] => {
    const record = after.eventRecord(earlier.Id);
    if (gone.has(earlier.Id)) return [];
    if (record === undefined || (isDeleted(record) && !wentWithContact(after, record))) {
      return [aboutRecord(earlier, 'is lost in Salesforce: nobody deleted it')];
    }
    if (isDeleted(record) || known.has(record.Id)) return [];
    return differing(earlier, record).map(({ label }) => {
      return aboutRecord(earlier, `was made in Salesforce alone, and its field ${label} was changed`);
    });
  });
}

function differing(one: OrgRecord, other: OrgRecord) {
  return eventTable.filter(({ name }) => senseIn(one, name) !== senseIn(other, name));
}

function senseIn(record: OrgRecord, name: EventFieldName): string {
  return name === 'People' ? whoIn(record) : senseOfEvent(name, textInRecord(name, record));
}

/** Copies that stay although nothing syncs them any more. Where the event is in the calendar, it is told there. */
function findKept({ after, people, expected }: EventComparisonInput): Finding[] {
  return expected.kept.flatMap(({ person: userId, eventId, record: asItWas, reason }): Finding[] => {
    const owner = people.find((one) => one.userId === userId);
    const record = after.eventRecord(asItWas.Id);
    const about = { person: owner?.firstName ?? null, who: nameOfEventRecord(asItWas) };
    if (record === undefined || isDeleted(record)) {
      return [{ ...about, what: 'should still be in Salesforce', reason: null }];
    }
    const changed = differing(asItWas, record).map(({ label }): Finding => {
      return { ...about, what: `should stay as it was, and its field ${label} was changed`, reason: null };
    });
    const isInCalendar = owner !== undefined && after.eventsInCalendar(owner).some(({ id }) => id === eventId);
    return isInCalendar ? changed : [...changed, { ...about, what: 'stays in Salesforce as it was', reason }];
  });
}

function findBrokenPromises({ after, expected }: EventComparisonInput): Finding[] {
  return [
    ...expected.gone.flatMap(({ recordId }): Finding[] => {
      const record = after.eventRecord(recordId);
      return record === undefined || isDeleted(record) ? [] : [aboutRecord(record, 'should be deleted in Salesforce')];
    }),
    ...expected.values.flatMap(({ recordId, field, value }): Finding[] => {
      const record = after.eventRecord(recordId) ?? { Id: recordId };
      const found = senseIn(record, field);
      if (found === senseOfEvent(field, value)) return [];
      const what = `${eventField(field).label} should be ${shown(value)} in Salesforce and is ${shown(found)}`;
      return [aboutRecord(record, what)];
    }),
  ];
}
