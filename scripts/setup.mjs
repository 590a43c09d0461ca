// Brings a fresh clone to the point where everything runs: the right Node, the packages, the compiled sources. `npm
// run demo`, `npm test` and `npm run emulator` call it first. It runs with nothing installed, so it imports Node's
// own modules and its neighbours of the same kind only, and it must never reinstall packages that already fit the
// lock file: people work in them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, execPath, platform, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, PROJECTS, staleProjects } from './build.mjs';
import { satisfies } from './node-versions.mjs';

/** The folder of package.json, absolute. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Something that stands in the way of running anything; its message is a sentence for the person who started it. */
export class SetupProblem extends Error {}

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} LockedPackages */

/**
 * Makes everything ready, or says in one sentence on standard error why it cannot and ends the process with exit code
 * 1.
 * Progress goes to standard error, so that standard output stays free for results; `quiet` leaves it out.
 * @param {{ quiet?: boolean }} [options]
 */
export function prepare({ quiet = false } = {}) {
  try {
    bringUpToDate({ quiet });
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/**
 * Like `prepare`, but throws a SetupProblem.
 * @param {{ quiet?: boolean }} [options]
 */
export function bringUpToDate({ quiet = false } = {}) {
  const say = quiet ? () => undefined : (/** @type {string} */ line) => console.error(line);
  requireSupportedNode();
  if (!isInstalled(ROOT)) {
    say('Installing packages (half a minute on most machines) …');
    installPackages();
  }
  const stale = staleProjects(ROOT, PROJECTS);
  if (stale.length > 0) {
    say(`Compiling ${stale.map(({ name }) => name).join(', ')} …`);
    if (!build(ROOT, stale)) throw new SetupProblem('The sources do not compile; the compiler says why above.');
  }
}

function requireSupportedNode() {
  const { engines } = /** @type {{ engines: { node: string } }} */ (readJson(join(ROOT, 'package.json')));
  if (satisfies(version, engines.node)) return;
  throw new SetupProblem(
    `This is Node ${version.slice(1)}, and Exchange Sync runs on Node 20 (from 20.19), 22 or 24 (${engines.node}). ` +
      'Install one of these, for example with `nvm install` in this folder, and start again.',
  );
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps a list of what it installed; nobody else's
 * stamp is needed.
 * @param {string} root
 */
export function isInstalled(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return fitsLockFile(packagesOf(join(root, 'package-lock.json')), packagesOf(installed));
}

/**
 * Whether every locked package is installed in the locked version; optional packages may be absent (another
 * platform's).
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
export function fitsLockFile(locked, installed) {
  return Object.entries(locked).every(([location, wanted]) => {
    if (!location.includes('node_modules/')) return true; // the project itself and its workspaces
    const found = installed[location];
    if (!found) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * Installs exactly what the lock file of the folder says. No install script of any package is needed here: native
 * parts come as packages of their own.
 * @param {string} folder
 */
export function installPackages(folder = ROOT) {
  const { command, first, shell } = npmCommand();
  const options = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=error',
  ];
  const result = spawnSync(command, [...first, ...options], { cwd: folder, stdio: ['ignore', 'ignore', 2], shell });
  if (result.error) throw new SetupProblem(`npm could not be started (${result.error.message}). It comes with Node.`);
  if (result.status !== 0) {
    throw new SetupProblem(
      `npm could not install the packages; it says why above. \`npm ci\` in ${folder} tries again.`,
    );
  }
}

/** npm started this process in most cases, and then says where it is; otherwise it is looked up in the path. */
function npmCommand() {
  const script = env['npm_execpath'];
  const isNpm = script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script);
  if (isNpm) return { command: execPath, first: [script], shell: false };
  return { command: 'npm', first: [], shell: platform === 'win32' };
}

/** @param {string} file */
function packagesOf(file) {
  return /** @type {{ packages: LockedPackages }} */ (readJson(file)).packages;
}

/** @param {string} file */
function readJson(file) {
  return /** @type {unknown} */ (JSON.parse(readFileSync(file, 'utf8')));
}

if (argv[1] === fileURLToPath(import.meta.url)) prepare();
