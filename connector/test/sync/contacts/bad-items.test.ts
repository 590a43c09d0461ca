// Single contacts and folders that are not as they should be: the item gets an issue with its reason code, all the
// others go on, nothing is lost, and mending it is enough.
import { afterEach, describe, expect, it } from '@jest/globals';
import { issueItems, openIssues, statusOf } from '../../support/org-rows.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';
import { writesSince } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

async function begin(
  fields: Record<string, string> = {},
  direction: 'BothWays' | 'ExchangeToSalesforce' = 'BothWays',
): Promise<void> {
  ({ bench, rep } = await benchFor(direction, fields));
  rep.outlook.createFolder('Salesforce_Sync');
}

const inOutlook = (surname: string, more: Record<string, unknown> = {}): string =>
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'X', surname, ...more });

/** Twice: what was found in a run is told at the latest with the next one. */
async function settle(): Promise<void> {
  await bench.settle();
  await bench.settle();
}

describe('a contact of the folder', () => {
  it('without last name is made with the company or the address as last name, and says so', async () => {
    await begin();
    inOutlook('', { companyName: 'Kunde AG' });
    inOutlook('', { givenName: '', emailAddresses: [{ address: 'info@firma.example' }] });
    const nothing = inOutlook('', { givenName: 'Only', mobilePhone: '0170' });
    inOutlook('Good');
    await settle();
    expect(rep.inSalesforce().map((row) => row['LastName'])).toEqual(
      expect.arrayContaining(['Kunde AG', 'info', 'Good']),
    );
    expect(rep.inSalesforce()).toHaveLength(3);
    expect(openIssues(bench, rep.person)).toEqual({ MISSING_LAST_NAME: 3 });
    expect(issueItems(bench, rep.person, 'MISSING_LAST_NAME').map((row) => row['Exchange_Item_Id__c'])).toContain(
      nothing,
    );
    rep.outlook.editContact(nothing, { surname: 'Named' });
    await settle();
    expect(rep.salesforceContact('Named')['MobilePhone']).toBe('0170');
    expect(openIssues(bench, rep.person)).toEqual({ MISSING_LAST_NAME: 2 });
  });

  it('that loses its last name later does not blank it in Salesforce', async () => {
    await begin();
    const id = inOutlook('Good');
    await settle();
    rep.outlook.editContact(id, { surname: '', jobTitle: 'Boss' });
    await settle();
    expect(rep.salesforceContact('Good')['Title']).toBe('Boss');
    expect(openIssues(bench, rep.person)).toEqual({ MISSING_LAST_NAME: 1 });
  });

  it('with a too long text is cut with a visible mark in Salesforce and stays whole in Exchange', async () => {
    await begin();
    const long = 'very '.repeat(30).trim();
    inOutlook('Long', { jobTitle: long, department: 'A' });
    await settle();
    const title = String(rep.salesforceContact('Long')['Title']);
    expect(title).toMatch(/…$/);
    expect(title.length).toBeLessThanOrEqual(128);
    expect(rep.folderContact('Long').properties['jobTitle']).toBe(long);
    expect(openIssues(bench, rep.person)).toEqual({ FIELD_TOO_LONG: 1 });
    expect(issueItems(bench, rep.person, 'FIELD_TOO_LONG')[0]?.['Fields__c']).toBe('Title');
  });

  it('with an address that is none arrives without it; mended, the address follows', async () => {
    await begin();
    const id = inOutlook('Noat', { emailAddresses: [{ address: 'not an address' }], jobTitle: 'Boss' });
    await settle();
    expect(rep.salesforceContact('Noat')).toMatchObject({ Title: 'Boss' });
    expect(rep.salesforceContact('Noat')['Email'] ?? null).toBeNull();
    expect(openIssues(bench, rep.person)).toEqual({ MALFORMED_EMAIL: 1 });
    rep.outlook.editContact(id, { emailAddresses: [{ address: 'noat@kunde.example' }] });
    await settle();
    expect(rep.salesforceContact('Noat')['Email']).toBe('noat@kunde.example');
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('with a value outside the picklist keeps it to itself', async () => {
    await begin();
    bench.emulator.salesforce.setSwitch('isSalutationRestricted', true);
    inOutlook('Noble', { title: 'Countess', jobTitle: 'Boss' });
    await settle();
    expect(rep.salesforceContact('Noble')).toMatchObject({ Title: 'Boss' });
    expect(rep.salesforceContact('Noble')['Salutation'] ?? null).toBeNull();
    expect(rep.folderContact('Noble').properties['title']).toBe('Countess');
    expect(openIssues(bench, rep.person)).toEqual({ NOT_IN_PICKLIST: 1 });
  });

  it('that a validation rule refuses waits with its reason, and arrives when it is mended', async () => {
    await begin();
    const rule = { object: 'Contact', field: 'Department', failsWhen: '^Forbidden$', message: 'No.' };
    bench.emulator.salesforce.setSwitch('validationRules', [rule]);
    const id = inOutlook('Refused', { department: 'Forbidden' });
    const later = inOutlook('Later', { department: 'Fine' });
    await settle();
    expect(rep.inSalesforce().map((row) => row['LastName'])).toEqual(['Later']);
    expect(openIssues(bench, rep.person)).toEqual({ VALIDATION_RULE: 1 });
    expect(issueItems(bench, rep.person, 'VALIDATION_RULE')).toEqual([
      expect.objectContaining({ Exchange_Item_Id__c: id, Side__c: 'Exchange' }),
    ]);
    rep.outlook.editContact(later, { department: 'Forbidden' });
    await settle();
    expect(rep.salesforceContact('Later')['Department']).toBe('Fine');
    expect(openIssues(bench, rep.person)).toEqual({ VALIDATION_RULE: 2 });
    rep.outlook.editContact(id, { department: 'Fine' });
    bench.emulator.salesforce.setSwitch('validationRules', []);
    for (let hours = 0; hours < 24; hours += 1) bench.emulator.world.clock.advance(3_600_000);
    await settle();
    expect(rep.salesforceContact('Refused')['Department']).toBe('Fine');
    expect(rep.salesforceContact('Later')['Department']).toBe('Forbidden');
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('that a duplicate rule refuses is not forced, and links when the other record becomes visible', async () => {
    await begin();
    bench.emulator.salesforce.setSwitch('contactDuplicateRule', 'block');
    // The rule of the emulated org looks at what the person sees: by name alone, where we want more.
    rep.create({ FirstName: 'Dora', LastName: 'Doppel', Email: 'one@kunde.example' });
    inOutlook('Doppel', { givenName: 'Dora', emailAddresses: [{ address: 'other@kunde.example' }] });
    await settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(openIssues(bench, rep.person)).toEqual({ DUPLICATE_RULE: 1 });
    rep.update(rep.salesforceContact('Doppel').Id, { Email: 'two@kunde.example' });
    await settle();
    expect(rep.inSalesforce()).toHaveLength(1);
  });

  it('that is made in Salesforce by hand after a refusal is linked, not doubled', async () => {
    await begin();
    const rule = { object: 'Contact', field: 'Department', failsWhen: '^$', message: 'A department is needed.' };
    bench.emulator.salesforce.setSwitch('validationRules', [rule]);
    inOutlook('Refused', { emailAddresses: [{ address: 'r@kunde.example' }] });
    await settle();
    expect(rep.inSalesforce()).toEqual([]);
    rep.create({ FirstName: 'X', LastName: 'Refused', Email: 'r@kunde.example', Department: 'Board' });
    await settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.folderContact('Refused').properties['department']).toBe('Board');
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it("with another org's mark is never touched", async () => {
    await begin({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' });
    const stamp = 'String {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} Name ExchangeSyncStamp';
    const value = '1;00DAAAAAAAAAAAAEAA;003AAAAAAAAAAAAEAA;;0';
    const foreign = { givenName: 'F', surname: 'Foreign', emailAddresses: [{ address: 'f@kunde.example' }] };
    const id = rep.outlook.createContact('Salesforce_Sync', foreign, { [stamp]: value });
    rep.create({ FirstName: 'F', LastName: 'Foreign', Email: 'f@kunde.example' });
    await settle();
    const [ours, ...more] = rep.inFolder().filter((contact) => contact.id !== id);
    expect(more).toEqual([]);
    expect(ours?.properties['surname']).toBe('Foreign');
    expect(rep.inFolder().find((contact) => contact.id === id)?.extended).toEqual({ [stamp]: value });
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(openIssues(bench, rep.person)).toEqual({ OTHER_ORG: 1 });
  });

  it('with the same address as another new one: one is made, the other is held and told of', async () => {
    await begin();
    inOutlook('Twin', { emailAddresses: [{ address: 'desk@kunde.example' }] });
    bench.emulator.world.clock.advance(1_000);
    const second = inOutlook('Other', { emailAddresses: [{ address: 'DESK@kunde.example' }] });
    await settle();
    expect(rep.inSalesforce().map((row) => row['LastName'])).toEqual(['Twin']);
    expect(openIssues(bench, rep.person)).toEqual({ EMAIL_SHARED: 1 });
    expect(issueItems(bench, rep.person, 'EMAIL_SHARED')[0]?.['Exchange_Item_Id__c']).toBe(second);
    rep.outlook.editContact(second, { emailAddresses: [{ address: 'other@kunde.example' }] });
    await settle();
    expect(rep.inSalesforce()).toHaveLength(2);
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('that two records fit is held where the setting asks, and linked when one of the records goes', async () => {
    await begin({ Contact_Several_Matches__c: 'Ask' }, 'ExchangeToSalesforce');
    const one = rep.create({ FirstName: 'X', LastName: 'Twice', Email: 't@kunde.example' });
    rep.create({ FirstName: 'X', LastName: 'Twice', Email: 't@kunde.example' });
    inOutlook('Twice', { emailAddresses: [{ address: 't@kunde.example' }], jobTitle: 'Boss' });
    await settle();
    expect(openIssues(bench, rep.person)).toEqual({ AMBIGUOUS_MATCH: 1 });
    expect(rep.inSalesforce().map((row) => row['Title'] ?? null)).toEqual([null, null]);
    rep.remove(one);
    bench.emulator.world.clock.advance(25 * 3_600_000);
    await settle();
    expect(rep.salesforceContact('Twice')['Title']).toBe('Boss');
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  it('and its twin are both held when one record fits both, and one is linked when the other goes', async () => {
    await begin();
    rep.outlook.renameFolder('Salesforce_Sync', 'Elsewhere');
    rep.outlook.createFolder('Salesforce_Sync');
    rep.create({ FirstName: 'X', LastName: 'Twice', Email: 't@kunde.example' });
    const twin = inOutlook('Twice', { emailAddresses: [{ address: 't@kunde.example' }] });
    inOutlook('Twice', { emailAddresses: [{ address: 't@kunde.example' }] });
    await settle();
    expect(openIssues(bench, rep.person)).toEqual({ AMBIGUOUS_MATCH: 2 });
    expect(rep.inFolder()).toHaveLength(2);
    rep.outlook.deleteContact(twin);
    await settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(openIssues(bench, rep.person)).toEqual({});
  });
});

describe('one bad contact among two hundred', () => {
  it('stops none of the others, in the folder', async () => {
    await begin();
    const rule = { object: 'Contact', field: 'LastName', failsWhen: '^Bad$', message: 'No.' };
    bench.emulator.salesforce.setSwitch('validationRules', [rule]);
    for (let n = 0; n < 200; n += 1) inOutlook(n === 77 ? 'Bad' : `Good${n}`);
    await settle();
    expect(rep.inSalesforce()).toHaveLength(199);
    expect(openIssues(bench, rep.person)).toEqual({ VALIDATION_RULE: 1 });
    expect(statusOf(bench, rep.person)).toMatchObject({
      Contact_State__c: 'IN_SYNC_WITH_ISSUES',
      Contacts_Synced__c: 199,
      Contact_Issues__c: 1,
    });
  });

  it('stops none of the others, in Salesforce', async () => {
    await begin();
    for (let n = 0; n < 200; n += 1) rep.create({ LastName: `Good${n}` });
    bench.emulator.world.faults.add({
      system: 'exchange',
      method: 'POST',
      routeIncludes: '/contacts',
      skipFirst: 77,
      times: 1,
      effect: { kind: 'answer', status: 400, body: { error: { code: 'ErrorInvalidProperty', message: 'no' } } },
    });
    await settle();
    expect(rep.inFolder()).toHaveLength(200);
  });
});

describe('the folder', () => {
  const cases: readonly [string, string, string, () => void, () => void][] = [
    [
      'renamed',
      'FOLDER_RENAMED',
      'RENAMED',
      () => rep.outlook.renameFolder('Salesforce_Sync', 'Mine'),
      () => rep.outlook.renameFolder('Mine', 'Salesforce_Sync'),
    ],
    [
      'moved into another folder',
      'FOLDER_MOVED',
      'MOVED',
      () => {
        rep.outlook.createFolder('Parent');
        rep.outlook.moveFolder('Salesforce_Sync', 'Parent');
      },
      () => rep.outlook.moveFolder('Salesforce_Sync', 'Contacts'),
    ],
    [
      'deleted',
      'FOLDER_MISSING',
      'MISSING',
      () => rep.outlook.deleteFolder('Salesforce_Sync'),
      () => rep.outlook.moveFolder('Salesforce_Sync', 'Contacts'),
    ],
  ];

  it.each(cases)(
    '%s stops this person, deletes nothing, and goes on when repaired',
    async (_, reason, state, breakIt, mend) => {
      await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
      inOutlook('One');
      const two = rep.create({ LastName: 'Two' });
      await settle();
      breakIt();
      // Where the folder lies is looked at once an hour; its name with every look at the folder.
      bench.emulator.world.clock.advance(3_600_000);
      const mark = bench.emulator.world.calls.mark();
      rep.update(two, { Title: 'meanwhile' });
      await settle();
      await settle();
      expect(rep.inSalesforce()).toHaveLength(2);
      expect(writesSince(bench, mark)).toEqual({ exchange: [], salesforce: [] });
      expect(openIssues(bench, rep.person)).toEqual({ [reason]: 1 });
      expect(statusOf(bench, rep.person)).toMatchObject({ Folder_State__c: state, Contact_State__c: 'ACTION_NEEDED' });
      mend();
      await settle();
      expect(rep.folderContact('Two').properties['jobTitle']).toBe('meanwhile');
      expect(rep.inFolder()).toHaveLength(2);
      expect(rep.inSalesforce()).toHaveLength(2);
      expect(openIssues(bench, rep.person)).toEqual({});
      expect(statusOf(bench, rep.person)).toMatchObject({ Folder_State__c: 'OK', Contact_State__c: 'IN_SYNC' });
    },
  );

  it('replaced by a new one of the same name is not taken for the old one', async () => {
    await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    inOutlook('One');
    await settle();
    rep.outlook.deleteFolder('Salesforce_Sync');
    rep.outlook.createFolder('Salesforce_Sync');
    bench.emulator.world.clock.advance(3_600_000);
    await settle();
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(openIssues(bench, rep.person)).toEqual({ FOLDER_MISSING: 1 });
  });
});
