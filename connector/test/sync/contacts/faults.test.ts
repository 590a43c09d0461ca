// Networks, servers and people that misbehave. Whatever happens: no duplicate, nothing lost, and the connector comes to
// rest by itself (laws P1, P8; the failures of others F8, F17, F18, F22).
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../../../emulator/src/faults.js';
import { openIssues, statusOf } from '../../support/org-rows.js';
import { addRep, benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const each = 30;

/** One rep with so many contacts on either side. */
async function begin(fields: Record<string, string> = {}, number = each): Promise<void> {
  ({ bench, rep } = await benchFor('BothWays', fields));
  fill(rep, number);
}

function fill(sides: TwoSides, number: number, mark = ''): void {
  sides.outlook.createFolder('Salesforce_Sync');
  for (let n = 0; n < number; n += 1) {
    sides.create({ LastName: `${mark}Sales${n}`, Email: `s${n}@${sides.person.firstName}.example`, Title: 'a' });
    const emailAddresses = [{ address: `e${n}@${sides.person.firstName}.example` }];
    sides.outlook.createContact('Salesforce_Sync', { givenName: 'E', surname: `${mark}Exch${n}`, emailAddresses });
  }
}

function fault(effect: Fault['effect'], where: Partial<Fault>): void {
  bench.emulator.world.faults.add({ ...where, effect });
}

const hits = (): number => bench.emulator.world.faults.list().reduce((sum, one) => sum + one.hits, 0);

async function expectAllThereOnce(sides = rep, number = each): Promise<void> {
  const names = Array.from({ length: number }, (_, n) => [`Sales${n}`, `Exch${n}`])
    .flat()
    .sort();
  const folder = sides
    .inFolder()
    .map(({ properties }) => String(properties['surname']))
    .sort();
  const org = sides.inSalesforce().filter((row) => row['OwnerId'] === sides.person.userId);
  expect(folder).toEqual(names);
  expect(org.map((row) => String(row['LastName'])).sort()).toEqual(names);
  expect(await sides.findings()).toEqual({});
}

const busy: Fault['effect'] = { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } };
const unavailable: Fault['effect'] = { kind: 'answer', status: 503 };
const exchangeWrites = { system: 'exchange', routeIncludes: '/contacts' } as const;
const upserts = {
  system: 'salesforce',
  method: 'PATCH',
  routeIncludes: '/composite/sobjects/{object}/{field}',
} as const;

describe('every tenth write', () => {
  it('answered 429 with Retry-After is repeated within the one run', async () => {
    await begin();
    fault(busy, { ...exchangeWrites, method: 'POST', everyNth: 10 });
    fault(busy, { ...exchangeWrites, method: 'PATCH', everyNth: 10 });
    bench.emulator.world.clock.advance(60_000);
    const { runs } = await bench.worker.round();
    expect(runs).toBe(1);
    expect(hits()).toBeGreaterThan(4);
    await expectAllThereOnce();
  });

  it('answered 503 is looked up before it is repeated', async () => {
    await begin();
    fault(unavailable, { ...exchangeWrites, method: 'POST', everyNth: 10 });
    fault(unavailable, { ...exchangeWrites, method: 'PATCH', everyNth: 10 });
    await bench.settle();
    expect(hits()).toBeGreaterThan(4);
    await bench.settle();
    await expectAllThereOnce();
  });
});

describe('a write to Exchange', () => {
  it.each([
    ['cut before it arrives', 'cutBefore'],
    ['carried out, but whose answer is lost', 'cutAfter'],
  ] as const)('%s is found or repeated, never doubled', async (_, kind) => {
    await begin();
    fault(
      { kind },
      { system: 'exchange', method: 'POST', routeIncludes: '/$batch', skipFirst: 2, everyNth: 3, times: 3 },
    );
    await bench.settle();
    await bench.settle();
    expect(hits()).toBeGreaterThan(0);
    await expectAllThereOnce();
  });

  it('shown late by Exchange after its answer was lost is not made again', async () => {
    await begin();
    bench.emulator.exchange.setSwitch('deltaDelayMs', 300_000);
    fault({ kind: 'cutAfter' }, { ...exchangeWrites, method: 'POST', skipFirst: 7, times: 2 });
    await bench.settle();
    await bench.settle();
    await expectAllThereOnce();
  });

  it('of an update whose answer is lost arrives once, and the next edit too', async () => {
    await begin({}, 3);
    await bench.settle();
    rep.update(rep.salesforceContact('Sales1').Id, { Title: 'b' });
    fault({ kind: 'cutAfter' }, { ...exchangeWrites, method: 'PATCH', times: 1 });
    await bench.settle();
    await bench.settle();
    expect(rep.folderContact('Sales1').properties['jobTitle']).toBe('b');
    expect(rep.salesforceContact('Sales1')['Title']).toBe('b');
    rep.outlook.editContact(rep.folderContact('Sales1').id, { jobTitle: 'c' });
    await bench.settle();
    expect(rep.salesforceContact('Sales1')['Title']).toBe('c');
    await expectAllThereOnce(rep, 3);
  });
});

describe('a write to Salesforce', () => {
  it.each<[string, Fault['effect']]>([
    ['cut before it arrives', { kind: 'cutBefore' }],
    ['carried out, but whose answer is lost', { kind: 'cutAfter' }],
    ['answered 503', unavailable],
    ['answered 500', { kind: 'answer', status: 500 }],
  ])('%s is found or repeated, never doubled', async (_, effect) => {
    await begin();
    fault(effect, { ...upserts, user: rep.person.username, times: 1 });
    await bench.settle();
    expect(hits()).toBe(1);
    await bench.settle();
    await expectAllThereOnce();
  });

  it('whose answer is lost does not come back as a new contact of the person before it is looked up', async () => {
    await begin({}, 2);
    fault({ kind: 'cutAfter' }, { ...upserts, user: rep.person.username, times: 1 });
    bench.emulator.world.clock.advance(60_000);
    await bench.worker.round();
    // The poll sees the new records before anybody has looked up what became of the write.
    bench.emulator.world.clock.advance(31_000);
    await bench.worker.round();
    expect(rep.inFolder()).toHaveLength(4);
    await bench.settle();
    await expectAllThereOnce(rep, 2);
  });

  it('of an update whose answer is lost arrives once', async () => {
    await begin({}, 3);
    await bench.settle();
    rep.outlook.editContact(rep.folderContact('Exch1').id, { jobTitle: 'b' });
    const updates = { system: 'salesforce', method: 'PATCH', routeIncludes: '/composite/sobjects' } as const;
    fault({ kind: 'cutAfter' }, { ...updates, user: rep.person.username, times: 1 });
    await bench.settle();
    await bench.settle();
    expect(rep.salesforceContact('Exch1')['Title']).toBe('b');
    rep.update(rep.salesforceContact('Exch1').Id, { Title: 'c' });
    await bench.settle();
    expect(rep.folderContact('Exch1').properties['jobTitle']).toBe('c');
    await expectAllThereOnce(rep, 3);
  });

  it('that meets a locked account waits, and the others go on', async () => {
    await begin({}, 2);
    const account = bench.emulator.salesforce.seed('Account', { Name: 'Kunde AG', OwnerId: rep.person.userId });
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'L', surname: 'Locked', companyName: 'Kunde AG' });
    bench.emulator.salesforce.setSwitch('lockedAccounts', [account]);
    await bench.settle();
    await bench.settle();
    expect(await rep.findings()).toEqual({ RECORD_LOCKED: 1 });
    expect(openIssues(bench, rep.person)).toEqual({});
    expect(rep.inSalesforce()).toHaveLength(4);
    expect(statusOf(bench, rep.person)).toMatchObject({ Contacts_Waiting__c: 1, Contact_State__c: 'IN_SYNC' });
    bench.emulator.salesforce.setSwitch('lockedAccounts', []);
    bench.emulator.world.clock.advance(3_600_000);
    await bench.settle();
    expect(rep.salesforceContact('Locked')['AccountId']).toBe(account);
    expect(await rep.findings()).toEqual({});
  });
});

describe('a create without an answer', () => {
  const lost = { system: 'exchange', method: 'POST', routeIncludes: '/contacts', times: 1 } as const;

  async function expectRest(): Promise<void> {
    await bench.settle();
    await bench.settle();
    expect((await bench.store.sentRows(rep.id)).filter(({ state }) => state === 'open')).toEqual([]);
    expect(await rep.findings()).toEqual({});
  }

  it.each(['cutBefore', 'cutAfter'] as const)('(%s) ends when its record is removed meanwhile', async (kind) => {
    await begin({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' }, 3);
    await bench.settle();
    const id = rep.create({ LastName: 'Short' });
    fault({ kind }, lost);
    bench.emulator.world.clock.advance(31_000);
    await bench.worker.round();
    rep.remove(id);
    await expectRest();
    expect(rep.inFolder()).toHaveLength(6);
    expect(rep.inSalesforce()).toHaveLength(6);
  });

  it('ends when its contact is removed from the folder meanwhile', async () => {
    await begin({}, 3);
    await bench.settle();
    const id = rep.outlook.createContact('Salesforce_Sync', { givenName: 'S', surname: 'Short' });
    fault({ kind: 'cutBefore' }, { ...upserts, user: rep.person.username, times: 1 });
    bench.emulator.world.clock.advance(17 * 60_000);
    await bench.worker.round();
    rep.outlook.deleteContact(id);
    await expectRest();
    await expectAllThereOnce(rep, 3);
  });

  it('is repeated where an edited contact is made again, though the other half was removed', async () => {
    await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' }, 3);
    await bench.settle();
    rep.outlook.deleteContact(rep.folderContact('Sales1').id);
    rep.update(rep.salesforceContact('Sales1').Id, { Title: 'b' });
    fault({ kind: 'cutBefore' }, lost);
    await bench.settle();
    await expectRest();
    expect(rep.folderContact('Sales1').properties['jobTitle']).toBe('b');
    await expectAllThereOnce(rep, 3);
  });
});

describe('a delta token', () => {
  it('that expired leads to a full listing: nothing is doubled, deletions meanwhile are found', async () => {
    await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' }, 6);
    await bench.settle();
    rep.outlook.deleteContact(rep.folderContact('Exch1').id);
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'N', surname: 'New' });
    rep.outlook.editContact(rep.folderContact('Sales2').id, { jobTitle: 'b' });
    bench.emulator.exchange.expireDeltaTokens();
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce().map((row) => row['LastName'])).not.toContain('Exch1');
    expect(rep.salesforceContact('New')['FirstName']).toBe('N');
    expect(rep.salesforceContact('Sales2')['Title']).toBe('b');
    expect(rep.inFolder()).toHaveLength(12);
    expect(rep.inSalesforce()).toHaveLength(12);
  });

  it.each([1, 2, 3])('that expires at page %d of a round is no reason to lose or double anything', async (page) => {
    await begin({}, 12);
    bench.emulator.exchange.setSwitch('deltaPageSizeMax', 3);
    const body = { error: { code: 'SyncStateNotFound', message: 'gone' } };
    const gone = { system: 'exchange', routeIncludes: '/contacts/delta', skipFirst: page, times: 1 } as const;
    fault({ kind: 'answer', status: 410, body }, gone);
    await bench.settle();
    await bench.settle();
    await expectAllThereOnce(rep, 12);
    for (let n = 0; n < 12; n += 1) rep.outlook.editContact(rep.folderContact(`Exch${n}`).id, { jobTitle: 'b' });
    bench.emulator.world.faults.clear();
    fault({ kind: 'answer', status: 410, body }, gone);
    await bench.settle();
    await bench.settle();
    expect(rep.inSalesforce().filter((row) => row['Title'] === 'b')).toHaveLength(12);
    await expectAllThereOnce(rep, 12);
  });

  it('is kept when a page of the listing fails, and nothing is taken for deleted', async () => {
    await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' }, 12);
    await bench.settle();
    bench.emulator.exchange.setSwitch('deltaPageSizeMax', 3);
    bench.emulator.exchange.expireDeltaTokens();
    fault(unavailable, { system: 'exchange', routeIncludes: '/contacts/delta', skipFirst: 3, times: 40 });
    await bench.settle();
    expect(rep.inSalesforce()).toHaveLength(24);
    bench.emulator.world.faults.clear();
    await bench.settle();
    await expectAllThereOnce(rep, 12);
  });
});

describe('a token', () => {
  it.each([
    ['of Microsoft', { system: 'exchange' }, { error: { code: 'InvalidAuthenticationToken', message: 'no' } }],
    ['of the person', { system: 'salesforce', routeIncludes: '/composite/sobjects/{object}/{field}' }, undefined],
  ] as const)('%s that is refused in mid-run is renewed', async (_, where, body) => {
    await begin();
    const effect: Fault['effect'] = { kind: 'answer', status: 401, ...(body === undefined ? {} : { body }) };
    for (const skipFirst of [1, 4, 9]) fault(effect, { ...where, skipFirst, times: 1 });
    await bench.settle();
    await bench.settle();
    await expectAllThereOnce();
  });

  it('that lives shorter than the run is renewed in time', async () => {
    await begin();
    bench.emulator.exchange.setSwitch('tokenLifetimeSeconds', 400);
    bench.emulator.salesforce.setSwitch('sessionTimeoutMinutes', 1);
    await bench.settle();
    rep.update(rep.salesforceContact('Exch1').Id, { Title: 'b' });
    await bench.settle();
    expect(rep.folderContact('Exch1').properties['jobTitle']).toBe('b');
    await expectAllThereOnce();
  });
});

describe('other people', () => {
  it('are not slowed by one mailbox that is throttled', async () => {
    await begin();
    const other = addRep(bench, 'Olga', 'BothWays');
    fill(other, each);
    const effect: Fault['effect'] = { kind: 'answer', status: 429, headers: { 'Retry-After': '300' } };
    fault(effect, { ...exchangeWrites, user: rep.person.mailboxId ?? '' });
    bench.emulator.world.clock.advance(60_000);
    const beganAtMs = bench.emulator.world.clock.nowMs();
    await bench.worker.round();
    expect(bench.emulator.world.clock.nowMs() - beganAtMs).toBeLessThan(60_000);
    await expectAllThereOnce(other);
    expect(rep.inFolder().length).toBeLessThan(2 * each);
    bench.emulator.world.faults.clear();
    await bench.settle();
    await expectAllThereOnce();
  });

  it('are not touched by the run of one person: no call of it names them', async () => {
    await begin({}, 4);
    const other = addRep(bench, 'Olga', 'BothWays');
    fill(other, 4, 'Olgas');
    await bench.settle();
    await bench.settle();
    rep.update(rep.salesforceContact('Sales1').Id, { Title: 'b' });
    rep.outlook.editContact(rep.folderContact('Exch1').id, { jobTitle: 'b' });
    bench.emulator.world.clock.advance(31_000);
    const mark = bench.emulator.world.calls.mark();
    await bench.worker.round();
    const integration = bench.emulator.organisation.personInRole('integration').username;
    const users = new Set(bench.emulator.world.calls.since(mark).map(({ user }) => user));
    for (const own of [null, integration, rep.person.username, rep.person.mailboxId]) users.delete(own);
    expect([...users]).toEqual([]);
    expect(rep.folderContact('Sales1').properties['jobTitle']).toBe('b');
  });
});

describe('Salesforce as a whole', () => {
  it('that fails while settings or users are read is asked again with the next look', async () => {
    await begin({}, 2);
    const integration = bench.emulator.organisation.personInRole('integration').username;
    // The first call of the first look is answered, the one that reads the users is not.
    const look = { system: 'salesforce', subject: integration, skipFirst: 1, times: 3 } as const;
    fault({ kind: 'cutBefore' }, look);
    for (let looks = 0; looks < 4; looks += 1) {
      bench.emulator.world.clock.advance(120_000);
      await bench.worker.round();
    }
    expect(hits()).toBe(3);
    await expectAllThereOnce(rep, 2);
    bench.emulator.world.faults.clear();
    bench.emulator.salesforce.seed('User', { Id: rep.person.userId, IsActive: false });
    fault({ kind: 'cutBefore' }, look);
    for (const waitMs of [120_000, 120_000, 120_000, 120_000, 120_000, 900_000]) {
      bench.emulator.world.clock.advance(waitMs);
      await bench.worker.round();
    }
    expect(statusOf(bench, rep.person)['Person_State__c']).toBe('INACTIVE');
  });

  it('at its limit of calls makes everybody wait, without an issue each, and goes on', async () => {
    await begin({}, 4);
    await bench.settle();
    fault({ kind: 'answer', status: 403 }, { system: 'salesforce' });
    rep.outlook.editContact(rep.folderContact('Exch1').id, { jobTitle: 'b' });
    await bench.settle();
    expect(openIssues(bench, rep.person)).toEqual({});
    bench.emulator.world.faults.clear();
    await bench.settle();
    await bench.settle();
    expect(rep.salesforceContact('Exch1')['Title']).toBe('b');
    await expectAllThereOnce(rep, 4);
  });

  it('or Exchange unreachable for a while loses nothing', async () => {
    await begin({}, 4);
    await bench.settle();
    for (const system of ['salesforce', 'exchange'] as const) {
      fault({ kind: 'cutBefore' }, { system });
      rep.outlook.editContact(rep.folderContact('Exch1').id, { jobTitle: system });
      rep.update(rep.salesforceContact('Sales1').Id, { Title: system });
      await bench.settle();
      bench.emulator.world.faults.clear();
      await bench.settle();
      await bench.settle();
      expect(rep.salesforceContact('Exch1')['Title']).toBe(system);
      expect(rep.folderContact('Sales1').properties['jobTitle']).toBe(system);
    }
    await expectAllThereOnce(rep, 4);
  });
});
