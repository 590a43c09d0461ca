// What the connector remembers: ids, keyed hashes, cursors. No names, addresses or texts of anybody. Implemented by
// store/ (PostgreSQL, the embedded PGlite, and memory); test/contract/store/contract.ts is the one suite for all of
// them.
import type { TimeWindow } from './calendar.js';
import type { Link, LinkOf, LinkState, NewLink, ObjectIds } from '../core/link.js';
import type { ExchangeEventId, OrgId, PersonId, Side, SyncObject } from '../core/model.js';
import type { ReasonCode } from '../core/reasons.js';
import type { SentRow } from '../core/sent/row.js';
import type { ChangeCursor, SalesforceChange } from './salesforce.js';
import type { Scope, ScopeChange } from './scope.js';

export interface Installation {
  readonly id: string;
  readonly orgId: OrgId;
  readonly tenantId: string;
  readonly hashKeyFingerprint: string;
}

/**
 * A meeting belongs to the person whose run claimed it first, whoever else attends it. Open from before the create is
 * sent until the link is written: an open one is looked up by its key before it is made again.
 */
export interface MeetingClaim {
  readonly meetingKey: string;
  readonly exchangeId: ExchangeEventId;
  readonly begunAtMs: number;
}

/** Something that findings are about. About a person as a whole: the person's own id on the side of Salesforce. */
export interface ItemRef {
  readonly object: SyncObject;
  readonly side: Side;
  readonly itemId: string;
}

/** Why an item is not (fully) in step: left out, waiting or an issue. One row per person, item and reason. */
export interface Finding {
  readonly person: PersonId;
  readonly object: SyncObject;
  readonly side: Side;
  readonly itemId: string;
  readonly reason: ReasonCode;
  /** Our field names, or the other side's; never values. */
  readonly fields: readonly string[];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly attempts: number;
  /** Try again at this time; null = not by itself. */
  readonly retryAtMs: number | null;
  /** The item's version when it was found; another version is a reason to try again. */
  readonly version: string;
  /** Keyed hashes of the keys that a new item is matched by, for unlinked Exchange items. */
  readonly matchKeys: readonly string[];
}

export interface WriteTrailEntry {
  readonly person: PersonId;
  readonly atMs: number;
  readonly runNo: number;
  /** Request id or null for the sync itself. */
  readonly askedBy: string | null;
  readonly object: SyncObject;
  readonly side: Side;
  readonly kind: 'create' | 'update' | 'delete' | 'stamp';
  readonly recordId: string;
  readonly fields: readonly string[];
  readonly reason: ReasonCode;
}

/**
 * All that one batch of a run changes in the store; it is written in one transaction or, when the run number is old,
 * not at all.
 */
export interface RunCommit {
  readonly person: PersonId;
  readonly runNo: number;
  readonly newLinks?: readonly NewLink[];
  readonly changedLinks?: readonly Link[];
  readonly removedLinks?: readonly number[];
  /** Claims whose create has come to an end: kept, no longer open. */
  readonly settledMeetings?: readonly string[];
  /** Claims that are given back: the next one to come may have the meeting. */
  readonly releasedMeetings?: readonly string[];
  /** Rows of writes whose end is known now. */
  readonly endedSent?: readonly string[];
  /** Rows of writes that were found not carried out: kept for a day. */
  readonly spentSent?: readonly string[];
  /** Replaces the findings of these items by these. */
  readonly findings?: readonly (ItemRef & { readonly found: readonly Finding[] })[];
  readonly trail?: readonly WriteTrailEntry[];
  readonly scope?: ScopeChange;
}

export interface FindingCount {
  readonly reason: ReasonCode;
  readonly number: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Links of one object: the same for each. */
export interface Links<Object extends SyncObject> {
  byExchangeIds(person: PersonId, ids: readonly ObjectIds[Object]['exchange'][]): Promise<readonly LinkOf<Object>[]>;
  bySalesforceIds(
    person: PersonId,
    ids: readonly ObjectIds[Object]['salesforce'][],
  ): Promise<readonly LinkOf<Object>[]>;
  /** Links with an id above `afterId`, in id order, for walking all of them in constant memory. */
  after(person: PersonId, afterId: number, limit: number): Promise<readonly LinkOf<Object>[]>;
  count(person: PersonId): Promise<Readonly<Partial<Record<LinkState, number>>>>;
}

export interface ForgetOptions {
  readonly dropTombstones: boolean;
  readonly dropMemory: boolean;
}

/** What can be looked up. A run that only looks is given no more than this. */
export interface StoreReads {
  links<Object extends SyncObject>(object: Object): Links<Object>;
  /** Contact links (syncing) whose Salesforce contact belongs to one of these accounts. */
  linksByAccounts(person: PersonId, accounts: readonly string[]): Promise<readonly LinkOf<'Contact'>[]>;
  /** Contact links (syncing) whose stamp is still to be written. */
  unstampedLinks(person: PersonId, limit: number): Promise<readonly LinkOf<'Contact'>[]>;
  /** Event links (live) whose event touches the window: ends after its start and begins before its end. */
  countLinkedEventsIn(person: PersonId, window: TimeWindow): Promise<number>;
  /** People with a syncing link to one of these contacts, or to a contact of one of these accounts. */
  peopleLinkedTo(ids: {
    readonly contacts: readonly string[];
    readonly accounts: readonly string[];
  }): Promise<readonly PersonId[]>;

  readInstallation(): Promise<Installation | null>;
  readScopes(): Promise<readonly Scope[]>;
  readScope(person: PersonId): Promise<Scope | null>;
  /** People that are due, soonest priority first, without a live lease. */
  dueScopes(nowMs: number, limit: number): Promise<readonly PersonId[]>;

  /** Writes whose end is not known, and spent ones, oldest first. */
  sentRows(person: PersonId): Promise<readonly SentRow[]>;
  /** Claims whose create was begun and has not come to an end. */
  openMeetings(person: PersonId): Promise<readonly MeetingClaim[]>;

  readChangeCursor(object: SalesforceChange['object']): Promise<ChangeCursor | null>;
  latestChangeSeq(): Promise<number>;
  /**
   * Contact and Account changes with a seq above that concern this person, in seq order: those of linked contacts and
   * of their accounts, and of other contacts as `others` says (all of them, those that the person owns, none).
   */
  changesFor(
    person: PersonId,
    seq: number,
    others: 'all' | 'owned' | 'none',
    limit: number,
  ): Promise<readonly (SalesforceChange & { readonly seq: number })[]>;

  /** Requests claimed but not finished, for a restart. */
  openRequests(): Promise<readonly string[]>;

  findingsOf(person: PersonId, items: readonly ItemRef[]): Promise<readonly Finding[]>;
  /** Those whose time has come, the longest waiting first. */
  dueFindings(person: PersonId, object: SyncObject, nowMs: number, limit: number): Promise<readonly Finding[]>;
  /** Unlinked Exchange contacts that carry one of these match keys. */
  findingsByMatchKeys(person: PersonId, matchKeys: readonly string[]): Promise<readonly Finding[]>;
  countFindings(person: PersonId, object: SyncObject): Promise<readonly FindingCount[]>;
  /** The first ones of a reason, oldest first. */
  listFindings(person: PersonId, object: SyncObject, reason: ReasonCode, limit: number): Promise<readonly Finding[]>;
  /** Writes of this kind on this side since then. */
  countTrail(
    person: PersonId,
    object: SyncObject,
    side: Side,
    kind: WriteTrailEntry['kind'],
    sinceMs: number,
  ): Promise<number>;
  /** Those of the records on this side that a run of this person deleted. */
  deletedByUs(
    person: PersonId,
    object: SyncObject,
    side: Side,
    recordIds: readonly string[],
  ): Promise<ReadonlySet<string>>;
}

interface StoreWrites {
  /** Written when there is none yet. Answers the one that stands: of two that start together, the first. */
  writeInstallation(installation: Installation): Promise<Installation>;

  /** Makes the row and its parts when there are none. Fields that are not given stay (defaults for a new row). */
  saveScope(person: PersonId, change: ScopeChange): Promise<void>;
  /**
   * Makes people due no later than `dueAtMs`, with at least this priority (lower is sooner). Never delays anybody, and
   * leaves alone who has no row or no due time (out of all configurations): only `saveScope` gives those a time.
   */
  makeDue(people: readonly PersonId[], dueAtMs: number, priority: 0 | 1 | 2): Promise<void>;
  /** Takes the person's lease and a new run number; null when somebody else holds it or it is no longer due. */
  startRun(person: PersonId, nowMs: number, leaseMs: number): Promise<Scope | null>;
  /**
   * Keeps the lease, and writes down what is about to be sent, in one statement: all of it or nothing. False when the
   * run number is old: then nothing may be sent. A row of the same id takes the place of the one before: a further
   * attempt.
   */
  openChunk(person: PersonId, runNo: number, leaseUntilMs: number, rows: readonly SentRow[]): Promise<boolean>;
  /**
   * Writes everything or nothing; false when the run number is old or the run has ended. Links are removed, then
   * changed, then added; a Salesforce record and an Exchange item have at most one row of a person and object each,
   * tombstones included. Throws BrokenAssumption LINK_NOT_UNIQUE, LINK_GONE.
   */
  commitRun(commit: RunCommit): Promise<boolean>;
  /**
   * Ends the run: lease released, next due time set (not later than what came in meanwhile asked for, by `makeDue` or
   * `saveScope`), priority back to 2 unless a sooner one was asked for. Stays null for somebody whose due time was set
   * to null meanwhile. False when the run number is old.
   */
  endRun(person: PersonId, runNo: number, nextDueAtMs: number | null): Promise<boolean>;

  /**
   * Part of a run: marks syncing pairs of this object `forgotten` (answers how many) and drops the part's cursor, in
   * one transaction. Tombstones stay; `dropTombstones` drops those of removed items (not of moved ones, nor of those
   * out of reach) and gives meetings back. Settled memory stays unless `dropMemory`, which drops the hashes of what was
   * sent, too. Null when the run number is old.
   */
  forgetLinks(person: PersonId, runNo: number, object: SyncObject, options: ForgetOptions): Promise<number | null>;
  /** Drops links of events that ended before then, with their meetings, of everybody. */
  pruneEventLinks(endedBeforeMs: number): Promise<void>;

  /** Claims fleet-wide the right to create somebody with these keyed e-mail hashes; answers those that were granted. */
  claimCreates(
    person: PersonId,
    emailHashes: readonly string[],
    nowMs: number,
    untilMs: number,
  ): Promise<ReadonlySet<string>>;
  releaseCreates(person: PersonId, emailHashes: readonly string[]): Promise<void>;
  /**
   * Claims meetings; answers the keys that are this person's now (new ones, and those that were already). A claim of
   * one's own is opened again with the new time. Null when the run number is old: nothing may be sent.
   */
  claimMeetings(person: PersonId, runNo: number, claims: readonly MeetingClaim[]): Promise<ReadonlySet<string> | null>;

  /**
   * Stores changes not yet known (same object, record and modifiedAt) and the cursors, in one transaction. Answers
   * the new ones.
   */
  addChanges(
    changes: readonly SalesforceChange[],
    cursors: Partial<Record<SalesforceChange['object'], ChangeCursor>>,
    nowMs: number,
  ): Promise<readonly SalesforceChange[]>;
  pruneChanges(olderThanMs: number): Promise<void>;

  /** Requests are taken once. */
  claimRequest(requestId: string, nowMs: number): Promise<boolean>;
  finishRequest(requestId: string, nowMs: number): Promise<void>;

  /** Makes findings of this object that carry one of these match keys due now, whoever's they are; answers whose. */
  wakeFindings(object: SyncObject, matchKeys: readonly string[], nowMs: number): Promise<readonly PersonId[]>;
}

export interface StorePort extends StoreReads, StoreWrites {
  close(): Promise<void>;
}
