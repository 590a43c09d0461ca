// Heads, exports and inheritance of source files.
import { describe, expect, it } from '@jest/globals';
import { sources } from './sources.js';
import { structureFindings } from './structure.js';

const head = '// What it is for.\n';
const found = (text: string, file = 'connector/src/core/x.ts'): string[] =>
  structureFindings([{ file, text }]).map(({ line, what }) => `${line}: ${what}`);

describe('source files of the repository', () => {
  it('have a head, named exports, and no ancestors but Error', () => {
    expect(structureFindings(sources())).toEqual([]);
  });
});

describe('a source file', () => {
  it('without a head is found', () => {
    expect(found('export const x = 1;\n')).toEqual(['1: no word on what the file is for']);
    expect(found(`#!/usr/bin/env node\n${head}`)).toEqual([]);
    expect(found('/** What it is for. */\nexport const x = 1;\n')).toEqual([]);
  });

  it('that only hands on what others export is found', () => {
    expect(found(`${head}export * from './a.js';\nexport { b } from './b.js';\n`)).toEqual([
      '2: nothing but exports of other files',
    ]);
    expect(found(`${head}export { a } from './a.js';\nexport const b = 1;\n`)).toEqual([]);
  });

  it('with a default export is found, where it is not a setting of a tool', () => {
    expect(found(`${head}export default 1;\n`)).toEqual(['2: a default export']);
    expect(found(`${head}export default 1;\n`, 'jest.config.mjs')).toEqual([]);
  });

  it('with a class below another class is found, errors and interfaces left aside', () => {
    expect(found(`${head}class A extends B {}\n`)).toEqual(['2: extends B']);
    expect(found(`${head}class A extends Error {}\nclass B implements C {}\ninterface D extends C {}\n`)).toEqual([]);
  });

  it('that is a test may do as it likes', () => {
    expect(found('export default 1;\n', 'connector/src/core/x.test.ts')).toEqual([]);
  });
});
