// Everything about the emulator itself: who is there, clock, faults, counters, latency, switches, states, dumps.
import type { System } from '../calls.js';
import type { Fault, FaultEffect } from '../faults.js';
import type { MailboxState } from '../parts.js';
import {
  BadInput,
  isPlainObject,
  objectOf,
  oneOf,
  onlyFields,
  optionalTextOf,
  optionalWholeNumberOf,
  textOf,
  textsOf,
  wholeNumberOf,
  type Fields,
} from './input.js';
import { findPerson, mailboxOf, type ControlRoute } from './route.js';

const SYSTEMS: readonly System[] = ['exchange', 'salesforce', 'microsoft-token', 'salesforce-token'];
const MAILBOX_STATES: readonly MailboxState[] = ['ok', 'none', 'blocked', 'missingRole'];
const FAULT_FIELDS = ['id', 'system', 'method', 'routeIncludes', 'user', 'everyNth', 'skipFirst', 'times', 'effect'];
/** The most calls one answer lists. */
const CALLS_LISTED_MAX = 1000;

const peopleRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/people',
    about: 'Everybody at the company, and the contacts and events that are hard to sync with a label each.',
    handle: ({ people, oddities }) => ({ people, oddities }),
  },
  {
    method: 'GET',
    path: '/people/:person',
    about: 'One person.',
    handle: (controlled, { params }) => findPerson(controlled, textOf(params, 'person')),
  },
  {
    method: 'GET',
    path: '/state',
    about: 'Everything there is in both systems, ids included.',
    handle: ({ exchange, salesforce }) => ({ exchange: exchange.dump(), salesforce: salesforce.dump() }),
  },
];

const clockRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/clock',
    about: 'The emulated time.',
    handle: ({ world }) => ({ now: world.clock.now().toISOString() }),
  },
  {
    method: 'POST',
    path: '/clock/advance',
    about: 'Moves the emulated time forward.',
    handle: ({ world }, { body }) => {
      onlyFields(body, ['milliseconds']);
      world.clock.advance(wholeNumberOf(body, 'milliseconds'));
      return { now: world.clock.now().toISOString() };
    },
  },
  {
    method: 'POST',
    path: '/clock/freeze',
    about: 'Stops the emulated time; from then on it moves by advancing alone.',
    handle: ({ world }, { body }) => {
      onlyFields(body, []);
      world.clock.freeze();
      return { now: world.clock.now().toISOString() };
    },
  },
];

const faultRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/faults',
    about: 'The faults that are planned, with how often each has hit.',
    handle: ({ world }) => ({ faults: world.faults.list() }),
  },
  {
    method: 'POST',
    path: '/faults',
    about: 'Plans a fault: which calls, and what happens to them. Answers its id.',
    handle: ({ world }, { body }) => {
      const fault = readFault(body);
      const id = fault.id ?? `fault-${world.faults.list().length + 1}`;
      if (world.faults.list().some((planned) => planned.id === id)) {
        throw new BadInput(`"id" must be new; there is a fault "${id}" already.`);
      }
      world.faults.add({ ...fault, id });
      return { id };
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    about: 'Takes all faults out of the plan.',
    handle: ({ world }) => {
      world.faults.clear();
      return {};
    },
  },
  {
    method: 'DELETE',
    path: '/faults/:id',
    about: 'Takes one fault out of the plan.',
    handle: ({ world }, { params }) => {
      const id = textOf(params, 'id');
      if (!world.faults.list().some((planned) => planned.id === id)) throw new BadInput(`There is no fault "${id}".`);
      world.faults.clear(id);
      return {};
    },
  },
];

function readFault(body: Fields): Fault {
  onlyFields(body, FAULT_FIELDS);
  const numbers = {
    everyNth: optionalWholeNumberOf(body, 'everyNth', 1),
    skipFirst: optionalWholeNumberOf(body, 'skipFirst'),
    times: optionalWholeNumberOf(body, 'times', 1),
  };
  const texts = {
    id: optionalTextOf(body, 'id'),
    system: body['system'] === undefined ? undefined : oneOf(body, 'system', SYSTEMS),
    method: optionalTextOf(body, 'method'),
    routeIncludes: optionalTextOf(body, 'routeIncludes'),
    user: optionalTextOf(body, 'user'),
  };
  const given = Object.entries({ ...texts, ...numbers }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), effect: readEffect(objectOf(body, 'effect')) };
}

function readEffect(effect: Fields): FaultEffect {
  const kind = oneOf(effect, 'kind', ['answer', 'cutBefore', 'cutAfter', 'late', 'delay']);
  switch (kind) {
    case 'answer': {
      onlyFields(effect, ['kind', 'status', 'headers', 'body']);
      const status = wholeNumberOf(effect, 'status', 100);
      if (status > 599) throw new BadInput('"status" must be an HTTP status, 100 to 599.');
      const body = effect['body'];
      if (body !== undefined && typeof body !== 'string' && !isPlainObject(body) && !Array.isArray(body)) {
        throw new BadInput('"body" must be a text, an object or a list.');
      }
      return { kind, status, headers: textsOf(effect, 'headers'), ...(body === undefined ? {} : { body }) };
    }
    case 'late':
    case 'delay':
      onlyFields(effect, ['kind', 'milliseconds']);
      return { kind, milliseconds: wholeNumberOf(effect, 'milliseconds') };
    case 'cutBefore':
    case 'cutAfter':
      onlyFields(effect, ['kind']);
      return { kind };
  }
}

const callRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/calls',
    about: 'Calls by system, route and status, and the most in flight; `since` a mark, for one `user`, or for all.',
    handle: ({ world }, { query }) => {
      onlyFields(query, ['since', 'user']);
      const since = optionalWholeNumberOf(query, 'since') ?? 0;
      const user = optionalTextOf(query, 'user');
      const filter = { since, ...(user === undefined ? {} : { user }) };
      const systems = Object.fromEntries(SYSTEMS.map((system) => [system, world.calls.counts(system, filter)]));
      return {
        mark: world.calls.mark(),
        systems,
        byUser: countByUser(world.calls.since(since)),
        mostInFlight: world.calls.mostInFlight(),
      };
    },
  },
  {
    method: 'GET',
    path: '/calls/list',
    about: `The calls one by one, in the order of arrival; at most ${CALLS_LISTED_MAX} from the mark \`since\`.`,
    handle: ({ world }, { query }) => {
      onlyFields(query, ['since']);
      const calls = world.calls.since(optionalWholeNumberOf(query, 'since') ?? 0);
      return { mark: world.calls.mark(), calls: calls.slice(0, CALLS_LISTED_MAX) };
    },
  },
  {
    method: 'PUT',
    path: '/latency',
    about: 'How long each request (or part of a batch) takes at least.',
    handle: ({ world }, { body }) => {
      onlyFields(body, ['milliseconds']);
      world.latencyMs = wholeNumberOf(body, 'milliseconds');
      return {};
    },
  },
];

function countByUser(
  calls: readonly { system: System; user: string | null }[],
): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { system, user } of calls) {
    const ofUser = (counts[user ?? '-'] ??= {});
    ofUser[system] = (ofUser[system] ?? 0) + 1;
  }
  return counts;
}

const systemRoutes: readonly ControlRoute[] = [
  {
    method: 'PUT',
    path: '/switches/:system/:name',
    about: 'Sets a switch of exchange or salesforce; the names are in their notes.md.',
    handle: (controlled, { params, body }) => {
      onlyFields(body, ['value']);
      if (body['value'] === undefined) throw new BadInput('"value" must be given.');
      const system = oneOf(params, 'system', ['exchange', 'salesforce']);
      controlled[system].setSwitch(textOf(params, 'name'), body['value']);
      return {};
    },
  },
  {
    method: 'PUT',
    path: '/mailboxes/:person/state',
    about: 'What a mailbox is like: ok, none (no mailbox), blocked, missingRole (the app may not read it).',
    handle: (controlled, { params, body }) => {
      onlyFields(body, ['state']);
      const mailbox = mailboxOf(controlled, textOf(params, 'person'));
      controlled.exchange.setMailboxState(mailbox, oneOf(body, 'state', MAILBOX_STATES));
      return {};
    },
  },
  {
    method: 'POST',
    path: '/mailboxes/expire-delta-tokens',
    about: 'Makes the delta tokens of one person, or of all, too old: the next use is answered with 410.',
    handle: (controlled, { body }) => {
      onlyFields(body, ['person']);
      const person = optionalTextOf(body, 'person');
      controlled.exchange.expireDeltaTokens(person === undefined ? undefined : mailboxOf(controlled, person));
      return {};
    },
  },
];

export const worldRoutes: readonly ControlRoute[] = [
  ...peopleRoutes,
  ...clockRoutes,
  ...faultRoutes,
  ...callRoutes,
  ...systemRoutes,
];
