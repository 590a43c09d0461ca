// What one run works with where it is about events: settings, calendar, what the person may do. No logic here.
import type { ObjectDescription } from '../../core/describe.js';
import type { EventField } from '../../core/event/fields.js';
import type { ValueContext } from '../../core/event/model.js';
import type { CalendarId } from '../../core/model.js';
import type { EventSettings } from '../../core/settings/event.js';
import type { Located, PartAccess, PartRun } from '../part/part.js';
import type { PeopleAccess, PeopleLookUp } from './second-pass/people.js';

export interface EventRun extends PartRun {
  readonly settings: EventSettings;
  /** Domains of the company's own addresses, in lower case. */
  readonly companyDomains: ReadonlySet<string>;
  /** Each address is looked up once a run. */
  readonly people: PeopleLookUp;
}

/** A run whose mailbox and calendar are known. */
export interface ReadyEventRun extends EventRun, Located {
  readonly placeId: CalendarId;
}

export interface EventAccess extends PartAccess, PeopleAccess {
  readonly event: ObjectDescription;
  readonly writable: ReadonlySet<EventField>;
  /** API names to select of an event. */
  readonly fieldsToRead: readonly string[];
  /** An org may hide _All-Day Event_: then nothing becomes an all-day event, and everything else goes over. */
  readonly marksAllDay: boolean;
}

export function valueContextOf(run: EventRun): ValueContext {
  return { settings: run.settings, nowMs: run.startedAtMs, companyDomains: run.companyDomains };
}
