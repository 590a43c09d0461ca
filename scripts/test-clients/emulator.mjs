// The emulator as a process of its own, as anybody starts it, and what it says about itself over its control interface.
// It must never outlive the process that started it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';

/** @typedef {Readonly<Record<string, unknown>> & { readonly Id: string }} Row one record, as the wire shows it */
/**
 * What `--json` prints, as far as it is read here.
 * @typedef {object} Description
 * @property {string} url
 * @property {string} orgId
 * @property {{ salesforce: { clientId: string, privateKeyPem: string } }} credentials
 * @property {{ role: string, firstName: string, username: string, userId: string }[]} people
 */
/**
 * @typedef {object} RunningEmulator
 * @property {Description} description
 * @property {(object: string) => Promise<Row[]>} records what there really is of a Salesforce object, deleted or not
 * @property {() => Promise<string[]>} newCalls routes that were called since this was asked last: `GET /query`
 * @property {() => Promise<void>} stop
 */

const START_TIMEOUT_MS = 120_000;

/**
 * @param {string} root of the repository
 * @param {readonly string[]} options as on its command line
 * @returns {Promise<RunningEmulator>}
 */
export async function startEmulator(root, options) {
  const main = join(root, 'emulator', 'dist', 'main.js');
  const child = spawn(execPath, [main, '--port', '0', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  const line = await firstLine(child).catch((/** @type {unknown} */ error) => {
    end();
    throw error;
  });
  const description = /** @type {Description} */ (JSON.parse(line));
  let mark = 0;
  return {
    description,
    records: async (object) => {
      const { salesforce } = /** @type {{ salesforce: { objects: Record<string, Row[]> } }} */ (
        await ask(`${description.url}/_emulator/state`)
      );
      const rows = salesforce.objects[object];
      if (rows === undefined) throw new Error(`The emulator has no object ${object}.`);
      return rows;
    },
    newCalls: async () => {
      const answer = /** @type {{ mark: number, calls: { method: string, route: string }[] }} */ (
        await ask(`${description.url}/_emulator/calls/list?since=${mark}`)
      );
      mark = answer.mark;
      return answer.calls.map(({ method, route }) => `${method} ${route}`);
    },
    stop: async () => {
      process.off('exit', end);
      const ended = child.exitCode === null ? once(child, 'exit') : null;
      end();
      await ended;
    },
  };
}

/** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} child */
async function firstLine(child) {
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('The emulator ended before it was ready; it says why above.');
  });
  const [line] = /** @type {[string]} */ (await Promise.race([once(lines, 'line', { signal }), ended]));
  return line;
}

/** @param {string} url */
async function ask(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The emulator answered ${response.status} to ${url}.`);
  return /** @type {unknown} */ (await response.json());
}
