// The words that everything else speaks in: ids that do not mix, points in time, sides. Read this file first, then
// link.ts, contact/model.ts and event/model.ts. Values only: no clock, no chance, no I/O. Imports nothing.
// Rules: docs/sync-rules.md; laws: docs/architecture.md.
//
//        Salesforce                        Link                          Exchange
//   ┌──────────────────┐     ┌───────────────────────────────┐     ┌──────────────────┐
//   │ record 003… 00U… │     │ person, both ids              │     │ item AAkALg…     │
//   │ SystemModstamp ──┼────►│ both versions                 │◄────┼── changeKey      │
//   │ values per field │     │ settled hashes, side by side  │     │ values per field │
//   └────────┬─────────┘     └───────────────┬───────────────┘     └────────┬─────────┘
//            │  same as settled, or not?     │     same as settled, or not? │
//            └───────────────►  planLinked(link, both halves, context)   ◄──┘
//                                            │
//                             Action (create, settle, delete, retire, leave), each with a reason
//
// A field's value is a string in canonical form ('' = empty). A field that is absent is *unread*, which is not the
// same as empty: it is not compared, not filled, not written, and keeps what was settled (law P24).
// Of an event only the Exchange half is remembered, and only Exchange's changes go over (docs/decisions/0011).

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

/** What is kept in step. */
export type SyncObject = 'Contact' | 'Event';
