// What the oracle is told of events: what people did, and what has to be left over of it: copies that stay although
// nothing syncs them any more, events that stay away from Salesforce, records that are gone, fields that stay
// different, each with the reason. Every line is checked. Contacts have a ledger of their own.
import type { Open } from '../ledger.js';
import type { CastMember, OrgRecord, Systems } from '../systems.js';
import type { EventFieldName } from './table.js';

/** An event of the calendar that has no record, though it would sync. */
interface StaysAway {
  readonly person: string;
  readonly eventId: string;
  readonly reason: string;
}

/** A record that stays exactly as it was, though its event is gone or left out. */
interface StaysAsItIs {
  readonly person: string;
  readonly eventId: string;
  /** As it was, and has to stay. */
  readonly record: OrgRecord;
  readonly reason: string;
}

interface RecordGone {
  readonly recordId: string;
  readonly reason: string;
}

interface StaysDifferent {
  readonly recordId: string;
  readonly field: EventFieldName;
  readonly salesforce: string;
  readonly exchange: string;
  readonly reason: string;
}

interface RecordSays {
  readonly recordId: string;
  readonly field: EventFieldName;
  /** Of the people an id. */
  readonly value: string;
}

/** `person` is a Salesforce user id everywhere. */
export interface EventExpectations {
  /** Events of Exchange that people changed, moved or deleted. */
  readonly touched: ReadonlySet<string>;
  /** Fields of Salesforce that people wrote while Exchange said nothing new of them: they stay. */
  readonly edited: readonly Omit<RecordSays, 'value'>[];
  readonly away: readonly StaysAway[];
  readonly kept: readonly StaysAsItIs[];
  /** Deleted: by a person, or because a rule says so. */
  readonly gone: readonly RecordGone[];
  readonly different: readonly StaysDifferent[];
  /** From now on; of deleted records too. */
  readonly values: readonly RecordSays[];
  /** Texts that people wrote into Salesforce themselves. */
  readonly written: readonly string[];
  /** Words that only private events ever carry: nowhere in the org, in whatever record. */
  readonly secretWords: readonly string[];
}

export type EventLedger = Open<EventExpectations>;

export function newEventLedger(): EventLedger {
  return {
    touched: new Set(),
    edited: [],
    away: [],
    kept: [],
    gone: [],
    different: [],
    values: [],
    written: [],
    secretWords: [],
  };
}

/** All that the events are judged by. */
export interface EventInput {
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
  /** In this world a subject is given once: two records of a subject are one too many. */
  readonly isSubjectGivenOnce?: 'inTheOrg' | 'perPerson';
}
