// The error matrix of Graph (docs and recorded answers), row by row.
import { describe, expect, it } from '@jest/globals';
import { contactFieldNames, fieldRow } from '../core/contact/fields.js';
import type { FailureClass } from '../core/failure.js';
import type { GraphAnswer } from './answer.js';
import { failureOfAnswer, failureOfSilence, type Target } from './errors.js';

const canary = "Jane Canary <jane.canary@example.com>: the property 'GivenName' or \"emailAddresses\" of 'Lunch'";

function answer(status: number, code?: string): GraphAnswer {
  const body = code === undefined ? null : { error: { code, message: canary, innerError: { message: canary } } };
  return { kind: 'answer', status, body, retryAfter: null, requestId: 'r-1' };
}

const matrix: readonly [number, string | undefined, FailureClass, string][] = [
  [401, 'InvalidAuthenticationToken', 'auth', 'InvalidAuthenticationToken'],
  [403, 'ErrorAccessDenied', 'permission', 'MAILBOX_NO_ACCESS'],
  [403, 'Authorization_RequestDenied', 'permission', 'Authorization_RequestDenied'],
  [403, undefined, 'permission', 'HTTP_403'],
  [404, 'ErrorItemNotFound', 'notFound', 'ErrorItemNotFound'],
  [404, 'ErrorSyncFolderNotFound', 'notFound', 'ErrorSyncFolderNotFound'],
  [404, 'ErrorInvalidUser', 'permission', 'MAILBOX_NOT_FOUND'],
  [404, 'ResourceNotFound', 'permission', 'MAILBOX_NOT_FOUND'],
  [404, 'MailboxNotEnabledForRESTAPI', 'permission', 'MAILBOX_NOT_IN_CLOUD'],
  [404, undefined, 'transient', 'HTTP_404'],
  [400, 'ErrorInvalidIdMalformed', 'invalid', 'ErrorInvalidIdMalformed'],
  [400, 'BadRequest', 'invalid', 'BadRequest'],
  [400, 'ErrorInvalidUrlQuery', 'bug', 'ErrorInvalidUrlQuery'],
  [400, 'ErrorInvalidProperty', 'invalid', 'ErrorInvalidProperty'],
  [400, 'RequestBodyRead', 'invalid', 'RequestBodyRead'],
  [409, 'ErrorFolderExists', 'conflict', 'ErrorFolderExists'],
  [412, 'ErrorIrresolvableConflict', 'conflict', 'ErrorIrresolvableConflict'],
  [412, undefined, 'conflict', 'HTTP_412'],
  [403, 'ErrorQuotaExceeded', 'tooLarge', 'ErrorQuotaExceeded'],
  [507, 'ErrorQuotaExceeded', 'tooLarge', 'ErrorQuotaExceeded'],
  [413, undefined, 'tooLarge', 'HTTP_413'],
  [410, 'SyncStateNotFound', 'needsResync', 'SyncStateNotFound'],
  [410, undefined, 'needsResync', 'HTTP_410'],
  [400, 'ResyncRequired', 'needsResync', 'ResyncRequired'],
  [429, 'ApplicationThrottled', 'throttled', 'ApplicationThrottled'],
  [500, 'ErrorInternalServerError', 'transient', 'ErrorInternalServerError'],
  [503, undefined, 'transient', 'HTTP_503'],
  [504, 'UnknownError', 'transient', 'UnknownError'],
  [423, undefined, 'transient', 'HTTP_423'],
  [424, 'FailedDependency', 'transient', 'FailedDependency'],
  [405, undefined, 'bug', 'HTTP_405'],
  [411, undefined, 'bug', 'HTTP_411'],
  [501, 'EmulatorNotModelled', 'bug', 'EmulatorNotModelled'],
];

describe('an answer about an item', () => {
  it.each(matrix)('%s %s is %s with code %s', (status, code, failureClass, ourCode) => {
    const failure = failureOfAnswer(answer(status, code), 'item');
    expect(failure).toMatchObject({ class: failureClass, code: ourCode });
    expect(JSON.stringify(failure)).not.toMatch(/Canary|canary|Lunch/);
  });

  it('spelt in other capitals is the same', () => {
    expect(failureOfAnswer(answer(410, 'syncStateNotFound'), 'item')).toMatchObject({ class: 'needsResync' });
  });

  it('with a code that is none keeps the status alone', () => {
    expect(failureOfAnswer(answer(400, canary), 'item')).toEqual({
      class: 'invalid',
      code: 'HTTP_400',
      fields: expect.anything(),
    });
  });

  it('names properties of a contact when the value was refused, by our spelling of their names', () => {
    expect(failureOfAnswer(answer(400, 'ErrorInvalidProperty'), 'item').fields).toEqual([
      'givenName',
      'emailAddresses',
    ]);
    expect(failureOfAnswer(answer(403), 'item').fields).toBeUndefined();
  });

  it.each(contactFieldNames)('names the property of Graph that %s stands in, for the person to look at', (field) => {
    const { exchange } = fieldRow(field);
    const name = exchange.kind === 'extended' ? 'singleValueExtendedProperties' : exchange.name;
    const body = { error: { code: 'ErrorInvalidProperty', message: `Nothing like this in '${name}'.` } };
    const refused = { kind: 'answer' as const, status: 400, body, retryAfter: null, requestId: 'r-1' };
    expect(failureOfAnswer(refused, 'item').fields).toEqual([name]);
  });

  it('that asks for patience passes the time on', () => {
    expect(failureOfAnswer(answer(429), 'item', 123)).toEqual({ class: 'throttled', code: 'HTTP_429', retryAtMs: 123 });
  });
});

describe('an answer about something else', () => {
  it.each<[Target, FailureClass]>([
    ['mailbox', 'notFound'],
    ['directory', 'notFound'],
    ['item', 'permission'],
    ['deltaLink', 'permission'],
  ])('says of the %s that an unknown user is %s', (target, failureClass) => {
    expect(failureOfAnswer(answer(404, 'ErrorInvalidUser'), target).class).toBe(failureClass);
  });

  it.each<[number, string | undefined, FailureClass]>([
    [400, 'BadRequest', 'needsResync'],
    [400, 'ErrorInvalidUrlQuery', 'needsResync'],
    [410, undefined, 'needsResync'],
    [404, 'ErrorSyncFolderNotFound', 'notFound'],
    [403, 'ErrorAccessDenied', 'permission'],
    [503, undefined, 'transient'],
  ])('of a delta link, %s %s is %s', (status, code, failureClass) => {
    expect(failureOfAnswer(answer(status, code), 'deltaLink').class).toBe(failureClass);
  });

  it('is the whole system when the app lacks a directory permission', () => {
    expect(failureOfAnswer(answer(403, 'Authorization_RequestDenied'), 'directory').isSystemWide).toBe(true);
  });
});

describe('no answer', () => {
  it('leaves a write in doubt only when it may have arrived', () => {
    expect(failureOfSilence({ kind: 'none', code: 'ECONNRESET', wasSent: true }, true)).toEqual({
      ...{ class: 'transient', code: 'ECONNRESET', isInDoubt: true },
    });
    expect(failureOfSilence({ kind: 'none', code: 'ECONNREFUSED', wasSent: false }, true).isInDoubt).toBeUndefined();
    expect(failureOfSilence({ kind: 'none', code: 'ECONNRESET', wasSent: true }, false).isInDoubt).toBeUndefined();
  });
});
