// Changes of events as one act, no matter who asks (an app or a person in Outlook): make, edit, delete a single event,
// a series or one instance, and carry meetings over to the people in them. Rules: notes.md, "Events: writing".
import { applyExtendedChanges } from '../contacts/extended-properties.js';
import { badRequest } from '../graph/errors.js';
import type { StoredCalendar } from './calendar-store.js';
import { emptyContent, readEventBody, type EventChange } from './event-rules.js';
import { noTime, type EventInstance, type StoredEvent } from './events.js';
import { cancelCopies, sendOutMeeting, type CalendarDesk } from './meetings.js';

export function createEvent(desk: CalendarDesk, calendar: StoredCalendar, body: unknown): StoredEvent {
  const change = readEventBody(body, null, desk.switches);
  const { times } = change.content;
  if (times === undefined)
    throw badRequest('At least one property failed validation.', 'ErrorPropertyValidationFailure');
  const event = desk.user.calendars.add(calendar, {
    transactionId: change.transactionId,
    organizer: { name: desk.user.displayName, address: desk.user.mail },
    isOrganizer: true,
    responseStatus: { response: 'organizer', time: noTime },
    content: { ...emptyContent, ...change.content, times },
    recurrence: change.recurrence ?? null,
    exceptions: new Map(),
    cancelledDates: new Set(),
    extended: new Map(),
  });
  applyExtendedChanges(event.extended, change.extended);
  sendOutMeeting(desk, event, false);
  return event;
}

/** An instance of a series becomes an exception. */
export function editEvent(desk: CalendarDesk, instance: EventInstance, body: unknown): void {
  const { event, date } = instance;
  const change = readEventBody(body, instance.content, desk.switches);
  if (date === null) editWhole(desk, event, change);
  else {
    if (change.recurrence) throw badRequest('An instance of a series has no recurrence.', 'ErrorInvalidRequest');
    desk.user.calendars.changeInstance(event, date, change.content);
  }
  sendOutMeeting(desk, event, change.content.times !== undefined);
}

function editWhole(desk: CalendarDesk, event: StoredEvent, change: EventChange): void {
  const isNewPlan = change.recurrence !== undefined || change.content.times !== undefined;
  event.content = { ...event.content, ...change.content };
  if (change.recurrence !== undefined) event.recurrence = change.recurrence;
  if (isNewPlan) {
    event.exceptions = new Map();
    event.cancelledDates = new Set();
  }
  applyExtendedChanges(event.extended, change.extended);
  desk.user.calendars.changed(event);
}

/** To Deleted Items; an instance goes out of its series. The organizer's deletion cancels it for the others. */
export function deleteEvent(desk: CalendarDesk, { event, date }: EventInstance): void {
  if (date !== null) {
    desk.user.calendars.cancelInstance(event, date);
    sendOutMeeting(desk, event, false);
    return;
  }
  cancelCopies(desk, event);
  desk.user.calendars.delete(event);
}
