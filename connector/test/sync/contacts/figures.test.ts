// The counted figures of docs/figures.md for contacts: requests on the wire, retries included; tokens, describes,
// polls and status rows have figures of their own.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlainPerson } from '../../../../emulator/src/people/plain.js';
import { measureFigures, oneRun, reportFigures, type Figures } from '../../support/figures.js';
import { firstRep, type TwoSides } from '../../support/two-sides.js';
import { openWorkbench, type Workbench } from '../../support/workbench.js';

const n = 1_000;
const otherVisibleContacts = 2_000;

async function open(plan: PlainPerson): Promise<{ bench: Workbench; rep: TwoSides }> {
  const bench = await openWorkbench({ cast: 'plain', otherVisibleContacts, plainPeople: [plan] });
  return { bench, rep: firstRep(bench) };
}

describe('figures of a first sync, Salesforce to Exchange', () => {
  let bench: Workbench;
  let rep: TwoSides;
  let first: Figures;
  beforeAll(async () => {
    ({ bench, rep } = await open({ direction: 'SalesforceToExchange', salesforceContacts: n, exchangeContacts: 0 }));
    first = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures(`first sync of ${n} to Exchange`, first);
  }, 60_000);
  afterAll(() => bench.stop());

  it('stays within one Graph sub-request a contact, and a page for every two hundred', () => {
    expect(rep.inFolder()).toHaveLength(n);
    expect(first.graphSubRequests).toBeLessThanOrEqual(n + n / 200 + 10);
  });

  it('stays within one Graph call for twenty contacts, and a page for every two hundred', () => {
    expect(first.graphRequests).toBeLessThanOrEqual(n / 20 + n / 200 + 5);
  });

  it('never has more than four requests in flight for a mailbox, and provokes no 429', () => {
    const { calls } = bench.emulator.world;
    expect(Math.max(...Object.values(calls.mostInFlight()))).toBe(4);
    expect(calls.since().filter((call) => call.status === 429)).toEqual([]);
  });

  it('needs one Graph call and no Salesforce call as the person when nothing changed', async () => {
    await bench.settle();
    await bench.settle();
    const quiet = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures('run without changes', quiet);
    expect(quiet).toEqual({ graphRequests: 1, graphSubRequests: 1, salesforceCalls: 0 });
  });
});

describe('figures of a first sync, Exchange to Salesforce', () => {
  let bench: Workbench;
  let rep: TwoSides;
  let first: Figures;
  beforeAll(async () => {
    ({ bench, rep } = await open({ direction: 'ExchangeToSalesforce', salesforceContacts: 0, exchangeContacts: n }));
    first = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures(`first sync of ${n} to Salesforce`, first);
  }, 60_000);
  afterAll(() => bench.stop());

  it('reads each contact once and stamps it once', () => {
    expect(rep.inSalesforce().filter((record) => record['OwnerId'] === rep.id)).toHaveLength(n);
    expect(first.graphSubRequests / n).toBeLessThanOrEqual(2.1);
  });

  it('writes two hundred contacts a Salesforce call, and looks up addresses and companies in few', () => {
    const contacts = rep.inFolder();
    const addresses = contacts.flatMap((contact) => contact.properties['emailAddresses'] as unknown[]).length;
    const companies = new Set(contacts.map((contact) => contact.properties['companyName'])).size;
    const allowed = (2 * n) / 200 + Math.ceil(addresses / 400) + Math.ceil(companies / 400) + 4;
    reportFigures('allowed Salesforce calls', { addresses, companies, allowed });
    expect(first.salesforceCalls).toBeLessThanOrEqual(allowed);
  });

  it('needs one Graph call and no Salesforce call as the person when nothing changed', async () => {
    await bench.settle();
    await bench.settle();
    expect(await measureFigures(bench, rep.person, () => oneRun(bench))).toEqual({
      graphRequests: 1,
      graphSubRequests: 1,
      salesforceCalls: 0,
    });
  });
});

describe('figures of both ways', () => {
  let bench: Workbench;
  let rep: TwoSides;
  beforeAll(async () => {
    ({ bench, rep } = await open({ direction: 'BothWays', salesforceContacts: n, exchangeContacts: n }));
    await bench.settle();
    await bench.settle();
  }, 120_000);
  afterAll(() => bench.stop());

  it('has everybody on both sides once', () => {
    expect(rep.inFolder()).toHaveLength(2 * n);
    expect(rep.inSalesforce().filter((record) => record['OwnerId'] === rep.id)).toHaveLength(2 * n);
  });

  it('carries ten edits of each side over in at most eight HTTP calls', async () => {
    const records = rep.inSalesforce().filter((record) => record['OwnerId'] === rep.id);
    for (const record of records.slice(0, 10)) rep.update(record.Id, { Title: 'Edited in Salesforce' });
    const names = new Set(records.slice(0, 10).map((record) => record['LastName']));
    const others = rep.inFolder().filter((contact) => !names.has(contact.properties['surname']));
    for (const contact of others.slice(-10)) rep.outlook.editContact(contact.id, { jobTitle: 'Edited in Exchange' });
    const counts = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures('ten edits on each side', counts);
    expect(rep.inFolder().filter((one) => one.properties['jobTitle'] === 'Edited in Salesforce')).toHaveLength(10);
    expect(rep.inSalesforce().filter((one) => one['Title'] === 'Edited in Exchange')).toHaveLength(10);
    expect(counts.graphRequests + counts.salesforceCalls).toBeLessThanOrEqual(8);
  });

  it('notices changes in Salesforce with at most 3,000 calls a day, however many people sync', async () => {
    const mark = bench.emulator.world.calls.mark();
    const before = bench.emulator.world.clock.nowMs();
    while (bench.emulator.world.clock.nowMs() - before < 3_600_000) {
      await bench.worker.round();
      bench.emulator.world.clock.advance(10_000);
    }
    const polls = bench.emulator.world.calls.since(mark).filter((call) => call.route === '/composite');
    reportFigures('polls in an hour', { polls: polls.length });
    expect(polls.length * 24).toBeLessThanOrEqual(3_000);
  });
});
