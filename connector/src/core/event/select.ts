// Does this event sync? One function of the event, the settings and the time: first what may never be shown, then what
// is left out, then what has to be chosen. The first reason that holds is the one that is told. The table stands in
// docs/sync-rules.md, and its test reads it there.
import escapeStringRegexp from 'escape-string-regexp';
import { assertNever } from '../failure.js';
import type { ReasonCode } from '../reasons.js';
import type { EventLeaveOut, EventSettings } from '../settings/event.js';
import { foldName } from '../text/clean.js';
import { dayMs } from '../time.js';
import type { ExchangeEvent, ValueContext } from './model.js';
import { isOfDomain, outsiders } from './read.js';
import { isTooLong, spanOf, zoneSlackMs } from './times.js';
import { exposureOf, type Exposure } from './values.js';

export type Selection =
  | { readonly kind: 'in'; readonly exposure: Exposure }
  /** Only if somebody of these addresses is a contact or lead that the person can see. */
  | { readonly kind: 'inIfKnown'; readonly exposure: Exposure; readonly addresses: readonly string[] }
  /** `retryAtMs`: the window reaches it then. */
  | { readonly kind: 'out'; readonly reason: ReasonCode; readonly retryAtMs?: number };

export function select(event: ExchangeEvent, context: ValueContext): Selection {
  const { settings, nowMs } = context;
  const place = placeInWindow(event, settings, nowMs);
  if (place === 'behind') return out('OUTSIDE_WINDOW');
  if (place === 'ahead') {
    const startsAtMs = spanOf(event.times).startsAtMs - slackMsOf(event);
    return { ...out('OUTSIDE_WINDOW'), retryAtMs: startsAtMs - settings.daysAhead * dayMs };
  }
  const exposure = exposureOf(event, settings);
  if (exposure === null) return out('PRIVATE_EVENT');
  if (event.kind !== 'single') return out('SERIES_NOT_SYNCED');
  const left = leftOut(event, context);
  if (left !== null) return out(left);
  if (isTooLong(event.times)) return out('TOO_LONG');
  switch (settings.selection) {
    case 'All':
      return { kind: 'in', exposure };
    case 'ByCategory':
      return hasCategory(event, settings.category) ? { kind: 'in', exposure } : out('NOT_SELECTED');
    case 'KnownContactOrLead': {
      const addresses = outsiders(event, context.companyDomains);
      return addresses.length === 0 ? out('NOBODY_KNOWN') : { kind: 'inIfKnown', exposure, addresses };
    }
    default:
      return assertNever(settings.selection);
  }
}

function out(reason: ReasonCode): { readonly kind: 'out'; readonly reason: ReasonCode } {
  return { kind: 'out', reason };
}

/** The days of an all-day event may be the person's already, or still, when they are not in UTC. */
function slackMsOf({ times }: Pick<ExchangeEvent, 'times'>): number {
  return times.isAllDay ? zoneSlackMs : 0;
}

export function placeInWindow(
  event: Pick<ExchangeEvent, 'times'>,
  { daysBack, daysAhead }: Pick<EventSettings, 'daysBack' | 'daysAhead'>,
  nowMs: number,
): 'behind' | 'inside' | 'ahead' {
  const { startsAtMs, endsAtMs } = spanOf(event.times);
  const slackMs = slackMsOf(event);
  if (endsAtMs + slackMs < nowMs - daysBack * dayMs) return 'behind';
  return startsAtMs - slackMs > nowMs + daysAhead * dayMs ? 'ahead' : 'inside';
}

function leftOut(event: ExchangeEvent, { settings, companyDomains }: ValueContext): ReasonCode | null {
  const { leaveOut } = settings;
  if (leaveOut.cancelled && event.isCancelled) return 'EVENT_CANCELLED';
  if (leaveOut.declined && event.isDeclined) return 'EVENT_DECLINED';
  if (leaveOut.free && event.isFree) return 'SHOWN_AS_FREE';
  if (leaveOut.allDay && event.times.isAllDay) return 'ALL_DAY_EVENT';
  if (leaveOut.internal && isInternal(event, companyDomains)) return 'INTERNAL_MEETING';
  if (event.addresses.some((address) => isOfDomain(address, leaveOut.domains))) return 'LEFT_OUT_DOMAIN';
  return hasWord(event, leaveOut) ? 'LEFT_OUT_WORD' : null;
}

/** A meeting has somebody else in it; an appointment of one's own is no meeting, with or without a room. */
function isInternal(event: ExchangeEvent, companyDomains: ReadonlySet<string>): boolean {
  const hasOthers = (event.raw.attendees ?? []).some(({ type }) => type !== 'resource');
  return hasOthers && outsiders(event, companyDomains).length === 0;
}

function hasCategory({ categories }: ExchangeEvent, wanted: string): boolean {
  const name = wanted.trim().toLowerCase();
  return categories.some((category) => category.trim().toLowerCase() === name);
}

function hasWord({ raw }: ExchangeEvent, { words }: EventLeaveOut): boolean {
  const subject = foldName(raw.subject ?? '');
  return words.map(foldName).some((word) => word !== '' && containsWord(subject, word));
}

/** Scripts that put no blanks between words have no ends of words to look for. */
const withoutBlanks = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function containsWord(text: string, word: string): boolean {
  if (withoutBlanks.test(word)) return text.includes(word);
  return new RegExp(`(?<![\\p{L}\\p{N}])${escapeStringRegexp(word)}(?![\\p{L}\\p{N}])`, 'u').test(text);
}
