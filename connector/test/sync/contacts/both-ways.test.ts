// Both ways, one person: what people do on the two sides and what the other side shows afterwards.
import { afterEach, describe, expect, it } from '@jest/globals';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

async function begin(fields: Record<string, string> = {}): Promise<void> {
  ({ bench, rep } = await benchFor('BothWays', fields));
}

const anna = { FirstName: 'Anna', LastName: 'Berg', Email: 'anna.berg@kunde.example', Phone: '+49 30 1', Title: 'CEO' };

async function annaInStep(fields: Record<string, string> = {}): Promise<{ salesforceId: string; exchangeId: string }> {
  await begin(fields);
  const salesforceId = rep.create(anna);
  await bench.settle();
  return { salesforceId, exchangeId: rep.folderContact('Berg').id };
}

describe('contacts both ways', () => {
  it('makes new contacts of either side on the other side, with all mapped fields', async () => {
    await begin();
    rep.create({ ...anna, MailingStreet: 'Hauptstr. 1\nHinterhaus', MailingCity: 'Berlin', Fax: '+49 30 2' });
    rep.outlook.createFolder('Salesforce_Sync');
    rep.outlook.createContact('Salesforce_Sync', {
      givenName: 'Ben',
      surname: 'Cole',
      emailAddresses: [{ address: 'ben@cole.example' }],
      mobilePhone: '+1 202 555',
    });
    await bench.settle();
    expect(rep.folderContact('Berg')).toMatchObject({
      properties: { givenName: 'Anna', jobTitle: 'CEO', businessPhones: ['+49 30 1'], displayName: 'Anna Berg' },
    });
    expect(Object.values(rep.folderContact('Berg').extended)).toContain('+49 30 2');
    expect(rep.salesforceContact('Cole')).toMatchObject({
      FirstName: 'Ben',
      Email: 'ben@cole.example',
      MobilePhone: '+1 202 555',
    });
    expect(rep.inFolder()).toHaveLength(2);
    expect(rep.inSalesforce()).toHaveLength(2);
  });

  it('carries edits of different fields of the same contact to the other side each', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.update(salesforceId, { Title: 'Chair' });
    rep.outlook.editContact(exchangeId, { businessPhones: ['+49 30 99'] });
    await bench.settle();
    expect(rep.salesforceContact('Berg')).toMatchObject({ Title: 'Chair', Phone: '+49 30 99' });
    expect(rep.folderContact('Berg').properties).toMatchObject({ jobTitle: 'Chair', businessPhones: ['+49 30 99'] });
  });

  it.each([
    ['SalesforceWins', 'from Salesforce'],
    ['ExchangeWins', 'from Exchange'],
  ])('settles an edit of the same field by the setting %s', async (conflict, winner) => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Conflict__c: conflict });
    rep.update(salesforceId, { Title: 'from Salesforce' });
    rep.outlook.editContact(exchangeId, { jobTitle: 'from Exchange' });
    await bench.settle();
    expect(rep.salesforceContact('Berg')['Title']).toBe(winner);
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe(winner);
  });

  it('asks the person when the setting says so, and leaves both sides alone until they agree', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Conflict__c: 'Ask' });
    rep.update(salesforceId, { Title: 'one' });
    rep.outlook.editContact(exchangeId, { jobTitle: 'other' });
    await bench.settle();
    expect(rep.salesforceContact('Berg')['Title']).toBe('one');
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('other');
    expect(await rep.findings()).toEqual({ CONFLICT_HELD: 1 });
    rep.outlook.editContact(exchangeId, { jobTitle: 'one' });
    await bench.settle();
    expect(await rep.findings()).toEqual({});
  });

  it('clears on the other side what was cleared on one side', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.update(salesforceId, { Title: null });
    rep.outlook.editContact(exchangeId, { businessPhones: [] });
    await bench.settle();
    expect(rep.salesforceContact('Berg')['Phone'] ?? null).toBeNull();
    expect(rep.folderContact('Berg').properties['jobTitle'] ?? '').toBe('');
  });

  it('writes nothing when nothing changed, in one Graph call and no Salesforce call', async () => {
    await annaInStep();
    await bench.settle();
    await bench.settle();
    const mark = bench.emulator.world.calls.mark();
    await bench.settle();
    const calls = bench.emulator.world.calls.since(mark);
    expect(calls.filter((call) => call.system === 'exchange').map((call) => `${call.method} ${call.route}`)).toEqual([
      'GET /users/{user}/contactFolders/{folder}/contacts/delta',
    ]);
    expect(calls.filter((call) => call.system === 'salesforce' && call.user === rep.person.username)).toEqual([]);
  });

  it('stops syncing what was moved out of the folder, keeps both copies, and goes on when it is back', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.outlook.moveContact(exchangeId, 'Contacts');
    await bench.settle();
    rep.update(salesforceId, { Title: 'while away' });
    await bench.settle();
    expect(rep.inFolder()).toEqual([]);
    expect(rep.inMailbox()[0]?.properties['jobTitle']).toBe('CEO');
    expect(await rep.findings()).toEqual({ MOVED_OUT: 1 });
    rep.outlook.moveContact(exchangeId, 'Salesforce_Sync');
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('while away');
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(await rep.findings()).toEqual({});
  });

  it('recognises a copy of a synced contact and holds it instead of making a duplicate', async () => {
    const { exchangeId } = await annaInStep();
    rep.outlook.copyContact(exchangeId, 'Salesforce_Sync');
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(rep.inFolder()).toHaveLength(2);
    expect(await rep.findings()).toEqual({ COPY_OF_LINKED: 1 });
  });

  it('keeps the other copy of a removed contact by default and does not make it again', async () => {
    const { exchangeId } = await annaInStep();
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(rep.inFolder()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('removes the other copy where the configuration says so, in both directions', async () => {
    const deletes = {
      Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy',
      Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy',
    };
    const { exchangeId } = await annaInStep(deletes);
    const cleo = rep.create({ LastName: 'Dahl', Email: 'cleo@dahl.example' });
    rep.create({ LastName: 'Stays', Email: 'stays@kunde.example' });
    await bench.settle();
    rep.outlook.deleteContact(exchangeId);
    rep.remove(cleo);
    await bench.settle();
    expect(rep.inSalesforce().map((record) => record['LastName'])).toEqual(['Stays']);
    expect(rep.inFolder().map((contact) => contact.properties['surname'])).toEqual(['Stays']);
  });

  it('lets an edit beat a delete that was not settled yet', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.deleteContact(exchangeId);
    rep.update(salesforceId, { Title: 'still here' });
    await bench.settle();
    expect(rep.salesforceContact('Berg')['Title']).toBe('still here');
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('still here');
  });

  it('links by e-mail address what both sides had before, and overwrites nothing unasked', async () => {
    await begin();
    rep.create({ ...anna, Title: 'in Salesforce', Department: null });
    rep.outlook.createFolder('Salesforce_Sync');
    rep.outlook.createContact('Salesforce_Sync', {
      givenName: 'Anna',
      surname: 'Berg',
      jobTitle: 'in Exchange',
      department: 'Board',
      emailAddresses: [{ address: 'Anna.Berg@kunde.example' }],
    });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.salesforceContact('Berg')).toMatchObject({ Title: 'in Salesforce', Department: 'Board' });
    expect(rep.folderContact('Berg').properties).toMatchObject({
      jobTitle: 'in Exchange',
      businessPhones: ['+49 30 1'],
    });
  });

  it('holds somebody whose address belongs to a person with another name', async () => {
    await begin();
    rep.create({ ...anna, Email: 'office@kunde.example' });
    await bench.settle();
    rep.outlook.createContact('Salesforce_Sync', {
      givenName: 'Otto',
      surname: 'Ohm',
      emailAddresses: [{ address: 'office@kunde.example' }],
    });
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(await rep.findings()).toEqual({ EMAIL_SHARED: 1 });
  });

  it('follows a merge in Salesforce to the winner', async () => {
    const { salesforceId } = await annaInStep();
    const winner = rep.create({ FirstName: 'Anna', LastName: 'Berg-Neu', Title: 'Chair' });
    bench.emulator.salesforce.act(rep.person.username, {
      kind: 'merge',
      object: 'Contact',
      winner,
      loser: salesforceId,
    });
    await bench.settle();
    await bench.settle();
    expect(rep.inFolder().map((contact) => contact.properties['surname'])).toEqual(['Berg-Neu']);
  });
});
