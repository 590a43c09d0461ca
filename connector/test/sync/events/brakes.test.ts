// The brakes on events end to end: a flood of deletes, a calendar or its answer that is empty all at once, a rewrite of
// everything. Nothing of such a plan is carried out and the person is told; only what became private is hidden at once,
// brake or not (laws P12, P14). Each brake has a case in which it does not fire.
import { afterEach, describe, expect, it } from '@jest/globals';
import { configure, eventBench, hoursAt, type EventFields, type EventSides } from '../../support/event-sides.js';
import { addFault, eventDelta, subjectsOf } from '../../support/event-trouble.js';
import { adminOf, ask, openIssues, requestRow, statusOf } from '../../support/org-rows.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
let ids: readonly string[];
afterEach(() => bench.stop());

const removes: EventFields = { Event_Deleted__c: 'RemoveFromSalesforce' };
const nothingWritten = { exchange: [], salesforce: [] };
const dayMs = 24 * 3_600_000;
const canary = 'Zqxjkcanary';

async function inStep(number: number, fields: EventFields = removes): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
  ids = Array.from({ length: number }, (_, index) => rep.meet(`Nr${index}`, 2 + (index % 200)));
  await bench.settle();
  expect(rep.inSalesforce()).toHaveLength(number);
}

function deleteInOutlook(from: number, to: number): void {
  for (const id of ids.slice(from, to)) rep.calendar.deleteEvent(id);
}

function restore(from: number, to: number): void {
  for (const id of ids.slice(from, to)) rep.calendar.moveEvent(id, 'Calendar');
}

async function settleTwice(): Promise<void> {
  await bench.settle();
  await bench.settle();
}

async function expectHeld(reason: string): Promise<void> {
  const before = rep.inSalesforce();
  expect(await writesDuring(bench, settleTwice)).toEqual(nothingWritten);
  expect(rep.inSalesforce()).toEqual(before);
  expect(openIssues(bench, rep.person)).toEqual({ [reason]: 1 });
  expect(statusOf(bench, rep.person)['Event_State__c']).toBe('HELD');
}

describe('many deletes of events', () => {
  it('are not carried over, not even some of them, and nothing else is either', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    rep.calendar.editEvent(ids[39] ?? '', { subject: 'Waits too' });
    rep.meet('New, waits too', 3);
    await expectHeld('BRAKE_DELETES');
    expect(rep.inSalesforce()).toHaveLength(40);
  });

  it('that are more than a tenth of many are a flood', async () => {
    await inStep(60);
    deleteInOutlook(0, 7);
    await expectHeld('BRAKE_DELETES');
  });

  it('that are few enough are carried over', async () => {
    await inStep(60);
    deleteInOutlook(0, 6);
    await settleTwice();
    expect(rep.inSalesforce()).toHaveLength(54);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('in portions are added up over a day, and no longer', async () => {
    await inStep(49);
    deleteInOutlook(0, 20);
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(29);
    deleteInOutlook(20, 27);
    await expectHeld('BRAKE_DELETES');
    expect(rep.inSalesforce()).toHaveLength(29);
    bench.emulator.world.clock.advance(dayMs);
    await settleTwice();
    expect(rep.inSalesforce()).toHaveLength(22);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('that the configuration keeps are no flood', async () => {
    await inStep(40, {});
    deleteInOutlook(0, 26);
    await settleTwice();
    expect(rep.inSalesforce()).toHaveLength(40);
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)).toMatchObject({ Event_State__c: 'IN_SYNC', Events_Synced__c: 14 });
  });

  it('of events that left the selection are a flood as well', async () => {
    await inStep(40, { ...removes, Event_Leave_Out_Free__c: true });
    for (const id of ids.slice(0, 26)) rep.calendar.editEvent(id, { showAs: 'free' });
    await expectHeld('BRAKE_DELETES');
  });

  it('do not count those that merely left the window', async () => {
    await inStep(40);
    for (const id of ids.slice(0, 20)) rep.calendar.editEvent(id, hoursAt(bench, 600));
    expect(await writesDuring(bench, settleTwice)).toEqual(nothingWritten);
    deleteInOutlook(20, 30);
    await settleTwice();
    expect(rep.inSalesforce()).toHaveLength(30);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('go on when the events are restored', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    await expectHeld('BRAKE_DELETES');
    restore(0, 26);
    await settleTwice();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)).toMatchObject({ Event_State__c: 'IN_SYNC', Events_Synced__c: 40 });
  });

  it('go on, keeping the copies, when the admin sets deletes to keep', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    await expectHeld('BRAKE_DELETES');
    await configure(bench, rep, { Event_Deleted__c: 'KeepInSalesforce' });
    await settleTwice();
    expect(rep.inSalesforce()).toHaveLength(40);
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 26 });
  });

  it('that wait are told to whoever asks to sync events now', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    const id = ask(bench, adminOf(bench), 'SyncNow', rep.person, { Objects__c: 'Events' });
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Failed', Result__c: expect.stringMatching(/brake/) });
  });
});

describe('a calendar that is empty all at once', () => {
  it.each([
    ['removed', removes],
    ['kept', {}],
  ] as const)('is no reason to do anything, and is told (copies would be %s)', async (_, fields) => {
    await inStep(12, fields);
    deleteInOutlook(0, 12);
    await expectHeld('BRAKE_EMPTIED');
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 12 });
    restore(0, 12);
    await settleTwice();
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('because Exchange answers an empty listing is told, and over with the next one', async () => {
    await inStep(12);
    bench.emulator.exchange.expireDeltaTokens();
    const link = 'https://graph.microsoft.com/v1.0/nothing?$deltatoken=x';
    const body = { value: [], '@odata.deltaLink': link };
    addFault(bench, { kind: 'answer', status: 200, body }, { ...eventDelta, skipFirst: 1, times: 1 });
    bench.emulator.world.clock.advance(17 * 60_000);
    await bench.worker.round();
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_EMPTIED: 1 });
    await settleTwice();
    expect(rep.inSalesforce()).toHaveLength(12);
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 12 });
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('but had few events is rightly empty', async () => {
    await inStep(9);
    deleteInOutlook(0, 9);
    await settleTwice();
    expect(rep.inSalesforce()).toEqual([]);
    expect(openIssues(bench, rep.person)).toEqual({});
  });
});

describe('a rewrite of more than half of a hundred events', () => {
  const rewrite = (number: number): void => {
    for (const id of ids.slice(0, number)) rep.calendar.editEvent(id, { location: { displayName: 'Elsewhere' } });
  };

  it('is held, and goes on when it is taken back', async () => {
    await inStep(100);
    rewrite(51);
    await expectHeld('BRAKE_CHANGES');
    for (const id of ids.slice(0, 51)) rep.calendar.editEvent(id, { location: { displayName: '' } });
    await settleTwice();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)['Event_State__c']).toBe('IN_SYNC');
  });

  it('of no more than half is carried over', async () => {
    await inStep(100);
    rewrite(50);
    await settleTwice();
    expect(rep.inSalesforce().filter((row) => row['Location'] === 'Elsewhere')).toHaveLength(50);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('is not what touches that change nothing look like, nor a change of the settings', async () => {
    await inStep(100);
    for (const id of ids) rep.calendar.editEvent(id, { importance: 'high' });
    await settleTwice();
    await configure(bench, rep, { Event_Relate__c: 'ContactsOrOneLead' });
    await configure(bench, rep, { Event_Private__c: 'BusyTimeOnly' });
    await settleTwice();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)['Event_State__c']).toBe('IN_SYNC');
  });
});

describe('what becomes private while a brake holds', () => {
  async function heldWithOnePrivate(fields: EventFields): Promise<void> {
    await inStep(40, { ...removes, ...fields });
    rep.calendar.editEvent(ids[39] ?? '', { subject: `${canary} talk`, location: { displayName: canary } });
    await bench.settle();
    expect(inOrg()).toContain(canary);
    deleteInOutlook(0, 26);
    rep.calendar.editEvent(ids[39] ?? '', { sensitivity: 'private' });
    await bench.settle();
    expect(inOrg()).not.toContain(canary);
    await expectHeld('BRAKE_DELETES');
  }

  const inOrg = (): string => JSON.stringify(bench.emulator.salesforce.dump());

  it('is hidden at once; its shell is deleted when the brake lets go', async () => {
    await heldWithOnePrivate({ Event_Private__c: 'DoNotSync' });
    expect(subjectsOf(rep)).toContain('Busy');
    expect(rep.inSalesforce()).toHaveLength(40);
    restore(0, 26);
    await settleTwice();
    expect(subjectsOf(rep)).not.toContain('Busy');
    expect(rep.inSalesforce()).toHaveLength(39);
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(await rep.findings()).toEqual({ PRIVATE_EVENT: 1 });
  });

  it('is hidden at once and stays as taken time where the setting says so', async () => {
    await heldWithOnePrivate({ Event_Private__c: 'BusyTimeOnly' });
    restore(0, 26);
    await settleTwice();
    expect(rep.salesforceEvent('Busy')['IsPrivate']).toBe(true);
    expect(rep.inSalesforce()).toHaveLength(40);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('in great number is hidden all the same, and only the shells wait', async () => {
    await inStep(40, { Event_Private__c: 'DoNotSync' });
    for (const id of ids.slice(0, 26)) rep.calendar.editEvent(id, { sensitivity: 'private' });
    await bench.settle();
    expect(subjectsOf(rep).filter((subject) => subject === 'Busy')).toHaveLength(26);
    await expectHeld('BRAKE_DELETES');
    await configure(bench, rep, { Event_Private__c: 'BusyTimeOnly' });
    await settleTwice();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(rep.inSalesforce()).toHaveLength(40);
  });
});
