// Networks and servers that misbehave while events sync. Whatever happens: no event twice, none lost, none deleted for
// it, and the connector comes to rest by itself (laws P1, P4, P8, P9). Writes without an answer:
// event-in-doubt.test.ts; people, mailboxes and permissions: event-stops.test.ts.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../../../emulator/src/faults.js';
import { eventBench, hoursAt, type EventFields, type EventSides } from '../../support/event-sides.js';
import {
  addFault,
  busy,
  eventDelta,
  eventReads,
  eventWrites,
  faultHits,
  itemNotFound,
  roundAfter,
  subjectsOf,
  unavailable,
} from '../../support/event-trouble.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

const sweepMs = 17 * 60_000;
const removes: EventFields = { Event_Deleted__c: 'RemoveFromSalesforce' };
const nothingWritten = { exchange: [], salesforce: [] };

const names = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `Nr${String(from + index).padStart(2, '0')}`);

/** So many events in step; answers their ids. */
async function inStep(count: number, fields: EventFields = removes): Promise<readonly string[]> {
  ({ bench, rep } = await eventBench(fields));
  const ids = names(count).map((name, index) => rep.meet(name, 1 + index));
  await bench.settle();
  expect(subjectsOf(rep)).toEqual(names(count));
  return ids;
}

async function settleTwice(): Promise<void> {
  await bench.settle();
  await bench.settle();
}

async function expectAtRestWith(subjects: readonly string[]): Promise<void> {
  expect(subjectsOf(rep)).toEqual([...subjects].sort());
  expect(await rep.findings()).toEqual({});
  expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
}

describe('every tenth write of events', () => {
  it.each<[string, Fault['effect']]>([
    ['answered 503', unavailable],
    ['answered 429 with Retry-After', busy],
    ['carried out without an answer', { kind: 'cutAfter' }],
  ])('%s: each event is in Salesforce once, as it is in Exchange', async (_, effect) => {
    ({ bench, rep } = await eventBench(removes));
    addFault(bench, effect, { ...eventWrites(rep), everyNth: 10 });
    const left = new Map<string, string>();
    for (let day = 0; day < 22; day += 1) {
      left.set(rep.meet(`New ${day}`, 2 + day), `New ${day}`);
      const [first = '', second = ''] = left.keys();
      if (day % 3 === 2) {
        rep.calendar.deleteEvent(first);
        left.delete(first);
      } else if (day % 3 === 1) {
        rep.calendar.editEvent(second, { subject: `Edited ${day}` });
        left.set(second, `Edited ${day}`);
      }
      await roundAfter(bench, sweepMs);
    }
    await settleTwice();
    expect(faultHits(bench)).toBeGreaterThanOrEqual(3);
    await expectAtRestWith([...left.values()]);
  });
});

describe('a token of the calendar', () => {
  const gone: Fault['effect'] = {
    kind: 'answer',
    status: 410,
    body: { error: { code: 'SyncStateNotFound', message: 'The sync state generation is not found.' } },
  };

  it('that expired leads to a full listing: what happened meanwhile is found, nothing is doubled', async () => {
    const [first = '', second = '', third = ''] = await inStep(6);
    rep.calendar.deleteEvent(first);
    rep.calendar.editEvent(second, { subject: 'Edited' });
    rep.calendar.editEvent(third, hoursAt(bench, 500));
    rep.meet('New', 3);
    bench.emulator.exchange.expireDeltaTokens();
    await settleTwice();
    expect(subjectsOf(rep)).toEqual(['Edited', 'New', ...names(4, 2)].sort());
    expect(await rep.findings()).toEqual({ OUTSIDE_WINDOW: 1 });
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 6 });
  });

  it.each([0, 1, 2])('that expires after %d pages of a round loses, doubles and deletes nothing', async (pages) => {
    const ids = await inStep(12);
    bench.emulator.exchange.setSwitch('deltaPageSizeMax', 3);
    ids.forEach((id, index) => rep.calendar.editEvent(id, { subject: `Edited ${index}` }));
    addFault(bench, gone, { ...eventDelta, skipFirst: pages, times: 1 });
    await settleTwice();
    expect(faultHits(bench)).toBe(1);
    await expectAtRestWith(ids.map((_, index) => `Edited ${index}`));
  });

  it.each([1, 2])('that expires after %d pages of a first listing begins again', async (pages) => {
    ({ bench, rep } = await eventBench(removes));
    bench.emulator.exchange.setSwitch('deltaPageSizeMax', 3);
    names(8).forEach((name, index) => rep.meet(name, 1 + index));
    addFault(bench, gone, { ...eventDelta, skipFirst: pages, times: 1 });
    await settleTwice();
    expect(faultHits(bench)).toBe(1);
    await expectAtRestWith(names(8));
  });

  it('that is garbled leads to a full listing as well', async () => {
    const [first = ''] = await inStep(5);
    const cursor = (await bench.store.readScope(rep.id))?.parts.Event.cursor ?? '';
    expect(cursor).toContain('$deltatoken=');
    await bench.store.saveScope(rep.id, { parts: { Event: { cursor: `${cursor}x` } } });
    rep.calendar.deleteEvent(first);
    await settleTwice();
    await expectAtRestWith(names(4, 1));
  });
});

describe('a listing of the calendar', () => {
  it('that breaks off is no listing: nothing is taken for deleted, and it is done again', async () => {
    await inStep(9);
    bench.emulator.exchange.setSwitch('deltaPageSizeMax', 3);
    bench.emulator.exchange.expireDeltaTokens();
    addFault(bench, unavailable, { ...eventDelta, skipFirst: 2, times: 60 });
    const writes = await writesDuring(bench, () => bench.settle());
    expect(faultHits(bench)).toBeGreaterThan(2);
    expect(writes).toEqual(nothingWritten);
    bench.emulator.world.faults.clear();
    await settleTwice();
    await expectAtRestWith(names(9));
  });

  it('that is short is no reason to delete what is still there', async () => {
    await inStep(8);
    bench.emulator.exchange.expireDeltaTokens();
    const link = 'https://graph.microsoft.com/v1.0/nothing?$deltatoken=x';
    const body = { value: [], '@odata.deltaLink': link };
    addFault(bench, { kind: 'answer', status: 200, body }, { ...eventDelta, skipFirst: 1, times: 1 });
    await settleTwice();
    expect(faultHits(bench)).toBe(1);
    await settleTwice();
    await expectAtRestWith(names(8));
    expect(await bench.store.links('Event').count(rep.id)).toEqual({ linked: 8 });
  });
});

describe('reading events by id', () => {
  it('that answers 404 for everything deletes nothing, and what is really gone is deleted afterwards', async () => {
    const [first = ''] = await inStep(5);
    rep.calendar.deleteEvent(first);
    addFault(bench, itemNotFound, eventReads);
    await settleTwice();
    expect(subjectsOf(rep)).toEqual(names(5));
    expect(await rep.findings()).toEqual({ REMOVAL_NOT_CONFIRMED: 1 });
    bench.emulator.world.faults.clear();
    bench.emulator.world.clock.advance(3_600_000);
    await settleTwice();
    await expectAtRestWith(names(4, 1));
  });

  it('that fails for one event leaves that one as it is, and the others are deleted', async () => {
    const [first = '', second = ''] = await inStep(5);
    rep.calendar.deleteEvent(first);
    rep.calendar.deleteEvent(second);
    addFault(bench, { kind: 'answer', status: 500 }, { ...eventReads, times: 4 });
    await bench.settle();
    bench.emulator.world.clock.advance(3_600_000);
    await settleTwice();
    expect(faultHits(bench)).toBe(4);
    await expectAtRestWith(names(3, 2));
  });

  it('that never succeeds for one that is to be tried again stops none of the others', async () => {
    ({ bench, rep } = await eventBench(removes));
    const rule = { object: 'Event', field: 'Subject', failsWhen: '^Bad$', message: 'No.' };
    bench.emulator.salesforce.setSwitch('validationRules', [rule]);
    rep.meet('Bad', 2);
    await bench.settle();
    bench.emulator.salesforce.setSwitch('validationRules', []);
    addFault(bench, { kind: 'answer', status: 500 }, eventReads);
    rep.meet('Good', 3);
    await settleTwice();
    expect(subjectsOf(rep)).toEqual(['Good']);
    bench.emulator.world.faults.clear();
    bench.emulator.world.clock.advance(3_600_000);
    await settleTwice();
    await expectAtRestWith(['Bad', 'Good']);
  });

  it('that fails while more than a thousand new events are made loses none of them', async () => {
    ({ bench, rep } = await eventBench());
    const count = 1_010;
    for (let index = 0; index < count; index += 1) rep.meet(`Nr${index}`, 1 + (index % 300));
    addFault(bench, unavailable, { ...eventReads, times: 60 });
    await bench.settle();
    bench.emulator.world.faults.clear();
    bench.emulator.world.clock.advance(3_600_000);
    await settleTwice();
    expect(new Set(subjectsOf(rep)).size).toBe(count);
    expect(rep.inSalesforce()).toHaveLength(count);
    expect(await rep.findings()).toEqual({});
  });
});

describe('Salesforce or Exchange', () => {
  it.each(['salesforce', 'exchange'] as const)('out of reach for a while (%s) loses no event', async (system) => {
    const [first = '', second = ''] = await inStep(4);
    addFault(bench, { kind: 'cutBefore' }, { system });
    rep.calendar.editEvent(first, { subject: 'Edited' });
    rep.calendar.deleteEvent(second);
    rep.meet('New', 3);
    await bench.settle();
    expect(subjectsOf(rep)).toEqual(names(4));
    bench.emulator.world.faults.clear();
    await settleTwice();
    await expectAtRestWith(['Edited', 'New', ...names(2, 2)]);
  });

  it('that refuses a session in mid-run is signed in to again', async () => {
    ({ bench, rep } = await eventBench());
    names(12).forEach((name, index) => rep.meet(name, 1 + index));
    const where = { system: 'salesforce', user: rep.person.username } as const;
    for (const skipFirst of [0, 2, 4]) {
      addFault(bench, { kind: 'answer', status: 401 }, { ...where, skipFirst, times: 1 });
    }
    await settleTwice();
    await expectAtRestWith(names(12));
  });
});
