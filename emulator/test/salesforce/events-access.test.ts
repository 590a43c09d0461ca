// Who sees and changes events: notes.md, "Access" and "Sharing".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { admin, codeOf, colleague, connect, failureOf, integration, rep, startOrg } from './support.js';

let org: TestOrg;
let account: string;
let contact: string;
beforeEach(async () => {
  org = await startOrg();
  org.org.assignPermissionSet(admin, 'Exchange_Sync_Person');
  account = org.org.seed('Account', { Name: 'Acme', OwnerId: org.users[colleague] });
  contact = org.org.seed('Contact', { LastName: 'Kern', AccountId: account, OwnerId: org.users[rep] });
});
afterEach(() => org.close());

function seed(Subject: string, fields: Record<string, unknown> = {}): string {
  const times = { StartDateTime: '2026-11-23T09:00:00Z', DurationInMinutes: 30, EndDateTime: '2026-11-23T09:30:00Z' };
  return org.org.seed('Event', { Subject, ...times, OwnerId: org.users[rep], ...fields });
}

async function seen(username: string): Promise<unknown[]> {
  const connection = await connect(org, username);
  const { records } = await connection.query('SELECT Subject FROM Event ORDER BY Subject');
  return records.map((one) => one['Subject']);
}

const change = (username: string, id: string): string | null =>
  codeOf(() => org.org.act(username, { kind: 'update', object: 'Event', id, fields: { Location: 'x' } }));
const remove = (username: string, id: string): string | null =>
  codeOf(() => org.org.act(username, { kind: 'delete', object: 'Event', id }));

describe('events', () => {
  it('are seen by their owner, by View All Data, and with a contact, lead or account that is seen', async () => {
    seed('About nobody');
    seed('Contact', { WhoId: contact });
    seed('Account', { WhatId: account });
    seed('Private', { IsPrivate: true });
    expect(await seen(rep)).toEqual(['About nobody', 'Account', 'Contact', 'Private']);
    expect(await seen(admin)).toEqual(['About nobody', 'Account', 'Contact', 'Private']);
    expect(await seen(colleague)).toEqual(['Account', 'Contact']);
  });

  it('are seen when all that they are about is seen', async () => {
    seed('Both', { WhoId: contact, WhatId: account });
    expect(await seen(colleague)).toEqual(['Both']);
    org.org.setHidden(contact, true);
    expect(await seen(colleague)).toEqual([]);
    org.org.setHidden(contact, false);
    org.org.setAccess('Standard User', 'Account', { read: false });
    expect(await seen(colleague)).toEqual([]);
  });

  it('that are private stay private even with a contact from older times', async () => {
    const id = seed('Old', { WhoId: contact, IsPrivate: true });
    expect(await seen(colleague)).toEqual([]);
    expect(change(colleague, id)).toBe('NOT_FOUND');
  });

  it('that are hidden are seen by their owner and by View All Data', async () => {
    const id = seed('Contact', { WhoId: contact });
    org.org.setHidden(id, true);
    expect(await Promise.all([rep, colleague, admin].map(seen))).toEqual([['Contact'], [], ['Contact']]);
  });

  it('of others are not changed where activities are private', () => {
    const id = seed('Contact', { WhoId: contact });
    org.org.setSwitch('contactSharing', 'publicReadWrite');
    expect([change(colleague, id), remove(colleague, id)]).toEqual(Array(2).fill('INSUFFICIENT_ACCESS_OR_READONLY'));
    expect([change(admin, id), change(rep, id), remove(rep, id)]).toEqual([null, null, null]);
  });

  it('follow what they are about where activities are controlled by parent', () => {
    org.org.setSwitch('eventSharing', 'controlledByParent');
    const id = seed('Contact', { WhoId: contact });
    expect(change(colleague, id)).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
    org.org.setSwitch('contactSharing', 'publicReadWrite');
    expect([change(colleague, id), remove(colleague, id)]).toEqual([null, 'INSUFFICIENT_ACCESS_OR_READONLY']);
    expect(remove(colleague, seed('Account', { WhatId: account }))).toBeNull();
    expect(change(colleague, seed('Nobody'))).toBe('NOT_FOUND');
  });

  it('are refused to those who have no Edit Events, one operation at a time', () => {
    const id = seed('One');
    org.org.setAccess('Standard User', 'Event', { create: false, edit: false, delete: false });
    const fields = { StartDateTime: '2026-11-23T09:00:00Z', DurationInMinutes: 30 };
    const create = codeOf(() => org.org.act(rep, { kind: 'create', object: 'Event', fields }));
    expect([create, change(rep, id), remove(rep, id)]).toEqual(Array(3).fill('INSUFFICIENT_ACCESS_OR_READONLY'));
  });

  it('do not exist for the integration user, and a profile cannot see them all', async () => {
    seed('One');
    const connection = await connect(org, integration);
    expect((await failureOf(connection.query('SELECT Id FROM Event'))).errorCode).toBe('INVALID_TYPE');
    expect((await failureOf(connection.sobject('Event').describe())).errorCode).toBe('NOT_FOUND');
    expect(() => org.org.setAccess('Standard User', 'Event', { viewAll: true })).toThrow('no View All');
  });

  it('hide fields that the profile hides, the sync key too', async () => {
    org.org.setAccess('Standard User', 'Event', { fields: { WhoId: 'none', Location: 'read' } });
    org.org.setAccess('Exchange_Sync_Person', 'Event', { fields: { Exchange_Sync_Key__c: 'read' } });
    const id = seed('One');
    expect(change(rep, id)).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
    const connection = await connect(org, rep);
    expect((await failureOf(connection.query('SELECT WhoId FROM Event'))).errorCode).toBe('INVALID_FIELD');
    expect((await failureOf(connection.query('SELECT Who.Name FROM Event'))).errorCode).toBe('INVALID_FIELD');
    const key = { Id: id, Exchange_Sync_Key__c: 'x' };
    const failure = await failureOf(connection.sobject('Event').update(key));
    expect(failure.errorCode).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });
});
