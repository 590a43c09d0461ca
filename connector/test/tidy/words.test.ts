// The repository holds no secret, no address of a registry, no path of one machine, nothing unfinished, and no two
// tests of one name. The rules and their planted samples are in scripts/check-text.mjs and
// scripts/check-test-names.mjs.
import { describe, expect, it } from '@jest/globals';
import { repeatedNames, testNamesBelow } from '../../../scripts/check-test-names.mjs';
import { findingsBelow } from '../../../scripts/check-text.mjs';
import { ROOT } from './sources.js';

describe('the repository', () => {
  it('holds no word that must not stay', () => {
    expect(findingsBelow(ROOT)).toEqual([]);
  });

  it('gives no two tests one name', () => {
    expect(repeatedNames(testNamesBelow(ROOT))).toEqual([]);
  });
});
