// Runs the proofs of one client one after the other, prints a line for each, and counts. A proof that fails is shown
// with what the client was told to do and what it said; the others still run. It must never count a client as good
// that proved nothing.
import { withoutSecrets } from './secrets.mjs';

/**
 * One sentence about a client, and the work that shows it: it throws where the sentence is not true.
 * @typedef {{ name: string, prove: () => Promise<void> }} Proof
 */
/** @typedef {{ passed: number, failed: number }} Counts */
/** @typedef {(line: string) => void} Say */

/** A client did something else than it should. `evidence`: the command and its output, or whatever tells more. */
export class ProofFailed extends Error {
  /**
   * @param {string} message
   * @param {string} [evidence]
   */
  constructor(message, evidence = '') {
    super(message);
    this.evidence = evidence;
  }
}

/** What is shown of a failure at most: where the trouble is stands at the beginning or at the end. */
const LINES_MAX = 40;
const LINE_LENGTH_MAX = 400;

/**
 * @param {readonly Proof[]} proofs
 * @param {Say} say
 * @param {readonly string[]} [secrets] cut out of everything that is said
 * @returns {Promise<Counts>}
 */
export async function runProofs(proofs, say, secrets = []) {
  const counts = { passed: 0, failed: 0 };
  if (proofs.length === 0) {
    say('FAIL  nothing was proved');
    return { passed: 0, failed: 1 };
  }
  for (const { name, prove } of proofs) {
    const started = Date.now();
    const failure = await prove().then(
      () => null,
      (/** @type {unknown} */ error) => linesOf(error),
    );
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (failure === null) counts.passed += 1;
    else counts.failed += 1;
    // Proofs that were decided before, by a run of tests, take no time here.
    say(`${failure === null ? 'PASS' : 'FAIL'}  ${name}${seconds === '0.0' ? '' : ` (${seconds} s)`}`);
    for (const line of failure ?? []) say(withoutSecrets(`      | ${line}`, secrets));
  }
  return counts;
}

/** @param {unknown} error */
function linesOf(error) {
  const text =
    error instanceof ProofFailed
      ? `${error.message}\n${error.evidence}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  return shortened(withoutSecrets(text).trimEnd().split('\n'));
}

/**
 * The first and the last lines of a long text, how many are missing in between, and of each line its beginning.
 * @param {readonly string[]} lines
 */
export function shortened(lines) {
  const cut = lines.map((line) => (line.length > LINE_LENGTH_MAX ? `${line.slice(0, LINE_LENGTH_MAX)} …` : line));
  if (cut.length <= LINES_MAX) return cut;
  const half = LINES_MAX / 2;
  return [...cut.slice(0, half), `… ${cut.length - LINES_MAX} more lines …`, ...cut.slice(-half)];
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sumOf(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}
