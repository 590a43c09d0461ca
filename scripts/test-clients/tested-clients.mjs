// The official clients that are libraries: which tests of the emulator drive them, how these are run, and how their
// results become lines. Each test of those files must belong to a client, and each client must have tests.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { ProofFailed } from './proofs.mjs';

/**
 * @typedef {object} TestedClient
 * @property {string} name
 * @property {string} packageName
 * @property {readonly string[]} files below emulator/test
 * @property {string | null} block the outermost `describe` of its tests; null = the whole files
 */
/**
 * What is read of Jest's JSON report.
 * @typedef {object} Report
 * @property {readonly { name: string, message: string, assertionResults: readonly TestResult[] }[]} testResults
 */
/**
 * @typedef {object} TestResult
 * @property {readonly string[]} ancestorTitles
 * @property {string} title
 * @property {string} status
 * @property {readonly string[]} failureMessages
 */

/** @type {readonly TestedClient[]} */
export const TESTED_CLIENTS = [
  {
    name: 'jsforce',
    packageName: 'jsforce',
    files: ['salesforce/jsforce.test.ts', 'salesforce/events-jsforce.test.ts'],
    block: null,
  },
  {
    name: 'msal-node',
    packageName: '@azure/msal-node',
    files: ['exchange/official-clients.test.ts'],
    block: 'msal-node',
  },
  {
    name: 'Microsoft Graph client',
    packageName: '@microsoft/microsoft-graph-client',
    files: ['exchange/official-clients.test.ts'],
    block: 'the Microsoft Graph client',
  },
];

/**
 * @param {string} root of the repository
 * @param {TestedClient} client
 */
export function versionOf(root, { packageName }) {
  const file = join(root, 'node_modules', packageName, 'package.json');
  return /** @type {{ version: string }} */ (JSON.parse(readFileSync(file, 'utf8'))).version;
}

/**
 * The tests of a client as proofs that are decided already. A file that could not be loaded is a proof that fails.
 * @param {Report} report
 * @param {TestedClient} client
 * @returns {import('./proofs.mjs').Proof[]}
 */
export function proofsFrom(report, client) {
  return report.testResults
    .filter(({ name }) => isOf(client, name))
    .flatMap(({ name, message, assertionResults }) => {
      if (assertionResults.length === 0) return [decided(`runs ${name}`, message)];
      return assertionResults
        .filter(({ ancestorTitles }) => client.block === null || ancestorTitles[0] === client.block)
        .map(({ ancestorTitles, title, status, failureMessages }) => {
          const blocks = ancestorTitles.filter((one) => one !== client.block);
          const failure = status === 'passed' ? null : failureMessages.join('\n') || `It is ${status}.`;
          return decided([...blocks, title].join(': '), failure);
        });
    });
}

/**
 * Tests that no client claims: somebody added a block and forgot to name its client here.
 * @param {Report} report
 * @param {readonly TestedClient[]} clients
 */
export function unclaimedTests(report, clients) {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ ancestorTitles }) =>
        clients.every((client) => !isOf(client, name) || ![null, ancestorTitles[0]].includes(client.block)),
      )
      .map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(': ')),
  );
}

/**
 * @param {TestedClient} client
 * @param {string} path
 */
function isOf({ files }, path) {
  return files.some((file) => path.replaceAll('\\', '/').endsWith(`/emulator/test/${file}`));
}

/**
 * @param {string} name
 * @param {string | null} failure
 * @returns {import('./proofs.mjs').Proof}
 */
function decided(name, failure) {
  const outcome = () => (failure === null ? Promise.resolve() : Promise.reject(new ProofFailed(failure)));
  return { name, prove: outcome };
}

/**
 * Runs the tests of these clients and reads what came of it. Rejects where Jest leaves no report.
 * @param {string} root of the repository
 * @param {readonly TestedClient[]} clients
 * @returns {Promise<Report>}
 */
export async function runClientTests(root, clients) {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-sync-clients-'));
  const report = join(folder, 'report.json');
  const files = [...new Set(clients.flatMap((client) => client.files))].map((file) => `emulator/test/${file}`);
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const own = ['--selectProjects', 'emulator', '--json', `--outputFile=${report}`, '--silent', '--runTestsByPath'];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  try {
    await new Promise((resolve, reject) => {
      // The report says everything; what Jest prints besides would stand between the lines.
      const child = spawn(execPath, [...flags, jest, ...own, ...files], { cwd: root, env, stdio: 'ignore' });
      child.once('error', reject);
      child.once('exit', resolve);
    });
    return /** @type {Report} */ (JSON.parse(readFileSync(report, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
