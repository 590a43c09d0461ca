// Files, functions and lines stay small enough to be read at once.
import { describe, expect, it } from '@jest/globals';
import { FILE_LINES_MAX, FUNCTION_LINES_MAX, LINE_LENGTH_MAX, sizeFindings } from './sizes.js';
import { sources } from './sources.js';

const found = (file: string, text: string): string[] =>
  sizeFindings([{ file, text }]).map(({ line, what }) => `${line}: ${what}`);

/** A function that spans so many lines. */
const functionOf = (lines: number, head = 'function f() {'): string => `${head}\n${'  g();\n'.repeat(lines - 2)}}\n`;

describe('sizes in the repository', () => {
  it('are within their limits', () => {
    expect(sizeFindings(sources())).toEqual([]);
  });
});

describe('sizes', () => {
  it('of a file are found above 400 lines', () => {
    expect(found('a.ts', 'x;\n'.repeat(FILE_LINES_MAX))).toEqual([]);
    expect(found('a.ts', 'x;\n'.repeat(FILE_LINES_MAX + 1))).toEqual(['401: a file of 401 lines']);
  });

  it('of a line are found above 120 characters', () => {
    expect(found('a.mjs', `// ${'x'.repeat(LINE_LENGTH_MAX - 3)}\n`)).toEqual([]);
    expect(found('a.mjs', `\n// ${'x'.repeat(LINE_LENGTH_MAX - 2)}\n`)).toEqual(['2: a line of 121 characters']);
  });

  it.each(['function f() {', 'const f = () => {', 'class A { m() {', 'const o = { get x() {'])(
    'of a function that begins "%s" are found above 70 lines',
    (head) => {
      const tail = head.split('{').length === 3 ? '}' : '';
      expect(found('a.ts', functionOf(FUNCTION_LINES_MAX, head) + tail)).toEqual([]);
      expect(found('a.ts', functionOf(FUNCTION_LINES_MAX + 1, head) + tail)).toEqual(['1: a function of 71 lines']);
    },
  );

  it("of a function are nobody's business in a test", () => {
    expect(found('connector/src/a.test.ts', functionOf(200))).toEqual([]);
    expect(found('emulator/test/help.ts', functionOf(200))).toEqual([]);
  });
});
