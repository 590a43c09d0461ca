// Writes of ours that do not arrive, told by what was written down before them: whatever call carries them.
import type { Call } from '../../../emulator/src/calls.js';
import type { Side } from '../../src/core/model.js';
import type { SentRow } from '../../src/core/sent/row.js';
import type { StorePort } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/store/memory/store.js';
import type { TwoSides } from './two-sides.js';
import type { Workbench } from './workbench.js';

export interface WatchedStore {
  readonly store: StorePort;
  /** The rows that were written down last. */
  opened: readonly SentRow[];
}

/** `rowsRead`: what a process is told of the rows that are stored. */
export function watchedStore(
  rowsRead: (rows: readonly SentRow[]) => readonly SentRow[] = (rows) => rows,
): WatchedStore {
  const watched: { store: StorePort; opened: readonly SentRow[] } = { store: createMemoryStore(), opened: [] };
  watched.store = new Proxy(watched.store, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...given: readonly unknown[]) => {
        if (name === 'openChunk') watched.opened = given[3] as readonly SentRow[];
        const answer: unknown = (found as (...all: readonly unknown[]) => unknown).apply(target, [...given]);
        return name === 'sentRows' ? (answer as Promise<readonly SentRow[]>).then(rowsRead) : answer;
      };
    },
  });
  return watched;
}

/** After rows were written down, the first call to their side is the write. */
export function isWriteTo(side: Side, { opened }: WatchedStore, rep: TwoSides, { system, user, route }: Call): boolean {
  const isThere = system === 'exchange' ? route === '/$batch' : user === rep.person.username;
  return system === side && isThere && opened.some((row) => row.side === side);
}

/** One round of which the first write to this side does not arrive. Throws where none was sent. */
export async function roundUnsent(bench: Workbench, watched: WatchedStore, rep: TwoSides, side: Side): Promise<void> {
  let isCut = false;
  watched.opened = [];
  bench.emulator.world.faults.watcher = (call, phase) => {
    if (isCut || phase !== 'before' || !isWriteTo(side, watched, rep, call)) return 'go on';
    isCut = true;
    return 'cut';
  };
  await bench.worker.round();
  bench.emulator.world.faults.watcher = null;
  if (!isCut) throw new Error('nothing was written');
}
