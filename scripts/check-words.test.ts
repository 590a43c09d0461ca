// The check of words is shown planted ones that it must find, in every form in which they are written, and neighbours
// that it must leave alone. The words are put together at run time: written out, they would be findings themselves.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readWordList, wordsBelow, wordsIn } from './check-words.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const own = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8');

function listOf(words: string, exceptions = ''): string {
  const table = (head: string, rows: string): string => `${head}\n| - | - |\n${rows}\n\n`;
  return `# x\n\n## Words\n\n${table('| instead of | write |', words)}${table('| stays | because |', exceptions)}`;
}

const list = readWordList(listOf('| blim, taken blam | good |', '| blim forever | a name |'));
const found = (text: string, file = 'src/x.ts') => wordsIn({ file, text }, list).map(({ line, word }) => [line, word]);

describe('words that have a plainer one', () => {
  it.each([
    ['in a sentence', 'to blim it'],
    ['at its beginning', 'Blim it.'],
    ['in capitals', 'const BLIM = 1;'],
    ['in a name of the code', 'isBlim; blimOf; isBlimOf'],
    ['in an API name', 'When_Blim__c'],
  ])('are found %s', (_, text) => {
    expect(found(`first\n${text}`)).toContainEqual([2, 'blim']);
  });

  it('are found where a line breaks in the middle of them, in code, comments and tables', () => {
    expect(found('shows taken\n * blam')).toEqual([[1, 'taken blam']]);
    expect(found('// shows taken\n// blam')).toEqual([[1, 'taken blam']]);
    expect(found('takenBlam and Taken blam')).toHaveLength(2);
  });

  it('are not looked for inside longer words', () => {
    expect(found('blimey, reblim, blimming; taken blamable, mistaken blam')).toEqual([]);
  });

  it('may stay where an exception says so, and nowhere else', () => {
    expect(found('blim forever\nblimForever\nblim\n')).toEqual([[3, 'blim']]);
  });

  it('stay in the list itself, and not beside it', () => {
    const text = listOf('| blim | good |');
    expect(found(`${text}\n## More\n\nblim\n`, 'CONTRIBUTING.md')).toHaveLength(1);
    expect(found(text, 'notes.md')).toHaveLength(1);
  });
});

describe('the list of words', () => {
  it('cannot be read where it is not there, so that nothing passes unread', () => {
    expect(() => readWordList('# x\n')).toThrow('has no table of words');
    expect(() => wordsBelow(root, ['no/such/folder'])).toThrow('nothing to read');
  });

  it('has few exceptions, each with a reason', () => {
    expect(() => readWordList(listOf('| a | b |', '| c | |'))).toThrow('reason');
    expect(() => readWordList(listOf('| a | b |', '| c | d |\n'.repeat(6)))).toThrow('more than 5');
  });

  it('finds each of its own words', () => {
    const real = readWordList(own);
    expect(real.words.length).toBeGreaterThan(20);
    for (const { word } of real.words) {
      const hits = wordsIn({ file: 'x', text: `it ${word}, so` }, real).map((hit) => hit.word);
      expect(hits).toContain(word);
    }
  });
});
