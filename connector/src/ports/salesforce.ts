// What the sync needs of Salesforce. `PersonOrg` acts as one person (sharing, field security, Created By are the
// org's own); `OrgPort` is the integration user, who only detects changes, reads configurations and writes the app's
// own objects. Both are split into reads and writes: what only looks is given reads alone, and cannot write by type.
import type { FieldAccess, ObjectDescription, SalesforceRow } from '../core/describe.js';
import type { Outcome } from '../core/failure.js';
import type { ConnectorRow, Heartbeat } from '../core/one-connector.js';
import type { AccountId, Instant, OrgId, PersonId, SalesforceContactId, Side, SyncObject } from '../core/model.js';
import type { Condition } from '../core/settings/conditions.js';
import type { Assignment } from '../core/settings/configuration.js';
import type { ReasonCode } from '../core/reasons.js';
import type { RequestState, SyncRequest } from '../core/requests.js';
import type { FolderState, ItemCounts, MailboxState, PersonState, SyncState } from '../core/status.js';
import type { EventReads, EventWrites, RowPage } from './salesforce-events.js';

export type { FieldAccess, ObjectDescription, RowPage, SalesforceRow };

/** Which contacts a configuration takes from Salesforce. */
export interface ContactReach {
  readonly isOwnedOnly: boolean;
  readonly conditions: readonly Condition[];
}

/** Keys of Exchange contacts for which fitting Salesforce contacts are looked up. Raw texts; nothing of it is kept. */
export interface MatchKeys {
  readonly emails: readonly string[];
  readonly names: readonly { readonly firstName: string; readonly lastName: string }[];
}

export type DescribedObject = 'Contact' | 'Account' | 'Event' | 'Lead';

interface PersonReads extends EventReads {
  readonly person: PersonId;
  /** Objects as this person sees them; cached for an hour, `refresh` asks again. */
  describe(object: DescribedObject, refresh?: boolean): Promise<Outcome<ObjectDescription>>;
  /**
   * Contacts within the configured reach, 2,000 a page, in no promised order. `fields` are Contact fields or
   * `Account.Name`.
   */
  listContacts(reach: ContactReach, fields: readonly string[], next: string | null): Promise<Outcome<RowPage>>;
  /** Those of `ids` that the person can see; with `reach` only those within it. Any number of ids. */
  readContacts(
    ids: readonly SalesforceContactId[],
    fields: readonly string[],
    reach?: ContactReach,
  ): Promise<Outcome<readonly SalesforceRow[]>>;
  /** Those of `ids` that lie in the recycle bin, as far as the person could see them. Any number of ids. */
  readDeletedContacts(
    ids: readonly SalesforceContactId[],
    fields: readonly string[],
  ): Promise<Outcome<readonly SalesforceRow[]>>;
  /**
   * Visible contacts with one of the addresses or one of the first and last name pairs (a superset; the caller
   * compares).
   */
  findContacts(keys: MatchKeys, fields: readonly string[]): Promise<Outcome<readonly SalesforceRow[]>>;
  /** Visible accounts with exactly one of these names (case-insensitive). */
  findAccounts(
    names: readonly string[],
  ): Promise<Outcome<readonly { readonly id: AccountId; readonly name: string }[]>>;
  /** Contacts that carry one of these keys, deleted ones too; `IsDeleted` is among the fields. */
  findByKey(keys: readonly string[], fields: readonly string[]): Promise<Outcome<readonly SalesforceRow[]>>;
}

/** A contact that was written, and when Salesforce answered, by its own clock; null: it did not say. */
export interface SavedContact {
  readonly id: SalesforceContactId;
  readonly answeredAtMs: number | null;
}

interface PersonWrites extends EventWrites {
  /** Upsert by `Exchange_Sync_Key__c`, 200 a call. `fields` are API names (AccountId, not Account.Name). Same order. */
  createContacts(
    records: readonly { readonly key: string; readonly fields: Readonly<Record<string, unknown>> }[],
  ): Promise<readonly Outcome<SavedContact>[]>;
  /**
   * Only while the record has the `version` (SystemModstamp) that was read; otherwise class `conflict`. '' = whatever
   * it has.
   */
  updateContacts(
    records: readonly {
      readonly id: SalesforceContactId;
      readonly version: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }[],
  ): Promise<readonly Outcome<SavedContact>[]>;
  /** Deleting what is gone already is a success. */
  deleteContacts(ids: readonly SalesforceContactId[]): Promise<readonly Outcome<null>[]>;
}

export interface PersonOrg extends PersonReads, PersonWrites {}

/** One row of the org-wide look for changes. */
export interface SalesforceChange {
  readonly object: 'Contact' | 'Account' | 'User' | 'Lead';
  readonly recordId: string;
  readonly ownerId: string | null;
  readonly accountId: string | null;
  readonly isDeleted: boolean;
  /** The winner, where the record was merged away. */
  readonly masterId: string | null;
  readonly modifiedAt: Instant;
}

/** Place in the change log of one object: everything up to and with (modifiedAt, recordId) was seen. */
export interface ChangeCursor {
  readonly modifiedAt: Instant;
  readonly recordId: string;
}

export type ChangeCursors = Readonly<Record<SalesforceChange['object'], ChangeCursor>>;

export interface PollWish {
  /** Configurations and assignments, and the connectors of the org. */
  readonly configurations: boolean;
  /** Written along with it; null = not its time. */
  readonly heartbeat: Heartbeat | null;
}

export interface PollAnswer {
  readonly changes: readonly SalesforceChange[];
  /**
   * Id → e-mail address of the contacts and leads among the changes, as far as the integration user may read it. To be
   * hashed at once and forgotten.
   */
  readonly emails: ReadonlyMap<string, string>;
  readonly cursors: ChangeCursors;
  /** True where an object had more rows than one page: poll again at once. */
  readonly hasMore: boolean;
  /** Ids of requests that wait. */
  readonly requests: readonly SyncRequest[];
  readonly configurationRows: readonly SalesforceRow[] | null;
  readonly assignments: readonly Assignment[] | null;
  /** The one record of settings; null = there is none. */
  readonly systemSettings: Omit<SalesforceRow, 'Id'> | null;
  /** All of the org, read after the heartbeat was written; null where they were not asked for. */
  readonly connectors: readonly ConnectorRow[] | null;
  /** Share of the daily calls that is used, 0..1, or null when unknown. */
  readonly apiUsedShare: number | null;
}

/** A Salesforce user as far as the sync cares. */
export interface OrgUser {
  readonly id: PersonId;
  readonly username: string;
  readonly email: string;
  readonly profileId: string;
  readonly isActive: boolean;
  readonly isFrozen: boolean;
}

/** The row a person and the admins look at. */
export interface StatusRow {
  readonly person: PersonId;
  readonly configurationId: string | null;
  readonly mailboxAddress: string | null;
  readonly mailboxState: MailboxState;
  readonly personState: PersonState;
  readonly folderState: FolderState;
  readonly missingPermissions: readonly string[];
  readonly parts: Readonly<Record<SyncObject, PartStatus>>;
  readonly nextRun: Instant | null;
  readonly reportedAt: Instant;
}

/** Of the contacts, or of the events. */
export interface PartStatus extends ItemCounts {
  readonly state: SyncState;
  /** Pairs in step. */
  readonly synced: number;
  /** 0..100 */
  readonly progress: number;
  readonly lastSuccess: Instant | null;
}

/** One row a person, object and reason (`itemKey` null), or one of its item rows below. */
export interface IssueRow {
  /** External id: stable for person, object, reason and item. At most 64 characters. */
  readonly key: string;
  readonly parentKey: string | null;
  readonly person: PersonId;
  readonly object: SyncObject | 'Person';
  readonly reason: ReasonCode;
  readonly number: number;
  readonly side: Side | null;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly settledAt: Instant | null;
  readonly salesforceId: string | null;
  readonly exchangeId: string | null;
  readonly fields: readonly string[];
}

/** Whom to act as. */
export interface OrgLogin {
  readonly id: PersonId;
  readonly username: string;
}

interface OrgReads {
  /** Signs in as the integration user; the first call at start. */
  readOrganization(): Promise<Outcome<{ readonly orgId: OrgId; readonly userId: PersonId }>>;
  /** Acts as this person from now on. No call is made until one is needed. */
  actAs(user: OrgLogin): PersonReads;
  /** By id and by profile; active or not. */
  readUsers(select: {
    readonly ids: readonly PersonId[];
    readonly profileIds: readonly string[];
  }): Promise<Outcome<readonly OrgUser[]>>;
  /** Those of `users` who hold the custom permission Manage_Exchange_Sync. */
  whoMayManage(users: readonly PersonId[]): Promise<Outcome<ReadonlySet<PersonId>>>;
  /**
   * What the integration user knows of contacts that a person cannot see: deleted, merged into another, or merely
   * elsewhere.
   */
  lookUpContacts(ids: readonly SalesforceContactId[]): Promise<Outcome<ReadonlyMap<SalesforceContactId, ContactFate>>>;
}

/** The looks for changes are among them: each takes a heartbeat along. */
interface OrgWrites {
  /**
   * One Composite call, in which the heartbeat is written first. SystemModstamp has whole seconds: two edits within
   * one second look alike. So rows younger than two seconds by Salesforce's own clock (Date header) are left for the
   * next poll, and the cursors stay before them: what is answered is final for its time stamp. When configurations,
   * assignments and connectors are asked for, accounts, users and leads wait for the next poll, so that five queries
   * are enough.
   */
  poll(cursors: ChangeCursors, include: PollWish): Promise<Outcome<PollAnswer>>;
  /** Writes the heartbeat, and when that is done reads all connectors of the org. */
  beat(heartbeat: Heartbeat): Promise<Outcome<readonly ConnectorRow[]>>;
  updateRequests(updates: readonly RequestUpdate[]): Promise<readonly Outcome<null>[]>;
  upsertStatus(rows: readonly StatusRow[]): Promise<readonly Outcome<null>[]>;
  upsertIssues(rows: readonly IssueRow[]): Promise<readonly Outcome<null>[]>;
}

export interface OrgPort extends OrgReads, OrgWrites {
  actAs(user: OrgLogin): PersonOrg;
}

/** How far a request is. Undefined fields are left alone. */
export interface RequestUpdate {
  readonly id: string;
  readonly state: RequestState;
  readonly result?: string;
  readonly at: Instant;
}

export type ContactFate =
  | { readonly kind: 'exists' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'merged'; readonly winner: SalesforceContactId }
  /** Not even in the recycle bin. */
  | { readonly kind: 'gone' };
