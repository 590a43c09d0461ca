// What holds for everybody: an admin stops all writing, allows mailboxes of certain domains only, names further domains
// of the company; and of two connectors on one org only one writes.
import { afterEach, describe, expect, it } from '@jest/globals';
import { attendees, eventBench, type EventSides } from '../../support/event-sides.js';
import { adminOf, openIssues, rowsOf, statusOf } from '../../support/org-rows.js';
import { addRep, benchFor, sidesOf, type TwoSides } from '../../support/two-sides.js';
import { withSecondConnector, type Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const object = 'Exchange_Sync_Settings__c';
const admin = (): string => adminOf(bench).username;
const save = (fields: Record<string, unknown>): string =>
  bench.emulator.salesforce.act(admin(), { kind: 'create', object, fields });
const change = (id: string, fields: Record<string, unknown>): void =>
  void bench.emulator.salesforce.act(admin(), { kind: 'update', object, id, fields });

const nothingWritten = { exchange: [], salesforce: [] };
const states = (): unknown[] => {
  const { Contact_State__c, Event_State__c, Mailbox_State__c } = statusOf(bench, rep.person);
  return [Contact_State__c, Event_State__c, Mailbox_State__c];
};

describe('an admin who stops all writing', () => {
  it('is obeyed within one poll, everybody is told, and goes on where it stopped', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    rep.create({ LastName: 'Berg' });
    await bench.settle();
    const settings = save({ Stop_All_Writing__c: true });
    rep.create({ LastName: 'Cole' });
    rep.outlook.editContact(rep.folderContact('Berg').id, { jobTitle: 'CEO' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(states()).toEqual(['PAUSED', 'PAUSED', 'FOUND']);
    expect(openIssues(bench, rep.person)).toHaveProperty('STOPPED_BY_ADMIN');
    await bench.settle();
    expect(rowsOf(bench, 'Exchange_Connector__c')).toMatchObject([{ State__c: 'STOPPED' }]);
    change(settings, { Stop_All_Writing__c: false });
    await bench.settle();
    expect(rep.folderContact('Cole')).toBeDefined();
    expect(rep.salesforceContact('Berg')).toMatchObject({ Title: 'CEO' });
    expect(states()[0]).toBe('IN_SYNC');
    expect(openIssues(bench, rep.person)).toEqual({});
  });

  /** One round, in which the admin stops writing with the first chunk that is remembered. */
  async function stoppedAfterOneChunk(): Promise<void> {
    const { writes } = bench.services;
    const commit = bench.store.commitRun.bind(bench.store);
    bench.store.commitRun = async (part) => {
      if ((part.newLinks ?? []).length > 0) writes.obey({ stopsAllWriting: true });
      return commit(part);
    };
    await bench.worker.round();
    bench.store.commitRun = commit;
    writes.obey({ stopsAllWriting: false });
  }

  it('stops a run of contacts that is under way with the chunk that it is at, and loses none', async () => {
    ({ bench, rep } = await benchFor('SalesforceToExchange'));
    for (let number = 0; number < 450; number += 1) rep.create({ LastName: `Berg ${number}` });
    await stoppedAfterOneChunk();
    expect(rep.inFolder()).toHaveLength(200);
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(450);
  });

  it('stops a run of events that is under way with the chunk that it is at, and loses none', async () => {
    let sides: EventSides;
    ({ bench, rep: sides } = await eventBench());
    for (let number = 0; number < 450; number += 1) sides.meet(`Talk ${number}`, 1 + (number % 300));
    await stoppedAfterOneChunk();
    expect(sides.inSalesforce()).toHaveLength(200);
    await bench.settle();
    expect(sides.inSalesforce()).toHaveLength(450);
  });
});

describe('allowed mailbox domains', () => {
  it('stop people of other domains, with the reason, before their mailbox is looked up', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    rep.create({ LastName: 'Berg' });
    const settings = save({ Mailbox_Domains__c: 'elsewhere.example' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
    expect(states()).toEqual(['ACTION_NEEDED', 'PAUSED', 'DOMAIN_NOT_ALLOWED']);
    expect(openIssues(bench, rep.person)).toHaveProperty('DOMAIN_NOT_ALLOWED');
    change(settings, { Mailbox_Domains__c: `elsewhere.example\n${rep.person.email.split('@')[1]}` });
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
    expect(states()[2]).toBe('FOUND');
  });

  it('do not mean their subdomains', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    const parent = rep.person.email.split('@')[1]?.split('.').slice(1).join('.') ?? '';
    save({ Mailbox_Domains__c: `x.${parent}` });
    rep.create({ LastName: 'Berg' });
    expect(await writesDuring(bench, () => bench.settle())).toEqual(nothingWritten);
  });
});

describe('further company domains', () => {
  it('make a meeting with a subsidiary an internal one', async () => {
    let sides: EventSides;
    ({ bench, rep: sides } = await eventBench());
    save({ Company_Domains__c: 'subsidiary.example' });
    sides.meet('With the subsidiary', 3, attendees('ida@labs.subsidiary.example'));
    sides.meet('With a customer', 4, attendees('ann@customer.example'));
    await bench.settle();
    expect(sides.inSalesforce().map((record) => record['Subject'])).toEqual(['With a customer']);
    expect(await sides.findings()).toMatchObject({ INTERNAL_MEETING: 1 });
  });
});

describe('an org that has used most of its daily calls', () => {
  it('is looked at ten times less often, and the connector goes on holding its word', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    await bench.settle();
    bench.emulator.salesforce.setSwitch('otherApiRequests', 90_000);
    const mark = bench.emulator.world.calls.mark();
    for (let halfMinute = 0; halfMinute < 120; halfMinute += 1) {
      bench.emulator.world.clock.advance(30_000);
      expect(bench.services.writes.whyNot()).toBeNull();
      await bench.worker.round();
    }
    const polls = bench.emulator.world.calls.since(mark).filter(({ route }) => route === '/composite');
    expect(polls.length).toBeLessThanOrEqual(16);
  });
});

describe('a second connector on one org', () => {
  /** With a database of its own: it knows nothing of the first one's links. */
  async function withSecond(act: (second: Workbench, sides: TwoSides) => Promise<void>): Promise<void> {
    await withSecondConnector(bench, (second) => act(second, sidesOf(second, rep.person)));
  }

  it('waits, says so, and doubles nothing while the first one is there', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    await bench.settle();
    rep.create({ LastName: 'Berg' });
    await withSecond(async (second) => {
      const written = await writesDuring(second, () => second.worker.round().then(() => undefined));
      expect(written).toEqual(nothingWritten);
      expect(second.services.writes.whyNot()).toBe('OTHER_CONNECTOR');
      expect(rowsOf(bench, 'Exchange_Connector__c').map((row) => row['State__c'])).toEqual(['WRITING', 'WAITING']);
      // The first one's heartbeat goes on while both are at it.
      for (let minute = 0; minute < 30; minute += 1) {
        bench.emulator.world.clock.advance(60_000);
        await bench.worker.round();
        await second.worker.round();
        expect([bench.services.writes.whyNot(), second.services.writes.whyNot()]).toEqual([null, 'OTHER_CONNECTOR']);
      }
      expect(rep.inFolder()).toHaveLength(1);
      expect(rep.inSalesforce()).toHaveLength(1);
    });
  });

  it('takes over when the first one has been silent for long enough', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    await bench.settle();
    rep.create({ LastName: 'Berg' });
    await withSecond(async (second, sides) => {
      await second.worker.round();
      expect(second.services.writes.whyNot()).toBe('OTHER_CONNECTOR');
      await second.settle();
      expect(second.services.writes.whyNot()).toBeNull();
      expect(sides.inFolder()).toHaveLength(1);
      // Back again, it finds that somebody else has the word.
      await bench.worker.round();
      for (let polls = 0; polls < 12; polls += 1) {
        bench.emulator.world.clock.advance(30_000);
        await second.worker.round();
        await bench.worker.round();
      }
      expect([bench.services.writes.whyNot(), second.services.writes.whyNot()]).toEqual(['OTHER_CONNECTOR', null]);
    });
  });

  it('with the same database is the same connector, as after a restart', async () => {
    ({ bench, rep } = await benchFor('BothWays'));
    await bench.settle();
    await bench.restart();
    rep.create({ LastName: 'Berg' });
    await bench.worker.round();
    expect(bench.services.writes.whyNot()).toBeNull();
    expect(rowsOf(bench, 'Exchange_Connector__c')).toHaveLength(1);
    addRep(bench, 'Nils', 'BothWays');
    await bench.settle();
    expect(rep.inFolder()).toHaveLength(1);
  });
});
