// What a running demo holds: its folder, its processes, its wish to stop. Ends everything in order: the connector
// first, then the emulator, so that nobody talks to a server that is gone.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Child } from './children.js';
import type { Screen } from './screen.js';

export interface Running {
  /** The folder of package.json. */
  readonly root: string;
  /** Data and logs of this demo alone. */
  readonly folder: string;
  readonly screen: Screen;
  /** In the order of their start. */
  readonly children: Child[];
  readonly stop: AbortController;
}

export function openRunning(screen: Screen): Running {
  const root = repositoryRoot(dirname(fileURLToPath(import.meta.url)));
  const folder = join(root, '.data', `demo-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return { root, folder, screen, children: [], stop: new AbortController() };
}

function repositoryRoot(from: string): string {
  if (existsSync(join(from, 'package-lock.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('the demo runs inside of its repository only');
  return repositoryRoot(parent);
}

/** The first Ctrl-C ends things in order, a second one at once. Answers how to take the handlers away again. */
export function catchSignals({ stop, children, screen }: Running): () => void {
  const end = (): void => {
    if (stop.signal.aborted) {
      for (const child of children) child.kill();
      process.exit(130);
    }
    screen.done();
    stop.abort();
  };
  const killAll = (): void => children.forEach((child) => child.kill());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  process.on('exit', killAll);
  return () => {
    for (const signal of signals) process.off(signal, end);
    process.off('exit', killAll);
  };
}

export async function closeRunning({ children, folder, screen }: Running, keep: boolean): Promise<void> {
  for (const child of [...children].reverse()) await child.stop();
  if (keep) screen.line(`Kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
