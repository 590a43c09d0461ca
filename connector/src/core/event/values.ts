// Canonical values of an event: what Salesforce may be told of it, and nothing besides. The only place that reads
// subject, place, text and people; what a private event hides is not in its values (law P12). Rule: docs/fields.md.
import { assertNever } from '../failure.js';
import { sha256Hex } from '../hash.js';
import type { EventSettings } from '../settings/event.js';
import { cleaned, cutWithMark, manyLines, oneLine } from '../text/clean.js';
import { eventFieldRow, type EventField } from './fields.js';
import { withoutJoinLinks } from '../text/join-links.js';
import type { EventProblem, EventValues, ExchangeEvent } from './model.js';
import { isOfDomain } from './read.js';
import { spanOf, timesText } from './times.js';

export interface ValueContext {
  readonly settings: EventSettings;
  readonly nowMs: number;
  /** Domains of the company's own addresses, in lower case. */
  readonly companyDomains: ReadonlySet<string>;
}

export interface ReadValues {
  readonly values: EventValues;
  readonly problems: readonly EventProblem[];
}

/** What everybody may read of time that is merely taken. */
export const busySubject = 'Busy';

export const yes = '1';
export const no = '0';

/** What is left of a private event: taken time, and that it is private. */
export const hiddenValues: EventValues = {
  Subject: busySubject,
  Location: '',
  Text: '',
  Private: yes,
  Reminder: '',
  People: '',
};

/** `busy`: times, that somebody is busy, and nothing else. */
export type Exposure = 'full' | 'busy';

/** How much of the event may be shown; null: nothing at all. */
export function exposureOf({ isPrivate }: ExchangeEvent, settings: EventSettings): Exposure | null {
  if (!isPrivate) return 'full';
  switch (settings.privateEvents) {
    case 'DoNotSync':
      return null;
    case 'BusyTimeOnly':
      return 'busy';
    case 'FullDetails':
      return 'full';
    default:
      return assertNever(settings.privateEvents);
  }
}

/** A property that Graph does not name is unread, not empty (law P24). */
export function valuesOf(event: ExchangeEvent, exposure: Exposure, context: ValueContext): ReadValues {
  const { raw } = event;
  const always: EventValues = { Times: timesText(event.times), ...showAsOf(raw.showAs) };
  if (exposure === 'busy') return { values: { ...always, ...hiddenValues }, problems: [] };
  const problems: EventProblem[] = [];
  const fitting = (field: EventField, text: string | null | undefined, form: (text: string) => string): EventValues => {
    if (text === undefined) return {};
    const value = form(cleaned(text ?? ''));
    const cut = cutWithMark(value, eventFieldRow(field).lengthMax ?? value.length);
    if (cut !== value) problems.push({ field, reason: 'FIELD_TOO_LONG' });
    return { [field]: cut };
  };
  const values: EventValues = {
    ...always,
    Private: event.isPrivate ? yes : no,
    ...reminderOf(event, context.nowMs),
    ...fitting('Subject', raw.subject, oneLine),
    ...fitting('Location', placeOf(event), (text) => oneLine(withoutJoinLinks(text))),
    ...(context.settings.text === 'Sync'
      ? fitting('Text', textOf(event), (text) => manyLines(withoutJoinLinks(text)))
      : {}),
    ...peopleOf(event, context),
  };
  return { values, problems };
}

function placeOf({ raw: { location } }: ExchangeEvent): string | null | undefined {
  return location === null ? null : location?.displayName;
}

/** We ask for plain text. Markup would be no text that anybody wants to read, so it counts as unread. */
function textOf({ raw: { body } }: ExchangeEvent): string | null | undefined {
  if (body === null || body === undefined) return body;
  return body.contentType === 'html' && body.content !== '' ? undefined : body.content;
}

function showAsOf(showAs: string | undefined): EventValues {
  if (showAs === undefined) return {};
  if (showAs === 'free') return { ShowAs: 'Free' };
  return { ShowAs: showAs === 'oof' ? 'OutOfOffice' : 'Busy' };
}

/**
 * Unread once the event has begun (time going by is no change), and on all-day events: their reminder depends on a zone
 * that Graph does not tell.
 */
function reminderOf({ times, raw }: ExchangeEvent, nowMs: number): EventValues {
  const { startsAtMs } = spanOf(times);
  if (times.isAllDay || startsAtMs <= nowMs || raw.isReminderOn === undefined) return {};
  if (!raw.isReminderOn) return { Reminder: '' };
  const atMs = startsAtMs - (raw.reminderMinutesBeforeStart ?? 0) * 60_000;
  return { Reminder: new Date(atMs).toISOString() };
}

/** A private event is about nobody in Salesforce, however much of it is shown. */
function peopleOf(event: ExchangeEvent, { settings, companyDomains }: ValueContext): EventValues {
  if (event.isPrivate) return { People: '' };
  if (settings.relate === 'Off' || event.raw.attendees === undefined) return {};
  const outside = outsiders(event, companyDomains);
  // Only whether they changed matters, so the addresses themselves need not stay in a value.
  return { People: outside.length === 0 ? '' : sha256Hex([...outside].sort().join('\n')) };
}

/** Addresses of people outside the company, in the order of the meeting, the organizer first. */
export function outsiders({ addresses }: ExchangeEvent, companyDomains: ReadonlySet<string>): readonly string[] {
  return addresses.filter((address) => !isOfDomain(address, companyDomains));
}
