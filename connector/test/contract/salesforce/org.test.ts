// What the sync relies on when it reads and writes as the integration user, tried over HTTP.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configurationFromRow } from '../../../src/core/settings/configuration.js';
import { toInstant, type Instant, type PersonId, type SalesforceContactId } from '../../../src/core/model.js';
import type { ChangeCursors, PollAnswer } from '../../../src/ports/salesforce.js';
import { valueOf } from '../../support/outcome.js';
import { repProfile, startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;

beforeEach(async () => {
  stage = await startTestOrg();
});

afterEach(async () => {
  await stage.stop();
});

const now = (): Instant => toInstant(stage.world.clock.nowMs());

function cursorsAt(modifiedAt: Instant): ChangeCursors {
  const cursor = { modifiedAt, recordId: '' };
  return { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };
}

/** Time passes, so that what was done can no longer change within its second. */
function letTimePass(): void {
  stage.world.clock.advance(5_000);
}

function create(object: string, fields: Record<string, unknown>, username = stage.rep.username): string {
  return stage.backstage.act(username, { kind: 'create', object, fields });
}

function rowsOf(object: string): readonly Record<string, unknown>[] {
  return stage.backstage.dump().objects[object] ?? [];
}

describe('the organisation', () => {
  it('names itself and the integration user', async () => {
    const { orgId, userId } = valueOf(await stage.salesforce.readOrganization());
    expect(orgId).toBe(stage.backstage.orgId);
    expect(rowsOf('User').find(({ Id }) => Id === userId)).toMatchObject({ Username: 'sync@company.example' });
    expect(stage.tokensAsked()).toBe(1);
  });
});

describe('a look for changes', () => {
  const poll = async (cursors: ChangeCursors, configurations = false): Promise<PollAnswer> =>
    valueOf(await stage.salesforce.poll(cursors, { configurations, heartbeat: null }));

  it('is one call, and finds nothing where nothing changed since', async () => {
    letTimePass();
    await stage.salesforce.readOrganization();
    stage.callsMade();
    const cursors = cursorsAt(now());
    const answer = await poll(cursors);
    expect(answer).toMatchObject({ changes: [], cursors, hasMore: false, requests: [], configurationRows: null });
    expect(stage.callsMade()).toEqual(['POST /composite']);
  });

  it('tells what was made, changed, deleted and merged, and moves the cursors behind it', async () => {
    letTimePass();
    const start = cursorsAt(now());
    letTimePass();
    const account = create('Account', { Name: 'Acme' });
    const [kept, deleted, winner, loser] = ['Kept', 'Deleted', 'Winner', 'Loser'].map((LastName) =>
      create('Contact', { LastName, AccountId: account }),
    ) as [string, string, string, string];
    letTimePass();
    stage.backstage.act(stage.rep.username, { kind: 'delete', object: 'Contact', id: deleted });
    stage.backstage.act(stage.rep.username, { kind: 'merge', object: 'Contact', winner, loser });
    letTimePass();
    const answer = await poll(start);
    const byId = new Map(answer.changes.map((change) => [change.recordId, change]));
    expect(byId.get(kept)).toMatchObject({
      object: 'Contact',
      ownerId: stage.rep.id,
      accountId: account,
      isDeleted: false,
    });
    expect(byId.get(deleted)).toMatchObject({ isDeleted: true, masterId: null });
    expect(byId.get(loser)).toMatchObject({ isDeleted: true, masterId: winner });
    expect(byId.get(account)).toMatchObject({ object: 'Account', accountId: null });
    expect((await poll(answer.cursors)).changes).toEqual([]);
  });

  it('leaves what is younger than two seconds for the next look', async () => {
    letTimePass();
    const start = cursorsAt(now());
    letTimePass();
    const id = create('Contact', { LastName: 'Fresh' });
    const first = await poll(start);
    expect(first.changes).toEqual([]);
    expect(first.cursors).toEqual(start);
    letTimePass();
    expect((await poll(first.cursors)).changes.map(({ recordId }) => recordId)).toEqual([id]);
  });

  it('walks 4,500 changes of one second without leaving one out or giving one twice', async () => {
    letTimePass();
    const start = cursorsAt(now());
    letTimePass();
    for (let index = 0; index < 4_500; index += 1) {
      stage.backstage.seed('Contact', { LastName: `L${index}`, OwnerId: stage.rep.id });
    }
    letTimePass();
    const seen: string[] = [];
    let { changes, cursors, hasMore } = await poll(start);
    seen.push(...changes.map(({ recordId }) => recordId));
    while (hasMore) {
      ({ changes, cursors, hasMore } = await poll(cursors));
      seen.push(...changes.map(({ recordId }) => recordId));
    }
    expect(seen).toHaveLength(4_500);
    expect(new Set(seen).size).toBe(4_500);
  });

  it('finds all changes where the org gives small pages', async () => {
    letTimePass();
    const start = cursorsAt(now());
    letTimePass();
    stage.backstage.setSwitch('queryPageMax', 200);
    for (let index = 0; index < 450; index += 1)
      stage.backstage.seed('Contact', { LastName: `L${index}`, OwnerId: stage.rep.id });
    letTimePass();
    let found = 0;
    for (let answer = await poll(start); ; answer = await poll(answer.cursors)) {
      found += answer.changes.length;
      if (!answer.hasMore) break;
    }
    expect(found).toBe(450);
  });

  it('notices a changed user, one look later when configurations came along', async () => {
    letTimePass();
    const start = cursorsAt(now());
    letTimePass();
    stage.backstage.act(stage.admin.username, {
      kind: 'update',
      object: 'User',
      id: stage.rep.id,
      fields: { Email: 'new@company.example' },
    });
    letTimePass();
    const first = await poll(start, true);
    expect(first.changes).toEqual([]);
    expect(first.cursors.User).toEqual(start.User);
    expect((await poll(first.cursors)).changes).toMatchObject([{ object: 'User', recordId: stage.rep.id }]);
  });

  it('brings waiting requests along, oldest first, with who asked', async () => {
    const request = (fields: Record<string, unknown>) =>
      stage.backstage.seed('Exchange_Sync_Request__c', {
        State__c: 'Queued',
        CreatedById: stage.admin.id,
        OwnerId: stage.admin.id,
        ...fields,
      });
    const asked = request({ Type__c: 'SyncNow', User__c: stage.rep.id });
    letTimePass();
    const reset = request({ Type__c: 'Reset', Objects__c: 'Contacts', Bring_Back_Removed__c: true });
    const { requests } = await poll(cursorsAt(now()));
    expect(requests).toMatchObject([
      { id: asked, type: 'SyncNow', askedBy: stage.admin.id, person: stage.rep.id, bringBackRemoved: false },
      {
        id: reset,
        type: 'Reset',
        objects: 'Contacts',
        person: null,
        bringBackRemoved: true,
        settleDifferencesAnew: false,
      },
    ]);
    const outcomes = await stage.salesforce.updateRequests([
      { id: asked, state: 'Running', at: now() },
      { id: reset, state: 'Done', result: 'Linked 3', at: now() },
    ]);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    // A running one comes again: it may have been left by a connector that was stopped.
    expect((await poll(cursorsAt(now()))).requests.map(({ id }) => id)).toEqual([asked]);
    expect(rowsOf('Exchange_Sync_Request__c')).toMatchObject([
      { State__c: 'Running', Started_At__c: expect.any(String), Finished_At__c: null },
      { State__c: 'Done', Result__c: 'Linked 3', Finished_At__c: expect.any(String) },
    ]);
  });

  it('brings configurations and assignments along when asked for, still in one call', async () => {
    const configuration = create(
      'Exchange_Configuration__c',
      { Name: 'Sales', Active__c: true, Contact_Direction__c: 'BothWays', Contact_Field_Mapping__c: '{"Fax":"off"}' },
      stage.admin.username,
    );
    const profileId = String(rowsOf('Profile').find(({ Name }) => Name === repProfile)?.Id);
    for (const target of [{ User__c: stage.rep.id }, { Profile_Id__c: profileId.slice(0, 15) }]) {
      create(
        'Exchange_Configuration_Assignment__c',
        { Configuration__c: configuration, ...target },
        stage.admin.username,
      );
    }
    await stage.salesforce.readOrganization();
    stage.callsMade();
    const answer = await poll(cursorsAt(now()), true);
    expect(stage.callsMade()).toEqual(['POST /composite']);
    expect(answer.assignments).toEqual([
      { configurationId: configuration, target: { kind: 'user', userId: stage.rep.id } },
      { configurationId: configuration, target: { kind: 'profile', profileId } },
    ]);
    const [row] = answer.configurationRows ?? [];
    expect(row === undefined ? null : configurationFromRow(row)).toMatchObject({
      id: configuration,
      isActive: true,
      faults: [],
      contacts: { direction: 'BothWays', fields: { Fax: 'off' } },
    });
  });

  it('says what share of the daily calls is used, whoever used them', async () => {
    stage.backstage.setSwitch('otherApiRequests', 50_000);
    const { apiUsedShare } = await poll(cursorsAt(now()));
    expect(apiUsedShare).toBeGreaterThanOrEqual(0.5);
    expect(apiUsedShare).toBeLessThan(0.51);
  });

  it('that the org refuses because all daily calls are used is a pause for everybody', async () => {
    stage.backstage.setSwitch('dailyApiRequestsMax', 0);
    const outcome = await stage.salesforce.poll(cursorsAt(now()), { configurations: false, heartbeat: null });
    expect(outcome).toMatchObject({
      ok: false,
      failure: { class: 'throttled', code: 'REQUEST_LIMIT_EXCEEDED', isSystemWide: true },
    });
    expect(outcome.ok ? 0 : outcome.failure.retryAtMs).toBeGreaterThan(stage.world.clock.nowMs());
    expect(stage.waits).toEqual([]);
  });
});

describe('users', () => {
  it('are read by id and by profile, each once, active or not', async () => {
    const inactive = stage.addRep('Ina', { isActive: false });
    const profileId = String(rowsOf('Profile').find(({ Name }) => Name === repProfile)?.Id);
    const users = valueOf(
      await stage.salesforce.readUsers({ ids: [stage.rep.id, stage.admin.id], profileIds: [profileId] }),
    );
    expect([...users].sort((a, b) => a.username.localeCompare(b.username))).toMatchObject([
      { id: stage.admin.id, username: 'ada@company.example', isActive: true, isFrozen: false },
      { id: inactive.id, username: 'ina@company.example', isActive: false },
      { id: stage.rep.id, username: 'rita@company.example', email: 'rita@company.example', profileId, isActive: true },
    ]);
    stage.callsMade();
    expect(valueOf(await stage.salesforce.readUsers({ ids: [], profileIds: [] }))).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });

  it('who may manage are told from the others, with the sets that grant it read once in ten minutes', async () => {
    const users = [stage.rep.id, stage.admin.id] as PersonId[];
    expect([...valueOf(await stage.salesforce.whoMayManage(users))]).toEqual([stage.admin.id]);
    stage.callsMade();
    stage.backstage.unassignPermissionSet(stage.admin.username, 'Exchange_Sync_Admin');
    expect([...valueOf(await stage.salesforce.whoMayManage(users))]).toEqual([]);
    expect(stage.callsMade()).toEqual(['GET /query']);
    stage.world.clock.advance(11 * 60_000);
    await stage.salesforce.whoMayManage(users);
    expect(stage.callsMade()).toEqual(['GET /query', 'GET /query']);
  });
});

describe('contacts that a person cannot see', () => {
  it('exist, were deleted, were merged into another, or are gone', async () => {
    const other = stage.addRep('Otto');
    const [theirs, deleted, winner, loser] = ['A', 'B', 'C', 'D'].map((LastName) =>
      create('Contact', { LastName }, other.username),
    ) as SalesforceContactId[];
    stage.backstage.act(other.username, { kind: 'delete', object: 'Contact', id: String(deleted) });
    stage.backstage.act(other.username, {
      kind: 'merge',
      object: 'Contact',
      winner: String(winner),
      loser: String(loser),
    });
    const gone = '003000000000000AAA' as SalesforceContactId;
    const ids = [theirs, deleted, loser, gone] as SalesforceContactId[];
    expect(valueOf(await stage.rep.org.readContacts(ids, []))).toEqual([]);
    expect([...valueOf(await stage.salesforce.lookUpContacts(ids)).entries()]).toEqual([
      [theirs, { kind: 'exists' }],
      [deleted, { kind: 'deleted' }],
      [loser, { kind: 'merged', winner }],
      [gone, { kind: 'gone' }],
    ]);
  });
});
