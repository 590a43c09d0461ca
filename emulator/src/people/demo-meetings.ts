// Ordinary meetings with customers: who meets whom, when and where, as in the calendar of anybody in sales. The odd
// ones are in demo-event-oddities.ts.
import type { EventProperties } from '../parts.js';
import { agenda } from './demo-meeting-texts.js';
import type { Acquaintance } from './desk.js';
import { acquaintanceAsGuest, type Diary, type Slot } from './diary.js';

export interface Meeting {
  readonly id: string;
  readonly subject: string;
  readonly slot: Slot;
  readonly guests: readonly Acquaintance[];
}

const FIRST_DAY = -28;
const LAST_DAY = 120;

const TOPICS = [
  'Quarterly review',
  'Site visit',
  'Offer for the new line',
  'Kick-off',
  'Service contract',
  'Demo of the flow meter',
  'Price list',
  'Delivery dates',
  'Acceptance test',
  'Lunch',
  'Training of the operators',
  'Feedback on the trial',
];

const ROOMS = ['Meeting room Elbe', 'Showroom', 'Microsoft Teams Meeting', ''];

/** `count` meetings on working days, each with up to three of the people who are given. */
export function addMeetings(diary: Diary, acquaintances: readonly Acquaintance[], count: number): readonly Meeting[] {
  return Array.from({ length: count }, (_, index) => {
    const day = FIRST_DAY + Math.floor((index * (LAST_DAY - FIRST_DAY)) / count);
    return addMeeting(diary, acquaintances, diary.workday(day));
  });
}

function addMeeting(diary: Diary, acquaintances: readonly Acquaintance[], day: number): Meeting {
  const { chance } = diary;
  const guests = pickGuests(diary, acquaintances);
  const host = guests[0]?.identity;
  const subject = `${chance.pick(TOPICS)}${host === undefined ? '' : `, ${host.company}`}`;
  const slot = {
    day,
    time: `${String(8 + chance.below(9)).padStart(2, '0')}:${chance.pick(['00', '15', '30', '45'])}`,
    minutes: chance.pick([30, 45, 60, 90]),
  };
  const atCustomer = host === undefined ? '' : `${host.street}, ${host.city}`;
  const properties: EventProperties = {
    subject,
    location: { displayName: chance.below(3) === 0 ? atCustomer : chance.pick(ROOMS) },
    attendees: guests.map(acquaintanceAsGuest),
    ...agenda(chance),
  };
  return { id: diary.event(slot, properties), subject, slot, guests };
}

/** One to three people of one company where it has so many; always as many draws of chance, no matter who is there. */
function pickGuests({ chance }: Diary, acquaintances: readonly Acquaintance[]): readonly Acquaintance[] {
  const number = 1 + chance.below(3);
  const first = acquaintances[chance.below(Math.max(1, acquaintances.length))];
  if (first === undefined) return [];
  const others = acquaintances.filter((one) => one !== first && one.identity.company === first.identity.company);
  return [first, ...others.slice(0, number - 1)];
}
