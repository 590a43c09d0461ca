// What the connector remembers of each person and of each of their parts: what is due, how far both sides were read,
// and what the org was last told. Part of ports/store.ts, which reads and writes it.
import type { CalendarId, FolderId, MailboxId, PersonId, SyncObject } from '../core/model.js';
import type { FolderState, MailboxState, PartState, PersonState } from '../core/status.js';

/** One row a person: what is due, and what was last told about them. What is known of each object is in its part. */
export interface Scope {
  readonly person: PersonId;
  readonly mailboxId: MailboxId | null;
  /** When this person is to be looked at; null = not at all (out of all configurations). */
  readonly dueAtMs: number | null;
  /** 0 = somebody waits for it, 1 = something changed, 2 = the sweep. */
  readonly priority: 0 | 1 | 2;
  /** Raised when a run starts; a run with an older number commits nothing any more. */
  readonly runNo: number;
  readonly leaseUntilMs: number | null;
  /** For the status: what time does not change. */
  readonly evidence: PersonEvidence;
  /** What the org was last told of this person; null = nothing yet. */
  readonly told: Told | null;
  readonly parts: Readonly<Record<SyncObject, ScopePart>>;
}

export interface PersonEvidence {
  readonly mailbox: MailboxState;
  readonly person: PersonState;
  readonly folder: FolderState;
}

export interface Told {
  /** Of the rows that were written. */
  readonly digest: string;
  /** External ids of the issues among them. */
  readonly issueKeys: readonly string[];
}

/** One row a person and object: how far both sides were read, and how it goes. The same for every object. */
export interface ScopePart {
  /** Delta link of the folder or of the calendar's view; null = a full listing is due. */
  readonly cursor: string | null;
  /** When the last complete listing began; null = never. A calendar's window is as old as this. */
  readonly listedAtMs: number | null;
  /** Seq of `SalesforceChange` rows that were worked off. */
  readonly changeSeq: number;
  /** Folder or calendar as it was first found. */
  readonly placeId: FolderId | CalendarId | null;
  readonly placeCheckedAtMs: number | null;
  readonly lastSuccessMs: number | null;
  /** Hash of the settings of the last run; null = there was none. */
  readonly settingsHash: string | null;
  /** What the person might read and write in the last run that asked (hexadecimal bits); null = never asked. */
  readonly accessMask: string | null;
  /** Settings or rights changed, and not everything was looked at once more since. */
  readonly isRecheck: boolean;
  readonly state: PartState;
  /** 0..100 */
  readonly progress: number;
  readonly missingPermissions: readonly string[];
}

export type PartChange = Partial<ScopePart>;

/** What is not named stays. */
export type ScopeChange = Partial<Pick<Scope, 'mailboxId' | 'dueAtMs' | 'priority' | 'told'>> & {
  readonly evidence?: Partial<PersonEvidence>;
  readonly parts?: Readonly<Partial<Record<SyncObject, PartChange>>>;
};
