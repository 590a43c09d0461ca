// The shapes of contacts: what each side says of one. Values only; what is done with them: action.ts.
// Rule: docs/fields.md.
import type { AccountId, ExchangeContactId, FolderId, Instant, OrgId, SalesforceContactId } from '../model.js';
import type { FieldProblem } from '../merge.js';
import type { ContactField } from './fields.js';

/** Canonical values by field. Absent = unread. '' = empty. */
export type ContactValues = Readonly<Partial<Record<ContactField, string>>>;

export interface SalesforceContact {
  readonly id: SalesforceContactId;
  /** SystemModstamp. */
  readonly version: string;
  readonly modifiedAt: Instant;
  readonly accountId: AccountId | null;
  /** True when it is among the contacts that the configuration takes from Salesforce (owner, conditions). */
  readonly isInReach: boolean;
  readonly values: ContactValues;
}

export interface ExchangeContact {
  readonly id: ExchangeContactId;
  /** changeKey. */
  readonly version: string;
  readonly modifiedAt: Instant;
  readonly folderId: FolderId;
  readonly stamp: Stamp | null;
  readonly values: ContactValues;
  /** What could not be taken over as it is (too long, malformed …): becomes issues, never a blank. */
  readonly problems: readonly ContactProblem[];
  /** The item as Graph gave it: what we do not own goes back untouched (further addresses, further phones). */
  readonly raw: GraphContact;
}

export type ContactProblem = FieldProblem<ContactField>;

/** A contact in Graph's own words; only properties that we read are named. */
export interface GraphContact {
  readonly id: string;
  readonly changeKey?: string;
  readonly '@odata.etag'?: string;
  readonly createdDateTime?: string;
  readonly lastModifiedDateTime?: string;
  readonly parentFolderId?: string;
  readonly emailAddresses?: readonly { readonly name?: string | null; readonly address?: string | null }[];
  readonly singleValueExtendedProperties?: readonly { readonly id: string; readonly value: string }[];
  readonly [property: string]: unknown;
}

/**
 * Our mark on an Exchange contact: which org, which record, and which attempt made it. It is found again after a
 * crash, a lost database or a reset. `intent` (the name of the row of its create) is empty on items that a person
 * made and that were linked later.
 */
export interface Stamp {
  readonly org: OrgId;
  readonly record: SalesforceContactId;
  readonly intent: string;
  readonly attempt: number;
  /** Our last write to the item, by the name of its row; null: made by us and not written since, or only stamped. */
  readonly write: { readonly id: string; readonly attempt: number } | null;
}
