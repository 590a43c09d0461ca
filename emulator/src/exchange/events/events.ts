// What an event is to the emulator: the content that a person or an app writes, its times, and what a series adds.
// Terms only; the store keeps events, the view shows them. Rules: notes.md, "Events".
import type { EmailAddress } from '../contacts/contact-fields.js';
import type { ExtendedProperty } from '../mailbox.js';
import type { Recurrence } from './recurrence.js';
import { dayNumber } from './time-zones.js';

/** Zones are kept as they were written. An all-day event has dates and no instants; its end is the day after. */
export type EventTimes =
  | {
      readonly isAllDay: false;
      readonly startMs: number;
      readonly endMs: number;
      readonly startZone: string;
      readonly endZone: string;
    }
  | {
      readonly isAllDay: true;
      readonly startDate: string;
      readonly endDate: string;
      readonly startZone: string;
      readonly endZone: string;
    };

export interface ResponseStatus {
  readonly response: 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded';
  readonly time: string;
}

export const noTime = '0001-01-01T00:00:00Z';

export interface Attendee {
  readonly type: 'required' | 'optional' | 'resource';
  readonly status: ResponseStatus;
  readonly emailAddress: EmailAddress;
}

export interface EventContent {
  readonly subject: string;
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string };
  readonly importance: string;
  readonly sensitivity: string;
  readonly showAs: string;
  readonly isCancelled: boolean;
  readonly isReminderOn: boolean;
  readonly reminderMinutesBeforeStart: number;
  readonly responseRequested: boolean;
  readonly allowNewTimeProposals: boolean;
  readonly hideAttendees: boolean;
  readonly location: string;
  readonly categories: readonly string[];
  readonly attendees: readonly Attendee[];
  readonly times: EventTimes;
}

/** A single event or a whole series. */
export interface StoredEvent {
  readonly immutableId: string;
  regularId: string;
  calendarId: string;
  changeKey: string;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** The same in every mailbox that has a copy. */
  readonly uid: string;
  readonly transactionId: string | null;
  readonly organizer: EmailAddress;
  readonly isOrganizer: boolean;
  responseStatus: ResponseStatus;
  content: EventContent;
  recurrence: Recurrence | null;
  /** What differs in single instances, by date in the series' own zone, as the dates of `cancelledDates`. */
  exceptions: Map<string, Partial<EventContent>>;
  cancelledDates: Set<string>;
  readonly extended: Map<string, ExtendedProperty>;
}

/** What a GET by id, a view or a delta page shows: a single event, a series, or one instance of it. */
export interface EventInstance {
  readonly event: StoredEvent;
  readonly type: 'singleInstance' | 'seriesMaster' | 'occurrence' | 'exception';
  /** Date of an instance of a series in the series' own zone, wherever it was moved to. */
  readonly date: string | null;
  readonly content: EventContent;
}

export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** Exchange holds the dates of all-day events against a window as if they were in UTC. */
export function spanOf(times: EventTimes): TimeWindow {
  if (!times.isAllDay) return times;
  return { startMs: dayNumber(times.startDate) * 86_400_000, endMs: dayNumber(times.endDate) * 86_400_000 };
}

export function isInWindow(times: EventTimes, window: TimeWindow): boolean {
  const { startMs, endMs } = spanOf(times);
  return startMs < window.endMs && (endMs > window.startMs || (startMs === endMs && startMs === window.startMs));
}
