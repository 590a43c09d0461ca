// `npm run simulate -- --planted`: a simulation that finds nothing proves nothing. Each fault of the list is planted in
// a copy of the tree, and the seeds have to find it. Further arguments choose faults by a word. It must never write
// anywhere but into the copy, and never call a fault found because of one that was there before.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { copyOf, NoSuchPlace, plant } from '../check-loud/copy.mjs';
import { ROOT } from '../setup.mjs';
import { PLANTED } from './faults.mjs';

/** @typedef {import('./faults.mjs').Planted} Planted */

/** So many seeds have to be enough to find any of them. */
const SEEDS = 100;

/**
 * @param {readonly string[]} words
 * @returns {Promise<number>} exit code
 */
export async function playPlanted(words) {
  const chosen = PLANTED.filter(({ fault }) => words.every((word) => fault.includes(word)));
  const waiting = [...chosen];
  let unfound = 0;
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const { isFound, says } = await play(one);
      if (!isFound) unfound += 1;
      console.log(`${isFound ? 'FOUND ' : 'MISSED'}  ${one.fault}\n        ${says}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  console.log(`${chosen.length - unfound} found, ${unfound} missed`);
  return unfound > 0 || chosen.length === 0 ? 1 : 0;
}

/**
 * @param {Planted} planted
 * @returns {Promise<{ isFound: boolean, says: string }>}
 */
async function play({ edits }) {
  const copy = copyOf(ROOT);
  try {
    plant(copy, edits);
    const said = await output(copy, ['--seeds', String(SEEDS), '--first', '--no-known', '--no-shrink']);
    const found = /^seed (\d+)$/m.exec(said);
    const law = /^ {2}P\d+: .*$/m.exec(said);
    if (found === null || law === null) return { isFound: false, says: `${SEEDS} seeds are right all the same` };
    return { isFound: true, says: `seed ${found[1]}: ${law[0].trim()}` };
  } catch (error) {
    if (!(error instanceof NoSuchPlace)) throw error;
    return { isFound: false, says: `the fault cannot be planted: ${error.message}` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * @param {string} copy
 * @param {readonly string[]} given
 * @returns {Promise<string>} what it printed
 */
function output(copy, given) {
  const child = spawn(execPath, [join(copy, 'scripts/simulate/play.mjs'), ...given], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (some) => (said += String(some)));
  return new Promise((resolve) => child.on('close', () => resolve(said)));
}
