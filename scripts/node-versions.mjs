// Compares version numbers with the few forms of range that this repository and its lock file use. It must never
// guess: a form that it does not know is an error. It imports nothing, because it runs before anything is installed.

/** @typedef {{ major: number, minor: number, patch: number, isPrerelease: boolean }} Version */

/** The forms of one alternative of a range: `1.2.3`, `^1.2.3`, `^1.2`, `~1.2.3`, `24.x`, `24`. */
const RANGE_FORM =
  /^(?<sign>[\^~=]?)v?(?<major>\d+)(?:\.(?<minor>\d+|x))?(?:\.(?<patch>\d+|x))?(?<prerelease>-[\w.-]+)?$/;

/**
 * @param {string} text for example `v20.19.5` or `7.0.0-rc.1`
 * @returns {Version}
 */
export function parseVersion(text) {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)(-[\w.-]+)?(?:\+[\w.-]+)?$/.exec(text);
  if (!parts) throw new Error(`"${text}" is not a version number`);
  return {
    major: Number(parts[1]),
    minor: Number(parts[2]),
    patch: Number(parts[3]),
    isPrerelease: parts[4] !== undefined,
  };
}

/**
 * Whether a version lies in a range (`||` joins alternatives). `*` and the empty range hold every version.
 * Prereleases are told apart from releases only where the range names one exactly.
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  return range.split('||').some((alternative) => satisfiesOne(version, alternative.trim()));
}

/**
 * The version that an exact, `^` or `~` range names, or null where it names none (`24.x`, `*`).
 * @param {string} range
 * @returns {string | null}
 */
export function versionNamedBy(range) {
  const named = /^[\^~=]?v?(\d+\.\d+\.\d+(?:-[\w.-]+)?)$/.exec(range.trim());
  return named?.[1] ?? null;
}

/**
 * @param {string} version
 * @param {string} range one alternative
 */
function satisfiesOne(version, range) {
  if (range === '' || range === '*') return true;
  const form = RANGE_FORM.exec(range)?.groups;
  if (!form) throw new Error(`the range "${range}" has a form that is not understood here`);
  const found = parseVersion(version);
  if (form['prerelease'] !== undefined || found.isPrerelease)
    return version.replace(/^v/, '') === versionNamedBy(range);

  const floor = { major: Number(form['major']), minor: numberOr(form['minor'], 0), patch: numberOr(form['patch'], 0) };
  if (found.major !== floor.major) return false;
  if (form['sign'] === '^' && floor.major > 0) return compareMinor(found, floor) >= 0;
  if (form['minor'] === undefined || form['minor'] === 'x') return true;
  if (found.minor !== floor.minor) return false;
  if (form['patch'] === undefined || form['patch'] === 'x') return true;
  const mayGrow = form['sign'] === '~' || (form['sign'] === '^' && floor.minor > 0);
  return mayGrow ? found.patch >= floor.patch : found.patch === floor.patch;
}

/**
 * @param {string | undefined} text
 * @param {number} otherwise
 */
function numberOr(text, otherwise) {
  return text === undefined || text === 'x' ? otherwise : Number(text);
}

/**
 * @param {{ minor: number, patch: number }} a
 * @param {{ minor: number, patch: number }} b
 */
function compareMinor(a, b) {
  return a.minor - b.minor || a.patch - b.patch;
}
