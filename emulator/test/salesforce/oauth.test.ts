// The token endpoint and sessions: each refusal of notes.md, "OAuth", fires and does not.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import {
  admin,
  askToken,
  assertionFor,
  clientId,
  integration,
  otherKeys,
  plain,
  rep,
  startOrg,
  tokenFor,
} from './support.js';

let test: TestOrg;
beforeEach(async () => {
  test = await startOrg();
});
afterEach(() => test.close());

const seconds = (): number => Math.floor(test.world.clock.nowMs() / 1_000);
const refusal = (error: string, error_description: string) => ({ status: 400, body: { error, error_description } });

describe('a good assertion', () => {
  it('is answered with token, identity and address, and with no lifetime', async () => {
    const { status, body } = await askToken(test, assertionFor(test, rep));
    expect(status).toBe(200);
    expect(Object.keys(body as object).sort()).toEqual(['access_token', 'id', 'instance_url', 'scope', 'token_type']);
    expect(body).toMatchObject({
      id: `${test.url}/id/${test.org.orgId}/${test.users[rep]}`,
      instance_url: test.url,
      token_type: 'Bearer',
    });
  });

  it.each(['https://login.salesforce.com', 'https://test.salesforce.com', 'https://login.salesforce.com/'])(
    'may name the audience %s',
    async (aud) => {
      expect((await askToken(test, assertionFor(test, rep, { aud }))).status).toBe(200);
    },
  );

  it('may name the address of the org as audience', async () => {
    expect((await askToken(test, assertionFor(test, rep, { aud: test.url }))).status).toBe(200);
  });

  it('is taken for the holder of the permission set of the connector too', async () => {
    expect((await askToken(test, assertionFor(test, integration))).status).toBe(200);
  });

  it('is counted as a call to the token endpoint for the user it names', async () => {
    await askToken(test, assertionFor(test, rep));
    expect(test.world.calls.counts('salesforce-token', { user: rep })).toMatchObject({
      requests: 1,
      byRoute: { 'POST /services/oauth2/token': 1 },
    });
  });
});

describe('a bad assertion', () => {
  it('with another signature is invalid', async () => {
    const forged = assertionFor(test, rep, {}, otherKeys.privateKey);
    expect(await askToken(test, forged)).toMatchObject(refusal('invalid_grant', 'invalid assertion'));
  });

  it('with another algorithm in its header is invalid', async () => {
    const none = assertionFor(test, rep, {}, undefined, 'none');
    expect(await askToken(test, none)).toMatchObject(refusal('invalid_grant', 'invalid assertion'));
  });

  it('that is not a JWT is invalid', async () => {
    expect(await askToken(test, 'abc')).toMatchObject(refusal('invalid_grant', 'invalid assertion'));
  });

  it('of an unknown consumer names no client', async () => {
    const unknown = assertionFor(test, rep, { iss: 'nobody' });
    expect(await askToken(test, unknown)).toMatchObject(refusal('invalid_client_id', 'client identifier invalid'));
  });

  it('for another audience is refused', async () => {
    const other = assertionFor(test, rep, { aud: 'https://example.com' });
    expect(await askToken(test, other)).toMatchObject(refusal('invalid_grant', 'audience is invalid'));
  });

  it('that has expired is refused', async () => {
    const { body } = await askToken(test, assertionFor(test, rep, { exp: seconds() - 1 }));
    expect(body).toEqual({ error: 'invalid_grant', error_description: 'expired authorization code' });
  });

  it('that ends far ahead is taken, unless the switch sets a limit', async () => {
    const inMilliseconds = assertionFor(test, rep, { exp: seconds() * 1_000 });
    expect((await askToken(test, inMilliseconds)).status).toBe(200);
    test.org.setSwitch('assertionLifetimeMaxSeconds', 180);
    expect((await askToken(test, inMilliseconds)).status).toBe(400);
    expect((await askToken(test, assertionFor(test, rep, { exp: seconds() + 181 }))).status).toBe(400);
    expect((await askToken(test, assertionFor(test, rep, { exp: seconds() + 180 }))).status).toBe(200);
  });

  it('is judged by the emulated clock', async () => {
    const assertion = assertionFor(test, rep);
    test.world.clock.advance(200_000);
    expect((await askToken(test, assertion)).status).toBe(400);
  });

  it('with another grant type is not understood', async () => {
    const { body } = await askToken(test, assertionFor(test, rep), 'password');
    expect(body).toMatchObject({ error: 'unsupported_grant_type' });
  });
});

describe('a user that may not sign in', () => {
  it('without a pre-authorised permission set is not approved by the admin', async () => {
    const expected = refusal('invalid_app_access', 'user is not admin approved to access this app');
    expect(await askToken(test, assertionFor(test, admin))).toMatchObject(expected);
    test.org.setSwitch('preAuthorisedPermissionSets', ['Exchange_Sync_Admin']);
    expect((await askToken(test, assertionFor(test, admin))).status).toBe(200);
    expect(await askToken(test, assertionFor(test, rep))).toMatchObject(expected);
  });

  it('gets in again when the permission set is assigned', async () => {
    test.org.unassignPermissionSet(rep, 'Exchange_Sync_Person');
    expect((await askToken(test, assertionFor(test, rep))).status).toBe(400);
    test.org.assignPermissionSet(rep, 'Exchange_Sync_Person');
    expect((await askToken(test, assertionFor(test, rep))).status).toBe(200);
  });

  it('and is unknown has not approved the consumer', async () => {
    const nobody = assertionFor(test, 'nobody@example.com');
    expect(await askToken(test, nobody)).toMatchObject(refusal('invalid_grant', "user hasn't approved this consumer"));
  });

  it('and is inactive is told so, with the code that the switch says', async () => {
    test.org.act(admin, { kind: 'update', object: 'User', id: test.users[rep] ?? '', fields: { IsActive: false } });
    const inactive = assertionFor(test, rep);
    expect(await askToken(test, inactive)).toMatchObject(refusal('invalid_grant', 'user is inactive'));
    test.org.setSwitch('inactiveUserError', 'inactive_user');
    expect(await askToken(test, inactive)).toMatchObject(refusal('inactive_user', 'user is inactive'));
  });

  it('and is frozen is told the same, until the admin lets go', async () => {
    const login = test.org.dump().objects['UserLogin']?.find((one) => one['UserId'] === test.users[rep]);
    const freeze = (IsFrozen: boolean): string =>
      test.org.act(admin, { kind: 'update', object: 'UserLogin', id: login?.Id ?? '', fields: { IsFrozen } });
    freeze(true);
    expect(await askToken(test, assertionFor(test, rep))).toMatchObject(refusal('invalid_grant', 'user is inactive'));
    freeze(false);
    expect((await askToken(test, assertionFor(test, rep))).status).toBe(200);
  });

  it.each([
    ['ipRestricted', [rep], refusal('invalid_grant', 'ip restricted')],
    ['ipRestricted', ['*'], refusal('invalid_grant', 'ip restricted')],
    ['isOrganizationLocked', true, refusal('inactive_org', 'organization is locked')],
    ['appApproval', 'none', refusal('invalid_grant', "user hasn't approved this consumer")],
    ['appApproval', 'notInstalled', refusal('invalid_grant', 'External client app is not installed in this org')],
    ['loginsPerUserAndHourMax', 0, refusal('rate_limit_exceeded', 'login rate exceeded')],
  ])('because of the switch %s = %j is told why', async (name, value, expected) => {
    test.org.setSwitch(name, value);
    expect(await askToken(test, assertionFor(test, rep))).toMatchObject(expected);
  });

  it('for one address range leaves the others in', async () => {
    test.org.setSwitch('ipRestricted', [rep]);
    expect((await askToken(test, assertionFor(test, integration))).status).toBe(200);
  });

  it('too often in an hour may come back an hour later', async () => {
    test.org.setSwitch('loginsPerUserAndHourMax', 2);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await askToken(test, assertionFor(test, rep))).status);
    expect(statuses).toEqual([200, 200, 400]);
    test.world.clock.advance(3_600_001);
    expect((await askToken(test, assertionFor(test, rep))).status).toBe(200);
  });
});

describe('a session', () => {
  const query = '/query?q=SELECT+Id+FROM+Contact';
  const expired = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };

  it('ends when it was not used for the timeout, and goes on while it is used', async () => {
    const token = await tokenFor(test, rep);
    for (let i = 0; i < 3; i += 1) {
      test.world.clock.advance(119 * 60_000);
      expect((await plain(test, 'GET', query, { token })).status).toBe(200);
    }
    test.world.clock.advance(120 * 60_000);
    expect(await plain(test, 'GET', query, { token })).toMatchObject(expired);
  });

  it('is as long as the switch says', async () => {
    test.org.setSwitch('sessionTimeoutMinutes', 15);
    const token = await tokenFor(test, rep);
    test.world.clock.advance(16 * 60_000);
    expect(await plain(test, 'GET', query, { token })).toMatchObject(expired);
  });

  it('ends when its user is deactivated, and when it is revoked', async () => {
    const token = await tokenFor(test, integration);
    const revoked = await tokenFor(test, rep);
    const form = { body: `token=${encodeURIComponent(revoked)}`, headers: { 'Content-Type': 'text/plain' } };
    expect((await plain(test, 'POST', '/services/oauth2/revoke', form)).status).toBe(200);
    expect(await plain(test, 'GET', query, { token: revoked })).toMatchObject(expired);
    const id = test.users[integration] ?? '';
    test.org.act(admin, { kind: 'update', object: 'User', id, fields: { IsActive: false } });
    expect(await plain(test, 'GET', query, { token })).toMatchObject(expired);
  });

  it('is needed, and unknown tokens are none', async () => {
    expect(await plain(test, 'GET', query, { token: 'nonsense' })).toMatchObject(expired);
    expect(await plain(test, 'GET', query)).toMatchObject({
      status: 401,
      body: [{ errorCode: 'INVALID_AUTH_HEADER' }],
    });
    const withOAuth = await plain(test, 'GET', query, {
      headers: { Authorization: `OAuth ${await tokenFor(test, rep)}` },
    });
    expect(withOAuth.status).toBe(200);
  });

  it('of a user without API Enabled reads nothing', async () => {
    test.org.setSwitch('preAuthorisedPermissionSets', ['Exchange_Sync_Admin']);
    const username = 'visitor@lindenhof.example';
    test.org.addUser({
      ...{ username, email: username, firstName: 'Vera', lastName: 'Visitor' },
      profile: 'Minimum Access - Salesforce',
      permissionSets: ['Exchange_Sync_Admin'],
    });
    const token = await tokenFor(test, username);
    expect(await plain(test, 'GET', query, { token })).toMatchObject({
      status: 403,
      body: [{ errorCode: 'API_DISABLED_FOR_ORG' }],
    });
  });

  it('tells who it belongs to', async () => {
    const token = await tokenFor(test, rep);
    const { body } = await plain(test, 'GET', '/services/oauth2/userinfo', { token });
    expect(body).toMatchObject({ user_id: test.users[rep], organization_id: test.org.orgId, email: rep });
    const other = await fetch(`${test.url}/id/${test.org.orgId}/${test.users[admin]}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(other.status).toBe(404);
  });
});

describe('registering an app', () => {
  it('refuses what is no key', () => {
    expect(() => test.org.addApp({ clientId, publicKeyPem: 'no key' })).toThrow();
  });
});
