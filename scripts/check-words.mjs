// Plain English, one word for one idea: `node scripts/check-words.mjs [folder …]` looks for words that have a plainer
// one, in sources, comments, names of code and of tests, docs and texts for people; without folders everywhere. The
// list and its exceptions are the tables of CONTRIBUTING.md, "Words". It names places and changes nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { lineAt, textFiles } from './check-files.mjs';

/** @typedef {{ word: string, instead: string }} Word */
/** @typedef {{ words: Word[], exceptions: string[] }} WordList */
/** @typedef {{ file: string, line: number, word: string, instead: string }} Finding */

const LIST = 'CONTRIBUTING.md';
const EXCEPTIONS_MAX = 5;
/** What others wrote, or a program. */
const SKIPPED = /(?:^|\/)(?:LICENSE|package-lock\.json)$/;
/** Between two words: blanks, also where a comment or a table goes on in the next line. */
const GAP = String.raw`(?:[\s/*#|>]+|(?=[A-Z]))`;

/**
 * Throws where the list cannot be read as it should: then nothing would be found any more.
 * @param {string} text of CONTRIBUTING.md
 * @returns {WordList}
 */
export function readWordList(text) {
  const [words = [], exceptions = []] = tablesOf(sectionOf(text));
  const list = words.flatMap(([given = '', instead = '']) => split(given).map((word) => ({ word, instead })));
  if (list.length === 0) throw new Error(`${LIST}, "Words", has no table of words`);
  if (exceptions.length > EXCEPTIONS_MAX) throw new Error(`more than ${EXCEPTIONS_MAX} exceptions: change the text`);
  if (exceptions.some(([, why = '']) => why === '')) throw new Error('an exception needs its reason');
  return { words: list, exceptions: exceptions.flatMap(([phrase = '']) => split(phrase)) };
}

/** @param {string} text */
function sectionOf(text) {
  return /^## Words\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text)?.[1] ?? '';
}

/**
 * The rows of each table, without its head.
 * @param {string} text
 * @returns {string[][][]}
 */
function tablesOf(text) {
  return [...text.matchAll(/(?:^\|.*\n?)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );
}

/** @param {string} cell */
function split(cell) {
  return cell.split(',').map((one) => one.replaceAll('`', '').trim());
}

/**
 * Finds a word in sentences, in `camelCase`, `CONSTANTS` and `Api_Names__c`, but not inside a longer word.
 * @param {string} phrase
 */
function patternOf(phrase) {
  const parts = phrase.split(' ');
  const inner = parts.slice(1).map((part) => `${GAP}${anyCase(part)}`);
  const [first = ''] = parts;
  const starts = [`(?<![A-Za-z])${first}`, `(?<![A-Z])${capital(first)}`, `(?<![A-Za-z])${first.toUpperCase()}`];
  return new RegExp(`(?:${starts.join('|')})${inner.join('')}(?![a-z])`, 'g');
}

/** @param {string} word */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** @param {string} word */
function anyCase(word) {
  const small = word.toLowerCase();
  return `(?:${small}|${capital(small)}|${word.toUpperCase()})`;
}

/**
 * @param {import('./check-files.mjs').TextFile} file
 * @param {WordList} list
 * @returns {Finding[]}
 */
export function wordsIn({ file, text }, { words, exceptions }) {
  let read = file === LIST ? text.replace(sectionOf(text), blank) : text;
  for (const phrase of exceptions) read = read.replace(patternOf(phrase), blank);
  return words.flatMap(({ word, instead }) =>
    [...read.matchAll(patternOf(word))].map(({ index }) => ({ file, line: lineAt(read, index), word, instead })),
  );
}

/**
 * As many lines, and nothing in them.
 * @param {string} text
 */
function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}

/**
 * @param {string} root
 * @param {readonly string[]} folders relative to the root; none: everything
 * @returns {Finding[]}
 */
export function wordsBelow(root, folders) {
  const list = readWordList(readFileSync(join(root, LIST), 'utf8'));
  const isWanted = (/** @type {string} */ file) =>
    !SKIPPED.test(file) && (folders.length === 0 || folders.some((folder) => `${file}/`.startsWith(`${folder}/`)));
  const files = textFiles(root, isWanted);
  if (files.length === 0) throw new Error(`there is nothing to read in ${folders.join(', ')}`);
  return files.flatMap((file) => wordsIn(file, list));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folders = argv.slice(2).map((folder) => folder.replace(/\/+$/, ''));
  const findings = wordsBelow(fileURLToPath(new URL('..', import.meta.url)), folders);
  for (const { file, line, word, instead } of findings) console.error(`${file}:${line} ${word}: write ${instead}`);
  console.log(`${findings.length} words that have a plainer one`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
