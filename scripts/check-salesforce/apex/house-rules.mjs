// What this package promises about its Apex beyond the general rules: every class says that sharing holds for it,
// triggers only hand over, and whatever works past the rights of the person at hand is named in docs/security.md, so
// that a reviewer finds all of it in one place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineAt } from '../../check-files.mjs';
import { ROOT } from '../../setup.mjs';
import { codeOnly, isTest } from './code.mjs';
import { nothingToCheck, report } from '../findings.mjs';
import { nameOfFile } from '../project.mjs';

/** @typedef {import('../findings.mjs').Finding} Finding */
/** @typedef {import('../../check-files.mjs').TextFile} TextFile */

const PAST_THE_PERSON = /\bSYSTEM_MODE\b|\bas\s+system\b|\bwithout\s+sharing\b/gi;
const DECLARATION = /^[^\n{]*\bclass\s+\w+/im;

/** @type {import('../findings.mjs').Check} */
export const apexHouseRules = { name: 'Apex keeps to sharing, short triggers and named exceptions', run };

/**
 * @param {import('../project.mjs').Project} project
 * @returns {import('../findings.mjs').Report}
 */
function run({ classes, triggers }) {
  if (classes.length + triggers.length === 0) return nothingToCheck('no Apex yet');
  const security = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
  const findings = [
    ...classes.flatMap(sharingOf),
    ...[...classes, ...triggers].flatMap((source) => unnamedExceptions(source, security)),
    ...triggers.flatMap(sizeOf),
  ];
  return report(`${classes.length} classes, ${triggers.length} triggers`, findings);
}

/**
 * @param {TextFile} source
 * @returns {Finding[]}
 */
function sharingOf({ file, text }) {
  const code = codeOnly(text);
  const declaration = DECLARATION.exec(code);
  // `without sharing` is an exception, which unnamedExceptions looks at.
  if (!declaration || isTest(code) || /\bwith(?:out)?\s+sharing\b/i.test(declaration[0])) return [];
  const line = lineAt(code, declaration.index);
  const problem = `${nameOfFile(file)} does not say \`with sharing\``;
  return [{ file, line, problem, remedy: 'Write `with sharing class`; the rights of the person at hand always hold' }];
}

/**
 * @param {TextFile} source
 * @param {string} security text of docs/security.md
 * @returns {Finding[]}
 */
function unnamedExceptions({ file, text }, security) {
  const name = nameOfFile(file);
  const code = codeOnly(text);
  if (isTest(code) || security.includes(`\`${name}\``)) return [];
  return [...code.matchAll(PAST_THE_PERSON)].map(({ index, 0: words }) => ({
    file,
    line: lineAt(text, index),
    problem: `${name} works past the rights of the person at hand (${words.replace(/\s+/g, ' ')})`,
    remedy: `Use user mode, or name \`${name}\` in docs/security.md with the reason`,
  }));
}

/**
 * @param {TextFile} trigger
 * @returns {Finding[]}
 */
function sizeOf({ file, text }) {
  const code = codeOnly(text);
  const body = code.slice(code.indexOf('{') + 1, code.lastIndexOf('}'));
  const statements = body.split(';').filter((part) => part.trim() !== '').length;
  if (statements === 1) return [];
  const remedy = 'Leave one statement that calls a class';
  return [{ file, line: 1, problem: `${nameOfFile(file)} holds ${statements} statements`, remedy }];
}
