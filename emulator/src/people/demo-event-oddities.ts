// The events that make syncing a calendar hard, each with a label that says what is odd about it. All are things that
// are in real calendars. What should become of them is the connector's affair and written in docs.
import type { EventProperties } from '../parts.js';
import { agenda, longText, teamsMeeting, zoomMeeting } from './demo-meeting-texts.js';
import type { Meeting } from './demo-meetings.js';
import type { Oddity } from './demo-oddities.js';
import type { Acquaintance } from './desk.js';
import { acquaintanceAsGuest, guest, type Diary } from './diary.js';

/** One person's calendar while it is being filled. */
export interface CalendarScene {
  readonly diary: Diary;
  readonly acquaintances: readonly Acquaintance[];
  /** The ordinary meetings, which are there already. */
  readonly meetings: readonly Meeting[];
  /** Of the colleague with this first name, or of the admin where nobody has it. */
  readonly colleague: (firstName: string) => Diary;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const STRANGER = guest('Iris Tavernier', 'iris.tavernier@nowhere-known.example');

export function oddEvent({ person }: Diary, label: string, id: string): Oddity {
  return { label, username: person.username, side: 'exchange', object: 'event', id };
}

/** Up to so many of the person's own contacts. */
export function customers({ acquaintances }: CalendarScene, number = 1): EventProperties[] {
  return acquaintances.slice(0, number).map(acquaintanceAsGuest);
}

/** A bit of everything, for someone who syncs all events. */
export function addEventsOfAllKinds(scene: CalendarScene): readonly Oddity[] {
  return [
    ...whomTheyAreWith(scene),
    ...whatTheTextHolds(scene),
    ...daysAndNights(scene),
    aSeries(scene),
    ...howTheTimeShows(scene),
    ...elsewhere(scene),
    ...meetingsOfColleagues(scene),
  ];
}

function whomTheyAreWith(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const email = 'hedda.fjellheim@fjord-analytics.example';
  diary.lead({ firstName: 'Hedda', lastName: 'Fjellheim', company: 'Fjord Analytics', email });
  const lead = guest('Hedda Fjellheim', email);
  const meeting = (label: string, day: number, properties: EventProperties): Oddity => {
    const slot = { day: diary.workday(day), time: '10:00', minutes: 60 };
    return oddEvent(diary, label, diary.event(slot, { ...agenda(diary.chance), ...properties }));
  };
  return [
    meeting('a meeting with a lead', 3, { subject: 'First meeting at Fjord Analytics', attendees: [lead] }),
    meeting('a meeting with nobody who is known', 4, { subject: 'Interview for a trade paper', attendees: [STRANGER] }),
    meeting('a meeting without a subject', 5, { attendees: customers(scene) }),
  ];
}

function whatTheTextHolds(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const meeting = (label: string, day: number, subject: string, text: EventProperties): Oddity => {
    const slot = { day: diary.workday(day), time: '14:00', minutes: 45 };
    return oddEvent(diary, label, diary.event(slot, { subject, attendees: customers(scene, 2), ...text }));
  };
  const { chance } = diary;
  return [
    meeting('a text with the join link and the PIN of a Teams meeting', 2, 'Offer, online', teamsMeeting(chance)),
    meeting('a text with the join link and the PIN of a Zoom meeting', 6, 'Open orders, online', zoomMeeting(chance)),
    meeting('a text longer than Salesforce allows', 9, 'All minutes so far', longText()),
  ];
}

function daysAndNights(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const night = { day: diary.dayBeforeClockChange(), time: '23:00', minutes: 360 };
  return [
    oddEvent(diary, 'an all-day event', diary.allDay(8, 1, { subject: 'Birthday of the plant', showAs: 'busy' })),
    oddEvent(diary, 'an event of several days', diary.allDay(15, 3, { subject: 'Trade fair', showAs: 'oof' })),
    oddEvent(diary, 'an event longer than 14 days', diary.allDay(40, 20, { subject: 'Sabbatical', showAs: 'oof' })),
    oddEvent(
      diary,
      'an event across the night of a clock change',
      diary.event(night, { subject: 'Stocktaking', attendees: customers(scene) }),
    ),
  ];
}

/** Weekly for ten weeks; the third one took place two days later, the fifth one not at all. */
function aSeries(scene: CalendarScene): Oddity {
  const { diary } = scene;
  return oddEvent(
    diary,
    'a series with a moved and a deleted occurrence',
    addSeries(diary, { subject: 'Weekly call', attendees: customers(scene) }),
  );
}

export function addSeries(diary: Diary, properties: EventProperties): string {
  const first = diary.workday(-14);
  const startDate = diary.dateOf(first);
  const slot = { day: first, time: '09:00', minutes: 30 };
  const daysOfWeek = [WEEKDAYS[new Date(`${startDate}T00:00:00Z`).getUTCDay()]];
  const range = { type: 'numbered', numberOfOccurrences: 10, startDate, recurrenceTimeZone: diary.zone.windows };
  const recurrence = { pattern: { type: 'weekly', interval: 1, daysOfWeek }, range };
  const id = diary.event(slot, { ...properties, recurrence });
  const moved = diary.times({ ...slot, day: first + 16 });
  diary.hands.moveOccurrence(id, diary.dateOf(first + 14), moved.start, moved.end);
  diary.hands.deleteOccurrence(id, diary.dateOf(first + 28));
  return id;
}

function howTheTimeShows(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const event = (label: string, day: number, properties: EventProperties): Oddity =>
    oddEvent(diary, label, diary.event({ day: diary.workday(day), time: '16:00', minutes: 60 }, properties));
  return [
    event('a private event', 1, { subject: 'Dentist', sensitivity: 'private', location: { displayName: 'Dr. Vogel' } }),
    event('a private meeting with a customer', 7, {
      ...{ subject: 'About the new job', sensitivity: 'private' },
      ...{ attendees: customers(scene), body: { contentType: 'text', content: 'Not a word to anybody.' } },
    }),
    event('a personal event', 10, { subject: 'Choir', sensitivity: 'personal' }),
    event('a confidential event', 11, { subject: 'Merger', sensitivity: 'confidential', attendees: [STRANGER] }),
    event('a tentative event', 12, { subject: 'Perhaps a visit', showAs: 'tentative', attendees: customers(scene) }),
    event('out of office', 13, { subject: 'At the tax office', showAs: 'oof' }),
    event('working elsewhere', 14, { subject: 'Desk in the plant', showAs: 'workingElsewhere' }),
    event('free time', 16, { subject: 'Reminder: order samples', showAs: 'free' }),
  ];
}

/** Outside the usual window of 30 days back and 365 ahead, at its edge, and in a calendar that does not sync. */
function elsewhere(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const event = (label: string, day: number, subject: string): Oddity =>
    oddEvent(diary, label, diary.event({ day, time: '11:00', minutes: 60 }, { subject, attendees: customers(scene) }));
  const family = diary.hands.createCalendar('Family');
  const game = diary.event({ day: 4, time: '18:00', minutes: 90 }, { subject: 'Football' }, family);
  return [
    event('an event more than a year ago', -400, 'First visit'),
    event('an event before the window', -60, 'Spring meeting'),
    oddEvent(diary, 'an event that reaches into the window', diary.allDay(-33, 6, { subject: 'Factory holidays' })),
    event('an event behind the window', 380, 'Anniversary'),
    oddEvent(diary, 'an event in a second calendar', game),
  ];
}

function meetingsOfColleagues(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const others = [...new Set([scene.colleague('Jonas'), scene.colleague('Aiko')])];
  const invited = others.map(({ person }) => guest(`${person.firstName} ${person.lastName}`, person.email));
  const slot = { day: diary.workday(17), time: '13:00', minutes: 60 };
  const internal = diary.event(slot, { subject: 'Sales meeting', attendees: invited });
  const visit = diary.event(
    { ...slot, day: diary.workday(18) },
    { subject: 'Big visit', attendees: [...invited, ...customers(scene, 2)], ...agenda(diary.chance) },
  );
  const copies = others.map((other) => ({ other, id: copyOf(diary, visit, other) }));
  copies[0]?.other.hands.respond(copies[0].id, 'accepted');
  const several = 'a customer meeting of several colleagues';
  return [
    oddEvent(diary, 'an internal meeting', internal),
    oddEvent(diary, several, visit),
    ...copies.map(({ other, id }) => oddEvent(other, several, id)),
    oddEvent(diary, 'a meeting that its organizer cancelled', invitedAnd(scene, 19, 'Round table', 'cancelled')),
    oddEvent(diary, 'a meeting that was declined', invitedAnd(scene, 20, 'Evening event', 'declined')),
  ];
}

/** A colleague's meeting with a customer and this person; answers this person's copy. */
function invitedAnd(scene: CalendarScene, day: number, subject: string, end: 'cancelled' | 'declined'): string {
  const { diary } = scene;
  const { firstName, lastName, email } = diary.person;
  const organizer = scene.colleague('Jonas');
  const attendees = [guest(`${firstName} ${lastName}`, email), ...customers(scene)];
  const original = organizer.event({ day: organizer.workday(day), time: '15:00', minutes: 60 }, { subject, attendees });
  const copy = copyOf(organizer, original, diary);
  if (end === 'cancelled') organizer.hands.cancelEvent(original);
  else diary.hands.respond(copy, 'declined');
  return copy;
}

function copyOf(organizer: Diary, id: string, holder: Diary): string {
  const copy = holder.hands.findCopy(organizer.hands.uidOf(id));
  if (copy === null) throw new Error(`${holder.person.username} has no copy of the meeting`);
  return copy;
}
