// The pages of the repository as the tests of docs/ see them: every Markdown file, its links and its headings. Knows
// the Markdown that our pages use: inline links and images, headings with #, fenced code.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textFiles, type TextFile } from '../../../scripts/check-files.mjs';
import { ROOT } from '../tidy/sources.js';

export interface BrokenLink {
  readonly file: string;
  readonly link: string;
  readonly problem: string;
}

export function pages(): TextFile[] {
  return textFiles(ROOT, (file) => file.endsWith('.md'));
}

export function readText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Links to other files or places of the repository that lead nowhere. Addresses with a scheme are not followed. */
export function brokenLinksIn({ file, text }: TextFile): BrokenLink[] {
  return linksIn(text).flatMap((link) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (path.startsWith('/') || target.startsWith('..')) return [{ file, link, problem: 'leaves the repository' }];
    if (path !== '' && !existsSync(join(ROOT, target))) return [{ file, link, problem: 'no such file' }];
    const isThere = anchor === undefined || anchorsIn(path === '' ? text : readText(target)).has(anchor);
    return isThere ? [] : [{ file, link, problem: 'no such heading' }];
  });
}

export function linksIn(text: string): string[] {
  return [...withoutCode(text).matchAll(/\[(?:[^\]]|\](?!\())*\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** The words of all headings, without marks of emphasis and code. */
export function headingsIn(text: string): string[] {
  const plain = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return [...plain.matchAll(/^#{1,6} +(.+)$/gm)].map((match) => (match[1] ?? '').replaceAll(/[`*]/g, '').trim());
}

/** As GitHub makes them: small letters, no punctuation, hyphens for blanks. */
export function anchorsIn(text: string): ReadonlySet<string> {
  return new Set(
    headingsIn(text).map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
}
