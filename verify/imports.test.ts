// The oracle judges connector and demo, so it may know neither: a mistake that it took over from there it would not
// find.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = dirname(fileURLToPath(import.meta.url));
const packages = ['node:crypto'];
const packagesOfTests = ['@jest/globals', 'node:crypto', 'node:fs', 'node:path', 'node:url', 'typescript'];

/** Folder-relative file and target of each import that leads out of this folder. */
function leadingOut(file: string, text: string): readonly string[] {
  const known = file.endsWith('.test.ts') ? packagesOfTests : packages;
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((target) => {
      if (!target.startsWith('.')) return !known.includes(target);
      return relative(root, join(root, dirname(file), target)).startsWith('..');
    })
    .map((target) => `${file} imports ${target}`);
}

describe('imports of the oracle', () => {
  it('stay in its own folder', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.d)\.ts$/.test(file));
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap((file) => leadingOut(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it.each(['../connector/src/core/model.js', '../scripts/setup.mjs', 'node:fs', '@exchange-sync/connector'])(
    'are found where they lead to %s',
    (target) => {
      expect(leadingOut('words.ts', `import { x } from '${target}';`)).toEqual([`words.ts imports ${target}`]);
      expect(leadingOut('words.ts', `const x = await import('${target}');`)).toHaveLength(1);
    },
  );

  it('may go up and down in it', () => {
    expect(leadingOut('events/fields.ts', "import { isCutOf } from '../cuts.js';")).toEqual([]);
  });
});
