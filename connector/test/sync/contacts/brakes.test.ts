// The brakes end to end: a flood of deletes, a side that is empty all at once, a rewrite of everything. Nothing of
// such a plan is carried out, the person is told, and what is rightly empty or rightly mended goes on (law P14; F1
// and F2 of the failures of others). Each brake has a case in which it does not fire.
import { afterEach, describe, expect, it } from '@jest/globals';
import { ask, adminOf, openIssues, requestRow, statusOf } from '../../support/org-rows.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const deletes = {
  Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy',
  Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy',
};
const nothingWritten = { exchange: [], salesforce: [] };

async function inStep(number: number, fields: Record<string, string> = deletes): Promise<void> {
  ({ bench, rep } = await benchFor('BothWays', fields));
  for (let n = 0; n < number; n += 1) rep.create({ LastName: `Nr${n}` });
  await bench.settle();
  expect(rep.inFolder()).toHaveLength(number);
}

function configurationId(): string {
  return bench.emulator.salesforce.dump().objects['Exchange_Configuration__c']?.[0]?.Id ?? '';
}

function deleteInOutlook(from: number, to: number): void {
  for (let n = from; n < to; n += 1) rep.outlook.deleteContact(rep.folderContact(`Nr${n}`).id);
}

function deleteInSalesforce(from: number, to: number): void {
  for (let n = from; n < to; n += 1) rep.remove(rep.salesforceContact(`Nr${n}`).Id);
}

describe('many deletes', () => {
  it('in the folder are not carried over, not even some of them, and the person is told', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    rep.update(rep.salesforceContact('Nr39').Id, { Title: 'waits too' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_DELETES: 1 });
    expect(statusOf(bench, rep.person)['Contact_State__c']).toBe('HELD');
    expect(rep.inSalesforce()).toHaveLength(40);
  });

  it('in Salesforce are not carried over', async () => {
    await inStep(40);
    deleteInSalesforce(0, 26);
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_DELETES: 1 });
    expect(rep.inFolder()).toHaveLength(40);
  });

  it('that are few enough are carried over', async () => {
    await inStep(40);
    deleteInOutlook(0, 12);
    deleteInSalesforce(12, 24);
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(16);
    expect(rep.inSalesforce()).toHaveLength(16);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('in portions are added up over a day, and no longer', async () => {
    await inStep(49);
    deleteInOutlook(0, 20);
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(29);
    deleteInOutlook(20, 27);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(29);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_DELETES: 1 });
    bench.emulator.world.clock.advance(24 * 3_600_000);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(22);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('that the configuration keeps are no flood', async () => {
    await inStep(40, {});
    deleteInOutlook(0, 26);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(40);
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)).toMatchObject({
      Contact_State__c: 'IN_SYNC',
      Contacts_Synced__c: 14,
      Contacts_Left_Out_By_Reason__c: '{"REMOVED_BY_PERSON":26}',
    });
  });

  it('go on when the contacts are restored', async () => {
    await inStep(40);
    const gone = Array.from({ length: 26 }, (_, n) => rep.folderContact(`Nr${n}`).id);
    deleteInOutlook(0, 26);
    await bench.settle();
    for (const id of gone) rep.outlook.moveContact(id, 'Salesforce_Sync');
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)).toMatchObject({ Contact_State__c: 'IN_SYNC', Contacts_Synced__c: 40 });
  });

  it('go on, keeping the other copies, when the admin sets deletes to keep', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    await bench.settle();
    const Id = configurationId();
    bench.emulator.salesforce.seed('Exchange_Configuration__c', {
      Id,
      Contact_Deleted_In_Exchange__c: 'KeepOtherCopy',
    });
    await bench.restart();
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(40);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('of contacts that leave the reach are a flood as well', async () => {
    await inStep(40, { Contact_Leaves_Reach__c: 'RemoveUnchangedCopy' });
    const OwnerId = adminOf(bench).userId;
    for (let n = 0; n < 26; n += 1) {
      bench.emulator.salesforce.seed('Contact', { Id: rep.salesforceContact(`Nr${n}`).Id, OwnerId });
    }
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_DELETES: 1 });
    expect(rep.inFolder()).toHaveLength(40);
  });

  it('that wait are told to whoever asks to sync now', async () => {
    await inStep(40);
    deleteInOutlook(0, 26);
    const id = ask(bench, rep.person, 'SyncNow', rep.person);
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Failed', Result__c: expect.stringMatching(/brake/) });
  });
});

describe('a side that is empty all at once', () => {
  it('is no reason to delete the other side, and is told: the folder', async () => {
    await inStep(12, {});
    deleteInOutlook(0, 12);
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_EMPTIED: 1 });
    expect(statusOf(bench, rep.person)['Contact_State__c']).toBe('HELD');
    expect(await bench.store.links('Contact').count(rep.id)).toEqual({ linked: 12 });
  });

  it('is no reason to delete the other side, and is told: Salesforce', async () => {
    await inStep(12);
    deleteInSalesforce(0, 12);
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_EMPTIED: 1 });
    expect(rep.inFolder()).toHaveLength(12);
  });

  it('because Exchange answers an empty listing is no reason to delete anything either', async () => {
    await inStep(12);
    bench.emulator.exchange.expireDeltaTokens();
    const empty = { value: [], '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/nothing?$deltatoken=x' };
    bench.emulator.world.faults.add({
      system: 'exchange',
      routeIncludes: '/contacts/delta',
      skipFirst: 1,
      times: 1,
      effect: { kind: 'answer', status: 200, body: empty },
    });
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(12);
    bench.emulator.world.faults.clear();
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(12);
    expect(rep.inFolder()).toHaveLength(12);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('because it is new and there is nothing yet is a quiet success', async () => {
    await inStep(0);
    await bench.settle();
    expect(statusOf(bench, rep.person)).toMatchObject({ Contact_State__c: 'IN_SYNC', Contacts_Synced__c: 0 });
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('together with the other one is no alarm', async () => {
    await inStep(12);
    deleteInOutlook(0, 12);
    deleteInSalesforce(0, 12);
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)['Contact_State__c']).toBe('IN_SYNC');
  });
});

describe('a rewrite of more than half of a hundred contacts', () => {
  it('is held, and a touch that changes nothing is not', async () => {
    await inStep(100);
    await bench.settle();
    const ids = rep.inSalesforce().map(({ Id }) => Id);
    for (const Id of ids) bench.emulator.salesforce.seed('Contact', { Id });
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
    for (const Id of ids.slice(0, 51)) rep.update(Id, { Title: 'rewritten' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(openIssues(bench, rep.person)).toEqual({ BRAKE_CHANGES: 1 });
    for (const Id of ids.slice(0, 51)) rep.update(Id, { Title: null });
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('is not what a change of the settings looks like', async () => {
    await inStep(100);
    const Id = configurationId();
    const mapping = JSON.stringify({ HomePhone: 'both' });
    bench.emulator.salesforce.seed('Exchange_Configuration__c', { Id, Contact_Field_Mapping__c: mapping });
    await bench.restart();
    await bench.settle();
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(statusOf(bench, rep.person)['Contact_State__c']).toBe('IN_SYNC');
  });
});
