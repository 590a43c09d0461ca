import { describe, expect, it } from '@jest/globals';
import { limits } from './limits.js';
import { toInstant, type PersonId } from './model.js';
import {
  judgeRequest,
  refusals,
  requestTypeOf,
  stateAfter,
  textOf,
  type Refusal,
  type RequestFacts,
  type RequestResult,
  type SyncRequest,
} from './requests.js';

const nowMs = Date.parse('2026-11-22T14:00:00Z');
const ada = '005000000000001AAA' as PersonId;
const ben = '005000000000002AAA' as PersonId;
const facts: RequestFacts = { mayManage: false, isForPeopleWhoSync: true, nowMs };
const forOneself: SyncRequest = {
  id: 'a02000000000001AAA',
  type: 'SyncNow',
  askedBy: ada,
  askedAt: toInstant(nowMs),
  person: ada,
  objects: 'Both',
  bringBackRemoved: false,
  settleDifferencesAnew: false,
};
const done: RequestResult = {
  kind: 'done',
  person: ada,
  synced: { Contact: 12, Event: 3 },
  notInStep: { MOVED_OUT: 1 },
};

describe('judging a request', () => {
  it.each<[string, Partial<SyncRequest>, Partial<RequestFacts>, Refusal | null]>([
    ['Sync now for oneself', {}, {}, null],
    ['Sync now for another', { person: ben }, {}, 'notAllowed'],
    ['Sync now for everybody', { person: null }, {}, 'notAllowed'],
    ['Sync now for another by an admin', { person: ben }, { mayManage: true }, null],
    ['Sync now for everybody by an admin', { person: null }, { mayManage: true }, null],
    ['a reset of oneself', { type: 'Reset' }, {}, 'notAllowed'],
    ['a reset by an admin', { type: 'Reset' }, { mayManage: true }, null],
    ['a type of a later version', { type: { unknown: 'Explain' } }, { mayManage: true }, 'unknownType'],
    ['people who do not sync', {}, { isForPeopleWhoSync: false }, 'notSynced'],
  ])('decides about %s', (_what, request, more, why) => {
    const verdict = judgeRequest({ ...forOneself, ...request }, { ...facts, ...more });
    expect(verdict.kind === 'refused' ? verdict.why : null).toBe(why);
  });

  it('lets a reset expire after a day, and Sync now never', () => {
    const later = { ...facts, mayManage: true, nowMs: nowMs + limits.requestExpiresMs };
    const muchLater = { ...later, nowMs: later.nowMs + 1 };
    const reset: SyncRequest = { ...forOneself, type: 'Reset' };
    expect(judgeRequest(reset, later).kind).toBe('accepted');
    expect(judgeRequest(reset, muchLater)).toEqual({ kind: 'refused', why: 'expired' });
    expect(judgeRequest(forOneself, muchLater).kind).toBe('accepted');
  });

  it('knows its types, and no words that objects have anyway', () => {
    expect(requestTypeOf('Reset')).toBe('Reset');
    for (const text of ['', 'reset', 'toString']) expect(requestTypeOf(text)).toEqual({ unknown: text });
  });
});

describe('what became of a request', () => {
  it('is done when it is done for everybody it was for', () => {
    expect(stateAfter([done, { ...done, person: ben }])).toBe('Done');
    expect(stateAfter([done, { kind: 'held' }])).toBe('Failed');
    expect(stateAfter([{ kind: 'notSyncing' }, done])).toBe('Failed');
  });

  it.each(Object.keys(refusals) as Refusal[])('says of a refusal what the org is told: %s', (why) => {
    const { state, text } = refusals[why];
    expect(stateAfter([{ kind: 'refused', why }])).toBe(state);
    expect(textOf({ kind: 'refused', why })).toBe(text);
  });

  it('is numbers where it was carried out, and a sentence where it was not', () => {
    expect(textOf(done)).toBe(`{"person":"${ada}","synced":12,"eventsSynced":3,"notInStep":{"MOVED_OUT":1}}`);
    expect(textOf({ kind: 'held' })).toBe('Held by a brake: see the issues of this person.');
    expect(textOf({ kind: 'notSyncing' })).toBe('This person does not sync at present: see the status and issues.');
  });
});
