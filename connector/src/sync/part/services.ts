// What one run works with: the services, whose run it is, and what was established so far. No logic here.
import type { Hasher } from '../../core/hash.js';
import type { ContactField } from '../../core/contact/fields.js';
import type { AccountId, FolderId, MailboxId, OrgId, PersonId } from '../../core/model.js';
import type { Configuration } from '../../core/settings/configuration.js';
import type { ContactSettings } from '../../core/settings/contact.js';
import type { Log } from '../../log.js';
import type { ClockPort } from '../../ports/clock.js';
import type { ExchangePort } from '../../ports/exchange.js';
import type { ObjectDescription } from '../../core/describe.js';
import type { OrgPort, OrgUser, PersonOrg } from '../../ports/salesforce.js';
import type { Scope, StorePort } from '../../ports/store.js';
import type { WriteSwitch } from './write-switch.js';

export interface Tuning {
  readonly inDoubtWaitMs: number;
  readonly sweepEveryMs: number;
  readonly betweenRunsMs: number;
  /** A run whose process died may be taken over after this time. */
  readonly leaseMs: number;
}

export interface Services {
  readonly exchange: ExchangePort;
  readonly org: OrgPort;
  readonly store: StorePort;
  readonly clock: ClockPort;
  readonly hasher: Hasher;
  readonly log: Log;
  readonly orgId: OrgId;
  /** Entra tenant, a part of the key of a meeting. */
  readonly tenantId: string;
  readonly tuning: Tuning;
  /** While it says no, nobody's contacts and events are read or written; the status says why. */
  readonly writes: Pick<WriteSwitch, 'whyNot'>;
  /** A fresh id for an intent. */
  newId(): string;
}

/** Somebody in an active configuration. */
export interface SyncPerson {
  readonly user: OrgUser;
  readonly configuration: Configuration;
  /**
   * The company's own, in lower case, sorted: those of the e-mail addresses of everybody who syncs, and those that an
   * admin named besides.
   */
  readonly companyDomains: readonly string[];
  /** Another person of the fleet has the same e-mail address, and so the same mailbox. */
  readonly hasTwinAddress?: true;
  /** An admin allows mailboxes of certain domains only, and this one is of another. */
  readonly isDomainRefused?: true;
}

export interface FoundAccount {
  readonly id: AccountId;
  /** As it is written in Salesforce: that is what the contact will show. */
  readonly name: string;
}

export interface Run {
  readonly services: Services;
  readonly person: PersonId;
  readonly user: OrgUser;
  readonly settings: ContactSettings;
  readonly scope: Scope;
  readonly startedAtMs: number;
  /** Request that this run answers, or null. */
  readonly askedBy: string | null;
  /** What people removed on one side is made there again: part of a reset that says so. */
  readonly bringsBackRemoved: boolean;
  /** Company name (folded) → the one account with this name, or null when there is none or more than one. */
  readonly accounts: Map<string, FoundAccount | null>;
  /** Salesforce time stamps up to here are final: the poll has seen everything until then. '' = nothing seen yet. */
  readonly finalUntil: string;
}

/** A run whose mailbox and folder are known and usable. */
export interface ReadyRun extends Run {
  readonly mailboxId: MailboxId;
  readonly folderId: FolderId;
  /** True when this run has looked at the folder before it began; else the first chunk that reads or writes does. */
  readonly folderWasChecked: boolean;
}

/** What the person may do in Salesforce, asked for only when a run has something to do. */
export interface ContactAccess {
  readonly org: PersonOrg;
  readonly contact: ObjectDescription;
  /** API names to select. */
  readonly fieldsToRead: readonly string[];
  readonly writable: ReadonlySet<ContactField>;
  readonly createable: ReadonlySet<ContactField>;
  /** Mapped fields that the person cannot read, or cannot write although the direction asks for it. */
  readonly hiddenFields: readonly ContactField[];
  /** What the person may read and write, to be compared with an earlier day: `gainsAccess` in access.ts. */
  readonly mask: string;
}
