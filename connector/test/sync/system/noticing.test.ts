// Changes are noticed however awkwardly they come: late, twice in a second, by an account, on every field; and what
// only looks like a change is none (F4, F5, F21, F23 of the failures of others).
import { afterEach, describe, expect, it } from '@jest/globals';
import { benchFor, type OutlookContact, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const nothingWritten = { exchange: [], salesforce: [] };

async function annaInStep(fields: Record<string, string> = {}): Promise<{ salesforceId: string; exchangeId: string }> {
  ({ bench, rep } = await benchFor('BothWays', fields));
  const salesforceId = rep.create({ FirstName: 'Anna', LastName: 'Berg', Email: 'anna@berg.example', Title: 'CEO' });
  await bench.settle();
  await bench.settle();
  return { salesforceId, exchangeId: rep.folderContact('Berg').id };
}

/** As in real life: a look every half minute. */
async function letPass(minutes: number): Promise<void> {
  for (let half = 0; half < minutes * 2; half += 1) {
    bench.emulator.world.clock.advance(30_500);
    await bench.worker.round();
  }
}

describe('a change in Salesforce', () => {
  it('that is committed late, with an older time stamp than what was seen since, arrives', async () => {
    const { salesforceId } = await annaInStep();
    bench.emulator.salesforce.setSwitch('lateCommitMs', 90_000);
    rep.update(salesforceId, { Title: 'late' });
    bench.emulator.salesforce.setSwitch('lateCommitMs', 0);
    bench.emulator.world.clock.advance(10_000);
    rep.create({ LastName: 'Newer' });
    await letPass(1);
    expect(rep.folderContact('Newer').properties['surname']).toBe('Newer');
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('CEO');
    await letPass(4);
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('late');
  });

  it('that follows another one within the same second arrives', async () => {
    const { salesforceId } = await annaInStep();
    const { clock } = bench.emulator.world;
    clock.advance(1_000 - (clock.nowMs() % 1_000) + 31_000);
    rep.update(salesforceId, { Title: 'first' });
    await bench.worker.round();
    rep.update(salesforceId, { Title: 'second' });
    await letPass(2);
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('second');
  });

  it('of many contacts at the same moment arrives for each of them', async () => {
    await annaInStep();
    for (let n = 0; n < 60; n += 1) rep.create({ LastName: `Nr${n}` });
    await letPass(2);
    expect(rep.inFolder()).toHaveLength(61);
  });

  it('of the account arrives at its contacts: another name, and another account', async () => {
    const { salesforceId } = await annaInStep();
    const { salesforce } = bench.emulator;
    const account = salesforce.seed('Account', { Name: 'Kunde AG', OwnerId: rep.person.userId });
    rep.update(salesforceId, { AccountId: account });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['companyName']).toBe('Kunde AG');
    salesforce.act(rep.person.username, {
      kind: 'update',
      object: 'Account',
      id: account,
      fields: { Name: 'Kunde SE' },
    });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['companyName']).toBe('Kunde SE');
    const other = salesforce.seed('Account', { Name: 'Andere AG', OwnerId: rep.person.userId });
    rep.update(salesforceId, { AccountId: other });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['companyName']).toBe('Andere AG');
    expect(rep.salesforceContact('Berg')['AccountId']).toBe(other);
  });
});

describe('a company in Outlook', () => {
  it('leads to the one account of exactly this name, and to none where there are several or none', async () => {
    const { exchangeId } = await annaInStep();
    const account = (Name: string): string =>
      bench.emulator.salesforce.seed('Account', { Name, OwnerId: rep.person.userId });
    const only = account('Kunde AG');
    account('Doppelt AG');
    account('doppelt ag');
    rep.outlook.editContact(exchangeId, { companyName: ' kunde ag' });
    await bench.settle();
    expect(rep.salesforceContact('Berg')['AccountId']).toBe(only);
    for (const companyName of ['Doppelt AG', 'Nirgends AG']) {
      rep.outlook.editContact(exchangeId, { companyName });
      await bench.settle();
      await bench.settle();
      expect(rep.salesforceContact('Berg')['AccountId']).toBe(only);
      expect(rep.folderContact('Berg').properties['companyName']).toBe(companyName);
      expect(await rep.findings()).toEqual({ ACCOUNT_NOT_MATCHED: 1 });
    }
  });
});

describe('what only looks like a change', () => {
  it('writes nothing: new versions without new contents, on either side, again and again', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    for (let time = 0; time < 3; time += 1) {
      bench.emulator.salesforce.seed('Contact', { Id: salesforceId });
      rep.outlook.editContact(exchangeId, { jobTitle: 'CEO' });
      expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    }
  });

  it('writes nothing: both sides were edited to the same', async () => {
    const { salesforceId, exchangeId } = await annaInStep({ Contact_Conflict__c: 'Ask' });
    rep.update(salesforceId, { Title: 'Chair', Email: 'Anna@Berg.example' });
    rep.outlook.editContact(exchangeId, { jobTitle: 'Chair' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(await rep.findings()).toEqual({});
    rep.update(salesforceId, { Title: 'later' });
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('later');
  });

  it('writes nothing: automation of the org reshapes what we wrote', async () => {
    const { exchangeId } = await annaInStep();
    bench.emulator.salesforce.setSwitch('automation', [
      { object: 'Contact', field: 'Phone', pattern: '[^0-9]', replacement: '' },
    ]);
    rep.outlook.editContact(exchangeId, { businessPhones: ['(030) 12-34'] });
    await bench.settle();
    await bench.settle();
    expect(rep.salesforceContact('Berg')['Phone']).toBe('0301234');
    for (let time = 0; time < 3; time += 1) {
      expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    }
  });
});

type Shown = (item: OutlookContact) => unknown;
const property =
  (name: string): Shown =>
  ({ properties }) =>
    properties[name];
const part =
  (address: string, name: string): Shown =>
  ({ properties }) =>
    (properties[address] as Record<string, string> | undefined)?.[name];
const first =
  (list: string): Shown =>
  ({ properties }) =>
    (properties[list] as string[] | undefined)?.[0];
const extended =
  (tag: string): Shown =>
  ({ extended: all }) =>
    Object.entries(all).find(([id]) => id.toLowerCase() === `string ${tag}`)?.[1];

/** Salesforce field, how Outlook shows it, and what a person types there. */
const everyField: readonly [string, Shown, ((text: string) => Record<string, unknown>) | null][] = [
  ['FirstName', property('givenName'), (givenName) => ({ givenName })],
  ['Salutation', property('title'), (title) => ({ title })],
  ['Title', property('jobTitle'), (jobTitle) => ({ jobTitle })],
  ['Department', property('department'), (department) => ({ department })],
  ['Phone', first('businessPhones'), (text) => ({ businessPhones: text === '' ? [] : [text] })],
  ['MobilePhone', property('mobilePhone'), (mobilePhone) => ({ mobilePhone })],
  ['HomePhone', first('homePhones'), (text) => ({ homePhones: text === '' ? [] : [text] })],
  ['AssistantName', property('assistantName'), (assistantName) => ({ assistantName })],
  ['MailingStreet', part('businessAddress', 'street'), (street) => ({ businessAddress: { street } })],
  ['MailingCity', part('businessAddress', 'city'), (city) => ({ businessAddress: { city } })],
  ['MailingState', part('businessAddress', 'state'), (state) => ({ businessAddress: { state } })],
  ['MailingPostalCode', part('businessAddress', 'postalCode'), (postalCode) => ({ businessAddress: { postalCode } })],
  [
    'MailingCountry',
    part('businessAddress', 'countryOrRegion'),
    (text) => ({ businessAddress: { countryOrRegion: text } }),
  ],
  ['OtherCity', part('otherAddress', 'city'), (city) => ({ otherAddress: { city } })],
  ['Description', property('personalNotes'), (personalNotes) => ({ personalNotes })],
  ['Fax', extended('0x3a24'), null],
  ['OtherPhone', extended('0x3a1f'), null],
  ['AssistantPhone', extended('0x3a2e'), null],
];

describe('every field', () => {
  const names = everyField.map(([field]) => field);
  const mapping = JSON.stringify(Object.fromEntries(names.filter((n) => n !== 'FirstName').map((n) => [n, 'both'])));
  const shown = (read: Shown): unknown => read(rep.folderContact('Berg')) ?? '';

  it('is set, changed and cleared in Exchange when it is in Salesforce', async () => {
    const { salesforceId } = await annaInStep({ Contact_Field_Mapping__c: mapping });
    for (const value of ['one', 'two', null, 'three']) {
      rep.update(salesforceId, Object.fromEntries(names.map((field) => [field, value === null ? null : `${value} 1`])));
      await bench.settle();
      const expected = value === null ? '' : `${value} 1`;
      expect(Object.fromEntries(everyField.map(([field, read]) => [field, String(shown(read)).trim()]))).toEqual(
        Object.fromEntries(names.map((field) => [field, expected])),
      );
    }
  });

  it('is set, changed and cleared in Salesforce when it is in Outlook', async () => {
    const { exchangeId } = await annaInStep({ Contact_Field_Mapping__c: mapping });
    const typed = everyField.flatMap(([field, , type]) => (type === null ? [] : [[field, type] as const]));
    for (const value of ['one 1', 'two 1', '', 'three 1']) {
      for (const [, type] of typed) rep.outlook.editContact(exchangeId, type(value));
      await bench.settle();
      const record = rep.salesforceContact('Berg');
      expect(Object.fromEntries(typed.map(([field]) => [field, record[field] ?? '']))).toEqual(
        Object.fromEntries(typed.map(([field]) => [field, value])),
      );
    }
  });

  it('keeps further addresses and numbers, and the shown name follows the name', async () => {
    const { salesforceId, exchangeId } = await annaInStep();
    rep.outlook.editContact(exchangeId, {
      emailAddresses: [{ address: 'anna@berg.example' }, { address: 'second@berg.example' }],
      businessPhones: ['1', '2'],
    });
    await bench.settle();
    rep.update(salesforceId, { Email: 'new@berg.example', Phone: '9', LastName: 'Berg-Neu' });
    await bench.settle();
    const { properties } = rep.folderContact('Berg-Neu');
    expect(properties['businessPhones']).toEqual(['9', '2']);
    expect((properties['emailAddresses'] as { address: string }[]).map(({ address }) => address)).toEqual([
      'new@berg.example',
      'second@berg.example',
    ]);
    expect(properties['displayName']).toBe('Anna Berg-Neu');
  });
});
