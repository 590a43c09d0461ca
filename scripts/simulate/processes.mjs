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
  const ended = await Promise.all(parts);
  const lines = sumOf(ended.map(({ lines }) => lines));
  for (const [line, times] of Object.entries(lines)) console.log(`line ${line} of the decision table: ${times} times`);
  return ended.some(({ code }) => code !== 0) ? 1 : 0;
}

/**
 * @param {readonly Record<string, number>[]} counts
 * @returns {Record<string, number>}
 */
function sumOf(counts) {
  /** @type {Record<string, number>} */
  const sum = {};
  for (const one of counts) for (const [name, times] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}

const LINES = 'lines of the decision table: ';

/**
 * @param {readonly string[]} given
 * @param {string} part for example `0/2`
 * @returns {Promise<{ code: number, lines: Record<string, number> }>}
 */
function playPart(given, part) {
  const script = fileURLToPath(new URL('play.mjs', import.meta.url));
  const child = spawn(execPath, [script, ...given, `--part=${part}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {Record<string, number>} */
  let lines = {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith(LINES)) lines = JSON.parse(line.slice(LINES.length));
    else console.log(line);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? 1, lines })));
}
