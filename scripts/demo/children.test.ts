// Processes that the demo starts: none is left behind, and none gets settings that lead elsewhere.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Child, ChildProblem } from './children.js';

let folder = '';
const started: Child[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-child-'));
});

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill();
    await child.untilItEnds().catch(() => undefined);
  }
  rmSync(folder, { recursive: true });
});

function start(program: string, environment: Readonly<Record<string, string>> = {}): Child {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const logFile = join(folder, 'child.log');
  const child = new Child({ name: 'helper', program: file, arguments: [], environment, logFile });
  started.push(child);
  return child;
}

const wait = 'setInterval(() => undefined, 1000);';
const numberIn = (line: string): number | null => (/^\d+$/.test(line) ? Number(line) : null);

describe('a process of the demo', () => {
  it('is ready when it says what was waited for, and leaves what it said in its log', async () => {
    const child = start(`console.log('hello'); console.log('42'); ${wait}`);
    expect(await child.untilItSays(numberIn)).toBe(42);
    await child.stop();
    expect(child.hasEnded).toBe(true);
    expect(readFileSync(child.logFile, 'utf8')).toBe('hello\n42\n');
  });

  it('is a problem with its last words when it ends before', async () => {
    const child = start("console.error('DATABASE_URL is not set.'); process.exit(1);");
    const problem = await child.untilItSays(numberIn).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ChildProblem);
    expect((problem as Error).message).toBe('The helper did not start. Its last words:\nDATABASE_URL is not set.');
  });

  it('is noticed when it ends by itself later', async () => {
    const child = start("console.log('1'); setTimeout(() => process.exit(1), 10);");
    await child.untilItSays(numberIn);
    await expect(child.untilItEnds()).rejects.toThrow('The helper ended by itself.');
  });

  it('gets nothing of the environment but what programs need to run', async () => {
    process.env['DATABASE_URL'] = 'postgres://localhost/elsewhere';
    try {
      const child = start(
        `console.log(String(Object.keys(process.env).length)); console.log(JSON.stringify(process.env)); ${wait}`,
        {
          PORT: '0',
        },
      );
      const seen = await child.untilItSays((line) => (line.startsWith('{') ? (JSON.parse(line) as object) : null));
      expect(seen).toMatchObject({ PORT: '0', PATH: process.env['PATH'] });
      expect(seen).not.toHaveProperty('DATABASE_URL');
    } finally {
      delete process.env['DATABASE_URL'];
    }
  });
});
