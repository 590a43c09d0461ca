import { describe, expect, it } from '@jest/globals';
import {
  addressed,
  eventContextWith,
  eventNowMs,
  eventOf,
  leaveNothingOut,
  moment,
  offer,
  usualLeaveOut,
} from '../../../test/support/core-events.js';
import { cell, readTable } from '../../../test/support/tables.js';
import type { EventLeaveOut, EventSettings } from '../settings/event.js';
import type { GraphEvent } from './model.js';
import { isAnybodyKnown } from './relate.js';
import { placeInWindow, select } from './select.js';
import { dayMs } from '../time.js';
import { zoneSlackMs } from './times.js';

type Trait = (raw: GraphEvent) => GraphEvent;
type Settings = (settings: EventSettings) => EventSettings;

const hourMs = 3_600_000;
const asOf = (raw: GraphEvent, end: 'start' | 'end') => Date.parse(`${raw[end]?.dateTime?.slice(0, 19)}Z`);
const movedBy = (raw: GraphEvent, byMs: number): GraphEvent => ({
  ...raw,
  start: moment(asOf(raw, 'start') + byMs),
  end: moment(asOf(raw, 'end') + byMs),
});
const withPeople =
  (...addresses: string[]): Trait =>
  (raw) => ({ ...raw, attendees: addresses.map((address) => addressed(address)) });

/** What makes an event one of a line, in an order in which all of them can be put on one event. */
const traits: Readonly<Record<string, Trait>> = {
  private: (raw) => ({ ...raw, sensitivity: 'private' }),
  'a series, or a single event out of one': (raw) => ({ ...raw, type: 'seriesMaster' }),
  cancelled: (raw) => ({ ...raw, isCancelled: true }),
  'declined by the person': (raw) => ({ ...raw, responseStatus: { response: 'declined' } }),
  'shown as free': (raw) => ({ ...raw, showAs: 'free' }),
  'has others in it, all of the company': withPeople('dora@berg.example'),
  'nobody outside the company is in it': withPeople(),
  'somebody is of a domain that is left out': withPeople('carla@stein.example', 'x@rival.example'),
  'nobody outside the company is a contact or lead': withPeople('nobody@knows.example'),
  'somebody outside the company is a contact or lead': withPeople('carla@stein.example'),
  'the subject has a word that is left out': (raw) => ({ ...raw, subject: 'A SECRÉT offer' }),
  'does not have the category': (raw) => ({ ...raw, categories: ['Other'] }),
  'has the category': (raw) => ({ ...raw, categories: ['Other', ' salesFORCE '] }),
  'none of all this': (raw) => raw,
  'takes whole days': (raw) => ({
    ...raw,
    isAllDay: true,
    start: moment(Date.UTC(2026, 10, 23)),
    end: moment(Date.UTC(2026, 10, 24)),
  }),
  'lasts longer than 14 days': (raw) => ({ ...raw, end: moment(asOf(raw, 'start') + 15 * dayMs) }),
  'ended before the window begins': (raw) => movedBy(raw, -60 * dayMs),
  'begins after the window ends': (raw) => movedBy(raw, 400 * dayMs),
};

const leavingOut =
  (change: Partial<EventLeaveOut>): Settings =>
  (settings) => ({ ...settings, leaveOut: { ...settings.leaveOut, ...change } });
const selecting =
  (selection: EventSettings['selection']): Settings =>
  (settings) => ({ ...settings, selection });
const settingsOf: Readonly<Record<string, Settings>> = {
  any: (settings) => settings,
  'private events do not sync': (settings) => ({ ...settings, privateEvents: 'DoNotSync' }),
  'cancelled ones are left out': leavingOut({ cancelled: true }),
  'declined ones are left out': leavingOut({ declined: true }),
  'free ones are left out': leavingOut({ free: true }),
  'all-day ones are left out': leavingOut({ allDay: true }),
  'internal ones are left out': leavingOut({ internal: true }),
  'domains are left out': leavingOut({ domains: ['rival.example'] }),
  'words are left out': leavingOut({ words: ['secret'] }),
  'only events the user selects': selecting('ByCategory'),
  'events with a known person': selecting('KnownContactOrLead'),
  'all events': selecting('All'),
};

const generous: EventSettings = {
  ...eventContextWith().settings,
  privateEvents: 'FullDetails',
  leaveOut: leaveNothingOut,
};
const known = {
  contacts: new Map([['carla@stein.example', []]]),
  leads: new Map<string, readonly never[]>(),
};

interface Line {
  readonly event: string;
  readonly setting: string;
  readonly then: string;
  readonly reason: string;
}

const lines: readonly Line[] = readTable('sync-rules.md', 'Which events sync', 'Event').map((row) => ({
  event: cell(row, 'Event'),
  setting: cell(row, 'Setting'),
  then: cell(row, 'Then'),
  reason: cell(row, 'Reason'),
}));

/** An event of all these lines, under the settings of all of them; in the words of the page. */
function outcome(chosen: readonly Line[]): { readonly then: string; readonly reason: string } {
  const names = Object.keys(traits).filter((name) => chosen.some(({ event }) => event === name));
  const raw = names.reduce((made, name) => traits[name]!(made), offer);
  const settings = chosen.reduce((made, { setting }) => settingsOf[setting]!(made), generous);
  const selection = select(eventOf(raw), eventContextWith(settings));
  if (selection.kind === 'out') return { then: 'left out', reason: selection.reason };
  const isKnown = selection.kind === 'in' || isAnybodyKnown(selection.addresses, known);
  return isKnown ? { then: 'syncs', reason: 'none' } : { then: 'left out', reason: 'NOBODY_KNOWN' };
}

/** Two lines that no event can be of at the same time, or that no configuration can have both. */
function excludeEachOther(one: Line, other: Line): boolean {
  const groups: readonly RegExp[] = [
    /^(ended before|begins after)/,
    /(outside the company|of the company|of a domain)/,
    /^(has|does not have) the category$/,
  ];
  const selections = ['only events the user selects', 'events with a known person', 'all events'];
  return (
    groups.some((group) => group.test(one.event) && group.test(other.event)) ||
    (selections.includes(one.setting) && selections.includes(other.setting) && one.setting !== other.setting)
  );
}

const pairs = lines.flatMap((one, index) =>
  lines
    .slice(index + 1)
    .filter((other) => !excludeEachOther(one, other))
    .map((other) => ({ one, other })),
);

describe('the selection of events', () => {
  it.each(lines.map((line) => [line.event, line.setting, line] as const))(
    'follows the line of an event that is: %s; where: %s',
    (_, __, line) => {
      expect(outcome([line])).toEqual({ then: line.then, reason: line.reason });
    },
  );

  it('tells of two reasons the one that stands first on the page, for every two that can meet', () => {
    for (const { one, other } of pairs.filter(({ one: first }) => first.then === 'left out')) {
      expect({ one, other, ...outcome([one, other]) }).toMatchObject({ then: one.then, reason: one.reason });
    }
    expect(pairs.length).toBeGreaterThan(100);
  });

  it('knows every event of the page, and the page every one that is tried', () => {
    expect(lines.map(({ event }) => event).sort()).toEqual(Object.keys(traits).sort());
    expect(new Set(lines.map(({ setting }) => setting))).toEqual(new Set(Object.keys(settingsOf)));
  });

  it.each([
    ['private', { privateEvents: 'FullDetails' }],
    ['cancelled', { leaveOut: leaveNothingOut }],
    ['declined by the person', { leaveOut: leaveNothingOut }],
    ['shown as free', { leaveOut: usualLeaveOut }],
    ['takes whole days', { leaveOut: usualLeaveOut }],
    ['has others in it, all of the company', { leaveOut: leaveNothingOut }],
    ['somebody is of a domain that is left out', { leaveOut: usualLeaveOut }],
    ['the subject has a word that is left out', { leaveOut: usualLeaveOut }],
  ] as const)('takes an event that is: %s; where nothing leaves it out', (name, change) => {
    expect(select(eventOf(traits[name]!(offer)), eventContextWith(change))).toEqual({ kind: 'in', exposure: 'full' });
  });

  it('takes a private event as taken time where the configuration says so', () => {
    const secret = eventOf({ sensitivity: 'confidential' });
    expect(select(secret, eventContextWith({ privateEvents: 'BusyTimeOnly' }))).toMatchObject({ exposure: 'busy' });
  });

  it('asks for people outside the company alone where somebody has to be known', () => {
    const attendees = ['dora@berg.example', 'carla@stein.example'].map((address) => addressed(address));
    expect(select(eventOf({ attendees }), eventContextWith({ selection: 'KnownContactOrLead' }))).toEqual({
      kind: 'inIfKnown',
      exposure: 'full',
      addresses: ['carla@stein.example'],
    });
  });

  it('leaves all of a series out, one changed occurrence too (F31)', () => {
    for (const type of ['seriesMaster', 'occurrence', 'exception'] as const) {
      expect(select(eventOf({ type }), eventContextWith())).toMatchObject({ reason: 'SERIES_NOT_SYNCED' });
    }
  });
});

describe('an internal meeting', () => {
  const internal = eventContextWith({ leaveOut: { ...leaveNothingOut, internal: true } });

  it('has somebody else in it: an appointment of one’s own is none, and neither is one in a booked room', () => {
    expect(select(eventOf({ attendees: [] }), internal).kind).toBe('in');
    expect(select(eventOf({ attendees: [addressed('room4@berg.example', 'resource')] }), internal).kind).toBe('in');
    const withDora = [addressed('dora@berg.example'), addressed('room4@berg.example', 'resource')];
    expect(select(eventOf({ attendees: withDora }), internal)).toMatchObject({ reason: 'INTERNAL_MEETING' });
  });

  it('may have been called by a colleague, but not by a customer', () => {
    const attendees = [addressed('anna@berg.example')];
    const calledBy = (address: string) => eventOf({ attendees, organizer: { emailAddress: { address } } });
    expect(select(calledBy('dora@berg.example'), internal)).toMatchObject({ reason: 'INTERNAL_MEETING' });
    expect(select(calledBy('carla@stein.example'), internal).kind).toBe('in');
  });
});

describe('a word that leaves an event out', () => {
  const withWord = (word: string, subject: string | null) => {
    const leaveOut = { ...leaveNothingOut, words: [word] };
    return select(eventOf({ subject }), eventContextWith({ leaveOut })).kind;
  };

  it.each([
    ['lunch', 'Lunch with Carla'],
    ['lunch', 'Team-LUNCH'],
    ['lunch', '(lunch)'],
    ['team lunch', 'Team  Lunch on Friday'],
    ['café', 'Meet at the CAFE'],
    ['c++', 'C++ training'],
    ['1:1', 'Anna 1:1 Carla'],
    ['打合せ', '来週の打合せについて'],
  ])('is found: %s in %s', (word, subject) => {
    expect(withWord(word, subject)).toBe('out');
  });

  it.each([
    ['lunch', 'Luncheon'],
    ['art', 'Start of the party'],
    ['c++', 'C training'],
    ['a.b', 'acb'],
    ['team lunch', 'Team and lunch'],
    ['lunch', ''],
    ['lunch', null],
    ['  ', 'Anything at all'],
  ])('is not found: %s in %s', (word, subject) => {
    expect(withWord(word, subject)).toBe('in');
  });
});

describe('the window', () => {
  const timed = (startMs: number, endMs: number) => eventOf({ start: moment(startMs), end: moment(endMs) });
  const wholeDay = (startMs: number) =>
    eventOf({ isAllDay: true, start: moment(startMs), end: moment(startMs + dayMs) });
  const settings = { daysBack: 30, daysAhead: 365 };
  const [begin, end] = [eventNowMs - 30 * dayMs, eventNowMs + 365 * dayMs];
  const today = Math.floor(eventNowMs / dayMs) * dayMs;

  it('holds every event that touches it, to the moment', () => {
    const placeOf = (startMs: number, endMs: number) => placeInWindow(timed(startMs, endMs), settings, eventNowMs);
    expect(placeOf(begin - hourMs, begin)).toBe('inside');
    expect(placeOf(begin - hourMs, begin - 1_000)).toBe('behind');
    expect(placeOf(end, end + hourMs)).toBe('inside');
    expect(placeOf(end + 1_000, end + hourMs)).toBe('ahead');
    expect(placeOf(begin - dayMs, end + dayMs)).toBe('inside');
  });

  it('holds whole days that are still, or already, days of somebody in another zone (P17)', () => {
    const places = [-32, -31, -30].map((days) => placeInWindow(wholeDay(today + days * dayMs), settings, eventNowMs));
    expect(places).toEqual(['behind', 'inside', 'inside']);
    const ahead = [365, 366].map((days) => placeInWindow(wholeDay(today + days * dayMs), settings, eventNowMs));
    expect(ahead).toEqual(['inside', 'ahead']);
    const soon = placeInWindow(wholeDay(today + 366 * dayMs), settings, today + dayMs - zoneSlackMs);
    expect(soon).toBe('inside');
  });

  it.each([
    ['an hour', timed(end + dayMs, end + dayMs + hourMs)],
    ['a whole day', wholeDay(today + 400 * dayMs)],
  ])('reaches %s that lies ahead at the very moment that is told', (_, event) => {
    const found = select(event, eventContextWith());
    const retryAtMs = found.kind === 'out' ? (found.retryAtMs ?? 0) : 0;
    expect(found).toMatchObject({ reason: 'OUTSIDE_WINDOW' });
    expect(placeInWindow(event, settings, retryAtMs)).toBe('inside');
    expect(placeInWindow(event, settings, retryAtMs - 1)).toBe('ahead');
  });

  it('never comes back to what lies behind it, so nothing is tried again', () => {
    expect(select(timed(begin - 2 * hourMs, begin - hourMs), eventContextWith())).toEqual({
      kind: 'out',
      reason: 'OUTSIDE_WINDOW',
    });
  });
});
