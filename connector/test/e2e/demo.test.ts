// The demo as a newcomer starts it: both systems agree in the end, contacts and events, nothing is doubled, nothing is
// left behind. What its judge finds is tested in verify/.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** As far as it is looked at. */
interface Result {
  readonly people: readonly { readonly pairs: number }[];
  readonly events: {
    readonly people: readonly { readonly inSalesforce: number; readonly matched: number }[];
    readonly leftOut: Readonly<Record<string, number>>;
  };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly processId: number;
}

/** `interruptAt`: a text of the story at which Ctrl-C is pressed. */
function demo(args: readonly string[], interruptAt?: string): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'demo.mjs'), ...args], { cwd: root });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
    if (interruptAt !== undefined && stderr.includes(interruptAt)) {
      interruptAt = undefined;
      child.kill('SIGINT');
    }
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr, processId: child.pid ?? 0 }));
  });
}

/** Data folders of this demo that are still there. */
function leftBehind({ processId }: Ended): string[] {
  const data = join(root, '.data');
  return existsSync(data) ? readdirSync(data).filter((name) => name === `demo-${processId}`) : [];
}

describe('the demo', () => {
  it('ends in agreement without duplicates, and says so as its only line of standard output', async () => {
    const ended = await demo(['--once', '--json', '--contacts', '40']);
    const lines = ended.stdout.trimEnd().split('\n');
    const result = JSON.parse(lines.at(-1) ?? '') as Result;
    expect(ended.stderr).toContain('Both systems agree.');
    expect(ended.stderr).not.toContain('\u001b');
    expect(lines).toHaveLength(1);
    expect(result).toMatchObject({ agreement: true, duplicates: 0, disagreements: 0 });
    expect(result.people.map(({ pairs }) => pairs > 0)).toEqual([true, true, true, true, true]);
    expect(result.events).toMatchObject({ duplicates: 0, disagreements: 0 });
    expect(result.events.people.map(({ inSalesforce }) => inSalesforce > 0)).toEqual([true, true, true, true, false]);
    expect(result.events.people.map(({ matched }) => matched > 0)).toEqual([false, true, false, false, false]);
    const reasons = ['PRIVATE_EVENT', 'NOT_SELECTED', 'COLLEAGUES_MEETING', 'REMOVED_BY_PERSON', 'OUTSIDE_WINDOW'];
    expect(Object.keys(result.events.leftOut)).toEqual(expect.arrayContaining(reasons));
    expect(ended.code).toBe(0);
    expect(leftBehind(ended)).toEqual([]);
  });

  it('stops within seconds when it is interrupted, and leaves nothing behind', async () => {
    const ended = await demo(['--json', '--contacts', '40'], '2  Different fields');
    expect(ended.code).toBe(130);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain('Stopped.');
    expect(leftBehind(ended)).toEqual([]);
  });

  it('refuses an unknown option in one sentence', async () => {
    const ended = await demo(['--wonce']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr.trim()).toBe("Unknown option '--wonce'; --help lists the options.");
  });
});
