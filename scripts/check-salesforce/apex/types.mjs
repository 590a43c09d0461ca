// Apex against the platform's types and our own objects, labels and platform events: unknown fields, wrong types,
// methods that are not there. The type check is apex-ls; it does not look inside SOQL and
// lets some unknown fields of standard objects pass (apex-names.mjs looks at both), and it knows API 65.0.
import { relative, sep } from 'node:path';
import { nothingToCheck, report } from '../findings.mjs';
import { runJava } from '../tools.mjs';

const CLEAN = 0;
const FOUND = 4;

/** @typedef {{ start: { line: number }, category: string, message: string }} Message */
/** @typedef {{ files: { path: string, messages: Message[] }[] }} Answer */

/** @type {import('../findings.mjs').Check} */
export const apexTypes = { name: 'Apex fits the platform and our own objects', run };

/**
 * @param {import('../project.mjs').Project} project
 * @returns {import('../findings.mjs').Report}
 */
function run({ root, classes, triggers }) {
  if (classes.length + triggers.length === 0) return nothingToCheck('no Apex yet');
  const command = ['io.github.apexdevtools.apexls.CheckForIssues', '-n', '-d', 'warnings', '-f', 'json', '-w', root];
  const { code, output, errors } = runJava(command, root);
  if (code !== CLEAN && code !== FOUND) throw new Error(`The type check broke off (exit code ${code}): ${errors}`);
  const { files } = /** @type {Answer} */ (JSON.parse(output));
  const findings = files.flatMap(({ path, messages }) =>
    messages.map(({ start, category, message }) => ({
      file: relative(root, path).split(sep).join('/'),
      line: start.line,
      problem: `${category}: ${message}`,
      remedy: 'Mend the Apex, or the metadata that it names',
    })),
  );
  if (code === FOUND && findings.length === 0) throw new Error(`The type check found something unreadable: ${output}`);
  return report(`${classes.length} classes, ${triggers.length} triggers`, findings);
}
