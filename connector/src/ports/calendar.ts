// What the sync needs of calendars in Exchange; a part of ports/exchange.ts. Reads only: nothing is ever written to a
// calendar. Times come in UTC and texts as text, because every call asks for it.
import type { GraphEvent } from '../core/event/model.js';
import type { Outcome } from '../core/failure.js';
import type { CalendarId, ExchangeEventId, MailboxId } from '../core/model.js';

export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export interface EventDeltaPage {
  /**
   * Single events, series and changed instances whole, without what only a read by id shows; other instances with id,
   * times and series only.
   */
  readonly changed: readonly GraphEvent[];
  /** Deleted, moved to another calendar, or changed outside the window: a hint, never a proof. */
  readonly removed: readonly ExchangeEventId[];
  /** `more`: read on with this link. `done`: keep it; the next round starts from it, with the same window. */
  readonly next: { readonly kind: 'more' | 'done'; readonly link: string };
}

export interface CalendarReads {
  /** The primary calendar. Failure codes MAILBOX_NO_ACCESS, MAILBOX_NOT_IN_CLOUD, MAILBOX_NOT_FOUND. */
  findCalendar(mailbox: MailboxId): Promise<Outcome<CalendarId>>;
  /** False: there is no calendar of this id (it may be a folder of another kind, such as Deleted Items). */
  isCalendar(mailbox: MailboxId, calendar: CalendarId): Promise<Outcome<boolean>>;
  /**
   * One page of the primary calendar's view. `from` is a window (a new round, which freezes it) or the link of an
   * earlier page or round. Class `needsResync`: start a new round.
   */
  readEventDelta(
    mailbox: MailboxId,
    from: { readonly window: TimeWindow } | { readonly link: string },
  ): Promise<Outcome<EventDeltaPage>>;
  /**
   * Single events and series by id, 20 a batch, with the calendar they are in. Same order as `ids`; `notFound` when it
   * is gone.
   */
  readEvents(mailbox: MailboxId, ids: readonly ExchangeEventId[]): Promise<readonly Outcome<GraphEvent>[]>;
}
