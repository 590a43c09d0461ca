// Meetings across mailboxes: copies for attendees of the tenant, changes of the organizer carried over, cancellations,
// and answers carried back. A copy is an event of its own; its categories, reminder and extended properties are its
// holder's. Rules: notes.md, "Events: meetings".
import type { MeetingAnswer } from '../../parts.js';
import type { Directory, DirectoryUser } from '../directory.js';
import type { Switches } from '../switches.js';
import { sameAddress } from './event-rules.js';
import { organizerAsAttendee } from './event-view.js';
import { noTime, type EventContent, type ResponseStatus, type StoredEvent } from './events.js';

/** Whose calendar is changed, and what such a change may reach: the others in the tenant. */
export interface CalendarDesk {
  readonly directory: Directory;
  readonly user: DirectoryUser;
  readonly switches: Switches;
}

const notAnswered: ResponseStatus = { response: 'notResponded', time: noTime };

/** Brings the attendees' copies to where the organizer's is. New times ask everybody again. */
export function sendOutMeeting(desk: CalendarDesk, event: StoredEvent, hasNewTimes: boolean): void {
  if (!event.isOrganizer) return;
  const invited = invitedUsers(desk, event);
  for (const user of invited) carryOver(desk, event, user, hasNewTimes);
  cancelCopiesOf(desk, event, invited);
}

/** The organizer's own copy is the caller's to delete. */
export function cancelCopies(desk: CalendarDesk, event: StoredEvent): void {
  if (event.isOrganizer) cancelCopiesOf(desk, event, new Set());
}

function cancelCopiesOf(desk: CalendarDesk, event: StoredEvent, except: ReadonlySet<DirectoryUser>): void {
  for (const user of desk.directory.copyHoldersOf(event.uid)) {
    const copy = except.has(user) ? undefined : user.calendars.findByUid(event.uid);
    if (copy !== undefined && !copy.content.isCancelled) cancelCopy(user, copy);
  }
}

/**
 * An attendee answers: his copy says so, and so does the organizer's. Who declines has the copy in Deleted Items, or
 * still in the calendar, as free time, where a switch says so.
 */
export function answerMeeting(desk: CalendarDesk, copy: StoredEvent, answer: MeetingAnswer): void {
  const { user } = desk;
  if (copy.isOrganizer) throw new Error('the organizer of a meeting does not answer it');
  const status: ResponseStatus = { response: answer, time: user.calendars.nowText() };
  copy.responseStatus = status;
  const [organizer] = desk.directory.withAddress(copy.organizer.address ?? '');
  const original = organizer?.calendars.findByUid(copy.uid);
  if (original === undefined || organizer === undefined)
    copy.content = { ...copy.content, showAs: shown('busy', status) };
  else {
    copy.content = { ...copy.content, showAs: shown(original.content.showAs, status) };
    const attendees = original.content.attendees.map((attendee) =>
      sameAddress(attendee.emailAddress, { name: '', address: user.mail }) ? { ...attendee, status } : attendee,
    );
    original.content = { ...original.content, attendees };
    organizer.calendars.changed(original);
  }
  if (answer === 'declined' && !desk.switches.declinedEventsStay) user.calendars.delete(copy);
  else user.calendars.changed(copy);
}

function invitedUsers(desk: CalendarDesk, event: StoredEvent): ReadonlySet<DirectoryUser> {
  const addresses = event.content.attendees.map(({ emailAddress }) => emailAddress.address);
  const users = addresses.flatMap((address) => desk.directory.withAddress(address ?? ''));
  return new Set(users.filter((user) => user !== desk.user));
}

function carryOver(desk: CalendarDesk, event: StoredEvent, user: DirectoryUser, hasNewTimes: boolean): void {
  const copy = user.calendars.findByUid(event.uid);
  if (copy === undefined) {
    desk.directory.addCopyHolder(event.uid, user);
    const content = contentOfCopy(event, notAnswered, { categories: [], isReminderOn: true });
    user.calendars.add(user.calendars.defaultCalendar, {
      uid: event.uid,
      transactionId: null,
      organizer: event.organizer,
      isOrganizer: false,
      responseStatus: notAnswered,
      content,
      recurrence: event.recurrence,
      exceptions: exceptionsOfCopy(event, new Set()),
      cancelledDates: new Set(),
      extended: new Map(),
    });
    return;
  }
  if (hasNewTimes) copy.responseStatus = notAnswered;
  copy.content = contentOfCopy(event, copy.responseStatus, copy.content);
  copy.recurrence = event.recurrence;
  copy.exceptions = exceptionsOfCopy(event, copy.cancelledDates);
  if (user.calendars.isDeleted(copy) && hasNewTimes) user.calendars.move(copy, user.calendars.defaultCalendar.id);
  else user.calendars.changed(copy);
}

function contentOfCopy(event: StoredEvent, status: ResponseStatus, own: Partial<EventContent>): EventContent {
  const { content } = event;
  const others = content.attendees.map((attendee) => ({
    ...attendee,
    status: { response: 'none' as const, time: noTime },
  }));
  return {
    ...content,
    attendees: [organizerAsAttendee(event.organizer), ...others],
    showAs: shown(content.showAs, status),
    categories: own.categories ?? [],
    isReminderOn: own.isReminderOn ?? true,
    reminderMinutesBeforeStart: own.reminderMinutesBeforeStart ?? content.reminderMinutesBeforeStart,
  };
}

/** Time that nobody promised shows as tentative, declined time as free. */
function shown(showAs: string, status: ResponseStatus): string {
  if (status.response === 'declined') return 'free';
  return status.response === 'accepted' || showAs === 'free' ? showAs : 'tentative';
}

/** An instance that the organizer deleted stays as a cancelled one until its holder removes it. */
function exceptionsOfCopy(event: StoredEvent, removed: ReadonlySet<string>): Map<string, Partial<EventContent>> {
  const exceptions = new Map<string, Partial<EventContent>>();
  for (const [date, overrides] of event.exceptions) {
    const carried = Object.entries(overrides).filter(([name]) => name !== 'attendees' && name !== 'categories');
    exceptions.set(date, Object.fromEntries(carried));
  }
  for (const date of event.cancelledDates) {
    if (!removed.has(date)) exceptions.set(date, cancelled(event.content));
  }
  return exceptions;
}

function cancelled(content: EventContent): Partial<EventContent> {
  return { isCancelled: true, subject: `Canceled: ${content.subject}`, showAs: 'free' };
}

function cancelCopy(user: DirectoryUser, copy: StoredEvent): void {
  copy.content = { ...copy.content, ...cancelled(copy.content) };
  user.calendars.changed(copy);
}
