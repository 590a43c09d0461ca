// The two questions that decide whether a start takes 20 milliseconds or a minute: is it installed, is it compiled.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orphansOf, sourcesBelow, staleProjects, fingerprintOf } from './build.mjs';
import { fitsLockFile, isInstalled } from './setup.mjs';

let root = '';

function write(file: string, text = ''): string {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-test-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('installed packages', () => {
  const locked = {
    '': {},
    connector: { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  };

  it('fit the lock file in the same versions, whatever the project itself is called', () => {
    expect(fitsLockFile(locked, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } })).toBe(true);
  });

  it('do not fit where one is missing, older, or has other contents', () => {
    expect(fitsLockFile(locked, {})).toBe(false);
    expect(fitsLockFile(locked, { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } })).toBe(false);
    expect(fitsLockFile(locked, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } })).toBe(false);
  });

  it('may lack what is optional', () => {
    expect(fitsLockFile({ 'node_modules/a-darwin-arm64': { version: '1.0.0', optional: true } }, {})).toBe(true);
  });

  it('are missing in a fresh clone and after an installation that broke off', () => {
    write('package-lock.json', JSON.stringify({ packages: locked }));
    write('node_modules/a/package.json', '{}');
    expect(isInstalled(root)).toBe(false);
    write('node_modules/.package-lock.json', JSON.stringify({ packages: locked }));
    expect(isInstalled(root)).toBe(true);
  });
});

describe('compiled sources', () => {
  const project = { name: 'part', sources: 'part/src' };

  beforeEach(() => {
    for (const file of ['tsconfig.base.json', 'part/tsconfig.json', 'package-lock.json']) write(file, '{}');
    write('part/src/a.ts', 'export const a = 1;');
    write('part/src/deep/b.ts', 'export const b = 1;');
    write('part/src/a.test.ts', '');
  });

  function stampAsBuilt(): void {
    write('part/dist/.built', fingerprintOf(root, project));
  }

  it('are all TypeScript files but tests', () => {
    expect(sourcesBelow(join(root, 'part/src'))).toEqual([
      join(root, 'part/src/a.ts'),
      join(root, 'part/src/deep/b.ts'),
    ]);
    expect(sourcesBelow(join(root, 'nowhere'))).toEqual([]);
  });

  it('are stale before the first build and fresh after it', () => {
    expect(staleProjects(root, [project])).toEqual([project]);
    stampAsBuilt();
    expect(staleProjects(root, [project])).toEqual([]);
  });

  it('are stale once a source changed, came or went, or the compiler has other options', () => {
    const changes = [
      () => utimesSync(join(root, 'part/src/a.ts'), 1, 1),
      () => write('part/src/c.ts'),
      () => rmSync(join(root, 'part/src/deep/b.ts')),
      () => write('part/tsconfig.json', '{ "compilerOptions": {} }'),
    ];
    for (const change of changes) {
      stampAsBuilt();
      change();
      expect(staleProjects(root, [project])).toEqual([project]);
    }
  });

  it('stay fresh when only a test changed', () => {
    stampAsBuilt();
    write('part/src/a.test.ts', '// more');
    expect(staleProjects(root, [project])).toEqual([]);
  });

  it('leave no output behind when they are removed', () => {
    write('part/dist/a.js');
    const orphans = ['gone.js', 'gone.js.map', 'gone.d.ts', 'deep/gone.d.ts.map'].map((file) =>
      write(`part/dist/${file}`),
    );
    expect(orphansOf(root, project).sort()).toEqual(orphans.sort());
  });
});
