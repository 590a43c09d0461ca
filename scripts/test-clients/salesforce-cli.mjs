// Runs the Salesforce CLI of tools/cli, unmodified, as somebody who never used it before: an empty home folder and no
// settings of the person at the machine. What its variables mean: emulator/README.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { commandLine, STAY_AS_YOU_ARE } from '../deploy/cli.mjs';
import { toolFolder } from '../tools.mjs';
import { ProofFailed } from './proofs.mjs';

/**
 * @typedef {object} CliRun
 * @property {string} command as a person would type it
 * @property {number} code
 * @property {string} stdout
 * @property {string} stderr progress and warnings
 */
/**
 * @typedef {object} SalesforceCli
 * @property {string} folder empty and its own, gone at the end
 * @property {(args: readonly string[]) => Promise<string>} text the output of a command that must succeed
 * @property {(args: readonly string[]) => Promise<any>} result what it answers with --json; it must succeed
 * @property {(args: readonly string[]) => Promise<CliError>} refusal the error that it must end with
 * @property {() => void} remove
 */
/** @typedef {{ name: string, message: string }} CliError */
/** @typedef {import('node:stream').Readable} Readable */

const COMMAND_TIMEOUT_MS = 120_000;

/** @returns {string} */
export function cliVersion() {
  const file = join(toolFolder('cli'), 'node_modules', '@salesforce', 'cli', 'package.json');
  return /** @type {{ version: string }} */ (JSON.parse(readFileSync(file, 'utf8'))).version;
}

/** @returns {SalesforceCli} */
export function openCli() {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-sync-cli-'));
  const environment = environmentIn(folder);
  const program = join(toolFolder('cli'), 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
  /** @type {import('node:child_process').ChildProcess | null} */
  let running = null;
  const run = (/** @type {readonly string[]} */ args) => {
    const child = spawn(execPath, [program, ...args], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: COMMAND_TIMEOUT_MS,
    });
    running = child;
    return outcomeOf(child, commandLine(args));
  };
  // A command that is still at work would write its files once more.
  const remove = () => {
    running?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once('exit', remove);
  return {
    folder,
    text: async (args) => {
      const done = await run(args);
      if (done.code !== 0) throw failed(done, `It ended with ${done.code}`);
      return done.stdout;
    },
    result: async (args) => {
      const done = await run([...args, '--json']);
      const answer = parsed(done);
      if (done.code !== 0 || answer.status !== 0) throw failed(done, `It ended with ${done.code}`);
      return answer.result;
    },
    refusal: async (args) => {
      const done = await run([...args, '--json']);
      const { name, message } = parsed(done);
      if (done.code === 0 || name === undefined) throw failed(done, 'It should have been refused');
      return { name, message: message ?? '' };
    },
    remove,
  };
}

/** @param {string} folder */
function environmentIn(folder) {
  // It would send what is for this machine to a proxy as well.
  const kept = Object.entries(env).filter(([name]) => !/^(SF|SFDX|XDG|HTTPS?_PROXY|ALL_PROXY)(_|$)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    ...STAY_AS_YOU_ARE,
    HOME: folder,
    USERPROFILE: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    SF_DISABLE_TELEMETRY: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_ORG_API_VERSION: '65.0',
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, Readable, Readable>} child
 * @param {string} command
 * @returns {Promise<CliRun>}
 */
function outcomeOf(child, command) {
  return new Promise((resolve, reject) => {
    const outputs = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (part) => (outputs.stdout += String(part)));
    child.stderr.setEncoding('utf8').on('data', (part) => (outputs.stderr += String(part)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ command, code: code ?? 1, ...outputs }));
  });
}

/**
 * @param {CliRun} run
 * @returns {{ status?: number, result?: unknown, name?: string, message?: string }}
 */
function parsed(run) {
  try {
    return JSON.parse(run.stdout);
  } catch {
    throw failed(run, 'It answered no JSON');
  }
}

/**
 * @param {CliRun} run
 * @param {string} how
 */
function failed({ command, stdout, stderr }, how) {
  return new ProofFailed(`${how}: ${command}`, `${stdout}${stderr}`);
}
