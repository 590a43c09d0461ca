// The page of rules and evidence is kept true: it names every switch with its default, and only files that are there.
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultSwitches } from '../../src/exchange/switches.js';

const folder = fileURLToPath(new URL('../../src/exchange', import.meta.url));
const rows = readFileSync(join(folder, 'notes.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.split('|').length === 6)
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rules = rows.filter((cells) => cells[3] !== 'file' && !/^-+$/.test(cells[1] ?? ''));

describe('The notes on Exchange', () => {
  it('name every switch once, with the default that it has', () => {
    const found = rules.flatMap((cells) =>
      [...(cells[4] ?? '').matchAll(/`(\w+)` \("?([^)"]*)"?\)/g)].map(([, name, value]) => [name, value]),
    );
    const expected = Object.entries(defaultSwitches).map(([name, value]) => [name, String(value)]);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('give evidence and an existing file for every rule', () => {
    expect(rules.length).toBeGreaterThan(80);
    for (const [, rule, evidence, files] of rules) {
      expect([rule, evidence]).not.toContain('');
      for (const file of (files ?? '').split(', '))
        expect([rule, file, existsSync(join(folder, file))]).toEqual([rule, file, true]);
    }
  });

  it('mention every file that decides something', () => {
    const named = new Set(rules.flatMap((cells) => (cells[3] ?? '').split(', ')));
    const carriers = ['tenant.ts', 'tenant-state.ts', 'graph/graph-request.ts', 'switches.ts', 'dump.ts'];
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    expect(files.filter((file) => !named.has(file) && !carriers.includes(file))).toEqual([]);
  });
});
