// Counting requests on the wire, for the figures of docs/figures.md. Counts are the same on every machine, so they may
// fail a build; seconds may not.
import type { Person } from '../../../emulator/src/people/organisation.js';
import type { Workbench } from './workbench.js';

export interface Figures {
  readonly graphRequests: number;
  readonly graphSubRequests: number;
  /** As the person; describes apart. */
  readonly salesforceCalls: number;
}

export async function measureFigures(
  bench: Workbench,
  { username }: Pick<Person, 'username'>,
  act: () => Promise<void>,
): Promise<Figures> {
  const mark = bench.emulator.world.calls.mark();
  await act();
  const calls = bench.emulator.world.calls.since(mark);
  const graph = calls.filter((call) => call.system === 'exchange');
  const mine = calls.filter((call) => call.system === 'salesforce' && call.user === username);
  return {
    graphRequests: graph.filter((call) => !call.isSubRequest).length,
    graphSubRequests: graph.filter((call) => call.route !== '/$batch').length,
    salesforceCalls: mine.filter((call) => !call.route.includes('describe')).length,
  };
}

/** One run and no more: until the person's lease has been taken and given back once. */
export async function oneRun(bench: Workbench): Promise<void> {
  bench.emulator.world.clock.advance(17 * 60_000);
  while ((await bench.worker.round()).runs === 0) bench.emulator.world.clock.advance(2_000);
}

export function reportFigures(what: string, figures: object): void {
  process.stdout.write(`figure: ${what}: ${JSON.stringify(figures)}\n`);
}
