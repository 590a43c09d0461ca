import { describe, expect, it } from '@jest/globals';
import {
  countByKind,
  deriveStatus,
  folderStates,
  mailboxStates,
  partStates,
  personStates,
  syncState,
  syncStates,
  type PartState,
  type PersonState,
  type StatusEvidence,
  type SyncEvidence,
  type SyncState,
} from './status.js';
import type { Meaning } from './fixer.js';
import { isReasonCode, reasons, type ReasonCode } from './reasons.js';

const nowMs = Date.parse('2026-11-22T14:00:00Z');
const minuteMs = 60_000;
const healthy: SyncEvidence = { lastRun: 'DONE', lastSuccessMs: nowMs - minuteMs, issues: 0 };

describe('syncState', () => {
  it('is in step for a healthy person', () => {
    expect(syncState(healthy, nowMs)).toBe('IN_SYNC');
  });

  it.each<[string, Partial<SyncEvidence>, SyncState]>([
    ['an issue', { issues: 1 }, 'IN_SYNC_WITH_ISSUES'],
    ['a run under way', { lastRun: 'RUNNING' }, 'IN_SYNC'],
    ['a run that failed and is tried again', { lastRun: 'FAILED' }, 'IN_SYNC'],
    ['a run held by a brake', { lastRun: 'HELD' }, 'HELD'],
    ['a pause', { lastRun: 'PAUSED' }, 'PAUSED'],
    ['a stop that a person has to fix', { lastRun: 'STOPPED' }, 'ACTION_NEEDED'],
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

  it('tells what people decided or have to fix before what time alone did', () => {
    const longAgo = { ...healthy, lastSuccessMs: nowMs - 3 * 24 * 60 * minuteMs, issues: 3 };
    const ends: PartState[] = ['PAUSED', 'HELD', 'STOPPED', 'DONE'];
    const told = ends.map((lastRun) => syncState({ ...longAgo, lastRun }, nowMs));
    expect(told).toEqual(['PAUSED', 'HELD', 'ACTION_NEEDED', 'DELAYED']);
  });

  it('becomes delayed by time alone, without new evidence', () => {
    expect(syncState(healthy, nowMs + 29 * minuteMs)).toBe('IN_SYNC');
    expect(syncState(healthy, nowMs + 30 * minuteMs)).toBe('DELAYED');
  });
});

describe('deriveStatus', () => {
  const part = { state: 'DONE', lastSuccessMs: nowMs, missingPermissions: [] } as const;
  const fine: StatusEvidence = {
    isConfigured: true,
    mailbox: 'FOUND',
    person: 'OK',
    folder: 'OK',
    parts: { Contact: part, Event: part },
    counts: { Contact: { issues: 0 }, Event: { issues: 0 } },
  };
  const lacking = (...missingPermissions: string[]) => ({ ...part, missingPermissions });

  it('says of a healthy person that all is well', () => {
    expect(deriveStatus(fine, nowMs)).toEqual({
      mailboxState: 'FOUND',
      personState: 'OK',
      folderState: 'OK',
      missingPermissions: [],
      parts: { Contact: 'IN_SYNC', Event: 'IN_SYNC' },
    });
  });

  it('hands on what was met of the mailbox and the folder', () => {
    const met = { ...fine, mailbox: 'NO_ACCESS', folder: 'MOVED' } as const;
    expect(deriveStatus(met, nowMs)).toMatchObject({ mailboxState: 'NO_ACCESS', folderState: 'MOVED' });
  });

  it('judges each object by its own evidence, success and issues', () => {
    const Event = { ...part, lastSuccessMs: nowMs - 31 * minuteMs };
    const parts = { Contact: part, Event };
    const counts = { Contact: { issues: 2 }, Event: { issues: 0 } };
    expect(deriveStatus({ ...fine, parts, counts }, nowMs).parts).toEqual({
      Contact: 'IN_SYNC_WITH_ISSUES',
      Event: 'DELAYED',
    });
  });

  it('names once what either object lacks, and says of the person that a permission is missing', () => {
    const both = { Contact: lacking('API Enabled'), Event: lacking('API Enabled', 'Edit Events') };
    const { personState, missingPermissions } = deriveStatus({ ...fine, parts: both }, nowMs);
    expect({ personState, missingPermissions }).toEqual({
      personState: 'MISSING_PERMISSION',
      missingPermissions: ['API Enabled', 'Edit Events'],
    });
    for (const parts of [
      { Contact: part, Event: lacking('Edit Events') },
      { Contact: lacking('Edit on Contact'), Event: part },
    ]) {
      expect(deriveStatus({ ...fine, parts }, nowMs).personState).toBe('MISSING_PERMISSION');
    }
  });

  it.each<PersonState>(['INACTIVE', 'FROZEN', 'NOT_AUTHORISED'])(
    'says %s before it says that a permission is missing',
    (person) => {
      const parts = { Contact: lacking('Edit on Contact'), Event: part };
      expect(deriveStatus({ ...fine, person, parts }, nowMs).personState).toBe(person);
    },
  );

  it('says of people in no configuration nothing but that, and that both objects rest', () => {
    const left = {
      ...fine,
      isConfigured: false,
      person: 'FROZEN',
      parts: { Contact: lacking('x'), Event: part },
    } as const;
    expect(deriveStatus(left, nowMs)).toMatchObject({
      personState: 'NO_CONFIGURATION',
      parts: { Contact: 'PAUSED', Event: 'PAUSED' },
    });
  });
});

describe('the tables of states', () => {
  const tables: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
    ...{ mailboxStates, personStates, folderStates, partStates, syncStates },
  };

  it.each(Object.keys(tables))('say in sentences what they mean: %s', (name) => {
    for (const { means, nextStep } of Object.values(tables[name] ?? {})) {
      for (const text of [means, nextStep ?? means]) expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each(Object.keys(tables))('have a next step exactly where there is something to fix: %s', (name) => {
    for (const [code, { fixer, nextStep }] of Object.entries(tables[name] ?? {})) {
      expect({ code, hasStep: nextStep !== undefined }).toEqual({ code, hasStep: fixer !== 'nobody needs to' });
    }
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
