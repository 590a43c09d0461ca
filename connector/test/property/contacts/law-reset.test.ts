// Law P7: a reset writes to nothing; the run after it finds the same pairs, makes and deletes nobody, writes only what
// was waiting anyway, and leaves alone what people removed, unless it is asked for.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ContactLink } from '../../../src/core/link.js';
import { settingsWith } from '../../support/contacts.js';
import { keyOf } from './world-ledger.js';
import { reset, run } from './world-run.js';
import {
  anySettings,
  births,
  edits,
  laterSteps,
  oddities,
  quietRuns,
  removals,
  rights,
  stepsOf,
  take,
} from './world-steps.js';
import { copyOf, emptyWorld, itemValues, rowValues, type World, type Write } from './world.js';

const history = laterSteps(births, edits, edits, removals, oddities, rights, quietRuns, quietRuns);
const settingsOfOldWorld = settingsWith({ scope: 'AllVisible' });
const plain = { bringBackRemoved: false, settleAnew: false };

function pairsOf(world: World, states: readonly ContactLink['state'][]): string[] {
  return [...world.links.values()]
    .filter(({ state }) => states.includes(state))
    .map(keyOf)
    .sort();
}

/** A write as one line for each value, so that two sets of them can be compared; what was made has ids of its own. */
function linesOf(writes: readonly Write[]): string[] {
  return writes
    .filter(({ kind }) => kind !== 'stamp')
    .flatMap(({ side, kind, id, values }) => {
      const what = kind === 'create' ? `create in ${side}` : `${kind} ${side} ${id}`;
      return [what, ...Object.entries(values).map(([field, value]) => `${what} ${field}=${value}`)];
    });
}

/** Everything that anybody could see of both systems. */
function contentsOf(world: World): unknown {
  return [
    [...world.rows].map(([id, { isDeleted }]) => [id, isDeleted, rowValues(world, id)]),
    [...world.items].map(([id, { place }]) => [id, place, itemValues(world, id)]),
  ];
}

describe('the run after a reset', () => {
  it('does nothing in a world at rest, and finds the same pairs and tombstones (P7)', () => {
    fc.assert(
      fc.property(anySettings, history, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        for (let round = 0; round < 3; round += 1) run(world, { mode: 'full', looksAtAll: true });
        const before = { pairs: pairsOf(world, ['linked']), contents: contentsOf(world) };
        const tombstones = pairsOf(world, ['movedOut', 'removedFromExchange', 'removedFromSalesforce', 'leftReach']);
        reset(world, plain);
        expect(contentsOf(world)).toEqual(before.contents);
        expect(linesOf(run(world).writes)).toEqual([]);
        expect({ pairs: pairsOf(world, ['linked']), contents: contentsOf(world) }).toEqual(before);
        expect(pairsOf(world, ['movedOut', 'removedFromExchange', 'removedFromSalesforce', 'leftReach'])).toEqual(
          tombstones,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('writes no field that was not waiting, and carries no removal over, in the middle of edits (P7)', () => {
    const waiting = stepsOf(edits, edits, removals);
    fc.assert(
      fc.property(anySettings, history, waiting, (settings, steps, late) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        for (let round = 0; round < 3; round += 1) run(world);
        for (const step of late) take(world, step);
        const other = copyOf(world);
        const usual = new Set(linesOf(run(other, { mode: 'full', looksAtAll: true }).writes));
        reset(world, plain);
        const { actions, writes } = run(world);
        expect(linesOf(writes).filter((line) => !usual.has(line))).toEqual([]);
        expect(writes.filter(({ kind }) => kind === 'delete')).toEqual([]);
        expect(actions.filter(({ reason }) => reason === 'EDIT_BEATS_DELETE')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('makes again what was removed where it is asked to, and nobody twice (P7)', () => {
    const removed = removals.filter((step) => step.do !== 'undeleteRow' && !('to' in step && step.to !== 'deleted'));
    fc.assert(
      fc.property(history, stepsOf(removed), (steps, late) => {
        const world = emptyWorld({ ...settingsOfOldWorld });
        for (const step of steps.filter(({ do: what }) => !['own', 'see', 'hide', 'lock', 'copyItem'].includes(what))) {
          take(world, step);
        }
        run(world);
        for (const step of late) take(world, step);
        for (let round = 0; round < 2; round += 1) run(world);
        reset(world, { bringBackRemoved: true, settleAnew: false });
        run(world, { mode: 'full', bringsBackRemoved: true });
        run(world);
        expect(pairsOf(world, ['removedFromExchange', 'removedFromSalesforce'])).toEqual([]);
        const linked = [...world.links.values()].filter(({ state }) => state === 'linked');
        expect(new Set(linked.map(({ ids }) => ids.salesforce)).size).toBe(linked.length);
        expect(run(world).writes).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
