// Starts the emulator and the connector as processes of their own, waits until they are ready, and ends them again:
// first asked, then forced. What they print goes into files of the data folder. It must never leave one behind, and
// hands them nothing of the environment that could lead elsewhere than to the emulator.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'];
const politeMs = 5_000;

/** A process did not start, or ended by itself; the message is for the person who watches. */
export class ChildProblem extends Error {}

export interface ChildOptions {
  /** How people call it. */
  readonly name: string;
  /** Absolute path of the compiled program. */
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of the file that its output goes to. */
  readonly logFile: string;
}

export class Child {
  readonly name: string;
  readonly logFile: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #hasEnded = false;
  #listener: ((line: string) => void) | null = null;
  #lastWords: string[] = [];

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.logFile = options.logFile;
    const own = Object.fromEntries(inherited.flatMap((name) => entryOf(name)));
    // A group of its own: Ctrl-C reaches the demo alone, which ends its children in order.
    this.#process = spawn(process.execPath, [options.program, ...options.arguments], {
      env: { ...own, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const file = createWriteStream(options.logFile, { flags: 'a' });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#hear(line, file));
    }
    this.#ended = new Promise((resolve) => {
      // After the last lines were heard; ended is whoever has its last words in the file.
      const end = (): void =>
        void setImmediate(() => {
          this.#hasEnded = true;
          file.end(() => resolve());
        });
      this.#process.once('close', end);
      this.#process.once('error', end);
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The first line that `recognise` answers something for. Rejects with ChildProblem when the process ends before. */
  async untilItSays<T>(recognise: (line: string) => T | null): Promise<T> {
    const heard = new Promise<T>((resolve) => {
      this.#listener = (line) => {
        const found = recognise(line);
        if (found === null) return;
        this.#listener = null;
        resolve(found);
      };
    });
    const ended = this.#ended.then(() => {
      throw this.problem('did not start');
    });
    return Promise.race([heard, ended]);
  }

  /** Rejects as soon as the process ends. */
  async untilItEnds(): Promise<never> {
    await this.#ended;
    throw this.problem('ended by itself');
  }

  problem(what: string): ChildProblem {
    const words = this.#lastWords.join('\n');
    return new ChildProblem(`The ${this.name} ${what}.${words === '' ? '' : ` Its last words:\n${words}`}`);
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    this.#process.kill('SIGTERM');
    const force = setTimeout(() => this.kill(), politeMs);
    await this.#ended;
    clearTimeout(force);
  }

  /** At once, for when the demo itself is being ended. */
  kill(): void {
    if (!this.#hasEnded) this.#process.kill('SIGKILL');
  }

  #hear(line: string, file: NodeJS.WritableStream): void {
    if (!this.#hasEnded) file.write(`${line}\n`);
    this.#lastWords = [...this.#lastWords, line].slice(-8);
    this.#listener?.(line);
  }
}

function entryOf(name: string): [string, string][] {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value]];
}

export interface EmulatorReady {
  readonly url: string;
  readonly tenantId: string;
  readonly environment: Readonly<Record<string, string>>;
}

export async function startEmulator(
  root: string,
  folder: string,
  { seed, contacts, events }: { readonly seed: number; readonly contacts: number; readonly events: number },
): Promise<{ readonly child: Child; readonly ready: EmulatorReady }> {
  const child = new Child({
    name: 'emulator',
    program: join(root, 'emulator', 'dist', 'main.js'),
    arguments: ['--port', '0', '--json', ...optionsFrom({ seed, contacts, events })],
    environment: {},
    logFile: join(folder, 'emulator.log'),
  });
  const ready = await child.untilItSays((line) => (line.startsWith('{') ? (JSON.parse(line) as EmulatorReady) : null));
  return { child, ready };
}

/** `--seed 7 --contacts 100` */
function optionsFrom(numbers: Readonly<Record<string, number>>): string[] {
  return Object.entries(numbers).flatMap(([name, number]) => [`--${name}`, String(number)]);
}

export interface Pace {
  /** How often Salesforce is asked for changes and requests. */
  readonly pollEveryMs: number;
  /** How often each mailbox is looked into without being asked to. */
  readonly sweepEveryMs: number;
}

export async function startConnector(
  root: string,
  folder: string,
  emulator: EmulatorReady,
  pace: Pace,
): Promise<{ readonly child: Child; readonly url: string }> {
  const child = new Child({
    name: 'connector',
    program: join(root, 'connector', 'dist', 'main.js'),
    arguments: [],
    environment: {
      ...emulator.environment,
      DATA_FOLDER: folder,
      PORT: '0',
      POLL_EVERY_MS: String(pace.pollEveryMs),
      SWEEP_EVERY_MS: String(pace.sweepEveryMs),
      BETWEEN_RUNS_MS: '100',
    },
    logFile: join(folder, 'connector.log'),
  });
  const port = await child.untilItSays(portIn);
  return { child, url: `http://127.0.0.1:${port}` };
}

function portIn(line: string): number | null {
  if (!line.startsWith('{')) return null;
  const { event, port } = JSON.parse(line) as { readonly event?: string; readonly port?: number };
  return event === 'LISTENING' && port !== undefined ? port : null;
}
