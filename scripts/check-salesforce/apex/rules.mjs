// Apex against the rules of security and quality in config/pmd-apex.xml, by PMD. A rule is switched off for one place
// by @SuppressWarnings('PMD.TheRule') with a comment that says why, and for the whole package only in that file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from '../../setup.mjs';
import { nothingToCheck, report } from '../findings.mjs';
import { inScratchFolder, runJava } from '../tools.mjs';

/**
 * What PMD's wrapper in Salesforce's Code Analyzer writes.
 * @typedef {object} Results
 * @property {{ rule: string, message: string, codeLocation: { file: string, startLine: number } }[]} violations
 * @property {{ file: string, message: string }[]} processingErrors files that PMD could not read
 */

/** The rules are the repository's own, also where a copy of the package is checked. */
const RULES = join(ROOT, 'config', 'pmd-apex.xml');

/** @type {import('../findings.mjs').Check} */
export const apexRules = { name: 'Apex keeps the rules of security and quality', run };

/**
 * @param {import('../project.mjs').Project} project
 * @returns {Promise<import('../findings.mjs').Report>}
 */
async function run({ root, classes, triggers }) {
  const sources = [...classes, ...triggers];
  if (sources.length === 0) return nothingToCheck('no Apex yet');
  const { violations, processingErrors } = await runPmd(sources.map(({ file }) => join(root, file)));
  const inProject = (/** @type {string} */ file) => relative(root, file).split(sep).join('/');
  const findings = [
    ...violations.map(({ rule, message, codeLocation }) => ({
      file: inProject(codeLocation.file),
      line: codeLocation.startLine,
      problem: `${rule}: ${message.replace(/\s+/g, ' ').replace(/\.$/, '')}`,
      remedy: `Mend it, or say beside @SuppressWarnings('PMD.${rule}') why it is right here`,
    })),
    ...processingErrors.map(({ file, message }) => ({
      file: inProject(file),
      line: 1,
      problem: `PMD cannot read it: ${message.split('\n')[0]}`,
      remedy: 'Mend the syntax',
    })),
  ];
  return report(`${classes.length} classes, ${triggers.length} triggers`, findings);
}

/**
 * @param {readonly string[]} filesToScan absolute
 * @returns {Promise<Results>}
 */
function runPmd(filesToScan) {
  return inScratchFolder((folder) => {
    const input = join(folder, 'input.json');
    const output = join(folder, 'output.json');
    writeFileSync(input, JSON.stringify({ ruleSetInputFile: RULES, runDataPerLanguage: { apex: { filesToScan } } }));
    const run = runJava(['com.salesforce.sfca.pmdwrapper.PmdWrapper', 'run', input, output], folder);
    if (run.code !== 0) throw new Error(`PMD broke off (exit code ${run.code}): ${run.output}${run.errors}`);
    return /** @type {Results} */ (JSON.parse(readFileSync(output, 'utf8')));
  });
}
