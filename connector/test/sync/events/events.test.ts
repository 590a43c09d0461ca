// Events of one person from Exchange to Salesforce, end to end over HTTP: first sync, later changes, removals on either
// side. Which events, and what private ones show: event-selection.test.ts and event-privacy.test.ts.
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  attendees,
  daysAt,
  eventBench,
  hoursAt,
  type EventFields,
  type EventSides,
} from '../../support/event-sides.js';
import { writesDuring } from '../../support/writes.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

async function open(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
}

const dayMs = 86_400_000;
const subjects = (): readonly unknown[] => rep.inSalesforce().map(({ Subject }) => Subject);

describe('a first sync of a calendar', () => {
  it('makes each event once in Salesforce, with its times, place, text and how it is shown', async () => {
    await open();
    rep.meet('Pump review', 3, {
      ...attendees('ulla@customer.example'),
      location: { displayName: 'Hall 4' },
      body: { contentType: 'text', content: 'Bring the drawings.' },
      showAs: 'oof',
    });
    rep.calendar.createEvent('Calendar', { subject: 'Fair', ...daysAt(bench, 5, 2) });
    await bench.settle();
    const meeting = rep.salesforceEvent('Pump review');
    expect(meeting).toMatchObject({
      Location: 'Hall 4',
      Description: 'Bring the drawings.',
      ShowAs: 'OutOfOffice',
      DurationInMinutes: 60,
      IsAllDayEvent: false,
      IsPrivate: false,
      OwnerId: rep.id,
    });
    expect(rep.salesforceEvent('Fair')).toMatchObject({ IsAllDayEvent: true, DurationInMinutes: 2880 });
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(2);
  });

  it('writes nothing to Exchange, then or later', async () => {
    await open();
    const id = rep.meet('Pump review', 3);
    const writes = await writesDuring(bench, async () => {
      await bench.settle();
      rep.calendar.editEvent(id, { subject: 'Pump review, second part' });
      await bench.settle();
    });
    expect(writes.exchange).toEqual([]);
    expect(writes.salesforce).toHaveLength(2);
  });

  it('links an event of the product before by subject, start and end, and keeps the notes of the rep', async () => {
    await open();
    const when = hoursAt(bench, 3);
    rep.meet('Pump review', 3, {
      location: { displayName: 'Hall 4' },
      body: { contentType: 'text', content: 'Agenda' },
    });
    const { salesforce } = bench.emulator;
    const old = salesforce.act(rep.person.username, {
      kind: 'create',
      object: 'Event',
      fields: {
        Subject: 'Pump review',
        StartDateTime: `${(when['start'] as { dateTime: string }).dateTime}Z`,
        DurationInMinutes: 60,
        Description: 'They want 40 pieces.',
      },
    });
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(rep.salesforceEvent('Pump review')).toMatchObject({
      Id: old,
      Location: 'Hall 4',
      Description: 'They want 40 pieces.',
    });
  });

  it('leaves events alone that people made in Salesforce', async () => {
    await open({ Event_Deleted__c: 'RemoveFromSalesforce' });
    rep.meet('Pump review', 3);
    const own = bench.emulator.salesforce.act(rep.person.username, {
      kind: 'create',
      object: 'Event',
      fields: { Subject: 'Made here', StartDateTime: '2026-12-01T09:00:00Z', DurationInMinutes: 30 },
    });
    await bench.settle();
    await bench.settle();
    expect(rep.salesforceEvent('Made here')['Id']).toBe(own);
    expect(rep.salesforceEvent('Made here')['Exchange_Sync_Key__c'] ?? null).toBeNull();
  });
});

describe('a later change', () => {
  it('goes over field by field, and leaves notes of the rep alone', async () => {
    await open();
    const id = rep.meet('Quote', 2, attendees('ulla@customer.example'));
    await bench.settle();
    const { Id } = rep.salesforceEvent('Quote');
    rep.update(Id, { Description: 'They want 40 pieces.' });
    rep.calendar.editEvent(id, { ...hoursAt(bench, 4, 14, 2), location: { displayName: 'Teams' } });
    await bench.settle();
    expect(rep.salesforceEvent('Quote')).toMatchObject({
      Id,
      DurationInMinutes: 120,
      Location: 'Teams',
      Description: 'They want 40 pieces.',
    });
  });

  it('makes an all-day event of it on the same days, and a timed one again', async () => {
    await open();
    const id = rep.meet('Visit', 2);
    await bench.settle();
    const days = daysAt(bench, 6, 3);
    rep.calendar.editEvent(id, days);
    await bench.settle();
    const first = (days['start'] as { dateTime: string }).dateTime.slice(0, 10);
    expect(rep.salesforceEvent('Visit')).toMatchObject({
      IsAllDayEvent: true,
      ActivityDate: first,
      DurationInMinutes: 3 * 1440,
    });
    rep.calendar.editEvent(id, { isAllDay: false, ...hoursAt(bench, 2, 8, 1) });
    await bench.settle();
    expect(rep.salesforceEvent('Visit')).toMatchObject({ IsAllDayEvent: false, DurationInMinutes: 60 });
  });

  it('costs no call to Salesforce where nothing that syncs has changed', async () => {
    await open();
    const id = rep.meet('Quote', 2);
    await bench.settle();
    await bench.settle();
    const mark = bench.emulator.world.calls.mark();
    rep.calendar.editEvent(id, { importance: 'high' });
    await bench.settle();
    const mine = bench.emulator.world.calls.since(mark).filter(({ user }) => user === rep.person.username);
    expect(mine).toEqual([]);
  });
});

describe('an event that is gone from the calendar', () => {
  it('takes its copy along where the setting says so', async () => {
    await open({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const id = rep.meet('Called off', 2);
    rep.meet('Stays', 3);
    await bench.settle();
    rep.calendar.deleteEvent(id);
    await bench.settle();
    expect(subjects()).toEqual(['Stays']);
  });

  it('leaves its copy where the setting keeps it, and is linked again when it is restored', async () => {
    await open();
    const id = rep.meet('Called off', 2);
    rep.meet('Stays', 3);
    await bench.settle();
    rep.calendar.deleteEvent(id);
    await bench.settle();
    expect(subjects()).toEqual(['Called off', 'Stays']);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
    rep.calendar.moveEvent(id, 'Calendar');
    rep.calendar.editEvent(id, { subject: 'On again' });
    await bench.settle();
    expect(subjects()).toEqual(['On again', 'Stays']);
    expect(await rep.findings()).toEqual({});
  });

  it('is not taken for deleted when it was moved to another calendar, which counts as leaving', async () => {
    await open();
    const id = rep.meet('Elsewhere', 2);
    await bench.settle();
    rep.calendar.createCalendar('Second');
    rep.calendar.moveEvent(id, 'Second');
    await bench.settle();
    expect(subjects()).toEqual(['Elsewhere']);
    expect(await rep.findings()).toEqual({ OTHER_CALENDAR: 1 });
    rep.calendar.moveEvent(id, 'Calendar');
    rep.calendar.editEvent(id, { subject: 'Back' });
    await bench.settle();
    expect(subjects()).toEqual(['Back']);
  });

  it('does nothing when it was moved out of the window, and goes on when it comes back', async () => {
    await open({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const id = rep.meet('Far away', 2);
    rep.meet('Stays', 3);
    await bench.settle();
    const before = rep.salesforceEvent('Far away');
    rep.calendar.editEvent(id, hoursAt(bench, 500));
    await bench.settle();
    expect(rep.salesforceEvent('Far away')).toEqual(before);
    expect(await rep.findings()).toEqual({ OUTSIDE_WINDOW: 1 });
    rep.calendar.editEvent(id, hoursAt(bench, 5));
    await bench.settle();
    expect(rep.salesforceEvent('Far away')['StartDateTime']).not.toEqual(before['StartDateTime']);
    expect(await rep.findings()).toEqual({});
  });
});

describe('an event that somebody deleted in Salesforce', () => {
  it('stays deleted through later changes in Exchange', async () => {
    await open();
    const id = rep.meet('Unwanted', 2);
    await bench.settle();
    rep.remove(rep.salesforceEvent('Unwanted').Id);
    rep.calendar.editEvent(id, { subject: 'Unwanted, again' });
    await bench.settle();
    rep.calendar.editEvent(id, { subject: 'Unwanted, and again' });
    await bench.settle();
    expect(subjects()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('goes on when somebody takes it out of the recycle bin', async () => {
    await open();
    const id = rep.meet('Unwanted', 2);
    await bench.settle();
    const { Id } = rep.salesforceEvent('Unwanted');
    rep.remove(Id);
    rep.calendar.editEvent(id, { subject: 'Wanted?' });
    await bench.settle();
    rep.undelete(Id);
    rep.calendar.editEvent(id, { subject: 'Wanted' });
    await bench.settle();
    expect(rep.salesforceEvent('Wanted').Id).toBe(Id);
  });
});

describe('time that goes by', () => {
  it('takes up an event when the window reaches it, on that day', async () => {
    await open({ Event_Days_Ahead__c: 10 });
    rep.meet('Next month', 25);
    rep.meet('Soon', 12);
    await bench.settle();
    expect(subjects()).toEqual([]);
    for (let day = 0; day < 3; day += 1) {
      bench.emulator.world.clock.advance(dayMs);
      await bench.settle();
    }
    expect(subjects()).toEqual(['Soon']);
    for (let day = 0; day < 13; day += 1) {
      bench.emulator.world.clock.advance(dayMs);
      await bench.settle();
    }
    expect(subjects()).toEqual(['Soon', 'Next month']);
  });

  it('deletes and changes nothing when an event slides out of the window behind', async () => {
    await open({ Event_Deleted__c: 'RemoveFromSalesforce', Event_Days_Back__c: 5 });
    rep.meet('Yesterday', 1);
    rep.meet('Later', 60);
    await bench.settle();
    const before = rep.salesforceEvent('Yesterday');
    bench.emulator.world.clock.advance(30 * dayMs);
    await bench.settle();
    bench.emulator.world.clock.advance(8 * dayMs);
    await bench.settle();
    expect(rep.salesforceEvent('Yesterday')).toEqual(before);
    expect(subjects()).toEqual(['Yesterday', 'Later']);
  });
});
