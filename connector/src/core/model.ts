// The shapes that everything else speaks of. Read this file first.
// Values only: no clock, no chance, no I/O. Rules: docs/sync-rules.md; laws: docs/architecture.md.
//
//        Salesforce                        Link                          Exchange
//   ┌──────────────────┐     ┌───────────────────────────────┐     ┌──────────────────┐
//   │ Contact 003…     │     │ person, both ids              │     │ contact AAkALg…  │
//   │ SystemModstamp ──┼────►│ both versions                 │◄────┼── changeKey      │
//   │ values per field │     │ settled hashes, side by side  │     │ values per field │
//   └────────┬─────────┘     └───────────────┬───────────────┘     └────────┬─────────┘
//            │  same as settled, or not?     │     same as settled, or not? │
//            └───────────────►  planContact(link, Salesforce, Exchange)  ◄──┘
//                                            │
//                             Action (create, settle, delete, retire, leave), each with a reason
//
// A field's value is a string in canonical form ('' = empty). A field that is absent is *unread*, which is not the
// same as empty: it is not compared, not filled, not written, and keeps what was settled (law P24).
import type { ContactField } from './contact/fields.js';
import type { ReasonCode } from './reasons.js';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Salesforce user id (18 characters) of somebody whose data is synced. */
export type PersonId = Branded<'PersonId'>;
export type SalesforceContactId = Branded<'SalesforceContactId'>;
export type AccountId = Branded<'AccountId'>;
export type OrgId = Branded<'OrgId'>;
/** Entra object id of the user whose mailbox it is. */
export type MailboxId = Branded<'MailboxId'>;
export type FolderId = Branded<'FolderId'>;
/** Immutable Graph id of a contact. Case matters. */
export type ExchangeContactId = Branded<'ExchangeContactId'>;
/** Immutable Graph id of an event. Case matters. */
export type ExchangeEventId = Branded<'ExchangeEventId'>;
export type CalendarId = Branded<'CalendarId'>;
export type SalesforceEventId = Branded<'SalesforceEventId'>;
export type LeadId = Branded<'LeadId'>;
/** A point in time, ISO 8601 in UTC with `Z`. Comparable as text when written by `toInstant`. */
export type Instant = Branded<'Instant'>;

/** Any way to write a point in time → the one way we compare (`2026-11-22T14:03:00.000Z`). */
export function toInstant(time: string | number | Date): Instant {
  const normal = typeof time === 'string' ? time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : time;
  const date = new Date(normal);
  if (Number.isNaN(date.getTime())) throw new RangeError('not a point in time');
  return date.toISOString() as Instant;
}

export type Side = 'salesforce' | 'exchange';

/** What is kept in step. Shapes of events: event/model.ts. */
export type SyncObject = 'Contact' | 'Event';

/** Canonical values by field. Absent = unread. '' = empty. */
export type ContactValues = Readonly<Partial<Record<ContactField, string>>>;

export interface SalesforceContact {
  readonly id: SalesforceContactId;
  /** SystemModstamp. */
  readonly version: string;
  readonly modifiedAt: Instant;
  readonly accountId: AccountId | null;
  /** True when it is among the contacts that the configuration takes from Salesforce (owner, conditions). */
  readonly isInScope: boolean;
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
  readonly problems: readonly FieldProblem[];
  /** The item as Graph gave it: what we do not own goes back untouched (further addresses, further phones). */
  readonly raw: GraphContact;
}

export interface FieldProblem {
  readonly field: ContactField;
  readonly reason: ReasonCode;
}

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
 * crash, a lost database or a reset. `intent` is empty on items that a person made and that were linked later.
 */
export interface Stamp {
  readonly org: OrgId;
  readonly record: SalesforceContactId;
  readonly intent: string;
  readonly attempt: number;
}

/**
 * `linked`: in step. `forgotten`: after a reset, to be found again. The others are tombstones: the pair is not
 * synced, and the remaining copy is not made anew on the other side until somebody asks for it.
 */
export type LinkState =
  'linked' | 'forgotten' | 'movedOut' | 'removedFromExchange' | 'removedFromSalesforce' | 'leftReach';

/**
 * Keyed hashes of what a side looked like when it was last settled: 6 bytes a field in table order, zeros = no
 * memory.
 */
export type SettledHashes = Uint8Array;

export interface Link {
  readonly id: number;
  readonly person: PersonId;
  readonly salesforceId: SalesforceContactId;
  readonly exchangeId: ExchangeContactId;
  /** '' = unknown, so the next look compares contents. */
  readonly salesforceVersion: string;
  readonly exchangeVersion: string;
  readonly accountId: AccountId | null;
  readonly salesforceSettled: SettledHashes;
  readonly exchangeSettled: SettledHashes;
  /** Version of the canonical form that the hashes were made with. */
  readonly formVersion: number;
  readonly state: LinkState;
  /**
   * True when the contact was in the configured scope when last seen; false when it was only visible (found by
   * matching).
   */
  readonly wasInScope: boolean;
  /** False until the stamp has been written on the Exchange item. */
  readonly isStamped: boolean;
}

/** How two records were found to belong together, strongest first. */
export type FoundBy = 'link' | 'stamp' | 'key' | 'email' | 'name';

/** What is known of the Salesforce half of a pair. */
export type SalesforceHalf =
  | { readonly kind: 'present'; readonly contact: SalesforceContact }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'leftReach' }
  /** Could not be established in this run: nothing may follow from it. */
  | { readonly kind: 'unknown' };

/** What is known of the Exchange half of a pair. */
export type ExchangeHalf =
  | { readonly kind: 'present'; readonly contact: ExchangeContact }
  /** Positively removed: reported so, confirmed by a read, with a control read that succeeded. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'movedOut' }
  | { readonly kind: 'unknown' };

/** Per field: what to do with the memory once the writes of the action have succeeded. */
export type Settling = 'now' | 'keep';

export type ContactAction =
  /** A contact of the person is made in the folder. `link` is the old link when a delete was cancelled by an edit. */
  | {
      readonly kind: 'createInExchange';
      readonly salesforce: SalesforceContact;
      readonly values: ContactValues;
      readonly link: Link | null;
      readonly reason: ReasonCode;
    }
  | {
      readonly kind: 'createInSalesforce';
      readonly exchange: ExchangeContact;
      readonly values: ContactValues;
      readonly link: Link | null;
      readonly reason: ReasonCode;
      readonly problems: readonly FieldProblem[];
    }
  /**
   * Both exist: write what has to be written (often nothing), then remember both sides as they are. `link` null =
   * first link.
   */
  | {
      readonly kind: 'settle';
      readonly link: Link | null;
      readonly foundBy: FoundBy;
      readonly salesforce: SalesforceContact;
      readonly exchange: ExchangeContact;
      readonly toSalesforce: ContactValues;
      readonly toExchange: ContactValues;
      readonly settling: Readonly<Partial<Record<ContactField, Settling>>>;
      readonly reason: ReasonCode;
      readonly problems: readonly FieldProblem[];
    }
  /** `link` null: a second copy that our own earlier attempt left behind. */
  | {
      readonly kind: 'deleteInExchange';
      readonly link: Link | null;
      readonly exchange: ExchangeContact;
      readonly reason: ReasonCode;
    }
  | {
      readonly kind: 'deleteInSalesforce';
      readonly link: Link;
      readonly salesforce: SalesforceContact;
      readonly reason: ReasonCode;
    }
  /**
   * No write anywhere: the pair stops syncing and is remembered as `state`; null forgets it (nothing is left on
   * either side).
   */
  | { readonly kind: 'retire'; readonly link: Link; readonly state: LinkState | null; readonly reason: ReasonCode }
  /** Nothing is done with this item; the reason says why (left out, held, waiting). */
  | { readonly kind: 'leave'; readonly side: Side; readonly itemId: string; readonly reason: ReasonCode };

/** What a whole plan would do, in numbers: judged by the guard before anything is written. */
export interface PlanShape {
  readonly linked: number;
  readonly changedLinks: number;
  readonly createsInExchange: number;
  readonly createsInSalesforce: number;
  readonly newLinks: number;
  /** Links whose Exchange item is reported gone, and whose Salesforce record the settings would delete. */
  readonly deletesInSalesforce: number;
  readonly deletesInExchange: number;
  /** Links whose half on that side is gone, whatever the settings say. */
  readonly goneFromExchange: number;
  readonly goneFromSalesforce: number;
}
