// The heartbeat and the settings of the whole system, as they go along with a look for changes.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../../src/core/model.js';
import type { Heartbeat } from '../../../src/core/one-connector.js';
import { systemSettingsFromRow, type SystemSettings } from '../../../src/core/settings/system.js';
import type { PollAnswer } from '../../../src/ports/salesforce.js';
import { valueOf } from '../../support/outcome.js';
import { startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;

beforeEach(async () => {
  stage = await startTestOrg();
  valueOf(await stage.salesforce.readOrganization());
  stage.callsMade();
});

afterEach(async () => {
  await stage.stop();
});

const nowMs = (): number => stage.world.clock.nowMs();

function heartbeat(changes: Partial<Heartbeat> = {}): Heartbeat {
  return {
    ...{ installationId: 'one', state: 'WAITING', version: '1.2.3' },
    ...{ startedAt: toInstant(nowMs() - 60_000), heartbeatAt: toInstant(nowMs()) },
    ...{ microsoftKeyEnds: '2027-01-31', salesforceKeyEnds: null },
    ...changes,
  };
}

async function poll(beat: Heartbeat | null, configurations = false): Promise<PollAnswer> {
  const cursor = { modifiedAt: toInstant(nowMs()), recordId: '' };
  const cursors = { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };
  return valueOf(await stage.salesforce.poll(cursors, { configurations, heartbeat: beat }));
}

const rows = () => stage.backstage.dump().objects['Exchange_Connector__c'] ?? [];

const settings = async (): Promise<SystemSettings> => systemSettingsFromRow((await poll(null)).systemSettings);

function saveSettings(fields: Record<string, unknown>): string {
  return stage.backstage.act(stage.admin.username, { kind: 'create', object: 'Exchange_Sync_Settings__c', fields });
}

describe('a heartbeat', () => {
  it('goes along with a look, in the same call, and makes one row a connector', async () => {
    await poll(heartbeat());
    const second = heartbeat({ state: 'WRITING' });
    await poll(second);
    expect(stage.callsMade()).toEqual(['POST /composite', 'POST /composite']);
    expect(rows()).toHaveLength(1);
    expect(rows()[0]).toMatchObject({
      ...{ Installation_Id__c: 'one', State__c: 'WRITING', Version__c: '1.2.3' },
      ...{ Microsoft_Key_Ends__c: '2027-01-31', Salesforce_Key_Ends__c: null },
    });
    // Salesforce keeps whole seconds.
    expect(String(rows()[0]?.['Heartbeat_At__c']).slice(0, 19)).toBe(second.heartbeatAt.slice(0, 19));
  });

  it('is written before all connectors are read, its own row among them', async () => {
    await poll(heartbeat({ installationId: 'other', state: 'OFF' }));
    stage.world.clock.advance(60_000);
    const { connectors } = await poll(heartbeat(), true);
    expect(connectors).toMatchObject([
      { installationId: 'other', state: 'OFF' },
      { installationId: 'one', state: 'WAITING' },
    ]);
    expect(connectors?.map(({ modifiedAt }) => nowMs() - Date.parse(modifiedAt) < 60_000)).toEqual([false, true]);
    expect((await poll(heartbeat())).connectors).toBeNull();
  });

  it('alone is written first and the connectors are read by a further call', async () => {
    const found = valueOf(await stage.salesforce.beat(heartbeat({ state: 'WRITING' })));
    expect(found).toMatchObject([{ installationId: 'one', state: 'WRITING' }]);
    expect(stage.callsMade()).toEqual(['PATCH /sobjects/{object}/{field}/{value}', 'GET /query']);
  });

  it('that the org refuses ends the look: nothing may be written unsaid', async () => {
    stage.backstage.setAccess('Exchange_Sync_Connector', 'Exchange_Connector__c', { create: false });
    const cursor = { modifiedAt: toInstant(nowMs()), recordId: '' };
    const cursors = { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };
    const answer = await stage.salesforce.poll(cursors, { configurations: false, heartbeat: heartbeat() });
    expect(answer).toMatchObject({ ok: false, failure: { class: 'permission' } });
    expect(await stage.salesforce.beat(heartbeat())).toMatchObject({ ok: false, failure: { class: 'permission' } });
  });
});

describe('the settings of the whole system', () => {
  it('are the defaults while there is no record', async () => {
    expect(await settings()).toEqual({ stopsAllWriting: false, mailboxDomains: null, companyDomains: [] });
  });

  it('are what an admin saved', async () => {
    saveSettings({
      Stop_All_Writing__c: true,
      Mailbox_Domains__c: 'stein.example',
      Company_Domains__c: 'stein-labs.example\nstein-west.example',
    });
    expect(await settings()).toEqual({
      stopsAllWriting: true,
      mailboxDomains: ['stein.example'],
      companyDomains: ['stein-labs.example', 'stein-west.example'],
    });
  });

  it('have one record, whatever key a second one is given', () => {
    saveSettings({});
    expect(() => saveSettings({})).toThrow(/DUPLICATE_VALUE|duplicate/);
    expect(() => saveSettings({ Key__c: 'second' })).toThrow(/one record of settings/);
  });

  it('cannot be changed by the connector', async () => {
    const id = saveSettings({ Stop_All_Writing__c: true });
    const change = (): string =>
      stage.backstage.act('sync@company.example', {
        ...{ kind: 'update', object: 'Exchange_Sync_Settings__c', id },
        fields: { Stop_All_Writing__c: false },
      });
    expect(change).toThrow();
    expect((await settings()).stopsAllWriting).toBe(true);
  });

  it('that cannot be read end the look: nobody knows whether writing was stopped', async () => {
    saveSettings({ Stop_All_Writing__c: true });
    stage.backstage.setAccess('Exchange_Sync_Connector', 'Exchange_Sync_Settings__c', {
      fields: { Stop_All_Writing__c: 'none' },
    });
    const cursor = { modifiedAt: toInstant(nowMs()), recordId: '' };
    const cursors = { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };
    expect(await stage.salesforce.poll(cursors, { configurations: false, heartbeat: null })).toMatchObject({
      ok: false,
      failure: { code: 'INVALID_FIELD' },
    });
  });
});
