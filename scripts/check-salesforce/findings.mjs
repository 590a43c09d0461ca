// What a check of the Salesforce package says. Shared by all checks, so that each prints the same way: where, what is
// wrong, what to do. A check never prints by itself.

/**
 * @typedef {object} Finding
 * @property {string} file relative to the root of the project, with `/` on every system
 * @property {number} line counted from 1; 1 where the whole file is meant
 * @property {string} problem a sentence that names the thing
 * @property {string} remedy what to do about it
 */

/**
 * @typedef {object} Report
 * @property {string} seen what was looked at, in numbers: "31 files". Never empty: a check that saw nothing is no pass
 * @property {boolean} sawNothing there was nothing of the kind to look at; `seen` then says what is missing
 * @property {readonly Finding[]} findings
 */

/**
 * @typedef {object} Check
 * @property {string} name a statement that holds when it passes
 * @property {(project: import('./project.mjs').Project) => Promise<Report> | Report} run
 */

/**
 * @param {string} seen
 * @param {readonly Finding[]} findings
 * @returns {Report}
 */
export function report(seen, findings) {
  return { seen, sawNothing: false, findings };
}

/**
 * @param {string} missing
 * @returns {Report}
 */
export function nothingToCheck(missing) {
  return { seen: missing, sawNothing: true, findings: [] };
}

/** @param {Finding} finding */
export function lineOf({ file, line, problem, remedy }) {
  return `${file}:${line} ${problem}. ${remedy}.`;
}
