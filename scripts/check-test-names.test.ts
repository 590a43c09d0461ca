// Reports show names alone, so two tests of one name are one test to the person who reads them.
import { describe, expect, it } from '@jest/globals';
import { repeatedNames, testNamesIn } from './check-test-names.mjs';

const text = `
describe('a store', () => {
  it('keeps links', () => {});
  describe('after a crash', () => {
    it.each([1, 2])('keeps %s links', () => {});
    test.each\`a\${1}\`(\`keeps \${'some'}\`, () => {});
  });
  it('keeps links', () => {});
});
it('keeps links', () => {});
test.org.act('rep', () => {});
`;

describe('names of tests', () => {
  it('are the chain of groups and the sentence, however the test is declared', () => {
    expect(testNamesIn({ file: 'x.test.ts', text }).map(({ name, line }) => [line, name])).toEqual([
      [3, 'a store › keeps links'],
      [5, 'a store › after a crash › keeps %s links'],
      [6, "a store › after a crash › `keeps ${'some'}`"],
      [8, 'a store › keeps links'],
      [10, 'keeps links'],
    ]);
  });

  it('are found twice also across files, and not found twice in other groups', () => {
    const names = [...testNamesIn({ file: 'a.test.ts', text }), ...testNamesIn({ file: 'b.test.ts', text })];
    const pairs = repeatedNames(names).map(({ repeated, first }) => [
      `${repeated.file}:${repeated.line}`,
      `${first.file}:${first.line}`,
    ]);
    expect(pairs).toEqual([
      ['a.test.ts:8', 'a.test.ts:3'],
      ['b.test.ts:3', 'a.test.ts:3'],
      ['b.test.ts:5', 'a.test.ts:5'],
      ['b.test.ts:6', 'a.test.ts:6'],
      ['b.test.ts:8', 'a.test.ts:3'],
      ['b.test.ts:10', 'a.test.ts:10'],
    ]);
  });
});
