import { describe, expect, it } from '@jest/globals';
import type { Failure, FailureClass } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { reasons } from '../../core/reasons.js';
import { reasonFor, retryAtMs } from './reason-for.js';

const minuteMs = 60_000;
const nowMs = Date.parse('2026-11-22T14:00:00Z');

function failure(code: string, change: Partial<Failure> = {}): Failure {
  return { class: 'invalid', code, ...change };
}

describe('reasonFor', () => {
  it.each([
    ['DUPLICATES_DETECTED', 'DUPLICATE_RULE'],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'VALIDATION_RULE'],
    ['UNABLE_TO_LOCK_ROW', 'RECORD_LOCKED'],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'NO_RECORD_ACCESS'],
    ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'NO_RECORD_ACCESS'],
    ['INVALID_FIELD_FOR_INSERT_UPDATE', 'NO_FIELD_ACCESS'],
    ['INVALID_FIELD', 'NO_FIELD_ACCESS'],
    ['INVALID_EMAIL_ADDRESS', 'MALFORMED_EMAIL'],
    ['STRING_TOO_LONG', 'FIELD_TOO_LONG'],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'NOT_IN_PICKLIST'],
    ['SOMETHING_NEW', 'REFUSED_BY_SALESFORCE'],
  ])('calls the refusal %s of Salesforce %s', (code, reason) => {
    expect(reasonFor(failure(code), 'salesforce')).toBe(reason);
  });

  it('blames a missing last name only when Salesforce named that field', () => {
    const missing = (fields?: readonly string[]) =>
      reasonFor(failure('REQUIRED_FIELD_MISSING', fields === undefined ? {} : { fields }), 'salesforce');
    expect(missing(['LastName'])).toBe('MISSING_LAST_NAME');
    expect(missing(['Region__c'])).toBe('REFUSED_BY_SALESFORCE');
    expect(missing()).toBe('REFUSED_BY_SALESFORCE');
  });

  it('does not take a code of Salesforce for one of Exchange', () => {
    expect(reasonFor(failure('DUPLICATES_DETECTED'), 'exchange')).toBe('REFUSED_BY_EXCHANGE');
  });

  it.each<[FailureClass, string, string]>([
    ['throttled', 'RETRY_LATER', 'RETRY_LATER'],
    ['transient', 'RETRY_LATER', 'RETRY_LATER'],
    ['auth', 'RETRY_LATER', 'RETRY_LATER'],
    ['needsResync', 'RETRY_LATER', 'RETRY_LATER'],
    ['conflict', 'RETRY_LATER', 'CHANGED_MEANWHILE'],
    ['notFound', 'RETRY_LATER', 'CHANGED_MEANWHILE'],
    ['permission', 'REFUSED_BY_SALESFORCE', 'REFUSED_BY_EXCHANGE'],
    ['invalid', 'REFUSED_BY_SALESFORCE', 'REFUSED_BY_EXCHANGE'],
    ['tooLarge', 'REFUSED_BY_SALESFORCE', 'REFUSED_BY_EXCHANGE'],
    ['bug', 'REFUSED_BY_SALESFORCE', 'REFUSED_BY_EXCHANGE'],
  ])('goes by the class %s where the code says nothing: %s in Salesforce, %s in Exchange', (kind, ours, theirs) => {
    expect(reasonFor(failure('X', { class: kind }), 'salesforce')).toBe(ours);
    expect(reasonFor(failure('X', { class: kind }), 'exchange')).toBe(theirs);
  });

  it('says first of all that a write is in doubt', () => {
    const lost = failure('DUPLICATES_DETECTED', { class: 'transient', isInDoubt: true });
    expect(reasonFor(lost, 'salesforce')).toBe('IN_DOUBT');
    expect(reasonFor(lost, 'exchange')).toBe('IN_DOUBT');
  });
});

describe('retryAtMs', () => {
  const minutes = (attempt: number, ...rest: [Failure?]): number | null => {
    const atMs = retryAtMs('RETRY_LATER', attempt, nowMs, ...rest);
    return atMs === null ? null : (atMs - nowMs) / minuteMs;
  };

  it('waits longer each time for what only time mends, at most an hour, and never gives up', () => {
    expect([1, 2, 3, 4, 5, 50].map((attempt) => minutes(attempt))).toEqual([1, 4, 16, 60, 60, 60]);
  });

  it('waits at least as long as the other side asked for', () => {
    const asked = failure('ApplicationThrottled', { class: 'throttled', retryAtMs: nowMs + 7 * minuteMs });
    expect(minutes(1, asked)).toBe(7);
    expect(minutes(3, asked)).toBe(16);
  });

  it('tries a refused item a few times, then parks it until it changes', () => {
    const refused = failure('FIELD_CUSTOM_VALIDATION_EXCEPTION');
    const times = Array.from({ length: limits.itemAttemptsMax }, (_, index) =>
      retryAtMs('VALIDATION_RULE', index + 1, nowMs, refused),
    );
    expect(times.slice(0, -1).every((atMs) => atMs !== null && atMs > nowMs)).toBe(true);
    expect(times.at(-1)).toBeNull();
  });

  it('has no due time for what was not refused but waits for somebody', () => {
    for (const reason of ['FIELD_TOO_LONG', 'CONFLICT_HELD', 'MOVED_OUT'] as const) {
      expect(reasons[reason].kind).not.toBe('waiting');
      expect(retryAtMs(reason, 1, nowMs)).toBeNull();
    }
  });

  it('looks daily at what is held because of another contact, however often it did', () => {
    for (const attempts of [1, 100]) {
      expect(retryAtMs('EMAIL_SHARED', attempts, nowMs)).toBe(nowMs + limits.heldItemLookMs);
    }
  });
});
