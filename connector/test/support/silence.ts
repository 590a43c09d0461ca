// Writes that the connector never hears the end of, while people go on editing.
import type { Call } from '../../../emulator/src/calls.js';
import { dieAt, revive, type Mortal } from './death.js';
import type { Workbench } from './workbench.js';

/** Two ways of not hearing of a write: the process dies, or the answer alone is lost. */
export const silences = ['the process dies', 'the answer is lost'] as const;
export type Silence = (typeof silences)[number];

export interface UnheardWrite {
  readonly silence: Silence;
  /** The call that carries the write. */
  readonly fits: (call: Call) => boolean;
  /** What a test wants to see of each call, set up after ours. */
  readonly before?: () => void;
}

/**
 * Lets the connector make this write without hearing of it. `meanwhile` is what people do in the gap; then everything
 * comes to rest. Throws where no such write was made.
 */
export async function unheardWrite(
  bench: Workbench,
  mortal: Mortal,
  { silence, fits, before }: UnheardWrite,
  meanwhile: () => void,
): Promise<void> {
  let hits = 0;
  if (silence === 'the process dies') dieAt(bench, mortal, fits);
  else {
    bench.emulator.world.faults.watcher = (call, phase) => {
      if (phase !== 'after' || hits > 0 || !fits(call)) return 'go on';
      hits += 1;
      return 'cut';
    };
  }
  before?.();
  bench.emulator.world.clock.advance(17 * 60_000);
  await bench.worker.round().catch(() => null);
  if (silence === 'the process dies') await revive(bench, mortal);
  else if (hits === 0) throw new Error('no answer was lost');
  bench.emulator.world.clock.advance(5_000);
  meanwhile();
  await bench.settle();
  await bench.settle();
}
