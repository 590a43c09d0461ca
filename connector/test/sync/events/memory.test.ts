// What a link remembers of an event, where it matters: a record that was out of reach for a while, people who become
// known meanwhile, notes beside an event that has to be hidden. Laws P1, P12. Rule: docs/sync-rules.md, "What is
// written of an event".
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  attendees,
  configure,
  daysAt,
  eventBench,
  hoursAt,
  type EventFields,
  type EventSides,
} from '../../support/event-sides.js';
import { roundAfter } from '../../support/event-trouble.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

const sweepMs = 17 * 60_000;
const notes = 'They want 40 pieces.';

async function begin(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
}

function refuse(place: string | null): void {
  const rule = { object: 'Event', field: 'Location', failsWhen: `^${String(place)}$`, message: 'No.' };
  bench.emulator.salesforce.setSwitch('validationRules', place === null ? [] : [rule]);
}

describe('a record that somebody takes out of the recycle bin', () => {
  it('says all that Exchange changed while it lay there', async () => {
    await begin();
    const id = rep.meet('First', 2, { location: { displayName: 'Hall' } });
    await bench.settle();
    const { Id } = rep.salesforceEvent('First');
    rep.remove(Id);
    rep.calendar.editEvent(id, { subject: 'Second', ...daysAt(bench, 4, 2) });
    await bench.settle();
    rep.calendar.editEvent(id, { location: { displayName: 'Hall 2' } });
    await bench.settle();
    rep.undelete(Id);
    rep.calendar.editEvent(id, { showAs: 'oof' });
    await bench.settle();
    expect(rep.salesforceEvent('Second')).toMatchObject({
      Id,
      Location: 'Hall 2',
      ShowAs: 'OutOfOffice',
      IsAllDayEvent: true,
      DurationInMinutes: 2 * 1_440,
    });
  });
});

describe('somebody who becomes known', () => {
  const meeting = attendees('ulla@customer.example');
  const relates: EventFields = { Event_Relate__c: 'ContactsOrOneLead' };
  const know = (): string => rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });

  it('is named by an event that was edited at the same time', async () => {
    await begin(relates);
    const id = rep.meet('Talk', 2, meeting);
    await bench.settle();
    const ulla = know();
    rep.calendar.editEvent(id, { subject: 'Talk, new' });
    await roundAfter(bench, sweepMs);
    await bench.settle();
    expect(rep.salesforceEvent('Talk, new')['WhoId']).toBe(ulla);
    expect(await rep.findings()).toEqual({});
  });

  it.each([
    ['outside the window', () => hoursAt(bench, 600), () => ({ isAllDay: false, ...hoursAt(bench, 3) })],
    ['too long', () => daysAt(bench, 2, 20), () => daysAt(bench, 2, 2)],
  ] as const)('is named by an event that was %s meanwhile', async (_, away, back) => {
    await begin(relates);
    const id = rep.meet('Talk', 2, meeting);
    await bench.settle();
    rep.calendar.editEvent(id, away());
    await bench.settle();
    const ulla = know();
    await bench.settle();
    rep.calendar.editEvent(id, back());
    await bench.settle();
    expect(rep.salesforceEvent('Talk')['WhoId']).toBe(ulla);
  });

  it('is named in the end although that was refused at first', async () => {
    await begin(relates);
    rep.meet('Talk', 2, { ...meeting, location: { displayName: 'Hall' } });
    await bench.settle();
    refuse('Hall');
    const ulla = know();
    await bench.settle();
    expect(await rep.findings()).toEqual({ VALIDATION_RULE: 1 });
    refuse(null);
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    expect(rep.salesforceEvent('Talk')['WhoId']).toBe(ulla);
    expect(await rep.findings()).toEqual({});
  });
});

describe('what a rep wrote beside an event', () => {
  async function withNotes(fields: EventFields, properties: Record<string, unknown> = {}): Promise<string> {
    await begin(fields);
    const id = rep.meet('Talk', 2, properties);
    await bench.settle();
    rep.update(rep.salesforceEvent('Talk').Id, { Description: notes, Location: 'Her own office' });
    return id;
  }

  async function expectHidden(): Promise<void> {
    expect(rep.salesforceEvent('Busy')['IsPrivate']).toBe(true);
    expect(JSON.stringify(rep.salesforceEvent('Busy'))).not.toMatch(/40 pieces|office/);
    const { Id } = rep.salesforceEvent('Busy');
    rep.update(Id, { Description: 'Her own affair' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual({ exchange: [], salesforce: [] });
  }

  it('is hidden when the event becomes taken time, though Exchange never said anything there', async () => {
    const id = await withNotes({ Event_Private__c: 'BusyTimeOnly' });
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await bench.settle();
    await expectHidden();
    rep.calendar.editEvent(id, hoursAt(bench, 4));
    await bench.settle();
    expect(rep.salesforceEvent('Busy')['Description']).toBe('Her own affair');
  });

  it('is hidden when the settings turn private events into taken time', async () => {
    await withNotes({ Event_Private__c: 'FullDetails' }, { sensitivity: 'private' });
    await configure(bench, rep, { Event_Private__c: 'BusyTimeOnly' });
    await expectHidden();
  });

  it('is hidden in the end although that was refused at first', async () => {
    const id = await withNotes({ Event_Private__c: 'BusyTimeOnly' });
    refuse('');
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await bench.settle();
    expect(await rep.findings()).toEqual({ VALIDATION_RULE: 1 });
    refuse(null);
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    await expectHidden();
  });
});
