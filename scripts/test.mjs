// `npm test`: makes a fresh clone ready, starts a PostgreSQL where one can be had, runs all tests and ends with `N
// passed, N failed`. Arguments go on to Jest: `npm test -- --selectProjects emulator some/path -t "words"`.
// End-to-end tests come second and one file at a time: they start processes and measure them. It must never call a
// run good that ran no test, or whose results it could not read.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { NoPostgres, startPostgres } from './postgres.mjs';
import { bringUpToDate, ROOT, SetupProblem } from './setup.mjs';

/** The projects of jest.config.mjs, those first that may run beside each other. */
export const PARALLEL_PROJECTS = ['connector', 'emulator', 'verify', 'simulate', 'scripts'];
export const SERIAL_PROJECTS = ['e2e'];

/** @typedef {{ passed: number, failed: number }} Counts */
/** @typedef {{ projects: string[], isSerial: boolean }} JestRun */
/**
 * What is read of Jest's JSON report.
 * @typedef {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} Report
 */

/** @type {import('node:child_process').ChildProcess | null} */
let running = null;
let wasInterrupted = false;

/**
 * Takes the projects out of the arguments. Jest's own --selectProjects swallows paths that follow it, so it is spelt
 * out again later.
 * @param {readonly string[]} args
 * @returns {{ projects: string[] | null, rest: string[] }} null = no choice was made
 */
export function splitArguments(args) {
  const all = [...PARALLEL_PROJECTS, ...SERIAL_PROJECTS];
  const at = args.indexOf('--selectProjects');
  if (at < 0) return { projects: null, rest: [...args] };
  let end = at + 1;
  while (end < args.length && all.includes(args[end] ?? '')) end += 1;
  const projects = args.slice(at + 1, end);
  if (projects.length === 0) throw new SetupProblem(`--selectProjects knows ${all.join(', ')}.`);
  return { projects, rest: [...args.slice(0, at), ...args.slice(end)] };
}

/**
 * @param {string[] | null} projects
 * @returns {JestRun[]}
 */
export function runsFor(projects) {
  const isChosen = (/** @type {string} */ name) => projects === null || projects.includes(name);
  const runs = [
    { projects: PARALLEL_PROJECTS.filter(isChosen), isSerial: false },
    { projects: SERIAL_PROJECTS.filter(isChosen), isSerial: true },
  ];
  return runs.filter((run) => run.projects.length > 0);
}

/**
 * A file that could not even be loaded counts as one failure.
 * @param {Report} report
 * @returns {Counts}
 */
export function countsOf(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}

/**
 * One run of Jest. Where it fails without counting a failure (a crash, no report), that is one failure.
 * @param {JestRun} run
 * @param {readonly string[]} rest
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Counts>}
 */
async function runJest(run, rest, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-sync-tests-'));
  const file = join(folder, 'report.json');
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const own = ['--json', `--outputFile=${file}`, '--passWithNoTests', ...(run.isSerial ? ['--runInBand'] : [])];
  try {
    const code = await runNode([jest, ...rest, ...own, '--selectProjects', ...run.projects], environment);
    const counts = countsOf(/** @type {Report} */ (JSON.parse(readFileSync(file, 'utf8'))));
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch (error) {
    if (!wasInterrupted) console.error(`Jest left no result behind: ${String(error)}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<number>} exit code, 1 where a signal ended it
 */
function runNode(args, environment) {
  return new Promise((resolve, reject) => {
    running = spawn(execPath, args, { cwd: ROOT, env: environment, stdio: 'inherit' });
    running.once('error', reject);
    running.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * The server for the tests, or null where they have to do without.
 * @returns {Promise<import('./postgres.mjs').RunningPostgres | null>}
 */
async function postgresForTests() {
  try {
    const postgres = await startPostgres();
    console.log(`Tests run on the embedded database and on ${postgres.version}.`);
    return postgres;
  } catch (error) {
    if (!(error instanceof NoPostgres)) throw error;
    if (env['CI'] === 'true') throw new SetupProblem(`No PostgreSQL for the tests: ${error.message}.`);
    console.log(`No PostgreSQL for the tests (${error.message}): only the embedded database is tested.`);
    return null;
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<Counts>}
 */
async function runAll(args) {
  const { projects, rest } = splitArguments(args);
  bringUpToDate();
  const postgres = env['TEST_DATABASE_URL'] === undefined ? await postgresForTests() : null;
  const environment = {
    ...env,
    NODE_OPTIONS: [env['NODE_OPTIONS'], '--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
      .filter(Boolean)
      .join(' '),
    ...(postgres && { TEST_DATABASE_URL: postgres.url }),
  };
  const total = { passed: 0, failed: 0 };
  try {
    for (const run of runsFor(projects)) {
      if (wasInterrupted) break;
      const counts = await runJest(run, rest, environment);
      total.passed += counts.passed;
      total.failed += counts.failed;
    }
  } finally {
    await postgres?.stop();
  }
  return total;
}

async function main() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      wasInterrupted = true;
      running?.kill('SIGTERM');
    });
  }
  const counts = await runAll(argv.slice(2)).catch((/** @type {unknown} */ error) => {
    console.error(error instanceof SetupProblem ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  if (wasInterrupted) console.error('Stopped before the end.');
  else if (counts.passed + counts.failed === 0) console.error('No test was found.');
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = wasInterrupted ? 130 : counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
