// Laws P3, P4, P5: where the connector may write, and what it may delete, whatever happens and whatever breaks.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writesToExchange, writesToSalesforce } from '../../../src/core/contact/plan.js';
import type { ContactValues } from '../../../src/core/contact/model.js';
import type { ExchangeContactId, SalesforceContactId } from '../../../src/core/model.js';
import { canBeRead, isSame, keyOf } from './world-ledger.js';
import {
  anySettings,
  births,
  brokenRuns,
  edits,
  laterSteps,
  oddities,
  playedFields,
  quietRuns,
  removals,
  rights,
  take,
} from './world-steps.js';
import { copyOf, emptyWorld, isInReach, itemValues, rowValues, type World, type Write } from './world.js';

const anything = laterSteps(births, edits, edits, removals, removals, oddities, rights, quietRuns, brokenRuns);
const wholeRuns = brokenRuns.map((step) => (step.do === 'run' ? { ...step, refused: [] } : step));

/** All but stamps, which are no content of anybody. */
function contentWrites(world: World): Write[] {
  return world.writes.filter(({ kind }) => kind !== 'stamp');
}

/** What is wrong with a write, judged by how the world truly was before the run; null = nothing. */
function offence(before: World, { side, kind, id }: Write): string | null {
  if (kind === 'create' || kind === 'stamp') return null;
  const links = [...before.links.values()].filter(
    (link) => (side === 'exchange' ? link.ids.exchange : link.ids.salesforce) === id,
  );
  const rows = links.map(({ ids }) => before.rows.get(ids.salesforce));
  const items = links.map(({ ids }) => before.items.get(ids.exchange));
  if (side === 'exchange' && before.items.get(id as ExchangeContactId)?.place !== 'folder') return 'not in the folder';
  const row = before.rows.get(id as SalesforceContactId);
  if (side === 'salesforce' && (row?.isVisible !== true || row.isDeleted)) return 'not to be seen';
  if (kind === 'update') return null;
  if (side === 'salesforce') return items.every((item) => item?.place === 'deleted') ? null : 'the other copy is there';
  const mayLeave = before.settings.leavesReach === 'RemoveUnchangedCopy';
  const isGone = (one: (typeof rows)[number]): boolean =>
    one === undefined || one.isDeleted || (mayLeave && !isInReach(before, one));
  return rows.length > 0 && rows.every(isGone) ? null : 'the record is there';
}

describe('any history', () => {
  it('writes to no side that the direction makes read-only, stamps apart (P3)', () => {
    fc.assert(
      fc.property(anySettings, anything, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) take(world, step);
        const sides = new Set(contentWrites(world).map(({ side }) => side));
        if (!writesToExchange(settings)) expect(sides.has('exchange')).toBe(false);
        if (!writesToSalesforce(settings)) expect(sides.has('salesforce')).toBe(false);
      }),
      { numRuns: 250 },
    );
  });

  it('changes nothing outside the folder or out of sight, and deletes only what is truly gone elsewhere (P4)', () => {
    fc.assert(
      fc.property(anySettings, anything, (settings, steps) => {
        const world = emptyWorld(settings);
        for (const step of steps) {
          const before = step.do === 'run' ? copyOf(world) : world;
          const report = take(world, step);
          for (const write of report?.writes ?? [])
            expect({ write, offence: offence(before, write) }).toEqual({ write, offence: null });
        }
      }),
      { numRuns: 250 },
    );
  });

  it('deletes no copy that somebody edited since the two were settled (P5)', () => {
    const steps = laterSteps(births, edits, edits, removals, removals, oddities, rights, quietRuns, wholeRuns);
    fc.assert(
      fc.property(anySettings, steps, (settings, all) => {
        const world = emptyWorld({
          ...settings,
          deletedInExchange: 'DeleteOtherCopy',
          deletedInSalesforce: 'DeleteOtherCopy',
        });
        const settled = new Map<string, { ours: ContactValues; theirs: ContactValues }>();
        for (const step of all) {
          const before = step.do === 'run' ? copyOf(world) : world;
          const report = take(world, step);
          for (const { side, kind, id, before: copy } of report?.writes ?? []) {
            if (kind !== 'delete') continue;
            const link = [...before.links.values()].find(({ ids }) => ids.exchange === id || ids.salesforce === id);
            const known = settled.get(link === undefined ? '' : keyOf(link));
            const texts = side === 'exchange' ? known?.theirs : known?.ours;
            const readable = playedFields.filter((field) => canBeRead(world, field));
            const edited = readable.filter((field) => !isSame(field, copy[field] ?? '', texts?.[field] ?? ''));
            expect({ id, edited }).toEqual({ id, edited: [] });
          }
          if (report !== null) rememberSettled(world, report.actions, settled);
        }
      }),
      { numRuns: 400 },
    );
  });
});

type Settled = Map<string, { ours: ContactValues; theirs: ContactValues }>;

function rememberSettled(world: World, actions: readonly { readonly kind: string }[], settled: Settled): void {
  const touched = new Set<unknown>(
    actions.flatMap((action) => {
      const { salesforce, exchange } = action as { salesforce?: { id: string }; exchange?: { id: string } };
      return action.kind.startsWith('delete') ? [] : [salesforce?.id, exchange?.id];
    }),
  );
  for (const link of world.links.values()) {
    if (!touched.has(link.ids.salesforce) && !touched.has(link.ids.exchange)) continue;
    settled.set(keyOf(link), {
      ours: rowValues(world, link.ids.salesforce),
      theirs: itemValues(world, link.ids.exchange),
    });
  }
}
