// A database that was lost, for events: a connector that remembers nothing finds the same pairs, by the key on the
// record, else by subject and time, and writes to no event on either side (laws P7, P19).
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  addEventRep,
  attendees,
  daysAt,
  eventBench,
  eventContents,
  eventPairs,
  eventSidesOf,
  hoursAt,
  type EventSides,
} from '../../support/event-sides.js';
import { addFault, eventDelta, subjectsOf, unavailable } from '../../support/event-trouble.js';
import { withSecondConnector, type Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

const nothingWritten = { exchange: [], salesforce: [] };

describe('a database of events that was lost', () => {
  /** A connector that remembers nothing, on the same two systems. */
  async function withNewStore(act: (second: Workbench, sides: EventSides) => Promise<void>): Promise<void> {
    await withSecondConnector(bench, (second) => act(second, eventSidesOf(second, rep.person)));
  }

  it('is filled again by keys: nothing is made, deleted or written, and changes go on', async () => {
    ({ bench, rep } = await eventBench({ Event_Deleted__c: 'RemoveFromSalesforce' }));
    const talk = rep.meet('Talk', 3, { location: { displayName: 'Hall' } });
    rep.calendar.createEvent('Calendar', { subject: 'Fair', ...daysAt(bench, 5, 2) });
    const gone = rep.meet('Gone later', 6);
    await bench.settle();
    // Neither subject nor times are needed to find it.
    rep.update(rep.salesforceEvent('Talk').Id, { Subject: 'Talk with Ulla', Description: 'They want 40 pieces.' });
    const before = eventContents(bench, rep);
    const pairsBefore = await eventPairs(bench, rep);
    await withNewStore(async (second, sides) => {
      expect(await writesDuring(second, () => second.settle())).toEqual(nothingWritten);
      expect(eventContents(bench, rep)).toEqual(before);
      expect(await eventPairs(second, rep)).toEqual(pairsBefore);
      rep.calendar.editEvent(talk, hoursAt(bench, 4, 9, 2));
      rep.calendar.deleteEvent(gone);
      await second.settle();
      expect(subjectsOf(sides)).toEqual(['Fair', 'Talk with Ulla']);
      expect(sides.salesforceEvent('Talk with Ulla')['DurationInMinutes']).toBe(120);
    });
  });

  it('is filled again by subject and time for events of the product before, which keep what they say', async () => {
    ({ bench, rep } = await eventBench());
    const when = hoursAt(bench, 3);
    rep.meet('Review', 3, { body: { contentType: 'text', content: 'Agenda' } });
    const StartDateTime = `${(when['start'] as { dateTime: string }).dateTime}Z`;
    const fields = { Subject: 'Review', StartDateTime, DurationInMinutes: 60, Description: 'They want 40 pieces.' };
    const old = bench.emulator.salesforce.act(rep.person.username, { kind: 'create', object: 'Event', fields });
    await bench.settle();
    const before = eventContents(bench, rep);
    await withNewStore(async (second, sides) => {
      expect(await writesDuring(second, () => second.settle())).toEqual(nothingWritten);
      expect(eventContents(bench, rep)).toEqual(before);
      expect(sides.inSalesforce().map(({ Id }) => Id)).toEqual([old]);
      expect(await second.store.links('Event').count(rep.id)).toEqual({ linked: 1 });
    });
  });

  it('leaves a meeting of two with whoever has it, where the other one can see it', async () => {
    ({ bench, rep } = await eventBench({ Event_Relate__c: 'ContactsOrOneLead' }));
    const olga = addEventRep(bench, 'Olga', { Event_Relate__c: 'ContactsOrOneLead' });
    rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    rep.meet('Kick-off', 3, attendees(olga.person.email, 'ulla@customer.example'));
    await bench.restart();
    await bench.settle();
    await bench.settle();
    const before = [eventContents(bench, rep), eventContents(bench, olga)];
    await withNewStore(async (second) => {
      expect(await writesDuring(second, () => second.settle())).toEqual(nothingWritten);
      expect([eventContents(bench, rep), eventContents(bench, olga)]).toEqual(before);
    });
  });

  it('and mailboxes that cannot be read for a moment lead to no second event', async () => {
    ({ bench, rep } = await eventBench());
    rep.meet('Talk', 3);
    await bench.settle();
    const before = eventContents(bench, rep);
    await withNewStore(async (second) => {
      addFault(second, unavailable, { ...eventDelta, times: 9 });
      addFault(second, unavailable, { system: 'salesforce', user: rep.person.username, times: 9 });
      await second.settle();
      second.emulator.world.faults.clear();
      expect(await writesDuring(second, () => second.settle())).toEqual(nothingWritten);
      expect(eventContents(bench, rep)).toEqual(before);
    });
  });
});
