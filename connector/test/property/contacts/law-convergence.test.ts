// Laws P1 and P2: once edits stop, both sides agree within three runs, and the run after that has nothing to do.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writesToExchange, writesToSalesforce } from '../../../src/core/contact/plan.js';
import { emptyLedger, isSame, keyOf, textsOf, writeDown, type Ledger } from './world-ledger.js';
import { run } from './world-run.js';
import {
  anySettings,
  births,
  brokenRuns,
  edits,
  laterSteps,
  oddities,
  quietRuns,
  removals,
  rights,
  stepsOf,
  strangers,
  take,
  type Step,
} from './world-steps.js';
import { emptyWorld, isInReach, itemValues, rowValues, type World } from './world.js';

const anySettingsButAsk = anySettings.filter(({ conflict }) => conflict !== 'Ask');

function play(world: World, ledger: Ledger, step: Step): void {
  const before = textsOf(world);
  const report = take(world, step);
  if (report !== null) writeDown(ledger, world, before, report);
}

function settleDown(world: World, ledger: Ledger): void {
  world.hidden.clear();
  world.readOnly.clear();
  for (let round = 0; round < 3; round += 1) {
    const before = textsOf(world);
    const report = run(world, { mode: 'full', looksAtAll: round === 0 });
    writeDown(ledger, world, before, report);
  }
}

/** Fields that the two sides owe each other and that differ all the same. */
function disagreements(world: World, ledger: Ledger): string[] {
  return [...world.links.values()].flatMap((link) => {
    const ours = rowValues(world, link.ids.salesforce);
    const theirs = itemValues(world, link.ids.exchange);
    const record = ledger.pairs.get(keyOf(link));
    const isHalf =
      world.rows.get(link.ids.salesforce)?.isDeleted !== false ||
      world.items.get(link.ids.exchange)?.place !== 'folder';
    // Half a pair: the other half could not be made again (nobody without a name) or waits.
    if (link.state !== 'linked' || isHalf) return [];
    if (record === undefined) return [`${keyOf(link)} was never settled`];
    return (
      [...record.owed]
        .filter((field) => !isSame(field, ours[field] ?? '', theirs[field] ?? ''))
        .filter((field) => theirs[field] !== undefined)
        // Salesforce takes no record without a last name, and no company without an account.
        .filter((field) => !(field === 'LastName' && theirs.LastName === ''))
        .filter((field) => !(field === 'Account.Name' && theirs['Account.Name']?.startsWith('Nobody') === true))
        .map((field) => `${keyOf(link)} ${field}: ${ours[field]} | ${theirs[field]}`)
    );
  });
}

describe('after edits stop', () => {
  it('both sides agree on every field that a side has the right to change (P1)', () => {
    const steps = laterSteps(births, edits, edits, edits, removals, oddities, quietRuns, quietRuns);
    fc.assert(
      fc.property(anySettingsButAsk, steps, (settings, all) => {
        const world = emptyWorld(settings);
        const ledger = emptyLedger();
        for (const step of all) play(world, ledger, step);
        settleDown(world, ledger);
        expect(disagreements(world, ledger)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('both sides agree although fields were hidden from the person for a while (P1)', () => {
    const hiding = rights.filter((step) => step.do === 'hide');
    const steps = laterSteps(births, edits, edits, edits, hiding, quietRuns, quietRuns);
    fc.assert(
      fc.property(anySettingsButAsk, steps, (settings, all) => {
        const world = emptyWorld(settings);
        const ledger = emptyLedger();
        for (const step of all) play(world, ledger, step);
        settleDown(world, ledger);
        expect(disagreements(world, ledger)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('everybody in scope has a partner, where nobody can be taken for another (P1)', () => {
    const typing = edits.filter((step) => 'empty' in step && !step.empty);
    const steps = stepsOf(strangers, strangers, typing, quietRuns, brokenRuns);
    fc.assert(
      fc.property(anySettings, steps, (settings, all) => {
        const world = emptyWorld(settings);
        for (const step of all) take(world, step);
        for (let round = 0; round < 3; round += 1) run(world);
        const links = [...world.links.values()].filter(({ state }) => state === 'linked');
        const lonelyRows = [...world.rows].filter(
          ([id, stored]) => isInReach(world, stored) && !links.some(({ ids }) => ids.salesforce === id),
        );
        const lonelyItems = [...world.items].filter(
          ([id, { place }]) => place === 'folder' && !links.some(({ ids }) => ids.exchange === id),
        );
        if (writesToExchange(settings)) expect(lonelyRows).toEqual([]);
        if (writesToSalesforce(settings)) expect(lonelyItems).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a contact of the folder', () => {
  const anything = laterSteps(births, edits, removals, oddities, rights, quietRuns, brokenRuns);

  it('does not end in silence: after two runs it has a link, or a reason why not (P16)', () => {
    fc.assert(
      fc.property(anySettings, anything, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        run(world);
        const { actions, left } = run(world);
        const linked = [...world.links.values()].map(({ ids }) => ids.exchange as string);
        const told = [...left, ...actions].flatMap((one): string[] => {
          if ('itemId' in one) return [one.itemId];
          return 'exchange' in one ? [one.exchange.id] : [];
        });
        const silent = [...world.items].filter(
          ([id, { place }]) => place === 'folder' && !linked.includes(id) && !told.includes(id),
        );
        expect(silent).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });
});

describe('the run after a quiet run', () => {
  const anything = stepsOf(births, births, edits, edits, removals, oddities, rights, quietRuns, brokenRuns);

  it('plans nothing of a delta and writes nothing after a full listing either (P2)', () => {
    fc.assert(
      fc.property(anySettings, anything, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        for (let round = 0; round < 3; round += 1) run(world);
        const delta = run(world, { mode: 'delta' });
        expect(delta.writes).toEqual([]);
        expect(run(world, { mode: 'delta' })).toEqual({ actions: [], left: [], writes: [], held: null });
        expect(run(world).writes).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });
});
