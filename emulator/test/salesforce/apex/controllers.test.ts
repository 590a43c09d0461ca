// What pages get from the app's Apex, by the stand-ins: notes.md, "Apex". Shapes are those of the shared samples.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callApex } from '../../../src/salesforce/apex/call.js';
import { insertAsUser } from '../../../src/salesforce/apex/platform/dml.js';
import type { ApexMethod } from '../../../src/salesforce/apex/methods.js';
import type { SalesforceRecord } from '../../../src/parts.js';
import { makeOrgState } from '../../../src/salesforce/org.js';
import type { TestOrg } from '../support.js';
import { admin, codeOf, colleague, forceAppFolder, integration, makeWorld, rep, startOrg } from '../support.js';
import { addOthers, call, plainAdmin, stranger, valueOf, wordsOf } from './people.js';
import { samples } from './samples.js';

type Fields = Readonly<Record<string, unknown>>;

let test: TestOrg;
let users: Record<string, string>;
beforeEach(async () => {
  test = await startOrg();
  users = addOthers(test);
});
afterEach(() => test.close());

const rowsOf = (object: string): readonly SalesforceRecord[] =>
  (test.org.dump().objects[object] ?? []).filter(({ IsDeleted }) => IsDeleted !== true);
const withoutId = ({ Id: _id, ...fields }: Fields): Fields => fields;
const own = (username: string): Fields => ({ User__c: users[username], OwnerId: users[username] });
const status = (username: string, fields: Fields = {}): string =>
  test.org.seed('Exchange_Sync_Status__c', { ...own(username), Person_Key__c: users[username], ...fields });
const issue = (username: string, fields: Fields): string =>
  test.org.seed('Exchange_Sync_Issue__c', { ...own(username), ...fields });
const save = (fields: Fields, username = plainAdmin): unknown =>
  valueOf(test, username, 'ExchangeConfigurationController.save', { configuration: fields });

describe('access to Apex classes', () => {
  it.each([
    ['stranger', stranger, 'ExchangeSyncRequestController.syncNow'],
    ['stranger', stranger, 'ExchangeSyncStatusController.myStatus'],
    ['connector', integration, 'ExchangeSyncStatusController.myStatus'],
    ['person', rep, 'ExchangeConfigurationController.configurations'],
  ])('is refused to the %s', (_who, username, method) => {
    const [apexClass] = method.split('.');
    expect(call(test, username, method)).toEqual({
      exception: {
        message: `You do not have access to the Apex class named '${apexClass}'.`,
        exceptionType: null,
      },
    });
    expect(rowsOf('Exchange_Sync_Request__c')).toEqual([]);
  });

  it('is for authors of Apex whatever they hold', () => {
    test.org.unassignPermissionSet(admin, 'Exchange_Sync_Admin');
    expect(wordsOf(test, admin, 'ExchangeConfigurationController.configurations')).toContain('Exchange Sync: Admin');
  });

  it('of a request of any type is access to the class that pages ask', () => {
    const ask = (): string => test.org.writeRequest(stranger, { Type__c: 'Preview', User__c: users[stranger] });
    expect(ask).toThrow('You do not have access to the Apex class');
    expect(codeOf(ask)).toBe('AuraHandledException');
  });

  it.each([
    ['ExchangeSyncStatusController.overview'],
    ['ExchangeConfigurationController.configurations'],
    ['ExchangeConfigurationController.configuration'],
    ['ExchangeConfigurationController.assignees'],
    ['ExchangeConfigurationController.save'],
    ['ExchangeConfigurationController.assign'],
    ['ExchangeConfigurationController.unassign'],
  ])('is not enough for %s, which asks who manages the sync', (method) => {
    test.org.unassignPermissionSet(admin, 'Exchange_Sync_Admin');
    expect(call(test, admin, method)).toEqual({
      exception: {
        message:
          'This is for people who manage Exchange Sync. Ask an admin for the permission set Exchange Sync: Admin.',
        exceptionType: 'System.AuraHandledException',
      },
    });
  });
});

describe('a call', () => {
  it.each([
    ['ExchangeSyncRequestController.syncNow', { userId: 'me' }, "'userId' of type 'Id'"],
    ['ExchangeSyncRequestController.syncNow', { objects: 1 }, "'objects' of type 'String'"],
    ['ExchangeSyncRequestController.reset', { bringBackRemoved: 'yes' }, "'bringBackRemoved' of type 'Boolean'"],
    ['ExchangeConfigurationController.assign', { userIds: 'x' }, "'userIds' of type 'List<Id>'"],
    ['ExchangeConfigurationController.assign', { userIds: ['x'] }, "'userIds' of type 'List<Id>'"],
    ['ExchangeConfigurationController.save', { configuration: [] }, "'configuration' of type 'Exchange_Configu"],
    ['ExchangeConfigurationController.save', { configuration: { Id: 'x' } }, "'configuration' of type 'Exchange_"],
  ])('of %s with %j is invalid', (method, parameters, words) => {
    expect(wordsOf(test, admin, method, parameters)).toContain(words);
  });

  it.each([
    ['Nothing.here', 'There is no Apex class "Nothing"'],
    ['ExchangeSyncRequestWriter.write', 'There is no Apex class "ExchangeSyncRequestWriter" for pages'],
    ['ExchangeSyncStatusController.yourStatus', 'has no method "yourStatus"; known are myStatus, overview'],
  ])('of %s is a mistake of the caller', (method, words) => {
    expect(() => call(test, admin, method)).toThrow(words);
  });

  it('with a parameter that is none is a mistake of the caller', () => {
    expect(() => call(test, rep, 'ExchangeSyncRequestController.syncNow', { user: 'x' })).toThrow('known are userId');
    expect(() => call(test, rep, 'ExchangeSyncStatusController.myStatus', { x: 1 })).toThrow('it takes none');
  });

  it('of a cacheable method writes nothing', () => {
    const state = makeOrgState(makeWorld(), { forceAppFolder });
    const names = { username: admin, email: admin, firstName: 'Anna', lastName: 'Admin' };
    const user = state.directory.actor(state.directory.addUser({ ...names, profile: 'System Administrator' }));
    const writing = (isCacheable: boolean): ApexMethod => ({
      ...{ apexClass: 'Planted', name: 'write', isCacheable, parameters: [], returns: 'void' },
      run: (context) => insertAsUser(context, 'Exchange_Configuration__c', [{ Name: 'Planted' }]),
    });
    const planted = { apexClass: 'Planted', method: 'write', parameters: {} };
    expect(callApex(state, user, planted, [writing(true)])).toMatchObject({
      exception: { message: expect.stringContaining('Too many DML statements: 1') },
    });
    expect([...state.store.table('Exchange_Configuration__c').rows()]).toEqual([]);
    expect(callApex(state, user, planted, [writing(false)])).toHaveProperty('returnValue');
    expect([...state.store.table('Exchange_Configuration__c').rows()]).toHaveLength(1);
  });
});

describe('ExchangeSyncRequestController', () => {
  const syncNow = 'ExchangeSyncRequestController.syncNow';

  it('writes a request for a person who may not create one, and wakes the connector with its id', () => {
    const receipt = valueOf(test, rep, syncNow, { userId: users[rep] }) as Fields;
    expect(withoutId({ ...receipt, Id: 0, requestId: samples.answers.receipt['requestId'] })).toEqual(
      samples.answers.receipt,
    );
    expect(rowsOf('Exchange_Sync_Request__c')).toMatchObject([
      { ...{ Id: receipt['requestId'], Type__c: 'SyncNow', Objects__c: 'Both', State__c: 'Queued' }, ...own(rep) },
    ]);
    expect(test.org.dump().objects['Exchange_Sync_Command__e']).toMatchObject([
      { Request_Id__c: receipt['requestId'], CreatedById: users[rep] },
    ]);
    expect(codeOf(() => test.org.act(rep, { kind: 'create', object: 'Exchange_Sync_Request__c', fields: {} }))).toBe(
      'INSUFFICIENT_ACCESS_OR_READONLY',
    );
  });

  it('writes the request also where nobody can be woken', () => {
    test.org.setSwitch('eventPublishing', 'refused');
    expect(valueOf(test, rep, syncNow, { userId: users[rep], objects: 'Events' })).toMatchObject({
      isConnectorWoken: false,
      message: 'The request is waiting. The connector could not be told, but looks by itself within a minute.',
    });
    expect(rowsOf('Exchange_Sync_Request__c')).toMatchObject([{ Objects__c: 'Events' }]);
    expect(test.org.dump().objects['Exchange_Sync_Command__e']).toEqual([]);
  });

  it('refuses what a person may not ask, and takes it from who manages the sync', () => {
    const reset = 'ExchangeSyncRequestController.reset';
    expect(wordsOf(test, rep, syncNow, { userId: users[colleague] })).toContain('You may ask for yourself only.');
    expect(wordsOf(test, rep, syncNow)).toContain('You may ask for yourself only.');
    expect(wordsOf(test, rep, reset, { userId: users[rep] })).toContain('Only people with the permission Manage');
    expect(rowsOf('Exchange_Sync_Request__c')).toEqual([]);
    valueOf(test, plainAdmin, syncNow, { userId: users[rep]?.slice(0, 15) });
    valueOf(test, plainAdmin, reset, { bringBackRemoved: true });
    expect(rowsOf('Exchange_Sync_Request__c')).toMatchObject([
      { User__c: users[rep], OwnerId: users[rep], CreatedById: users[plainAdmin] },
      {
        ...{ User__c: null, OwnerId: users[plainAdmin], Objects__c: 'Both' },
        ...{ Bring_Back_Removed__c: true, Settle_Differences_Anew__c: false },
      },
    ]);
  });

  it('says in words why Salesforce would not save', () => {
    const asking = (username: string): string => wordsOf(test, plainAdmin, syncNow, { userId: users[username] });
    expect(asking(stranger)).toMatch(/the request would belong to some(one|body) who may not read it/);
    test.org.act(admin, { kind: 'update', object: 'User', id: users[rep] ?? '', fields: { IsActive: false } });
    expect(asking(rep)).toBe('This user is inactive, so nothing can sync. Activate the user first.');
    expect(wordsOf(test, plainAdmin, syncNow, { objects: 'Tasks' })).toContain('Salesforce did not save this: Objects');
    expect(wordsOf(test, plainAdmin, syncNow, { userId: '0055g00000ZZZZZ' })).toContain('Salesforce did not save this');
    expect(() => test.org.writeRequest(plainAdmin, { Type__c: 'Pause' })).toThrow('Choose the person');
    expect(test.org.dump().objects['Exchange_Sync_Command__e']).toEqual([]);
  });
});

describe('ExchangeSyncStatusController', () => {
  const myStatus = 'ExchangeSyncStatusController.myStatus';
  const overview = 'ExchangeSyncStatusController.overview';

  it('shows a person the own status, open issues and waiting requests, as in the sample', () => {
    const sample = samples.answers.myStatus;
    status(rep, withoutId(sample.status));
    for (const one of sample.issues) issue(rep, withoutId(one));
    for (const one of sample.waitingRequests) {
      test.org.seed('Exchange_Sync_Request__c', { ...own(rep), ...withoutId(one) });
    }
    const settled = { Reason__c: 'EMAIL_SHARED', Number__c: 1, Settled_At__c: '2026-03-01T00:00:00Z' };
    issue(rep, settled);
    issue(rep, { Number__c: 1, Parent__c: issue(colleague, settled) });
    test.org.seed('Exchange_Sync_Request__c', { ...own(rep), Type__c: 'Reset', State__c: 'Done' });
    const mine = valueOf(test, rep, myStatus) as typeof sample;
    expect({
      status: { ...mine.status, Id: sample.status['Id'] },
      issues: mine.issues.map((one, index) => ({ ...one, Id: sample.issues[index]?.['Id'] })),
      waitingRequests: mine.waitingRequests.map((one, index) => ({
        ...one,
        Id: sample.waitingRequests[index]?.['Id'],
      })),
    }).toEqual(sample);
  });

  it('shows nobody what is about someone else', () => {
    status(colleague);
    issue(colleague, { Reason__c: 'EMAIL_SHARED', Number__c: 2 });
    // About the person, and owned by someone else: sharing decides.
    test.org.seed('Exchange_Sync_Status__c', {
      ...{ User__c: users[rep], OwnerId: users[colleague], Person_Key__c: users[rep] },
    });
    test.org.writeRequest(admin, { Type__c: 'SyncNow', User__c: users[colleague] });
    expect(valueOf(test, rep, myStatus)).toEqual({ status: null, issues: [], waitingRequests: [] });
  });

  it('says which permission set is missing where a field may not be read', () => {
    test.org.setAccess('Exchange_Sync_Person', 'Exchange_Sync_Status__c', { fields: { Mailbox__c: 'none' } });
    expect(wordsOf(test, rep, myStatus)).toBe(
      'You may not read your sync status. Ask an admin for the permission set Exchange Sync: Person.',
    );
    test.org.setAccess('Exchange_Sync_Admin', 'Exchange_Sync_Issue__c', { fields: { Settled_At__c: 'none' } });
    expect(wordsOf(test, plainAdmin, overview)).toContain('You may not read the status of everybody.');
  });

  it('says the same where the object may not be read at all', () => {
    test.org.setAccess('Exchange_Sync_Person', 'Exchange_Sync_Status__c', { read: false });
    expect(wordsOf(test, rep, myStatus)).toBe(
      'You may not read your sync status. Ask an admin for the permission set Exchange Sync: Person.',
    );
  });

  it('counts everybody for who manages the sync, as in the sample', () => {
    const sample = samples.answers.overview;
    const spread = (name: 'peopleByPersonState' | 'peopleByContactState' | 'peopleByEventState'): (string | null)[] =>
      sample[name].flatMap(({ value, total }) => Array.from({ length: total }, () => value));
    const [persons, contacts, events] = [
      spread('peopleByPersonState'),
      spread('peopleByContactState'),
      spread('peopleByEventState'),
    ];
    for (const [index, Person_State__c] of persons.entries()) {
      const states = { Person_State__c, Contact_State__c: contacts[index], Event_State__c: events[index] };
      const Reported_At__c = index === 7 ? '2026-03-02T08:12:00Z' : index === 8 ? null : '2026-03-02T08:00:00Z';
      status(rep, { ...states, Reported_At__c, Person_Key__c: `key ${index}` });
    }
    for (const { value, total } of sample.openIssuesByReason) {
      issue(rep, { Reason__c: value, Number__c: 1, Issue_Key__c: `${value} a` });
      issue(colleague, { Reason__c: value, Number__c: total - 1, Issue_Key__c: `${value} b` });
    }
    for (const username of [rep, colleague])
      test.org.writeRequest(username, { Type__c: 'SyncNow', ...asking(username) });
    for (const [index, one] of sample.connectors.entries()) {
      test.org.seed('Exchange_Connector__c', {
        Installation_Id__c: `${index}`,
        OwnerId: users[admin],
        ...withoutId(one),
      });
    }
    const found = valueOf(test, plainAdmin, overview) as typeof sample;
    const connectors = found.connectors.map((one, index) => ({ ...one, Id: sample.connectors[index]?.['Id'] }));
    expect({ ...found, connectors }).toEqual(sample);
  });

  const asking = (username: string): Fields => ({ User__c: users[username] });

  it('counts nothing where there is nothing', () => {
    expect(valueOf(test, plainAdmin, overview)).toEqual({
      ...{ peopleByPersonState: [], peopleByContactState: [], peopleByEventState: [], openIssuesByReason: [] },
      ...{ waitingRequests: 0, connectors: [], lastReportAt: null },
    });
  });
});

describe('ExchangeConfigurationController', () => {
  const of = (method: string): string => `ExchangeConfigurationController.${method}`;

  it('says whom to ask where an object may not be read or written at all', () => {
    test.org.setAccess('Exchange_Sync_Admin', 'Exchange_Configuration__c', { create: false, edit: false });
    const needsAdmin =
      'This is for people who manage Exchange Sync. Ask an admin for the permission set Exchange Sync: Admin.';
    expect(wordsOf(test, plainAdmin, of('save'), { configuration: { Name: 'New' } })).toBe(needsAdmin);
    test.org.setAccess('Exchange_Sync_Admin', 'Exchange_Sync_Issue__c', { read: false, viewAll: false });
    expect(wordsOf(test, plainAdmin, 'ExchangeSyncStatusController.overview')).toContain('You may not read the status');
  });

  it('lists configurations by name, as in the sample', () => {
    const sample = samples.answers.configurations;
    for (const one of [...sample].reverse()) {
      test.org.seed('Exchange_Configuration__c', { ...withoutId(one), OwnerId: users[admin] });
    }
    const found = valueOf(test, plainAdmin, of('configurations')) as Fields[];
    expect(found.map((one, index) => ({ ...one, Id: sample[index]?.['Id'] }))).toEqual(sample);
  });

  it('shows one with all settings, as in the sample', () => {
    const { LastModifiedBy, LastModifiedById, ...sample } = samples.answers.configuration;
    const seeded = { ...withoutId(sample), OwnerId: users[admin], LastModifiedById: users[admin] };
    const configurationId = test.org.seed('Exchange_Configuration__c', seeded);
    const by = { LastModifiedById: users[admin], LastModifiedBy: { Id: users[admin], Name: 'Anna Admin' } };
    expect(Object.keys(by.LastModifiedBy)).toEqual(Object.keys(LastModifiedBy as Fields));
    expect(typeof LastModifiedById).toBe('string');
    expect(valueOf(test, plainAdmin, of('configuration'), { configurationId })).toEqual({
      ...sample,
      ...by,
      Id: configurationId,
    });
    const gone = 'This configuration is not there any more. Go back to the list.';
    expect(wordsOf(test, plainAdmin, of('configuration'))).toBe(gone);
    test.org.act(admin, { kind: 'delete', object: 'Exchange_Configuration__c', id: configurationId });
    expect(wordsOf(test, plainAdmin, of('configuration'), { configurationId })).toBe(gone);
  });

  it('lists who is in one: users by name, then profiles, as in the sample', () => {
    const configurationId = save({ Name: 'Sales' });
    const [profileId] = rowsOf('Profile')
      .filter(({ Name }) => Name === 'Standard User')
      .map(({ Id }) => Id);
    valueOf(test, plainAdmin, of('assign'), { configurationId, profileIds: [profileId?.slice(0, 15)] });
    valueOf(test, plainAdmin, of('assign'), { configurationId, userIds: [users[rep], users[colleague]] });
    test.org.seed('Exchange_Configuration_Assignment__c', {
      ...{ Configuration__c: configurationId, Profile_Id__c: '00e000000000002AAA' },
    });
    const found = valueOf(test, plainAdmin, of('assignees'), { configurationId }) as Fields[];
    expect(found.map(({ assignmentId: _id, ...rest }) => rest)).toEqual([
      { userId: users[colleague], profileId: null, name: 'Carl Colleague' },
      { userId: users[rep], profileId: null, name: 'Rita Rep' },
      { userId: null, profileId, name: 'Standard User' },
      { userId: null, profileId: '00e000000000002AAA', name: null },
    ]);
    expect(samples.answers.assignees.map((one) => Object.keys(one))).toEqual(
      samples.answers.assignees.map(() => Object.keys(found[0] ?? {})),
    );
  });

  it('makes and changes one as the person, and says in words what is wrong', () => {
    const Id = save({ sobjectType: 'Exchange_Configuration__c', Name: 'Sales' });
    save({ Id, Active__c: true, Contact_Direction__c: 'BothWays' });
    expect(rowsOf('Exchange_Configuration__c')).toMatchObject([
      { ...{ Id, Name: 'Sales', Active__c: true }, LastModifiedById: users[plainAdmin], OwnerId: users[plainAdmin] },
    ]);
    const refused = (fields: Fields): string => wordsOf(test, plainAdmin, of('save'), { configuration: fields });
    expect(refused({ Id, Contact_Conditions__c: '{' })).toContain('The conditions cannot be read.');
    expect(refused({ Id, Event_Days_Back__c: 999 })).toBe('Enter a number from 0 to 365.');
    expect(refused({ Id, Contact_Direction__c: 'Sideways' })).toContain('Salesforce did not save this: Contact');
    expect(refused({ Id, LastModifiedDate: '2026-03-01T00:00:00Z' })).toContain('fields being inaccessible on Sobject');
    expect(wordsOf(test, plainAdmin, of('save'))).toBe('Attempt to de-reference a null object');
    test.org.act(admin, { kind: 'delete', object: 'Exchange_Configuration__c', id: String(Id) });
    expect(refused({ Id, Name: 'Gone' })).toContain('Salesforce did not save this');
  });

  it('assigns all or nobody, and says who has which', () => {
    const sales = save({ Name: 'Sales' });
    const other = save({ Name: 'Other' });
    valueOf(test, plainAdmin, of('assign'), { configurationId: sales, userIds: [users[rep]] });
    const both = { configurationId: other, userIds: [users[colleague], users[rep]] };
    expect(wordsOf(test, plainAdmin, of('assign'), both)).toBe(
      'This user is in the configuration "Sales" already. Remove that assignment first.',
    );
    expect(rowsOf('Exchange_Configuration_Assignment__c')).toHaveLength(1);
    expect(valueOf(test, plainAdmin, of('assign'), { configurationId: other })).toBeNull();
  });

  it('removes assignments, and leaves alone what is none', () => {
    const configurationId = save({ Name: 'Sales' });
    valueOf(test, plainAdmin, of('assign'), { configurationId, userIds: [users[rep], users[colleague]] });
    const [first] = rowsOf('Exchange_Configuration_Assignment__c').map(({ Id }) => Id);
    valueOf(test, plainAdmin, of('unassign'), { assignmentIds: [first, configurationId] });
    expect(rowsOf('Exchange_Configuration_Assignment__c').map(({ User__c }) => User__c)).toEqual([users[colleague]]);
    expect(valueOf(test, plainAdmin, of('unassign'))).toBeNull();
    expect(rowsOf('Exchange_Configuration__c')).toHaveLength(1);
  });

  it('works with what the admin may do, and no more', () => {
    const configurationId = save({ Name: 'Sales' });
    const set = 'Exchange_Sync_Admin';
    test.org.setAccess(set, 'Exchange_Configuration__c', { fields: { Description__c: 'read' } });
    const described = { configuration: { Id: configurationId, Description__c: 'x' } };
    expect(wordsOf(test, plainAdmin, of('save'), described)).toContain('fields being inaccessible on Sobject');
    test.org.setAccess(set, 'Exchange_Configuration__c', { fields: { Description__c: 'none' } });
    for (const method of ['configurations', 'configuration']) {
      const parameters = method === 'configuration' ? { configurationId } : {};
      expect(wordsOf(test, plainAdmin, of(method), parameters)).toContain('You may not read Exchange configurations.');
    }
    test.org.setAccess(set, 'Exchange_Configuration_Assignment__c', { fields: { Profile_Id__c: 'none' } });
    expect(wordsOf(test, plainAdmin, of('assignees'))).toContain('You may not read who is in a configuration.');
  });
});
