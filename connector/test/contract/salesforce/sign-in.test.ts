// Signing in and staying signed in, tried over HTTP: which refusal stops one person, which stops everybody, and how
// many tokens are asked for.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import type { Failure, Outcome } from '../../../src/core/failure.js';
import { startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;

beforeEach(async () => {
  stage = await startTestOrg();
});

afterEach(async () => {
  await stage.stop();
});

async function refusalOf(outcome: Promise<Outcome<unknown>>): Promise<Failure | null> {
  const given = await outcome;
  return given.ok ? null : given.failure;
}

describe('a refusal of one person', () => {
  it.each([
    ['without the permission set', () => stage.addRep('Otto', { permissionSets: [] }), 'NOT_AUTHORISED'],
    ['who was deactivated', () => stage.addRep('Ina', { isActive: false }), 'PERSON_INACTIVE'],
    ['outside the IP ranges', () => stage.rep, 'IP_RESTRICTED'],
  ])('%s stops nobody else', async (_who, personWho, code) => {
    if (code === 'IP_RESTRICTED') stage.backstage.setSwitch('ipRestricted', [stage.rep.username]);
    const person = personWho();
    expect(await refusalOf(person.org.describe('Contact'))).toEqual({ class: 'auth', code, isSystemWide: false });
    expect((await stage.salesforce.readOrganization()).ok).toBe(true);
  });

  it('is told the same way where the org words it differently', async () => {
    stage.backstage.setSwitch('inactiveUserError', 'inactive_user');
    const { org } = stage.addRep('Ina', { isActive: false });
    expect(await refusalOf(org.describe('Contact'))).toMatchObject({ code: 'PERSON_INACTIVE' });
  });

  it('for too many sign-ins is a pause', async () => {
    stage.backstage.setSwitch('loginsPerUserAndHourMax', 0);
    const failure = await refusalOf(stage.rep.org.describe('Contact'));
    expect(failure).toMatchObject({ class: 'throttled', code: 'LOGIN_RATE_EXCEEDED' });
    expect(failure?.retryAtMs).toBeGreaterThan(stage.world.clock.nowMs());
  });
});

describe('a refusal of the system', () => {
  const otherKey = (): string =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each([
    ['a key that the app does not know', () => stage.connect({ privateKey: otherKey() }), 'KEY_REFUSED'],
    ['an unknown client id', () => stage.connect({ clientId: '3MVG9other' }), 'CLIENT_UNKNOWN'],
    [
      'a login URL with another name',
      () => stage.connect({ loginUrl: stage.url.replace('127.0.0.1', 'localhost') }),
      'AUDIENCE_REFUSED',
    ],
  ])('for %s is marked as such', async (_what, connect, code) => {
    expect(await refusalOf(connect().readOrganization())).toEqual({ class: 'auth', code, isSystemWide: true });
  });

  it('for a locked organisation is marked as such', async () => {
    stage.backstage.setSwitch('isOrganizationLocked', true);
    expect(await refusalOf(stage.salesforce.readOrganization())).toMatchObject({
      code: 'ORG_INACTIVE',
      isSystemWide: true,
    });
  });

  it('is none where the service is merely not there: it is waited for', async () => {
    const failure = await refusalOf(stage.connect({ loginUrl: 'http://127.0.0.1:1' }).readOrganization());
    expect(failure).toEqual({ class: 'transient', code: 'UNREACHABLE' });
  });
});

describe('a session', () => {
  it('is opened once for many calls at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => stage.rep.org.findAccounts(['Acme'])));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(stage.tokensAsked()).toBe(1);
  });

  it('that ended while several calls were under way is renewed once, and the calls go through', async () => {
    await stage.rep.org.findAccounts(['Acme']);
    stage.world.clock.advance(3 * 60 * 60_000);
    const outcomes = await Promise.all([
      stage.rep.org.findAccounts(['Acme']),
      stage.rep.org.describe('Contact'),
      stage.rep.org.describe('Account'),
      stage.rep.org
        .createContacts([{ key: 'a'.repeat(64), fields: { LastName: 'New' } }])
        .then(([first]) => first as Outcome<unknown>),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(stage.tokensAsked()).toBe(2);
  });

  it('that stays refused is given up after one new token', async () => {
    await stage.rep.org.findAccounts(['Acme']);
    stage.world.faults.add({ system: 'salesforce', effect: { kind: 'answer', status: 401 } });
    stage.callsMade();
    expect(await refusalOf(stage.rep.org.findAccounts(['Acme']))).toEqual({
      class: 'auth',
      code: 'INVALID_SESSION_ID',
    });
    expect(stage.callsMade()).toHaveLength(2);
    expect(stage.tokensAsked()).toBe(2);
    stage.world.faults.clear();
    expect((await stage.rep.org.findAccounts(['Acme'])).ok).toBe(true);
  });

  it('goes on when the two clocks are apart', async () => {
    const slow = stage.connect({
      clock: {
        nowMs: () => stage.world.clock.nowMs() - 3 * 60 * 60_000,
        elapsedMs: () => 0,
        wait: () => Promise.resolve(),
      },
    });
    expect((await slow.readOrganization()).ok).toBe(true);
  });
});

describe('a read', () => {
  it('that gets no answer or 503 is asked again, twice at most', async () => {
    await stage.rep.org.findAccounts(['Acme']);
    stage.callsMade();
    stage.world.faults.add({ system: 'salesforce', method: 'GET', times: 1, effect: { kind: 'cutBefore' } });
    stage.world.faults.add({ system: 'salesforce', method: 'GET', times: 1, effect: { kind: 'answer', status: 503 } });
    expect((await stage.rep.org.findAccounts(['Acme'])).ok).toBe(true);
    expect(stage.callsMade()).toHaveLength(3);
    expect(stage.waits).toEqual([500, 2_000]);
    stage.world.faults.add({ system: 'salesforce', method: 'GET', effect: { kind: 'answer', status: 503 } });
    expect(await refusalOf(stage.rep.org.findAccounts(['Acme']))).toEqual({
      class: 'transient',
      code: 'SERVER_UNAVAILABLE',
    });
    expect(stage.callsMade()).toHaveLength(3);
  });

  it('that is answered by a page of something in between is no proof of anything', async () => {
    stage.world.faults.add({
      system: 'salesforce',
      method: 'GET',
      effect: { kind: 'answer', status: 200, body: '<html>portal</html>' },
    });
    expect(await refusalOf(stage.rep.org.findAccounts(['Acme']))).toMatchObject({
      class: 'transient',
      code: 'UNEXPECTED_ANSWER',
    });
  });
});
