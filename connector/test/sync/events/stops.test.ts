// What stops the events of one person: a mailbox or calendar that is another one or closed, an app that may not act,
// permissions that are missing. Only this person stops, with a status and an issue that say why; nothing is deleted or
// written for it, and mending it is enough to go on (laws P4, P15, P20).
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ObjectAccess } from '../../../../emulator/src/parts.js';
import { addEventRep, configure, eventBench, type EventFields, type EventSides } from '../../support/event-sides.js';
import { addFault, addRepWith, allRights, eventDelta, roundAfter, subjectsOf } from '../../support/event-trouble.js';
import { openIssues, statusOf } from '../../support/org-rows.js';
import { sidesOf, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
/** Somebody with whom everything is fine. */
let fine: EventSides;
let rep: EventSides;

beforeEach(async () => {
  ({ bench, rep: fine } = await eventBench());
  fine.meet('Fine', 2);
});
afterEach(async () => {
  fine.meet('Fine, too', 3);
  await bench.settle();
  const subjects = subjectsOf(fine);
  const status = statusOf(bench, fine.person);
  await bench.stop();
  expect(subjects).toEqual(['Fine', 'Fine, too']);
  expect(status).toMatchObject({ Event_State__c: 'IN_SYNC', Person_State__c: 'OK' });
});

const sweepMs = 17 * 60_000;
const hourMs = 3_600_000;
const removes: EventFields = { Event_Deleted__c: 'RemoveFromSalesforce' };
const nothingWritten = { exchange: [], salesforce: [] };
let ids: readonly string[];

/** A further rep with four events in step. */
async function addTroubled(fields: EventFields = {}, access?: Readonly<Record<string, ObjectAccess>>): Promise<void> {
  rep = addRepWith(bench, {
    firstName: 'Tom',
    fields: { ...removes, ...fields },
    ...(access === undefined ? {} : { access }),
  });
  ids = ['One', 'Two', 'Three', 'Four'].map((subject, index) => rep.meet(subject, 2 + index));
  await bench.restart();
  await bench.settle();
  expect(subjectsOf(rep)).toEqual(['Four', 'One', 'Three', 'Two']);
}

/** What people do in Outlook while it does not sync. */
function actMeanwhile(): void {
  rep.calendar.deleteEvent(ids[0] ?? '');
  rep.calendar.editEvent(ids[1] ?? '', { subject: 'Two, edited' });
  rep.meet('Five', 6);
}

async function expectStopped(reason: string, status: Readonly<Record<string, unknown>>): Promise<void> {
  const before = rep.inSalesforce();
  const writes = await writesDuring(bench, async () => {
    await bench.settle();
    await bench.settle();
  });
  expect(writes).toEqual(nothingWritten);
  expect(rep.inSalesforce()).toEqual(before);
  expect(openIssues(bench, rep.person)).toEqual({ [reason]: 1 });
  expect(statusOf(bench, rep.person)).toMatchObject({ Event_State__c: 'ACTION_NEEDED', ...status });
}

async function expectToGoOn(): Promise<void> {
  await bench.restart();
  await bench.settle();
  await bench.settle();
  expect(subjectsOf(rep)).toEqual(['Five', 'Four', 'Three', 'Two, edited']);
  expect(openIssues(bench, rep.person)).toEqual({});
  expect(statusOf(bench, rep.person)).toMatchObject({
    Event_State__c: 'IN_SYNC',
    Person_State__c: 'OK',
    Mailbox_State__c: 'FOUND',
  });
}

describe('a mailbox with a calendar', () => {
  it.each([
    ['none', 'MAILBOX_NOT_IN_CLOUD', 'ON_PREMISES'],
    ['blocked', 'MAILBOX_NO_ACCESS', 'NO_ACCESS'],
    ['missingRole', 'MAILBOX_NO_ACCESS', 'NO_ACCESS'],
  ] as const)('that is %s in between stops its owner with %s', async (state, reason, shown) => {
    await addTroubled();
    bench.emulator.exchange.setMailboxState(rep.person.email, state);
    actMeanwhile();
    await expectStopped(reason, { Mailbox_State__c: shown });
    bench.emulator.exchange.setMailboxState(rep.person.email, 'ok');
    await expectToGoOn();
  });

  it('that is closed in the middle of a round is asked again later, from where it was', async () => {
    await addTroubled();
    bench.emulator.exchange.setSwitch('deltaPageSizeMax', 1);
    actMeanwhile();
    const body = { error: { code: 'ErrorAccessDenied', message: 'Access is denied.' } };
    const user = rep.person.mailboxId ?? '';
    addFault(bench, { kind: 'answer', status: 403, body }, { ...eventDelta, user, skipFirst: 1 });
    await expectStopped('MAILBOX_NO_ACCESS', { Mailbox_State__c: 'NO_ACCESS' });
    bench.emulator.world.faults.clear();
    await expectToGoOn();
  });

  it('to which the address does not lead any more proves no removal, and is not followed', async () => {
    await addTroubled();
    const { salesforce, organisation } = bench.emulator;
    const other = organisation.addPerson({ firstName: 'Nils', lastName: 'Neu', role: 'colleague' });
    actMeanwhile();
    salesforce.seed('User', { Id: rep.person.userId, Email: other.email });
    await roundAfter(bench, sweepMs);
    await bench.settle();
    expect(subjectsOf(rep)).toContain('One');
    expect(await rep.findings()).toMatchObject({ REMOVAL_NOT_CONFIRMED: 1 });
    bench.emulator.world.clock.advance(hourMs);
    await bench.settle();
    await expectStopped('MAILBOX_CHANGED', { Mailbox_State__c: 'CHANGED' });
    const asked = bench.emulator.world.calls.since().map(({ user }) => user);
    expect(asked).not.toContain(other.mailboxId);
    salesforce.seed('User', { Id: rep.person.userId, Email: rep.person.email });
    await expectToGoOn();
  });
});

describe('a calendar', () => {
  it('with another id than before stops its owner; nothing of it is read, nothing deleted', async () => {
    await addTroubled();
    actMeanwhile();
    const where = { system: 'exchange', method: 'GET', user: rep.person.mailboxId ?? '' } as const;
    const other = { kind: 'answer', status: 200, body: { id: 'AAMkAnotherCalendar' } } as const;
    addFault(bench, other, { ...where, routeIncludes: '/users/{user}/calendar' });
    bench.emulator.world.clock.advance(hourMs);
    const mark = bench.emulator.world.calls.mark();
    await expectStopped('MAILBOX_CHANGED', { Mailbox_State__c: 'CHANGED' });
    const calls = bench.emulator.world.calls.since(mark).filter(({ user }) => user === rep.person.mailboxId);
    const routes = calls.map(({ route }) => route);
    expect(routes).toContain('/users/{user}/calendar');
    expect(routes.filter((route) => route.includes('delta') || route.includes('events'))).toEqual([]);
    bench.emulator.world.faults.clear();
    await expectToGoOn();
  });
});

describe('a person whom the app may not act for', () => {
  it('stops with events and contacts, until the permission set is given back', async () => {
    await addTroubled({ Contact_Direction__c: 'BothWays' });
    const contacts = sidesOf(bench, rep.person);
    bench.emulator.salesforce.unassignPermissionSet(rep.person.username, 'Exchange_Sync_Person');
    await bench.restart();
    actMeanwhile();
    contacts.outlook.createContact('Salesforce_Sync', { givenName: 'N', surname: 'New' });
    await expectStopped('NOT_AUTHORISED', { Person_State__c: 'NOT_AUTHORISED', Contact_State__c: 'ACTION_NEEDED' });
    bench.emulator.salesforce.assignPermissionSet(rep.person.username, 'Exchange_Sync_Person');
    await expectToGoOn();
    expect(contacts.salesforceContact('New')['FirstName']).toBe('N');
  });

  it('is told as not authorised where only events sync, too', async () => {
    await addTroubled();
    bench.emulator.salesforce.unassignPermissionSet(rep.person.username, 'Exchange_Sync_Person');
    await bench.restart();
    actMeanwhile();
    await expectStopped('NOT_AUTHORISED', { Person_State__c: 'NOT_AUTHORISED' });
    bench.emulator.salesforce.assignPermissionSet(rep.person.username, 'Exchange_Sync_Person');
    await expectToGoOn();
  });
});

describe('a missing permission', () => {
  const rights = { Contact: allRights, Account: { read: true, create: true, edit: true }, Lead: { read: true } };

  async function contactsFlow(contacts: TwoSides, surname: string): Promise<boolean> {
    contacts.outlook.createContact('Salesforce_Sync', { givenName: 'X', surname });
    await bench.settle();
    await bench.settle();
    return contacts.inSalesforce().some((row) => row['LastName'] === surname);
  }

  it('on events stops events with its name, while contacts go on', async () => {
    await addTroubled({ Contact_Direction__c: 'BothWays' }, { ...rights, Event: allRights });
    const contacts = sidesOf(bench, rep.person);
    bench.emulator.salesforce.setAccess('Tom', 'Event', { edit: false, delete: false });
    bench.emulator.world.clock.advance(hourMs);
    actMeanwhile();
    await expectStopped('MISSING_PERMISSION', { Contact_State__c: 'IN_SYNC' });
    expect(String(statusOf(bench, rep.person)['Missing_Permissions__c'])).toMatch(/Edit events.*Delete events/s);
    expect(await contactsFlow(contacts, 'Berg')).toBe(true);
    bench.emulator.salesforce.setAccess('Tom', 'Event', allRights);
    bench.emulator.world.clock.advance(hourMs);
    await expectToGoOn();
    expect(statusOf(bench, rep.person)['Missing_Permissions__c'] ?? null).toBeNull();
  });

  it('on contacts stops contacts, while events go on', async () => {
    await addTroubled({ Contact_Direction__c: 'BothWays' }, { ...rights, Event: allRights });
    const contacts = sidesOf(bench, rep.person);
    bench.emulator.salesforce.setAccess('Tom', 'Contact', { create: false });
    bench.emulator.world.clock.advance(hourMs);
    expect(await contactsFlow(contacts, 'Berg')).toBe(false);
    actMeanwhile();
    await bench.settle();
    await bench.settle();
    expect(subjectsOf(rep)).toEqual(['Five', 'Four', 'Three', 'Two, edited']);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({});
    expect(statusOf(bench, rep.person)).toMatchObject({
      Contact_State__c: 'ACTION_NEEDED',
      Event_State__c: 'IN_SYNC',
      Missing_Permissions__c: 'Create contacts',
    });
  });

  it('to read leads is asked for only where leads are looked for', async () => {
    await addTroubled({}, { Event: allRights, Contact: { read: true } });
    actMeanwhile();
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
    await configure(bench, rep, { Event_Relate__c: 'ContactsOrOneLead' });
    rep.meet('Six', 7);
    await expectStopped('MISSING_PERMISSION', { Missing_Permissions__c: 'Read leads' });
  });
});

describe('two people whose mailboxes are in trouble by turns', () => {
  it('are each stopped alone', async () => {
    await addTroubled();
    const other = addEventRep(bench, 'Otto', removes);
    other.meet('Otto one', 2);
    await bench.restart();
    bench.emulator.exchange.setMailboxState(rep.person.email, 'blocked');
    await bench.settle();
    expect(subjectsOf(other)).toEqual(['Otto one']);
    bench.emulator.exchange.setMailboxState(rep.person.email, 'ok');
    bench.emulator.exchange.setMailboxState(other.person.email, 'blocked');
    actMeanwhile();
    await expectToGoOn();
    expect(openIssues(bench, other.person)).toEqual({ MAILBOX_NO_ACCESS: 1 });
    expect(subjectsOf(other)).toEqual(['Otto one']);
  });
});
