// A reset of events: the same pairs are found again and nothing is written to any event on either side; what people
// removed stays away unless the request says otherwise (law P7). Who may ask for it, and contacts: reset.test.ts.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { LinkState } from '../../../src/core/link.js';
import {
  addEventRep,
  attendees,
  configure,
  daysAt,
  eventBench,
  eventContents,
  eventPairs,
  type EventFields,
  type EventSides,
} from '../../support/event-sides.js';
import { addFault, eventDelta, roundAfter, subjectsOf, unavailable } from '../../support/event-trouble.js';
import { adminOf, ask, requestRow, statusOf } from '../../support/org-rows.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

const nothingWritten = { exchange: [], salesforce: [] };
const dayMs = 86_400_000;

const contents = (sides = rep): unknown => eventContents(bench, sides);
const pairs = (): Promise<unknown> => eventPairs(bench, rep);

async function links(): Promise<Readonly<Partial<Record<LinkState, number>>>> {
  return bench.store.links('Event').count(rep.id);
}

async function settleTwice(): Promise<void> {
  await bench.settle();
  await bench.settle();
}

async function reset(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const id = ask(bench, adminOf(bench), 'Reset', rep.person, { Objects__c: 'Events', ...fields });
  await bench.settle();
  return id;
}

/** In step, removed on either side, left the selection, private, slid out of the window; notes of the rep. */
async function everydayState(fields: EventFields = {}): Promise<Readonly<Record<string, string>>> {
  ({ bench, rep } = await eventBench({
    Event_Private__c: 'DoNotSync',
    Event_Leave_Out_Words__c: 'lunch',
    Event_Days_Back__c: 5,
    ...fields,
  }));
  const ids = {
    past: rep.meet('Past', -3),
    talk: rep.meet('Talk', 10, { location: { displayName: 'Hall' } }),
    fair: rep.calendar.createEvent('Calendar', { subject: 'Fair', ...daysAt(bench, 12, 2) }),
    removedInOrg: rep.meet('Removed in Salesforce', 13),
    removedInOutlook: rep.meet('Removed in Outlook', 14),
    left: rep.meet('Left the selection', 15),
    secret: rep.meet('Secret', 16, { sensitivity: 'private' }),
  };
  await bench.settle();
  rep.update(rep.salesforceEvent('Talk').Id, { Description: 'They want 40 pieces.' });
  rep.remove(rep.salesforceEvent('Removed in Salesforce').Id);
  rep.calendar.editEvent(ids.removedInOrg, { location: { displayName: 'Anywhere' } });
  rep.calendar.deleteEvent(ids.removedInOutlook);
  rep.calendar.editEvent(ids.left, { subject: 'Lunch' });
  bench.emulator.world.clock.advance(6 * dayMs);
  await settleTwice();
  expect(await links()).toMatchObject({ linked: 3, removedFromSalesforce: 1 });
  return ids;
}

describe('a reset of events', () => {
  it('finds the same pairs, brings back nothing, and writes to no event of either side', async () => {
    await everydayState();
    expect(await links()).toMatchObject({ removedFromExchange: 1, leftSelection: 1 });
    const before = [contents(), await rep.findings(), await links(), await pairs()];
    let id = '';
    expect(
      await writesDuring(bench, async () => {
        id = await reset();
      }),
    ).toEqual(nothingWritten);
    expect(requestRow(bench, id)).toMatchObject({
      State__c: 'Done',
      Result__c: expect.stringMatching(/"eventsSynced":3.*"REMOVED_BY_PERSON":2/),
    });
    expect([contents(), await rep.findings(), await links(), await pairs()]).toEqual(before);
    expect(await writesDuring(bench, settleTwice)).toEqual(nothingWritten);
    expect(statusOf(bench, rep.person)).toMatchObject({ Event_State__c: 'IN_SYNC', Events_Synced__c: 3 });
  });

  it('lets changes flow afterwards as before, and those that came with it too', async () => {
    const { talk = '', fair = '' } = await everydayState({ Event_Deleted__c: 'RemoveFromSalesforce' });
    rep.calendar.editEvent(talk, { location: { displayName: 'Hall 2' } });
    await reset();
    expect(rep.salesforceEvent('Talk')).toMatchObject({ Location: 'Hall 2', Description: 'They want 40 pieces.' });
    rep.calendar.editEvent(talk, { body: { contentType: 'text', content: 'Agenda' } });
    rep.calendar.deleteEvent(fair);
    await bench.settle();
    expect(rep.salesforceEvent('Talk')['Description']).toBe('Agenda');
    expect(subjectsOf(rep)).not.toContain('Fair');
  });

  it('keeps away what somebody deleted in Salesforce, although nobody had noticed it yet', async () => {
    const { talk = '' } = await everydayState();
    rep.remove(rep.salesforceEvent('Talk').Id);
    expect(await writesDuring(bench, async () => void (await reset()))).toEqual(nothingWritten);
    rep.calendar.editEvent(talk, { subject: 'Talk, again' });
    await settleTwice();
    expect(subjectsOf(rep)).not.toContain('Talk, again');
    expect(await links()).toMatchObject({ removedFromSalesforce: 2 });
  });

  it('brings back what people removed in Salesforce where the request says so, each once', async () => {
    await everydayState();
    rep.remove(rep.salesforceEvent('Talk').Id);
    await reset({ Bring_Back_Removed__c: true });
    expect(rep.salesforceEvent('Removed in Salesforce')['Location']).toBe('Anywhere');
    expect(rep.salesforceEvent('Talk')['Location']).toBe('Hall');
    expect(await links()).toEqual({ linked: 4, leftSelection: 1 });
    expect(await writesDuring(bench, settleTwice)).toEqual(nothingWritten);
  });

  it('carries no delete over that came with it', async () => {
    const { talk = '' } = await everydayState({ Event_Deleted__c: 'RemoveFromSalesforce' });
    rep.calendar.deleteEvent(talk);
    expect(await writesDuring(bench, async () => void (await reset()))).toEqual(nothingWritten);
    expect(subjectsOf(rep)).toContain('Talk');
    await settleTwice();
    expect(subjectsOf(rep)).toContain('Talk');
  });

  it('fills what is empty, and overwrites nothing, where differences are to be settled anew', async () => {
    await everydayState();
    const { Id } = rep.salesforceEvent('Talk');
    rep.update(Id, { Location: null, Subject: 'Talk with Ulla' });
    await reset();
    expect(rep.salesforceEvent('Talk with Ulla')['Location'] ?? null).toBeNull();
    await reset({ Settle_Differences_Anew__c: true });
    expect(rep.salesforceEvent('Talk with Ulla')).toMatchObject({
      Id,
      Location: 'Hall',
      Description: 'They want 40 pieces.',
    });
  });

  it('takes along what was refused before, and it goes over afterwards', async () => {
    const { talk = '' } = await everydayState();
    const rule = { object: 'Event', field: 'Location', failsWhen: '^Nowhere$', message: 'No.' };
    bench.emulator.salesforce.setSwitch('validationRules', [rule]);
    rep.calendar.editEvent(talk, { location: { displayName: 'Nowhere' } });
    rep.meet('New', 20, { location: { displayName: 'Nowhere' } });
    await settleTwice();
    expect(await rep.findings()).toMatchObject({ VALIDATION_RULE: 2 });
    bench.emulator.salesforce.setSwitch('validationRules', []);
    await reset();
    await bench.settle();
    expect(rep.salesforceEvent('Talk')['Location']).toBe('Nowhere');
    expect(rep.salesforceEvent('New')['Location']).toBe('Nowhere');
    expect(await rep.findings()).not.toHaveProperty('VALIDATION_RULE');
  });

  it('goes on after the process was stopped in the middle, and is answered', async () => {
    await everydayState();
    const before = [contents(), await links(), await pairs()];
    const id = ask(bench, adminOf(bench), 'Reset', rep.person, { Objects__c: 'Events' });
    addFault(bench, { kind: 'cutBefore' }, eventDelta);
    await roundAfter(bench, 60_000);
    expect(await links()).toHaveProperty('forgotten');
    expect(requestRow(bench, id)['State__c']).toBe('Running');
    bench.emulator.world.faults.clear();
    await bench.restart();
    await bench.settle();
    expect(requestRow(bench, id)['State__c']).toBe('Done');
    expect([contents(), await links(), await pairs()]).toEqual(before);
  });

  it('forgets nothing while Salesforce cannot be asked what is still there, and does so later', async () => {
    await everydayState();
    const before = await links();
    rep.remove(rep.salesforceEvent('Talk').Id);
    const id = ask(bench, adminOf(bench), 'Reset', rep.person, { Objects__c: 'Events' });
    addFault(bench, unavailable, { system: 'salesforce', user: rep.person.username });
    await roundAfter(bench, 60_000);
    expect(await links()).toEqual(before);
    bench.emulator.world.faults.clear();
    await settleTwice();
    expect(requestRow(bench, id)['State__c']).toBe('Done');
    expect(await links()).toMatchObject({ linked: 2, removedFromSalesforce: 2 });
  });
});

describe('events outside of the window', () => {
  it.each([
    ['long behind it', -2, 12],
    ['just behind it', -2, 4],
    ['just ahead of it', 34, 0],
    ['far ahead of it', 300, 0],
  ])('stay linked through a reset (%s)', async (_, inDays, daysLater) => {
    ({ bench, rep } = await eventBench({ Event_Days_Back__c: 5, Event_Days_Ahead__c: 400 }));
    rep.meet('Outside', inDays);
    rep.meet('Inside', 20);
    await bench.settle();
    await configure(bench, rep, { Event_Days_Ahead__c: 30 });
    bench.emulator.world.clock.advance(daysLater * dayMs);
    await settleTwice();
    const before = [contents(), await pairs()];
    expect(await writesDuring(bench, async () => void (await reset()))).toEqual(nothingWritten);
    expect([contents(), await pairs()]).toEqual(before);
    expect(await links()).toEqual({ linked: 2 });
    expect(statusOf(bench, rep.person)['Events_Synced__c']).toBe(2);
  });
});

describe('what a reset touches', () => {
  it.each([
    ['Events', { contacts: false, events: true }],
    ['Contacts', { contacts: true, events: false }],
    ['Both', { contacts: true, events: true }],
  ] as const)('is what it names and nothing else: %s', async (objects, touched) => {
    ({ bench, rep } = await eventBench({ Contact_Direction__c: 'BothWays' }));
    rep.meet('Talk', 3);
    rep.contact({ LastName: 'Berg' });
    await settleTwice();
    const before = await bench.store.readScope(rep.id);
    await reset({ Objects__c: objects });
    const after = await bench.store.readScope(rep.id);
    expect({
      contacts: after?.parts.Contact.listedAtMs !== before?.parts.Contact.listedAtMs,
      events: after?.parts.Event.listedAtMs !== before?.parts.Event.listedAtMs,
    }).toEqual(touched);
    expect(await links()).toEqual({ linked: 1 });
    expect(await bench.store.links('Contact').count(rep.id)).toEqual({ linked: 1 });
  });

  it('is nothing while events do not sync: later they go on with the same pairs', async () => {
    await everydayState();
    const before = [contents(), await links(), await pairs()];
    await configure(bench, rep, { Event_Direction__c: 'DoNotSync' });
    const id = await reset({ Objects__c: 'Both' });
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Failed', Result__c: expect.stringMatching(/not sync/) });
    expect([contents(), await links(), await pairs()]).toEqual(before);
    await configure(bench, rep, { Event_Direction__c: 'ExchangeToSalesforce' });
    expect([contents(), await links(), await pairs()]).toEqual(before);
  });

  it('of somebody whom the app may not act for is answered, and changes nothing until asked for again', async () => {
    await everydayState();
    const before = [contents(), await links(), await pairs()];
    bench.emulator.salesforce.unassignPermissionSet(rep.person.username, 'Exchange_Sync_Person');
    await bench.restart();
    const id = ask(bench, adminOf(bench), 'Reset', null, { Objects__c: 'Both' });
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Failed', Result__c: expect.stringMatching(/not sync/) });
    expect(statusOf(bench, rep.person)['Person_State__c']).toBe('NOT_AUTHORISED');
    bench.emulator.salesforce.assignPermissionSet(rep.person.username, 'Exchange_Sync_Person');
    await settleTwice();
    expect([contents(), await links(), await pairs()]).toEqual(before);
    expect(requestRow(bench, await reset({ Objects__c: 'Both' }))['State__c']).toBe('Done');
  });

  it('of everybody is each person’s own; a meeting of two stays one event', async () => {
    ({ bench, rep } = await eventBench());
    const olga = addEventRep(bench, 'Olga');
    olga.meet('Own', 2);
    rep.meet('Kick-off', 3, attendees(olga.person.email, 'ulla@customer.example'));
    await bench.restart();
    await settleTwice();
    const before = [contents(), contents(olga), await rep.findings(), await olga.findings()];
    const id = ask(bench, adminOf(bench), 'Reset', null, { Objects__c: 'Events' });
    expect(await writesDuring(bench, settleTwice)).toEqual(nothingWritten);
    expect(requestRow(bench, id)['State__c']).toBe('Done');
    expect(String(requestRow(bench, id)['Result__c']).split('\n')).toHaveLength(2);
    expect([contents(), contents(olga), await rep.findings(), await olga.findings()]).toEqual(before);
  });
});
