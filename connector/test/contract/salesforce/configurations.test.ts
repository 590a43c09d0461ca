// Exchange configurations between the org and the core: what an admin saves is what the sync works with, and what the
// sync could not work with cannot be saved.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configurationFromRow, type Configuration } from '../../../src/core/settings/configuration.js';
import { toInstant } from '../../../src/core/model.js';
import { startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;

beforeEach(async () => {
  stage = await startTestOrg();
});

afterEach(async () => {
  await stage.stop();
});

const withEvents = { Event_Direction__c: 'ExchangeToSalesforce', Event_Selection__c: 'All' };

function save(fields: Readonly<Record<string, unknown>>): string {
  const given = { Name: 'Sales', Active__c: true, ...fields };
  return stage.backstage.act(stage.admin.username, {
    kind: 'create',
    object: 'Exchange_Configuration__c',
    fields: given,
  });
}

/** As the connector reads it. */
async function configuration(): Promise<Configuration | null> {
  const cursor = { modifiedAt: toInstant(stage.world.clock.nowMs()), recordId: '' };
  const cursors = { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };
  const answer = await stage.salesforce.poll(cursors, { configurations: true, heartbeat: null });
  const [row] = answer.ok ? (answer.value.configurationRows ?? []) : [];
  return row === undefined ? null : configurationFromRow(row);
}

describe('a configuration saved in the org', () => {
  it('with events and nothing else chosen is read with every default', async () => {
    save(withEvents);
    const read = await configuration();
    expect(read?.faults).toEqual([]);
    expect(read?.events).toEqual({
      direction: 'ExchangeToSalesforce',
      selection: 'All',
      category: 'Salesforce',
      privateEvents: 'DoNotSync',
      text: 'Sync',
      deleted: 'KeepInSalesforce',
      relate: 'Off',
      leaveOut: { internal: true, declined: true, cancelled: true, free: false, allDay: false, domains: [], words: [] },
      daysBack: 30,
      daysAhead: 365,
      severalMatches: 'MostRecentlyUpdated',
    });
  });

  it('keeps lists over the line ends of the org', async () => {
    save({
      ...withEvents,
      Event_Leave_Out_Domains__c: 'a.example\n@b.example',
      Event_Leave_Out_Words__c: 'gym\nlunch',
    });
    expect((await configuration())?.events.leaveOut).toMatchObject({
      domains: ['a.example', 'b.example'],
      words: ['gym', 'lunch'],
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['without a selection', { Event_Selection__c: null }, 'Choose which events sync'],
    [
      'by category without a category',
      { Event_Selection__c: 'ByCategory', Event_Category__c: null },
      'Name the Outlook',
    ],
    ['with more days back than are read', { Event_Days_Back__c: 366 }, 'from 0 to 365'],
    ['with days back that lie ahead', { Event_Days_Back__c: -1 }, 'from 0 to 365'],
    ['with more days ahead than are read', { Event_Days_Ahead__c: 1001 }, 'from 0 to 1000'],
    ['with days ahead that lie behind', { Event_Days_Ahead__c: -1 }, 'from 0 to 1000'],
    ['with an unknown selection', { Event_Selection__c: 'Some' }, 'Some'],
  ])('is refused %s', (_what, fields, words) => {
    expect(() => save({ ...withEvents, ...fields })).toThrow(words);
    expect(() => save(withEvents)).not.toThrow();
  });

  it.each<[string, Record<string, unknown>]>([
    ['is not active yet', { Active__c: false, Event_Direction__c: 'ExchangeToSalesforce' }],
    ['syncs no events', { Event_Direction__c: 'DoNotSync', Contact_Direction__c: 'BothWays' }],
    ['takes all events', { ...withEvents, Event_Category__c: null }],
    ['has the widest window', { ...withEvents, Event_Days_Back__c: 365, Event_Days_Ahead__c: 1000 }],
    ['has the narrowest window', { ...withEvents, Event_Days_Back__c: 0, Event_Days_Ahead__c: 0 }],
  ])('is not refused when it %s', async (_what, fields) => {
    save(fields);
    expect((await configuration())?.faults).toEqual(
      fields['Active__c'] === false ? [{ field: 'Event_Selection__c', problem: 'not chosen' }] : [],
    );
  });
});
