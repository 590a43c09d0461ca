// What was removed, moved out or copied leaves a memory behind. It must neither bring anything back by itself nor stand
// in the way of somebody who makes the same person anew.
import { afterEach, describe, expect, it } from '@jest/globals';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const anna = { FirstName: 'Anna', LastName: 'Berg', Email: 'anna@berg.example', Title: 'CEO' };
const annaInOutlook = {
  givenName: 'Anna',
  surname: 'Berg',
  jobTitle: 'Boss',
  emailAddresses: [{ address: 'anna@berg.example' }],
};

async function annaInStep(fields: Record<string, string> = {}): Promise<{ salesforceId: string; exchangeId: string }> {
  ({ bench, rep } = await benchFor('BothWays', fields));
  const salesforceId = rep.create(anna);
  await bench.settle();
  return { salesforceId, exchangeId: rep.folderContact('Berg').id };
}

async function expectInStepAgain(): Promise<void> {
  expect(rep.inFolder()).toHaveLength(1);
  expect(rep.inSalesforce()).toHaveLength(1);
  expect(await rep.findings()).toEqual({});
  rep.update(rep.salesforceContact('Berg').Id, { Department: 'Board' });
  rep.outlook.editContact(rep.folderContact('Berg').id, { mobilePhone: '0170' });
  await bench.settle();
  expect(rep.folderContact('Berg').properties['department']).toBe('Board');
  expect(rep.salesforceContact('Berg')['MobilePhone']).toBe('0170');
}

describe('somebody who was removed and is made anew', () => {
  it('in the folder, is linked with the record that stayed', async () => {
    const { exchangeId } = await annaInStep();
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    rep.outlook.createContact('Salesforce_Sync', annaInOutlook);
    await bench.settle();
    await expectInStepAgain();
  });

  it('in the folder between the same two runs, is linked with the record', async () => {
    const { exchangeId } = await annaInStep();
    rep.outlook.deleteContact(exchangeId);
    rep.outlook.createContact('Salesforce_Sync', annaInOutlook);
    await bench.settle();
    await bench.settle();
    await expectInStepAgain();
  });

  it('in Salesforce, is linked with the contact that stayed in the folder', async () => {
    const { salesforceId } = await annaInStep();
    rep.remove(salesforceId);
    await bench.settle();
    rep.create({ ...anna, Title: null });
    await bench.settle();
    await expectInStepAgain();
  });

  it('in Salesforce between the same two runs, is linked with the contact of the folder', async () => {
    const { salesforceId } = await annaInStep();
    rep.remove(salesforceId);
    rep.create(anna);
    await bench.settle();
    await bench.settle();
    await expectInStepAgain();
  });
});

describe('a contact that somebody brings back in Outlook', () => {
  const restore = (id: string): void => rep.outlook.moveContact(id, 'Salesforce_Sync');

  it('after we had deleted its record with it, is made in Salesforce again', async () => {
    const { exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    expect(rep.inSalesforce()).toEqual([]);
    restore(exchangeId);
    await bench.settle();
    await bench.settle();
    await expectInStepAgain();
  });

  it('after somebody had deleted its record, stays without one', async () => {
    const { exchangeId, salesforceId } = await annaInStep();
    rep.remove(salesforceId);
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    restore(exchangeId);
    await bench.settle();
    expect(rep.inSalesforce()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });
});

describe('a copy', () => {
  it('takes the place of the original that was deleted in the same moment, and nothing is deleted', async () => {
    const { exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.copyContact(exchangeId, 'Salesforce_Sync');
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    await expectInStepAgain();
  });

  it('that was held takes the place of the original when that is deleted, and nothing is deleted', async () => {
    const { exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.copyContact(exchangeId, 'Salesforce_Sync');
    await bench.settle();
    expect(await rep.findings()).toEqual({ COPY_OF_LINKED: 1 });
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    await expectInStepAgain();
  });

  it('goes to rest with the memory of the original when original and record were removed at once', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.copyContact(exchangeId, 'Salesforce_Sync');
    rep.outlook.deleteContact(exchangeId);
    rep.remove(salesforceId);
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.inSalesforce()).toEqual([]);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
    expect(await bench.store.links('Contact').count(rep.id)).toEqual({ removedFromSalesforce: 1 });
  });

  it('that is deleted leaves no trace', async () => {
    const { exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    const copy = rep.outlook.copyContact(exchangeId, 'Salesforce_Sync');
    await bench.settle();
    rep.outlook.deleteContact(copy);
    await bench.settle();
    await expectInStepAgain();
  });
});

describe('a contact that was moved out of the folder', () => {
  it('stays out when it is edited in Salesforce or in Outlook', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.outlook.moveContact(exchangeId, 'Contacts');
    await bench.settle();
    rep.update(salesforceId, { Title: 'Chair' });
    rep.outlook.editContact(exchangeId, { department: 'Board' });
    await bench.settle();
    expect(rep.salesforceContact('Berg')['Department'] ?? null).toBeNull();
    expect(rep.inMailbox()[0]?.properties['jobTitle']).toBe('CEO');
  });

  it('may be replaced by a new one in the folder; moved back later it is held as a copy', async () => {
    const { exchangeId } = await annaInStep();
    rep.outlook.moveContact(exchangeId, 'Contacts');
    await bench.settle();
    rep.outlook.createContact('Salesforce_Sync', annaInOutlook);
    await bench.settle();
    await expectInStepAgain();
    rep.outlook.moveContact(exchangeId, 'Salesforce_Sync');
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(await rep.findings()).toEqual({ COPY_OF_LINKED: 1 });
  });

  it('is not deleted in Salesforce when it is deleted later', async () => {
    const { exchangeId } = await annaInStep({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    rep.outlook.moveContact(exchangeId, 'Contacts');
    await bench.settle();
    rep.outlook.deleteContact(exchangeId);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(1);
  });
});
