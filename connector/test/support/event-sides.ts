// Short words for tests of events: one person with a calendar in Exchange and events in Salesforce.
import type { CalendarHands, SalesforceRecord } from '../../../emulator/src/parts.js';
import type { Person } from '../../../emulator/src/people/organisation.js';
import type { PersonId } from '../../src/core/model.js';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench.js';

export interface EventSides {
  readonly person: Person;
  readonly id: PersonId;
  readonly calendar: CalendarHands;
  /** Makes an event in the primary calendar: an hour long, some days from now at 10:00 UTC. Answers its id. */
  meet(subject: string, daysFromNow: number, properties?: Record<string, unknown>): string;
  /** Events of the person in Salesforce that are not deleted. */
  inSalesforce(): readonly SalesforceRecord[];
  /** The one event of this subject. Throws when there is none, or more than one. */
  salesforceEvent(subject: string): SalesforceRecord;
  update(id: string, fields: Record<string, unknown>): void;
  remove(id: string): void;
  undelete(id: string): void;
  contact(fields: Record<string, unknown>): string;
  lead(fields: Record<string, unknown>): string;
  /** Reasons of all findings about events with their numbers. */
  findings(): Promise<Readonly<Record<string, number>>>;
}

const dayMs = 86_400_000;

/** Start and end of an event as Graph takes them. */
export function hoursAt(bench: Workbench, daysFromNow: number, hour = 10, hours = 1): Record<string, unknown> {
  const date = new Date(bench.emulator.world.clock.nowMs() + daysFromNow * dayMs).toISOString().slice(0, 10);
  const at = (hourOfDay: number): Record<string, string> => {
    const atMs = Date.parse(`${date}T00:00:00Z`) + hourOfDay * 3_600_000;
    return { dateTime: new Date(atMs).toISOString().slice(0, 19), timeZone: 'UTC' };
  };
  return { start: at(hour), end: at(hour + hours) };
}

/** Whole days as Graph takes them. */
export function daysAt(bench: Workbench, daysFromNow: number, days = 1): Record<string, unknown> {
  const at = (offset: number): Record<string, string> => {
    const atMs = bench.emulator.world.clock.nowMs() + (daysFromNow + offset) * dayMs;
    return { dateTime: `${new Date(atMs).toISOString().slice(0, 10)}T00:00:00`, timeZone: 'UTC' };
  };
  return { isAllDay: true, start: at(0), end: at(days) };
}

export function attendees(...addresses: readonly string[]): Record<string, unknown> {
  return {
    attendees: addresses.map((address) => ({ type: 'required', emailAddress: { name: address, address } })),
  };
}

export function eventSidesOf(bench: Workbench, person: Person): EventSides {
  const { exchange, salesforce } = bench.emulator;
  const { username, userId } = person;
  const inSalesforce = (): readonly SalesforceRecord[] =>
    (salesforce.dump().objects['Event'] ?? []).filter(
      (record) => record['IsDeleted'] !== true && record['OwnerId'] === userId,
    );
  const calendar = exchange.calendarHands(person.email);
  return {
    person,
    id: userId as PersonId,
    calendar,
    meet: (subject, daysFromNow, properties = {}) =>
      calendar.createEvent('Calendar', { subject, ...hoursAt(bench, daysFromNow), ...properties }),
    inSalesforce,
    salesforceEvent: (subject) => {
      const found = inSalesforce().filter((record) => record['Subject'] === subject);
      const [one] = found;
      if (one === undefined || found.length > 1) throw new Error(`${found.length} events named ${subject}`);
      return one;
    },
    update: (id, fields) => void salesforce.act(username, { kind: 'update', object: 'Event', id, fields }),
    remove: (id) => void salesforce.act(username, { kind: 'delete', object: 'Event', id }),
    undelete: (id) => void salesforce.act(username, { kind: 'undelete', object: 'Event', id }),
    contact: (fields) => salesforce.act(username, { kind: 'create', object: 'Contact', fields }),
    lead: (fields) => salesforce.act(username, { kind: 'create', object: 'Lead', fields }),
    findings: async () =>
      Object.fromEntries(
        (await bench.store.countFindings(userId as PersonId, 'Event')).map(({ reason, number }) => [reason, number]),
      ),
  };
}

/** What there is of the person's events on both sides, deleted ones too. */
export function eventContents(bench: Workbench, { person, id }: EventSides): unknown {
  const mailbox = bench.emulator.exchange.dump().mailboxes.find((box) => box.id === person.mailboxId);
  const rows = bench.emulator.salesforce.dump().objects['Event'] ?? [];
  return { calendar: mailbox?.events, org: rows.filter(({ OwnerId }) => OwnerId === id) };
}

/** Which event of the person is linked to which record. */
export async function eventPairs({ store }: Workbench, { id }: EventSides): Promise<Readonly<Record<string, string>>> {
  const links = await store.links('Event').after(id, 0, 1_000);
  const live = links.filter(({ state }) => state === 'linked');
  return Object.fromEntries(live.map((link) => [link.ids.exchange, link.ids.salesforce]));
}

export type EventFields = Record<string, string | boolean | number>;

export const allEvents: EventFields = {
  Event_Direction__c: 'ExchangeToSalesforce',
  Event_Selection__c: 'All',
};

export function addEventRep(bench: Workbench, firstName: string, fields: EventFields = {}): EventSides {
  const { organisation } = bench.emulator;
  const person = organisation.addPerson({ firstName, lastName: 'Lang' });
  const name = `For ${firstName}`;
  const id = organisation.addConfiguration(name, 'DoNotSync', { ...allEvents, ...fields });
  organisation.assignToPeople(id, name, 'DoNotSync', [person]);
  return eventSidesOf(bench, person);
}

/** The admin changes the person's configuration; settles until the connector has read it, as it does now and then. */
export async function configure(bench: Workbench, { person }: EventSides, fields: EventFields): Promise<void> {
  const { salesforce, organisation } = bench.emulator;
  const name = `For ${person.firstName}`;
  const rows = salesforce.dump().objects['Exchange_Configuration__c'] ?? [];
  const id = rows.find(({ Name }) => Name === name)?.Id ?? '';
  const { username } = organisation.personInRole('admin');
  salesforce.act(username, { kind: 'update', object: 'Exchange_Configuration__c', id, fields });
  for (let poll = 0; poll < 11; poll += 1) {
    bench.emulator.world.clock.advance(31_000);
    await bench.worker.round();
  }
  await bench.settle();
}

/** A workbench with one rep whose events sync under these settings, and nothing in either system yet. */
export async function eventBench(
  fields: EventFields = {},
  options: WorkbenchOptions = {},
): Promise<{ readonly bench: Workbench; readonly rep: EventSides }> {
  const bench = await openWorkbench({ cast: 'empty' }, options);
  return { bench, rep: addEventRep(bench, 'Vera', fields) };
}
