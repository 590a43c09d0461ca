// Apex in the one layout, and its syntax: what Prettier's Apex parser cannot read is no Apex. `npm run
// format:salesforce` writes the layout.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nothingToCheck, report } from '../findings.mjs';
import { tool, toolPath } from '../tools.mjs';

/** Apex has words of its own length; the repository's width of 120 and Salesforce's four blanks. */
const LAYOUT = { printWidth: 120, tabWidth: 4, parser: 'apex' };

/** @type {import('../findings.mjs').Check} */
export const apexFormat = { name: 'Apex can be read, and has the one layout', run };

/**
 * @param {import('../project.mjs').Project} project
 * @returns {Promise<import('../findings.mjs').Report>}
 */
async function run({ classes, triggers }) {
  const sources = [...classes, ...triggers];
  if (sources.length === 0) return nothingToCheck('no Apex yet');
  const format = formatter();
  const findings = [];
  for (const { file, text } of sources) {
    const verdict = await formatOrComplain(format, text);
    if ('problem' in verdict) {
      findings.push({ file, ...verdict, remedy: 'Mend the syntax' });
    } else if (verdict.text !== text) {
      const line = firstDifference(text, verdict.text);
      findings.push({ file, line, problem: 'is not in the one layout', remedy: 'Run npm run format:salesforce' });
    }
  }
  return report(`${classes.length} classes, ${triggers.length} triggers`, findings);
}

/**
 * Writes every Apex file that can be read in the one layout.
 * @param {import('../project.mjs').Project} project
 * @returns {Promise<string[]>} the files that changed
 */
export async function writeApexFormat({ root, classes, triggers }) {
  const format = formatter();
  const changed = [];
  for (const { file, text } of [...classes, ...triggers]) {
    const verdict = await formatOrComplain(format, text);
    if ('problem' in verdict || verdict.text === text) continue;
    writeFileSync(join(root, file), verdict.text);
    changed.push(file);
  }
  return changed;
}

/** @returns {(text: string) => Promise<string>} */
function formatter() {
  const options = { ...LAYOUT, plugins: [toolPath('prettier-plugin-apex')] };
  return (text) => tool('prettier').format(text, options);
}

/**
 * @param {(text: string) => Promise<string>} format
 * @param {string} text
 * @returns {Promise<{ text: string } | { line: number, problem: string }>}
 */
async function formatOrComplain(format, text) {
  try {
    return { text: await format(text) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const line = Number(/\bline[ :=]*(\d+)/i.exec(said)?.[1] ?? 1);
    return { line, problem: `cannot be read as Apex: ${said.split('\n')[0]?.slice(0, 200)}` };
  }
}

/**
 * @param {string} before
 * @param {string} after
 */
function firstDifference(before, after) {
  const there = after.split('\n');
  return before.split('\n').findIndex((line, index) => line !== there[index]) + 1 || 1;
}
