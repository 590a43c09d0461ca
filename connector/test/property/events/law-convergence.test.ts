// Laws P1 and P2 for events: once edits stop, Salesforce says within three runs what Exchange says, and the run after
// that has nothing to do.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyEventSettings } from './samples.js';
import {
  comparedFields,
  disagreements,
  rowTexts,
  valuesInSelection,
  writeDown,
  type EventLedger,
} from './world-ledger.js';
import { isLive } from '../../../src/core/link.js';
import { eventIn, linkOfEvent, runEvents, verdictOf } from './world-run.js';
import {
  brokenEventRuns,
  contactTurns,
  eventBirths,
  eventEdits,
  eventMarks,
  eventStory,
  eventTurns,
  fromExchange,
  quietEventRuns,
  rowBirths,
  rowEdits,
  rowTurns,
  settingTurns,
  settledWorld,
  takeStep,
  windowTurns,
  type EventStep,
} from './world-steps.js';
import { emptyEventWorld, rowValues, type EventWorld } from './world.js';

const inExchange = [eventBirths, eventEdits, eventEdits, eventMarks, eventTurns, windowTurns] as const;
const inSalesforce = [rowEdits, rowTurns, rowBirths] as const;

function play(world: EventWorld, ledger: EventLedger, step: EventStep): void {
  const before = rowTexts(world);
  const report = takeStep(world, step);
  if (report !== null) writeDown(ledger, world, before, report);
}

/** Events that sync by the rules and have no record, although nobody took one away. */
function missing(world: EventWorld): string[] {
  return [...world.items.keys()].filter((id) => {
    const event = eventIn(world, id);
    const link = linkOfEvent(world, id);
    if (event === null || verdictOf(world, event, null).kind === 'out') return false;
    if (link === null) return true;
    const row = world.rows.get(link.ids.salesforce);
    return row === undefined || (row.isDeleted && !row.wasRemovedByPerson);
  });
}

describe('after edits of events stop', () => {
  it('Salesforce has the texts of every field that Exchange changed last (P1)', () => {
    const steps = eventStory(
      ...inExchange,
      ...inSalesforce,
      settingTurns,
      contactTurns,
      quietEventRuns,
      quietEventRuns,
    );
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = emptyEventWorld(settings);
        const ledger: EventLedger = new Map();
        for (const step of all) play(world, ledger, step);
        for (const mode of ['full', 'delta', 'delta'] as const) {
          play(world, ledger, { do: 'run', mode, missed: [], unreadable: [], refused: [] });
        }
        expect(disagreements(world, ledger)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('Salesforce says all that Exchange says, where nobody writes there, whatever went wrong before (P1)', () => {
    // What we removed and somebody brings back meets for the first time, so it may differ.
    const removals = rowTurns.filter((step) => step.do === 'deleteRow');
    const steps = eventStory(...inExchange, removals, settingTurns, contactTurns, quietEventRuns, brokenEventRuns);
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = settledWorld(settings, all);
        for (const link of world.links.values()) {
          const values = valuesInSelection(world, link);
          if (values === null || world.rows.get(link.ids.salesforce)?.isDeleted !== false) continue;
          const theirs = rowValues(world, link.ids.salesforce);
          const known = comparedFields.filter((field) => values[field] !== undefined);
          expect(known.map((field) => [field, theirs[field]])).toEqual(known.map((field) => [field, values[field]]));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('every event that syncs has a record, unless somebody removed it in Salesforce (P1)', () => {
    const steps = eventStory(
      ...inExchange,
      ...inSalesforce,
      settingTurns,
      contactTurns,
      quietEventRuns,
      brokenEventRuns,
    );
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = settledWorld(settings, all);
        expect(missing(world)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('every pair is in step that syncs by the rules, and no other but for window and length (P16)', () => {
    const steps = eventStory(
      ...inExchange,
      rowEdits,
      rowTurns,
      settingTurns,
      contactTurns,
      quietEventRuns,
      brokenEventRuns,
    );
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = settledWorld(settings, all);
        for (const link of world.links.values()) {
          const event = eventIn(world, link.ids.exchange);
          if (event === null || world.rows.get(link.ids.salesforce)?.isDeleted !== false) continue;
          const verdict = verdictOf(world, event, link);
          const why = verdict.kind === 'in' ? 'syncs' : verdict.reason;
          if (why === 'OUTSIDE_WINDOW' || why === 'TOO_LONG') continue;
          expect({ why, isInStep: link.state === 'linked' }).toEqual({ why, isInStep: why === 'syncs' });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('no record shows a word of an event that is private, where that must not be shown (P12)', () => {
    const steps = eventStory(...inExchange, eventMarks, ...inSalesforce, settingTurns, quietEventRuns, brokenEventRuns);
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = settledWorld(settings, all);
        if (world.settings.privateEvents === 'FullDetails') return;
        for (const link of world.links.values()) {
          const event = eventIn(world, link.ids.exchange);
          if (event?.isPrivate !== true || link.state === 'removedFromSalesforce') continue;
          const verdict = verdictOf(world, event, link);
          if (verdict.kind === 'out' && verdict.reason === 'OUTSIDE_WINDOW') continue;
          expect(JSON.stringify(rowValues(world, link.ids.salesforce))).not.toContain(fromExchange);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the run after a quiet run of events', () => {
  it('writes nothing, whether it lists everything or only what changed (P2)', () => {
    const steps = eventStory(
      ...inExchange,
      ...inSalesforce,
      settingTurns,
      contactTurns,
      quietEventRuns,
      brokenEventRuns,
    );
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = settledWorld(settings, all);
        for (const mode of ['delta', 'full', 'full', 'delta'] as const) {
          expect(runEvents(world, { mode }).writes).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has nothing to decide about what is in step, when only changes are read (P18)', () => {
    const steps = eventStory(...inExchange, ...inSalesforce, settingTurns, quietEventRuns);
    fc.assert(
      fc.property(anyEventSettings, steps, (settings, all) => {
        const world = settledWorld(settings, all);
        const live = [...world.links.values()].filter(isLive).length;
        expect({ live, actions: runEvents(world, { mode: 'delta' }).actions }).toEqual({ live, actions: [] });
      }),
      { numRuns: 200 },
    );
  });
});
