// What an ordinary run noticed on each side, before anything of it was met or planned. Values only.
import type { SalesforceRow } from '../../../core/describe.js';
import type { ContactLink } from '../../../core/link.js';
import type { ExchangeContactId } from '../../../core/model.js';

export interface LinkedChange {
  readonly link: ContactLink;
  readonly isReportedGone: boolean;
}

export interface ExchangeChanges {
  readonly linked: readonly LinkedChange[];
  readonly unlinked: readonly ExchangeContactId[];
  readonly vanished: readonly ExchangeContactId[];
  readonly goneIds: ReadonlySet<string>;
}

export interface SalesforceChanges {
  readonly linked: readonly ContactLink[];
  /** Deleted, and not merged into another record. */
  readonly deleted: ReadonlySet<string>;
  readonly newcomers: readonly SalesforceRow[];
  /** To be tried again, but neither linked nor in reach any more. */
  readonly vanished: readonly string[];
  readonly changeSeq: number;
  readonly isTooMuch: boolean;
}
