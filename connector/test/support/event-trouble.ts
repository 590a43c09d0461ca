// Trouble for tests of events: calls that go wrong, people with permissions of their own, runs at a given moment. It
// only makes trouble; what has to come of it is for the tests.
import type { Fault } from '../../../emulator/src/faults.js';
import type { ObjectAccess } from '../../../emulator/src/parts.js';
import type { NewPerson } from '../../../emulator/src/people/organisation.js';
import { allEvents, eventSidesOf, type EventFields, type EventSides } from './event-sides.js';
import { ask, requestRow } from './org-rows.js';
import type { Workbench } from './workbench.js';

export const unavailable: Fault['effect'] = { kind: 'answer', status: 503 };
export const busy: Fault['effect'] = { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } };

/** A single item of Graph that is not there, as Graph says it. */
export const itemNotFound: Fault['effect'] = {
  kind: 'answer',
  status: 404,
  body: { error: { code: 'ErrorItemNotFound', message: 'The specified object was not found in the store.' } },
};

export const eventDelta = { system: 'exchange', method: 'GET', routeIncludes: '/calendarView/delta' } as const;
export const eventReads = { system: 'exchange', method: 'GET', routeIncludes: '/events/{event}' } as const;

/** Writes of a person to records in Salesforce: POST makes, PATCH changes, DELETE deletes. */
export function eventWrites({ person }: EventSides, method?: 'POST' | 'PATCH' | 'DELETE'): Omit<Fault, 'effect'> {
  const where = { system: 'salesforce', routeIncludes: '/composite/sobjects', user: person.username } as const;
  return method === undefined ? where : { ...where, method };
}

export function addFault(bench: Workbench, effect: Fault['effect'], where: Omit<Fault, 'effect'>): void {
  bench.emulator.world.faults.add({ ...where, effect });
}

export function faultHits(bench: Workbench): number {
  return bench.emulator.world.faults.list().reduce((sum, { hits }) => sum + hits, 0);
}

/** One turn of the crank after this time: at most one run a person. */
export async function roundAfter(bench: Workbench, milliseconds: number): Promise<void> {
  bench.emulator.world.clock.advance(milliseconds);
  await bench.worker.round();
}

/** A run of this person at once, however lately the last one was. */
export async function runNow(bench: Workbench, { person }: EventSides): Promise<void> {
  const id = ask(bench, person, 'SyncNow', person, { Objects__c: 'Both' });
  await roundAfter(bench, 31_000);
  if (requestRow(bench, id)['State__c'] === 'Queued') throw new Error('nobody took the request');
}

export interface EventRepOptions {
  readonly firstName: string;
  /** Of the configuration; contacts do not sync unless they say so. */
  readonly fields?: EventFields;
  /** The profile to make for this person, with these permissions; without it that of all reps. */
  readonly access?: Readonly<Record<string, ObjectAccess>>;
  readonly person?: Partial<NewPerson>;
}

/** A further rep whose events sync, with a profile named like the person where permissions are given. */
export function addRepWith(bench: Workbench, options: EventRepOptions): EventSides {
  const { firstName, fields = {}, access } = options;
  const { organisation, salesforce } = bench.emulator;
  if (access !== undefined) salesforce.addProfile({ name: firstName, objects: { ...access } });
  const profile = access === undefined ? {} : { profile: firstName };
  const person = organisation.addPerson({ firstName, lastName: 'Lang', ...profile, ...options.person });
  const name = `For ${firstName}`;
  const id = organisation.addConfiguration(name, 'DoNotSync', { ...allEvents, ...fields });
  organisation.assignToPeople(id, name, 'DoNotSync', [person]);
  return eventSidesOf(bench, person);
}

export const allRights: ObjectAccess = { read: true, create: true, edit: true, delete: true };

/** Subjects of the person's events in Salesforce, in order. */
export function subjectsOf(rep: EventSides): readonly string[] {
  return rep
    .inSalesforce()
    .map(({ Subject }) => String(Subject))
    .sort();
}
