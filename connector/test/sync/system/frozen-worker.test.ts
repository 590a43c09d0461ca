// A worker that was frozen in the middle of its writes wakes up when its lease has ended: somebody else may be at work
// on the same mailbox by then, so it sends nothing more (law P8).
import { afterEach, expect, it } from '@jest/globals';
import type { Call } from '../../../../emulator/src/calls.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
afterEach(() => bench.stop());

const names = Array.from({ length: 50 }, (_, index) => `Weber ${index}`);
const titles = (): readonly unknown[] =>
  rep
    .inFolder()
    .map(({ properties }) => properties['jobTitle'])
    .sort();
const isBatch = (call: Call): boolean => call.system === 'exchange' && call.route === '/$batch';
const isEdit = (call: Call): boolean =>
  call.system === 'exchange' && call.isSubRequest === true && call.method === 'PATCH';

/** Lets so much time pass after this call, once; counts edits before and after it. */
function freezeAfter(fits: (call: Call) => boolean, sleepsMs: number): { before: number; after: number } {
  const edits = { before: 0, after: 0 };
  let hasSlept = false;
  bench.emulator.world.faults.watcher = (call, phase) => {
    if (phase !== 'after') return 'go on';
    if (isEdit(call)) edits[hasSlept ? 'after' : 'before'] += 1;
    if (!hasSlept && edits.before > 0 && fits(call)) {
      hasSlept = true;
      bench.emulator.world.clock.advance(sleepsMs);
    }
    return 'go on';
  };
  return edits;
}

async function begin(): Promise<void> {
  ({ bench, rep } = await benchFor('BothWays'));
  for (const LastName of names) rep.create({ LastName, Title: 'before' });
  await bench.settle();
  for (const LastName of names) rep.update(rep.salesforceContact(LastName).Id, { Title: 'after' });
  bench.emulator.world.clock.advance(17 * 60_000);
}

it('sends nothing after its lease has ended, and all arrives with the next run', async () => {
  await begin();
  const edits = freezeAfter(isBatch, 125_000);
  await bench.worker.round();
  expect(edits).toEqual({ before: 20, after: 0 });
  bench.emulator.world.faults.watcher = null;
  await bench.settle();
  expect(titles()).toEqual(names.map(() => 'after'));
  expect(await rep.findings()).toEqual({});
});

it('goes on where it wakes up in time', async () => {
  await begin();
  const edits = freezeAfter(isBatch, 100_000);
  await bench.worker.round();
  expect(edits).toEqual({ before: 20, after: 30 });
  expect(titles()).toEqual(names.map(() => 'after'));
});
