import { describe, expect, it } from '@jest/globals';
import { failureOfAnswer, failureOfItem, foreignErrors } from './errors.js';

const item = (statusCode: string, message = '', more: Record<string, unknown> = {}) =>
  failureOfItem([{ statusCode, message, fields: [], ...more }]);

const answer = (status: number, errorCode: string | null, isWrite = false) => {
  const error = foreignErrors(errorCode === null ? null : [{ errorCode, message: '' }])[0] ?? null;
  return failureOfAnswer(status, error, { isWrite, nowMs: 0 });
};

describe('the errors of one record', () => {
  it.each([
    ['REQUIRED_FIELD_MISSING', 'invalid'],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'invalid'],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'invalid'],
    ['FIELD_INTEGRITY_EXCEPTION', 'invalid'],
    ['CANNOT_EXECUTE_FLOW_TRIGGER', 'invalid'],
    ['SOME_CODE_OF_NEXT_YEAR', 'invalid'],
    ['STRING_TOO_LONG', 'tooLarge'],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'permission'],
    ['INVALID_FIELD_FOR_INSERT_UPDATE', 'permission'],
    ['ENTITY_IS_DELETED', 'notFound'],
    ['DUPLICATE_VALUE', 'conflict'],
    ['UNABLE_TO_LOCK_ROW', 'transient'],
    ['STORAGE_LIMIT_EXCEEDED', 'throttled'],
  ])('%s are %s', (code, failureClass) => {
    expect(item(code)).toEqual({ class: failureClass, code });
  });

  it('tell a missing record from a missing record that a field names', () => {
    expect(item('INVALID_CROSS_REFERENCE_KEY')).toMatchObject({ class: 'notFound' });
    expect(item('INVALID_CROSS_REFERENCE_KEY', '', { fields: ['AccountId'] })).toEqual({
      class: 'invalid',
      code: 'INVALID_CROSS_REFERENCE_KEY',
      fields: ['AccountId'],
    });
  });

  it.each(['duplicateResult', 'duplicateResut'])('name the records of a duplicate rule, spelt %s', (name) => {
    const record = (Id: string) => ({ matchConfidence: 100, record: { Id } });
    const result = {
      matchResults: [{ matchRecords: [record('003A'), record('003B')] }, { matchRecords: [record('003C')] }],
    };
    expect(item('DUPLICATES_DETECTED', 'Use one of these?', { [name]: result })).toEqual({
      class: 'conflict',
      code: 'DUPLICATES_DETECTED',
      relatedIds: ['003A', '003B', '003C'],
    });
  });

  it('name the record that holds a unique value', () => {
    const message = 'duplicate value found: Exchange_Sync_Key__c duplicates value on record with id: 0035g00000A1b2C';
    expect(item('DUPLICATE_VALUE', message).relatedIds).toEqual(['0035g00000A1b2C']);
  });

  it.each([undefined, null, [], 'text', [null], [{}]])('that are %p are a refusal all the same', (errors) => {
    expect(failureOfItem(errors)).toEqual({ class: 'invalid', code: 'NO_CODE' });
  });
});

describe('a refused call', () => {
  it.each([
    [400, 'MALFORMED_QUERY', 'bug'],
    [400, 'INVALID_QUERY_LOCATOR', 'needsResync'],
    [400, 'SOMETHING_NEW', 'invalid'],
    [403, 'SOMETHING_NEW', 'permission'],
    [403, 'API_DISABLED_FOR_ORG', 'auth'],
    [404, null, 'notFound'],
    [412, null, 'conflict'],
    [414, null, 'tooLarge'],
    [501, 'NOT_MODELLED_BY_EMULATOR', 'bug'],
    [502, null, 'transient'],
    [500, 'UNKNOWN_EXCEPTION', 'transient'],
  ])('with %d %s is of the class %s', (status, code, failureClass) => {
    expect(answer(status, code)).toMatchObject({ class: failureClass, code: code ?? `HTTP_${status}` });
  });

  it('leaves a write in doubt after 5xx alone', () => {
    expect(answer(503, 'SERVER_UNAVAILABLE', true).isInDoubt).toBe(true);
    expect(answer(500, null, true).isInDoubt).toBe(true);
    expect(answer(503, 'SERVER_UNAVAILABLE', false).isInDoubt).toBeUndefined();
    expect(answer(400, 'QUERY_TIMEOUT', true).isInDoubt).toBeUndefined();
    expect(answer(429, null, true).isInDoubt).toBeUndefined();
  });

  it('leaves a write in doubt after 408, as with the other service', () => {
    expect(answer(408, null, true)).toEqual({ class: 'transient', code: 'HTTP_408', isInDoubt: true });
    expect(answer(408, null)).toEqual({ class: 'transient', code: 'HTTP_408' });
  });

  it('concerns everybody where the org as a whole is meant', () => {
    expect(answer(403, 'REQUEST_LIMIT_EXCEEDED')).toMatchObject({ isSystemWide: true, retryAtMs: 300_000 });
    expect(answer(403, 'INSUFFICIENT_ACCESS').isSystemWide).toBeUndefined();
  });

  it('takes a time to wait as seconds or as a date', () => {
    const wait = (retryAfter: string) =>
      failureOfAnswer(503, null, { isWrite: false, nowMs: 1_000, retryAfter }).retryAtMs;
    expect(wait('2')).toBe(3_000);
    expect(wait('2.128')).toBe(3_128);
    expect(wait('Thu, 01 Jan 1970 00:01:00 GMT')).toBe(60_000);
    expect(wait('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(1_000);
    expect(wait('soon')).toBeUndefined();
    expect(wait('-5')).toBeUndefined();
  });
});
