// What a part of a run is: the functions that differ from object to object. Everything that is the same for all of
// them (may we, lease, brakes, slices, progress, access, status, the cursor last) is in run-part.ts, once. How to add
// an object: docs/change-recipes.md.
import type { PlanShape } from '../../core/shape.js';
import type { Outcome } from '../../core/failure.js';
import type { CalendarId, FolderId, MailboxId, PersonId, SyncObject } from '../../core/model.js';
import type { ReasonCode } from '../../core/reasons.js';
import type { SentRow } from '../../core/sent/row.js';
import type { Configuration } from '../../core/settings/configuration.js';
import type { OrgUser, PersonOrg } from '../../ports/salesforce.js';
import type { PersonEvidence, Scope, ScopePart } from '../../ports/scope.js';
import type { RunCommit } from '../../ports/store.js';
import type { Lease } from '../../ports/lease.js';
import type { Services, SyncPerson } from './services.js';

/** What every run of a part knows. `part.cursor` null: everything is listed. */
export interface PartRun {
  readonly services: Services;
  readonly object: SyncObject;
  readonly person: PersonId;
  readonly user: OrgUser;
  readonly scope: Pick<Scope, 'mailboxId' | 'runNo'>;
  readonly lease: Lease;
  readonly part: ScopePart;
  readonly startedAtMs: number;
  /** Request that this run answers, or null. */
  readonly askedBy: string | null;
  /** What people removed on one side is made there again: part of a reset that says so. */
  readonly bringsBackRemoved: boolean;
}

/** Mailbox and folder or calendar are known and usable. */
export interface Located {
  readonly mailboxId: MailboxId;
  readonly placeId: FolderId | CalendarId;
  /** True when this run has looked at them before it began. */
  readonly placeWasChecked: boolean;
}

/** What the person may do in Salesforce, asked for only when a run has something to do. */
export interface PartAccess {
  readonly org: PersonOrg;
  /** Fields of the settings that the person cannot read, or cannot write although the direction asks for it. */
  readonly noAccessTo: readonly string[];
  /** What the person may read and write, to be compared with an earlier day (access-once.ts). */
  readonly mask: string;
}

export type AccessGetter<Access> = () => Promise<Outcome<Access>>;

/** All that the first pass found. */
export interface PartReading<Entry> {
  readonly entries: readonly Entry[];
  /** To be stored when every entry is settled, parked or out of scope: never earlier (law P9). */
  readonly cursor: string;
  /** Of `SalesforceChange` rows that were looked through; absent where Salesforce is not watched. */
  readonly changeSeq?: number;
  readonly wasFullListing: boolean;
  /** Writes of which nobody knows yet how they ended. */
  readonly openSent: number;
}

/** What one commit of a run changes, apart from whose run it is. */
export type Commit = Omit<RunCommit, 'person' | 'runNo'>;

/** What the second pass read for a group of entries. */
export interface LoadedGroup<Loaded> {
  readonly items: readonly Loaded[];
  /** To be committed with the first chunk of the group. */
  readonly unchanged: Commit;
}

/** Ready to be sent: bodies are made, claims were granted. `rows` are written down before anything is sent. */
export interface PreparedChunk {
  readonly rows: readonly SentRow[];
}

/** The outcomes of a chunk's writes. */
export interface SentChunk {
  /** A field was refused that the person could write a moment ago. */
  readonly hitsFieldAccess: boolean;
  /** The other side may show what was made only a moment later. */
  readonly looksAgainSoon: boolean;
}

/** The types that differ from object to object. */
export interface PartTypes<Entry> {
  readonly Run: PartRun;
  readonly Ready: PartRun & Located;
  readonly Access: PartAccess;
  readonly Reading: PartReading<Entry>;
  readonly Loaded: unknown;
  readonly Plan: unknown;
  readonly Prepared: PreparedChunk;
  readonly Sent: SentChunk;
}

export interface Part<Entry, T extends PartTypes<Entry>> {
  readonly object: SyncObject;
  /** Entries that are read in full together, before they are worked off a chunk at a time. */
  readonly groupSize: number;

  isOff(configuration: Configuration): boolean;
  /** A change of these lists everything once more. */
  decidedBy(person: SyncPerson): unknown;

  /** Before links are forgotten for a reset: what has to be found out while they are known. Writes to no record. */
  beforeReset(services: Services, person: SyncPerson, scope: Scope): Promise<Outcome<null>>;
  open(run: PartRun, person: SyncPerson): Promise<T['Run']>;
  /** Finds mailbox and place; `check`: looks even where both are known. Failure codes MAILBOX_*, FOLDER_*. */
  locate(run: T['Run'], check: boolean): Promise<Outcome<T['Ready']>>;
  /** What is true of a person whose place was found. */
  readonly placeFound: Partial<PersonEvidence>;
  /** Settings or rights changed: whatever makes the next listing look at every pair. */
  beginRecheck(run: T['Run']): Promise<void>;

  access(run: T['Ready'], refresh: boolean): Promise<Outcome<T['Access']>>;
  /** First pass: which pairs and single items are to be looked at. */
  read(run: T['Ready'], access: AccessGetter<T['Access']>): Promise<Outcome<T['Reading']>>;
  /**
   * The plan in numbers, before anything of it is read in full. New time stamps are no changes yet: our own writes and
   * the org's background work move them too. `isExact`: contents are compared where only time stamps were seen.
   */
  shape(
    run: T['Ready'],
    reading: T['Reading'],
    access: AccessGetter<T['Access']>,
    isExact: boolean,
  ): Promise<Outcome<PlanShape>>;
  /** No brake holds it: it hides what must not be seen any more. */
  isUrgent(entry: Entry): boolean;
  /** What the first pass settled by itself, in portions: left out with a reason, or nothing new but the version. */
  quiet(run: T['Ready'], reading: T['Reading']): AsyncIterable<Commit>;

  /** Second pass: reads both halves. `isFirst`: nothing was read in full in this run yet. */
  load(
    run: T['Ready'],
    access: T['Access'],
    reading: T['Reading'],
    entries: readonly Entry[],
    isFirst: boolean,
  ): Promise<Outcome<LoadedGroup<T['Loaded']>>>;
  /** Pure. `isHeld`: a brake holds the plan, and only what is urgent may be written. */
  plan(run: T['Ready'], access: T['Access'], loaded: readonly T['Loaded'][], isHeld: boolean): readonly T['Plan'][];
  /** Bodies, accounts, claims; nothing is sent. */
  prepare(run: T['Ready'], access: T['Access'], plan: readonly T['Plan'][]): Promise<Outcome<T['Prepared']>>;
  send(run: T['Ready'], access: T['Access'], prepared: T['Prepared'], isHeld: boolean): Promise<T['Sent']>;
  /** From outcomes to what is remembered: one commit a chunk. */
  settle(
    run: T['Ready'],
    access: T['Access'],
    loaded: readonly T['Loaded'][],
    sent: T['Sent'],
    isHeld: boolean,
  ): Promise<Commit>;

  /** What comes last of all (stamps, doubles of ours); false when the slice is over before all is done. */
  finish(run: T['Ready'], access: AccessGetter<T['Access']>, reading: T['Reading']): Promise<boolean>;
  /** What becomes void once everything before the cursor is settled. */
  ended(run: T['Ready'], reading: T['Reading']): Promise<Commit>;
}

/** How the work of a part ended. */
export type PartEnd =
  | { readonly kind: 'done'; readonly looksAgainSoon: boolean }
  /** The time slice is over; the next one goes on. `progress` 0..100 */
  | { readonly kind: 'sliceOver'; readonly progress: number }
  | { readonly kind: 'held'; readonly reason: ReasonCode };
