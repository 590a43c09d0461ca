// The command as a process of its own. It runs what is compiled: `npm test` compiles first.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command; `onLine` is called with the first full line of output and the means to stop the process. */
function run(args: readonly string[], onLine?: (line: string, stop: () => void) => void): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const hadLine = out.includes('\n');
    out += chunk;
    if (!hadLine && out.includes('\n')) onLine?.(out.slice(0, out.indexOf('\n')), () => child.kill('SIGTERM'));
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

describe('the emulator as a command', () => {
  it('says all in one line of JSON, writes the environment and ends when told to', async () => {
    const envFile = join(folder, 'env');
    const { code, out, err } = await run(
      ['--port', '0', '--json', '--cast', 'empty', '--write-env', envFile],
      (_line, stop) => stop(),
    );
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out.trim().split('\n')).toHaveLength(1);
    const told = JSON.parse(out) as { url: string; environment: Record<string, string>; people: unknown[] };
    expect(told.people).toHaveLength(2);
    expect(told.environment['GRAPH_URL']).toBe(told.url);
    const written = parseEnv(readFileSync(envFile, 'utf8'));
    const expanded = Object.entries(told.environment).map(([name, value]) => [name, value.replaceAll('\\n', '\n')]);
    expect(written).toEqual(Object.fromEntries(expanded));
    expect(statSync(envFile).mode & 0o077).toBe(0);
  });

  it('tells people where everything is when no JSON is asked for', async () => {
    const { out } = await run(['--port', '0', '--people', '1', '--contacts', '1', '--events', '1'], (_line, stop) =>
      stop(),
    );
    expect(out).toContain('mira.castellano@lindenhof.example');
    expect(out).toMatch(/Control +http:\/\/127\.0\.0\.1:\d+\/_emulator\//);
  });

  it('refuses bad options and a taken port with one sentence and exit code 1', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const [badOption, badFile, takenPort] = await Promise.all([
      run(['--colour', 'red']),
      run(['--port', '0', '--cast', 'empty', '--write-env', join(folder, 'no', 'such', 'folder')]),
      run(['--port', String(port), '--cast', 'empty']),
    ]);
    taken.close();
    for (const { code, out, err } of [badOption, badFile, takenPort]) {
      expect([code, out, err.trim().split('\n').length]).toEqual([1, '', 1]);
    }
    expect(takenPort.err).toContain(`Port ${port} is in use`);
  });
});
