// What one run works with where it is about events: settings, calendar, what the person may do. No logic here.
import type { ObjectDescription } from '../../core/describe.js';
import type { EventField } from '../../core/event/fields.js';
import type { ValueContext } from '../../core/event/values.js';
import type { CalendarId, MailboxId, PersonId } from '../../core/model.js';
import type { EventSettings } from '../../core/settings/event.js';
import type { Outcome } from '../../core/failure.js';
import type { OrgUser, PersonOrg } from '../../ports/salesforce.js';
import type { Scope } from '../../ports/store.js';
import type { Services } from '../part/services.js';

export interface EventRun {
  readonly services: Services;
  readonly person: PersonId;
  readonly user: OrgUser;
  readonly settings: EventSettings;
  readonly scope: Scope;
  readonly startedAtMs: number;
  /** Request that this run answers, or null. */
  readonly askedBy: string | null;
  /** Domains of the company's own addresses, in lower case. */
  readonly companyDomains: ReadonlySet<string>;
  /** The settings are not those of the last run: what nobody changed is looked at too, and never deleted for it. */
  readonly isRecheck: boolean;
}

/** A run whose mailbox and calendar are known. */
export interface ReadyEventRun extends EventRun {
  readonly mailboxId: MailboxId;
  readonly calendarId: CalendarId;
}

/** What the person may do with events in Salesforce, asked for only when a run has something to do. */
export interface EventAccess {
  readonly org: PersonOrg;
  readonly event: ObjectDescription;
  readonly writable: ReadonlySet<EventField>;
  /** API names to select of an event. */
  readonly fieldsToRead: readonly string[];
  /** API names to select of a contact to find people; empty where nobody is looked for. */
  readonly contactFields: readonly string[];
  readonly findsLeads: boolean;
  /** Fields that the person cannot write although the settings ask for it. */
  readonly hiddenFields: readonly EventField[];
  /** What may be written, to be compared with an earlier day. */
  readonly mask: string;
}

/** Asked once a run, when it is first needed: a quiet run makes no Salesforce call at all. */
export type EventAccessGetter = () => Promise<Outcome<EventAccess>>;

export function valueContextOf(run: EventRun): ValueContext {
  return { settings: run.settings, nowMs: run.startedAtMs, companyDomains: run.companyDomains };
}
