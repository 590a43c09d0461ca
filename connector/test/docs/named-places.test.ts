// The pages that lead an engineer through the code name files, folders and functions: all of them have to be there.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { textFiles } from '../../../scripts/check-files.mjs';
import { ROOT } from '../tidy/sources.js';
import { readText } from './pages.js';

/** Where a path may begin that a page names short. */
const homes = ['', 'connector/src/', 'force-app/main/default/'];
const isPath = /^[\w.<>-]+(?:\/[\w.<>*-]+)+\/?$|^[\w-]+\.(?:ts|mjs|js|json|md|cls)$/;
/** `camelCase`, as functions, members and variables are written; codes and fields of the org look otherwise. */
const isFunction = /^[a-z]+(?:[A-Z][a-z0-9]*)+$/;

function namedIn(text: string): { readonly paths: readonly string[]; readonly functions: readonly string[] } {
  const withoutCode = text.replaceAll(/```[\s\S]*?```/g, '');
  const words = [...withoutCode.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return { paths: words.filter((word) => isPath.test(word)), functions: words.filter((word) => isFunction.test(word)) };
}

function isThere(path: string): boolean {
  // `<object>` stands for any of them, `main` for packages and names of the web.
  const concrete = path.replaceAll(/<object>/g, 'contact').replace('sync/contact/', 'sync/contacts/');
  // A name with a star or a placeholder is a pattern for the reader; a bare name stands beside its folder on the page.
  if (/[*<]/.test(concrete)) return true;
  if (!concrete.includes('/')) return names.has(concrete) || existsSync(join(ROOT, concrete));
  return homes.some((home) => existsSync(join(ROOT, home, concrete)));
}

const names = new Set(textFiles(ROOT).map(({ file }) => basename(file)));
const sources = textFiles(ROOT)
  .filter(({ file }) => /\.(?:ts|mjs|js|cls|json)$/.test(file))
  .map(({ text }) => text)
  .join('\n');

function missingIn(text: string): string[] {
  const { paths, functions } = namedIn(text);
  return [
    ...paths.filter((path) => !isThere(path)),
    ...functions.filter((name) => !new RegExp(`\\b${name}\\b`).test(sources)),
  ];
}

describe('a page that leads through the code', () => {
  it('is caught when it names a file or a function that is not there', () => {
    expect(
      missingIn('See `sync/nowhere.ts`, `connector/src/sync/run.ts`, `noSuch' + 'Function` and `runPart`.'),
    ).toEqual(['sync/nowhere.ts', 'noSuch' + 'Function']);
  });

  it.each(['docs/architecture.md', 'docs/change-recipes.md', 'docs/testing.md', 'CONTRIBUTING.md'])(
    '%s names only what is there',
    (page) => {
      const text = readText(page);
      expect(namedIn(text).paths.length).toBeGreaterThan(3);
      expect(missingIn(text)).toEqual([]);
    },
  );
});
