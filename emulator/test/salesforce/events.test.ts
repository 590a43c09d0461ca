// What must hold between the fields of an event: notes.md, "Events".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { codeOf, colleague, failureOf, rep, startOrg } from './support.js';

let test: TestOrg;
let contact: string;
let account: string;
beforeEach(async () => {
  test = await startOrg();
  account = test.org.seed('Account', { Name: 'Acme', OwnerId: test.users[rep] });
  contact = test.org.seed('Contact', { LastName: 'Kern', AccountId: account, OwnerId: test.users[rep] });
});
afterEach(() => test.close());

type Fields = Record<string, unknown>;

const start = '2026-11-23T09:00:00.000Z';
const timed: Fields = { Subject: 'Review', StartDateTime: start, DurationInMinutes: 60 };
const allDay: Fields = { Subject: 'Fair', IsAllDayEvent: true, StartDateTime: '2026-11-23T00:00:00Z' };

const create = (fields: Fields): string => test.org.act(rep, { kind: 'create', object: 'Event', fields });
const update = (id: string, fields: Fields): string =>
  test.org.act(rep, { kind: 'update', object: 'Event', id, fields });
const row = (id: string) => test.org.dump().objects['Event']?.find((one) => one.Id === id) ?? {};
const made = (fields: Fields) => row(create(fields));
const changed = (fields: Fields, changes: Fields) => row(update(create(fields), changes));
const refused = (fields: Fields): string | null => codeOf(() => create(fields));

describe('an event with a time', () => {
  it.each([
    ['a duration', { DurationInMinutes: 60 }],
    ['an end', { EndDateTime: '2026-11-23T10:00:00Z' }],
    ['both, in agreement', { DurationInMinutes: 60, EndDateTime: '2026-11-23T11:00:00+01:00' }],
    ['an empty end and a duration', { DurationInMinutes: 60, EndDateTime: null }],
  ])('is complete with %s', (_what, fields) => {
    expect(made({ StartDateTime: start, ...fields })).toMatchObject({
      StartDateTime: '2026-11-23T09:00:00.000+0000',
      ActivityDateTime: '2026-11-23T09:00:00.000+0000',
      ActivityDate: '2026-11-23',
      DurationInMinutes: 60,
      EndDateTime: '2026-11-23T10:00:00.000+0000',
      EndDate: '2026-11-23',
      IsAllDayEvent: false,
      ShowAs: 'Busy',
      OwnerId: test.users[rep],
    });
  });

  it.each([
    ['neither duration nor end', { StartDateTime: start }, 'REQUIRED_FIELD_MISSING'],
    ['no start', { DurationInMinutes: 60 }, 'REQUIRED_FIELD_MISSING'],
    ['an end that disagrees', { ...timed, EndDateTime: '2026-11-23T10:01:00Z' }, 'FIELD_INTEGRITY_EXCEPTION'],
    [
      'an end before the start',
      { StartDateTime: start, EndDateTime: '2026-11-23T08:00:00Z' },
      'FIELD_INTEGRITY_EXCEPTION',
    ],
    ['a due date that disagrees', { ...timed, ActivityDate: '2026-11-24' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['another due time', { ...timed, ActivityDateTime: '2026-11-23T09:30:00Z' }, 'FIELD_INTEGRITY_EXCEPTION'],
  ])('is refused with %s', (_what, fields, code) => {
    expect(refused(fields)).toBe(code);
  });

  it('keeps its duration when only the start is changed, and its start when only the end is', () => {
    expect(changed(timed, { StartDateTime: '2026-11-23T20:30:00Z' })).toMatchObject({
      DurationInMinutes: 60,
      EndDateTime: '2026-11-23T21:30:00.000+0000',
    });
    expect(changed(timed, { EndDateTime: '2026-11-24T09:00:00Z' })).toMatchObject({
      StartDateTime: '2026-11-23T09:00:00.000+0000',
      DurationInMinutes: 1_440,
      EndDate: '2026-11-24',
    });
  });

  it('keeps its times when something else is changed', () => {
    const id = create(timed);
    const before = row(id);
    expect(row(update(id, { Subject: 'Other' }))).toEqual({ ...before, Subject: 'Other' });
  });
});

describe('an all-day event', () => {
  it.each([
    ['its start alone', {}, 1],
    ['a duration', { DurationInMinutes: 2_880 }, 2],
    ['an inclusive end', { EndDateTime: '2026-11-24T00:00:00Z' }, 2],
    ['both', { DurationInMinutes: 2_880, EndDateTime: '2026-11-24T00:00:00Z' }, 2],
    ['its date alone', { StartDateTime: null, ActivityDate: '2026-11-23' }, 1],
    ['a part of a day', { DurationInMinutes: 30 }, 1],
  ])('is a date without a zone, given %s', (_what, fields, days) => {
    expect(made({ ...allDay, ...fields })).toMatchObject({
      StartDateTime: '2026-11-23T00:00:00.000+0000',
      ActivityDate: '2026-11-23',
      ActivityDateTime: null,
      DurationInMinutes: days * 1_440,
      EndDateTime: `2026-11-${22 + days}T00:00:00.000+0000`,
      EndDate: `2026-11-${22 + days}`,
    });
  });

  it('drops a time of day and stays on the date of its UTC instant', () => {
    expect(made({ ...allDay, StartDateTime: '2026-11-22T23:00:00Z' })).toMatchObject({ ActivityDate: '2026-11-22' });
  });

  it('ends on the day after where the org says so', () => {
    test.org.setSwitch('allDayEventEnd', 'exclusive');
    const end = '2026-11-25T00:00:00Z';
    expect(made({ ...allDay, EndDateTime: end })).toMatchObject({ DurationInMinutes: 2_880, EndDate: '2026-11-24' });
    expect(made(allDay)).toMatchObject({ EndDateTime: '2026-11-24T00:00:00.000+0000' });
  });

  it.each([
    [
      'an end that disagrees',
      { DurationInMinutes: 1_440, EndDateTime: '2026-11-24T00:00:00Z' },
      'FIELD_INTEGRITY_EXCEPTION',
    ],
    ['an end before its start', { EndDateTime: '2026-11-22T00:00:00Z' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['another date', { ActivityDate: '2026-11-24' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['no date', { StartDateTime: null }, 'REQUIRED_FIELD_MISSING'],
  ])('is refused with %s', (_what, fields, code) => {
    expect(refused({ ...allDay, ...fields })).toBe(code);
  });

  it('can be made of an event with a time, and the other way round', () => {
    expect(changed(timed, { IsAllDayEvent: true })).toMatchObject({
      StartDateTime: '2026-11-23T00:00:00.000+0000',
      DurationInMinutes: 1_440,
    });
    const back = { IsAllDayEvent: false, StartDateTime: start, DurationInMinutes: 30 };
    expect(changed(allDay, back)).toMatchObject({ EndDateTime: '2026-11-23T09:30:00.000+0000' });
  });
});

describe('the length of an event', () => {
  it('is at most 14 days', () => {
    expect(refused({ ...timed, DurationInMinutes: 20_160 })).toBeNull();
    expect(refused({ ...timed, DurationInMinutes: 20_161 })).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(refused({ ...allDay, DurationInMinutes: 14 * 1_440 })).toBeNull();
    expect(refused({ ...allDay, DurationInMinutes: 15 * 1_440 })).toBe('FIELD_INTEGRITY_EXCEPTION');
  });

  it('is at most 24 hours without multi-day events', () => {
    test.org.setSwitch('multidayEvents', false);
    expect(refused({ ...timed, DurationInMinutes: 1_440 })).toBeNull();
    expect(refused({ ...timed, DurationInMinutes: 1_441 })).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(refused({ ...allDay, EndDateTime: '2026-11-24T00:00:00Z' })).toBe('FIELD_INTEGRITY_EXCEPTION');
  });

  it('is refused with the code that the switch names', () => {
    test.org.setSwitch('eventTooLongCode', 'FIELD_FILTER_VALIDATION_EXCEPTION');
    expect(refused({ ...timed, DurationInMinutes: 30_000 })).toBe('FIELD_FILTER_VALIDATION_EXCEPTION');
  });
});

describe('what an event is about', () => {
  it.each(['WhoId', 'WhatId'])('is nothing for a private event: %s', (name) => {
    const about = { [name]: name === 'WhoId' ? contact : account };
    expect(refused({ ...timed, ...about, IsPrivate: true })).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(codeOf(() => changed({ ...timed, ...about }, { IsPrivate: true }))).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(codeOf(() => changed({ ...timed, IsPrivate: true }, about))).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(changed({ ...timed, ...about }, { IsPrivate: true, [name]: null })).toMatchObject({ IsPrivate: true });
    test.org.setSwitch('privateEventRelatedCode', 'INVALID_FIELD');
    expect(refused({ ...timed, ...about, IsPrivate: true })).toBe('INVALID_FIELD');
  });

  it('gives the event its account', () => {
    expect(made({ ...timed, WhoId: contact })).toMatchObject({ AccountId: account });
    expect(made({ ...timed, WhatId: account })).toMatchObject({ AccountId: account });
    expect(changed({ ...timed, WhoId: contact }, { WhoId: null })).toMatchObject({ AccountId: null });
  });

  it('is a lead alone, or a contact with an account, and nothing else', () => {
    const fields = { LastName: 'Lind', Company: 'Lind KG', OwnerId: test.users[rep] };
    const lead = test.org.seed('Lead', fields);
    expect(made({ ...timed, WhoId: lead })).toMatchObject({ AccountId: null });
    expect(refused({ ...timed, WhoId: lead, WhatId: account })).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(refused({ ...timed, WhoId: account })).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(refused({ ...timed, WhatId: contact })).toBe('FIELD_INTEGRITY_EXCEPTION');
    const converted = test.org.seed('Lead', { ...fields, IsConverted: true });
    expect(refused({ ...timed, WhoId: converted })).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
  });

  it('takes the event along when it is deleted', () => {
    const id = create({ ...timed, WhoId: contact });
    test.org.act(rep, { kind: 'delete', object: 'Contact', id: contact });
    expect(row(id)).toMatchObject({ IsDeleted: true, WhoId: contact });
  });

  it('moves to the winner of a merge', () => {
    const winner = test.org.seed('Contact', { LastName: 'Kern', AccountId: account, OwnerId: test.users[rep] });
    const id = create({ ...timed, WhoId: contact });
    test.org.act(rep, { kind: 'merge', object: 'Contact', winner, loser: contact });
    expect(row(id)).toMatchObject({ IsDeleted: false, WhoId: winner });
  });
});

describe('fields of an event', () => {
  it.each([
    ['an unknown ShowAs', { ShowAs: 'Tentative' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ['a long subject', { Subject: 'x'.repeat(256) }, 'STRING_TOO_LONG'],
    ['a long location', { Location: 'x'.repeat(256) }, 'STRING_TOO_LONG'],
    ['a long text', { Description: 'x'.repeat(32_001) }, 'STRING_TOO_LONG'],
    ['a reminder without its time', { IsReminderSet: true }, 'REQUIRED_FIELD_MISSING'],
    ['IsChild', { IsChild: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['IsArchived', { IsArchived: true }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['an account', { AccountId: '001000000000001AAA' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['a calendar as owner', { OwnerId: '023000000000001AAA' }, 'FIELD_INTEGRITY_EXCEPTION'],
    ['a field of Shared Activities', { WhoCount: 1 }, 'INVALID_FIELD'],
  ])('are refused: %s', (_what, fields, code) => {
    expect(refused({ ...timed, ...fields })).toBe(code);
  });

  it('hold a reminder with its time, and another user as owner', () => {
    const reminder = { IsReminderSet: true, ReminderDateTime: '2026-11-23T08:45:00Z' };
    expect(made({ ...timed, ...reminder, OwnerId: test.users[colleague] })).toMatchObject({
      IsReminderSet: true,
      ReminderDateTime: '2026-11-23T08:45:00.000+0000',
      OwnerId: test.users[colleague],
    });
  });
});

describe('seeded events', () => {
  const seed = (fields: Fields): string => test.org.seed('Event', { OwnerId: test.users[rep], ...fields });

  it('have the times and the account that follow from what is given', () => {
    expect(row(seed({ ...timed, WhoId: contact }))).toMatchObject({
      EndDateTime: '2026-11-23T10:00:00.000+0000',
      ActivityDate: '2026-11-23',
      AccountId: account,
      IsArchived: false,
    });
    const id = seed({ IsAllDayEvent: true, ActivityDate: '2025-03-30', DurationInMinutes: 2_880 });
    expect(row(id)).toMatchObject({ EndDate: '2025-03-31', IsArchived: true });
    seed({ Id: id, ActivityDate: '2026-03-29' });
    expect(row(id)).toMatchObject({ StartDateTime: '2026-03-29T00:00:00.000+0000', EndDate: '2026-03-30' });
  });

  it('may be what no save would allow, and nothing that contradicts itself', () => {
    const long = { ...timed, DurationInMinutes: 40_000, IsPrivate: true, WhoId: contact };
    expect(row(seed(long))).toMatchObject({ DurationInMinutes: 40_000, IsPrivate: true, WhoId: contact });
    expect(row(seed({ Subject: 'Nothing else' }))).toMatchObject({ Subject: 'Nothing else', StartDateTime: null });
    expect(() => seed({ ...timed, EndDateTime: start })).toThrow('do not agree');
  });
});

describe('events that the system makes', () => {
  const seed = (fields: Fields): string =>
    test.org.seed('Event', { Subject: 'Old', StartDateTime: start, OwnerId: test.users[rep], ...fields });

  it('as invitations change in nothing but the reminder, and can be deleted', () => {
    const id = seed({ IsChild: true });
    expect(codeOf(() => update(id, { Subject: 'New' }))).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(codeOf(() => update(id, { IsReminderSet: true, ReminderDateTime: start }))).toBeNull();
    expect(codeOf(() => test.org.act(rep, { kind: 'delete', object: 'Event', id }))).toBeNull();
  });

  it('as series can be read and not written', async () => {
    const notModelled = 'NOT_MODELLED_BY_EMULATOR';
    expect(refused({ ...timed, IsRecurrence: true })).toBe(notModelled);
    expect(refused({ ...timed, Recurrence2PatternText: 'RRULE:FREQ=DAILY' })).toBe(notModelled);
    const id = seed({ IsRecurrence: true });
    expect(codeOf(() => update(id, { Subject: 'New' }))).toBe(notModelled);
    expect(codeOf(() => test.org.act(rep, { kind: 'delete', object: 'Event', id }))).toBe(notModelled);
    expect(codeOf(() => update(seed({ IsRecurrence2: true }), { Subject: 'New' }))).toBe(notModelled);
    const relation = (): string => test.org.act(rep, { kind: 'create', object: 'EventRelation', fields: {} });
    expect((await failureOf(Promise.resolve().then(relation))).message).toContain('EventRelation');
  });
});
