// Nothing is ever written to a calendar: whatever is different there was done by people. Compared is all that Exchange
// keeps of an event, down to its version, in every calendar of every mailbox.
import type { Finding, What } from '../finding.js';
import type { CalendarEvent, Systems } from '../systems.js';
import type { EventInput } from './ledger.js';
import { nameOfEvent } from './table.js';

export function findCalendarChanges({ before, left, after, expected }: EventInput): readonly Finding[] {
  const untouched = (event: CalendarEvent): boolean => !expected.touched.has(event.id);
  const found = new Map([
    ...changesBetween(before, after, untouched),
    ...changesBetween(left, after, () => true),
    ...calendarsMade(before, after),
  ]);
  return [...found.values()];
}

/** By what it is about, so that nothing is said twice. */
type Found = ReadonlyMap<string, Finding>;

function changesBetween(from: Systems, to: Systems, counts: (event: CalendarEvent) => boolean): Found {
  const found = new Map<string, Finding>();
  const note = (event: CalendarEvent, what: 'new' | 'changed' | 'gone', address: string): void =>
    void found.set(event.id, finding(nameOfEvent(event), { kind: 'calendar', what, address }));
  for (const { address, events } of to.mailboxes) {
    for (const event of events.filter(counts)) {
      const earlier = from.event(event.id);
      if (earlier === undefined) note(event, 'new', address);
      else if (JSON.stringify(earlier) !== JSON.stringify(event)) note(event, 'changed', address);
    }
  }
  for (const { address, events } of from.mailboxes) {
    for (const event of events) if (counts(event) && to.event(event.id) === undefined) note(event, 'gone', address);
  }
  return found;
}

function calendarsMade(from: Systems, to: Systems): Found {
  const known = new Map(from.mailboxes.map(({ id, calendars }) => [id, JSON.stringify(calendars)]));
  const changed = to.mailboxes.filter(({ id, calendars }) => known.get(id) !== JSON.stringify(calendars));
  return new Map(changed.map(({ id, address }) => [id, finding(address, { kind: 'otherCalendars' })]));
}

function finding(who: string, what: What): Finding {
  return { person: null, who, what, reason: null };
}
