import { describe, expect, it } from '@jest/globals';
import { failureOfTokenAnswer } from './token-errors.js';

const now = 1_000_000;

describe('a refusal of the token endpoint', () => {
  it.each([
    ['invalid_app_access', 'user is not admin approved to access this app', 'NOT_AUTHORISED', false],
    ['invalid_grant', "user hasn't approved this consumer", 'NOT_AUTHORISED', false],
    ['invalid_grant', 'user is inactive', 'PERSON_INACTIVE', false],
    ['inactive_user', 'user is inactive', 'PERSON_INACTIVE', false],
    ['invalid_grant', 'ip restricted', 'IP_RESTRICTED', false],
    ['invalid_grant', 'invalid login hours', 'OUTSIDE_LOGIN_HOURS', false],
    ['inactive_org', 'organization is locked', 'ORG_INACTIVE', true],
    ['invalid_grant', 'organization is closed', 'ORG_INACTIVE', true],
    ['invalid_client_id', 'client identifier invalid', 'CLIENT_UNKNOWN', true],
    ['invalid_client', 'invalid client credentials', 'CLIENT_UNKNOWN', true],
    ['invalid_grant', 'External client app is not installed in this org', 'CLIENT_UNKNOWN', true],
    ['invalid_grant', 'audience is invalid', 'AUDIENCE_REFUSED', true],
    ['invalid_grant', 'invalid assertion', 'KEY_REFUSED', true],
    ['invalid_grant', 'expired authorization code', 'CLOCK_WRONG', true],
    ['unsupported_grant_type', 'grant type not supported', 'SIGN_IN_REFUSED', false],
  ])('%s: %s is %s', (error, description, code, isSystemWide) => {
    const body = JSON.stringify({ error, error_description: description });
    expect(failureOfTokenAnswer(400, body, now)).toEqual({ class: 'auth', code, isSystemWide });
  });

  it('for too many sign-ins waits', () => {
    const body = JSON.stringify({ error: 'invalid_grant', error_description: 'login rate exceeded' });
    expect(failureOfTokenAnswer(400, body, now)).toEqual({
      class: 'throttled',
      code: 'LOGIN_RATE_EXCEEDED',
      retryAtMs: now + 300_000,
    });
  });

  it('by a server in trouble is no refusal', () => {
    expect(failureOfTokenAnswer(500, '', now)).toEqual({ class: 'transient', code: 'HTTP_500' });
    expect(failureOfTokenAnswer(400, '{"error":"server_error"}', now)).toEqual({
      class: 'transient',
      code: 'SERVER_ERROR',
    });
  });

  it.each(['', 'null', '[]', '{"error":7}', '<html>'])('with the body %p is no token endpoint at all', (body) => {
    expect(failureOfTokenAnswer(400, body, now)).toEqual({
      class: 'auth',
      code: 'NOT_A_TOKEN_ENDPOINT',
      isSystemWide: true,
    });
  });
});
