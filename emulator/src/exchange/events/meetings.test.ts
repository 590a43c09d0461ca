// That a meeting reaches the copies of those invited, old and new, and that no other mailbox is looked into: with many
// people and many meetings, looking everywhere would take minutes.
import { describe, expect, it, jest } from '@jest/globals';
import { CallBook } from '../../calls.js';
import { Faults } from '../../faults.js';
import { Chance, Clock } from '../../world.js';
import { Directory, type DirectoryUser } from '../directory.js';
import { defaultSwitches } from '../switches.js';
import { createEvent, deleteEvent, editEvent } from './event-changes.js';
import { wholeEvent } from './event-instances.js';

function people(): { directory: Directory; organizer: DirectoryUser; invited: DirectoryUser; outsider: DirectoryUser } {
  const clock = new Clock();
  const world = { clock, chance: new Chance(7), calls: new CallBook(), faults: new Faults(), latencyMs: 0 };
  const directory = new Directory(world);
  const add = (name: string): DirectoryUser => directory.add({ address: `${name}@example.com`, displayName: name });
  return { directory, organizer: add('olga'), invited: add('ines'), outsider: add('otto') };
}

const at = (hour: string): object => ({ dateTime: `2026-06-15T${hour}:00:00`, timeZone: 'UTC' });
const to = (...addresses: string[]): object => ({
  attendees: addresses.map((address) => ({ emailAddress: { address } })),
});

describe('sending out a meeting', () => {
  it('looks into the mailboxes of those who are or were invited, and into no other', () => {
    const { directory, organizer, invited, outsider } = people();
    const looks = jest.spyOn(outsider.calendars, 'findByUid');
    const desk = { directory, user: organizer, switches: { ...defaultSwitches } };
    const times = { start: at('09'), end: at('10') };
    const event = createEvent(desk, organizer.calendars.defaultCalendar, { ...times, ...to('INES@example.com') });
    const copy = invited.calendars.findByUid(event.uid);
    expect(copy?.content.isCancelled).toBe(false);
    editEvent(desk, wholeEvent(event), to('guest@elsewhere.example'));
    expect(copy?.content.isCancelled).toBe(true);
    editEvent(desk, wholeEvent(event), to('ines@example.com'));
    expect(copy?.content.isCancelled).toBe(false);
    deleteEvent(desk, wholeEvent(event));
    expect(copy?.content.isCancelled).toBe(true);
    expect(looks).not.toHaveBeenCalled();
  });

  it('reaches everybody who shares the address of an attendee', () => {
    const { directory, organizer, invited } = people();
    const twin = directory.add({ address: 'Ines@example.com', displayName: 'Ines again' });
    const desk = { directory, user: organizer, switches: { ...defaultSwitches } };
    const body = { start: at('09'), end: at('10'), ...to('ines@example.com') };
    const event = createEvent(desk, organizer.calendars.defaultCalendar, body);
    expect([invited, twin].map(({ calendars }) => calendars.findByUid(event.uid)?.isOrganizer)).toEqual([false, false]);
  });
});
