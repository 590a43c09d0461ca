// Pages name files, files name pages: both have to be there. Each check is shown a planted mistake first.
import { describe, expect, it } from '@jest/globals';
import { textFiles } from '../../../scripts/check-files.mjs';
import { ROOT } from '../tidy/sources.js';
import { anchorsIn, brokenLinksIn, headingsIn, linksIn, pages, readText } from './pages.js';

const problemsIn = (text: string): string[] => brokenLinksIn({ file: 'docs/x.md', text }).map(({ problem }) => problem);

/** `docs/page.md`, or `docs/page.md "Heading"`, in a comment or a text of the sources, over the end of a line too. */
function namedPages(text: string): { page: string; heading: string | null }[] {
  const joined = text.replaceAll(/\n\s*(?:\/\/|\*|#)\s?/g, ' ');
  return [...joined.matchAll(/\bdocs\/([\w/-]+\.md)(?:,? "([^"]+)")?/g)].map((match) => ({
    page: `docs/${match[1] ?? ''}`,
    heading: match[2] ?? null,
  }));
}

function missingPages(text: string): string[] {
  const known = new Map(pages().map((page) => [page.file, page.text]));
  return namedPages(text).flatMap(({ page, heading }) => {
    const found = known.get(page);
    if (found === undefined) return [page];
    return heading === null || headingsIn(found).includes(heading) ? [] : [`${page} "${heading}"`];
  });
}

describe('links between pages', () => {
  it('are found in text, tables and pictures, and not in code', () => {
    const text = '[a](a.md) | ![b](b.svg) | [c [d]](c.md#e)\n```\n[no](no.md)\n```\n`[no](no.md)`';
    expect(linksIn(text)).toEqual(['a.md', 'b.svg', 'c.md#e']);
  });

  it('count as broken where file or heading is missing, or where they leave the repository', () => {
    const text = '[a](nowhere.md) [b](#nothing) [c](../../outside.md) [d](/etc/hosts)\n## Here';
    expect(problemsIn(text)).toEqual([
      'no such file',
      'no such heading',
      'leaves the repository',
      'leaves the repository',
    ]);
    expect(problemsIn('[a](../README.md) [b](#here) [c](https://example.org)\n## Here')).toEqual([]);
  });

  it('take anchors as GitHub makes them', () => {
    expect([...anchorsIn('## `Contact_State__c`: how it goes\n### A, and B?')]).toEqual([
      'contact_state__c-how-it-goes',
      'a-and-b',
    ]);
  });

  it('lead somewhere in every page of the repository', () => {
    expect(pages().flatMap(brokenLinksIn)).toEqual([]);
  });
});

describe('pages that sources speak of', () => {
  it('are missed where page or heading is not there', () => {
    expect(missingPages('// Rule: docs/no-such-page.md.')).toEqual(['docs/no-such-page.md']);
    expect(missingPages('// docs/architecture.md "No\n// such heading"')).toEqual([
      'docs/architecture.md "No such heading"',
    ]);
    expect(missingPages('// Rule: docs/architecture.md "How sameness\n// is known"; law P12.')).toEqual([]);
  });

  it('are there, with the headings that are named', () => {
    const own = 'connector/test/docs/links.test.ts';
    const files = textFiles(ROOT, (file) => /\.(ts|mjs|json|xml|cls|js)$/.test(file) && file !== own);
    const missing = files.flatMap(({ file, text }) => missingPages(text).map((page) => `${file}: ${page}`));
    expect(missing).toEqual([]);
  });

  it('explain every law that a source names', () => {
    const laws = new Set([...readText('docs/architecture.md').matchAll(/^\| (P\d+) /gm)].map((match) => match[1]));
    const named = textFiles(ROOT, (file) => /^(connector|emulator|scripts)\/.*\.(ts|mjs)$/.test(file)).flatMap(
      ({ text }) =>
        [...text.matchAll(/\blaws? (P\d+(?:(?:, | and )P\d+)*)/g)].flatMap((match) => match[1]?.match(/P\d+/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named)].filter((law) => !laws.has(law))).toEqual([]);
  });
});

describe('pictures', () => {
  const pictures = pages().flatMap(({ text }) => [...text.matchAll(/!\[([^\]]*)\]\(([^)]+\.svg)\)/g)]);

  it('say in words what they show', () => {
    expect(pictures.length).toBeGreaterThan(1);
    for (const [, words = ''] of pictures) expect(words.length).toBeGreaterThan(40);
  });

  it('can be read on a light and on a dark page', () => {
    for (const { text } of textFiles(ROOT, (file) => /^docs\/images\/.*\.svg$/.test(file))) {
      expect(text).toContain('prefers-color-scheme: dark');
      expect(text).toContain('<title');
    }
  });
});
