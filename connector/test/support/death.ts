// A connector that dies at a call, in one process: the call is carried out or not, its answer is lost, and from then on
// nothing more is written into the store. `revive` starts a new process on the same store.
import type { Call } from '../../../emulator/src/calls.js';
import type { StorePort } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/store/memory/store.js';
import type { Workbench } from './workbench.js';

export interface Mortal {
  readonly store: StorePort;
  isDead: boolean;
}

/** A store that its connector can be cut off from. */
export function mortalStore(): Mortal {
  const mortal: { store: StorePort; isDead: boolean } = { store: createMemoryStore(), isDead: false };
  const whole = mortal.store;
  mortal.store = new Proxy(whole, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...given: readonly unknown[]) => {
        if (mortal.isDead && name !== 'close') throw new Error('killed');
        return (found as (...all: readonly unknown[]) => unknown).apply(target, [...given]);
      };
    },
  });
  return mortal;
}

/** The first call that fits is carried out (or not), and the process dies before it hears of it. */
export function dieAt(
  bench: Workbench,
  mortal: Mortal,
  fits: (call: Call) => boolean,
  phase: 'before' | 'after' = 'after',
): void {
  bench.emulator.world.faults.watcher = (call, at) => {
    if (mortal.isDead) return 'cut';
    if (at !== phase || !fits(call)) return 'go on';
    mortal.isDead = true;
    return 'cut';
  };
}

export async function revive(bench: Workbench, mortal: Mortal): Promise<void> {
  if (!mortal.isDead) throw new Error('nothing was killed');
  bench.emulator.world.faults.watcher = null;
  mortal.isDead = false;
  await bench.restart();
}
