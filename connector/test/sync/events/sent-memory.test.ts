// A write of an event that was carried out and not remembered is never taken for anybody's edit: the process dies, or
// the answer is lost, and people go on (laws P8, P12; docs/sync-rules.md, "Writes whose end is not known").
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Call } from '../../../../emulator/src/calls.js';
import { mortalStore, type Mortal } from '../../support/death.js';
import { eventBench, hoursAt, type EventFields, type EventSides } from '../../support/event-sides.js';
import { subjectsOf } from '../../support/event-trouble.js';
import { silences, unheardWrite, type Silence } from '../../support/silence.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
let mortal: Mortal;
afterEach(() => bench.stop());

const canary = 'Zqxjkcanary';

async function begin(fields: EventFields = {}): Promise<void> {
  mortal = mortalStore();
  ({ bench, rep } = await eventBench(fields, { store: mortal.store }));
  rep.meet('Stays', 5);
  await bench.settle();
}

/** An event that is in step, and its record. */
async function inStep(subject = 'First'): Promise<{ readonly id: string; readonly recordId: string }> {
  const id = rep.meet(subject, 2, { location: { displayName: 'Hall' }, isReminderOn: false });
  await bench.settle();
  return { id, recordId: rep.salesforceEvent(subject).Id };
}

const writes = (method: 'POST' | 'PATCH' | 'DELETE') => (call: Call) =>
  call.system === 'salesforce' && call.method === method && call.route.includes('/composite/sobjects');
const create = writes('POST');
const update = writes('PATCH');
const removal = writes('DELETE');

const unheard = (silence: Silence, fits: (call: Call) => boolean, meanwhile: () => void): Promise<void> =>
  unheardWrite(bench, mortal, { silence, fits }, meanwhile);

async function expectAtRest(...subjects: readonly string[]): Promise<void> {
  expect(subjectsOf(rep)).toEqual([...subjects, 'Stays'].sort());
  expect((await bench.store.sentRows(rep.id)).filter(({ state }) => state === 'open')).toEqual([]);
  expect(await writesDuring(bench, () => bench.settle())).toEqual({ exchange: [], salesforce: [] });
}

describe.each(silences)('an edit in Outlook while nobody knows how our write of the event ended (%s)', (silence) => {
  it('is newer than it', async () => {
    await begin();
    const { id, recordId } = await inStep();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await unheard(silence, update, () => rep.calendar.editEvent(id, { subject: 'Third' }));
    await expectAtRest('Third');
    expect(rep.salesforceEvent('Third').Id).toBe(recordId);
    expect(await rep.findings()).toEqual({});
  });

  it('is newer than it, also where it is the old value again', async () => {
    await begin();
    const { id } = await inStep();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await unheard(silence, update, () => rep.calendar.editEvent(id, { subject: 'First' }));
    await expectAtRest('First');
  });

  it('is newer than the record that we made', async () => {
    await begin();
    const id = rep.meet('First', 2);
    await unheard(silence, create, () => rep.calendar.editEvent(id, { subject: 'Second' }));
    await expectAtRest('Second');
  });

  it.each([
    ['RemoveFromSalesforce', []],
    ['KeepInSalesforce', ['Second']],
  ])('is a deletion of it: %s', async (deleted, left) => {
    await begin({ Event_Deleted__c: deleted });
    const { id } = await inStep();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await unheard(silence, update, () => rep.calendar.deleteEvent(id));
    await expectAtRest(...left);
  });

  it('hides what became private, whatever became of our write', async () => {
    await begin({ Event_Private__c: 'DoNotSync' });
    const { id } = await inStep(`${canary} talk`);
    rep.calendar.editEvent(id, { location: { displayName: `${canary} hall` } });
    await unheard(silence, update, () => rep.calendar.editEvent(id, { sensitivity: 'private' }));
    await expectAtRest();
    expect(JSON.stringify(bench.emulator.salesforce.dump()).includes(canary)).toBe(false);
  });

  it('brings back what became private and is normal again', async () => {
    await begin({ Event_Private__c: 'DoNotSync' });
    const { id } = await inStep('Talk');
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await unheard(silence, removal, () => rep.calendar.editEvent(id, { sensitivity: 'normal' }));
    await expectAtRest('Talk');
    expect(rep.salesforceEvent('Talk')['Location']).toBe('Hall');
  });

  it('moves it once more', async () => {
    await begin();
    const { id } = await inStep();
    rep.calendar.editEvent(id, hoursAt(bench, 3, 9, 1));
    await unheard(silence, update, () => rep.calendar.editEvent(id, hoursAt(bench, 3, 14, 2)));
    await expectAtRest('First');
    expect(rep.salesforceEvent('First')['DurationInMinutes']).toBe(120);
  });
});

describe.each(silences)('an edit in Salesforce while nobody knows how our write of the event ended (%s)', (silence) => {
  it('of another field stays', async () => {
    await begin();
    const { id, recordId } = await inStep();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await unheard(silence, update, () => rep.update(recordId, { Location: 'Terrace' }));
    await expectAtRest('Second');
    expect(rep.salesforceEvent('Second')['Location']).toBe('Terrace');
    expect(await rep.findings()).toEqual({});
  });

  it('of the same field stays, as it does after a write that was answered, and is said', async () => {
    await begin();
    const { id, recordId } = await inStep();
    rep.calendar.editEvent(id, { subject: 'Second' });
    await unheard(silence, update, () => {
      bench.emulator.world.clock.advance(70_000);
      rep.update(recordId, { Subject: 'Theirs' });
    });
    await expectAtRest('Theirs');
    expect(await rep.findings()).toEqual({ SENT_IN_DOUBT: 1 });
  });

  it('of its time does not stand against the time in Outlook', async () => {
    await begin();
    const { id, recordId } = await inStep();
    const late = hoursAt(bench, 3, 14, 2);
    rep.calendar.editEvent(id, late);
    await unheard(silence, update, () => {
      bench.emulator.world.clock.advance(70_000);
      rep.update(recordId, { DurationInMinutes: 15, EndDateTime: null });
    });
    await expectAtRest('First');
    expect(rep.salesforceEvent('First')['DurationInMinutes']).toBe(120);
    expect(await rep.findings()).toEqual({ SENT_IN_DOUBT: 1 });
  });

  it('does not keep what became private from being hidden', async () => {
    await begin({ Event_Private__c: 'BusyTimeOnly' });
    const { id, recordId } = await inStep(`${canary} talk`);
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await unheard(silence, update, () => {
      bench.emulator.world.clock.advance(70_000);
      rep.update(recordId, { Subject: `${canary} again`, Location: `${canary} hall`, IsPrivate: false });
    });
    await expectAtRest('Busy');
    const record = rep.salesforceEvent('Busy');
    expect(record['IsPrivate']).toBe(true);
    expect(JSON.stringify(record).includes(canary)).toBe(false);
  });

  it('is a deletion of what we made: it stays away, and its person is told', async () => {
    await begin();
    rep.meet('First', 2);
    await unheard(silence, create, () => rep.remove(rep.salesforceEvent('First').Id));
    await expectAtRest();
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('is one of what we made, and stays', async () => {
    await begin();
    rep.meet('First', 2);
    await unheard(silence, create, () => rep.update(rep.salesforceEvent('First').Id, { Location: 'Terrace' }));
    await expectAtRest('First');
    expect(rep.salesforceEvent('First')['Location']).toBe('Terrace');
  });

  it('restores what we deleted: it stays theirs', async () => {
    await begin({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const { id, recordId } = await inStep();
    rep.calendar.deleteEvent(id);
    await unheard(silence, removal, () => rep.undelete(recordId));
    await expectAtRest('First');
    expect(await bench.store.links('Event').count(rep.id)).toMatchObject({ removedFromExchange: 1 });
  });
});
