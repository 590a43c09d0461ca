// `npm run check:salesforce`: what can be known of the Salesforce package without an org. It installs its tools where
// they are missing, runs every check and then proves that each of them fires on a fault. Arguments choose checks by a
// word of their name; `--write` only writes Apex in the one layout (`npm run format:salesforce`). Apex tests cannot be
// executed here; a deployment to an org runs them.
import { argv } from 'node:process';
import { apexFormat, writeApexFormat } from './check-salesforce/apex/format.mjs';
import { apexHouseRules } from './check-salesforce/apex/house-rules.mjs';
import { apexNames } from './check-salesforce/apex/names.mjs';
import { apexRules } from './check-salesforce/apex/rules.mjs';
import { apexTypes } from './check-salesforce/apex/types.mjs';
import { lineOf } from './check-salesforce/findings.mjs';
import { icons } from './check-salesforce/icons.mjs';
import { labels } from './check-salesforce/labels.mjs';
import { metadataReferences } from './check-salesforce/metadata-references.mjs';
import { metadataTypes } from './check-salesforce/metadata-types.mjs';
import { permissionSets } from './check-salesforce/permission-sets.mjs';
import { provePlantedFaults } from './check-salesforce/faults/planted.mjs';
import { openProject } from './check-salesforce/project.mjs';
import { sourceConverts } from './check-salesforce/source-converts.mjs';
import { prepareTools } from './check-salesforce/tools.mjs';
import { ROOT, SetupProblem } from './setup.mjs';

/** @typedef {import('./check-salesforce/findings.mjs').Check} Check */
/** @typedef {import('./check-salesforce/findings.mjs').Finding} Finding */

/** The cheap ones first. */
const CHECKS = [
  metadataTypes,
  metadataReferences,
  labels,
  permissionSets,
  icons,
  sourceConverts,
  apexFormat,
  apexHouseRules,
  apexNames,
  apexTypes,
  apexRules,
];

/**
 * @param {readonly Check[]} checks
 * @returns {Promise<{ passed: number, failed: number, empty: number, found: Map<Check, readonly Finding[]> }>}
 */
async function runChecks(checks) {
  const project = openProject(ROOT);
  /** @type {Map<Check, readonly Finding[]>} */
  const found = new Map();
  const counts = { passed: 0, failed: 0, empty: 0, found };
  for (const check of checks) {
    const { seen, sawNothing, findings } = await check.run(project);
    found.set(check, findings);
    if (findings.length > 0) counts.failed += 1;
    else if (sawNothing) counts.empty += 1;
    else counts.passed += 1;
    const word = findings.length > 0 ? 'FAIL' : sawNothing ? 'NONE' : 'PASS';
    console.log(`${word}  ${check.name} (${seen})`);
    for (const finding of findings) console.log(`      ${lineOf(finding)}`);
  }
  return counts;
}

/**
 * @param {readonly string[]} words
 * @returns {Promise<boolean>} whether all is well
 */
async function main(words) {
  prepareTools();
  if (words.includes('--write')) {
    for (const file of await writeApexFormat(openProject(ROOT))) console.log(file);
    return true;
  }
  const chosen = CHECKS.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word.toLowerCase())));
  if (chosen.length === 0) throw new SetupProblem(`No check has this in its name: ${words.join(' ')}`);
  const counts = await runChecks(chosen);
  const isProven = await provePlantedFaults(counts.found, ROOT);
  const failed = counts.failed + (isProven ? 0 : 1);
  console.log(
    `${counts.passed + (isProven ? 1 : 0)} passed, ${failed} failed, ${counts.empty} with nothing to check yet`,
  );
  return failed === 0;
}

try {
  process.exitCode = (await main(argv.slice(2))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
