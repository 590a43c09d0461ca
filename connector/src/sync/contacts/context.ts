// What one run works with where it is about contacts: settings, folder, what the person may do. No logic here.
import type { ObjectDescription } from '../../core/describe.js';
import type { ContactField } from '../../core/contact/fields.js';
import type { AccountId, FolderId } from '../../core/model.js';
import type { ContactSettings } from '../../core/settings/contact.js';
import type { Located, PartAccess, PartRun } from '../part/part.js';

export interface FoundAccount {
  readonly id: AccountId;
  /** As it is written in Salesforce: that is what the contact will show. */
  readonly name: string;
}

export interface ContactRun extends PartRun {
  readonly settings: ContactSettings;
  /** Company name (folded) → the one account with this name, or null when there is none or more than one. */
  readonly accounts: Map<string, FoundAccount | null>;
  /** Salesforce time stamps up to here are final: the poll has seen everything until then. '' = nothing seen yet. */
  readonly finalUntil: string;
}

/** A run whose mailbox and folder are known and usable. */
export interface ReadyRun extends ContactRun, Located {
  readonly placeId: FolderId;
}

export interface ContactAccess extends PartAccess {
  readonly contact: ObjectDescription;
  /** API names to select. */
  readonly fieldsToRead: readonly string[];
  readonly writable: ReadonlySet<ContactField>;
  readonly createable: ReadonlySet<ContactField>;
  readonly noAccessTo: readonly ContactField[];
}
