// Which events sync, and whom they are about: category, known people, colleagues in one meeting, relations that come
// later; what happens when an event leaves the selection.
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  addEventRep,
  attendees,
  configure,
  eventBench,
  type EventFields,
  type EventSides,
} from '../../support/event-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: EventSides;
afterEach(() => bench.stop());

async function open(fields: EventFields = {}): Promise<void> {
  ({ bench, rep } = await eventBench(fields));
}

const subjects = (): readonly unknown[] => rep.inSalesforce().map(({ Subject }) => Subject);

describe('events that the person selects', () => {
  it('sync while they have the category, in whatever case it is written', async () => {
    await open({
      Event_Selection__c: 'ByCategory',
      Event_Category__c: 'CRM',
      Event_Deleted__c: 'RemoveFromSalesforce',
    });
    const id = rep.meet('Quote', 2);
    rep.meet('Chosen from the start', 3, { categories: ['Blue category', 'crm'] });
    await bench.settle();
    expect(subjects()).toEqual(['Chosen from the start']);
    rep.calendar.setCategories(id, ['CRM']);
    await bench.settle();
    expect(subjects()).toEqual(['Chosen from the start', 'Quote']);
    rep.calendar.setCategories(id, []);
    await bench.settle();
    expect(subjects()).toEqual(['Chosen from the start']);
    rep.calendar.setCategories(id, ['CRM']);
    await bench.settle();
    expect(subjects()).toEqual(['Chosen from the start', 'Quote']);
  });

  it('stay in Salesforce and stop syncing when the category goes and the setting keeps them', async () => {
    await open({ Event_Selection__c: 'ByCategory' });
    const id = rep.meet('Quote', 2, { categories: ['Salesforce'] });
    await bench.settle();
    const { Id } = rep.salesforceEvent('Quote');
    rep.calendar.editEvent(id, { categories: [], subject: 'Quote, private notes' });
    await bench.settle();
    expect(subjects()).toEqual(['Quote']);
    expect(await rep.findings()).toEqual({ NOT_SELECTED: 1 });
    rep.calendar.editEvent(id, { categories: ['Salesforce'], subject: 'Quote for all' });
    await bench.settle();
    expect(rep.salesforceEvent('Quote for all').Id).toBe(Id);
  });

  it('are not removed because an admin chose another selection', async () => {
    await open({ Event_Deleted__c: 'RemoveFromSalesforce' });
    const id = rep.meet('Quote', 2);
    await bench.settle();
    await configure(bench, rep, { Event_Selection__c: 'ByCategory' });
    expect(subjects()).toEqual(['Quote']);
    expect(await rep.findings()).toEqual({ NOT_SELECTED: 1 });
    rep.calendar.editEvent(id, { subject: 'Quote, new' });
    await bench.settle();
    expect(subjects()).toEqual(['Quote']);
  });
});

describe('events with somebody known', () => {
  it('sync when an attendee is a contact or a lead, and as soon as one becomes known', async () => {
    await open({ Event_Selection__c: 'KnownContactOrLead' });
    rep.contact({ LastName: 'Berg', Email: 'Ulla@Customer.example' });
    rep.lead({ LastName: 'Holm', Company: 'Holm', Email: 'kai@prospect.example' });
    rep.meet('With a contact', 2, attendees('ulla@customer.example'));
    rep.meet('With a lead', 2, attendees('kai@prospect.example'));
    rep.meet('With nobody known', 2, attendees('who@else.example'));
    rep.meet('Alone', 2);
    await bench.settle();
    expect(subjects().slice().sort()).toEqual(['With a contact', 'With a lead']);
    expect(await rep.findings()).toEqual({ NOBODY_KNOWN: 2 });
    rep.contact({ LastName: 'Else', Email: 'who@else.example' });
    await bench.settle();
    expect(subjects()).toContain('With nobody known');
  });
});

describe('the relation of an event', () => {
  it('is the first outsider who is a contact, else a lead, and follows the people of the meeting', async () => {
    await open({ Event_Relate__c: 'ContactsOrOneLead' });
    const lead = rep.lead({ LastName: 'Holm', Company: 'Holm', Email: 'kai@prospect.example' });
    const ulla = rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    const id = rep.meet('Quote', 2, attendees('kai@prospect.example', 'ulla@customer.example'));
    const other = rep.meet('Pitch', 3, attendees('kai@prospect.example'));
    await bench.settle();
    expect(rep.salesforceEvent('Quote')['WhoId']).toBe(ulla);
    expect(rep.salesforceEvent('Pitch')['WhoId']).toBe(lead);
    rep.calendar.editEvent(id, attendees('kai@prospect.example'));
    rep.calendar.editEvent(other, { subject: 'Pitch, moved' });
    await bench.settle();
    expect(rep.salesforceEvent('Quote')['WhoId']).toBe(lead);
  });

  it('comes later, when somebody of the meeting becomes a contact, unless the rep chose one meanwhile', async () => {
    await open({ Event_Relate__c: 'ContactsOrOneLead' });
    rep.meet('Quote', 2, attendees('ulla@customer.example'));
    rep.meet('Pitch', 3, attendees('ulla@customer.example'));
    await bench.settle();
    expect(await rep.findings()).toEqual({ NOT_RELATED: 2 });
    const chosen = rep.contact({ LastName: 'Boss' });
    rep.update(rep.salesforceEvent('Pitch').Id, { WhoId: chosen });
    const ulla = rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    await bench.settle();
    expect(rep.salesforceEvent('Quote')['WhoId']).toBe(ulla);
    expect(rep.salesforceEvent('Pitch')['WhoId']).toBe(chosen);
    expect(await rep.findings()).toEqual({});
  });

  it('that a rep changed is left alone while the people stay the same', async () => {
    await open({ Event_Relate__c: 'ContactsOrOneLead' });
    rep.contact({ LastName: 'Berg', Email: 'ulla@customer.example' });
    const id = rep.meet('Quote', 2, attendees('ulla@customer.example'));
    await bench.settle();
    const chosen = rep.contact({ LastName: 'Boss' });
    rep.update(rep.salesforceEvent('Quote').Id, { WhoId: chosen });
    rep.calendar.editEvent(id, { subject: 'Quote, new' });
    await bench.settle();
    expect(rep.salesforceEvent('Quote, new')['WhoId']).toBe(chosen);
  });
});

describe('a meeting of colleagues', () => {
  it('is in Salesforce once, for whoever came first; the others are told so', async () => {
    await open();
    const olga = addEventRep(bench, 'Olga');
    const ines = addEventRep(bench, 'Ines');
    rep.meet('Kick-off', 2, attendees(olga.person.email, ines.person.email, 'ulla@customer.example'));
    await bench.settle();
    await bench.settle();
    const events = bench.emulator.salesforce.dump().objects['Event'] ?? [];
    expect(events.filter(({ Subject }) => Subject === 'Kick-off')).toHaveLength(1);
    const told = await Promise.all([rep, olga, ines].map((one) => one.findings()));
    expect(told.filter((findings) => findings['COLLEAGUES_MEETING'] === 1)).toHaveLength(2);
  });

  it('that was cancelled is marked where the setting keeps it', async () => {
    await open();
    const olga = addEventRep(bench, 'Olga', { Event_Leave_Out_Words__c: 'kick-off' });
    const id = olga.calendar.createEvent('Calendar', {
      subject: 'Kick-off',
      start: { dateTime: '2026-12-20T10:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-12-20T11:00:00', timeZone: 'UTC' },
      ...attendees(rep.person.email, 'ulla@customer.example'),
    });
    await bench.settle();
    expect(subjects()).toEqual(['Kick-off']);
    olga.calendar.cancelEvent(id);
    await bench.settle();
    expect(subjects()).toEqual(['Canceled: Kick-off']);
    expect(await rep.findings()).toEqual({ EVENT_CANCELLED: 1 });
  });
});
