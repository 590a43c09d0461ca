// Finds the Salesforce CLI and calls it: the one of tools/cli, which the scripts are tested with, else the one on the
// path. It must never write into either of them, nor show an answer that may hold a token.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execPath, platform } from 'node:process';

/**
 * @typedef {object} Cli
 * @property {string} command
 * @property {readonly string[]} first arguments before all others
 * @property {string} where in words
 */
/** @typedef {{ isDone: boolean, text: string }} CliAnswer `text`: both outputs, empty where they were live */
/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/** A CLI that replaces itself in the middle of its work would not be the one that was tested. It knows both names. */
export const STAY_AS_YOU_ARE = {
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
};

const OWN = join('tools', 'cli', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

/**
 * @param {string} root of the repository
 * @param {Environment} environment
 * @returns {Cli | null}
 */
export function findCli(root, environment) {
  const own = join(root, OWN);
  if (existsSync(own)) return { command: execPath, first: [own], where: 'of tools/cli; by hand: npm run sf -- …' };
  // On Windows it would be a batch file, to which no argument can be passed safely.
  const folders = platform === 'win32' ? [] : (environment['PATH'] ?? '').split(delimiter);
  const onPath = folders.map((folder) => join(folder, 'sf')).find(isExecutable);
  return onPath === undefined ? null : { command: onPath, first: [], where: onPath };
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs one command to its end, in the root of the repository.
 * @param {Cli} cli
 * @param {readonly string[]} args
 * @param {{ root: string, environment: Environment, isLive: boolean }} how live: its output goes straight to the person
 * @returns {CliAnswer}
 */
export function callCli(cli, args, { root, environment, isLive }) {
  const result = spawnSync(cli.command, [...cli.first, ...args], {
    cwd: root,
    env: { ...environment, ...STAY_AS_YOU_ARE },
    encoding: 'utf8',
    stdio: isLive ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) return { isDone: false, text: result.error.message };
  return { isDone: result.status === 0, text: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

/**
 * A command as a person would type it.
 * @param {readonly string[]} args
 */
export function commandLine(args) {
  return ['sf', ...args]
    .map((arg) => (/^[\w./:=@+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
