// Settings, users, mailboxes and permissions that are not as they should be: the person concerned gets a status and an
// issue with its reason code, everybody else goes on, nothing is lost, and mending it is enough to go on.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { REP_PROFILE, type NewPerson } from '../../../../emulator/src/people/organisation.js';
import { openIssues, statusOf } from '../../support/org-rows.js';
import { addRep, benchFor, sidesOf, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';
import { writesSince } from '../../support/writes.js';

let bench: Workbench;
/** Somebody with whom everything is fine. */
let rep: TwoSides;

beforeEach(async () => {
  ({ bench, rep } = await benchFor('BothWays'));
  rep.create({ LastName: 'Fine' });
});
afterEach(async () => {
  const folder = rep.inFolder().map(({ properties }) => properties['surname']);
  const status = statusOf(bench, rep.person);
  await bench.stop();
  expect(folder).toContain('Fine');
  expect(status).toMatchObject({ Contact_State__c: 'IN_SYNC', Person_State__c: 'OK' });
});

/** A further rep with contacts of their own on both sides, under a configuration of their own. */
function addTroubled(more: Partial<NewPerson> = {}, fields: Record<string, string> = {}): TwoSides {
  const { organisation } = bench.emulator;
  const person = organisation.addPerson({ firstName: 'Tom', lastName: 'Trouble', ...more });
  const id = organisation.addConfiguration('Troubled', 'BothWays', fields);
  organisation.assignToPeople(id, 'Troubled', 'BothWays', [person]);
  bench.emulator.salesforce.seed('Contact', { LastName: 'Waits', OwnerId: person.userId });
  const sides = sidesOf(bench, { ...person, configuration: 'Troubled', direction: 'BothWays' });
  if (person.mailboxId !== null) {
    sides.outlook.createFolder('Salesforce_Sync');
    sides.outlook.createContact('Salesforce_Sync', { givenName: 'W', surname: 'Waitstoo' });
  }
  return sides;
}

function configurationOf(name: string): string {
  const rows = bench.emulator.salesforce.dump().objects['Exchange_Configuration__c'] ?? [];
  return rows.find((row) => row['Name'] === name)?.Id ?? '';
}

async function expectNothingWritten(sides: TwoSides): Promise<void> {
  const mark = bench.emulator.world.calls.mark();
  await bench.settle();
  const mine = (call: { user: string | null }): boolean =>
    call.user === sides.person.username || call.user === sides.person.mailboxId;
  const { calls } = bench.emulator.world;
  const written = calls.since(mark).filter((call) => mine(call) && call.method !== 'GET' && call.route !== '/$batch');
  expect(written.filter(({ system }) => !system.endsWith('token'))).toEqual([]);
  expect(writesSince(bench, mark).salesforce.filter((route) => route.startsWith('DELETE'))).toEqual([]);
}

async function expectInStep(sides: TwoSides): Promise<void> {
  await bench.restart();
  await bench.settle();
  await bench.settle();
  expect(sides.folderContact('Waits').properties['surname']).toBe('Waits');
  expect(sides.salesforceContact('Waitstoo')['OwnerId']).toBe(sides.person.userId);
  expect(openIssues(bench, sides.person)).toEqual({});
  expect(statusOf(bench, sides.person)).toMatchObject({ Contact_State__c: 'IN_SYNC', Person_State__c: 'OK' });
}

describe('a configuration', () => {
  const wrong: readonly [string, Record<string, string>][] = [
    ['with conditions that are no JSON', { Contact_Conditions__c: '[{"field": "Email"' }],
    ['with a condition without operator', { Contact_Conditions__c: '[{"field": "Email", "value": 1}]' }],
    ['with a field mapping that is no JSON', { Contact_Field_Mapping__c: 'Title: off' }],
    ['that maps an unknown field', { Contact_Field_Mapping__c: '{"Hobby":"both"}' }],
    ['that switches off what matching needs', { Contact_Field_Mapping__c: '{"Email":"off"}' }],
    ['with an unknown direction', { Contact_Direction__c: 'Sideways' }],
    ['with an unknown conflict rule', { Contact_Conflict__c: 'CoinToss' }],
    [
      'with a condition on a field that does not exist',
      { Contact_Conditions__c: '[{"field":"Shoe_Size__c","operator":"equals","value":"42"}]' },
    ],
    [
      'with a condition whose value does not fit the field',
      { Contact_Conditions__c: '[{"field":"Birthdate","operator":"equals","value":"yesterday-ish"}]' },
    ],
  ];

  it.each(wrong)('%s stops its people with a reason, until it is mended', async (_, fields) => {
    const troubled = addTroubled();
    bench.emulator.salesforce.seed('Exchange_Configuration__c', { Id: configurationOf('Troubled'), ...fields });
    await bench.settle();
    await expectNothingWritten(troubled);
    expect(openIssues(bench, troubled.person)).toEqual({ CONFIGURATION_INVALID: 1 });
    expect(statusOf(bench, troubled.person)['Contact_State__c']).toBe('ACTION_NEEDED');
    const mended = Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
    const Id = configurationOf('Troubled');
    bench.emulator.salesforce.seed('Exchange_Configuration__c', { Id, ...mended, Contact_Direction__c: 'BothWays' });
    await expectInStep(troubled);
  });

  it('that was switched off ends the sync of its people and changes nothing', async () => {
    const troubled = addTroubled();
    await bench.settle();
    const before = troubled.inFolder();
    bench.emulator.salesforce.seed('Exchange_Configuration__c', { Id: configurationOf('Troubled'), Active__c: false });
    await bench.restart();
    await expectNothingWritten(troubled);
    await expectNothingWritten(troubled);
    expect(troubled.inFolder()).toEqual(before);
    expect(statusOf(bench, troubled.person)['Contact_State__c']).toBe('PAUSED');
  });

  it('whose mapping is widened later fills the new field on contacts that are linked already', async () => {
    const troubled = addTroubled({}, { Contact_Field_Mapping__c: '{"Title":"off"}' });
    await bench.settle();
    troubled.update(troubled.salesforceContact('Waits').Id, { Title: 'CEO' });
    troubled.outlook.editContact(troubled.folderContact('Waitstoo').id, { jobTitle: 'Boss' });
    await bench.settle();
    const Id = configurationOf('Troubled');
    bench.emulator.salesforce.seed('Exchange_Configuration__c', { Id, Contact_Field_Mapping__c: null });
    await bench.restart();
    await bench.settle();
    expect(troubled.folderContact('Waits').properties['jobTitle']).toBe('CEO');
    expect(troubled.salesforceContact('Waitstoo')['Title']).toBe('Boss');
  });
});

describe('a user', () => {
  it('who is deactivated gets no calls at all, and goes on when active again', async () => {
    const troubled = addTroubled({ isActive: false });
    await bench.settle();
    const mark = bench.emulator.world.calls.mark();
    await bench.settle();
    const subjects = bench.emulator.world.calls.since(mark).map(({ user }) => user);
    expect(subjects).not.toContain(troubled.person.username);
    expect(subjects).not.toContain(troubled.person.mailboxId);
    expect(openIssues(bench, troubled.person)).toEqual({ PERSON_INACTIVE: 1 });
    expect(statusOf(bench, troubled.person)['Person_State__c']).toBe('INACTIVE');
    bench.emulator.salesforce.seed('User', { Id: troubled.person.userId, IsActive: true });
    await expectInStep(troubled);
  });

  it('with the same address as another one: neither syncs', async () => {
    const one = addTroubled();
    const other = addRep(bench, 'Otto', 'BothWays');
    bench.emulator.salesforce.seed('User', { Id: other.person.userId, Email: one.person.email });
    await bench.settle();
    await expectNothingWritten(one);
    for (const { person } of [one, other]) {
      expect(openIssues(bench, person)).toEqual({ DUPLICATE_EMAIL: 1 });
      expect(statusOf(bench, person)['Mailbox_State__c']).toBe('DUPLICATE_EMAIL');
    }
    bench.emulator.salesforce.seed('User', { Id: other.person.userId, Email: other.person.email });
    await expectInStep(one);
  });

  it('without the permission to make contacts is told which one is missing', async () => {
    bench.emulator.salesforce.addProfile({
      name: 'Readers',
      objects: { Contact: { read: true, edit: true }, Account: { read: true } },
    });
    const troubled = addTroubled({ profile: 'Readers' });
    bench.emulator.salesforce.seed('Contact', { LastName: 'Hers', OwnerId: troubled.person.userId });
    await bench.settle();
    await expectNothingWritten(troubled);
    expect(openIssues(bench, troubled.person)).toEqual({ MISSING_PERMISSION: 1 });
    expect(statusOf(bench, troubled.person)).toMatchObject({
      Person_State__c: 'MISSING_PERMISSION',
      Missing_Permissions__c: 'Create contacts',
      Contact_State__c: 'ACTION_NEEDED',
    });
    bench.emulator.salesforce.setAccess('Readers', 'Contact', { create: true });
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    await bench.settle();
    expect(troubled.folderContact('Hers').properties['surname']).toBe('Hers');
  });

  it('without the permission set is not acted for', async () => {
    const troubled = addTroubled();
    await bench.settle();
    const before = troubled.inFolder();
    bench.emulator.salesforce.unassignPermissionSet(troubled.person.username, 'Exchange_Sync_Person');
    await bench.restart();
    troubled.outlook.createContact('Salesforce_Sync', { givenName: 'N', surname: 'New' });
    await expectNothingWritten(troubled);
    await bench.settle();
    expect(openIssues(bench, troubled.person)).toEqual({ NOT_AUTHORISED: 1 });
    expect(statusOf(bench, troubled.person)['Person_State__c']).toBe('NOT_AUTHORISED');
    expect(troubled.inFolder()).toHaveLength(before.length + 1);
    bench.emulator.salesforce.assignPermissionSet(troubled.person.username, 'Exchange_Sync_Person');
    await expectInStep(troubled);
    expect(troubled.salesforceContact('New')['FirstName']).toBe('N');
  });
});

describe('a mailbox', () => {
  it.each([
    ['none', 'MAILBOX_NOT_IN_CLOUD', 'ON_PREMISES'],
    ['blocked', 'MAILBOX_NO_ACCESS', 'NO_ACCESS'],
    ['missingRole', 'MAILBOX_NO_ACCESS', 'NO_ACCESS'],
  ] as const)('that is %s stops its owner with %s', async (state, reason, shown) => {
    const troubled = addTroubled();
    await bench.settle();
    await bench.settle();
    bench.emulator.exchange.setMailboxState(troubled.person.email, state);
    troubled.update(troubled.salesforceContact('Waits').Id, { Title: 'meanwhile' });
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, troubled.person)).toEqual({ [reason]: 1 });
    expect(statusOf(bench, troubled.person)).toMatchObject({
      Mailbox_State__c: shown,
      Contact_State__c: 'ACTION_NEEDED',
    });
    bench.emulator.exchange.setMailboxState(troubled.person.email, 'ok');
    await expectInStep(troubled);
    expect(troubled.folderContact('Waits').properties['jobTitle']).toBe('meanwhile');
    expect(troubled.inSalesforce()).toHaveLength(3);
  });

  it('that nobody has under this address stops its owner', async () => {
    const troubled = addTroubled({ mailbox: 'nowhere' });
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, troubled.person)).toEqual({ MAILBOX_NOT_FOUND: 1 });
    expect(statusOf(bench, troubled.person)['Mailbox_State__c']).toBe('NOT_FOUND');
  });

  it('to which the address leads later is not followed', async () => {
    const troubled = addTroubled();
    await bench.settle();
    const other = bench.emulator.organisation.addPerson({ firstName: 'Nils', lastName: 'Neu', role: 'colleague' });
    bench.emulator.salesforce.seed('User', { Id: troubled.person.userId, Email: other.email });
    await bench.restart();
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, troubled.person)).toEqual({ MAILBOX_CHANGED: 1 });
    const subjects = bench.emulator.world.calls.since(0).map(({ user }) => user);
    expect(subjects).not.toContain(other.mailboxId);
  });
});

describe('permissions that change after the first sync', () => {
  let troubled: TwoSides;
  beforeEach(async () => {
    troubled = addTroubled();
    const id = troubled.create({
      LastName: 'Full',
      Email: 'full@kunde.example',
      Title: 'CEO',
      Fax: '030 1',
      AccountId: bench.emulator.salesforce.seed('Account', { Name: 'Kunde AG', OwnerId: troubled.person.userId }),
    });
    await bench.settle();
    expect(troubled.folderContact('Full').properties).toMatchObject({ jobTitle: 'CEO', companyName: 'Kunde AG' });
    expect(id).not.toBe('');
  });
  const setFields = (fields: Record<string, 'none' | 'read' | 'edit'>): void =>
    bench.emulator.salesforce.setAccess(REP_PROFILE, 'Contact', { fields });

  it('a field that may not be read any more is left alone on both sides; given back, it flows again', async () => {
    setFields({ Title: 'none', Fax: 'none' });
    bench.emulator.salesforce.seed('Contact', {
      Id: troubled.salesforceContact('Full').Id,
      Title: 'Chair',
      Department: 'A',
    });
    troubled.outlook.editContact(troubled.folderContact('Full').id, { mobilePhone: '0170' });
    await bench.settle();
    await bench.settle();
    expect(troubled.folderContact('Full').properties).toMatchObject({ jobTitle: 'CEO', department: 'A' });
    expect(Object.values(troubled.folderContact('Full').extended)).toContain('030 1');
    expect(troubled.salesforceContact('Full')).toMatchObject({ Title: 'Chair', Fax: '030 1', MobilePhone: '0170' });
    expect(openIssues(bench, troubled.person)).toEqual({ NO_FIELD_ACCESS: 1 });
    setFields({ Title: 'edit', Fax: 'edit' });
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    await bench.settle();
    expect(troubled.folderContact('Full').properties['jobTitle']).toBe('Chair');
    expect(openIssues(bench, troubled.person)).toEqual({});
  });

  it('a field that may not be edited any more waits, with an issue, and the other fields flow', async () => {
    setFields({ Title: 'read' });
    troubled.outlook.editContact(troubled.folderContact('Full').id, { jobTitle: 'Boss', mobilePhone: '0170' });
    await bench.settle();
    await bench.settle();
    await bench.settle();
    expect(troubled.salesforceContact('Full')).toMatchObject({ Title: 'CEO', MobilePhone: '0170' });
    expect(troubled.folderContact('Full').properties['jobTitle']).toBe('Boss');
    expect(openIssues(bench, troubled.person)).toHaveProperty('NO_FIELD_ACCESS');
    setFields({ Title: 'edit' });
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    await bench.settle();
    expect(troubled.salesforceContact('Full')['Title']).toBe('Boss');
    expect(openIssues(bench, troubled.person)).toEqual({});
  });

  it('a field that matching needs may go, too: new contacts still arrive', async () => {
    setFields({ Email: 'none' });
    troubled.create({ LastName: 'Later' });
    troubled.outlook.createContact('Salesforce_Sync', { givenName: 'L', surname: 'Latertoo' });
    await bench.settle();
    await bench.settle();
    expect(troubled.folderContact('Later').properties['surname']).toBe('Later');
    expect(troubled.salesforceContact('Latertoo')['FirstName']).toBe('L');
    expect(troubled.folderContact('Full').properties['emailAddresses']).toHaveLength(1);
  });

  it('an account that is hidden leaves the company as it is', async () => {
    const { salesforce } = bench.emulator;
    const accountId = String(troubled.salesforceContact('Full')['AccountId']);
    salesforce.setSwitch('accountSharing', 'private');
    salesforce.seed('Account', { Id: accountId, OwnerId: rep.person.userId });
    salesforce.seed('Contact', { Id: troubled.salesforceContact('Full').Id, Department: 'A' });
    await bench.settle();
    expect(troubled.folderContact('Full').properties).toMatchObject({ companyName: 'Kunde AG', department: 'A' });
    expect(troubled.salesforceContact('Full')['AccountId']).toBe(accountId);
  });

  it('all accounts that are hidden are named as a missing permission', async () => {
    bench.emulator.salesforce.setAccess(REP_PROFILE, 'Account', { read: false, create: false, edit: false });
    bench.emulator.salesforce.seed('Contact', { Id: troubled.salesforceContact('Full').Id, Department: 'A' });
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    await bench.settle();
    expect(statusOf(bench, troubled.person)['Missing_Permissions__c']).toBe('Read accounts');
    expect(troubled.folderContact('Full').properties['companyName']).toBe('Kunde AG');
    bench.emulator.salesforce.setAccess(REP_PROFILE, 'Account', { read: true, create: true, edit: true });
    await bench.restart();
    await bench.settle();
    await bench.settle();
    expect(troubled.folderContact('Full').properties).toMatchObject({ companyName: 'Kunde AG', department: 'A' });
    expect(statusOf(bench, troubled.person)['Missing_Permissions__c']).toBeNull();
  });
});
