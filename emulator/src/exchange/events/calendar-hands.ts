// A person at work in the calendar of Outlook: not counted, not throttled, no app's permissions. What is done goes
// through the same rules as an app's writes, and meetings reach the others as they would.
import type { CalendarHands } from '../../parts.js';
import { normalisePropertyId } from '../contacts/extended-properties.js';
import { occurrenceIdOf } from '../graph/ids.js';
import type { StoredCalendar } from './calendar-store.js';
import { createEvent, deleteEvent, editEvent } from './event-changes.js';
import { eventId } from './event-view.js';
import type { EventInstance } from './events.js';
import { answerMeeting, type CalendarDesk } from './meetings.js';

export function calendarHands(desk: CalendarDesk): CalendarHands {
  const { calendars } = desk.user;
  const find = (id: string): EventInstance => {
    const instance = calendars.find(id);
    if (instance === undefined) throw new Error(`there is no event ${id} in this mailbox`);
    return instance;
  };
  const calendarOf = (key: string): StoredCalendar => {
    const found = [...calendars.calendars.values()].find(({ id, name }) => id === key || name === key);
    if (found === undefined) throw new Error(`there is no calendar ${key} in this mailbox`);
    return found;
  };
  const occurrence = (id: string, date: string): string => {
    const occurrenceId = occurrenceIdOf(find(id).event.immutableId, date);
    return eventId(find(occurrenceId), 'immutable');
  };
  const edit = (id: string, properties: Record<string, unknown>): void => editEvent(desk, find(id), properties);
  return {
    createCalendar: (name) => calendars.createCalendar(name).id,
    addCategory: (name) => calendars.addCategory(name),
    createEvent: (calendar, properties, extended = {}) => {
      const event = createEvent(desk, calendarOf(calendar), properties);
      for (const [id, value] of Object.entries(extended)) event.extended.set(normalisePropertyId(id), { id, value });
      return event.immutableId;
    },
    occurrence,
    editEvent: edit,
    moveOccurrence: (id, date, start, end) => edit(occurrence(id, date), { start, end }),
    deleteOccurrence: (id, date) => deleteEvent(desk, find(occurrence(id, date))),
    invite: (id, addresses) => {
      const known = find(id).content.attendees;
      const added = addresses.map((address) => ({ type: 'required', emailAddress: { name: address, address } }));
      edit(id, { attendees: [...known, ...added] });
    },
    respond: (id, answer) => answerMeeting(desk, find(id).event, answer),
    cancelEvent: (id) => {
      const instance = find(id);
      if (!instance.event.isOrganizer) throw new Error('only the organizer of a meeting can cancel it');
      deleteEvent(desk, instance);
    },
    setCategories: (id, categories) => edit(id, { categories }),
    moveEvent: (id, calendar) => calendars.move(find(id).event, calendarOf(calendar).id),
    deleteEvent: (id) => deleteEvent(desk, find(id)),
    uidOf: (id) => find(id).event.uid,
    findCopy: (uid) => calendars.findByUid(uid)?.immutableId ?? null,
  };
}
