// Single events that Salesforce does not take: each gets an issue with its reason code and is tried again less and less
// often, in the end only when it changes; all the others go on, nothing is lost, and mending it is enough.
import { afterEach, describe, expect, it } from '@jest/globals';
import { REP_PROFILE } from '../../../../emulator/src/people/organisation.js';
import { daysAt, eventBench, hoursAt, type EventFields, type EventSides } from '../../support/event-sides.js';
import { eventReads, roundAfter, subjectsOf } from '../../support/event-trouble.js';
import { issueItems, openIssues, statusOf } from '../../support/org-rows.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

async function begin(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
}

/** Twice: what was found in a run is told at the latest with the next one. */
async function settle(): Promise<void> {
  await bench.settle();
  await bench.settle();
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function refuse(failsWhen: string | null): void {
  const rule = { object: 'Event', field: 'Location', failsWhen: failsWhen ?? '', message: 'No.' };
  bench.emulator.salesforce.setSwitch('validationRules', failsWhen === null ? [] : [rule]);
}

const at = (place: string): Record<string, unknown> => ({ location: { displayName: place } });

describe('an event that a validation rule refuses', () => {
  it('has an issue, new or changed, while the others go on; mended in Outlook it follows', async () => {
    await begin();
    refuse('^Nowhere$');
    const refused = rep.meet('New', 2, at('Nowhere'));
    const changed = rep.meet('Changed', 3, at('Hall'));
    rep.meet('Good', 4);
    await settle();
    rep.calendar.editEvent(changed, { subject: 'Changed, too', ...at('Nowhere') });
    rep.meet('Better', 5);
    await settle();
    expect(subjectsOf(rep)).toEqual(['Better', 'Changed', 'Good']);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({ VALIDATION_RULE: 2 });
    expect(issueItems(bench, rep.person, 'VALIDATION_RULE').map((row) => row['Exchange_Item_Id__c'])).toEqual(
      expect.arrayContaining([refused, changed]),
    );
    expect(statusOf(bench, rep.person)).toMatchObject({ Event_State__c: 'IN_SYNC_WITH_ISSUES', Events_Synced__c: 3 });
    rep.calendar.editEvent(refused, at('Hall 2'));
    rep.calendar.editEvent(changed, at('Hall 3'));
    await settle();
    expect(subjectsOf(rep)).toEqual(['Better', 'Changed, too', 'Good', 'New']);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({});
  });

  it('is tried six times, less and less often, then only when it changes', async () => {
    await begin();
    refuse('^Nowhere$');
    const id = rep.meet('New', 2, at('Nowhere'));
    const { calls, clock } = bench.emulator.world;
    const tries: number[] = [];
    for (let quarter = 0; quarter < 160; quarter += 1) {
      const mark = calls.mark();
      await roundAfter(bench, hourMs / 4);
      const mine = calls.since(mark).filter(({ user, method }) => user === rep.person.username && method === 'POST');
      if (mine.length > 0) tries.push(clock.nowMs());
    }
    expect(tries).toHaveLength(6);
    // 1, 4, 16, 64 and 256 minutes, seen every quarter of an hour.
    const quarters = tries.slice(1).map((time, index) => Math.round((time - (tries[index] ?? 0)) / (hourMs / 4)));
    expect(quarters).toEqual([1, 1, 2, 5, 18]);
    refuse(null);
    await settle();
    expect(subjectsOf(rep)).toEqual([]);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({ VALIDATION_RULE: 1 });
    rep.calendar.editEvent(id, { subject: 'New, touched' });
    await settle();
    expect(subjectsOf(rep)).toEqual(['New, touched']);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({});
  });

  it('goes over by itself when the rule is taken back in time', async () => {
    await begin();
    refuse('^Nowhere$');
    rep.meet('New', 2, at('Nowhere'));
    await settle();
    refuse(null);
    bench.emulator.world.clock.advance(hourMs);
    await settle();
    expect(subjectsOf(rep)).toEqual(['New']);
    expect(await rep.findings()).toEqual({});
  });

  it('and is deleted in Exchange leaves no issue behind', async () => {
    await begin();
    refuse('^Nowhere$');
    const id = rep.meet('New', 2, at('Nowhere'));
    rep.meet('Good', 3);
    await settle();
    rep.calendar.deleteEvent(id);
    await settle();
    expect(await rep.findings()).toEqual({});
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(await bench.store.openMeetings(rep.id)).toEqual([]);
  });
});

describe('a field of events that the person may not write', () => {
  const setFields = (fields: Record<string, 'none' | 'read' | 'edit'>): void =>
    bench.emulator.salesforce.setAccess(REP_PROFILE, 'Event', { fields });

  it('is left out with an issue; the other fields go over, and it follows when it is given back', async () => {
    await begin();
    setFields({ Location: 'read' });
    const id = rep.meet('Talk', 2, { ...at('Hall'), body: { contentType: 'text', content: 'Agenda' } });
    await settle();
    rep.calendar.editEvent(id, { subject: 'Talk, new', ...at('Hall 2') });
    await settle();
    expect(rep.salesforceEvent('Talk, new')['Description']).toBe('Agenda');
    expect(rep.salesforceEvent('Talk, new')['Location'] ?? null).toBeNull();
    expect(openIssues(bench, rep.person)).toHaveProperty('NO_FIELD_ACCESS');
    setFields({ Location: 'edit' });
    bench.emulator.world.clock.advance(hourMs);
    rep.meet('Another one', 3);
    await settle();
    await settle();
    expect(rep.salesforceEvent('Talk, new')['Location']).toBe('Hall 2');
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('that was taken away since it was looked at stops no event for long', async () => {
    await begin();
    rep.meet('Before', 2);
    await settle();
    setFields({ Location: 'read' });
    rep.meet('After', 3, at('Hall'));
    rep.meet('After, too', 4);
    await settle();
    bench.emulator.world.clock.advance(hourMs);
    await settle();
    expect(subjectsOf(rep)).toEqual(['After', 'After, too', 'Before']);
    expect(openIssues(bench, rep.person)).toHaveProperty('NO_FIELD_ACCESS');
  });

  it.each(['none', 'read'] as const)('keeps no timed event waiting where it is All-Day Event (%s)', async (access) => {
    await begin();
    setFields({ IsAllDayEvent: access });
    const id = rep.meet('Talk', 2);
    rep.meet('Fair', 4, daysAt(bench, 4));
    await settle();
    expect(subjectsOf(rep)).toEqual(['Talk']);
    const before = rep.salesforceEvent('Talk')['StartDateTime'];
    rep.calendar.editEvent(id, { subject: 'Talk, moved', ...hoursAt(bench, 3) });
    await settle();
    expect(rep.salesforceEvent('Talk, moved')['StartDateTime']).not.toBe(before);
    expect(openIssues(bench, rep.person)).toHaveProperty('NO_FIELD_ACCESS');
    setFields({ IsAllDayEvent: 'edit' });
    bench.emulator.world.clock.advance(hourMs);
    rep.meet('Another one', 3);
    await settle();
    await settle();
    expect(rep.salesforceEvent('Fair')['IsAllDayEvent']).toBe(true);
    expect(openIssues(bench, rep.person)).toEqual({});
  });
});

describe('an event of more than a day', () => {
  it('is an issue where the org has no multi-day events, and goes over when they are turned on', async () => {
    await begin();
    bench.emulator.salesforce.setSwitch('multidayEvents', false);
    rep.meet('Fair', 2, daysAt(bench, 2, 3));
    rep.meet('Holiday', 3, daysAt(bench, 3));
    rep.meet('Night shift', 4, hoursAt(bench, 4, 20, 30));
    rep.meet('Short', 5);
    await settle();
    expect(subjectsOf(rep)).toEqual(['Holiday', 'Short']);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({ TOO_LONG: 2 });
    bench.emulator.salesforce.setSwitch('multidayEvents', true);
    bench.emulator.world.clock.advance(hourMs);
    await settle();
    expect(subjectsOf(rep)).toEqual(['Fair', 'Holiday', 'Night shift', 'Short']);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({});
  });

  it('and longer than two weeks is an issue everywhere; made shorter it goes over', async () => {
    await begin();
    const id = rep.meet('Sabbatical', 2, daysAt(bench, 2, 15));
    await settle();
    expect(subjectsOf(rep)).toEqual([]);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({ TOO_LONG: 1 });
    rep.calendar.editEvent(id, daysAt(bench, 2, 14));
    await settle();
    expect(rep.salesforceEvent('Sabbatical')['DurationInMinutes']).toBe(14 * 1_440);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({});
  });

  it('that grows too long keeps the copy it has as it is', async () => {
    await begin({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const id = rep.meet('Trip', 2, daysAt(bench, 2, 3));
    await settle();
    const before = rep.salesforceEvent('Trip');
    rep.calendar.editEvent(id, daysAt(bench, 2, 15));
    await settle();
    expect(rep.salesforceEvent('Trip')).toEqual(before);
    expect(openIssues(bench, rep.person, 'Event')).toEqual({ TOO_LONG: 1 });
  });
});

describe('an event that Salesforce has archived', () => {
  async function archived(fields: EventFields = {}): Promise<string> {
    await begin({ Event_Days_Back__c: 60, ...fields });
    bench.emulator.salesforce.setSwitch('eventArchiveAfterDays', 10);
    const id = rep.meet('Long ago', -20);
    rep.meet('Stays', 2);
    await settle();
    bench.emulator.world.clock.advance(dayMs);
    await settle();
    expect(rep.salesforceEvent('Long ago')['IsArchived']).toBe(true);
    return id;
  }

  it('is no event that somebody deleted: it is changed like any other', async () => {
    const id = await archived();
    const { Id } = rep.salesforceEvent('Long ago');
    rep.calendar.editEvent(id, { subject: 'Long ago, with minutes' });
    await settle();
    expect(rep.salesforceEvent('Long ago, with minutes').Id).toBe(Id);
    expect(await rep.findings()).toEqual({});
  });

  it('is found again by its key after its making was in doubt, and is not made twice', async () => {
    await begin({ Event_Days_Back__c: 60 });
    bench.emulator.salesforce.setSwitch('eventArchiveAfterDays', 10);
    rep.meet('Long ago', -20);
    const where = { system: 'salesforce', method: 'POST', routeIncludes: '/composite/sobjects', times: 1 } as const;
    bench.emulator.world.faults.add({ ...where, user: rep.person.username, effect: { kind: 'cutAfter' } });
    await roundAfter(bench, 17 * 60_000);
    bench.emulator.world.clock.advance(2 * dayMs);
    await settle();
    expect(subjectsOf(rep)).toEqual(['Long ago']);
    expect(rep.salesforceEvent('Long ago')['IsArchived']).toBe(true);
    expect(await rep.findings()).toEqual({});
  });

  it('is deleted with its original where the setting says so', async () => {
    const id = await archived({ Event_Deleted__c: 'RemoveFromSalesforce' });
    rep.calendar.deleteEvent(id);
    await settle();
    expect(subjectsOf(rep)).toEqual(['Stays']);
  });
});

describe('an event that Graph shows without times', () => {
  it('is passed over, and the others go on', async () => {
    await begin();
    const id = rep.meet('Good', 2);
    await settle();
    rep.calendar.editEvent(id, { subject: 'Better' });
    const body = {
      value: [
        { id: 'AAMkWithoutTimes', type: 'singleInstance' },
        { id, type: 'singleInstance' },
      ],
    };
    const link = (await bench.store.readScope(rep.id))?.parts.Event.cursor ?? '';
    bench.emulator.world.faults.add({
      ...{ ...eventReads, routeIncludes: '/calendarView/delta', times: 1 },
      effect: { kind: 'answer', status: 200, body: { ...body, '@odata.deltaLink': link } },
    });
    const writes = await writesDuring(bench, () => roundAfter(bench, 17 * 60_000));
    expect(writes).toEqual({ exchange: [], salesforce: [] });
    await settle();
    expect(subjectsOf(rep)).toEqual(['Better']);
  });
});
