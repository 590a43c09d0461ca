// From Graph's words to what the rules ask about an event. Texts are left as they are: whether anything of them may be
// used is decided later (values.ts). Pure.
import type { CalendarId, ExchangeEventId } from '../model.js';
import type { EventKind, ExchangeEvent, GraphEvent } from './model.js';
import { timesOf } from './times.js';

/** Null where Graph tells too little to decide anything (no times): then nothing may follow from it. */
export function exchangeEventFromGraph(raw: GraphEvent): ExchangeEvent | null {
  const times = timesOf(raw);
  if (times === null) return null;
  return {
    id: raw.id as ExchangeEventId,
    version: raw.changeKey ?? '',
    uid: raw.iCalUId ?? '',
    kind: kindOf(raw),
    times,
    // What Graph does not say counts as private: the mistake to make is to show too little.
    isPrivate: raw.sensitivity !== 'normal',
    isCancelled: raw.isCancelled === true,
    isDeclined: raw.responseStatus?.response === 'declined',
    isFree: raw.showAs === 'free',
    categories: raw.categories ?? [],
    addresses: addressesOf(raw),
    calendarId: calendarIn(raw['calendar@odata.navigationLink']),
    raw,
  };
}

export function kindOf({ type }: GraphEvent): EventKind {
  if (type === 'seriesMaster') return 'series';
  return type === 'occurrence' || type === 'exception' ? 'instance' : 'single';
}

/** Exchange's own form of an address ("/o=…") is one of the company and nobody to look for. */
function addressesOf({ organizer, attendees }: GraphEvent): readonly string[] {
  const people = (attendees ?? []).filter(({ type }) => type !== 'resource');
  const all = [organizer?.emailAddress, ...people.map(({ emailAddress }) => emailAddress)];
  const addresses = all.map((one) => (one?.address ?? '').trim().toLowerCase());
  return [...new Set(addresses.filter((address) => /^[^@\s]+@[^@\s]+$/.test(address)))];
}

function calendarIn(link: string | undefined): CalendarId | null {
  const [, id] = /\/calendars\('([^']+)'\)$/.exec(link ?? '') ?? [];
  return id === undefined ? null : (decodeURIComponent(id) as CalendarId);
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** A domain stands for its subdomains too. */
export function isOfDomain(address: string, domains: Iterable<string>): boolean {
  const domain = domainOf(address);
  for (const one of domains) if (domain === one || domain.endsWith(`.${one}`)) return true;
  return false;
}

/** Addresses of people outside the company, in the order of the meeting, the organizer first. */
export function outsiders({ addresses }: ExchangeEvent, companyDomains: ReadonlySet<string>): readonly string[] {
  return addresses.filter((address) => !isOfDomain(address, companyDomains));
}
