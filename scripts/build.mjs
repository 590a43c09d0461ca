// Compiles connector, emulator, verify and scripts with tsc and removes what is left in dist/ of sources that are gone.
// A project whose sources did not change since the last good build is skipped without starting the compiler, so that
// asking costs nothing. `npm run build`, also `node scripts/build.mjs connector`. It must never change anything outside
// the dist folders.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Project
 * @property {string} name folder below the root; it holds tsconfig.json
 * @property {string} sources folder of the sources, relative to the root; they are compiled to `<name>/dist`
 */

/** @type {readonly Project[]} */
export const PROJECTS = [
  { name: 'connector', sources: 'connector/src' },
  { name: 'emulator', sources: 'emulator/src' },
  { name: 'verify', sources: 'verify' },
  { name: 'scripts', sources: 'scripts' },
];

const SKIPPED_FOLDERS = new Set(['dist', 'node_modules']);
const OUTPUT = /\.(?:js|js\.map|d\.ts|d\.ts\.map)$/;

/**
 * The sources of a project: absolute paths of what tsc compiles, tests left out.
 * @param {string} folder absolute
 * @returns {string[]} sorted
 */
export function sourcesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : sourcesBelow(path);
      return /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

/**
 * One text for the state of a project's sources and of the compiler: another text means that a build is due.
 * @param {string} root
 * @param {Project} project
 */
export function fingerprintOf(root, project) {
  const compiler = ['tsconfig.base.json', `${project.name}/tsconfig.json`, 'package-lock.json'].map((file) =>
    join(root, file),
  );
  const hash = createHash('sha256');
  for (const file of [...compiler, ...sourcesBelow(join(root, project.sources))]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * The projects whose last good build was of other sources than there are now.
 * @param {string} root
 * @param {readonly Project[]} projects
 */
export function staleProjects(root, projects) {
  return projects.filter((project) => {
    if (sourcesBelow(join(root, project.sources)).length === 0) return false;
    const stamp = stampOf(root, project);
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprintOf(root, project);
  });
}

/**
 * Outputs in `<project>/dist` that no source stands behind any more, as absolute paths.
 * @param {string} root
 * @param {Project} project
 */
export function orphansOf(root, project) {
  const dist = join(root, project.name, 'dist');
  const expected = new Set(
    sourcesBelow(join(root, project.sources)).map((file) =>
      relative(join(root, project.sources), file).replace(/\.ts$/, ''),
    ),
  );
  return outputsBelow(dist).filter((file) => !expected.has(relative(dist, file).replace(OUTPUT, '')));
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function outputsBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return outputsBelow(path);
    return OUTPUT.test(entry.name) ? [path] : [];
  });
}

/**
 * Compiles the projects. The compiler's complaints go to standard error.
 * @param {string} root
 * @param {readonly Project[]} projects
 * @returns {boolean} whether all of them compiled without an error
 */
export function build(root, projects) {
  if (projects.length === 0) return true;
  const fingerprints = projects.map((project) => fingerprintOf(root, project));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const folders = projects.map(({ name }) => join(root, name));
  const { status } = spawnSync(execPath, [compiler, '-b', ...folders], { cwd: root, stdio: ['ignore', 2, 2] });
  for (const project of projects) for (const orphan of orphansOf(root, project)) rmSync(orphan);
  if (status !== 0) return false;
  projects.forEach((project, index) => {
    mkdirSync(join(root, project.name, 'dist'), { recursive: true });
    writeFileSync(stampOf(root, project), fingerprints[index] ?? '');
  });
  return true;
}

/**
 * @param {string} root
 * @param {Project} project
 */
function stampOf(root, project) {
  return join(root, project.name, 'dist', '.built');
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const wanted = argv.slice(2);
  const unknown = wanted.filter((name) => !PROJECTS.some((project) => project.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no project ${unknown.join(', ')}; there are ${PROJECTS.map(({ name }) => name).join(', ')}.`,
    );
    process.exitCode = 1;
  } else {
    const projects = PROJECTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    process.exitCode = build(root, staleProjects(root, projects)) ? 0 : 1;
  }
}
