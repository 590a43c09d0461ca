// The believable cast: who works at the emulated company, what they have in Salesforce and in Exchange, and how
// they sync.
// Same seed and same options give the same cast, ids included. It acts through parts.ts alone.
import type { ExchangeTenant, SalesforceOrg } from './parts.js';
import type { Oddity } from './people/demo-oddities.js';
import { fillDemo } from './people/demo.js';
import { Organisation, type Person } from './people/organisation.js';
import { fillPlain, plainPeople, type PlainPerson } from './people/plain.js';
import type { World } from './world.js';

export type CastName = 'demo' | 'plain' | 'empty';

export interface CastOptions {
  /**
   * `demo`: five reps as in life; `plain`: as many contacts as asked for, nothing odd; `empty`: admin and
   * integration user only.
   */
  readonly cast: CastName;
  readonly people: number;
  /** Contacts a person, on each side that is a source. */
  readonly contacts: number;
  /** Events a person; the default 0 leaves calendars empty, and nobody syncs them. */
  readonly events?: number;
  /** Plain cast only: says for each person what there is, instead of `people`, `contacts` and `events`. */
  readonly plainPeople?: readonly PlainPerson[];
  /** Plain cast only: contacts of a colleague that everybody can see. */
  readonly otherVisibleContacts?: number;
}

export interface Cast {
  readonly organisation: Organisation;
  readonly people: readonly Person[];
  /** Contacts and events that are hard to sync, with a label each; the demo cast has them. */
  readonly oddities: readonly Oddity[];
}

export function fillCast(
  world: World,
  exchange: ExchangeTenant,
  salesforce: SalesforceOrg,
  options: CastOptions,
): Cast {
  const organisation = new Organisation(world, exchange, salesforce);
  let oddities: readonly Oddity[] = [];
  if (options.cast === 'demo') {
    oddities = fillDemo(organisation, { ...options, events: options.events ?? 0 });
  } else if (options.cast === 'plain') {
    fillPlain(organisation, {
      people: options.plainPeople ?? plainPeople(options.people, options.contacts, options.events ?? 0),
      otherVisibleContacts: options.otherVisibleContacts ?? 0,
    });
  }
  return { organisation, people: organisation.people, oddities };
}
