// A write of an event that was found not carried out lands later all the same: the server was slow. It is nobody's edit
// and nobody's delete, and nothing stays there twice (law P8; docs/sync-rules.md, "Writes whose end is not known"). The
// late write is played by the test, as the person that the connector acts as.
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventKeyField } from '../../../src/core/event/fields.js';
import { eventBench, hoursAt, type EventFields, type EventSides } from '../../support/event-sides.js';
import { addFault, eventWrites, roundAfter, subjectsOf } from '../../support/event-trouble.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

async function begin(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
  rep.meet('Stays', 5);
  await bench.settle();
}

/** The next write of this kind does not arrive, and is found not carried out once `meanwhile` has happened. */
async function notArrived(method: 'POST' | 'PATCH' | 'DELETE', meanwhile: () => void = () => undefined): Promise<void> {
  addFault(bench, { kind: 'cutBefore' }, { ...eventWrites(rep, method), times: 1 });
  await roundAfter(bench, 17 * 60_000);
  meanwhile();
  await bench.settle();
  const states = (await bench.store.sentRows(rep.id)).map(({ state }) => state);
  expect(states).toEqual(['spent']);
}

async function expectAtRest(...subjects: readonly string[]): Promise<void> {
  await bench.settle();
  expect(subjectsOf(rep)).toEqual([...subjects, 'Stays'].sort());
  expect(await writesDuring(bench, () => bench.settle())).toEqual({ exchange: [], salesforce: [] });
}

describe('an update that lands late', () => {
  it('does not beat the newer edit in Outlook that went over meanwhile', async () => {
    await begin();
    const id = rep.meet('First', 2);
    await bench.settle();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await notArrived('PATCH', () => rep.calendar.editEvent(id, { subject: 'Third' }));
    rep.update(rep.salesforceEvent('Third').Id, { Subject: 'Second' });
    await expectAtRest('Third');
  });

  it('leaves alone what somebody else edited in Salesforce', async () => {
    await begin();
    const id = rep.meet('First', 2);
    await bench.settle();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await notArrived('PATCH');
    rep.update(rep.salesforceEvent('Second').Id, { Subject: 'Theirs', Location: 'Hall' });
    await expectAtRest('Theirs');
  });

  it('is looked for during a day and costs nothing afterwards', async () => {
    await begin();
    const id = rep.meet('First', 2);
    await bench.settle();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await notArrived('PATCH');
    bench.emulator.world.clock.advance(86_400_000);
    await bench.settle();
    expect(await bench.store.sentRows(rep.id)).toEqual([]);
    const mark = bench.emulator.world.calls.mark();
    await bench.settle();
    const asked = bench.emulator.world.calls.since(mark).filter(({ user }) => user === rep.person.username);
    expect(asked).toEqual([]);
  });
});

describe('a delete that lands late', () => {
  it('does not take away the event that is wanted again', async () => {
    await begin({ Event_Deleted__c: 'RemoveFromSalesforce', Event_Leave_Out_Words__c: 'lunch' });
    const id = rep.meet('Talk', 2);
    await bench.settle();
    const { Id } = rep.salesforceEvent('Talk');
    rep.calendar.editEvent(id, { subject: 'Lunch' });
    await notArrived('DELETE', () => rep.calendar.editEvent(id, { subject: 'Talk' }));
    rep.remove(Id);
    await expectAtRest('Talk');
    expect(rep.salesforceEvent('Talk').Id).not.toBe(Id);
  });
});

describe('a create that lands late, beside the one that the second attempt made', () => {
  /** As Salesforce keeps the first attempt: the same record once more, with an id of its own. */
  function lateCopy(changes: Record<string, unknown> = {}): string {
    const { Subject, StartDateTime, DurationInMinutes, IsAllDayEvent, ShowAs, IsPrivate, ...rest } =
      rep.salesforceEvent('Talk');
    const { Location, Description, IsReminderSet, ReminderDateTime } = rest;
    const fields = {
      ...{ Subject, StartDateTime, DurationInMinutes, IsAllDayEvent, ShowAs, IsPrivate },
      ...{ Location, Description, IsReminderSet, ReminderDateTime, [eventKeyField]: rest[eventKeyField] },
    };
    return bench.emulator.salesforce.act(rep.person.username, {
      ...{ kind: 'create', object: 'Event', fields: { ...fields, ...changes } },
    });
  }

  it('is taken away again', async () => {
    await begin();
    rep.meet('Talk', 2, hoursAt(bench, 2, 9, 1));
    await notArrived('POST');
    const { Id } = rep.salesforceEvent('Talk');
    lateCopy();
    await expectAtRest('Talk');
    expect(rep.salesforceEvent('Talk').Id).toBe(Id);
    expect(await rep.findings()).toEqual({});
  });

  it('stays where somebody has edited it, and its person is told', async () => {
    await begin();
    rep.meet('Talk', 2, hoursAt(bench, 2, 9, 1));
    await notArrived('POST');
    lateCopy({ Subject: 'Talk, theirs' });
    await expectAtRest('Talk', 'Talk, theirs');
    expect(await rep.findings()).toEqual({ COPY_OF_LINKED: 1 });
  });
});
