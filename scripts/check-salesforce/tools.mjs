// What the checks work with and the repository's own packages do not hold: the packages of tools/checks, kept apart
// because they are large and a build of the connector must not fetch them, and Java. It must never change anything
// outside tools/checks/node_modules.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupProblem } from '../setup.mjs';
import { installTool, toolFolder } from '../tools.mjs';

const require = createRequire(join(toolFolder('checks'), 'package.json'));
const OLDEST_JAVA = 11;
/** A check that takes longer than this hangs. */
const JAVA_TIME_LIMIT_MS = 120_000;

/** Installs what is missing and looks for Java, or throws a SetupProblem that says what to do. */
export function prepareTools() {
  requireJava();
  installTool('checks');
}

function requireJava() {
  const help = `Install one (Debian: apt-get install default-jre-headless) or set the path so that \`java\` is found.`;
  const result = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (result.error) {
    throw new SetupProblem(`The Apex checks run on Java ${OLDEST_JAVA} or newer, and no Java was found. ${help}`);
  }
  const version = /version "(\d+)(?:\.(\d+))?/.exec(result.stderr + result.stdout);
  const major = version?.[1] === '1' ? Number(version[2]) : Number(version?.[1]);
  if (major >= OLDEST_JAVA) return;
  const found = version ? `this is Java ${major}` : 'this Java does not tell its version';
  throw new SetupProblem(`The Apex checks run on Java ${OLDEST_JAVA} or newer, and ${found}. ${help}`);
}

/**
 * A package of tools/checks. Its types are its own: what is used of it is described where it is used.
 * @param {string} name
 * @returns {any}
 */
export function tool(name) {
  return require(name);
}

/** @param {string} name of a package and a file inside it */
export function toolPath(name) {
  return require.resolve(name);
}

/** The folder of the jars that Salesforce's Code Analyzer brings: apex-ls, PMD and the platform's types. */
export function jarFolder() {
  return join(dirname(require.resolve('@salesforce/code-analyzer-pmd-engine')), 'java-lib');
}

/**
 * @param {readonly string[]} args class and arguments
 * @param {string} folder where it runs
 * @returns {{ code: number | null, output: string, errors: string }}
 */
export function runJava(args, folder) {
  const result = spawnSync('java', ['-cp', join(jarFolder(), '*'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: JAVA_TIME_LIMIT_MS,
  });
  if (result.error) throw result.error;
  return { code: result.status, output: result.stdout, errors: result.stderr };
}

/**
 * Gives `work` a folder of its own and removes it afterwards.
 * @template T
 * @param {(folder: string) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inScratchFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'check-salesforce-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
