// A lock file that looks whole on the machine that wrote it stops `npm ci` on every other: these are the ways it went
// wrong.
import { describe, expect, it } from '@jest/globals';
import { complaintsAbout, findFrom, missingOptionalPackages, platformOf, withAdditions } from './complete-lockfile.mjs';

const bundler = {
  version: '4.0.0',
  integrity: 'sha512-a',
  dev: true,
  license: 'MIT',
  optionalDependencies: { '@b/linux-x64-gnu': '4.0.0', '@b/darwin-arm64': '4.0.0' },
};
const linux = { version: '4.0.0', integrity: 'sha512-b', optional: true, os: ['linux'], cpu: ['x64'] };

describe('the platform of a package', () => {
  it.each([
    ['@rollup/rollup-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
    ['@swc/core-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@unrs/resolver-binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
    ['@rollup/rollup-win32-x64-gnu', { os: ['win32'], cpu: ['x64'] }],
    ['@rollup/rollup-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
    ['@unrs/resolver-binding-wasm32-wasi', { cpu: ['wasm32'] }],
    ['lightningcss-darwin-universal', { os: ['darwin'] }],
    ['sass-embedded-linux-x86_64', { os: ['linux'], cpu: ['x64'] }],
    ['@pkgjs/parseargs', {}],
  ])('is read from the name %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});

describe('missing optional packages', () => {
  it('are added beside the package that wants them, with its licence and purpose', () => {
    const packages = { 'node_modules/bundler': bundler, 'node_modules/@b/linux-x64-gnu': linux };
    expect(missingOptionalPackages(packages)).toEqual({
      additions: [
        {
          location: 'node_modules/@b/darwin-arm64',
          entry: { version: '4.0.0', cpu: ['arm64'], dev: true, license: 'MIT', optional: true, os: ['darwin'] },
        },
      ],
      unclear: [],
    });
  });

  it('are none once they were added', () => {
    const packages = { 'node_modules/bundler': bundler, 'node_modules/@b/linux-x64-gnu': linux };
    const completed = withAdditions(packages, missingOptionalPackages(packages).additions);
    expect(missingOptionalPackages(completed).additions).toEqual([]);
    expect(Object.keys(completed)).toEqual([
      'node_modules/@b/darwin-arm64',
      'node_modules/@b/linux-x64-gnu',
      'node_modules/bundler',
    ]);
  });

  it('go below the package that wants them where another version stands in the way', () => {
    const packages = {
      'node_modules/@b/linux-x64-gnu': { ...linux, version: '3.0.0' },
      'node_modules/bundler': { ...bundler, optionalDependencies: { '@b/linux-x64-gnu': '4.0.0' } },
    };
    expect(missingOptionalPackages(packages).additions.map(({ location }) => location)).toEqual([
      'node_modules/bundler/node_modules/@b/linux-x64-gnu',
    ]);
  });

  it('are listed, not invented, where the name tells no platform or the range no version', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', optionalDependencies: { parseargs: '^1.0.0', 'b-linux-x64': '1.x' } },
    };
    expect(missingOptionalPackages(packages)).toEqual({
      additions: [],
      unclear: ['node_modules/a wants parseargs@^1.0.0', 'node_modules/a wants b-linux-x64@1.x'],
    });
  });
});

describe('looking a package up', () => {
  it('walks from the nested folder to the root as Node does', () => {
    const packages = { 'node_modules/x': { version: '1.0.0' }, 'node_modules/a/node_modules/x': { version: '2.0.0' } };
    const from = (location: string) => findFrom(packages, location, 'x')?.location;
    expect(from('node_modules/a/node_modules/b')).toBe('node_modules/a/node_modules/x');
    expect(from('node_modules/c')).toBe('node_modules/x');
    expect(from('connector')).toBe('node_modules/x');
    expect(from('')).toBe('node_modules/x');
    expect(findFrom(packages, '', 'y')).toBeNull();
  });
});

describe('complaints about a lock file', () => {
  it('are silent for checked packages, platform packages, links and the project itself', () => {
    const packages = {
      '': {},
      connector: { version: '0.1.0' },
      'node_modules/@exchange-sync/connector': { resolved: 'connector', link: true },
      'node_modules/@b/darwin-arm64': { version: '4.0.0', optional: true, os: ['darwin'] },
      'node_modules/bundler': bundler,
    };
    expect(complaintsAbout(packages)).toEqual([]);
  });

  it('name a package without a checksum, even an optional one that runs everywhere', () => {
    const packages = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', optional: true } };
    expect(complaintsAbout(packages)).toEqual([
      expect.stringContaining('node_modules/a has no integrity'),
      expect.stringContaining('node_modules/b has no integrity'),
    ]);
  });

  it('leave a package alone that comes inside another one', () => {
    expect(complaintsAbout({ 'node_modules/a/node_modules/b': { version: '1.0.0', inBundle: true } })).toEqual([]);
  });

  it('name a package whose address of origin was written down', () => {
    const packages = { 'node_modules/a': { integrity: 'sha512-a', resolved: 'https://somewhere.example/a.tgz' } };
    expect(complaintsAbout(packages)).toEqual([expect.stringContaining('names where it was fetched from')]);
  });
});
