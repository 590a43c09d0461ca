import { describe, expect, it } from '@jest/globals';
import { countByKind, syncState, type SyncEvidence } from './status.js';
import { isReasonCode, reasons, type ReasonCode } from './reasons.js';

const nowMs = Date.parse('2026-11-22T14:00:00Z');
const minuteMs = 60_000;
const healthy: SyncEvidence = { lastRun: 'DONE', lastSuccessMs: nowMs - minuteMs, issues: 0 };

describe('syncState', () => {
  it('is in step for a healthy person', () => {
    expect(syncState(healthy, nowMs)).toBe('IN_SYNC');
  });

  it.each<[string, Partial<SyncEvidence>, string]>([
    ['an issue', { issues: 1 }, 'IN_SYNC_WITH_ISSUES'],
    ['a run under way', { lastRun: 'RUNNING' }, 'IN_SYNC'],
    ['a run that failed and is tried again', { lastRun: 'FAILED' }, 'IN_SYNC'],
    ['a run held by a brake', { lastRun: 'HELD' }, 'HELD'],
    ['a pause', { lastRun: 'PAUSED' }, 'PAUSED'],
    ['a stop that somebody has to mend', { lastRun: 'STOPPED' }, 'ACTION_NEEDED'],
    ['a success half an hour ago', { lastSuccessMs: nowMs - 30 * minuteMs }, 'IN_SYNC'],
    ['a success longer ago', { lastSuccessMs: nowMs - 30 * minuteMs - 1 }, 'DELAYED'],
    ['no run yet', { lastSuccessMs: null, lastRun: 'NOT_STARTED' }, 'NOT_STARTED'],
    ['a first run under way', { lastSuccessMs: null, lastRun: 'RUNNING' }, 'FIRST_SYNC'],
    ['a first run that failed', { lastSuccessMs: null, lastRun: 'FAILED' }, 'FIRST_SYNC'],
    ['a stop before the first success', { lastSuccessMs: null, lastRun: 'STOPPED' }, 'ACTION_NEEDED'],
    ['a pause before the first success', { lastSuccessMs: null, lastRun: 'PAUSED' }, 'PAUSED'],
  ])('changes with %s alone', (_, change, state) => {
    expect(syncState({ ...healthy, ...change }, nowMs)).toBe(state);
  });

  it('tells what somebody decided or has to mend before what time alone did', () => {
    const longAgo = { ...healthy, lastSuccessMs: nowMs - 3 * 24 * 60 * minuteMs, issues: 3 };
    const told = ['PAUSED', 'HELD', 'STOPPED', 'DONE'].map((lastRun) => syncState({ ...longAgo, lastRun }, nowMs));
    expect(told).toEqual(['PAUSED', 'HELD', 'ACTION_NEEDED', 'DELAYED']);
  });

  it('becomes delayed by time alone, without new evidence', () => {
    expect(syncState(healthy, nowMs + 29 * minuteMs)).toBe('IN_SYNC');
    expect(syncState(healthy, nowMs + 30 * minuteMs)).toBe('DELAYED');
  });
});

describe('countByKind', () => {
  it('counts nothing of nothing', () => {
    expect(countByKind([])).toEqual({ waiting: 0, leftOut: 0, issues: 0, leftOutByReason: {} });
  });

  it('adds up each kind, and names the reasons of what is left out', () => {
    const counts = countByKind([
      { reason: 'MOVED_OUT', number: 2 },
      { reason: 'REMOVED_BY_PERSON', number: 1 },
      { reason: 'IN_DOUBT', number: 4 },
      { reason: 'RETRY_LATER', number: 1 },
      { reason: 'EMAIL_SHARED', number: 3 },
      { reason: 'UNCHANGED', number: 100 },
    ]);
    expect(counts).toEqual({
      waiting: 5,
      leftOut: 3,
      issues: 3,
      leftOutByReason: { MOVED_OUT: 2, REMOVED_BY_PERSON: 1 },
    });
  });

  it('counts every reason but those of what is done in exactly one place (P16)', () => {
    const codes = Object.keys(reasons).filter(isReasonCode);
    const places = codes.map((reason: ReasonCode) => {
      const { waiting, leftOut, issues } = countByKind([{ reason, number: 1 }]);
      return { isDone: reasons[reason].kind === 'done', places: waiting + leftOut + issues };
    });
    for (const { isDone, places: number } of places) expect(number).toBe(isDone ? 0 : 1);
  });
});
