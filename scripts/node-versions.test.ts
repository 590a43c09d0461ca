// The engines of all three package.json and the ranges of the lock file are judged by this module.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseVersion, satisfies, versionNamedBy } from './node-versions.mjs';

const ENGINES = '^20.19 || 22.x || 24.x';

describe('Node versions', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v22.0.0', 'v22.21.1', 'v24.21.0'])('accepts %s', (version) => {
    expect(satisfies(version, ENGINES)).toBe(true);
  });

  it.each(['v18.20.8', 'v20.18.3', 'v21.7.0', 'v23.1.0', 'v25.0.0', 'v26.0.0'])('refuses %s', (version) => {
    expect(satisfies(version, ENGINES)).toBe(false);
  });

  it.each(['package.json', 'connector/package.json', 'emulator/package.json'])('are the same in %s', (file) => {
    const { engines } = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')) as {
      engines: { node: string };
    };
    expect(engines.node).toBe(ENGINES);
  });
});

describe('ranges of versions', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2.4', '1.2.3', false],
    ['1.9.0', '^1.2.3', true],
    ['1.2.2', '^1.2.3', false],
    ['2.0.0', '^1.2.3', false],
    ['0.2.9', '^0.2.3', true],
    ['0.3.0', '^0.2.3', false],
    ['0.0.4', '^0.0.3', false],
    ['1.2.9', '~1.2.3', true],
    ['1.3.0', '~1.2.3', false],
    ['1.0.0-rc.1', '1.0.0-rc.1', true],
    ['1.0.0-rc.1', '^1.0.0', false],
    ['9.9.9', '*', true],
  ])('%s in %s: %s', (version, range, isInside) => {
    expect(satisfies(version, range)).toBe(isInside);
  });

  it('refuse a form that they do not know instead of guessing', () => {
    expect(() => satisfies('1.0.0', '>=1 <3')).toThrow('not understood');
    expect(() => parseVersion('latest')).toThrow('not a version number');
  });

  it('name a version only where they hold one in full', () => {
    expect(versionNamedBy('^1.4.1')).toBe('1.4.1');
    expect(versionNamedBy('=2.0.0-beta.1')).toBe('2.0.0-beta.1');
    expect(versionNamedBy('24.x')).toBeNull();
  });
});
