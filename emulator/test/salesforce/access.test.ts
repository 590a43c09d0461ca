// Who sees and changes what: notes.md, "Access", "Sharing", "Setup objects".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { admin, codeOf, colleague, integration, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let account: string;
let own: string;
let other: string;
let secret: string;

beforeEach(async () => {
  test = await startOrg();
  account = test.org.seed('Account', { Name: 'Acme', OwnerId: test.users[colleague] });
  const contact = (LastName: string, owner: string, fields: Record<string, unknown> = {}): string =>
    test.org.seed('Contact', { LastName, OwnerId: test.users[owner], ...fields });
  own = contact('Own', rep, { AccountId: account, Fax: '123' });
  other = contact('Other', colleague, { AccountId: account });
  secret = contact('Secret', colleague);
});
afterEach(() => test.close());

async function ask(username: string, soql: string) {
  const token = await tokenFor(test, username);
  return plain(test, 'GET', `/query?q=${encodeURIComponent(soql)}`, { token });
}

async function seen(username: string): Promise<string[]> {
  const { body } = await ask(username, 'SELECT Id, Name FROM Contact ORDER BY Name');
  return (body as { records: { Name: string }[] }).records.map(({ Name }) => Name);
}

const errorOf = async (username: string, soql: string): Promise<unknown> => {
  const { body } = await ask(username, soql);
  return (body as { errorCode?: unknown }[])[0]?.errorCode;
};

const change = (username: string, id: string, fields: Record<string, unknown> = { Title: 'x' }): string | null =>
  codeOf(() => test.org.act(username, { kind: 'update', object: 'Contact', id, fields }));
const remove = (username: string, id: string): string | null =>
  codeOf(() => test.org.act(username, { kind: 'delete', object: 'Contact', id }));

describe('records', () => {
  it('without account are private to their owner and to people with View All', async () => {
    expect(await seen(rep)).toEqual(['Other', 'Own']);
    expect(await seen(colleague)).toEqual(['Other', 'Own', 'Secret']);
    expect(await seen(integration)).toEqual(['Other', 'Own', 'Secret']);
    expect(change(rep, secret)).toBe('NOT_FOUND');
  });

  it('that are hidden are seen by the owner and by people with View All', async () => {
    test.org.setHidden(other, true);
    expect(await seen(rep)).toEqual(['Own']);
    expect(await seen(colleague)).toContain('Other');
    expect(await seen(integration)).toContain('Other');
    test.org.setHidden(other, false);
    expect(await seen(rep)).toContain('Other');
  });

  it.each([
    ['private', ['Own'], 'NOT_FOUND'],
    ['publicRead', ['Other', 'Own'], 'INSUFFICIENT_ACCESS_OR_READONLY'],
    ['publicReadWrite', ['Other', 'Own'], null],
  ])('with %s sharing are seen and changed accordingly', async (model, names, code) => {
    test.org.setSwitch('contactSharing', model);
    expect(await seen(rep)).toEqual(names);
    expect([change(rep, own), change(rep, other), change(admin, other)]).toEqual([null, code, null]);
  });

  it('of a private object are seen by their owner and by admins of the sync', async () => {
    const status = (username: string): string =>
      test.org.seed('Exchange_Sync_Status__c', { Person_Key__c: test.users[username], OwnerId: test.users[username] });
    status(rep);
    status(colleague);
    const soql = 'SELECT Person_Key__c FROM Exchange_Sync_Status__c';
    expect((await ask(rep, soql)).body).toMatchObject({ totalSize: 1, records: [{ Person_Key__c: test.users[rep] }] });
    expect((await ask(integration, soql)).body).toMatchObject({ totalSize: 2 });
  });

  it('of a hidden account keep their AccountId', async () => {
    test.org.setHidden(account, true);
    const { body } = await ask(rep, `SELECT AccountId, Account.Name FROM Contact WHERE Id = '${own}'`);
    expect(body).toMatchObject({ records: [{ AccountId: account, Account: null }] });
    test.org.setSwitch('accountSharing', 'private');
    expect((await ask(rep, 'SELECT Id FROM Account')).body).toMatchObject({ totalSize: 0 });
  });

  it('are deleted by their owner and by people with Modify All alone', () => {
    test.org.setSwitch('contactSharing', 'publicReadWrite');
    expect([remove(rep, other), remove(rep, own), remove(admin, other)]).toEqual([
      'INSUFFICIENT_ACCESS_OR_READONLY',
      null,
      null,
    ]);
  });

  it('below a master are seen and changed with it', async () => {
    const configuration = test.org.act(admin, {
      kind: 'create',
      object: 'Exchange_Configuration__c',
      fields: { Name: 'Sales' },
    });
    test.org.act(admin, {
      kind: 'create',
      object: 'Exchange_Configuration_Assignment__c',
      fields: { Configuration__c: configuration, User__c: test.users[rep] },
    });
    const soql = 'SELECT Configuration__r.Name, User__r.IsActive FROM Exchange_Configuration_Assignment__c';
    expect((await ask(integration, soql)).body).toMatchObject({
      records: [{ Configuration__r: { Name: 'Sales' }, User__r: { IsActive: true } }],
    });
    expect(await errorOf(rep, soql)).toBe('INVALID_TYPE');
  });
});

describe('fields', () => {
  it('that are hidden do not exist, neither in queries nor in writes', async () => {
    test.org.setAccess('Standard User', 'Contact', { fields: { Fax: 'none' } });
    expect(await errorOf(rep, 'SELECT Fax FROM Contact')).toBe('INVALID_FIELD');
    expect(await errorOf(rep, "SELECT Id FROM Contact WHERE Fax = '1'")).toBe('INVALID_FIELD');
    expect(await errorOf(rep, 'SELECT Id FROM Contact ORDER BY Fax')).toBe('INVALID_FIELD');
    expect(change(rep, own, { Fax: '9' })).toBe('INVALID_FIELD');
    test.org.setAccess('Standard User', 'Contact', { fields: { Fax: 'edit' } });
    expect(change(rep, own, { Fax: '9' })).toBeNull();
  });

  it('that are read-only are read and not written', async () => {
    test.org.setAccess('Standard User', 'Contact', { fields: { Fax: 'read' } });
    expect((await ask(rep, `SELECT Fax FROM Contact WHERE Id = '${own}'`)).body).toMatchObject({
      records: [{ Fax: '123' }],
    });
    expect(change(rep, own, { Fax: '9' })).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('that a permission set gives are there although the profile hides them', async () => {
    test.org.setAccess('Standard User', 'Contact', { fields: { Fax: 'none' } });
    test.org.setAccess('Exchange_Sync_Person', 'Contact', { fields: { Fax: 'read' } });
    expect((await ask(rep, 'SELECT Fax FROM Contact')).status).toBe(200);
  });

  it('of our own are there only through the permission set', async () => {
    expect((await ask(rep, 'SELECT Exchange_Sync_Key__c FROM Contact')).status).toBe(200);
    test.org.setSwitch('preAuthorisedPermissionSets', ['Exchange_Sync_Admin']);
    test.org.unassignPermissionSet(rep, 'Exchange_Sync_Person');
    test.org.assignPermissionSet(rep, 'Exchange_Sync_Admin');
    expect(await errorOf(rep, 'SELECT Exchange_Sync_Key__c FROM Contact')).toBe('INVALID_FIELD');
  });
});

describe('objects', () => {
  it('without Create, Edit or Delete are refused, without Read unknown', async () => {
    const create = (): string | null =>
      codeOf(() => test.org.act(rep, { kind: 'create', object: 'Contact', fields: { LastName: 'New' } }));
    test.org.setAccess('Standard User', 'Contact', { create: false, edit: false, delete: false });
    const refused = 'INSUFFICIENT_ACCESS_OR_READONLY';
    expect([create(), change(rep, own), remove(rep, own)]).toEqual([refused, refused, refused]);
    test.org.setAccess('Standard User', 'Contact', { create: true, edit: true, delete: true });
    expect([create(), change(rep, own), remove(rep, own)]).toEqual([null, null, null]);
    test.org.setAccess('Standard User', 'Contact', { read: false });
    expect([create(), change(rep, other)]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect(await errorOf(rep, 'SELECT Id FROM Contact')).toBe('INVALID_TYPE');
  });

  it('of a parent that may not be read make its relationship unknown', async () => {
    test.org.setAccess('Standard User', 'Account', { read: false });
    expect(await errorOf(rep, 'SELECT Account.Name FROM Contact')).toBe('INVALID_FIELD');
    expect((await ask(rep, 'SELECT AccountId FROM Contact')).status).toBe(200);
  });

  it('of a profile made by a test are those that it names', async () => {
    const username = 'mini@lindenhof.example';
    test.org.addProfile({ name: 'Reader', objects: { Contact: { read: true, viewAll: true } } });
    const user = { username, email: username, firstName: 'Mini', lastName: 'Mum' };
    test.org.addUser({ ...user, profile: 'Reader', permissionSets: ['Exchange_Sync_Person'] });
    expect(await seen(username)).toEqual(['Other', 'Own', 'Secret']);
    expect(change(username, own)).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
    expect(() => test.org.addUser({ ...user, username: 'b', profile: 'No such' })).toThrow('no profile');
  });
});

describe('setup objects', () => {
  it('ask for View Setup, and UserLogin for Manage Users', async () => {
    expect((await ask(integration, 'SELECT Id FROM PermissionSetAssignment')).status).toBe(200);
    expect(await errorOf(integration, 'SELECT Id FROM UserLogin')).toBe('INVALID_TYPE');
    test.org.setSwitch('setupObjectsNeedPermission', false);
    expect((await ask(integration, 'SELECT IsFrozen FROM UserLogin')).status).toBe(200);
  });

  it('show who holds a custom permission', async () => {
    const permissions = test.org.dump().objects['CustomPermission'];
    const manage = permissions?.find((one) => one['DeveloperName'] === 'Manage_Exchange_Sync')?.['Id'];
    const granting = `SELECT ParentId FROM SetupEntityAccess WHERE SetupEntityId = '${String(manage)}'`;
    const soql = `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId IN (${granting})`;
    expect((await ask(integration, soql)).body).toMatchObject({
      totalSize: 1,
      records: [{ AssigneeId: test.users[admin] }],
    });
  });

  it('show who could change the org', async () => {
    const fields = 'Assignee.Username FROM PermissionSetAssignment';
    const soql = `SELECT ${fields} WHERE PermissionSet.PermissionsModifyAllData = true`;
    expect((await ask(integration, soql)).body).toMatchObject({ records: [{ Assignee: { Username: admin } }] });
  });

  it('show users with their profiles to everybody, and let admins alone change them', async () => {
    const soql = `SELECT IsActive, Profile.Name FROM User WHERE Username = '${rep}'`;
    expect((await ask(rep, soql)).body).toMatchObject({
      records: [{ IsActive: true, Profile: { Name: 'Standard User' } }],
    });
    const deactivate = (username: string): string | null =>
      codeOf(() =>
        test.org.act(username, {
          ...{ kind: 'update', object: 'User', id: test.users[colleague] ?? '' },
          fields: { IsActive: false },
        }),
      );
    expect([deactivate(rep), deactivate(admin)]).toEqual(['INSUFFICIENT_ACCESS_OR_READONLY', null]);
    expect(change(colleague, other)).toBe('INVALID_LOGIN');
  });

  it('move a user to another profile with all that it grants', () => {
    const [reader] = [test.org.addProfile({ name: 'Reader', objects: { Contact: { read: true } } })];
    test.org.act(admin, { kind: 'update', object: 'User', id: test.users[rep] ?? '', fields: { ProfileId: reader } });
    expect(change(rep, own)).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
  });
});
