// Plays the seeds in several processes, each its share of them, and adds up what they say. It must never decide what is
// right: the processes do.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * @param {readonly string[]} given arguments of the command
 * @returns {boolean} whether they are for many stories, so that it pays to share them out
 */
export function isForMany(given) {
  return !given.some((one) => /^--(?:seed|history|rows|part)\b/.test(one));
}

/**
 * @param {readonly string[]} given
 * @returns {Promise<number>} exit code
 */
export async function inProcesses(given) {
  const many = Math.min(2, availableParallelism());
  const parts = Array.from({ length: many }, (_, index) => playPart(given, `${index}/${many}`));
  const codes = await Promise.all(parts);
  return codes.some((code) => code !== 0) ? 1 : 0;
}

/**
 * @param {readonly string[]} given
 * @param {string} part for example `0/2`
 * @returns {Promise<number>}
 */
function playPart(given, part) {
  const script = fileURLToPath(new URL('play.mjs', import.meta.url));
  const child = spawn(execPath, [script, ...given, `--part=${part}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => console.log(line));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
