// One direction only: the source fills the target, the target side never finds its way back, and nothing at all is
// written on the read-only side (law P3). Stamps on Exchange items and the sync key are the two exceptions.
import { afterEach, describe, expect, it } from '@jest/globals';
import { benchFor, type OutlookContact, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';
import { writesSince } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const anna = { FirstName: 'Anna', LastName: 'Berg', Email: 'anna@berg.example', Phone: '+49 30 1', Title: 'CEO' };
const ben = {
  givenName: 'Ben',
  surname: 'Cole',
  jobTitle: 'Buyer',
  emailAddresses: [{ address: 'ben@cole.example' }],
  businessPhones: ['+1 202 1'],
};

const propertiesOf = (contacts: readonly OutlookContact[]): unknown =>
  contacts.map(({ id, properties }) => ({ id, properties }));

describe('Salesforce to Exchange', () => {
  afterEach(() => {
    expect(writesSince(bench, 0).salesforce).toEqual([]);
  });

  async function begin(fields: Record<string, string> = {}): Promise<void> {
    ({ bench, rep } = await benchFor('SalesforceToExchange', fields));
  }

  async function annaInStep(
    fields: Record<string, string> = {},
  ): Promise<{ salesforceId: string; exchangeId: string }> {
    await begin(fields);
    const salesforceId = rep.create(anna);
    await bench.settle();
    return { salesforceId, exchangeId: rep.folderContact('Berg').id };
  }

  it('fills the folder, and leaves out what the person has put there', async () => {
    await begin();
    rep.create(anna);
    rep.outlook.createFolder('Salesforce_Sync');
    rep.outlook.createContact('Salesforce_Sync', ben);
    await bench.settle();
    expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Cole', 'Berg']);
    expect(rep.folderContact('Cole').properties['jobTitle']).toBe('Buyer');
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(await rep.findings()).toEqual({ NOT_IN_DIRECTION: 1 });
  });

  it('links what is in the folder already by its address, fills what is empty and overwrites nothing', async () => {
    await begin();
    rep.create(anna);
    rep.outlook.createFolder('Salesforce_Sync');
    const mine = { givenName: 'Anna', surname: 'Berg', jobTitle: 'Boss', mobilePhone: '0170' };
    rep.outlook.createContact('Salesforce_Sync', { ...mine, emailAddresses: [{ address: 'ANNA@berg.example' }] });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.folderContact('Berg').properties).toMatchObject({ ...mine, businessPhones: ['+49 30 1'] });
  });

  it('links a contact of the folder that was left out as soon as its Salesforce contact is made', async () => {
    await begin();
    rep.outlook.createFolder('Salesforce_Sync');
    rep.outlook.createContact('Salesforce_Sync', ben);
    await bench.settle();
    rep.create({ FirstName: 'Ben', LastName: 'Cole', Email: 'ben@cole.example', Department: 'Buying' });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.folderContact('Cole').properties['department']).toBe('Buying');
    expect(await rep.findings()).toEqual({});
  });

  it('carries an edit of the source over and leaves an edit of another field on the target side alone', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.outlook.editContact(exchangeId, { jobTitle: 'Boss' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Boss');
    rep.update(salesforceId, { Phone: '+49 30 2' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties).toMatchObject({ jobTitle: 'Boss', businessPhones: ['+49 30 2'] });
    rep.update(salesforceId, { Title: 'Chair' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Chair');
  });

  it('lets the source win where both sides edited the same field between two runs', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Conflict__c: 'ExchangeWins' });
    rep.update(salesforceId, { Title: 'Chair' });
    rep.outlook.editContact(exchangeId, { jobTitle: 'Boss' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Chair');
  });

  it('keeps the copy of what was deleted in Salesforce, and deletes it where the setting says so', async () => {
    await annaInStep();
    rep.remove(rep.salesforceContact('Berg').Id);
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
    await bench.stop();

    const { salesforceId } = await annaInStep({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' });
    rep.create({ LastName: 'Stays' });
    await bench.settle();
    rep.remove(salesforceId);
    await bench.settle();
    expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Stays']);
    expect(await rep.findings()).toEqual({});
  });

  it('keeps an edited copy although the setting deletes: the edit beats the delete', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' });
    rep.outlook.editContact(exchangeId, { jobTitle: 'Boss' });
    rep.remove(salesforceId);
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Boss');
  });

  it('never deletes in Salesforce what was removed from the folder, and does not make it again', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    rep.update(salesforceId, { Title: 'Chair' });
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(rep.inFolder()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('links again what the person restores from the deleted items', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    rep.outlook.moveContact(exchangeId, 'Salesforce_Sync');
    await bench.settle();
    rep.update(salesforceId, { Title: 'Chair' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Chair');
    expect(await rep.findings()).toEqual({});
  });

  it('follows the field mapping: a field that is off stays, one that is switched on flows', async () => {
    const mapping = { Title: 'off', HomePhone: 'toExchange', Description: 'both' };
    const { salesforceId } = await annaInStep({ Contact_Field_Mapping__c: JSON.stringify(mapping) });
    rep.update(salesforceId, { Title: 'Chair', HomePhone: '030 7', Description: 'likes tea' });
    await bench.settle();
    const { properties } = rep.folderContact('Berg');
    expect(properties).toMatchObject({ homePhones: ['030 7'], personalNotes: 'likes tea' });
    expect(properties['jobTitle']).toBeUndefined();
  });

  it('takes only owned contacts, or all that the person can see, as the configuration says', async () => {
    await begin({ Contact_Scope__c: 'AllVisible' });
    const colleague = bench.emulator.organisation.addPerson({ firstName: 'Udo', lastName: 'Ulm', role: 'colleague' });
    const { salesforce } = bench.emulator;
    const account = salesforce.seed('Account', { Name: 'Open GmbH', OwnerId: colleague.userId });
    const theirs = { LastName: 'Theirs', AccountId: account, OwnerId: colleague.userId };
    salesforce.seed('Contact', theirs);
    rep.create(anna);
    await bench.settle();
    expect(
      rep
        .inFolder()
        .map(({ properties }) => properties['surname'])
        .sort(),
    ).toEqual(['Berg', 'Theirs']);
    salesforce.seed('Contact', { ...theirs, LastName: 'Later' });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(3);
    await bench.stop();

    await annaInStep();
    bench.emulator.salesforce.seed('Contact', {
      LastName: 'Theirs',
      OwnerId: bench.emulator.organisation.personInRole('admin').userId,
    });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
  });

  it('takes only contacts that meet the conditions', async () => {
    const conditions = JSON.stringify([{ field: 'Department', operator: 'equals', value: 'Board' }]);
    await begin({ Contact_Conditions__c: conditions });
    rep.create({ ...anna, Department: 'Board' });
    const other = rep.create({ LastName: 'Clerk', Department: 'Office' });
    await bench.settle();
    expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Berg']);
    rep.update(other, { Department: 'Board' });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(2);
  });
});

describe('a contact that leaves the reach of the person', () => {
  const conditions = JSON.stringify([{ field: 'Department', operator: 'equals', value: 'Board' }]);
  const ways: readonly [string, (id: string) => void, (id: string) => void][] = [
    [
      'gets another owner',
      (id) => seedOwner(id, bench.emulator.organisation.personInRole('admin').userId),
      (id) => seedOwner(id, rep.person.userId),
    ],
    [
      'meets the conditions no more',
      (id) => rep.update(id, { Department: 'Out' }),
      (id) => rep.update(id, { Department: 'Board' }),
    ],
    [
      'is hidden',
      (id) => {
        seedOwner(id, bench.emulator.organisation.personInRole('admin').userId);
        bench.emulator.salesforce.setHidden(id, true);
      },
      (id) => {
        bench.emulator.salesforce.setHidden(id, false);
        seedOwner(id, rep.person.userId);
      },
    ],
  ];

  const seedOwner = (Id: string, OwnerId: string): void =>
    void bench.emulator.salesforce.seed('Contact', { Id, OwnerId });

  async function begin(leavesReach: string, direction: 'SalesforceToExchange' | 'BothWays'): Promise<string> {
    const fields = { Contact_Leaves_Reach__c: leavesReach, Contact_Conditions__c: conditions };
    ({ bench, rep } = await benchFor(direction, fields));
    const id = rep.create({ ...anna, Department: 'Board' });
    rep.create({ LastName: 'Stays', Department: 'Board' });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(2);
    return id;
  }

  it.each(ways)('%s: the copy is kept, rests, and goes on when it comes back', async (_, leave, comeBack) => {
    const id = await begin('KeepCopy', 'SalesforceToExchange');
    leave(id);
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(2);
    expect(await rep.findings()).toEqual({ LEFT_REACH: 1 });
    bench.emulator.salesforce.seed('Contact', { Id: id, Title: 'unseen' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('CEO');
    comeBack(id);
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('unseen');
    expect(await rep.findings()).toEqual({});
    expect(rep.inFolder()).toHaveLength(2);
  });

  it.each(ways)(
    '%s: the unchanged copy is removed where the setting says so, and is made again later',
    async (_, leave, comeBack) => {
      const id = await begin('RemoveUnchangedCopy', 'BothWays');
      leave(id);
      await bench.settle();
      expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Stays']);
      expect(rep.inSalesforce()).toHaveLength(2);
      comeBack(id);
      await bench.settle();
      expect(rep.inFolder()).toHaveLength(2);
      expect(await rep.findings()).toEqual({});
    },
  );

  it('stays in the folder when the person has edited the copy', async () => {
    const id = await begin('RemoveUnchangedCopy', 'SalesforceToExchange');
    rep.outlook.editContact(rep.folderContact('Berg').id, { jobTitle: 'mine' });
    seedOwner(id, bench.emulator.organisation.personInRole('admin').userId);
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('mine');
  });
});

describe('Exchange to Salesforce', () => {
  afterEach(() => {
    // Stamps are the only thing that is written: by PATCH, and never a contact made or removed.
    const routes = new Set(writesSince(bench, 0).exchange);
    routes.delete('PATCH /users/{user}/contacts/{contact}');
    routes.delete('POST /users/{user}/contactFolders');
    expect([...routes]).toEqual([]);
  });

  async function begin(fields: Record<string, string> = {}): Promise<void> {
    ({ bench, rep } = await benchFor('ExchangeToSalesforce', fields));
    rep.outlook.createFolder('Salesforce_Sync');
  }

  async function benInStep(fields: Record<string, string> = {}): Promise<{ salesforceId: string; exchangeId: string }> {
    await begin(fields);
    const exchangeId = rep.outlook.createContact('Salesforce_Sync', ben);
    await bench.settle();
    return { salesforceId: rep.salesforceContact('Cole').Id, exchangeId };
  }

  it('makes the contacts of the folder in Salesforce, and takes none of the others and none back', async () => {
    await begin();
    rep.create(anna);
    rep.outlook.createContact('Salesforce_Sync', ben);
    rep.outlook.createContact('Contacts', { givenName: 'Grandma', surname: 'Private' });
    const before = propertiesOf(rep.inMailbox());
    await bench.settle();
    expect(rep.inSalesforce().map((record) => record['LastName'])).toEqual(['Berg', 'Cole']);
    expect(rep.salesforceContact('Cole')).toMatchObject({ Title: 'Buyer', OwnerId: rep.person.userId });
    expect(propertiesOf(rep.inMailbox())).toEqual(before);
  });

  it('links what is in Salesforce already, fills what is empty there and overwrites nothing', async () => {
    await begin();
    rep.create({ FirstName: 'Ben', LastName: 'Cole', Email: 'ben@cole.example', Title: 'Chief', Department: 'East' });
    rep.outlook.createContact('Salesforce_Sync', ben);
    const before = propertiesOf(rep.inMailbox());
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(rep.salesforceContact('Cole')).toMatchObject({ Title: 'Chief', Phone: '+1 202 1', Department: 'East' });
    expect(propertiesOf(rep.inMailbox())).toEqual(before);
  });

  it('carries an edit of the source over and leaves an edit of another field on the target side alone', async () => {
    const { salesforceId, exchangeId } = await benInStep();
    rep.update(salesforceId, { Title: 'Chief' });
    await bench.settle();
    rep.outlook.editContact(exchangeId, { businessPhones: ['+1 202 2'] });
    await bench.settle();
    expect(rep.salesforceContact('Cole')).toMatchObject({ Title: 'Chief', Phone: '+1 202 2' });
    rep.outlook.editContact(exchangeId, { jobTitle: 'Head' });
    await bench.settle();
    expect(rep.salesforceContact('Cole')['Title']).toBe('Head');
    expect(rep.folderContact('Cole').properties).toMatchObject({ jobTitle: 'Head', businessPhones: ['+1 202 2'] });
  });

  it('keeps the record of what was deleted in Exchange, and deletes it where the setting says so', async () => {
    const kept = await benInStep();
    rep.outlook.deleteContact(kept.exchangeId);
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    await bench.stop();

    const { exchangeId } = await benInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'S', surname: 'Stays' });
    await bench.settle();
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    expect(rep.inSalesforce().map((record) => record['LastName'])).toEqual(['Stays']);
    expect(await rep.findings()).toEqual({});
  });

  it('keeps an edited record although the setting deletes, and brings nothing back to the folder', async () => {
    const { salesforceId, exchangeId } = await benInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.update(salesforceId, { Title: 'Chief' });
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    expect(rep.salesforceContact('Cole')['Title']).toBe('Chief');
    expect(rep.inFolder()).toEqual([]);
  });

  it('never deletes in Exchange what was deleted in Salesforce, and does not make it again', async () => {
    const { salesforceId, exchangeId } = await benInStep({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' });
    rep.remove(salesforceId);
    await bench.settle();
    rep.outlook.editContact(exchangeId, { jobTitle: 'Head' });
    await bench.settle();
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.inSalesforce()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('links again a record that was taken out of the recycle bin', async () => {
    const { salesforceId, exchangeId } = await benInStep();
    rep.remove(salesforceId);
    await bench.settle();
    bench.emulator.salesforce.act(rep.person.username, { kind: 'undelete', object: 'Contact', id: salesforceId });
    await bench.settle();
    rep.outlook.editContact(exchangeId, { jobTitle: 'Head' });
    await bench.settle();
    expect(rep.salesforceContact('Cole')['Title']).toBe('Head');
    expect(await rep.findings()).toEqual({});
  });

  it('follows the field mapping', async () => {
    const mapping = { Title: 'off', HomePhone: 'toSalesforce' };
    const { exchangeId } = await benInStep({ Contact_Field_Mapping__c: JSON.stringify(mapping) });
    rep.outlook.editContact(exchangeId, { jobTitle: 'Head', homePhones: ['030 7'] });
    await bench.settle();
    expect(rep.salesforceContact('Cole')).toMatchObject({ Title: null, HomePhone: '030 7' });
  });
});
