// The comparison of events has to find every kind of fault that is planted, and to be content without it. What a rule
// or the story explains is tested in event-explanations.test.ts.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { aiko, at, contact, guests, jonas, meeting, mira, recordFor, samuel, taken, World } from './world.js';

const join = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_Xy';
const invitation = { body: { content: `See you.\r\n${join}\r\nPasscode: Ab3kZ9` } };
const days = { isAllDay: true, start: at('2026-12-14T00:00'), end: at('2026-12-16T00:00') };
const dentist = { subject: 'Dentist', sensitivity: 'private', location: { displayName: 'Dr. Vogel' } };
const shared = { subject: 'Big visit', ...guests(jonas.username, 'nora@mill.example') };
let world: World;

beforeEach(() => {
  const m1 = meeting('m1', mira);
  const online = meeting('online', mira, invitation);
  const fair = meeting('fair', mira, { subject: 'Fair', ...days, attendees: [] });
  const mine = meeting('mine', mira, dentist);
  const big = meeting('big', mira, shared);
  const copy = { ...meeting('copy', jonas, { ...shared, organizer: { emailAddress: { address: mira.username } } }) };
  copy.uid = big.uid;
  const j1 = meeting('j1', jonas);
  const court = meeting('court', jonas, { subject: 'At court', sensitivity: 'personal' });
  const chosen = meeting('chosen', aiko, { categories: ['Blue', 'salesforce'] });
  const salary = meeting('salary', aiko, { subject: 'Salary round', ...guests('boss@holding.example') });
  const known = meeting('known', samuel);
  const events = [m1, online, fair, mine, big, copy, j1, court, chosen, salary, known];
  const old = recordFor(j1, jonas, { Exchange_Sync_Key__c: null });
  const alone = recordFor(meeting('alone', jonas), jonas, { Subject: 'Call back', Exchange_Sync_Key__c: null });
  world = new World(
    events,
    [old, alone],
    [
      recordFor(m1, mira),
      recordFor(online, mira, { Description: 'See you.\n[join link removed]\nPasscode: [removed]' }),
      recordFor(fair, mira, { IsAllDayEvent: true, ActivityDate: '2026-12-14', DurationInMinutes: 2_880, WhoId: null }),
      recordFor(mine, mira, taken),
      recordFor(big, mira),
      recordFor(chosen, aiko, { WhoId: null }),
      recordFor(known, samuel, { Description: null }),
    ],
  );
});

describe('calendars and an org that agree', () => {
  it('are found in agreement, with every event and field counted', () => {
    const { agreement, duplicates, disagreements, explained, leftOut, people } = world.compare();
    expect({ agreement, duplicates, disagreements }).toEqual({ agreement: true, duplicates: [], disagreements: [] });
    expect(explained.map(({ reason }) => reason)).toEqual(['JOIN_LINKS_CUT']);
    expect(leftOut.map(({ person, reason }) => `${person} ${reason}`)).toEqual([
      'Jonas COLLEAGUES_MEETING',
      'Jonas PRIVATE_EVENT',
      'Aiko NOT_SELECTED',
    ]);
    expect(
      people.map(({ inWindow, inSalesforce, matched, equalFields }) => [inWindow, inSalesforce, matched, equalFields]),
    ).toEqual([
      [5, 5, 0, 38],
      [3, 1, 1, 8],
      [2, 1, 0, 8],
      [1, 1, 0, 8],
    ]);
  });

  it('match what was there before by the owner too', () => {
    const one = meeting('one', mira);
    const found = (Id: string, owner: typeof mira) => recordFor(one, owner, { Id, Exchange_Sync_Key__c: null });
    const both = new World([one], [found('a', jonas), found('b', mira)], []);
    expect(both.compare()).toMatchObject({ agreement: true, people: [{ matched: 1 }, {}, {}, {}] });
  });

  it('may write the same text in the ways of either side', () => {
    world.edit('m1', ({ properties }) => {
      properties['body'] = { content: 'The agenda \r\n' };
      properties['location'] = { displayName: ' Hall  4' };
    });
    expect(world.wrong()).toEqual([]);
  });
});

/** Each plants one fault. */
const faults: readonly (readonly [name: string, plant: () => void, what: RegExp])[] = [
  ['an event that never arrived', () => drop('m1'), /^is in the calendar and not in Salesforce/],
  ['one that was left behind by a colleague', () => drop('big'), /^is in the calendar and not in Salesforce/],
  [
    'a meeting made for somebody who does not sync it',
    () => (world.record('big')['OwnerId'] = aiko.userId),
    /^is in the calendar and not in Salesforce/,
  ],
  ['a wrong key', () => (world.record('m1')['Exchange_Sync_Key__c'] = 'f00'), /^is in the calendar and not/],
  ['an event made twice', () => again('m1', {}), /^is in Salesforce twice/],
  ['one made twice without a key', () => again('m1', { Exchange_Sync_Key__c: null }), /^is in Salesforce twice/],
  ['a meeting made for each colleague', () => again('big', { OwnerId: jonas.userId }), /^is in Salesforce twice/],
  [
    'a record that stands for nothing',
    () => again('m1', { Exchange_Sync_Key__c: 'f00', Subject: 'Stray' }),
    /^is new in Salesforce, and no event that syncs stands behind it/,
  ],
  ['a private event that does not sync', () => make('court', jonas), /^is in Salesforce, though PRIVATE_EVENT leaves/],
  ['an event that nobody selected', () => make('salary', aiko), /^is in Salesforce, though NOT_SELECTED leaves it out/],
  ['an old record that is gone', () => (world.record('alone')['IsDeleted'] = true), /^is lost in Salesforce/],
  ['an old record that matched and is gone', () => (world.record('j1')['IsDeleted'] = true), /^is lost in Salesforce/],
  [
    'an old record that was written over',
    () => (world.record('alone')['Location'] = 'Hall 4, gate 2'),
    /^was made in Salesforce alone, and its field Place was changed/,
  ],
  [
    'a text where none should go over',
    () => (world.record('known')['Description'] = 'The agenda'),
    /^Text is "The agenda" in Salesforce and empty/,
  ],
  [
    'a relation where none should be',
    () => (world.record('chosen')['WhoId'] = 'contact-nora'),
    /^Related to is "nora" in Salesforce and empty/,
  ],
  ['a relation that never came', () => (world.record('m1')['WhoId'] = null), /^Related to is empty in Salesforce/],
  [
    'a relation to somebody else',
    () => (world.record('m1')['WhoId'] = 'contact-kai'),
    /^Related to is "kai" in Salesforce and "nora" in Exchange/,
  ],
  ['a private event that is about somebody', () => (world.record('mine')['WhoId'] = 'contact-nora'), /^Related to is/],
  ['a private event that is about an account', () => (world.record('mine')['WhatId'] = 'a'), /^Related to is/],
  [
    'a private event that shows its subject',
    () => (world.record('mine')['Subject'] = 'Dentist'),
    /^Subject is "Dentist" in Salesforce and "Busy"/,
  ],
];

function drop(id: string): void {
  world.after.records = world.after.records.filter((record) => record !== world.record(id));
}

function again(id: string, more: Record<string, unknown>): void {
  world.after.records.push({ ...world.record(id), ...more, Id: `record-${id}-again` });
}

function make(id: string, owner: typeof mira): void {
  world.after.records.push(recordFor(world.event(id), owner, { WhoId: null }));
}

describe('a planted fault of events', () => {
  it.each(faults)('is noticed: %s', (_, plant, what) => {
    plant();
    expect(world.compare().agreement).toBe(false);
    expect(world.wrong()).toContainEqual(expect.stringMatching(what));
  });

  it.each<[field: string, value: unknown, label: string]>([
    ['StartDateTime', '2026-12-07T09:00:00.000+0000', 'Time'],
    ['DurationInMinutes', 61, 'Time'],
    ['IsAllDayEvent', true, 'Time'],
    ['Subject', 'Visit m2', 'Subject'],
    ['Location', 'Hall 5', 'Place'],
    ['Description', null, 'Text'],
    ['ShowAs', 'Free', 'Shown as'],
    ['IsPrivate', true, 'Private'],
    ['IsReminderSet', false, 'Reminder'],
    ['ReminderDateTime', '2026-12-07T09:30:00.000+0000', 'Reminder'],
  ])('is noticed where %s says %j', (field, value, label) => {
    world.record('m1')[field] = value;
    expect(world.wrong()).toEqual([expect.stringMatching(`^${label} is `)]);
  });

  it.each<[field: string, value: unknown]>([
    ['ActivityDate', '2026-12-13'],
    ['DurationInMinutes', 1_440],
  ])('is noticed where the %s of whole days is %j', (field, value) => {
    world.record('fair')[field] = value;
    expect(world.wrong()).toEqual([expect.stringMatching(/^Time is /)]);
  });

  it.each<[what: string, plant: () => void]>([
    ['text', () => (world.event('m1').properties['body'] = { content: 'Written by nobody' })],
    ['category', () => (world.event('salary').properties['categories'] = ['Seen'])],
    ['calendar', () => (world.event('m1').calendarId = 'family-Mira')],
    ['place in Deleted Items', () => (world.event('court').isDeleted = true)],
  ])('is noticed in a calendar where nobody changed the %s', (_, plant) => {
    plant();
    expect(world.wrong()).toContainEqual(expect.stringMatching(/^was changed in the calendar of .*nobody did that$/));
  });

  it('is noticed in a calendar where nobody made or took away an event', () => {
    world.after.events.push(meeting('new', mira, { sensitivity: 'private' }));
    world.after.events = world.after.events.filter(({ id }) => id !== 'court');
    expect(world.wrong()).toContainEqual(expect.stringMatching(/^is new in the calendar of mira@example.org/));
    expect(world.wrong()).toContainEqual(expect.stringMatching(/^is gone from the calendar of jonas@example.org/));
  });

  it('is noticed in a calendar even where it happened before people did something else', () => {
    for (const { events } of [world.left, world.after]) {
      for (const { id, properties } of events) if (id === 'm1') properties['importance'] = 'high';
    }
    expect(world.wrong()).toEqual([expect.stringMatching(/^was changed in the calendar of mira/)]);
  });

  it('is noticed in a calendar that nobody made', () => {
    world.after.calendars.push('salesforce');
    expect(world.wrong()).toContainEqual('has other calendars than before, and nobody did that');
  });

  it('is noticed in an event that people edited, if somebody else did it after them', () => {
    world.edit('salary', ({ properties }) => (properties['location'] = { displayName: 'Hall 7' }));
    expect(world.wrong()).toEqual([]);
    world.event('salary').properties['location'] = { displayName: 'Hall 8' };
    expect(world.wrong()).toEqual([expect.stringMatching(/^was changed in the calendar of aiko/)]);
  });
});

describe('a word of an event that is private or left out', () => {
  const told = /^must not be told, and a record of (\w+) tells of it/;
  const whereTold = (): (string | undefined)[] => world.wrong().map((what) => told.exec(what)?.[1]);

  it.each<[where: string, object: string, plant: () => void]>([
    ['a line in an issue', 'Exchange_Sync_Issue__c', () => issue('Not synced: Salary round (2026-12-07)')],
    ['an address in an issue', 'Exchange_Sync_Issue__c', () => issue('boss@holding.example')],
    ['a place in a contact', 'Contact', () => (world.after.contacts[0] = contact('nora', 'nora@mill.example', vogel))],
    ['a word in another event', 'Event', () => (world.record('chosen')['Type'] = 'Vogel called')],
    ['what lies in the recycle bin', 'Event', () => again('mine', { IsDeleted: true, Description: 'Dr. Vogel' })],
  ])('is found: %s', (_, object, plant) => {
    expect(whereTold()).toEqual([]);
    plant();
    expect(whereTold()).toContain(object);
  });

  it('may stand where an open event says it too, or somebody wrote it', () => {
    world.ledger.written.push('Dentist');
    world.record('chosen')['Type'] = 'dentist, visit m1';
    expect(world.wrong()).toEqual([]);
  });

  it('is found of an event that was never shown, though it is not private any more', () => {
    world.edit('mine', (event) => {
      event.isDeleted = true;
      event.properties['sensitivity'] = 'normal';
    });
    world.ledger.gone.push({ recordId: 'record-mine', reason: 'DELETED_IN_EXCHANGE' });
    world.record('mine')['IsDeleted'] = true;
    expect(world.wrong()).toEqual([]);
    issue('Dentist');
    expect(whereTold()).toEqual(['Exchange_Sync_Issue__c']);
  });

  it('does not stand in the middle of another word', () => {
    issue('Salary rounds');
    expect(world.wrong()).toEqual([]);
  });

  const vogel = { Description: 'At Dr. Vogel' };
  const issue = (text: string): void => void world.after.issues.push({ Id: 'issue', Message__c: text });
});

describe('what lets anybody into a meeting', () => {
  it.each([join, 'Passcode: Ab3kZ9'])('is found wherever it stands: %s', (secret) => {
    world.record('m1')['Type'] = `Come in: ${secret}`;
    expect(world.wrong()).toEqual(['must not be told, and a record of Event tells of it']);
  });

  it('makes no cut right that takes other words along', () => {
    world.record('online')['Description'] = 'See [removed]\n[join link removed]\nPasscode: [removed]';
    expect(world.wrong()).toEqual([expect.stringMatching(/^Text is /)]);
  });
});
