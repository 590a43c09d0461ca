// Time zones by either name (Windows or IANA), and wall clock times against instants. Exchange keeps the name that it
// was given; sparse occurrences alone answer the Windows name. Rules: notes.md, "Events: times".
import { Temporal } from 'temporal-polyfill';
import { findIana, findWindows } from 'windows-iana';

export interface Zone {
  /** As it was asked for. */
  readonly name: string;
  readonly iana: string;
  readonly windows: string;
}

const dayMs = 86_400_000;
const found = new Map<string, Zone | null>();

/** The zone of a Windows or IANA name, null for a name that nobody knows. */
export function findZone(name: string): Zone | null {
  const known = found.get(name);
  if (known !== undefined) return known;
  const zone = lookUp(name);
  found.set(name, zone);
  return zone;
}

function lookUp(name: string): Zone | null {
  if (/^(UTC|Etc\/UTC|tzone:\/\/Microsoft\/Utc)$/i.test(name)) return { name, iana: 'UTC', windows: 'UTC' };
  const fromWindows = findIana(name)[0];
  if (fromWindows !== undefined) return { name, iana: fromWindows, windows: name };
  if (!/^[A-Za-z]+\//.test(name) || !isIana(name)) return null;
  return { name, iana: name, windows: findWindows(name)[0] ?? name };
}

function isIana(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A zone that was checked when it was written. */
export function requireZone(name: string): Zone {
  const zone = findZone(name);
  if (zone === null) throw new Error(`there is no time zone ${name}`);
  return zone;
}

/** Milliseconds since 1970 of a wall clock time; in the gap of a clock change the later one. */
export function instantOf(wallTime: string, zone: Zone): number {
  return Temporal.PlainDateTime.from(wallTime).toZonedDateTime(zone.iana, { disambiguation: 'compatible' })
    .epochMilliseconds;
}

/** `2026-06-15T10:00:00.0000000`, as Graph writes it. */
export function wallTimeOf(atMs: number, zone: Zone): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs)
    .toZonedDateTimeISO(zone.iana)
    .toPlainDateTime()
    .toString({ fractionalSecondDigits: 7 });
}

/** Days since 1970 of a date without a zone. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
