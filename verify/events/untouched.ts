// Nothing is ever written to a calendar: whatever is different there was done by people. Compared is all that Exchange
// keeps of an event, down to its version, in every calendar of every mailbox.
import type { EventComparisonInput } from './compare-events.js';
import { nameOfEvent } from './event-table.js';
import type { Finding } from './finding.js';
import type { CalendarEvent, Systems } from './systems.js';

export function findCalendarChanges({ before, left, after, expected }: EventComparisonInput): Finding[] {
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
  for (const { address, events } of to.mailboxes) {
    for (const event of events.filter(counts)) {
      const earlier = from.event(event.id);
      if (earlier !== undefined && JSON.stringify(earlier) === JSON.stringify(event)) continue;
      const what = earlier === undefined ? 'is new in the calendar' : 'was changed in the calendar';
      found.set(event.id, finding(nameOfEvent(event), `${what} of ${address}, and nobody did that`));
    }
  }
  for (const { address, events } of from.mailboxes) {
    for (const event of events.filter((one) => counts(one) && to.event(one.id) === undefined)) {
      found.set(event.id, finding(nameOfEvent(event), `is gone from the calendar of ${address}, and nobody did that`));
    }
  }
  return found;
}

function calendarsMade(from: Systems, to: Systems): Found {
  const known = new Map(from.mailboxes.map(({ id, calendars }) => [id, JSON.stringify(calendars)]));
  const changed = to.mailboxes.filter(({ id, calendars }) => known.get(id) !== JSON.stringify(calendars));
  return new Map(
    changed.map(({ id, address }) => [id, finding(address, 'has other calendars than before, and nobody did that')]),
  );
}

function finding(who: string, what: string): Finding {
  return { person: null, who, what, reason: null };
}
