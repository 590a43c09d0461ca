// Field values: how they are kept (dates as text, instants as milliseconds), and how they go in and out over the wire.
// Formats: notes.md, "Values".

export type Value = string | number | boolean | null;

/** A stored record. It is never changed: a write puts another in its place, so pages of a query may hold on to it. */
export type Row = Readonly<Record<string, Value>> & { readonly Id: string };

/** `2026-11-22T14:03:00.000+0000`, as Salesforce writes instants. */
export function formatInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}+0000`;
}

const instantPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds since 1970 of an ISO 8601 instant with Z or an offset, or null. */
export function parseInstant(text: string): number | null {
  const match = instantPattern.exec(text);
  if (match === null) return null;
  const [, date, time, zone] = match;
  const offset = zone === 'Z' ? 'Z' : `${zone?.slice(0, 3)}:${zone?.slice(-2)}`;
  const seconds = time?.length === 5 ? `${time}:00` : time;
  const ms = Date.parse(`${date}T${seconds}${offset}`);
  return Number.isNaN(ms) || parseDate(date ?? '') === null ? null : ms;
}

/** The date itself if it exists in the calendar, or null. */
export function parseDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : null;
}

/** What an instant given by hands, seeds or metadata means: a Date, milliseconds or ISO text. */
export function instantFrom(given: unknown): number | null {
  if (given instanceof Date) return given.getTime();
  if (typeof given === 'number') return given;
  return typeof given === 'string' ? parseInstant(given) : null;
}
