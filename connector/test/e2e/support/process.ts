// The connector as an operator runs it: a process of its own (compiled, as on a server), told everything by its
// environment. Tests read its log lines, stop it politely or kill it at any moment.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

export interface ConnectorProcess {
  /** Everything it said so far, both streams. */
  output(): string;
  /** Resolves with the first log line of this event; rejects when the process ends before. */
  event(name: string): Promise<Record<string, unknown>>;
  /** SIGKILL: no chance to tidy up. */
  kill(): void;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

export function startConnector(environment: Readonly<Record<string, string>>, role?: string): ConnectorProcess {
  // Only what is given: nothing of the environment that the tests run in.
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_LEVEL: 'info', ...environment };
  const child = spawn(process.execPath, [program, ...(role === undefined ? [] : [role])], { env });
  const lines = new LineReader(child);
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      lines.end();
      resolve(code);
    });
  });
  return {
    output: () => lines.text,
    event: (name) => lines.event(name),
    kill: () => void child.kill('SIGKILL'),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    ended,
  };
}

interface Waiting {
  readonly name: string;
  readonly resolve: (line: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

class LineReader {
  text = '';
  #rest = '';
  #waiting: Waiting[] = [];
  readonly #seen: Record<string, unknown>[] = [];

  constructor(child: ChildProcess) {
    const take = (chunk: Buffer): void => this.#take(chunk.toString('utf8'));
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
  }

  event(name: string): Promise<Record<string, unknown>> {
    const seen = this.#seen.find((line) => line['event'] === name);
    if (seen !== undefined) return Promise.resolve(seen);
    return new Promise((resolve, reject) => this.#waiting.push({ name, resolve, reject }));
  }

  end(): void {
    for (const { name, reject } of this.#waiting) reject(new Error(`ended before ${name}:\n${this.text}`));
    this.#waiting = [];
  }

  #take(chunk: string): void {
    this.text += chunk;
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.startsWith('{'))) {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      this.#seen.push(parsed);
      this.#waiting = this.#waiting.filter((waiting) => {
        if (waiting.name !== parsed['event']) return true;
        waiting.resolve(parsed);
        return false;
      });
    }
  }
}

/** A folder of its own for one test. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'exchange-sync-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
