// What the org shows people of the sync: status and issue rows as the integration user writes them, tried over HTTP.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant, type Instant, type PersonId } from '../../../src/core/model.js';
import type { IssueRow, StatusRow } from '../../../src/ports/salesforce.js';
import { valueOf } from '../../support/outcome.js';
import { startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;

beforeEach(async () => {
  stage = await startTestOrg();
});

afterEach(async () => {
  await stage.stop();
});

const now = (): Instant => toInstant(stage.world.clock.nowMs());

function rowsOf(object: string): readonly Record<string, unknown>[] {
  return stage.backstage.dump().objects[object] ?? [];
}

describe('reports', () => {
  const status = (person: PersonId, more: Partial<StatusRow> = {}): StatusRow => ({
    person,
    configurationId: null,
    mailboxAddress: 'rita@company.example',
    mailboxState: 'FOUND',
    personState: 'OK',
    folderState: 'OK',
    missingPermissions: [],
    parts: {
      Contact: {
        state: 'IN_SYNC',
        synced: 7,
        waiting: 0,
        leftOut: 1,
        issues: 0,
        leftOutByReason: { MOVED_OUT: 1 },
        progress: 33.4,
        lastSuccess: now(),
      },
      Event: {
        state: 'FIRST_SYNC',
        synced: 5,
        waiting: 2,
        leftOut: 3,
        issues: 1,
        leftOutByReason: { REMOVED_BY_PERSON: 3 },
        progress: 49.6,
        lastSuccess: null,
      },
    },
    nextRun: null,
    reportedAt: now(),
    ...more,
  });

  const issue = (key: string, more: Partial<IssueRow> = {}): IssueRow => ({
    key,
    parentKey: null,
    person: stage.rep.id,
    object: 'Contact',
    reason: 'EMAIL_SHARED',
    number: 3,
    side: 'exchange',
    firstSeen: now(),
    lastSeen: now(),
    settledAt: null,
    salesforceId: null,
    exchangeId: null,
    fields: [],
    ...more,
  });

  it('put one status row a person into the org, which that person owns and can read', async () => {
    const other = stage.addRep('Otto');
    expect((await stage.salesforce.upsertStatus([status(stage.rep.id), status(other.id)])).map(({ ok }) => ok)).toEqual(
      [true, true],
    );
    const missing = ['Read on Account', 'x'.repeat(300)];
    const { parts } = status(stage.rep.id);
    const changed = { missingPermissions: missing, parts: { ...parts, Contact: { ...parts.Contact, synced: 8 } } };
    valueOf((await stage.salesforce.upsertStatus([status(stage.rep.id, changed)]))[0]);
    const rows = rowsOf('Exchange_Sync_Status__c');
    expect(rows).toHaveLength(2);
    expect(rows.find(({ Person_Key__c }) => Person_Key__c === stage.rep.id)).toMatchObject({
      User__c: stage.rep.id,
      OwnerId: stage.rep.id,
      Contacts_Synced__c: 8,
      Contact_State__c: 'IN_SYNC',
      Contact_Issues__c: 0,
      Contacts_Waiting__c: 0,
      Contacts_Left_Out__c: 1,
      Contact_Progress__c: 33,
      Last_Success__c: expect.any(String),
      Missing_Permissions__c: 'Read on Account …',
      Contacts_Left_Out_By_Reason__c: '{"MOVED_OUT":1}',
      Event_State__c: 'FIRST_SYNC',
      Events_Synced__c: 5,
      Events_Waiting__c: 2,
      Events_Left_Out__c: 3,
      Event_Issues__c: 1,
      Events_Left_Out_By_Reason__c: '{"REMOVED_BY_PERSON":3}',
      Event_Progress__c: 50,
      Last_Event_Success__c: null,
    });
  });

  it('keep the row with the connector where the person cannot own it', async () => {
    const inactive = stage.addRep('Ina', { isActive: false });
    const outcomes = await stage.salesforce.upsertStatus([status(stage.rep.id), status(inactive.id)]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
    const row = rowsOf('Exchange_Sync_Status__c').find(({ Person_Key__c }) => Person_Key__c === inactive.id);
    expect(row?.OwnerId).toBe(valueOf(await stage.salesforce.readOrganization()).userId);
  });

  it('hang item rows below their issue row, whatever order they come in, and settle them later', async () => {
    const rows = [
      issue('k/1', { parentKey: 'k', exchangeId: 'AAMk=', fields: ['Email', 'LastName'], number: 1 }),
      issue('k'),
      issue('k/2', { parentKey: 'k', number: 1, side: 'salesforce', salesforceId: '003000000000001AAA' }),
    ];
    expect((await stage.salesforce.upsertIssues(rows)).map(({ ok }) => ok)).toEqual([true, true, true]);
    valueOf((await stage.salesforce.upsertIssues([issue('k', { settledAt: now() })]))[0]);
    const stored = rowsOf('Exchange_Sync_Issue__c');
    const parent = stored.find(({ Issue_Key__c }) => Issue_Key__c === 'k');
    expect(stored).toHaveLength(3);
    expect(parent).toMatchObject({ Number__c: 3, Side__c: 'Exchange', Parent__c: null, OwnerId: stage.rep.id });
    expect(parent?.Settled_At__c).not.toBeNull();
    expect(stored.find(({ Issue_Key__c }) => Issue_Key__c === 'k/1')).toMatchObject({
      Parent__c: parent?.Id,
      Fields__c: 'Email, LastName',
      Exchange_Item_Id__c: 'AAMk=',
    });
  });

  it('say which item row has no issue row to hang below', async () => {
    const [outcome] = await stage.salesforce.upsertIssues([issue('lost/1', { parentKey: 'lost' })]);
    expect(outcome).toMatchObject({ ok: false, failure: { class: 'notFound', code: 'FOREIGN_KEY_NOT_FOUND' } });
  });

  it.each(['Contact', 'Event', 'Person'] as const)('take issues about a %s', async (object) => {
    expect((await stage.salesforce.upsertIssues([issue('k', { object })])).map(({ ok }) => ok)).toEqual([true]);
    expect(rowsOf('Exchange_Sync_Issue__c')).toMatchObject([{ Issue_Key__c: 'k', Object__c: object }]);
  });
});
