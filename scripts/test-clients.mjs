// `npm run test:clients`: official clients, unmodified, against the emulator as an outsider would use it. It makes a
// fresh clone ready, installs the Salesforce CLI where it is missing, prints a line for each thing that is proved and
// ends with `N passed, N failed`. Words choose clients: `npm run test:clients -- salesforce`. It must never touch what
// the person at the machine has set for these clients.
import { argv } from 'node:process';
import { cliProofs } from './test-clients/cli-proofs.mjs';
import { startEmulator } from './test-clients/emulator.mjs';
import { runProofs, sumOf } from './test-clients/proofs.mjs';
import { cliVersion, openCli } from './test-clients/salesforce-cli.mjs';
import {
  proofsFrom,
  runClientTests,
  TESTED_CLIENTS,
  unclaimedTests,
  versionOf,
} from './test-clients/tested-clients.mjs';
import { bringUpToDate, ROOT, SetupProblem } from './setup.mjs';
import { installTool } from './tools.mjs';

/** @typedef {import('./test-clients/proofs.mjs').Counts} Counts */

/** More contacts than fit on one page of a query, in a world that is made in a second or two. */
const WORLD = ['--people', '3', '--contacts', '850', '--events', '12'];
const CLI_NAME = 'Salesforce CLI';

const say = (/** @type {string} */ line) => console.log(line);

/** @returns {Promise<Counts>} */
async function proveCli() {
  installTool('cli');
  say(`${CLI_NAME} ${cliVersion()}`);
  const emulator = await startEmulator(ROOT, WORLD);
  const cli = openCli();
  try {
    const { clientId, privateKeyPem } = emulator.description.credentials.salesforce;
    return await runProofs(cliProofs({ cli, emulator }), say, [clientId, privateKeyPem]);
  } finally {
    cli.remove();
    await emulator.stop();
  }
}

/**
 * @param {readonly import('./test-clients/tested-clients.mjs').TestedClient[]} clients
 * @returns {Promise<Counts>}
 */
async function proveTestedClients(clients) {
  const report = await runClientTests(ROOT, clients);
  const counts = [];
  for (const client of clients) {
    say(`${client.name} ${versionOf(ROOT, client)}`);
    counts.push(await runProofs(proofsFrom(report, client), say));
  }
  const unclaimed = unclaimedTests(report, TESTED_CLIENTS);
  for (const name of unclaimed) say(`FAIL  belongs to no client in scripts/test-clients/tested-clients.mjs: ${name}`);
  return sumOf([...counts, { passed: 0, failed: unclaimed.length }]);
}

/**
 * A client that cannot even be started is one failure, and the next one still has its turn.
 * @param {() => Promise<Counts>} prove
 * @returns {Promise<Counts>}
 */
async function orOneFailure(prove) {
  try {
    return await prove();
  } catch (error) {
    say(`FAIL  ${error instanceof SetupProblem ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

/**
 * @param {readonly string[]} words
 * @returns {Promise<Counts>}
 */
async function proveAll(words) {
  const isChosen = (/** @type {string} */ name) =>
    words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase()));
  const tested = TESTED_CLIENTS.filter(({ name }) => isChosen(name));
  const isCliChosen = isChosen(CLI_NAME);
  if (!isCliChosen && tested.length === 0) {
    const names = [CLI_NAME, ...TESTED_CLIENTS.map(({ name }) => name)].join(', ');
    throw new SetupProblem(`No client is called ${words.join(' ')}; there are ${names}.`);
  }
  bringUpToDate();
  const counts = [];
  if (isCliChosen) counts.push(await orOneFailure(proveCli));
  if (tested.length > 0) counts.push(await orOneFailure(() => proveTestedClients(tested)));
  return sumOf(counts);
}

// Whoever stops it stops the emulator too: that is done at the end of this process, which a signal alone would skip.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));
const { passed, failed } = await orOneFailure(() => proveAll(argv.slice(2)));
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
