// Law P7 for events: a reset writes to nothing; the run after it finds the same pairs, makes and deletes nothing,
// writes only what was waiting anyway, and what people removed in Salesforce stays away.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LinkState } from '../../../src/core/link.js';
import { anyEventSettings } from './samples.js';
import { resetEvents, runEvents } from './world-run.js';
import {
  brokenEventRuns,
  eventBirths,
  eventEdits,
  eventMarks,
  eventStory,
  eventTurns,
  quietEventRuns,
  rowBirths,
  rowEdits,
  rowTurns,
  settingTurns,
  settleDown,
  settledWorld,
  stepsOf,
  takeStep,
  windowTurns,
} from './world-steps.js';
import { copyOfEvents, emptyEventWorld, type EventWorld, type EventWrite } from './world.js';

const changes = [eventBirths, eventEdits, eventMarks, eventTurns, windowTurns] as const;
const history = eventStory(...changes, rowEdits, rowTurns, rowBirths, settingTurns, quietEventRuns, brokenEventRuns);
const tombstones = ['removedFromExchange', 'removedFromSalesforce', 'leftSelection'] as const;

function pairsOf(world: EventWorld, states: readonly LinkState[]): string[] {
  return [...world.links.values()]
    .filter(({ state }) => states.includes(state))
    .map(({ ids, state }) => `${ids.exchange} ${ids.salesforce} ${state}`)
    .sort();
}

/** A write as one line for each field, so that two sets of them can be compared; what was made has ids of its own. */
function linesOf(writes: readonly EventWrite[]): string[] {
  return writes.flatMap(({ kind, id, exchangeId, body }) => {
    const what = kind === 'create' ? `create for ${exchangeId}` : `${kind} ${id}`;
    return [what, ...Object.entries(body).map(([field, value]) => `${what} ${field}=${String(value)}`)];
  });
}

describe('the run after a reset of events', () => {
  it('does nothing in a world at rest, and finds the same pairs and tombstones (P7)', () => {
    fc.assert(
      fc.property(anyEventSettings, history, (settings, steps) => {
        const world = settledWorld(settings, steps);
        const there = new Set([...world.rows].filter(([, { isDeleted }]) => !isDeleted).map(([id]) => id));
        const isThere = (pair: string) => there.has(pair.split(' ')[1] as never);
        const [linked, dead] = [pairsOf(world, ['linked']), pairsOf(world, tombstones)];
        const rows = structuredClone(world.rows);
        resetEvents(world);
        expect(runEvents(world).writes).toEqual([]);
        expect(world.rows).toEqual(rows);
        expect(pairsOf(world, ['linked'])).toEqual(linked.filter(isThere));
        // Those whose record somebody has deleted unnoticed are known as removed from now on.
        const removed = linked.filter((pair) => !isThere(pair)).map((pair) => pair.replace('linked', tombstones[1]));
        expect(pairsOf(world, tombstones)).toEqual([...dead, ...removed].sort());
      }),
      { numRuns: 250 },
    );
  });

  it('writes no field that was not waiting, and deletes nothing, in the middle of edits (P7)', () => {
    const waiting = stepsOf(eventEdits, eventMarks, eventTurns, rowEdits);
    fc.assert(
      fc.property(anyEventSettings, history, waiting, (settings, steps, late) => {
        const world = settledWorld(settings, steps);
        for (const step of late) takeStep(world, step);
        const usual = runEvents(copyOfEvents(world), { mode: 'full' }).writes;
        const known = new Set(linesOf(usual));
        resetEvents(world);
        const { writes } = runEvents(world);
        expect(writes.filter(({ kind }) => kind === 'delete')).toEqual([]);
        // What left while the reset ran keeps its copy: it is marked or emptied where it would have been deleted.
        const ended = new Set(usual.filter(({ kind }) => kind === 'delete').map(({ id }) => id));
        expect(linesOf(writes.filter(({ id }) => !ended.has(id))).filter((line) => !known.has(line))).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('lets nothing come back that people removed in Salesforce, now or through later edits (P7)', () => {
    // Deleted on both sides, and brought back in Exchange, it is new.
    const turns = eventTurns.filter((step) => step.do !== 'move' || step.to === 'primary' || step.to === 'other');
    const edits = stepsOf(eventEdits, eventMarks, turns, windowTurns, quietEventRuns);
    fc.assert(
      fc.property(anyEventSettings, fc.nat(), edits, edits, (settings, number, before, after) => {
        const world = emptyEventWorld({ ...settings, selection: 'All' });
        for (const inDays of [1, 3, 40]) takeStep(world, { do: 'newEvent', with: 1, inDays });
        runEvents(world);
        const ids = [...world.rows.keys()];
        const removed = ids[number % ids.length];
        const link = [...world.links.values()].find(({ ids }) => ids.salesforce === removed);
        takeStep(world, { do: 'deleteRow', who: number % ids.length });
        for (const step of before) takeStep(world, step);
        resetEvents(world);
        for (const step of after) takeStep(world, step);
        settleDown(world);
        const made = world.writes.filter(
          ({ kind, exchangeId }) => kind === 'create' && exchangeId === link?.ids.exchange,
        );
        expect(made).toHaveLength(1);
        expect(removed === undefined || world.rows.get(removed)?.isDeleted).toBe(true);
      }),
      { numRuns: 250 },
    );
  });
});
