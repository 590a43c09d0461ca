// The shapes of events. Read core/model.ts first: an event knows one direction only, so a link remembers one side.
//
//        Exchange                          EventLink                     Salesforce
//   ┌──────────────────┐     ┌─────────────────────────────────┐     ┌──────────────────┐
//   │ event AAkALg…    │     │ person, both ids, meeting key   │     │ Event 00U…       │
//   │ changeKey ───────┼────►│ version                         │     │ key field ───────┼──► meeting key
//   │ values per field │     │ settled hashes of Exchange      │     │ (not watched)    │
//   └────────┬─────────┘     └────────────────┬────────────────┘     └────────▲─────────┘
//            │  may it sync? (select.ts)      │ same as settled?              │ only what Exchange changed
//            └──────────────►  planEvent(link, half, verdict)  ───────────────┘
//
// Values are canonical texts ('' = empty, absent = unread, as for contacts). What a private event may show is decided
// when values are made (values.ts): nothing else of it ever gets into one (law P12).
import type {
  CalendarId,
  ExchangeEventId,
  LeadId,
  PersonId,
  SalesforceContactId,
  SalesforceEventId,
  SettledHashes,
} from '../model.js';
import type { ReasonCode } from '../reasons.js';
import type { EventField } from './fields.js';

/** An event in Graph's own words; only properties that we read are named. */
export interface GraphEvent {
  readonly id: string;
  readonly changeKey?: string;
  readonly type?: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  readonly iCalUId?: string;
  readonly subject?: string | null;
  readonly body?: { readonly contentType?: string; readonly content?: string | null } | null;
  readonly start?: GraphMoment;
  readonly end?: GraphMoment;
  readonly isAllDay?: boolean;
  readonly isCancelled?: boolean;
  readonly isOrganizer?: boolean;
  readonly sensitivity?: string;
  readonly showAs?: string;
  readonly categories?: readonly string[];
  readonly responseStatus?: { readonly response?: string } | null;
  readonly organizer?: { readonly emailAddress?: GraphAddress | null } | null;
  readonly attendees?: readonly { readonly type?: string; readonly emailAddress?: GraphAddress | null }[];
  readonly location?: { readonly displayName?: string | null } | null;
  readonly isReminderOn?: boolean;
  readonly reminderMinutesBeforeStart?: number;
  /** Comes with a read by id only: `…/calendars('<id>')`. */
  readonly 'calendar@odata.navigationLink'?: string;
  readonly [property: string]: unknown;
}

interface GraphMoment {
  /** `2026-06-15T10:00:00.0000000`, in UTC because we ask for it. */
  readonly dateTime?: string;
  readonly timeZone?: string;
}

interface GraphAddress {
  readonly name?: string | null;
  readonly address?: string | null;
}

/** All-day events are dates, never instants: the same days in every zone (law P17). */
export type EventTimes =
  | { readonly isAllDay: false; readonly startMs: number; readonly endMs: number }
  /** `YYYY-MM-DD`; `endDate` is the day after the last. */
  | { readonly isAllDay: true; readonly startDate: string; readonly endDate: string };

export type EventKind = 'single' | 'series' | 'instance';

/** What is known of an Exchange event before anything is decided about it. Texts are still Graph's own. */
export interface ExchangeEvent {
  readonly id: ExchangeEventId;
  /** changeKey. */
  readonly version: string;
  /** The same in every mailbox that has the meeting; '' where Graph does not say. */
  readonly uid: string;
  readonly kind: EventKind;
  readonly times: EventTimes;
  /** `private`, `personal` and `confidential` all count. */
  readonly isPrivate: boolean;
  readonly isCancelled: boolean;
  readonly isDeclined: boolean;
  readonly isFree: boolean;
  readonly categories: readonly string[];
  /** Addresses in lower case, each once, the organizer first; resources (rooms) are not among them. */
  readonly addresses: readonly string[];
  /** Null in a delta page, which does not say. */
  readonly calendarId: CalendarId | null;
  readonly raw: GraphEvent;
}

/** Canonical values by field. Absent = unread. '' = empty. */
export type EventValues = Readonly<Partial<Record<EventField, string>>>;

export interface EventProblem {
  readonly field: EventField;
  readonly reason: ReasonCode;
}

/**
 * `linked`: in step. `forgotten`: after a reset, to be found again. The others are tombstones: nothing is written, and
 * nothing is made anew, until the event comes back to where it was lost from.
 */
export type EventLinkState = 'linked' | 'forgotten' | 'removedFromExchange' | 'removedFromSalesforce' | 'leftSelection';

export interface EventLink {
  readonly id: number;
  readonly person: PersonId;
  readonly salesforceId: SalesforceEventId;
  readonly exchangeId: ExchangeEventId;
  /** '' = unknown, so the next look compares contents. */
  readonly exchangeVersion: string;
  /** What Exchange looked like when it was last settled, in table order of the event fields. */
  readonly settled: SettledHashes;
  readonly formVersion: number;
  readonly state: EventLinkState;
  /** 64 hexadecimal characters: what all copies of the meeting share. */
  readonly meetingKey: string;
  /** Of the event as last seen, so that links behind the window are neither asked for nor kept for ever. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** Who a Salesforce event is about. */
export type WhoId = SalesforceContactId | LeadId;
