// Every maximum and every waiting time, with units and why. Nothing grows without a limit, and hitting one is reported.
import { dayMs, hourMs, minuteMs, secondMs } from './time.js';

export const limits = {
  /** One `$batch` holds 20 requests (Microsoft Graph). */
  graphBatchSize: 20,
  /** Contacts a delta page may hold; the service gives no more than 200. */
  graphDeltaPageSize: 200,
  graphListPageSize: 500,
  /** Events a delta page may hold: they come whole, with texts, so a page of 200 could be megabytes. */
  graphEventDeltaPageSize: 100,
  /**
   * Requests to one mailbox at the same time (Graph answers 429 above it). A batch works on four by itself, so one
   * batch is in flight.
   */
  graphInFlightPerMailbox: 4,
  /** Records of one collections call (Salesforce). */
  salesforceCollectionSize: 200,
  /** A URI with its headers may have 16,384 bytes; the rest is kept for headers. */
  salesforceQueryBytesMax: 13_000,
  /** Of these, what the conditions of a configuration may take, so that ids still fit beside them. */
  salesforceConditionsBytesMax: 6_000,
  /** Queries in one Composite call (Salesforce allows five). */
  salesforceCompositeQueries: 5,
  /** Parts of one Composite call (Salesforce). */
  salesforceCompositeParts: 25,
  /** Rows of one object in one look for changes (a page of a query holds no more), and waiting requests. */
  salesforceChangesPerPoll: 2_000,
  salesforceRequestsPerPoll: 200,
  /** What an org keeps from the integration user (leads, addresses) is asked for again after this time. */
  salesforcePollRefusalKeptMs: hourMs,
  /** SystemModstamp has whole seconds: younger rows may still change without a new time stamp. */
  salesforceModstampSettleMs: 2 * secondMs,
  /** So far our clock and Salesforce's may be apart, its whole seconds included: what is nearer proves nothing. */
  clocksApartMs: 10 * secondMs,
  /** Reads that got no answer or 503 are asked again after these waits; writes never are. */
  salesforceReadRetryWaitsMs: [500, 2_000],
  /** A record whose account somebody holds is written once more after this time, within the same call of ours. */
  salesforceLockRetryMs: secondMs,
  /** Where Salesforce does not say when: all daily calls used; too many long calls at once; too many sign-ins. */
  salesforceApiLimitPauseMs: 5 * minuteMs,
  salesforceConcurrencyPauseMs: 30 * secondMs,
  salesforceLoginPauseMs: 5 * minuteMs,
  /** An assertion is good for three minutes (Salesforce refuses more than five); clocks that differ more are named. */
  salesforceAssertionMs: 3 * minuteMs,
  /** People whose token and description are kept in memory; the one not used for longest goes. */
  salesforceSessionsMax: 500,
  salesforceConnectionsMax: 16,
  /** Different descriptions of objects that are kept; people of one profile share theirs. */
  describeShelfMax: 100,
  /** Which permission sets let people manage the sync. */
  managersCacheMs: 10 * minuteMs,
  /** Items read, planned, applied and forgotten together. */
  chunkSize: 200,
  /** Unlinked Exchange items looked up in Salesforce together: five queries of 200. */
  matchChunkSize: 1_000,
  contactsPerPersonMax: 50_000,
  runSliceMs: 4 * minuteMs,
  /** A write without an answer is looked up after this time at the earliest: Exchange shows new items late. */
  inDoubtWaitMs: minuteMs,
  /** Other contact folders that are searched for a contact which we may have made and somebody moved. */
  otherFoldersMax: 20,
  /** So often within a day one item is written without an answer; then it waits. */
  sentAttemptsMax: 4,
  /** Writes of a person of which nobody knows the end; no further one is sent before some of them are judged. */
  openSentMax: 1_000,
  /** A write that was found not carried out may still arrive late: so long it is told from a person's edit. */
  spentKeptMs: dayMs,
  /** So long a person is told that nobody can say which of two edits came first. */
  doubtToldMs: 30 * dayMs,
  /** An item that failed is tried again after 1, 4, 16 … minutes; after so many times it is parked until it changes. */
  itemAttemptsMax: 6,
  itemRetryFirstMs: minuteMs,
  /** A contact held because of another one is looked at again: what it waits for may be mended where we do not look. */
  heldItemLookMs: dayMs,
  /** Waits shorter than this happen inside the run; longer ones end it and make it due later. */
  waitInsideRunMaxMs: 30 * secondMs,
  requestTimeoutMs: 60 * secondMs,
  describeCacheMs: hourMs,
  /** The folder is looked at on its own when no run has read from it for so long. */
  folderCheckMs: hourMs,
  fullListingEveryMs: 7 * dayMs,
  sweepEveryMs: 15 * minuteMs,
  /** The view of a calendar is tracked in a window that is frozen; it is listed anew when it is so old. */
  calendarRoundMs: 7 * dayMs,
  /** So much further ahead than set is listed: more than a round lasts, so that nothing slides in unseen. */
  calendarAheadMs: 8 * dayMs,
  eventsPerPersonMax: 50_000,
  /** Events of a run that are kept whole in memory; further ones are read again by id when it is their turn. */
  eventsKeptMax: 1_000,
  /** Links of events that ended so long ago are forgotten. */
  eventLinksKeptMs: 400 * dayMs,
  /** Addresses of one meeting that are remembered as hashes while nobody of them is known. */
  eventMatchKeysMax: 50,
  betweenRunsOfMailboxMs: 10 * secondMs,
  salesforcePollEveryMs: 30 * secondMs,
  /** However slow the looks are made, the heartbeat has to go along: well below `connectorHoldsMs`. */
  salesforcePollEveryMaxMs: 5 * minuteMs,
  /** Records committed late carry an older time stamp: the last minutes are read again. */
  salesforceLateCommitMs: 5 * minuteMs,
  salesforceLateCommitEveryMs: minuteMs,
  salesforceChangesKeptMs: 7 * dayMs,
  configurationsEveryNthPoll: 10,
  /** The connector says in the org that it is there; goes along with a poll and costs no call of its own. */
  heartbeatEveryMs: minuteMs,
  /** A connector that could not say so for this long lays its writing down until it has looked again. */
  connectorHoldsMs: 8 * minuteMs,
  /** A connector that was not heard of for so long counts as stopped: another one may write. */
  connectorSilentMs: 15 * minuteMs,
  /** Background work slows down when the org has used this share of its daily calls. */
  apiUsedSharePause: 0.8,
  leaseMs: 2 * minuteMs,
  createClaimMs: 10 * minuteMs,
  requestExpiresMs: dayMs,
  issueItemRowsPerIssue: 50,
  issueItemRowsPerPerson: 200,
  statusEveryMs: 15 * minuteMs,
  brakes: {
    windowMs: dayMs,
    deletesMax: 25,
    deletesShareMax: 0.1,
    deletesShareFromLinked: 50,
    changedShareMax: 0.5,
    changedShareFromLinked: 100,
    /** From so many links on, a side that is empty all at once stops the person's sync. */
    emptiedFromLinked: 10,
  },
} as const;
