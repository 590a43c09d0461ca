// Calendars of the plain cast: so many single meetings, and nothing odd.
import { describe, expect, it } from '@jest/globals';
import type { PlainPerson } from '../../src/people/plain.js';
import { addressesOf, endMsOf, fillSystems, startMsOf, type FilledSystems } from './filled-systems.js';

const dayMs = 86_400_000;
const plain = (plan: Partial<PlainPerson>): FilledSystems =>
  fillSystems({
    ...{ cast: 'plain', people: 0, contacts: 0 },
    plainPeople: [{ direction: 'BothWays', salesforceContacts: 500, exchangeContacts: 0, ...plan }],
  });
const meetings = (systems: FilledSystems) => systems.mailboxOf('Rep').events;

describe('calendars of the plain cast', () => {
  it('hold as many single meetings as asked for, inside 30 days back and 300 ahead', () => {
    const systems = plain({ events: 700 });
    expect(meetings(systems)).toHaveLength(700);
    for (const event of meetings(systems)) {
      expect(event.properties).toMatchObject({ type: 'singleInstance', sensitivity: 'normal', isCancelled: false });
      expect(startMsOf(event)).toBeGreaterThan(systems.startMs - 30 * dayMs);
      expect(endMsOf(event)).toBeLessThan(systems.startMs + 300 * dayMs);
    }
  });

  it('have three attendees in each, of 600 people of whom 80 % are contacts of the person', () => {
    const systems = plain({ events: 1_000 });
    const emails = new Set(systems.objects['Contact']?.map(({ Email }) => Email));
    const invited = meetings(systems).map(addressesOf);
    expect(new Set(invited.map((addresses) => new Set(addresses).size))).toEqual(new Set([3]));
    const people = [...new Set(invited.flat())];
    expect(people).toHaveLength(600);
    expect(people.filter((address) => emails.has(address))).toHaveLength(480);
  });

  it('take their attendees from as many people as asked for, and from fewer where there are few contacts', () => {
    const peopleOf = (systems: FilledSystems) => new Set(meetings(systems).flatMap(addressesOf)).size;
    expect(peopleOf(plain({ events: 200, attendeesFrom: 20 }))).toBe(20);
    expect(peopleOf(plain({ events: 200, salesforceContacts: 40 }))).toBe(50);
    expect(peopleOf(plain({ events: 50, salesforceContacts: 1 }))).toBe(3);
    expect(peopleOf(plain({ events: 50, salesforceContacts: 0, attendeesFrom: 2 }))).toBe(3);
  });

  it('sync in full where there are events, and are not synced where there are none', () => {
    const settingsOf = ({ objects }: FilledSystems) => objects['Exchange_Configuration__c'];
    expect(settingsOf(plain({ events: 1 }))).toMatchObject([
      {
        Name: 'Plain BothWays with events',
        Event_Direction__c: 'ExchangeToSalesforce',
        Event_Selection__c: 'All',
        Event_Private__c: 'FullDetails',
        Event_Relate__c: 'ContactsOrOneLead',
      },
    ]);
    expect(settingsOf(plain({}))).toMatchObject([{ Name: 'Plain BothWays', Event_Direction__c: 'DoNotSync' }]);
    expect(meetings(plain({}))).toEqual([]);
  });

  it('are the same number for everybody when only the numbers are given', () => {
    const { mailboxes } = fillSystems({ cast: 'plain', people: 3, contacts: 5, events: 4 });
    expect(mailboxes.map(({ events }) => events.length).sort()).toEqual([0, 4, 4, 4]);
  });
});
