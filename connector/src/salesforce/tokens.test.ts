import { afterEach, describe, expect, it } from '@jest/globals';
import { verify } from 'node:crypto';
import {
  scriptedKeys,
  startScript,
  type ScriptedAnswer,
  type ScriptedServer,
} from '../../test/contract/salesforce/script.js';
import { audienceOf } from './tokens.js';

describe('the audience of an assertion', () => {
  it.each([
    ['https://login.salesforce.com', 'https://login.salesforce.com'],
    ['https://login.salesforce.com/', 'https://login.salesforce.com'],
    ['https://test.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme.my.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme.develop.my.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme--uat.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://acme--uat.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://cs42.salesforce.com', 'https://test.salesforce.com'],
    ['https://brave-otter.scratch.my.salesforce.com', 'https://test.salesforce.com'],
    ['http://127.0.0.1:4100/some/path', 'http://127.0.0.1:4100'],
    ['https://notsalesforce.com', 'https://notsalesforce.com'],
  ])('for %s is %s', (loginUrl, audience) => {
    expect(audienceOf(loginUrl)).toBe(audience);
  });
});

describe('asking for a token', () => {
  let server: ScriptedServer;

  afterEach(async () => {
    await server.stop();
  });

  async function signIn(...answers: readonly ScriptedAnswer[]) {
    server = await startScript((request, index) =>
      request.path === '/services/oauth2/token'
        ? answers[index]
        : { json: { organization_id: '00D000000000001', user_id: '005000000000001' } },
    );
    const outcome = await server.salesforce.readOrganization();
    return outcome.ok ? outcome.value : outcome.failure;
  }

  function assertion(number: number) {
    const request = server.received.filter(({ path }) => path === '/services/oauth2/token')[number];
    const form = new URLSearchParams(request?.body);
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return {
      form,
      header: decode(header),
      claims: decode(claims) as Record<string, unknown>,
      isSigned: verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${claims}`),
        scriptedKeys.publicKey,
        Buffer.from(signature, 'base64url'),
      ),
    };
  }

  it('sends a signed assertion of three minutes and no secret', async () => {
    expect(await signIn()).toEqual({ orgId: '00D000000000001EAA', userId: '005000000000001AAA' });
    const { form, header, claims, isSigned } = assertion(0);
    expect([...form.keys()]).toEqual(['grant_type', 'assertion']);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(header).toEqual({ alg: 'RS256' });
    expect(claims).toEqual({
      iss: 'client',
      sub: 'sync@company.example',
      aud: server.url,
      exp: server.nowMs / 1_000 + 180,
    });
    expect(isSigned).toBe(true);
  });

  it.each([
    [
      'a page in HTML',
      { status: 404, body: '<html>no such org</html>' },
      { class: 'auth', code: 'NOT_A_TOKEN_ENDPOINT', isSystemWide: true },
    ],
    [
      '200 without a token',
      { json: { token_type: 'Bearer' } },
      { class: 'auth', code: 'NOT_A_TOKEN_ENDPOINT', isSystemWide: true },
    ],
    [
      'an instance that is no URL',
      { json: { access_token: 'x', instance_url: 'here' } },
      { class: 'auth', code: 'NOT_A_TOKEN_ENDPOINT', isSystemWide: true },
    ],
    [
      'an error that nobody knows',
      { status: 400, json: { error: 'new_error', error_description: 'hm' } },
      { class: 'auth', code: 'SIGN_IN_REFUSED', isSystemWide: false },
    ],
  ])('that is answered with %s is refused by name', async (_what, answer, failure) => {
    expect(await signIn(answer)).toEqual(failure);
    expect(server.waits).toEqual([]);
  });

  it('when the service is busy is repeated, as for every read', async () => {
    const busy = { status: 503, body: '' };
    expect(await signIn(busy, { status: 400, json: { error: 'temporarily_unavailable' } })).toMatchObject({
      userId: '005000000000001AAA',
    });
    expect(server.waits).toEqual([500, 2_000]);
  });

  it('with a clock that is an hour behind is repeated once, by the other clock', async () => {
    const expired = {
      status: 400,
      headers: { date: 'Sun, 22 Nov 2026 15:00:00 GMT' },
      json: { error: 'invalid_grant', error_description: 'expired authorization code' },
    };
    expect(await signIn(expired)).toMatchObject({ userId: '005000000000001AAA' });
    expect(assertion(1).claims.exp).toBe(server.nowMs / 1_000 + 3_600 + 180);
  });

  it('that stays refused for the clock is given up', async () => {
    const expired = {
      status: 400,
      headers: { date: 'Sun, 22 Nov 2026 15:00:00 GMT' },
      json: { error: 'invalid_grant', error_description: 'expired authorization code' },
    };
    expect(await signIn(expired, expired, expired)).toEqual({ class: 'auth', code: 'CLOCK_WRONG', isSystemWide: true });
    expect(server.received).toHaveLength(2);
  });
});
