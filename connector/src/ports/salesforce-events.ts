// What the sync needs of events in Salesforce, as one person; a part of ports/salesforce.ts. Nothing here asks
// Salesforce to send mail. Events have no external id, so a create is an insert and never repeated unseen.
import type { SalesforceRow } from '../core/describe.js';
import type { Outcome } from '../core/failure.js';
import type { LeadId, SalesforceEventId } from '../core/model.js';

export interface RowPage {
  readonly rows: readonly SalesforceRow[];
  readonly next: string | null;
}

export interface EventReads {
  /**
   * The person's own events with a due date from `fromDate` to `toDate` (both included, `YYYY-MM-DD`), archived ones
   * too; no series, no invitations. 2,000 a page, in no promised order.
   */
  listOwnEvents(
    range: { readonly fromDate: string; readonly toDate: string },
    fields: readonly string[],
    next: string | null,
  ): Promise<Outcome<RowPage>>;
  /**
   * Events that the person can see with one of these meeting keys, deleted and archived ones too; `IsDeleted` is among
   * the fields.
   */
  findEventsByKey(keys: readonly string[], fields: readonly string[]): Promise<Outcome<readonly SalesforceRow[]>>;
  /** By id, deleted and archived ones too; `IsDeleted` is among the fields. Missing: not visible, or gone for good. */
  readEvents(ids: readonly SalesforceEventId[], fields: readonly string[]): Promise<Outcome<readonly SalesforceRow[]>>;
  /** Unconverted leads that the person can see with one of these addresses. Addresses in lower case. */
  findLeads(emails: readonly string[]): Promise<Outcome<readonly { readonly id: LeadId; readonly email: string }[]>>;
}

export interface EventWrites {
  /** Inserts, 200 a call. Same order. Without an answer they are in doubt: look them up by key before repeating. */
  createEvents(records: readonly Readonly<Record<string, unknown>>[]): Promise<readonly Outcome<SalesforceEventId>[]>;
  /** Class `notFound` for a record that was deleted. */
  updateEvents(
    records: readonly { readonly id: SalesforceEventId; readonly fields: Readonly<Record<string, unknown>> }[],
  ): Promise<readonly Outcome<null>[]>;
  /** Deleting what is gone already is a success. */
  deleteEvents(ids: readonly SalesforceEventId[]): Promise<readonly Outcome<null>[]>;
}
