// Writes of events whose answer never came. A create is looked up by its key before anything is repeated, whatever
// became of the event meanwhile: nothing is doubled, nothing is left behind, nothing that is private by now stays
// (laws P8, P12). Rule: docs/sync-rules.md, "Events".
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../../../emulator/src/faults.js';
import { eventBench, hoursAt, type EventFields, type EventSides } from '../../support/event-sides.js';
import {
  addFault,
  busy,
  eventWrites,
  faultHits,
  roundAfter,
  runNow,
  subjectsOf,
  unavailable,
} from '../../support/event-trouble.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

const sweepMs = 17 * 60_000;
const canary = 'Zqxjkcanary';

async function begin(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
  rep.meet('Stays', 5);
  await bench.settle();
}

/** The run that makes these events, with the create gone wrong. */
async function makeInDoubt(effect: Fault['effect'], ...subjects: readonly string[]): Promise<readonly string[]> {
  const ids = subjects.map((subject, index) => rep.meet(subject, 2 + index));
  addFault(bench, effect, { ...eventWrites(rep, 'POST'), times: 1 });
  await roundAfter(bench, sweepMs);
  expect(faultHits(bench)).toBe(1);
  expect(await rep.findings()).toEqual({ IN_DOUBT: subjects.length });
  return ids;
}

async function expectAtRest(...subjects: readonly string[]): Promise<void> {
  await bench.settle();
  expect(subjectsOf(rep)).toEqual([...subjects, 'Stays'].sort());
  expect(await bench.store.openMeetings(rep.id)).toEqual([]);
  expect(await writesDuring(bench, () => bench.settle())).toEqual({ exchange: [], salesforce: [] });
}

const notArrived: Fault['effect'] = { kind: 'cutBefore' };
const answerLost: Fault['effect'] = { kind: 'cutAfter' };

describe('the making of events in Salesforce', () => {
  it.each<[string, Fault['effect']]>([
    ['cut before it arrives', notArrived],
    ['carried out, but whose answer is lost', answerLost],
    ['answered 503', unavailable],
    ['answered 500', { kind: 'answer', status: 500 }],
  ])('%s is looked up by its key: each is there once in the end', async (_, effect) => {
    await begin();
    await makeInDoubt(effect, 'One', 'Two', 'Three');
    await expectAtRest('One', 'Two', 'Three');
    expect(await rep.findings()).toEqual({});
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 4 });
  });

  it('of a whole first sync holds nobody: what we made is no change that a brake could hold', async () => {
    ({ bench, rep } = await eventBench());
    const subjects = Array.from({ length: 60 }, (_, index) => `Talk ${index}`);
    subjects.forEach((subject, index) => rep.meet(subject, 2 + (index % 20)));
    addFault(bench, answerLost, { ...eventWrites(rep, 'POST'), times: 1 });
    await roundAfter(bench, sweepMs);
    expect(faultHits(bench)).toBe(1);
    await bench.settle();
    expect(subjectsOf(rep)).toEqual([...subjects].sort());
    expect(await rep.findings()).toEqual({});
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 60 });
  });

  it('is neither repeated nor looked up within the minute, although a run comes by', async () => {
    await begin();
    await makeInDoubt(answerLost, 'One');
    const writes = await writesDuring(bench, () => runNow(bench, rep));
    expect(writes.salesforce).toEqual([]);
    expect(await bench.store.openMeetings(rep.id)).toHaveLength(1);
    await expectAtRest('One');
  });

  it('is looked up by a new process as well', async () => {
    await begin();
    await makeInDoubt(answerLost, 'One', 'Two');
    await bench.restart();
    await expectAtRest('One', 'Two');
  });
});

describe('an event whose making is in doubt', () => {
  it.each([
    ['made', answerLost],
    ['not made', notArrived],
  ] as const)('and was edited meanwhile arrives once, as it is by now (%s)', async (_, effect) => {
    await begin();
    const [id = ''] = await makeInDoubt(effect, 'First');
    const made = rep.inSalesforce().find(({ Subject }) => Subject === 'First')?.Id;
    rep.calendar.editEvent(id, { subject: 'Second', ...hoursAt(bench, 4, 9, 2), location: { displayName: 'Hall' } });
    await expectAtRest('Second');
    expect(rep.salesforceEvent('Second')).toMatchObject({ DurationInMinutes: 120, Location: 'Hall' });
    if (made !== undefined) expect(rep.salesforceEvent('Second').Id).toBe(made);
  });

  it('and was edited meanwhile arrives as it is by now, although that was refused at first', async () => {
    await begin();
    const [id = ''] = await makeInDoubt(answerLost, 'First');
    rep.calendar.editEvent(id, { subject: 'Second', location: { displayName: 'Hall' } });
    addFault(bench, busy, { ...eventWrites(rep, 'PATCH'), times: 1 });
    await bench.settle();
    expect(await rep.findings()).toEqual({ RETRY_LATER: 1 });
    await expectAtRest('Second');
    expect(rep.salesforceEvent('Second')['Location']).toBe('Hall');
  });

  it.each([
    ['made, and removals are carried over', answerLost, 'RemoveFromSalesforce', []],
    ['made, and removals are not carried over', answerLost, 'KeepInSalesforce', ['Short']],
    ['not made', notArrived, 'RemoveFromSalesforce', []],
  ] as const)('and was deleted meanwhile comes to an end (%s)', async (_, effect, setting, left) => {
    await begin({ Event_Deleted__c: setting });
    const [id = ''] = await makeInDoubt(effect, 'Short');
    rep.calendar.deleteEvent(id);
    await expectAtRest(...left);
    expect(await rep.findings()).toEqual(left.length > 0 ? { REMOVED_BY_PERSON: 1 } : {});
  });

  it('and was deleted within the minute is not forgotten by a run that comes by too early', async () => {
    await begin({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const [id = ''] = await makeInDoubt(answerLost, 'Short');
    rep.calendar.deleteEvent(id);
    await runNow(bench, rep);
    await expectAtRest();
  });

  it.each([
    ['made', answerLost],
    ['not made', notArrived],
  ] as const)('and became private before the look-up leaves no word in the org (%s)', async (_, effect) => {
    await begin({ Event_Private__c: 'DoNotSync' });
    const [id = ''] = await makeInDoubt(effect, `${canary} talk`);
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await runNow(bench, rep);
    await expectAtRest();
    expect(JSON.stringify(bench.emulator.salesforce.dump()).includes(canary)).toBe(false);
    expect(await rep.findings()).toEqual({ PRIVATE_EVENT: 1 });
  });

  it('and became private before the look-up is taken time where the setting says so', async () => {
    await begin({ Event_Private__c: 'BusyTimeOnly' });
    const [id = ''] = await makeInDoubt(answerLost, `${canary} talk`);
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await expectAtRest('Busy');
    expect(rep.salesforceEvent('Busy')['IsPrivate']).toBe(true);
    expect(JSON.stringify(bench.emulator.salesforce.dump()).includes(canary)).toBe(false);
  });

  it('and left the selection before the look-up follows the setting', async () => {
    await begin({ Event_Deleted__c: 'RemoveFromSalesforce', Event_Leave_Out_Words__c: 'lunch' });
    const [id = ''] = await makeInDoubt(answerLost, 'Talk');
    rep.calendar.editEvent(id, { subject: 'Lunch' });
    await expectAtRest();
    expect(await rep.findings()).toEqual({ LEFT_OUT_WORD: 1 });
  });

  it('and that somebody deleted in Salesforce before the look-up stays away, and its person is told', async () => {
    await begin();
    await makeInDoubt(answerLost, 'Talk');
    rep.remove(rep.salesforceEvent('Talk').Id);
    await expectAtRest();
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });
});

describe('a change of an event without an answer', () => {
  it.each<[string, Fault['effect']]>([
    ['cut before it arrives', notArrived],
    ['carried out, but whose answer is lost', answerLost],
    ['answered 503', unavailable],
  ])('%s arrives once, and the next one too', async (_, effect) => {
    await begin();
    const id = rep.meet('First', 2);
    await bench.settle();
    const { Id } = rep.salesforceEvent('First');
    rep.calendar.editEvent(id, { subject: 'Second' });
    addFault(bench, effect, { ...eventWrites(rep, 'PATCH'), times: 1 });
    await roundAfter(bench, sweepMs);
    expect(await rep.findings()).toEqual({ IN_DOUBT: 1 });
    await expectAtRest('Second');
    expect(await rep.findings()).toEqual({});
    rep.calendar.editEvent(id, { subject: 'Third' });
    await expectAtRest('Third');
    expect(rep.salesforceEvent('Third').Id).toBe(Id);
  });

  it('is made up for by a later edit that comes before the repetition', async () => {
    await begin();
    const id = rep.meet('First', 2);
    await bench.settle();
    rep.calendar.editEvent(id, { subject: 'Second', location: { displayName: 'Hall' } });
    addFault(bench, answerLost, { ...eventWrites(rep, 'PATCH'), times: 1 });
    await roundAfter(bench, sweepMs);
    rep.calendar.editEvent(id, { subject: 'First', location: { displayName: '' } });
    await expectAtRest('First');
    expect(rep.salesforceEvent('First')['Location'] ?? null).toBeNull();
  });
});

describe('a delete of an event without an answer', () => {
  it.each<[string, Fault['effect']]>([
    ['cut before it arrives', notArrived],
    ['carried out, but whose answer is lost', answerLost],
    ['answered 503', unavailable],
  ])('%s is carried out once, and the others stay', async (_, effect) => {
    await begin({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const id = rep.meet('Called off', 2);
    await bench.settle();
    rep.calendar.deleteEvent(id);
    addFault(bench, effect, { ...eventWrites(rep, 'DELETE'), times: 1 });
    await roundAfter(bench, sweepMs);
    expect(await rep.findings()).toEqual({ IN_DOUBT: 1 });
    await expectAtRest();
    expect(await rep.findings()).toEqual({});
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 1 });
  });

  it('of one that became private is repeated; what must be hidden was hidden before', async () => {
    await begin({ Event_Private__c: 'DoNotSync' });
    const id = rep.meet(`${canary} talk`, 2);
    await bench.settle();
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    addFault(bench, notArrived, { ...eventWrites(rep, 'DELETE'), times: 1 });
    await roundAfter(bench, sweepMs);
    expect(subjectsOf(rep)).toEqual(['Busy', 'Stays']);
    await expectAtRest();
    expect(JSON.stringify(bench.emulator.salesforce.dump()).includes(canary)).toBe(false);
  });

  it('of one that became private is not needed when it is normal again by the next look', async () => {
    await begin({ Event_Private__c: 'DoNotSync' });
    const id = rep.meet('Talk', 2, { location: { displayName: 'Hall' } });
    await bench.settle();
    const { Id } = rep.salesforceEvent('Talk');
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    addFault(bench, answerLost, { ...eventWrites(rep, 'PATCH'), times: 1 });
    await roundAfter(bench, sweepMs);
    expect(subjectsOf(rep)).toEqual(['Busy', 'Stays']);
    rep.calendar.editEvent(id, { sensitivity: 'normal' });
    await expectAtRest('Talk');
    expect(rep.salesforceEvent('Talk')).toMatchObject({ Id, Location: 'Hall', IsPrivate: false });
  });

  it('of one that became private is not tried while it could not be emptied', async () => {
    await begin({ Event_Private__c: 'DoNotSync' });
    const id = rep.meet(`${canary} talk`, 2);
    await bench.settle();
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    addFault(bench, notArrived, { ...eventWrites(rep, 'PATCH'), times: 1 });
    const writes = await writesDuring(bench, () => roundAfter(bench, sweepMs));
    expect(writes.salesforce).toEqual(['PATCH /composite/sobjects']);
    await expectAtRest();
    expect(JSON.stringify(bench.emulator.salesforce.dump()).includes(canary)).toBe(false);
  });
});
