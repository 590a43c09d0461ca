// What the connector remembers: ids, keyed hashes, cursors. No names, addresses or texts of anybody. Implemented by
// store/ (PostgreSQL, the embedded PGlite, and memory); test/contract/store.contract.ts is the one suite for all of
// them.
import type {
  CalendarId,
  ExchangeContactId,
  FolderId,
  Link,
  LinkState,
  MailboxId,
  OrgId,
  PersonId,
  SalesforceContactId,
  Side,
  SyncObject,
} from '../core/model.js';
import type { ReasonCode } from '../core/reasons.js';
import type { EventCommit, EventStore } from './event-store.js';
import type { ChangeCursor, SalesforceChange } from './salesforce.js';

export interface Installation {
  readonly id: string;
  readonly orgId: OrgId;
  readonly tenantId: string;
  readonly hashKeyFingerprint: string;
}

/** One row a person: what is due, how far we have read, and what was last told about them. */
export interface Scope {
  readonly person: PersonId;
  readonly mailboxId: MailboxId | null;
  readonly folderId: FolderId | null;
  /** When this person is to be looked at; null = not at all (out of all configurations). */
  readonly dueAtMs: number | null;
  /** 0 = somebody waits for it, 1 = something changed, 2 = the sweep. */
  readonly priority: 0 | 1 | 2;
  /** Raised when a run starts; a run with an older number commits nothing any more. */
  readonly runNo: number;
  readonly leaseUntilMs: number | null;
  /** Delta link of the folder; null = a full listing is due. */
  readonly contactCursor: string | null;
  /** Seq of `SalesforceChange` rows that were worked off. */
  readonly changeSeq: number;
  readonly lastFullListingMs: number | null;
  readonly folderCheckedAtMs: number | null;
  readonly lastSuccessMs: number | null;
  /** Fingerprint of the effective settings of the last run; another one means that a full listing is due. */
  readonly settingsFingerprint: string | null;
  /** The primary calendar as it was first found. */
  readonly calendarId: CalendarId | null;
  readonly calendarCheckedAtMs: number | null;
  /** Delta link of the calendar's view; null = a full listing is due. Its window is as old as `eventCursorMadeMs`. */
  readonly eventCursor: string | null;
  readonly eventCursorMadeMs: number | null;
  readonly lastEventSuccessMs: number | null;
  readonly eventSettingsFingerprint: string | null;
  /**
   * Evidence for the status that time does not change: mailbox, person and folder state codes, missing permissions,
   * progress.
   */
  readonly evidence: ScopeEvidence;
  /** Digest of the status row that was last written to the org. */
  readonly reportedDigest: string | null;
}

export interface ScopeEvidence {
  readonly mailbox: string;
  readonly person: string;
  readonly folder: string;
  readonly contacts: string;
  readonly missingPermissions: readonly string[];
  readonly progress: number;
  readonly events: string;
  readonly missingEventPermissions: readonly string[];
  readonly eventProgress: number;
}

export type ScopeChange = Partial<Omit<Scope, 'person' | 'runNo' | 'leaseUntilMs'>>;

export type NewLink = Omit<Link, 'id'>;

/** A create that was begun. Written before the call, removed with the link. */
export interface Intent {
  readonly id: string;
  readonly person: PersonId;
  /** Where the record is made. */
  readonly side: Side;
  /**
   * Id of the record it is made from: a Salesforce contact when made in Exchange, an Exchange contact when made in
   * Salesforce.
   */
  readonly sourceId: string;
  readonly attempt: number;
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
export interface RunCommit extends EventCommit {
  readonly person: PersonId;
  readonly runNo: number;
  readonly newLinks?: readonly NewLink[];
  readonly changedLinks?: readonly Link[];
  readonly removedLinks?: readonly number[];
  readonly doneIntents?: readonly string[];
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

export interface StorePort extends EventStore {
  close(): Promise<void>;

  /** The installation of this database; written once. */
  readInstallation(): Promise<Installation | null>;
  /** Written when there is none yet. Answers the one that stands: of two that start together, the first. */
  writeInstallation(installation: Installation): Promise<Installation>;

  // People and their runs
  readScopes(): Promise<readonly Scope[]>;
  readScope(person: PersonId): Promise<Scope | null>;
  /** Makes the row when there is none. Fields that are not given stay (defaults for a new row). */
  saveScope(person: PersonId, change: ScopeChange): Promise<void>;
  /**
   * Makes people due no later than `dueAtMs`, with at least this priority (lower is sooner). Never delays anybody, and
   * leaves alone who has no row or no due time (out of all configurations): only `saveScope` gives those a time.
   */
  makeDue(people: readonly PersonId[], dueAtMs: number, priority: 0 | 1 | 2): Promise<void>;
  /** People that are due, soonest priority first, without a live lease. */
  dueScopes(nowMs: number, limit: number): Promise<readonly PersonId[]>;
  /** Takes the person's lease and a new run number; null when somebody else holds it or it is no longer due. */
  startRun(person: PersonId, nowMs: number, leaseMs: number): Promise<Scope | null>;
  /** Keeps the lease; false when the run number is old: stop. */
  extendLease(person: PersonId, runNo: number, untilMs: number): Promise<boolean>;
  /**
   * Writes everything or nothing; false when the run number is old or the run has ended. Links are removed, then
   * changed, then added; a Salesforce contact and an Exchange contact have at most one row of a person each, tombstones
   * included. Throws BrokenAssumption LINK_NOT_UNIQUE, LINK_GONE.
   */
  commitRun(commit: RunCommit): Promise<boolean>;
  /**
   * Ends the run: lease released, next due time set (not later than what came in meanwhile asked for, by `makeDue` or
   * `saveScope`), priority back to 2 unless a sooner one was asked for. Stays null for somebody whose due time was set
   * to null meanwhile. False when the run number is old.
   */
  endRun(person: PersonId, runNo: number, nextDueAtMs: number | null): Promise<boolean>;

  // Links
  linksByExchangeIds(person: PersonId, ids: readonly ExchangeContactId[]): Promise<readonly Link[]>;
  linksBySalesforceIds(person: PersonId, ids: readonly SalesforceContactId[]): Promise<readonly Link[]>;
  /** Links (state `linked`) whose Salesforce contact belongs to one of these accounts. */
  linksByAccounts(person: PersonId, accounts: readonly string[]): Promise<readonly Link[]>;
  /** Links with an id above `afterId`, in id order, for walking all of them in constant memory. */
  linksAfter(person: PersonId, afterId: number, limit: number): Promise<readonly Link[]>;
  countLinks(person: PersonId): Promise<Readonly<Partial<Record<LinkState, number>>>>;
  unstampedLinks(person: PersonId, limit: number): Promise<readonly Link[]>;
  /**
   * Part of a run: marks linked pairs `forgotten` (answers how many) and drops the cursor, in one transaction.
   * Tombstones stay; `dropTombstones` drops those of removed items (not of moved ones, nor of those out of reach).
   * Settled memory stays unless `dropMemory`. Null when the run number is old.
   */
  forgetLinks(
    person: PersonId,
    runNo: number,
    options: { readonly dropTombstones: boolean; readonly dropMemory: boolean },
  ): Promise<number | null>;
  /** People with a live link to one of these contacts, or to a contact of one of these accounts. */
  peopleLinkedTo(ids: {
    readonly contacts: readonly string[];
    readonly accounts: readonly string[];
  }): Promise<readonly PersonId[]>;

  // Creates that were begun
  openIntents(person: PersonId): Promise<readonly Intent[]>;
  /**
   * False when the run number is old. Writes all of them or none. The same id again is a further attempt; another id
   * for the same record and side throws BrokenAssumption INTENT_NOT_UNIQUE.
   */
  beginIntents(person: PersonId, runNo: number, intents: readonly Intent[]): Promise<boolean>;
  dropIntents(person: PersonId, ids: readonly string[]): Promise<void>;
  /** Claims fleet-wide the right to create somebody with these keyed e-mail hashes; answers those that were granted. */
  claimCreates(
    person: PersonId,
    emailHashes: readonly string[],
    nowMs: number,
    untilMs: number,
  ): Promise<ReadonlySet<string>>;
  releaseCreates(person: PersonId, emailHashes: readonly string[]): Promise<void>;

  // What was noticed in Salesforce
  readChangeCursor(object: SalesforceChange['object']): Promise<ChangeCursor | null>;
  /**
   * Stores changes not yet known (same object, record and modifiedAt) and the cursors, in one transaction. Answers
   * the new ones.
   */
  addChanges(
    changes: readonly SalesforceChange[],
    cursors: Partial<Record<SalesforceChange['object'], ChangeCursor>>,
    nowMs: number,
  ): Promise<readonly SalesforceChange[]>;
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
  pruneChanges(olderThanMs: number): Promise<void>;

  // Requests: taken once
  claimRequest(requestId: string, nowMs: number): Promise<boolean>;
  /** Requests claimed but not finished, for a restart. */
  openRequests(): Promise<readonly string[]>;
  finishRequest(requestId: string, nowMs: number): Promise<void>;

  // Findings, trail
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
}
