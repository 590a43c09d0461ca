// Which events should be in Salesforce, and how much of them: the table of docs/sync-rules.md ("Which events sync"),
// read once more by somebody who never looked into the connector. The first line that applies decides.
import { isVisible } from '../contacts/settings.js';
import type { CalendarEvent, CastMember, OrgRecord, Systems } from '../systems.js';
import { folded, foldedAddress, hasWords } from '../texts.js';
import type { EventSettings } from './settings.js';
import { isPrivate, textInCalendar } from './table.js';
import { dayMs, spanOf, type Span } from './times.js';

export type EventVerdict =
  /** `busy`: as taken time and nothing else. */
  { readonly kind: 'in'; readonly shown: 'full' | 'busy' } | { readonly kind: 'out'; readonly reason: string };

export interface Judged {
  readonly systems: Systems;
  readonly person: CastMember;
  readonly settings: EventSettings;
  readonly nowMs: number;
}

const longestDays = 14;
/** A date may begin so much earlier, or end so much later, than the same date in UTC. */
const zonesMs = 14 * 3_600_000;

export function judgeEvent(event: CalendarEvent, by: Judged): EventVerdict {
  const { settings } = by;
  if (!isInWindow(event, by)) return out('OUTSIDE_WINDOW');
  if (isPrivate(event) && settings.privateEvents === 'DoNotSync') return out('PRIVATE_EVENT');
  if (event.properties['type'] !== 'singleInstance') return out('SERIES_NOT_SYNCED');
  const reason = whyLeftOut(event, by) ?? whyNotTaken(event, by);
  return reason === null ? { kind: 'in', shown: exposureOf(event, settings) } : out(reason);
}

/** How much of an event may be seen, if it syncs. */
export function exposureOf(event: CalendarEvent, { privateEvents }: EventSettings): 'full' | 'busy' {
  return isPrivate(event) && privateEvents !== 'FullDetails' ? 'busy' : 'full';
}

function out(reason: string): EventVerdict {
  return { kind: 'out', reason };
}

/** Series are taken for inside: those of the demo cast have occurrences there. */
function isInWindow(event: CalendarEvent, { settings, nowMs }: Pick<Judged, 'settings' | 'nowMs'>): boolean {
  if (event.properties['type'] !== 'singleInstance') return true;
  const { startsAtMs, endsAtMs, isAllDay } = spanOf(event);
  const slackMs = isAllDay ? zonesMs : 0;
  const beginsInTime = startsAtMs - slackMs <= nowMs + settings.daysAhead * dayMs;
  return beginsInTime && endsAtMs + slackMs >= nowMs - settings.daysBack * dayMs;
}

/** More than a day away from both ends of the window, where no zone makes a difference. */
export function isWellInside(
  span: Pick<Span, 'startsAtMs' | 'endsAtMs'>,
  settings: EventSettings,
  nowMs: number,
): boolean {
  const { daysBack, daysAhead } = settings;
  return span.endsAtMs > nowMs - (daysBack - 1) * dayMs && span.startsAtMs < nowMs + (daysAhead - 1) * dayMs;
}

function whyLeftOut(event: CalendarEvent, { systems, person, settings }: Judged): string | null {
  const { properties } = event;
  const { leavesOut } = settings;
  const answer = (properties['responseStatus'] as { readonly response?: string } | undefined)?.response;
  if (leavesOut.cancelled && properties['isCancelled'] === true) return 'EVENT_CANCELLED';
  if (leavesOut.declined && answer === 'declined') return 'EVENT_DECLINED';
  if (leavesOut.free && properties['showAs'] === 'free') return 'SHOWN_AS_FREE';
  if (leavesOut.allDay && properties['isAllDay'] === true) return 'ALL_DAY_EVENT';
  const isMeeting = attendeesOf(event).length > 0;
  if (leavesOut.internal && isMeeting && outsidersOf(event, systems, person).length === 0) return 'INTERNAL_MEETING';
  const subject = folded(textInCalendar('Subject', event));
  if (leavesOut.words.some((word) => hasWords(subject, word))) return 'LEFT_OUT_WORD';
  const { startsAtMs, endsAtMs } = spanOf(event);
  return endsAtMs - startsAtMs > longestDays * dayMs ? 'TOO_LONG' : null;
}

function whyNotTaken(event: CalendarEvent, { systems, person, settings }: Judged): string | null {
  switch (settings.selection) {
    case 'All':
      return null;
    case 'ByCategory': {
      const categories = (event.properties['categories'] ?? []) as readonly string[];
      const wanted = settings.category.toLowerCase();
      return categories.some((category) => category.toLowerCase() === wanted) ? null : 'NOT_SELECTED';
    }
    case 'KnownContactOrLead': {
      const isKnown = outsidersOf(event, systems, person).some((address) => {
        return contactsWith(address, systems, person).length > 0 || leadsWith(address, systems).length > 0;
      });
      return isKnown ? null : 'NOBODY_KNOWN';
    }
  }
}

interface Attendee {
  readonly type?: string;
  readonly emailAddress?: { readonly name?: string; readonly address?: string };
}

/** Without rooms and the like. */
export function attendeesOf({ properties }: CalendarEvent): readonly Attendee[] {
  return ((properties['attendees'] ?? []) as readonly Attendee[]).filter(({ type }) => type !== 'resource');
}

/** Addresses of people outside the company, the organizer first; the company is whoever has the person's domain. */
export function outsidersOf(event: CalendarEvent, systems: Systems, person: CastMember): readonly string[] {
  const company = domainOf(systems.mailboxOf(person)?.address ?? '');
  const organizer = event.properties['organizer'] as Attendee | undefined;
  const addresses = [organizer, ...attendeesOf(event)].map((one) => foldedAddress(one?.emailAddress?.address ?? ''));
  return [...new Set(addresses)].filter((address) => {
    const domain = domainOf(address);
    return domain !== '' && domain !== company && !domain.endsWith(`.${company}`);
  });
}

function domainOf(address: string): string {
  return foldedAddress(address).split('@')[1] ?? '';
}

export function contactsWith(address: string, systems: Systems, person: CastMember): readonly OrgRecord[] {
  return systems.withAddress('Contact', address).filter((record) => isVisible(person, record));
}

/** Everybody may see leads in the emulated org. */
export function leadsWith(address: string, systems: Systems): readonly OrgRecord[] {
  return systems.withAddress('Lead', address);
}
