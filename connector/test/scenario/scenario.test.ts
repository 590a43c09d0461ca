// Every folder here is one story: before.json, edits.json, and what comes of them (plan.golden.json and
// after.golden.json). `UPDATE_GOLDEN=1` writes the goldens anew; whoever does so reads every line that changed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { playScenario, type Before, type Edit } from './stage.js';
import { sortedCopy } from './sorted.js';

const here = new URL('.', import.meta.url);
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`${folder}/${file}`, here), 'utf8'));
}

function golden(folder: string, file: string, found: unknown): unknown {
  if (isUpdating) writeFileSync(new URL(`${folder}/${file}`, here), `${JSON.stringify(found, null, 2)}\n`);
  return read(folder, file);
}

describe('the plan', () => {
  it.each(folders)('of the scenario %s is the one that is written down', (folder) => {
    const { plan, after } = playScenario(read(folder, 'before.json') as Before, read(folder, 'edits.json') as Edit[]);
    expect(plan).toEqual(golden(folder, 'plan.golden.json', plan));
    expect(after).toEqual(golden(folder, 'after.golden.json', after));
  });

  it.each(folders)('of the scenario %s is written down with sorted keys', (folder) => {
    for (const file of ['plan.golden.json', 'after.golden.json']) {
      const kept = read(folder, file);
      expect(JSON.stringify(kept)).toBe(JSON.stringify(sortedCopy(kept)));
    }
  });

  it('has scenarios that are numbered without a gap', () => {
    expect(folders.map((folder) => Number(folder.slice(0, 2)))).toEqual(folders.map((_, index) => index + 1));
  });
});
