// Laws P6 and P13: the same inputs have the same outcome, in whatever order they come.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { run } from './world-run.js';
import {
  anySettings,
  births,
  edits,
  laterSteps,
  oddities,
  quietRuns,
  removals,
  take,
  type Step,
} from './world-steps.js';
import { copyOf, emptyWorld, itemValues, rowValues, type World } from './world.js';

const history = laterSteps(births, births, edits, edits, removals, oddities, quietRuns);

/** All texts of both sides, without ids: those of contacts that were made now depend on who came first. */
function contentsOf(world: World): string[] {
  const rows = [...world.rows].map(([id, { isDeleted }]) => JSON.stringify(['row', isDeleted, rowValues(world, id)]));
  const items = [...world.items].map(([id, { place }]) => JSON.stringify(['item', place, itemValues(world, id)]));
  return [...rows, ...items].sort();
}

describe('the order of things', () => {
  it('does not change what comes of a run (P6, P13)', () => {
    fc.assert(
      fc.property(anySettings, history, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        const turned = copyOf(world);
        for (let round = 0; round < 2; round += 1) {
          run(world);
          run(turned, { mode: 'full', isReversed: true });
        }
        expect(contentsOf(turned)).toEqual(contentsOf(world));
      }),
      { numRuns: 200 },
    );
  });

  it('of reports, late or twice or by a listing instead of a delta, does not change the end (P13)', () => {
    fc.assert(
      fc.property(anySettings, history, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        run(world);
        const told = copyOf(world);
        const listed = copyOf(world);
        const late: Step = { do: 'run', mode: 'delta', missed: [0, 1, 2], unreadable: [], refused: [] };
        take(told, late);
        run(told, { mode: 'delta' });
        run(told, { mode: 'delta' });
        for (const each of [told, listed]) for (let round = 0; round < 2; round += 1) run(each);
        expect(contentsOf(told)).toEqual(contentsOf(listed));
      }),
      { numRuns: 200 },
    );
  });
});
