// Law P24: taking anything out of what the connector can read changes no value on the other side, and what was settled
// is still known when it can be read again.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ContactField } from '../../../src/core/contact/fields.js';
import { run } from './world-run.js';
import {
  anySettings,
  births,
  edits,
  laterSteps,
  oddities,
  playedFields,
  quietRuns,
  removals,
  stepsOf,
  take,
  type PlayedField,
} from './world-steps.js';
import { copyOf, editItem, emptyWorld, itemValues, rowValues, type World } from './world.js';

const hideable = playedFields.filter((field) => !['LastName', 'FirstName', 'Email'].includes(field));
const someFields = fc.subarray<PlayedField>([...hideable], { minLength: 1 });
/** Edits that leave it alone who is whom. */
const lasting = edits.filter(
  (step) => 'field' in step && ['Title', 'Phone', 'Fax', 'MailingCity', 'Description'].includes(step.field),
);
const settingsWithoutTime = anySettings.filter(({ conflict }) => conflict !== 'LatestChangeWins');
const history = laterSteps(births, edits, edits, removals, oddities, quietRuns);

function settled(world: World): World {
  for (let round = 0; round < 3; round += 1) run(world);
  return world;
}

function textsOf(world: World, fields: readonly ContactField[]): unknown {
  const pick = (values: ReturnType<typeof rowValues>) => fields.map((field) => values[field]);
  return [
    [...world.rows.keys()].map((id) => [id, ...pick(rowValues(world, id))]),
    [...world.items.keys()].map((id) => [id, ...pick(itemValues(world, id))]),
  ];
}

describe('a field that the person may not see any more', () => {
  it('keeps its texts on both sides, whatever else is edited (P24)', () => {
    fc.assert(
      fc.property(anySettings, history, someFields, stepsOf(lasting, quietRuns), (settings, steps, fields, later) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        settled(world);
        const before = textsOf(world, fields);
        for (const field of fields) world.hidden.add(field);
        for (const step of later)
          if (!('field' in step && fields.some((field) => field === step.field))) take(world, step);
        settled(world);
        expect(textsOf(world, fields)).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });

  it('goes on as if it had never been hidden when it can be seen again (P24)', () => {
    fc.assert(
      fc.property(settingsWithoutTime, history, someFields, stepsOf(lasting), (settings, steps, fields, later) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        const undisturbed = copyOf(settled(world));
        for (const field of fields) world.hidden.add(field);
        for (const step of later) take(world, step);
        for (const step of later) take(undisturbed, step);
        settled(world);
        world.hidden.clear();
        run(world, { mode: 'full', looksAtAll: true });
        expect(textsOf(settled(world), fields)).toEqual(textsOf(settled(undisturbed), fields));
      }),
      { numRuns: 150 },
    );
  });
});

describe('an address that Salesforce would refuse', () => {
  it('changes nothing in Salesforce: it is not taken for an empty one (P24)', () => {
    fc.assert(
      fc.property(anySettings, history, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        settled(world);
        const before = [...world.rows.keys()].map((id) => rowValues(world, id));
        for (const { ids } of world.links.values()) editItem(world, ids.exchange, { Email: 'anna at berg' });
        settled(world);
        expect([...world.rows.keys()].slice(0, before.length).map((id) => rowValues(world, id))).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a run that can read only some of the contacts', () => {
  it('changes nothing of the others, on either side (P4, P24)', () => {
    fc.assert(
      fc.property(anySettings, history, fc.array(fc.nat({ max: 9 })), (settings, steps, numbers) => {
        const world = emptyWorld({ ...settings, deletedInExchange: 'DeleteOtherCopy' });
        for (const step of steps) take(world, step);
        const ids = [...world.rows.keys(), ...world.items.keys()];
        const unreadable = new Set<string>(numbers.flatMap((number) => ids[number] ?? []));
        const live = [...world.links.values()].filter(({ state }) => state === 'linked');
        const partners = live.flatMap((link) =>
          unreadable.has(link.ids.salesforce) || unreadable.has(link.ids.exchange)
            ? [link.ids.salesforce as string, link.ids.exchange as string]
            : [],
        );
        const { writes } = run(world, { mode: 'full', unreadable });
        const touched = writes.filter(({ kind }) => kind !== 'stamp').map(({ id }) => id);
        expect(touched.filter((id) => partners.includes(id) || unreadable.has(id))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
