// Whether the two systems are in step once things are quiet: the oracle of verify/ at work on a workbench and a random
// walk. Answers are sentences about what does not hold. It knows no rule of its own.
import { findWritesTo } from '../../../verify/calls.js';
import { findUnquietContacts } from '../../../verify/contacts/quiet.js';
import { findUnquietEvents } from '../../../verify/events/quiet.js';
import { sentence } from '../../../verify/words.js';
import type { EventRandomWalk } from './event-random-walk.js';
import { lookAt, toldBy } from './look.js';
import type { RandomWalk } from './random-walk.js';
import type { Workbench } from './workbench.js';

export async function contactsInStep(
  { emulator, store }: Workbench,
  { people: walkers, before, ledger }: RandomWalk,
): Promise<readonly string[]> {
  const people = walkers.map(({ sides }) => sides.person);
  const told = await toldBy(store, 'Contact', people);
  const input = { before, after: lookAt(emulator), people, expected: ledger, isNameGivenOnce: true };
  return findUnquietContacts(input, told).map(sentence);
}

export async function eventsInStep(
  { emulator, store }: Workbench,
  { people: walkers, before, left, ledger }: EventRandomWalk,
): Promise<readonly string[]> {
  const people = walkers.map(({ sides }) => sides.person);
  const told = await toldBy(store, 'Event', people);
  const found = findUnquietEvents(
    {
      before,
      left,
      after: lookAt(emulator),
      people,
      tenantId: emulator.environment['MICROSOFT_TENANT_ID'] ?? '',
      nowMs: emulator.world.clock.nowMs(),
      expected: ledger,
      isSubjectGivenOnce: 'inTheOrg',
    },
    told,
  );
  return [...found, ...findWritesTo('exchange', emulator.world.calls.since())].map(sentence);
}
