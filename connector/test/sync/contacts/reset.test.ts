// Requests in the org: Reset and Sync now, who may ask for them, and a database that was lost. Laws P7 and P20.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from '../../../../emulator/src/people/organisation.js';
import { adminOf, ask, forge, requestRow } from '../../support/org-rows.js';
import { addRep, benchFor, sidesOf, type TwoSides } from '../../support/two-sides.js';
import { openWorkbench, type Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
let admin: Person;
afterEach(() => bench.stop());

const nothingWritten = { exchange: [], salesforce: [] };
const berg = { FirstName: 'Anna', LastName: 'Berg', Email: 'anna@berg.example', Title: 'CEO' };

const contentsOf = (sides: TwoSides): unknown => ({
  folder: sides.inFolder().map(({ id, properties, extended }) => ({ id, properties, extended })),
  org: sides.inSalesforce(),
});

/** One contact of each side, one that was removed on each side, one moved out, one that differs on purpose. */
async function everydayState(fields: Record<string, string> = {}): Promise<void> {
  ({ bench, rep } = await benchFor('BothWays', fields));
  admin = adminOf(bench);
  rep.outlook.createFolder('Salesforce_Sync');
  rep.create(berg);
  rep.create({ LastName: 'Removedfromfolder', Email: 'r1@kunde.example' });
  rep.create({ LastName: 'Movedout' });
  const mine = (surname: string, more: Record<string, unknown> = {}): string =>
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'X', surname, ...more });
  mine('Cole');
  mine('Removedfromorg', { emailAddresses: [{ address: 'r2@kunde.example' }] });
  rep.create({ FirstName: 'X', LastName: 'Differs', Email: 'd@kunde.example', Title: 'in Salesforce' });
  mine('Differs', { emailAddresses: [{ address: 'd@kunde.example' }], jobTitle: 'in Exchange' });
  await bench.settle();
  rep.outlook.deleteContact(rep.folderContact('Removedfromfolder').id);
  rep.outlook.moveContact(rep.folderContact('Movedout').id, 'Contacts');
  rep.remove(rep.salesforceContact('Removedfromorg').Id);
  await bench.settle();
  await bench.settle();
}

describe('a reset', () => {
  it('doubles nothing, brings back nothing that was removed, and writes to no contact of either side', async () => {
    await everydayState();
    const before = contentsOf(rep);
    const findings = await rep.findings();
    const id = ask(bench, admin, 'Reset', rep.person);
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Done' });
    expect(contentsOf(rep)).toEqual(before);
    expect(await rep.findings()).toEqual(findings);
    expect(await bench.store.links('Contact').count(rep.id)).toEqual({
      linked: 3,
      movedOut: 1,
      removedFromExchange: 1,
      removedFromSalesforce: 1,
    });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
  });

  it('lets changes flow afterwards as before, and those that were waiting too', async () => {
    await everydayState();
    rep.update(rep.salesforceContact('Berg').Id, { Title: 'Chair' });
    ask(bench, admin, 'Reset', rep.person);
    await bench.settle();
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Chair');
    rep.outlook.editContact(rep.folderContact('Cole').id, { jobTitle: 'Head' });
    await bench.settle();
    expect(rep.salesforceContact('Cole')['Title']).toBe('Head');
  });

  it('brings back what people removed where the request says so', async () => {
    await everydayState();
    ask(bench, admin, 'Reset', rep.person, { Bring_Back_Removed__c: true });
    await bench.settle();
    expect(rep.folderContact('Removedfromfolder').properties['surname']).toBe('Removedfromfolder');
    expect(rep.salesforceContact('Removedfromorg')['Email']).toBe('r2@kunde.example');
    expect(await bench.store.links('Contact').count(rep.id)).not.toHaveProperty('removedFromExchange');
    expect(rep.folderContact('Berg').properties['jobTitle']).toBe('CEO');
  });

  it('settles differences anew by the rule of the first link where the request says so', async () => {
    await everydayState();
    bench.emulator.salesforce.seed('Exchange_Configuration__c', {
      Id: configurationId(),
      Contact_First_Link__c: 'Salesforce',
    });
    await bench.restart();
    await bench.settle();
    ask(bench, admin, 'Reset', rep.person);
    await bench.settle();
    expect(rep.folderContact('Differs').properties['jobTitle']).toBe('in Exchange');
    ask(bench, admin, 'Reset', rep.person, { Settle_Differences_Anew__c: true });
    await bench.settle();
    expect(rep.folderContact('Differs').properties['jobTitle']).toBe('in Salesforce');
    expect(rep.salesforceContact('Differs')['Title']).toBe('in Salesforce');
  });

  it('is refused to somebody who may not manage the sync, with words and without effect', async () => {
    await everydayState();
    const id = forge(bench, rep.person, 'Reset', rep.person);
    const mark = bench.emulator.world.calls.mark();
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Failed', Result__c: expect.stringMatching(/Manage/) });
    // No full listing was made.
    const routes = bench.emulator.world.calls.since(mark).map(({ route }) => route);
    expect(routes).not.toContain('/users/{user}/contactFolders/{folder}/contacts');
  });

  it('expires when it was not begun within a day', async () => {
    await everydayState();
    const dayAgo = new Date(bench.emulator.world.clock.nowMs() - 25 * 3_600_000).toISOString();
    const id = ask(bench, admin, 'Reset', rep.person, { CreatedDate: dayAgo });
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Expired' });
  });

  it('of everybody resets each person, and is done when all are', async () => {
    await everydayState();
    const other = addRep(bench, 'Olga', 'SalesforceToExchange');
    other.create({ LastName: 'Olgas' });
    await bench.restart();
    await bench.settle();
    const before = [contentsOf(rep), contentsOf(other)];
    const id = ask(bench, admin, 'Reset', null);
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Done' });
    expect(String(requestRow(bench, id)['Result__c']).split('\n')).toHaveLength(2);
    expect([contentsOf(rep), contentsOf(other)]).toEqual(before);
  });

  it('goes on after the process was stopped in the middle, and is answered', async () => {
    await everydayState();
    const before = contentsOf(rep);
    const id = ask(bench, admin, 'Reset', rep.person);
    const seed = bench.emulator.world.faults;
    seed.add({ system: 'exchange', routeIncludes: '/contacts/delta', times: 4, effect: { kind: 'cutBefore' } });
    bench.emulator.world.clock.advance(60_000);
    await bench.worker.round();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Running' });
    await bench.restart();
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Done' });
    expect(contentsOf(rep)).toEqual(before);
  });
});

describe('a request to sync now', () => {
  beforeEach(async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    admin = adminOf(bench);
    await bench.settle();
  });

  it('for oneself is carried out and answered', async () => {
    rep.outlook.createContact('Salesforce_Sync', { surname: 'Cole' });
    const id = ask(bench, rep.person, 'SyncNow', rep.person);
    await bench.settle();
    const row = requestRow(bench, id);
    expect(row).toMatchObject({ State__c: 'Done', Result__c: expect.stringContaining('"synced":1') });
    expect(row['Started_At__c']).not.toBeNull();
    expect(row['Finished_At__c']).not.toBeNull();
  });

  it('for others is for managers alone', async () => {
    const other = addRep(bench, 'Olga', 'BothWays');
    await bench.settle();
    const refused = forge(bench, rep.person, 'SyncNow', other.person);
    const ofEverybody = forge(bench, rep.person, 'SyncNow', null);
    const granted = ask(bench, admin, 'SyncNow', other.person);
    await bench.settle();
    expect(requestRow(bench, refused)['State__c']).toBe('Failed');
    expect(requestRow(bench, ofEverybody)['State__c']).toBe('Failed');
    expect(requestRow(bench, granted)['State__c']).toBe('Done');
  });

  it('for somebody in no configuration fails with words', async () => {
    const id = ask(bench, admin, 'SyncNow', admin);
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Failed', Result__c: expect.stringMatching(/no active/) });
  });

  it('takes effect once, even when it stands there as queued again', async () => {
    const id = ask(bench, admin, 'Reset', rep.person);
    await bench.settle();
    bench.emulator.salesforce.seed('Exchange_Sync_Request__c', { Id: id, State__c: 'Queued' });
    const mark = bench.emulator.world.calls.mark();
    await bench.settle();
    const routes = bench.emulator.world.calls.since(mark).map(({ route }) => route);
    expect(routes).not.toContain('/users/{user}/contactFolders/{folder}/contacts');
    expect(requestRow(bench, id)['State__c']).toBe('Failed');
  });

  it('is answered in the end although the first answer did not reach the org', async () => {
    const refuse = { system: 'salesforce', method: 'PATCH', routeIncludes: '/composite/sobjects/{object}' } as const;
    const id = ask(bench, rep.person, 'SyncNow', rep.person);
    bench.emulator.world.faults.add({
      ...refuse,
      routeIncludes: '/composite/sobjects',
      effect: { kind: 'answer', status: 503 },
    });
    await bench.settle();
    bench.emulator.world.faults.clear();
    expect(requestRow(bench, id)['State__c']).toBe('Queued');
    await bench.settle();
    expect(requestRow(bench, id)).toMatchObject({ State__c: 'Done', Result__c: expect.stringContaining('"synced"') });
  });
});

describe('a lost database', () => {
  it('is filled again by stamps and keys: nothing is made, deleted or written', async () => {
    await everydayState();
    // Whatever people removed on one side would be new to a connector that remembers nothing: it is not part of this.
    rep.remove(rep.salesforceContact('Removedfromfolder').Id);
    rep.remove(rep.salesforceContact('Movedout').Id);
    rep.outlook.deleteContact(rep.folderContact('Removedfromorg').id);
    await bench.settle();
    const before = contentsOf(rep);
    const second = await openWorkbench({}, { emulator: bench.emulator });
    try {
      const writes = await writesDuring(second, () => second.settle());
      expect(writes).toEqual(nothingWritten);
      const sides = sidesOf(second, rep.person);
      expect(contentsOf(sides)).toEqual(before);
      expect(await second.store.links('Contact').count(sides.id)).toEqual({ linked: 3 });
      rep.update(rep.salesforceContact('Berg').Id, { Title: 'Chair' });
      await second.settle();
      expect(rep.folderContact('Berg').properties['jobTitle']).toBe('Chair');
    } finally {
      await second.stop();
    }
  });

  it.each(['SalesforceToExchange', 'ExchangeToSalesforce'] as const)(
    'is filled again in the direction %s',
    async (direction) => {
      ({ bench, rep } = await benchFor(direction));
      rep.outlook.createFolder('Salesforce_Sync');
      for (const name of ['One', 'Two', 'Three']) {
        if (direction === 'SalesforceToExchange') rep.create({ LastName: name });
        else rep.outlook.createContact('Salesforce_Sync', { givenName: 'X', surname: name });
      }
      await bench.settle();
      const before = contentsOf(rep);
      const second = await openWorkbench({}, { emulator: bench.emulator });
      expect(await writesDuring(second, () => second.settle())).toEqual(nothingWritten);
      expect(contentsOf(rep)).toEqual(before);
      expect(await second.store.links('Contact').count(rep.id)).toEqual({ linked: 3 });
      await second.stop();
    },
  );

  it('finds by its key a record whose contact has no stamp yet, though its name and address changed', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    rep.outlook.createFolder('Salesforce_Sync');
    const patch = { system: 'exchange', method: 'PATCH', effect: { kind: 'answer', status: 400 } } as const;
    bench.emulator.world.faults.add(patch);
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ben', surname: 'Cole' });
    await bench.settle();
    bench.emulator.world.faults.clear();
    rep.update(rep.salesforceContact('Cole').Id, { LastName: 'Cole-Meyer', Email: 'ben@meyer.example' });
    const second = await openWorkbench({}, { emulator: bench.emulator });
    await second.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(rep.inSalesforce()).toHaveLength(1);
    expect(rep.salesforceContact('Cole-Meyer')['Email']).toBe('ben@meyer.example');
    await second.stop();
  });
});

function configurationId(): string {
  const [row] = bench.emulator.salesforce.dump().objects['Exchange_Configuration__c'] ?? [];
  if (row === undefined) throw new Error('there is no configuration');
  return row.Id;
}
