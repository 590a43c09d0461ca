// How a run of Jest becomes proofs of clients: none may get lost on the way, nor pass without having run.
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runProofs } from './proofs.mjs';
import { proofsFrom, TESTED_CLIENTS, unclaimedTests } from './tested-clients.mjs';

const whole = { name: 'one', packageName: 'one', files: ['salesforce/one.test.ts'], block: null };
const part = { name: 'two', packageName: 'two', files: ['exchange/both.test.ts'], block: 'two' };

const ran = (ancestorTitles: string[], title: string, status = 'passed') => ({
  ancestorTitles,
  title,
  status,
  failureMessages: status === 'failed' ? ['Error: expected 1'] : [],
});
const file = (name: string, assertionResults: ReturnType<typeof ran>[], message = '') => ({
  name: `/somewhere/emulator/test/${name}`,
  message,
  assertionResults,
});

async function linesOf(report: { testResults: ReturnType<typeof file>[] }, client: typeof whole | typeof part) {
  const lines: string[] = [];
  const counts = await runProofs(proofsFrom(report, client), (line) => lines.push(line));
  return { lines, counts };
}

describe('tests of a client', () => {
  const report = {
    testResults: [
      file('salesforce/one.test.ts', [ran(['querying'], 'counts'), ran(['writing'], 'writes', 'failed')]),
      file('exchange/both.test.ts', [ran(['two'], 'pages'), ran(['three'], 'waits'), ran(['two'], 'skips', 'pending')]),
    ],
  };

  it('become lines with the block that they stand in', async () => {
    expect(await linesOf(report, whole)).toEqual({
      lines: ['PASS  querying: counts', 'FAIL  writing: writes', '      | Error: expected 1'],
      counts: { passed: 1, failed: 1 },
    });
  });

  it('are those of its block alone, and fail where they did not run', async () => {
    expect(await linesOf(report, part)).toEqual({
      lines: ['PASS  pages', 'FAIL  skips', '      | It is pending.'],
      counts: { passed: 1, failed: 1 },
    });
  });

  it('are missed where no client claims them', () => {
    expect(unclaimedTests(report, [whole, part])).toEqual(['three: waits']);
  });

  it('are one failure where their file could not be loaded', async () => {
    const unloaded = { testResults: [file('salesforce/one.test.ts', [], 'Cannot find module')] };
    const { lines, counts } = await linesOf(unloaded, whole);
    expect(counts).toEqual({ passed: 0, failed: 1 });
    expect(lines[1]).toBe('      | Cannot find module');
  });

  it('are one failure where their file was not run', async () => {
    expect((await linesOf({ testResults: [] }, whole)).counts).toEqual({ passed: 0, failed: 1 });
  });
});

describe('the clients', () => {
  it.each(TESTED_CLIENTS.flatMap((client) => client.files.map((one) => [client.name, one, client] as const)))(
    '%s is imported in %s',
    (_name, one, { packageName }) => {
      const path = fileURLToPath(new URL(`../../emulator/test/${one}`, import.meta.url));
      expect(existsSync(path)).toBe(true);
      // Through its support file where it shares the sign-in with others.
      const support = fileURLToPath(new URL(`../../emulator/test/salesforce/support.ts`, import.meta.url));
      const text = readFileSync(path, 'utf8') + (one.startsWith('salesforce/') ? readFileSync(support, 'utf8') : '');
      expect(text).toContain(`from '${packageName}'`);
    },
  );
});
