// What of all calendars may be known in the org, and what may not: private events and those that are left out may not,
// in no form that they ever had. An event that synced once may: its copy, or what lies in the recycle bin, tells of it.
import type { Finding } from '../finding.js';
import type { CalendarEvent, CastMember, Systems } from '../systems.js';
import { findEventLeaks, objectsWith } from './leaks.js';
import type { EventInput } from './ledger.js';
import { exposureOf, judgeEvent } from './rules.js';
import { eventSettingsOf } from './settings.js';
import { nameOfEvent } from './table.js';

export function findTold(input: EventInput): readonly Finding[] {
  const { before, left, after, people, expected } = input;
  const hidden: CalendarEvent[] = [];
  const open: CalendarEvent[] = [];
  for (const mailbox of after.mailboxes) {
    const owner = people.find(({ mailboxId }) => mailboxId === mailbox.id);
    for (const event of mailbox.events) {
      const forms = [before, left, after].flatMap((systems) => systems.event(event.id) ?? []);
      (owner !== undefined && mayBeKnown(input, owner, event) ? open : hidden).push(...forms);
    }
  }
  const inFolders = people.flatMap((person) => after.itemsInFolder(person).flatMap((item) => textsIn(item.properties)));
  const leaks = findEventLeaks({ before, after, hidden, open, written: [...expected.written, ...inFolders] });
  return [...leaks.map(({ event, object }) => tells(nameOfEvent(event), object)), ...findSecretWords(input)];
}

export function findSecretWords({ after, expected }: Pick<EventInput, 'after' | 'expected'>): readonly Finding[] {
  return objectsWith(after, expected.secretWords).map((object) => tells('a word of private events', object));
}

function tells(who: string, object: string): Finding {
  return { person: null, who, what: { kind: 'toldIn', object }, reason: null };
}

/** Neither private now, nor never shown. */
function mayBeKnown(input: EventInput, person: CastMember, event: CalendarEvent): boolean {
  const { before, left, after, nowMs } = input;
  const settings = eventSettingsOf(after, person);
  if (settings === null || exposureOf(event, settings) === 'busy') return false;
  return [before, left, after].some((systems: Systems) => {
    const form = systems.eventsInCalendar(person).find(({ id }) => id === event.id);
    if (form === undefined) return false;
    const verdict = judgeEvent(form, { systems: after, person, settings, nowMs });
    return verdict.kind === 'in' && verdict.shown === 'full';
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
