// What a run has to take along for requests, and what becomes of them, on the store in memory and with an org that
// remembers its answers. Whole resets are shown by the tests in test/sync.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ada, ben, nowMs, personId } from '../../test/contract/store/samples.js';
import { testClock } from '../../test/support/clock.js';
import { noteLog } from '../../test/support/scripted-graph.js';
import { success, type Failure } from '../core/failure.js';
import { toInstant, type PersonId, type SyncObject } from '../core/model.js';
import type { SyncRequest } from '../core/requests.js';
import type { OrgPort, RequestUpdate } from '../ports/salesforce.js';
import { createMemoryStore } from '../store/memory/store.js';
import type { RunEnd } from '../sync/part/order.js';
import type { Services } from '../sync/part/services.js';
import type { Fleet } from './fleet.js';
import { Requests } from './requests.js';

const manager = personId(3);
let requests: Requests;
let answers: RequestUpdate[];

beforeEach(async () => {
  answers = [];
  const org: Pick<OrgPort, 'whoMayManage' | 'updateRequests'> = {
    whoMayManage: (users) => Promise.resolve(success(new Set(users.filter((user) => user === manager)))),
    updateRequests: (updates) => {
      answers.push(...updates);
      return Promise.resolve(updates.map(() => success(null)));
    },
  };
  const store = createMemoryStore();
  for (const person of [ada, ben]) await store.saveScope(person, { dueAtMs: nowMs });
  const services = { org, store, clock: testClock(nowMs), log: noteLog().log } as unknown as Services;
  const people = [ada, ben].map((id) => ({ user: { id } }));
  const fleet = { all: () => people, get: (id: PersonId) => people.find(({ user }) => user.id === id) ?? null };
  requests = new Requests(services, fleet as unknown as Fleet);
});

let number = 0;
function request(more: Partial<SyncRequest> = {}): SyncRequest {
  number += 1;
  return {
    id: `a0200000000${number}`,
    type: 'Reset',
    askedBy: manager,
    askedAt: toInstant(nowMs),
    person: ada,
    objects: 'Both',
    bringBackRemoved: false,
    settleDifferencesAnew: false,
    ...more,
  };
}

async function end(person: PersonId, how: RunEnd): Promise<void> {
  await requests.runEnded(person, requests.orderFor(person), how);
}

const failure: Failure = { class: 'transient', code: 'UNREACHABLE' };
const last = () => answers.at(-1);

describe('the order for a run', () => {
  it.each<[SyncRequest['objects'], readonly SyncObject[]]>([
    ['Contacts', ['Contact']],
    ['Events', ['Event']],
    ['Both', ['Contact', 'Event']],
  ])('resets the objects that were asked for and no others: %s', async (objects, reset) => {
    const asked = request({ objects });
    await requests.take([asked], true);
    const order = requests.orderFor(ada);
    expect(order.requestIds).toEqual([asked.id]);
    expect(Object.keys(order.resets)).toEqual(reset);
    expect(requests.orderFor(ben)).toEqual({ requestIds: [], resets: {} });
  });

  it('resets nothing for Sync now', async () => {
    await requests.take([request({ type: 'SyncNow' })], true);
    expect(requests.orderFor(ada)).toMatchObject({ requestIds: [expect.any(String)], resets: {} });
  });

  it('takes the wishes of several resets together, each object for itself', async () => {
    await requests.take(
      [
        request({ objects: 'Contacts', bringBackRemoved: true }),
        request({ objects: 'Both', settleDifferencesAnew: true }),
      ],
      true,
    );
    expect(requests.orderFor(ada).resets).toEqual({
      Contact: { isBegun: false, bringBackRemoved: true, settleDifferencesAnew: true },
      Event: { isBegun: false, bringBackRemoved: false, settleDifferencesAnew: true },
    });
  });

  it.each<[string, RunEnd, boolean]>([
    ['a slice of it', { kind: 'goesOn' }, true],
    ['a run that failed on its way', { kind: 'failed', failure }, true],
    ['a run that failed before it', { kind: 'failed', failure, beforeReset: true }, false],
    ['a fault of ours', { kind: 'failed', failure: { class: 'bug', code: 'UNEXPECTED' } }, false],
    ['a run of another process', { kind: 'notMine' }, false],
  ])('knows whether the links were forgotten after %s', async (_what, how, isBegun) => {
    await requests.take([request({ objects: 'Events' })], true);
    await end(ada, how);
    expect(requests.orderFor(ada).resets).toMatchObject({ Event: { isBegun } });
  });
});

describe('the answer to a request', () => {
  it('comes when everybody it is for is through, a line a person', async () => {
    await requests.take([request({ person: null })], true);
    await end(ada, { kind: 'done', looksAgainSoon: false });
    expect(answers.map(({ state }) => state)).toEqual(['Running']);
    await end(ben, { kind: 'done', looksAgainSoon: false });
    const line = (person: PersonId) => `{"person":"${person}","synced":0,"eventsSynced":0,"notInStep":{}}`;
    expect(last()).toMatchObject({ state: 'Done', result: `${line(ada)}\n${line(ben)}` });
  });

  it.each<[RunEnd, string]>([
    [{ kind: 'held' }, 'Held by a brake'],
    [{ kind: 'stopped' }, 'does not sync at present'],
    [{ kind: 'paused' }, 'does not sync at present'],
  ])('says for whom it was not carried out: %o', async (how, words) => {
    await requests.take([request({ person: null })], true);
    await end(ada, how);
    await end(ben, { kind: 'done', looksAgainSoon: false });
    expect(last()).toMatchObject({ state: 'Failed', result: expect.stringContaining(words) });
    expect(last()?.result).toContain(`"person":"${ben}"`);
  });

  it('comes at once where it is refused, and then nobody runs for it', async () => {
    await requests.take([request({ type: { unknown: 'Explain' } }), request({ askedBy: ada })], true);
    expect(answers.map(({ state }) => state)).toEqual(['Failed', 'Failed']);
    expect(requests.orderFor(ada).requestIds).toEqual([]);
  });
});
