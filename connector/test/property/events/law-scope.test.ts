// Laws P3, P4 and P18 for events: nothing is ever written to a calendar; what lies outside the window, what cannot be
// read and what is merely missing changes and deletes nothing; and what is written depends on what changed.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyEventSettings } from './samples.js';
import { eventIn, linkOfEvent, runEvents, verdictOf } from './world-run.js';
import {
  brokenEventRuns,
  contactTurns,
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
  stepsOf,
  takeStep,
  windowTurns,
} from './world-steps.js';
import { copyOfEvents, dayMs, emptyEventWorld, type EventWorld, type EventWrite } from './world.js';

const changes = [eventBirths, eventEdits, eventMarks, eventTurns, eventTurns, windowTurns] as const;
const around = [rowEdits, rowTurns, rowBirths, settingTurns, contactTurns] as const;
const anything = eventStory(...changes, ...around, quietEventRuns, brokenEventRuns);

function windowOf({ nowMs, settings: { daysBack, daysAhead } }: EventWorld): readonly [number, number] {
  return [nowMs - daysBack * dayMs, nowMs + daysAhead * dayMs];
}

/** What is wrong with a write, judged by how the world truly was before the run; null = nothing. */
function offence(before: EventWorld, { kind, exchangeId, id }: EventWrite): string | null {
  const link = linkOfEvent(before, exchangeId);
  const event = eventIn(before, exchangeId);
  const verdict = event === null ? null : verdictOf(before, event, link);
  if (verdict?.kind === 'out' && verdict.reason === 'OUTSIDE_WINDOW') return 'outside the window';
  if (kind === 'create') return verdict?.kind === 'in' ? null : 'does not sync';
  if (kind === 'update') {
    if (event === null) return 'not in the calendar';
    return before.rows.get(id)?.isDeleted === false ? null : 'not there in Salesforce';
  }
  if (link?.state !== 'linked') return 'not in step';
  const removes = before.settings.deleted === 'RemoveFromSalesforce';
  const [startMs, endMs] = windowOf(before);
  if (link.endsAtMs < startMs || link.startsAtMs > endMs) return 'lay outside the window';
  if (event === null) return removes ? null : 'the configuration keeps it';
  if (verdict?.kind !== 'out') return 'it syncs';
  if (verdict.reason === 'PRIVATE_EVENT') return null;
  return removes && verdict.reason !== 'TOO_LONG' ? null : `kept for ${verdict.reason}`;
}

describe('any history of events', () => {
  it('leaves the calendar as people left it (P3)', () => {
    fc.assert(
      fc.property(anyEventSettings, anything, (settings, steps) => {
        const world = emptyEventWorld(settings);
        for (const step of steps) {
          const before = step.do === 'run' ? structuredClone(world.items) : null;
          takeStep(world, step);
          if (before !== null) expect(world.items).toEqual(before);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('changes nothing outside the window, and deletes only what truly left (P4)', () => {
    fc.assert(
      fc.property(anyEventSettings, anything, (settings, steps) => {
        const world = emptyEventWorld(settings);
        for (const step of steps) {
          const before = step.do === 'run' ? copyOfEvents(world) : world;
          for (const write of takeStep(world, step)?.writes ?? []) {
            expect({ write, offence: offence(before, write) }).toEqual({ write, offence: null });
          }
        }
      }),
      { numRuns: 250 },
    );
  });

  it('deletes nothing because settings changed and nobody changed an event (P4)', () => {
    fc.assert(
      fc.property(anyEventSettings, anyEventSettings, eventStory(...changes, quietEventRuns), (one, other, steps) => {
        const world = emptyEventWorld({ ...one, deleted: 'RemoveFromSalesforce' });
        for (const step of steps) takeStep(world, step);
        for (const mode of ['full', 'delta', 'delta'] as const) runEvents(world, { mode });
        takeStep(world, { do: 'settings', change: { ...other, deleted: 'RemoveFromSalesforce' } });
        const writes = (['full', 'delta', 'full'] as const).flatMap((mode) => runEvents(world, { mode }).writes);
        expect(writes.filter(({ kind }) => kind === 'delete')).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });
});

describe('a run that is told less than there is', () => {
  const history = eventStory(...changes, ...around, quietEventRuns);

  it('deletes nothing that it could not read, and changes nothing of it (P4)', () => {
    fc.assert(
      fc.property(anyEventSettings, history, fc.array(fc.nat({ max: 6 })), (settings, steps, numbers) => {
        const world = emptyEventWorld({ ...settings, deleted: 'RemoveFromSalesforce' });
        for (const step of steps) takeStep(world, step);
        const ids = [...world.items.keys()];
        const dark = new Set(numbers.flatMap((number) => ids[number] ?? []));
        const gone = new Set([...dark].filter((id) => eventIn(world, id) === null));
        for (const mode of ['delta', 'full'] as const) {
          const { writes } = runEvents(world, { mode, missed: dark, unreadable: dark });
          expect(writes.filter(({ exchangeId }) => gone.has(exchangeId))).toEqual([]);
          expect(writes.filter(({ exchangeId, kind }) => dark.has(exchangeId) && kind === 'delete')).toEqual([]);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('takes an event for deleted neither because it is missing nor because it was reported (P4)', () => {
    fc.assert(
      fc.property(anyEventSettings, history, (settings, steps) => {
        const world = emptyEventWorld({ ...settings, deleted: 'RemoveFromSalesforce' });
        for (const step of steps) takeStep(world, step);
        for (const mode of ['full', 'delta', 'delta'] as const) runEvents(world, { mode });
        const there = [...world.items.keys()].filter((id) => eventIn(world, id) !== null);
        const { writes } = runEvents(world, { mode: 'full', missed: new Set(there) });
        expect(writes).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });
});

describe('what a run of events writes', () => {
  it('is bounded by what changed since the last one, with one emptying and one delete for each at most (P18)', () => {
    const late = stepsOf(eventEdits, eventMarks, eventTurns);
    fc.assert(
      fc.property(anyEventSettings, anything, late, (settings, steps, edits) => {
        const world = emptyEventWorld(settings);
        for (const step of steps) takeStep(world, step);
        for (const mode of ['full', 'delta', 'delta'] as const) runEvents(world, { mode });
        for (const step of edits) takeStep(world, step);
        const changed = new Set(world.changed);
        const { actions, writes } = runEvents(world, { mode: 'delta' });
        expect(actions.length).toBeLessThanOrEqual(changed.size);
        expect(writes.length).toBeLessThanOrEqual(2 * changed.size);
        expect(writes.filter(({ exchangeId }) => !changed.has(exchangeId))).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('does not depend on the order in which events come (P13)', () => {
    const contents = (world: EventWorld) =>
      [...world.rows.values()].map(({ row: { Id: _, ...row }, isDeleted }) => JSON.stringify([row, isDeleted])).sort();
    fc.assert(
      fc.property(anyEventSettings, anything, (settings, steps) => {
        const world = emptyEventWorld(settings);
        for (const step of steps) takeStep(world, step);
        const other = copyOfEvents(world);
        runEvents(world, { mode: 'full' });
        runEvents(other, { mode: 'full', isReversed: true });
        expect(contents(other)).toEqual(contents(world));
      }),
      { numRuns: 250 },
    );
  });
});
