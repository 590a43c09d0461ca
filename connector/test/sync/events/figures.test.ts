// The counted figures of docs/figures.md for events: requests on the wire, retries included; tokens, describes, polls
// and status rows apart.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlainPerson } from '../../../../emulator/src/people/plain.js';
import { measureFigures, oneRun, reportFigures, type Figures } from '../../support/figures.js';
import { eventSidesOf, type EventSides } from '../../support/event-sides.js';
import { openWorkbench, type Workbench } from '../../support/workbench.js';

const n = 1_000;

async function open(plan: Partial<PlainPerson>): Promise<{ bench: Workbench; rep: EventSides }> {
  const person = { direction: 'DoNotSync', salesforceContacts: 480, exchangeContacts: 0, events: n, ...plan } as const;
  const bench = await openWorkbench({ cast: 'plain', plainPeople: [person] });
  const rep = bench.emulator.people.find(({ role }) => role === 'rep');
  if (rep === undefined) throw new Error('nobody syncs');
  return { bench, rep: eventSidesOf(bench, rep) };
}

describe('figures of a first sync of events', () => {
  let bench: Workbench;
  let rep: EventSides;
  let first: Figures;
  beforeAll(async () => {
    ({ bench, rep } = await open({}));
    first = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures(`first sync of ${n} events with three attendees each`, first);
  }, 120_000);
  afterAll(() => bench.stop());

  it('brings all of them over, related to contacts', () => {
    expect(rep.inSalesforce()).toHaveLength(n);
    expect(rep.inSalesforce().filter((record) => typeof record['WhoId'] === 'string').length).toBeGreaterThan(n / 2);
  });

  it('stays within 27 Salesforce calls as the person', () => {
    expect(first.salesforceCalls).toBeLessThanOrEqual(27);
  });

  it('reads a hundred events a Graph call, and none of them twice', () => {
    expect(first.graphRequests).toBeLessThanOrEqual(n / 100 + 4);
    expect(first.graphSubRequests).toBeLessThanOrEqual(n / 100 + 6);
  });

  it('never has more than four requests in flight for a mailbox, and provokes no 429', () => {
    const { calls } = bench.emulator.world;
    expect(Math.max(...Object.values(calls.mostInFlight()))).toBeLessThanOrEqual(4);
    expect(calls.since().filter((call) => call.status === 429)).toEqual([]);
  });

  it('needs one Graph call and no Salesforce call as the person when nothing changed', async () => {
    await bench.settle();
    const quiet = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures('run without changes, events alone', quiet);
    expect(quiet).toEqual({ graphRequests: 1, graphSubRequests: 1, salesforceCalls: 0 });
  });

  it('carries ten edits over in one Graph call and three Salesforce calls: contacts, leads, one write', async () => {
    const events = rep.inSalesforce().slice(0, 10);
    const subjects = new Set(events.map((record) => record['Subject']));
    const box = bench.emulator.exchange.dump().mailboxes.find(({ id }) => id === rep.person.mailboxId);
    for (const { id, properties } of box?.events ?? []) {
      if (subjects.has(properties['subject'])) rep.calendar.editEvent(id, { location: { displayName: 'Moved' } });
    }
    const counts = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures('ten events edited in Exchange', counts);
    expect(rep.inSalesforce().filter((record) => record['Location'] === 'Moved')).toHaveLength(10);
    expect(counts).toEqual({ graphRequests: 1, graphSubRequests: 1, salesforceCalls: 3 });
  });
});

describe('figures of somebody who syncs contacts and events', () => {
  it('needs two Graph calls and no Salesforce call as the person when nothing changed', async () => {
    const { bench, rep } = await open({ direction: 'SalesforceToExchange', salesforceContacts: 40, events: 40 });
    await bench.settle();
    await bench.settle();
    const quiet = await measureFigures(bench, rep.person, () => oneRun(bench));
    reportFigures('run without changes, contacts and events', quiet);
    expect(quiet).toEqual({ graphRequests: 2, graphSubRequests: 2, salesforceCalls: 0 });
    await bench.stop();
  }, 60_000);
});
