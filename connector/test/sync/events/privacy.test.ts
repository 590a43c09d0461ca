// What must not be seen is not seen: private events in the three settings, events that become private later, and
// canaries in events that are left out for each reason: nowhere in the org, the database or the log (law P12).
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  addEventRep,
  attendees,
  configure,
  daysAt,
  eventBench,
  hoursAt,
  type EventFields,
  type EventSides,
} from '../../support/event-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

const canary = 'Zqxjkcanary';
const secret = {
  location: { displayName: `${canary} clinic` },
  body: { contentType: 'text', content: `${canary} results` },
};

async function open(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
}

function inOrg(): string {
  return JSON.stringify(bench.emulator.salesforce.dump());
}

describe('a private event', () => {
  it.each(['private', 'personal', 'confidential'])(
    'marked %s does not sync where private events do not',
    async (mark) => {
      await open({ Event_Private__c: 'DoNotSync' });
      rep.meet(`${canary} doctor`, 2, { sensitivity: mark, ...secret });
      await bench.settle();
      expect(rep.inSalesforce()).toEqual([]);
      expect(await rep.findings()).toEqual({ PRIVATE_EVENT: 1 });
      expect(inOrg().includes(canary)).toBe(false);
    },
  );

  it('is taken time and nothing else where the setting says so', async () => {
    await open({ Event_Private__c: 'BusyTimeOnly', Event_Relate__c: 'ContactsOrOneLead' });
    rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    rep.meet(`${canary} doctor`, 2, { sensitivity: 'private', ...secret, ...attendees('ulla@customer.example') });
    await bench.settle();
    expect(rep.salesforceEvent('Busy')).toMatchObject({ IsPrivate: true, DurationInMinutes: 60, ShowAs: 'Busy' });
    for (const field of ['Location', 'Description', 'WhoId', 'WhatId']) {
      expect(rep.salesforceEvent('Busy')[field] ?? null).toBeNull();
    }
    expect(inOrg().includes(canary)).toBe(false);
  });

  it('is private in Salesforce too, and about nobody, where all of it syncs', async () => {
    await open({ Event_Private__c: 'FullDetails', Event_Relate__c: 'ContactsOrOneLead' });
    rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    rep.meet('Doctor', 2, { sensitivity: 'private', ...attendees('ulla@customer.example') });
    await bench.settle();
    expect(rep.salesforceEvent('Doctor')).toMatchObject({ IsPrivate: true });
    expect(rep.salesforceEvent('Doctor')['WhoId'] ?? null).toBeNull();
  });
});

describe('an event that becomes private', () => {
  const meeting = { ...secret, ...attendees('ulla@customer.example') };

  it('is emptied and removed where private events do not sync, and comes back when it is normal again', async () => {
    await open({ Event_Private__c: 'DoNotSync', Event_Relate__c: 'ContactsOrOneLead' });
    rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    const id = rep.meet(`${canary} talk`, 2, meeting);
    await bench.settle();
    expect(rep.salesforceEvent(`${canary} talk`)['WhoId']).toBeTruthy();
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await bench.settle();
    expect(rep.inSalesforce()).toEqual([]);
    // A delete can be undone: what lies in the recycle bin was emptied before.
    expect(inOrg().includes(canary)).toBe(false);
    rep.calendar.editEvent(id, { sensitivity: 'normal', subject: 'Open talk' });
    await bench.settle();
    expect(rep.inSalesforce().map(({ Subject }) => Subject)).toEqual(['Open talk']);
  });

  it('does not come back when it is normal again, if somebody had deleted it in Salesforce', async () => {
    await open({ Event_Private__c: 'DoNotSync' });
    const id = rep.meet('Doctor', 2);
    await bench.settle();
    rep.remove(rep.salesforceEvent('Doctor').Id);
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await bench.settle();
    expect(await rep.findings()).toEqual({ PRIVATE_EVENT: 1 });
    rep.calendar.editEvent(id, { sensitivity: 'normal' });
    await bench.settle();
    expect(rep.inSalesforce()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('turns into taken time where the setting says so, even if somebody related it by hand', async () => {
    await open({ Event_Private__c: 'BusyTimeOnly' });
    const id = rep.meet(`${canary} talk`, 2, meeting);
    await bench.settle();
    const { Id } = rep.salesforceEvent(`${canary} talk`);
    const account = bench.emulator.salesforce.act(rep.person.username, {
      kind: 'create',
      object: 'Account',
      fields: { Name: 'Customer' },
    });
    rep.update(Id, { WhatId: account, Description: `${canary}: their words` });
    rep.calendar.editEvent(id, { sensitivity: 'private' });
    await bench.settle();
    expect(rep.salesforceEvent('Busy')).toMatchObject({ Id, IsPrivate: true });
    expect(inOrg().includes(canary)).toBe(false);
  });

  it('is hidden when an admin turns private events off, and its shell is not deleted for it', async () => {
    await open({ Event_Private__c: 'FullDetails' });
    rep.meet(`${canary} doctor`, 2, { sensitivity: 'private', ...secret });
    await bench.settle();
    await configure(bench, rep, { Event_Private__c: 'DoNotSync' });
    expect(inOrg().includes(canary)).toBe(false);
    expect(rep.salesforceEvent('Busy')).toMatchObject({ IsPrivate: true });
  });
});

/** One event a reason, each with the canary in everything that could be told of it. */
async function leftOutForEachReason(lines: string[]): Promise<void> {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  ({ bench, rep } = await eventBench(
    {
      Event_Private__c: 'DoNotSync',
      Event_Selection__c: 'ByCategory',
      Event_Leave_Out_Free__c: true,
      Event_Leave_Out_All_Day__c: true,
      Event_Leave_Out_Domains__c: 'rival.example',
      Event_Leave_Out_Words__c: 'lunch',
      Event_Days_Ahead__c: 100,
    },
    { logTo: sink },
  ));
  const colleague = addEventRep(bench, 'Olga', { Event_Leave_Out_Cancelled__c: true });
  const chosen = { categories: ['Salesforce'], ...secret };
  const guest = attendees(`${canary.toLowerCase()}@customer.example`);
  const meet = (subject: string, properties: Record<string, unknown>): string =>
    rep.meet(`${canary} ${subject}`, 3, { ...chosen, ...properties });
  meet('private', { sensitivity: 'private' });
  meet('not selected', { categories: [] });
  meet('free', { showAs: 'free' });
  meet('all day', daysAt(bench, 3));
  meet('domain', attendees('someone@rival.example', `${canary.toLowerCase()}@customer.example`));
  meet('lunch', guest);
  meet('internal', attendees(colleague.person.email));
  meet('far ahead', hoursAt(bench, 104));
  meet('too long', daysAt(bench, 3, 20));
  meet('weekly', {
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'numbered', numberOfOccurrences: 3, startDate: nextMonday() },
    },
    ...mondayAt(),
  });
  rep.calendar.createCalendar('Second');
  rep.calendar.createEvent('Second', { subject: `${canary} elsewhere`, ...hoursAt(bench, 3), ...chosen });
  const cancelled = colleague.calendar.createEvent('Calendar', {
    subject: `${canary} cancelled`,
    ...hoursAt(bench, 4),
    sensitivity: 'private',
    ...attendees(rep.person.email, `${canary.toLowerCase()}@customer.example`),
  });
  colleague.calendar.cancelEvent(cancelled);
}

function nextMonday(): string {
  const nowMs = bench.emulator.world.clock.nowMs();
  const days = (8 - new Date(nowMs).getUTCDay()) % 7 || 7;
  return new Date(nowMs + days * 86_400_000).toISOString().slice(0, 10);
}

function mondayAt(): Record<string, unknown> {
  const at = (hour: string) => ({ dateTime: `${nextMonday()}T${hour}:00:00`, timeZone: 'UTC' });
  return { start: at('09'), end: at('10') };
}

describe('an event that is left out', () => {
  it('tells its reason as a number, and no word of it gets into the org, the log or the store', async () => {
    const lines: string[] = [];
    await leftOutForEachReason(lines);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toEqual([]);
    const findings = await rep.findings();
    expect(Object.keys(findings).sort()).toEqual(
      [
        'ALL_DAY_EVENT',
        'INTERNAL_MEETING',
        'LEFT_OUT_DOMAIN',
        'LEFT_OUT_WORD',
        'NOT_SELECTED',
        'OUTSIDE_WINDOW',
        'PRIVATE_EVENT',
        'SERIES_NOT_SYNCED',
        'SHOWN_AS_FREE',
      ].sort(),
    );
    expect(lines.length).toBeGreaterThan(2);
    for (const text of [inOrg(), lines.join('\n'), JSON.stringify(await storeContents())]) {
      expect(text.toLowerCase().includes(canary.toLowerCase())).toBe(false);
    }
  });
});

/** All that the store tells of the person. */
async function storeContents(): Promise<unknown> {
  const findings = [];
  for (const { reason } of await bench.store.countFindings(rep.id, 'Event')) {
    findings.push(...(await bench.store.listFindings(rep.id, 'Event', reason, 1_000)));
  }
  return [findings, await bench.store.links('Event').after(rep.id, 0, 1_000), await bench.store.readScopes()];
}
