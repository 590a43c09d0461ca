// One route of the control interface, and what the routes act on.
import type { ExchangeTenant, SalesforceOrg } from '../parts.js';
import type { Oddity } from '../people/demo-oddities.js';
import type { Person } from '../people/organisation.js';
import type { World } from '../world.js';
import { BadInput, type ControlInput } from './input.js';

export interface Controlled {
  readonly world: World;
  readonly exchange: ExchangeTenant;
  readonly salesforce: SalesforceOrg;
  readonly people: readonly Person[];
  readonly oddities: readonly Oddity[];
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /_emulator, with `:placeholders`. */
  readonly path: string;
  /** One sentence: what it does. */
  readonly about: string;
  /** What it answers becomes the JSON body. */
  readonly handle: (controlled: Controlled, input: ControlInput) => unknown;
  /** The HTTP status of what it answered, where that is not always 200. */
  readonly statusOf?: (answer: unknown) => number;
}

/** Finds one of the cast by username, first name (any case), user id or mailbox id. */
export function findPerson(controlled: Controlled, name: string): Person {
  const person = lookUp(controlled, name);
  if (person !== undefined) return person;
  const known = controlled.people.map(({ username }) => username).join(', ');
  throw new BadInput(`There is nobody called "${name}"; known are ${known}.`);
}

/** The mailbox of one of the cast; anything else is taken for the id or address of a mailbox. */
export function mailboxOf(controlled: Controlled, name: string): string {
  const person = lookUp(controlled, name);
  if (person === undefined) return name;
  if (person.mailboxId === null) throw new BadInput(`${person.username} has no mailbox.`);
  return person.mailboxId;
}

/** The Salesforce username of one of the cast; anything else is taken for a username. */
export function usernameOf(controlled: Controlled, name: string): string {
  return lookUp(controlled, name)?.username ?? name;
}

function lookUp({ people }: Controlled, name: string): Person | undefined {
  const lower = name.toLowerCase();
  return (
    people.find(({ username, userId, mailboxId }) => [username, userId, mailboxId].includes(name)) ??
    people.find(({ username, firstName }) => username.toLowerCase() === lower || firstName.toLowerCase() === lower)
  );
}
