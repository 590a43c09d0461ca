// What a rule, or the story, explains of events is no disagreement, and each explanation holds no further than it says.
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  aiko,
  at,
  contact,
  guests,
  jonas,
  meeting,
  mira,
  recordFor,
  samuel,
  taken,
  World,
  type Properties,
} from './world.js';
import type { CastMember } from '../systems.js';

/** An event that stays out of Salesforce: why? */
function whyLeftOut(owner: CastMember, properties: Properties): readonly (string | null)[] {
  const world = new World([meeting('one', owner, properties)], [], []);
  const { agreement, leftOut } = world.compare();
  return agreement ? leftOut.map(({ reason }) => reason) : ['wrong'];
}

describe('a rule about events', () => {
  const fewDays = { isAllDay: true, start: at('2026-12-01T00:00'), end: at('2026-12-15T00:00') };
  const manyDays = { ...fewDays, end: at('2026-12-16T00:00') };
  const lastDay = { isAllDay: true, start: at('2026-10-29T00:00'), end: at('2026-10-30T00:00') };
  const longAgo = { start: at('2026-10-01T10:00'), end: at('2026-10-01T11:00') };

  it.each<[reason: string, owner: CastMember, properties: Properties]>([
    ['OUTSIDE_WINDOW', mira, longAgo],
    ['OUTSIDE_WINDOW', jonas, { ...longAgo, sensitivity: 'private' }],
    ['OUTSIDE_WINDOW', mira, { start: at('2027-11-30T10:00'), end: at('2027-11-30T11:00') }],
    ['PRIVATE_EVENT', jonas, { sensitivity: 'confidential' }],
    ['PRIVATE_EVENT', aiko, { sensitivity: 'private', categories: ['Salesforce'] }],
    ['SERIES_NOT_SYNCED', mira, { type: 'seriesMaster' }],
    ['EVENT_CANCELLED', mira, { isCancelled: true, responseStatus: { response: 'declined' } }],
    ['EVENT_DECLINED', mira, { responseStatus: { response: 'declined' } }],
    ['INTERNAL_MEETING', mira, guests('jonas@example.org', 'aiko@office.example.org')],
    ['LEFT_OUT_WORD', mira, { subject: 'Team LUNCH, outside' }],
    ['TOO_LONG', mira, { ...manyDays, attendees: [] }],
    ['NOT_SELECTED', aiko, { categories: ['Blue'] }],
    ['NOBODY_KNOWN', samuel, guests('stranger@nowhere.example')],
    ['NOBODY_KNOWN', samuel, { attendees: [] }],
  ])('leaves an event out with the reason %s', (reason, owner, properties) => {
    expect(whyLeftOut(owner, properties)).toEqual([reason]);
  });

  it.each<[what: string, owner: CastMember, properties: Properties]>([
    ['fourteen days', mira, { ...fewDays, attendees: [] }],
    ['one that reaches into the window', mira, { start: at('2026-10-30T08:00'), end: at('2026-10-30T10:00') }],
    ['a day that is not over everywhere', mira, { ...lastDay, attendees: [] }],
    ['a word within another', mira, { subject: 'Luncheon' }],
    ['an appointment with nobody', mira, { attendees: [] }],
    ['an answer that is not clear yet', mira, { responseStatus: { response: 'tentativelyAccepted' } }],
    ['a category in capitals', aiko, { categories: ['SALESFORCE'] }],
    ['a meeting with a contact', samuel, guests('stranger@nowhere.example', 'NORA@mill.example')],
  ])('leaves nothing else out: %s', (_, owner, properties) => {
    expect(whyLeftOut(owner, properties)).toEqual(['wrong']);
  });

  it('says nothing about the other calendars of a person', () => {
    const family = { ...meeting('one', mira), calendarId: 'family-Mira' };
    expect(new World([family], [], []).compare()).toMatchObject({ agreement: true, leftOut: [] });
  });
});

describe('two halves of an event', () => {
  let world: World;
  const reasons = (): (string | null)[] => world.compare().explained.map(({ reason }) => reason);
  const open = (properties: Properties, record: Properties, earlier?: Properties): void => {
    const event = meeting('one', mira, properties);
    const made = recordFor(event, mira, record);
    const found = earlier === undefined ? [] : [recordFor(event, mira, { Exchange_Sync_Key__c: null, ...earlier })];
    world = new World([event], found, found.length === 0 ? [made] : []);
  };

  it('may differ where a text is too long, and only by the end of it', () => {
    open({ body: { content: 'x'.repeat(33_000) } }, { Description: `${'x'.repeat(31_999)}…` });
    expect(reasons()).toEqual(['FIELD_TOO_LONG']);
    world.record('one')['Description'] = `${'y'.repeat(31_999)}…`;
    expect(world.compare().agreement).toBe(false);
  });

  it('may differ where both existed before they met, until one of them changes', () => {
    open({}, {}, { Description: 'Notes of the rep', Location: 'Old hall', WhoId: 'contact-kai' });
    expect(reasons()).toEqual(['LEFT_DIFFERENT', 'LEFT_DIFFERENT']);
    world.record('one')['Description'] = 'Written over';
    expect(world.compare().agreement).toBe(false);
  });

  it('may not differ where Salesforce had nothing before they met', () => {
    open({}, {}, { Description: null });
    expect(world.compare().agreement).toBe(false);
  });

  it('say nothing of a reminder once the event has begun, and none on whole days', () => {
    const begun = { start: at('2026-11-28T10:00'), end: at('2026-11-28T11:00') };
    open(begun, { StartDateTime: '2026-11-28T10:00:00.000+0000' });
    expect(world.wrong()).toEqual([]);
    const times = { IsAllDayEvent: true, ActivityDate: '2026-12-14', DurationInMinutes: 1_440 };
    open({ isAllDay: true, start: at('2026-12-14T00:00'), end: at('2026-12-15T00:00') }, times);
    expect(world.wrong()).toEqual([]);
  });

  it('may be about nobody only while nobody in the meeting is known', () => {
    open(guests('stranger@nowhere.example'), { WhoId: null });
    expect(reasons()).toEqual(['NOT_RELATED']);
    world.after.leads.push({ Id: 'lead', LastName: 'Stranger', Email: 'Stranger@nowhere.example' });
    expect(world.compare().agreement).toBe(false);
    world.record('one')['WhoId'] = 'lead';
    expect(world.compare()).toMatchObject({ agreement: true, explained: [] });
  });

  it('may be about the second guest only if the first one became known later', () => {
    open(guests('late@mill.example', 'nora@mill.example'), {});
    world.after.contacts.push(contact('late', 'late@mill.example', { CreatedDate: '2026-11-29T09:05:00.000+0000' }));
    expect(world.wrong()).toEqual([]);
    world.after.contacts[2] = contact('late', 'late@mill.example');
    expect(world.wrong()).toEqual(['Related to is "nora" in Salesforce and "late" in Exchange']);
  });

  it('may not be about somebody whom the person cannot see', () => {
    open(guests('hidden@mill.example'), { WhoId: 'contact-hidden' });
    world.after.contacts.push(contact('hidden', 'hidden@mill.example', { OwnerId: jonas.userId, AccountId: null }));
    expect(world.wrong()).toEqual(['Related to is "hidden" in Salesforce and empty in Exchange']);
    Object.assign(world.after.contacts[2] ?? {}, { OwnerId: mira.userId });
    expect(world.wrong()).toEqual([]);
  });

  it('may not be about somebody else only because the guest became known later', () => {
    open(guests('late@mill.example'), { WhoId: 'contact-kai' });
    world.after.contacts.push(contact('late', 'late@mill.example', { CreatedDate: '2026-11-29T09:05:00.000+0000' }));
    expect(world.wrong()).toEqual(['Related to is "kai" in Salesforce and "late" in Exchange']);
  });

  it('may be missing in Salesforce where the contact took the event along', () => {
    open({}, { IsDeleted: true });
    expect(world.compare().agreement).toBe(false);
    Object.assign(world.after.contacts[0] ?? {}, { IsDeleted: true });
    expect(world.compare()).toMatchObject({ agreement: true, leftOut: [{ reason: 'REMOVED_BY_PERSON' }] });
  });

  it('show taken time of a private event, and nothing that was there before', () => {
    open({ sensitivity: 'private', showAs: 'oof' }, { ...taken, ShowAs: 'OutOfOffice' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [] });
    world.record('one')['ReminderDateTime'] = '2026-12-07T09:45:00.000+0000';
    world.record('one')['IsReminderSet'] = true;
    expect(world.wrong()).toEqual(['Reminder is "2026-12-07 09:45 UTC" in Salesforce and empty in Exchange']);
  });

  it('say everything of a private event where it syncs in full', () => {
    const event = meeting('one', jonas, { sensitivity: 'private' });
    world = new World([event], [], [recordFor(event, jonas, { IsPrivate: true })], { Event_Private__c: 'FullDetails' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [], leftOut: [] });
    world.record('one')['IsPrivate'] = false;
    expect(world.wrong()).toEqual(['Private is "no" in Salesforce and "yes" in Exchange']);
  });

  it('may not keep what differs where the event is private', () => {
    const notes = { Description: 'Notes of the rep' };
    open({ sensitivity: 'private', body: { content: '' } }, {}, notes);
    Object.assign(world.record('one'), taken, notes);
    expect(world.wrong()).toEqual(['Text is "Notes of the rep" in Salesforce and empty in Exchange']);
  });
});

describe('the story about events', () => {
  let world: World;
  const id = 'record-one';

  beforeEach(() => {
    const event = meeting('one', mira);
    world = new World([event], [], [recordFor(event, mira)]);
  });

  it('explains an event that stays away, and is broken when it comes back', () => {
    world.record('one')['IsDeleted'] = true;
    expect(world.compare().agreement).toBe(false);
    world.ledger.gone.push({ recordId: id, reason: 'REMOVED_BY_PERSON' });
    world.ledger.away.push({ person: mira.userId, eventId: 'one', reason: 'REMOVED_BY_PERSON' });
    expect(world.compare()).toMatchObject({ agreement: true, leftOut: [{ reason: 'REMOVED_BY_PERSON' }] });
    world.after.records.push(recordFor(world.event('one'), mira, { Id: 'record-back' }));
    expect(world.wrong()).toContain('should have stayed away from Salesforce');
  });

  it('explains a copy whose event is gone, and is broken when the copy changes or goes too', () => {
    world.edit('one', (event) => (event.isDeleted = true));
    expect(world.wrong()).toEqual(['is new in Salesforce, and no event that syncs stands behind it']);
    const record = recordFor(meeting('one', mira), mira);
    world.ledger.kept.push({ person: mira.userId, eventId: 'one', record, reason: 'REMOVED_BY_PERSON' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [{ reason: 'REMOVED_BY_PERSON' }] });
    world.record('one')['Location'] = 'Elsewhere';
    expect(world.wrong()).toEqual(['should stay as it was, and its field Place was changed']);
    world.record('one')['IsDeleted'] = true;
    expect(world.wrong()).toEqual(['should still be in Salesforce']);
  });

  it('explains a copy of an event that is left out now, once', () => {
    world.edit('one', ({ properties }) => {
      Object.assign(properties, { start: at('2028-01-03T10:00'), end: at('2028-01-03T11:00') });
    });
    expect(world.wrong()).toEqual(['is in Salesforce, though OUTSIDE_WINDOW leaves it out', expect.anything()]);
    const record = recordFor(meeting('one', mira), mira);
    world.ledger.kept.push({ person: mira.userId, eventId: 'one', record, reason: 'OUTSIDE_WINDOW' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [], leftOut: [{ reason: 'OUTSIDE_WINDOW' }] });
  });

  it('explains a field that stays different only with the values it names', () => {
    world.record('one')['Description'] = 'Notes';
    const line = { recordId: id, field: 'Text', salesforce: 'Notes', reason: 'ONE_WAY' } as const;
    world.ledger.different.push({ ...line, exchange: 'The agenda' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [{ reason: 'ONE_WAY' }] });
    world.record('one')['Description'] = 'Somebody wrote over it';
    expect(world.compare().agreement).toBe(false);
  });

  it('is broken when a record says something else, or is there and should be deleted', () => {
    world.ledger.values.push({ recordId: id, field: 'Location', value: 'Gate 3' });
    world.ledger.gone.push({ recordId: id, reason: 'DELETED_IN_EXCHANGE' });
    expect(world.wrong()).toEqual([
      'should be deleted in Salesforce',
      'Place should be "Gate 3" in Salesforce and is "Hall 4"',
    ]);
  });

  it('is broken when a record was deleted before it was emptied', () => {
    world.edit('one', ({ properties }) => {
      Object.assign(properties, { sensitivity: 'private', location: { displayName: '' } });
    });
    Object.assign(world.record('one'), { ...taken, IsDeleted: true, Location: 'Hall 4' });
    world.ledger.gone.push({ recordId: id, reason: 'EMPTIED_AS_PRIVATE' });
    world.ledger.away.push({ person: mira.userId, eventId: 'one', reason: 'EMPTIED_AS_PRIVATE' });
    expect(world.wrong()).toEqual(['must not be told, and a record of Event tells of it']);
    world.record('one')['Location'] = null;
    expect(world.compare().agreement).toBe(true);
  });
});
