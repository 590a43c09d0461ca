// Completes package-lock.json with the optional packages for other platforms that a registry did not offer when the
// file was written; without them `npm ci` refuses it. With --check it writes nothing and fails where a person on
// another machine would be let down: something missing, something without a checksum, or an address of a registry.
// `npm run lockfile` after every `npm install`, also in a folder below tools/. It must never touch an entry that npm
// wrote, and never add a package that is not limited to a platform.
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { satisfies, versionNamedBy } from './node-versions.mjs';

/**
 * An entry of `packages` in a lock file of version 3, as far as it matters here.
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [inBundle] it comes inside another package, whose checksum covers it
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {boolean} [devOptional]
 * @property {string} [license]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */
/** @typedef {Record<string, LockEntry>} LockPackages location, for example `node_modules/a/node_modules/b` → entry */
/** @typedef {{ os?: string[], cpu?: string[], libc?: string[] }} Platform */
/** @typedef {{ location: string, entry: LockEntry }} Addition */

/** All lock files of the repository, relative to its root. */
const LOCK_FILES = ['package-lock.json', 'tools/checks/package-lock.json', 'tools/cli/package-lock.json'];

/** Words in package names → npm's names of operating systems (the values of process.platform). */
const OPERATING_SYSTEMS = new Map([
  ...['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'].map(
    sameTwice,
  ),
  ['macos', 'darwin'],
  ['windows', 'win32'],
]);

/** Words in package names → npm's names of processors (the values of process.arch, and wasm32). */
const PROCESSORS = new Map([
  ...['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'].map(sameTwice),
  ['aarch64', 'arm64'],
  ['armv6', 'arm'],
  ['armv7', 'arm'],
  ['loongarch64', 'loong64'],
  ['ppc64le', 'ppc64'],
  ['x86', 'ia32'],
  ['x86_64', 'x64'],
]);

/**
 * @param {string} word
 * @returns {[string, string]}
 */
function sameTwice(word) {
  return [word, word];
}

/**
 * What a package is limited to, judged by the words of its name alone: `@x/y-linux-arm64-musl` → linux, arm64, musl.
 * Empty where the name says nothing.
 * @param {string} name
 * @returns {Platform}
 */
export function platformOf(name) {
  const words = name.toLowerCase().split(/[^a-z0-9_]+/);
  const os = firstKnown(words, OPERATING_SYSTEMS);
  const cpu = firstKnown(words, PROCESSORS);
  const libc = os === 'linux' ? libcOf(words) : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

/**
 * @param {string[]} words
 * @param {Map<string, string>} known
 */
function firstKnown(words, known) {
  for (const word of words) {
    const meaning = known.get(word);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}

/** @param {string[]} words `gnueabihf` and `musleabihf` are the same libraries on 32-bit ARM */
function libcOf(words) {
  if (words.some((word) => word.startsWith('musl'))) return 'musl';
  return words.some((word) => word === 'glibc' || word.startsWith('gnu')) ? 'glibc' : undefined;
}

/**
 * Where Node would find `name` from the package at `location` and what is locked there; null where it finds nothing.
 * @param {LockPackages} packages
 * @param {string} location
 * @param {string} name
 * @returns {Addition | null}
 */
export function findFrom(packages, location, name) {
  for (const folder of [...foldersUpFrom(location), '']) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = packages[candidate];
    if (entry) return { location: candidate, entry };
  }
  return null;
}

/** @param {string} location for example `node_modules/a/node_modules/b`; the root itself has no folder */
function foldersUpFrom(location) {
  const folders = [];
  let folder = location;
  while (folder !== '') {
    folders.push(folder);
    const nested = folder.lastIndexOf('/node_modules/');
    folder = nested < 0 ? '' : folder.slice(0, nested);
  }
  return folders;
}

/**
 * The entries that are missing, and in `unclear` those that no rule here can name (a range without a version, a name
 * without a platform).
 * @param {LockPackages} packages
 * @returns {{ additions: Addition[], unclear: string[] }}
 */
export function missingOptionalPackages(packages) {
  const known = { ...packages };
  /** @type {Addition[]} */
  const additions = [];
  /** @type {string[]} */
  const unclear = [];
  for (const [location, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = findFrom(known, location, name);
      if (found && fits(found.entry, range)) continue;
      const added = describeMissing({ location, entry }, name, range, found !== null);
      if (!added) unclear.push(`${location === '' ? 'the project' : location} wants ${name}@${range}`);
      else {
        known[added.location] = added.entry;
        additions.push(added);
      }
    }
  }
  return { additions, unclear };
}

/**
 * @param {LockEntry} entry
 * @param {string} range
 */
function fits(entry, range) {
  if (entry.version === undefined || range.includes(':')) return true; // a link, or an alias that npm resolved
  return satisfies(entry.version, range);
}

/**
 * @param {Addition} parent
 * @param {string} name
 * @param {string} range
 * @param {boolean} isTaken another version of the package stands where this one would be found
 * @returns {Addition | null}
 */
function describeMissing(parent, name, range, isTaken) {
  const version = versionNamedBy(range);
  const platform = platformOf(name);
  if (version === null || (!platform.os && !platform.cpu)) return null;

  const { dev, devOptional, license } = parent.entry;
  const entry = {
    version,
    ...(platform.cpu && { cpu: platform.cpu }),
    ...(dev && { dev }),
    ...(devOptional && { devOptional }),
    ...(platform.libc && { libc: platform.libc }),
    ...(license !== undefined && { license }),
    optional: true,
    ...(platform.os && { os: platform.os }),
  };
  const beside = parent.location.replace(/node_modules\/(?:@[^/]+\/)?[^/]+$/, '');
  const isPackage = beside !== parent.location;
  const folder = isPackage && !isTaken ? beside : `${parent.location}/`;
  return { location: `${parent.location === '' ? '' : folder}node_modules/${name}`, entry };
}

/**
 * What in these entries would let somebody down, one sentence each.
 * @param {LockPackages} packages
 */
export function complaintsAbout(packages) {
  const complaints = [];
  for (const [location, entry] of Object.entries(packages)) {
    if (!location.includes('node_modules/')) continue; // the project itself and its workspaces
    if (!entry.link && !entry.inBundle && !entry.integrity && !(entry.optional && (entry.os || entry.cpu))) {
      complaints.push(`${location} has no integrity, and is not an optional package of one platform`);
    }
    if (!entry.link && entry.resolved !== undefined) {
      complaints.push(`${location} names where it was fetched from; .npmrc switches that off`);
    }
  }
  return complaints;
}

/**
 * The packages with the additions, in npm's own order.
 * @param {LockPackages} packages
 * @param {Addition[]} additions
 * @returns {LockPackages}
 */
export function withAdditions(packages, additions) {
  const all = { ...packages, ...Object.fromEntries(additions.map(({ location, entry }) => [location, entry])) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/**
 * @param {string} name one of LOCK_FILES
 * @param {boolean} isCheck
 * @returns {boolean} whether nobody would be let down by it
 */
function complete(name, isCheck) {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const lock = /** @type {{ packages: LockPackages }} */ (JSON.parse(readFileSync(file, 'utf8')));
  const { additions, unclear } = missingOptionalPackages(lock.packages);
  const complaints = [...unclear.map((line) => `not to be completed: ${line}`), ...complaintsAbout(lock.packages)];
  if (isCheck) complaints.push(...additions.map(({ location }) => `${location} is missing: run npm run lockfile`));
  for (const complaint of complaints) console.error(`${name}: ${complaint}`);

  if (!isCheck && additions.length > 0) {
    const packages = withAdditions(lock.packages, additions);
    writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  }
  console.log(`${name}: ${additions.length} ${isCheck ? 'missing' : 'added'}, ${complaints.length} complaints`);
  return complaints.length === 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const verdicts = LOCK_FILES.map((name) => complete(name, argv.includes('--check')));
  process.exitCode = verdicts.every(Boolean) ? 0 : 1;
}
