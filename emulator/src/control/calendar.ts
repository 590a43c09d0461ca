// Acting as a person in the calendar of Outlook, and as someone who was invited. Nothing here is counted as a call,
// and no permission of an app is asked for. What Exchange would refuse is refused with its code.
import type { CalendarHands, EventMoment, MeetingAnswer } from '../parts.js';
import {
  dateOf,
  objectOf,
  oneOf,
  onlyFields,
  optionalTextOf,
  textListOf,
  textOf,
  textsOf,
  type Fields,
} from './input.js';
import { mailboxOf, type ControlRoute } from './route.js';

interface CalendarAction {
  readonly name: string;
  readonly about: string;
  readonly fields: readonly string[];
  readonly act: (hands: CalendarHands, body: Fields) => unknown;
}

/** The name that the primary calendar of every mailbox has. */
const PRIMARY_CALENDAR = 'Calendar';
const ANSWERS: readonly MeetingAnswer[] = ['accepted', 'tentativelyAccepted', 'declined'];

function momentOf(from: Fields, field: string): EventMoment {
  const moment = objectOf(from, field);
  onlyFields(moment, ['dateTime', 'timeZone']);
  return { dateTime: textOf(moment, 'dateTime'), timeZone: textOf(moment, 'timeZone') };
}

const EVENT_ACTIONS: readonly CalendarAction[] = [
  {
    name: 'create-event',
    about: 'Makes an event, a series or a meeting in a calendar (default: the primary one); answers its id.',
    fields: ['calendar', 'properties', 'extended'],
    act: (hands, body) => ({
      id: hands.createEvent(
        optionalTextOf(body, 'calendar') ?? PRIMARY_CALENDAR,
        objectOf(body, 'properties'),
        textsOf(body, 'extended'),
      ),
    }),
  },
  {
    name: 'edit-event',
    about: 'Changes the properties that are given; copies of a meeting follow.',
    fields: ['id', 'properties'],
    act: (hands, body) => hands.editEvent(textOf(body, 'id'), objectOf(body, 'properties')),
  },
  {
    name: 'move-event',
    about: 'Moves an event into another calendar, given by id or name.',
    fields: ['id', 'calendar'],
    act: (hands, body) => hands.moveEvent(textOf(body, 'id'), textOf(body, 'calendar')),
  },
  {
    name: 'delete-event',
    about: 'Moves an event to Deleted Items; the organizer of a meeting cancels it by that.',
    fields: ['id'],
    act: (hands, body) => hands.deleteEvent(textOf(body, 'id')),
  },
  {
    name: 'set-categories',
    about: 'Gives an event these categories and no others.',
    fields: ['id', 'categories'],
    act: (hands, body) => hands.setCategories(textOf(body, 'id'), textListOf(body, 'categories')),
  },
  {
    name: 'move-occurrence',
    about: 'Gives one occurrence of a series other times; answers its id.',
    fields: ['id', 'date', 'start', 'end'],
    act: (hands, body) => {
      const [id, date] = [textOf(body, 'id'), dateOf(body, 'date')];
      hands.moveOccurrence(id, date, momentOf(body, 'start'), momentOf(body, 'end'));
      return { id: hands.occurrence(id, date) };
    },
  },
  {
    name: 'delete-occurrence',
    about: 'Takes one occurrence out of a series.',
    fields: ['id', 'date'],
    act: (hands, body) => hands.deleteOccurrence(textOf(body, 'id'), dateOf(body, 'date')),
  },
];

const MEETING_ACTIONS: readonly CalendarAction[] = [
  {
    name: 'invite',
    about: 'Invites further attendees; those with a mailbox here get their copies.',
    fields: ['id', 'addresses'],
    act: (hands, body) => hands.invite(textOf(body, 'id'), textListOf(body, 'addresses')),
  },
  {
    name: 'respond',
    about: `Answers an invitation: ${ANSWERS.join(', ')}.`,
    fields: ['id', 'answer'],
    act: (hands, body) => hands.respond(textOf(body, 'id'), oneOf(body, 'answer', ANSWERS)),
  },
  {
    name: 'cancel-event',
    about: 'Cancels a meeting as its organizer: gone here, cancelled in the copies of the others.',
    fields: ['id'],
    act: (hands, body) => hands.cancelEvent(textOf(body, 'id')),
  },
];

const CALENDAR_ACTIONS: readonly CalendarAction[] = [
  {
    name: 'create-calendar',
    about: 'Makes a further calendar; answers its id.',
    fields: ['name'],
    act: (hands, body) => ({ id: hands.createCalendar(textOf(body, 'name')) }),
  },
  {
    name: 'add-category',
    about: 'Adds a category to those that the mailbox offers.',
    fields: ['name'],
    act: (hands, body) => hands.addCategory(textOf(body, 'name')),
  },
];

export const calendarActionRoutes: readonly ControlRoute[] = [
  ...EVENT_ACTIONS,
  ...MEETING_ACTIONS,
  ...CALENDAR_ACTIONS,
].map(({ name, about, fields, act }) => ({
  method: 'POST',
  path: `/outlook/:person/${name}`,
  about,
  handle: (controlled, { params, body }) => {
    onlyFields(body, fields);
    return act(controlled.exchange.calendarHands(mailboxOf(controlled, textOf(params, 'person'))), body) ?? {};
  },
}));
