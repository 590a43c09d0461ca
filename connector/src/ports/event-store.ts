// What the connector remembers of events; a part of ports/store.ts. Ids, keyed hashes, times of events, claims: no
// subjects, places, addresses or texts.
import type { EventLink, EventLinkState } from '../core/event/model.js';
import type { ExchangeEventId, PersonId, SalesforceEventId, SyncObject } from '../core/model.js';
import type { TimeWindow } from './calendar.js';

export type NewEventLink = Omit<EventLink, 'id'>;

/**
 * A meeting belongs to the person whose run claimed it first, whoever else attends it. Open from before the create is
 * sent until the link is written: an open one is looked up by its key before it is made again.
 */
export interface MeetingClaim {
  readonly meetingKey: string;
  readonly exchangeId: ExchangeEventId;
  readonly begunAtMs: number;
}

/** Parts of a run's commit that concern events. */
export interface EventCommit {
  readonly newEventLinks?: readonly NewEventLink[];
  readonly changedEventLinks?: readonly EventLink[];
  readonly removedEventLinks?: readonly number[];
  /** Claims whose create has come to an end: kept, no longer open. */
  readonly settledMeetings?: readonly string[];
  /** Claims that are given back: the next one to come may have the meeting. */
  readonly releasedMeetings?: readonly string[];
}

export interface EventStore {
  eventLinksByExchangeIds(person: PersonId, ids: readonly ExchangeEventId[]): Promise<readonly EventLink[]>;
  eventLinksBySalesforceIds(person: PersonId, ids: readonly SalesforceEventId[]): Promise<readonly EventLink[]>;
  /** Links with an id above `afterId`, in id order, for walking all of them in constant memory. */
  eventLinksAfter(person: PersonId, afterId: number, limit: number): Promise<readonly EventLink[]>;
  countEventLinks(person: PersonId): Promise<Readonly<Partial<Record<EventLinkState, number>>>>;
  /** Links (`linked` or `forgotten`) whose event touches the window: ends after its start and begins before its end. */
  countLinkedEventsIn(person: PersonId, window: TimeWindow): Promise<number>;
  /**
   * Part of a run: marks linked pairs `forgotten` (answers how many) and drops the event cursor, in one transaction.
   * `dropTombstones` drops those of removed events and gives their meetings back. Settled memory stays unless
   * `dropMemory`. Null when the run number is old.
   */
  forgetEventLinks(
    person: PersonId,
    runNo: number,
    options: { readonly dropTombstones: boolean; readonly dropMemory: boolean },
  ): Promise<number | null>;
  /** Drops links of events that ended before then, with their meetings, of everybody. */
  pruneEventLinks(endedBeforeMs: number): Promise<void>;
  /**
   * Claims meetings; answers the keys that are this person's now (new ones, and those that were already). A claim of
   * one's own is opened again with the new time. Null when the run number is old: nothing may be sent.
   */
  claimMeetings(person: PersonId, runNo: number, claims: readonly MeetingClaim[]): Promise<ReadonlySet<string> | null>;
  /** Claims whose create was begun and has not come to an end. */
  openMeetings(person: PersonId): Promise<readonly MeetingClaim[]>;
  /**
   * Makes findings of this object that carry one of these match keys due now, whoever's they are; answers whose.
   */
  wakeFindings(object: SyncObject, matchKeys: readonly string[], nowMs: number): Promise<readonly PersonId[]>;
}
