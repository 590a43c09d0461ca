// What of all calendars may be known in the org, and what may not: private events and those that are left out may not,
// in no form that they ever had. An event that synced once may: its copy, or what lies in the recycle bin, tells of it.
import type { EventComparisonInput } from './compare-events.js';
import { findEventLeaks, leakInWords } from './event-leaks.js';
import { judgeEvent } from './event-rules.js';
import { eventSettingsOf } from './event-settings.js';
import { isPrivate } from './event-table.js';
import type { Finding } from './finding.js';
import type { CalendarEvent, CastMember, Systems } from './systems.js';

export function findTold(input: EventComparisonInput): Finding[] {
  const { before, left, after, people, expected } = input;
  const hidden: CalendarEvent[] = [];
  const open: CalendarEvent[] = [];
  for (const mailbox of after.mailboxes) {
    const owner = people.find(({ mailboxId }) => mailboxId === mailbox.id);
    for (const event of mailbox.events) {
      const forms = [before, left, after].flatMap((systems) => systems.event(event.id) ?? []);
      const isOpen = !isPrivate(event) && owner !== undefined && wasEverShown(input, owner, event.id);
      (isOpen ? open : hidden).push(...forms);
    }
  }
  const inFolders = people.flatMap((person) => after.itemsInFolder(person).flatMap((item) => textsIn(item.properties)));
  const leaks = findEventLeaks({ before, after, hidden, open, written: [...expected.written, ...inFolders] });
  return leaks.map((leak) => ({ person: null, ...leakInWords(leak), reason: null }));
}

function wasEverShown(input: EventComparisonInput, person: CastMember, eventId: string): boolean {
  const { before, left, after, nowMs } = input;
  const settings = eventSettingsOf(after, person);
  if (settings === null) return false;
  return [before, left, after].some((systems: Systems) => {
    const event = systems.eventsInCalendar(person).find(({ id }) => id === eventId);
    if (event === undefined) return false;
    const verdict = judgeEvent(event, { systems: after, person, settings, nowMs });
    return verdict.kind === 'in' && verdict.shown === 'full';
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
