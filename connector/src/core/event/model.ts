// The shapes of events in Exchange. Read core/model.ts first. What becomes of each of their fields: fields.ts; what is
// done with a whole event: action.ts. What a private event may show is decided when values are made (values.ts):
// nothing else of it ever gets into one (law P12).
import type { CalendarId, ExchangeEventId, LeadId, SalesforceContactId } from '../model.js';
import type { EventSettings } from '../settings/event.js';

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

/** Who a Salesforce event is about. */
export type WhoId = SalesforceContactId | LeadId;

/** What decides how an event reads, besides the event. */
export interface ValueContext {
  readonly settings: EventSettings;
  readonly nowMs: number;
  /** Domains of the company's own addresses, in lower case. */
  readonly companyDomains: ReadonlySet<string>;
}
