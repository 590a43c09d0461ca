// What people do with events: who is picked, and the acts in Outlook and Salesforce. Each is done through the control
// interface, said in one line, and written down as done by people, so that nobody else is blamed for it.
import type { Fields } from './control.js';
import { editsBy } from './event-changes.js';
import { EventPairs } from '#verify/events/pairs.js';
import { attendeesOf, contactsWith, leadsWith, outsidersOf } from '#verify/events/rules.js';
import type { EventFieldName } from '#verify/events/table.js';
import { isPrivate, nameOfEvent, textInCalendar } from '#verify/events/table.js';
import { dayMs, momentAt, spanOf } from '#verify/events/times.js';
import type { Stage } from './stage.js';
import { isDeleted, type CalendarEvent, type CastMember, type OrgRecord } from '#verify/systems.js';

/** An event of somebody's calendar with its record in Salesforce. */
export interface Meeting {
  readonly owner: CastMember;
  readonly event: CalendarEvent;
  readonly record: OrgRecord;
}

/** An ordinary meeting with customers that lies ahead and is in Salesforce for this person; in no scene before. */
export async function pickMeeting(stage: Stage, firstName: string): Promise<Meeting> {
  const owner = stage.person(firstName);
  const { before, now: after, people, tenantId } = stage;
  const pairs = new EventPairs({ before, after, people, tenantId });
  for (const event of await ordinaryMeetings(stage, owner)) {
    const record = pairs.recordsOf(event).find((one) => !isDeleted(one));
    if (record?.['OwnerId'] !== owner.userId) continue;
    stage.use(event.id);
    return { owner, event, record };
  }
  throw nobodyLeft(firstName);
}

/** The same, but not in Salesforce. */
export async function pickLeftOut(stage: Stage, firstName: string): Promise<Omit<Meeting, 'record'>> {
  const owner = stage.person(firstName);
  const { before, now: after, people, tenantId } = stage;
  const pairs = new EventPairs({ before, after, people, tenantId });
  const all = await ordinaryMeetings(stage, owner);
  const event = all.find((one) => pairs.recordsOf(one).length === 0);
  if (event === undefined) throw nobodyLeft(firstName);
  stage.use(event.id);
  return { owner, event };
}

/** One with somebody in it whom nobody in Salesforce knows. */
export async function pickWithStranger(stage: Stage, firstName: string): Promise<Omit<Meeting, 'record'>> {
  const owner = stage.person(firstName);
  const { now } = stage;
  const event = (await meetingsAhead(stage, owner)).find((one) => {
    const outsiders = outsidersOf(one, now, owner);
    const isKnown = (address: string): boolean =>
      contactsWith(address, now, owner).length > 0 || leadsWith(address, now).length > 0;
    return !isPrivate(one) && outsiders.length > 0 && !outsiders.some(isKnown);
  });
  if (event === undefined) throw nobodyLeft(firstName);
  return { owner, event };
}

function nobodyLeft(firstName: string): Error {
  return new Error(`${firstName} has no ordinary meeting left for the story; take more with --events`);
}

async function meetingsAhead(stage: Stage, owner: CastMember): Promise<readonly CalendarEvent[]> {
  const fromMs = (await stage.control.nowMs()) + 2 * dayMs;
  return stage.now.eventsInCalendar(owner).filter((event) => {
    const { startsAtMs, isAllDay } = spanOf(event);
    return event.properties['type'] === 'singleInstance' && !isAllDay && startsAtMs > fromMs;
  });
}

/**
 * With customers alone, and in no scene before. Those with place and text and a subject that no other event has come
 * first: they show more.
 */
export async function ordinaryMeetings(stage: Stage, owner: CastMember): Promise<readonly CalendarEvent[]> {
  const { now } = stage;
  const subjects = now.mailboxes.flatMap(({ events }) => events.map(nameOfEvent));
  const ordinary = (await meetingsAhead(stage, owner)).filter((event) => {
    const isOwn = event.properties['isOrganizer'] === true && !isPrivate(event) && !stage.isTaken(event.id);
    const guests = attendeesOf(event).length;
    return isOwn && guests > 0 && outsidersOf(event, now, owner).length === guests;
  });
  const showsMore = (event: CalendarEvent): boolean => {
    const isComplete = textInCalendar('Location', event) !== '' && textInCalendar('Text', event) !== '';
    return isComplete && subjects.filter((subject) => subject === nameOfEvent(event)).length === 1;
  };
  return [...ordinary.filter(showsMore), ...ordinary.filter((event) => !showsMore(event))];
}

export async function editInOutlook(
  stage: Stage,
  { owner, event }: Omit<Meeting, 'record'>,
  properties: Fields,
): Promise<void> {
  stage.eventLedger.touched.add(event.id);
  await stage.control.inOutlook(owner.username, 'edit-event', { id: event.id, properties });
  const change = { of: 'event', side: 'exchange', person: owner.firstName, who: nameOfEvent(event) } as const;
  stage.say({ ...change, kind: 'edited', fields: editsBy(event, properties) });
}

export async function deleteInOutlook(stage: Stage, { owner, event }: Meeting): Promise<void> {
  stage.eventLedger.touched.add(event.id);
  await stage.control.inOutlook(owner.username, 'delete-event', { id: event.id });
  stage.tell(owner.firstName, 'Outlook', `deletes ${nameOfEvent(event)}`);
}

export async function setCategories(
  stage: Stage,
  { owner, event }: Omit<Meeting, 'record'>,
  categories: readonly string[],
): Promise<void> {
  stage.eventLedger.touched.add(event.id);
  await stage.control.inOutlook(owner.username, 'set-categories', { id: event.id, categories });
  const what = categories.length === 0 ? 'takes the category off' : `puts the category ${categories.join(', ')} on`;
  stage.tell(owner.firstName, 'Outlook', `${what} ${nameOfEvent(event)}`);
}

export async function writeNotes(stage: Stage, { owner, record, event }: Meeting, notes: string): Promise<void> {
  const fields = { Description: notes };
  await stage.control.inSalesforce(owner.username, 'update', { object: 'Event', id: record.Id, fields });
  stage.eventLedger.written.push(notes);
  stage.tell(owner.firstName, 'Salesforce', `writes into ${nameOfEvent(event)}: ${notes}`);
}

export async function deleteInSalesforce(stage: Stage, { owner, record, event }: Meeting): Promise<void> {
  await stage.control.inSalesforce(owner.username, 'delete', { object: 'Event', id: record.Id });
  stage.tell(owner.firstName, 'Salesforce', `deletes ${nameOfEvent(event)}`);
}

/** Start and end so much later, as Outlook takes them. */
export function laterBy(event: CalendarEvent, milliseconds: number): Fields {
  const { startsAtMs, endsAtMs } = spanOf(event);
  return { start: momentAt(startsAtMs + milliseconds), end: momentAt(endsAtMs + milliseconds) };
}

/** The same day as a whole, on the wall clock of this zone. */
export function wholeDay(event: CalendarEvent, timeZone: string): Fields {
  const midnightMs = Math.floor(spanOf(event).startsAtMs / dayMs) * dayMs;
  return { isAllDay: true, start: momentAt(midnightMs, timeZone), end: momentAt(midnightMs + dayMs, timeZone) };
}

/** From now on the record says so. */
export function expect(
  stage: Stage,
  { record }: Meeting,
  values: Readonly<Partial<Record<EventFieldName, string>>>,
): void {
  for (const [field, value] of Object.entries(values) as [EventFieldName, string][]) {
    stage.eventLedger.values.push({ recordId: record.Id, field, value });
  }
}
