// Whom a look for changes wakes because of an address, on the store in memory and with scripted answers of the org. All
// else that a look does is shown by the tests in test/sync.
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  ada,
  ben,
  change,
  eventFinding,
  finding,
  foundOn,
  newEventLink,
  nowMs,
  personId,
  withEventLinks,
} from '../../test/contract/store/samples.js';
import { testClock, type TestClock } from '../../test/support/clock.js';
import { noteLog } from '../../test/support/scripted-graph.js';
import { success } from '../core/failure.js';
import { createHasher } from '../core/hash.js';
import { limits } from '../core/limits.js';
import { toInstant, type PersonId } from '../core/model.js';
import type { ChangeCursors, OrgPort, OrgUser, PollAnswer, SalesforceChange } from '../ports/salesforce.js';
import type { Finding, StorePort } from '../ports/store.js';
import { createMemoryStore } from '../store/memory/store.js';
import { WriteSwitch } from '../sync/part/write-switch.js';
import { Fleet } from './fleet.js';
import { Poller } from './poller.js';
import { Requests } from './requests.js';
import type { WorkerServices } from './services.js';

const hasher = createHasher('a key of the tests');
const keyOf = (address: string) => hasher.keyHash('email', address);
/** Nobody of the fleet. */
const stranger = personId(3);
const hourMs = 3_600_000;

let store: StorePort;
let clock: TestClock;
let poller: Poller;
let answers: Partial<PollAnswer>[];
let asked: ChangeCursors[];

const user = (id: PersonId): OrgUser => ({
  ...{ id, username: `${id}@company.example`, email: `${id}@company.example` },
  ...{ profileId: '00e000000000001AAA', isActive: true, isFrozen: false },
});

beforeEach(async () => {
  store = createMemoryStore();
  clock = testClock(nowMs);
  answers = [];
  asked = [];
  const row = { Id: 'a00000000000001AAA', Name: 'Sales', Active__c: true };
  const settings = {
    configurationRows: [row],
    assignments: [ada, ben].map((userId) => ({
      configurationId: row.Id,
      target: { kind: 'user' as const, userId },
    })),
  };
  const org: Pick<OrgPort, 'poll' | 'beat' | 'readUsers'> = {
    beat: ({ installationId, state, heartbeatAt }) =>
      Promise.resolve(success([{ installationId, state, modifiedAt: heartbeatAt }])),
    poll: (cursors, { configurations }) => {
      asked.push(cursors);
      return Promise.resolve(
        success({
          ...{ changes: [], emails: new Map(), cursors, hasMore: false, requests: [], apiUsedShare: null },
          ...{ systemSettings: null, connectors: null },
          ...(configurations ? settings : { configurationRows: null, assignments: null }),
          ...answers.shift(),
        }),
      );
    },
    readUsers: ({ ids }) => Promise.resolve(success(ids.map(user))),
  };
  const identity = { installationId: 'a', version: '1', isOn: true, startedAtMs: nowMs };
  const writes = new WriteSwitch({ ...identity, microsoftKeyEnds: null, salesforceKeyEnds: null }, clock);
  const services = { org, store, clock, hasher, writes, log: noteLog().log } as unknown as WorkerServices;
  const fleet = new Fleet(services);
  poller = new Poller(services, fleet, new Requests(services, fleet));
  await look();
  // Everybody has been looked at and is due much later.
  for (const person of [ada, ben, stranger]) await rest(person);
});

async function rest(person: PersonId): Promise<void> {
  await store.saveScope(person, { dueAtMs: clock.nowMs(), priority: 2 });
  const scope = await store.startRun(person, clock.nowMs(), hourMs);
  await store.endRun(person, scope?.runNo ?? 0, clock.nowMs() + hourMs);
}

async function remember(...findings: readonly Finding[]): Promise<void> {
  for (const one of findings) {
    await store.saveScope(one.person, { dueAtMs: clock.nowMs() });
    const scope = await store.startRun(one.person, clock.nowMs(), hourMs);
    const runNo = scope?.runNo ?? 0;
    expect(await store.commitRun({ person: one.person, runNo, findings: [foundOn(one)] })).toBe(true);
    await store.endRun(one.person, runNo, clock.nowMs() + hourMs);
  }
}

async function look(answer: Partial<PollAnswer> = {}): Promise<void> {
  answers.push(answer);
  clock.advance(30_000);
  expect(await poller.poll()).toMatchObject({ ok: true });
}

const waiting = (number: number, person: PersonId, ...addresses: readonly string[]) =>
  eventFinding(number, { person, matchKeys: addresses.map(keyOf), retryAtMs: nowMs + 10 * hourMs });

/** A change of a contact or lead with this address. */
function told(object: 'Contact' | 'Lead', address: string, more: Partial<SalesforceChange> = {}): Partial<PollAnswer> {
  const recordId = object === 'Contact' ? '003000000000001AAA' : '00Q000000000001AAA';
  const one = change(1, { object, recordId, ownerId: stranger, modifiedAt: toInstant(clock.nowMs()), ...more });
  return { changes: [one], emails: new Map([[recordId, address]]) };
}

async function dueNow(): Promise<readonly PersonId[]> {
  return store.dueScopes(clock.nowMs(), 10);
}

const dueEvents = async (person: PersonId) =>
  (await store.dueFindings(person, 'Event', clock.nowMs(), 10)).map(({ itemId }) => itemId);

describe('an address of a contact or lead', () => {
  it.each(['Contact', 'Lead'] as const)('wakes the events that wait for it, and whose they are: %s', async (object) => {
    const [mine, mineToo, others] = [
      waiting(1, ada, 'ann@acme.example', 'bob@acme.example'),
      waiting(2, ben, 'ann@acme.example'),
      waiting(3, ben, 'bob@acme.example'),
    ];
    await remember(mine, mineToo, others);
    await look(told(object, 'ann@acme.example'));
    expect(await dueEvents(ada)).toEqual([mine.itemId]);
    expect(await dueEvents(ben)).toEqual([mineToo.itemId]);
    expect([...(await dueNow())].sort()).toEqual([ada, ben]);
    expect(await store.readScope(ada)).toMatchObject({ priority: 1, dueAtMs: clock.nowMs() });
  });

  it('makes nobody due outside of the fleet, and nobody whose events wait for another one', async () => {
    await remember(waiting(1, stranger, 'ann@acme.example'), waiting(2, ben, 'bob@acme.example'));
    await look(told('Lead', 'ann@acme.example'));
    expect(await dueNow()).toEqual([]);
    expect(await dueEvents(ben)).toEqual([]);
  });

  it('wakes again when it is read again: a run may have looked before the contact was there', async () => {
    const event = waiting(1, ada, 'ann@acme.example');
    const once = told('Lead', 'ann@acme.example');
    await look(once);
    expect(await dueNow()).toEqual([]);
    await remember(event);
    await look(once);
    expect(await dueNow()).toEqual([ada]);
    expect(await dueEvents(ada)).toEqual([event.itemId]);
  });

  it('is not lost when the process ends before the change is stored', async () => {
    await remember(waiting(1, ada, 'ann@acme.example'));
    answers.push(told('Contact', 'ann@acme.example'));
    const adding = jest.spyOn(store, 'addChanges').mockRejectedValueOnce(new Error('the process ended'));
    await expect(poller.poll()).rejects.toThrow('the process ended');
    adding.mockRestore();
    expect(await dueNow()).toEqual([ada]);
  });

  it('wakes nobody when the record was deleted, or has none', async () => {
    await remember(waiting(1, ada, 'ann@acme.example', ''));
    await look(told('Contact', 'ann@acme.example', { isDeleted: true }));
    await look({ ...told('Lead', ''), emails: new Map() });
    expect(await dueNow()).toEqual([]);
  });

  it('wakes no contact that waits for it, and no owner of a lead', async () => {
    await remember(finding(1, { matchKeys: [keyOf('ann@acme.example')], retryAtMs: nowMs + 10 * hourMs }));
    await look(told('Lead', 'ann@acme.example', { ownerId: ada }));
    expect(await dueNow()).toEqual([]);
    expect(await store.dueFindings(ada, 'Contact', clock.nowMs(), 10)).toEqual([]);
  });
});

describe('links of events', () => {
  it('are dropped when the event ended long ago', async () => {
    const [old, recent] = [nowMs - limits.eventLinksKeptMs - hourMs, nowMs - hourMs];
    await withEventLinks(store, [newEventLink(1, { endsAtMs: old }), newEventLink(2, { endsAtMs: recent })]);
    clock.advance(hourMs);
    await look();
    expect((await store.links('Event').after(ada, 0, 10)).map(({ endsAtMs }) => endsAtMs)).toEqual([recent]);
  });
});

describe('the cursor of leads', () => {
  it('is kept with the others, and goes back with them for what was committed late', async () => {
    const at = toInstant(clock.nowMs() + 25_000);
    const cursor = { modifiedAt: at, recordId: '00Q000000000009AAA' };
    const cursors = asked.at(-1) as ChangeCursors;
    await look({ cursors: { ...cursors, Lead: cursor } });
    expect(await store.readChangeCursor('Lead')).toEqual(cursor);
    await look();
    await look();
    const leads = asked.slice(-2).map(({ Lead }) => Lead);
    expect(leads).toContainEqual(cursor);
    expect(leads).toContainEqual({ modifiedAt: toInstant(Date.parse(at) - 300_000), recordId: '' });
    expect(await store.readChangeCursor('Lead')).toEqual(cursor);
  });
});
