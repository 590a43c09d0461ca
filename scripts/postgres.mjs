// Starts a PostgreSQL server of its own for tests, demo and benchmarks: a new data folder, a free port on 127.0.0.1,
// a password that nobody else knows. It must never touch a server or data that is already there, and never outlive
// the process that asked for it: a small shell holds the server and stops it when the pipe to this process closes,
// whatever closed it (kill -9 too).
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { argv, env, getuid, platform } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} RunningPostgres
 * @property {string} url of a database whose user may create others: `postgres://test:…@127.0.0.1:5432/postgres`
 * @property {string} version what the server says of itself
 * @property {() => Promise<void>} stop ends the server and removes its data; may be called twice
 */
/** @typedef {{ uid: number, gid: number } | null} Account whom the server runs as; null = as this process */

/** No server can be had on this machine. The message says why, as the end of a sentence. */
export class NoPostgres extends Error {}

/** Where Debian and its relatives put server programs, one folder for each version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 30_000;

/** Faster, and right only for data that nobody keeps. */
const THROW_AWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/**
 * Runs the server ($2 and on) and stops it as soon as standard input ends; then removes the data folder ($1).
 * The listener is ended first when the server ends by itself: its process number may belong to somebody else by then.
 */
const KEEPER = `
data=$1; shift
"$@" </dev/null 2>&1 &
server=$!
exec 3<&0
(cat <&3; kill -INT $server) >/dev/null 2>&1 &
listener=$!
wait $server
kill $listener 2>/dev/null
rm -rf "$data"
`;

/**
 * Starts a server. Rejects with NoPostgres where there are no server programs, or none that this user may run.
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres() {
  const programs = findServerPrograms();
  const account = accountForServer();
  const data = mkdtempSync(join(tmpdir(), 'exchange-sync-postgres-'));
  try {
    if (account) chownSync(data, account.uid, account.gid);
    const password = randomBytes(18).toString('base64url');
    initialise(programs, data, account, password);
    return await serve(programs, data, account, password);
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
}

/** The folder of `initdb` and `postgres`; the newest version where a machine has several. */
function findServerPrograms() {
  if (platform === 'win32') throw new NoPostgres('a server for tests is started on Linux and macOS only');
  const found = [...(env['PATH'] ?? '').split(delimiter), ...askPgConfig(), ...debianFolders()].find(
    (folder) => folder !== '' && isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres')),
  );
  if (found === undefined) throw new NoPostgres('the programs initdb and postgres were not found');
  return found;
}

function askPgConfig() {
  try {
    return [execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()];
  } catch {
    return []; // not installed
  }
}

function debianFolders() {
  if (!existsSync(DEBIAN_FOLDER)) return [];
  const versions = readdirSync(DEBIAN_FOLDER).filter((name) => /^\d+$/.test(name));
  return versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(DEBIAN_FOLDER, name, 'bin'));
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * PostgreSQL refuses to run as root; then it runs as the user that its packages make.
 * @returns {Account}
 */
function accountForServer() {
  if (getuid?.() !== 0) return null;
  try {
    const idOf = (/** @type {string} */ flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    throw new NoPostgres('this process runs as root and there is no user postgres to run the server as');
  }
}

/**
 * @param {string} programs
 * @param {string} data
 * @param {Account} account
 * @param {string} password
 */
function initialise(programs, data, account, password) {
  const passwordFile = join(data, '..', `${data.split('/').at(-1)}.password`);
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  try {
    if (account) chownSync(passwordFile, account.uid, account.gid);
    const rights = ['--username=test', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const shape = ['--encoding=UTF8', '--locale=C', '--no-sync', '--pgdata', data];
    execFileSync(join(programs, 'initdb'), [...rights, ...shape], {
      ...runAs(account),
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    throw new NoPostgres(`initdb failed: ${lastLineOf(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * @param {string} programs
 * @param {string} data
 * @param {Account} account
 * @param {string} password
 * @returns {Promise<RunningPostgres>}
 */
async function serve(programs, data, account, password) {
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, ...THROW_AWAY];
  const server = [join(programs, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', data, ...server], {
    ...runAs(account),
    detached: true, // Ctrl-C in a terminal must not reach the server before the tests are done with it
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(keeper, 'exit');
  const stop = async () => {
    keeper.stdin.end();
    await ended;
  };
  try {
    await untilReady(keeper);
  } catch (error) {
    await stop();
    throw error;
  }
  const version = execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
  return { url: `postgres://test:${password}@127.0.0.1:${port}/postgres`, version, stop };
}

/**
 * Reads the server's log until it accepts connections. Goes on reading afterwards: a full pipe would stop the server.
 * @param {import('node:child_process').ChildProcess & { stdout: import('node:stream').Readable }} keeper
 * @returns {Promise<void>}
 */
function untilReady(keeper) {
  return new Promise((resolve, reject) => {
    let lastLine = 'it said nothing';
    const fail = (/** @type {string} */ why) => reject(new NoPostgres(`the server ${why}: ${lastLine}`));
    const timeout = setTimeout(() => fail(`was not ready after ${START_TIMEOUT_MS / 1000} seconds`), START_TIMEOUT_MS);
    keeper.once('error', reject);
    keeper.once('exit', () => {
      clearTimeout(timeout);
      fail('ended at once');
    });
    createInterface(keeper.stdout).on('line', (line) => {
      lastLine = line;
      if (!line.includes('ready to accept connections')) return;
      clearTimeout(timeout);
      resolve();
    });
  });
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Options for a program of the server: its account, a folder that this account may enter, messages in English.
 * @param {Account} account
 */
function runAs(account) {
  return { ...account, cwd: tmpdir(), env: { PATH: env['PATH'], LC_ALL: 'C', TZ: 'UTC' } };
}

/** @param {unknown} error of execFileSync */
function lastLineOf(error) {
  const stderr = /** @type {{ stderr?: unknown }} */ (error).stderr;
  const text = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { url, version, stop } = await startPostgres();
  console.log(`${version}\n${url}\nCtrl-C stops it and removes its data.`);
  setInterval(() => undefined, 60_000);
  process.on('SIGINT', () => void stop().then(() => process.exit(0)));
}
