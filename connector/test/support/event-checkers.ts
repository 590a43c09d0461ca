// What must hold of events once things are quiet, looked up in both systems and in the store: the answers are sentences
// about what does not hold. Written against the fields themselves, apart from the connector's own mapping.
import type { SalesforceRecord } from '../../../emulator/src/parts.js';
import type { EventLink } from '../../src/core/event/model.js';
import { reasons } from '../../src/core/reasons.js';
import { inCalendar, secretWord, type CalendarEvent, type EventWalker } from './event-random-walk.js';
import { statusOf } from './org-rows.js';
import type { Workbench } from './workbench.js';

const dayMs = 86_400_000;

export async function eventsInStep(bench: Workbench, people: readonly EventWalker[]): Promise<readonly string[]> {
  const complaints = [...nothingIsDouble(bench), ...nothingLeaks(bench), ...nothingIsWrittenToExchange(bench)];
  for (const walker of people) {
    const links = await bench.store.eventLinksAfter(walker.sides.id, 0, 10_000);
    complaints.push(...pairsAgree(bench, walker, links));
    complaints.push(...(await nothingEndsSilently(bench, walker, links)));
    complaints.push(...(await statusAgrees(bench, walker, links)));
    const open = await bench.store.openMeetings(walker.sides.id);
    if (open.length > 0) complaints.push(`${nameOf(walker)}: ${open.length} meetings are still open`);
  }
  return complaints;
}

const nameOf = ({ sides }: EventWalker): string => sides.person.firstName;
const recordsOf = (bench: Workbench): readonly SalesforceRecord[] =>
  bench.emulator.salesforce.dump().objects['Event'] ?? [];

interface Times {
  readonly startMs: number;
  readonly minutes: number;
  readonly isAllDay: boolean;
}

function timesOf({ properties }: CalendarEvent): Times {
  const at = (side: string): number =>
    Date.parse(`${(properties[side] as { dateTime: string }).dateTime.slice(0, 19)}Z`);
  return {
    startMs: at('start'),
    minutes: (at('end') - at('start')) / 60_000,
    isAllDay: properties['isAllDay'] === true,
  };
}

interface Span {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

function spanOf(event: CalendarEvent): Span {
  const { startMs, minutes } = timesOf(event);
  return { startsAtMs: startMs, endsAtMs: startMs + minutes * 60_000 };
}

function isInWindow(bench: Workbench, walker: EventWalker, { startsAtMs, endsAtMs }: Span): boolean {
  const nowMs = bench.emulator.world.clock.nowMs();
  // All-day events may reach a little further in some zones: within a day of the edge anything may be right.
  return endsAtMs > nowMs - (walker.daysBack - 1) * dayMs && startsAtMs < nowMs + (walker.daysAhead - 1) * dayMs;
}

/** Law P1, one way: the record says what Exchange says, or hides it. Outside of the window nothing is ever done. */
function pairsAgree(bench: Workbench, walker: EventWalker, links: readonly EventLink[]): string[] {
  const events = new Map(inCalendar(bench, walker.sides).map((event) => [event.id, event]));
  const records = new Map(walker.sides.inSalesforce().map((row) => [row.Id, row]));
  return links
    .filter((link) => link.state === 'linked' && isInWindow(bench, walker, link))
    .flatMap(({ exchangeId, salesforceId }) => {
      const event = events.get(exchangeId);
      if (event === undefined) return [`${nameOf(walker)}: the event of a live link is not in the calendar`];
      const record = records.get(salesforceId);
      // Salesforce is not watched: what somebody deleted there is noticed with the next change.
      if (record === undefined || !isInWindow(bench, walker, spanOf(event))) return [];
      return differences(bench, walker, event, record);
    });
}

function differences(bench: Workbench, walker: EventWalker, event: CalendarEvent, record: SalesforceRecord): string[] {
  const said = Object.entries({ ...timesSaid(event), ...wordsSaid(walker, event) });
  const who = `${nameOf(walker)}: ${String(record['Subject'])}`;
  return [
    ...said
      .filter(([field, value]) => (record[field] ?? null) !== value)
      .map(([field, value]) => `${who} has ${field} "${String(record[field])}", Exchange says "${String(value)}"`),
    ...relationIsWrong(bench, walker, event, record).map((what) => `${who} ${what}`),
  ];
}

function timesSaid(event: CalendarEvent): Record<string, unknown> {
  const { startMs, minutes, isAllDay } = timesOf(event);
  const start = new Date(startMs).toISOString();
  const times = { IsAllDayEvent: isAllDay, DurationInMinutes: minutes, ActivityDate: start.slice(0, 10) };
  return isAllDay ? times : { ...times, StartDateTime: start.replace('Z', '+0000') };
}

const shown: Readonly<Record<string, string>> = { free: 'Free', oof: 'OutOfOffice' };

function wordsSaid(walker: EventWalker, { properties }: CalendarEvent): Record<string, unknown> {
  const ShowAs = shown[String(properties['showAs'])] ?? 'Busy';
  if (properties['sensitivity'] !== 'normal') {
    return { ShowAs, Subject: 'Busy', Location: null, WhoId: null, IsPrivate: true, Description: null };
  }
  const place = (properties['location'] as { displayName?: string } | undefined)?.displayName ?? '';
  const relation = walker.relates ? {} : { WhoId: null };
  return {
    ShowAs,
    Subject: properties['subject'],
    Location: place === '' ? null : place,
    IsPrivate: false,
    ...relation,
  };
}

/** Whoever is named takes part, and nobody is missing as long as somebody in it is known. */
function relationIsWrong(
  bench: Workbench,
  walker: EventWalker,
  { properties }: CalendarEvent,
  record: SalesforceRecord,
): string[] {
  if (!walker.relates || properties['sensitivity'] !== 'normal') return [];
  const attendees = (properties['attendees'] as { emailAddress: { address: string } }[] | undefined) ?? [];
  const addresses = new Set(attendees.map(({ emailAddress }) => emailAddress.address.toLowerCase()));
  // Contacts without an account are seen by their owner alone.
  const contacts = (bench.emulator.salesforce.dump().objects['Contact'] ?? []).filter(
    (row) => row['IsDeleted'] !== true && row['OwnerId'] === walker.sides.id,
  );
  const known = contacts.filter((row) => addresses.has(String(row['Email']).toLowerCase())).map(({ Id }) => Id);
  const named = record['WhoId'];
  if (typeof named !== 'string') return known.length > 0 ? ['is about nobody, though somebody in it is known'] : [];
  return known.includes(named) ? [] : ['is about somebody who is not in it'];
}

/** Law P16: every event of the calendar in the window has a link, a tombstone or a finding. */
async function nothingEndsSilently(
  bench: Workbench,
  walker: EventWalker,
  links: readonly EventLink[],
): Promise<string[]> {
  const { id } = walker.sides;
  const told = new Set<string>(links.map(({ exchangeId }) => exchangeId));
  for (const { reason } of await bench.store.countFindings(id, 'Event')) {
    for (const { itemId } of await bench.store.listFindings(id, 'Event', reason, 10_000)) told.add(itemId);
  }
  return inCalendar(bench, walker.sides)
    .filter((event) => isInWindow(bench, walker, spanOf(event)) && !told.has(event.id))
    .map(({ properties }) => `${nameOf(walker)}: nobody tells of ${String(properties['subject'])}`);
}

/** Law P8, and one meeting is one event, however many colleagues take part. */
function nothingIsDouble(bench: Workbench): string[] {
  const live = recordsOf(bench).filter((row) => row['IsDeleted'] !== true);
  const keys = live.map((row) => String(row['Exchange_Sync_Key__c']));
  const names = live.flatMap((row) => /[MN]\d+/.exec(String(row['Subject'])) ?? []);
  return [
    ...doubles(keys).map((key) => `the meeting ${key.slice(0, 8)} is in Salesforce twice`),
    ...doubles(names).map((name) => `${name} is in Salesforce twice`),
    ...keys.filter((key) => !/^[0-9a-f]{64}$/.test(key)).map((key) => `an event has the key ${key}`),
  ];
}

function doubles(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Law P12: in whatever record, the deleted ones too. */
function nothingLeaks(bench: Workbench): string[] {
  const { objects } = bench.emulator.salesforce.dump();
  return Object.entries(objects)
    .filter(([, rows]) => JSON.stringify(rows).includes(secretWord))
    .map(([object]) => `a private word is in a record of ${object}`);
}

function nothingIsWrittenToExchange(bench: Workbench): string[] {
  return bench.emulator.world.calls
    .since()
    .filter(({ system, method, route }) => system === 'exchange' && method !== 'GET' && route !== '/$batch')
    .map(({ method, route }) => `${method} ${route} was sent to Exchange`);
}

async function statusAgrees(bench: Workbench, walker: EventWalker, links: readonly EventLink[]): Promise<string[]> {
  const counts = { leftOut: 0, waiting: 0, issue: 0, done: 0 };
  for (const { reason, number } of await bench.store.countFindings(walker.sides.id, 'Event')) {
    counts[reasons[reason].kind] += number;
  }
  const status = statusOf(bench, walker.sides.person);
  const expected: readonly (readonly [string, unknown, unknown])[] = [
    ['state', status['Event_State__c'], counts.issue > 0 ? 'IN_SYNC_WITH_ISSUES' : 'IN_SYNC'],
    ['synced', status['Events_Synced__c'], links.filter(({ state }) => state === 'linked').length],
    ['left out', status['Events_Left_Out__c'], counts.leftOut],
    ['waiting', status['Events_Waiting__c'], 0],
    ['issues', status['Event_Issues__c'], counts.issue],
  ];
  return expected
    .filter(([, told, real]) => told !== real)
    .map(([what, told, real]) => `${nameOf(walker)}: the status says ${what} ${String(told)}, it is ${String(real)}`);
}
