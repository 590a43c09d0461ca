// Compares what a client was answered with what the emulator holds, row by row and field by field, by paths: `Id`,
// `Account.Name`. Pure.
import { ProofFailed } from './proofs.mjs';

/** @typedef {Readonly<Record<string, unknown>>} PlainRow */

/**
 * The value at the end of a path; null where a parent on the way is missing.
 * @param {unknown} row
 * @param {string} path
 * @returns {unknown}
 */
function valueAt(row, path) {
  return path
    .split('.')
    .reduce(
      (/** @type {any} */ value, name) => (value === null || value === undefined ? null : (value[name] ?? null)),
      row,
    );
}

/**
 * A row with these paths alone, as plain text values: what CSV, JSON and a table can all be compared as.
 * @param {unknown} row
 * @param {readonly string[]} paths
 * @returns {PlainRow}
 */
export function picked(row, paths) {
  return Object.fromEntries(paths.map((path) => [path, valueAt(row, path)]));
}

/**
 * Throws ProofFailed with the first difference. Order counts.
 * @param {readonly PlainRow[]} found
 * @param {readonly PlainRow[]} expected
 */
export function requireSameRows(found, expected) {
  if (found.length !== expected.length) {
    throw new ProofFailed(`${found.length} rows were answered, and ${expected.length} are there.`);
  }
  if (expected.length === 0) throw new ProofFailed('There was no row to compare.');
  const at = expected.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]));
  if (at < 0) return;
  throw new ProofFailed(
    `Row ${at + 1} differs.`,
    `answered: ${JSON.stringify(found[at])}\nthere is: ${JSON.stringify(expected[at])}`,
  );
}

/**
 * Throws ProofFailed where a value is not what it should be.
 * @param {string} what
 * @param {unknown} found
 * @param {unknown} expected
 */
export function requireSame(what, found, expected) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new ProofFailed(`${what} is ${a}, not ${b}.`);
}

/**
 * Rows of a CSV with a heading, which has no quoted values.
 * @param {string} text
 * @returns {PlainRow[]}
 */
export function rowsOfCsv(text) {
  const [heading = '', ...lines] = text.trim().split(/\r?\n/);
  const names = heading.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    if (values.length !== names.length || line.includes('"')) throw new ProofFailed('No plain line of CSV:', line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] === '' ? null : values[index]]));
  });
}
