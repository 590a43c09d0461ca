// The words that Apex and pages say stand in one file of labels, where they can be translated: each label that is named
// exists and each that exists is named, none breaks when it is filled in, and no sentence stands in Apex itself. An org
// refuses an unknown label at deployment; of the rest it says nothing.
import { lineAt } from '../check-files.mjs';
import { codeOnly, isTest, literalsIn } from './apex/code.mjs';
import { report } from './findings.mjs';
import { metadataOfType, nameOfFile } from './project.mjs';
import { childrenOf, textOf } from './xml.mjs';

/** @typedef {import('./findings.mjs').Finding} Finding */
/** @typedef {import('./project.mjs').Project} Project */

/**
 * @typedef {object} Label
 * @property {string} file
 * @property {number} line
 * @property {string} name
 * @property {string} value
 * @property {string} about its short description, for translators
 */

/**
 * A place that names a label.
 * @typedef {object} Use
 * @property {string} file
 * @property {number} line
 * @property {string} name
 * @property {boolean} isFilled whether String.format fills it in
 * @property {boolean} isApex
 * @property {boolean} isTest a label that tests alone name is said to nobody
 */

/** Labels of all packages of an org share one list. */
const PREFIX = 'Exchange_Sync_';
const VALUE_MAX = 1000;
const ABOUT_MAX = 80;

const PLACEHOLDER = /\{(\d+)\}/g;
const IN_APEX = /(\bString\.format\s*\(\s*)?\b(?:System\.)?Label\.(\w+)/g;
const IN_PAGES = /@salesforce\/label\/c\.(\w+)/g;
/** Technical texts of Apex have fewer words in a row. */
const SENTENCE = /(?:[A-Za-z"][\w".,:]* ){3}[\w"]/;

/** @type {import('./findings.mjs').Check} */
export const labels = { name: 'Words stand in labels, which are named and can be filled in', run };

/**
 * @param {Project} project
 * @returns {import('./findings.mjs').Report}
 */
function run(project) {
  const all = labelsOf(project);
  const uses = usesOf(project);
  const findings = [
    ...all.flatMap(textFaults),
    ...orderFaults(all),
    ...unsaid(all, uses),
    ...uses.flatMap((use) => useFaults(use, all)),
    ...project.classes.flatMap(sentencesIn),
  ];
  return report(`${all.length} labels, named in ${uses.length} places`, findings);
}

/**
 * @param {Project} project
 * @returns {Label[]}
 */
function labelsOf(project) {
  return metadataOfType(project, 'CustomLabels').flatMap(({ file, root }) =>
    childrenOf(root, 'labels').map((label) => ({
      file,
      line: label.line,
      name: textOf(label, 'fullName') ?? '',
      value: unescaped(textOf(label, 'value') ?? ''),
      about: textOf(label, 'shortDescription') ?? '',
    })),
  );
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll('&apos;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/**
 * @param {Project} project
 * @returns {Use[]}
 */
function usesOf({ classes, triggers, files }) {
  const inApex = [...classes, ...triggers].flatMap(({ file, text }) => {
    const code = codeOnly(text);
    return [...code.matchAll(IN_APEX)].map(({ index, 0: whole, 1: format, 2: name = '' }) => ({
      file,
      line: lineAt(code, index + whole.length - 1),
      name,
      isFilled: format !== undefined,
      isApex: true,
      isTest: isTest(code),
    }));
  });
  const inPages = files
    .filter(({ file }) => /\/lwc\/.*\.js$/.test(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(IN_PAGES)].map(({ index, 1: name = '' }) => ({
        file,
        line: lineAt(text, index),
        name,
        isFilled: false,
        isApex: false,
        isTest: file.includes('/__tests__/'),
      })),
    );
  return [...inApex, ...inPages];
}

/** @param {string} value */
function placeholdersIn(value) {
  return [...new Set([...value.matchAll(PLACEHOLDER)].map(([, number]) => Number(number)))];
}

/**
 * @param {Label} label
 * @returns {Finding[]}
 */
function textFaults({ file, line, name, value, about }) {
  /** @type {Finding[]} */
  const findings = [];
  const say = (/** @type {string} */ problem, /** @type {string} */ remedy) =>
    findings.push({ file, line, problem: `${name} ${problem}`, remedy });
  const places = placeholdersIn(value);
  if (!name.startsWith(PREFIX)) say(`does not begin with ${PREFIX}`, 'Labels of all packages share one list');
  if (value.length > VALUE_MAX) say(`has ${value.length} characters`, `At most ${VALUE_MAX} are allowed`);
  if (about === '' || about.length > ABOUT_MAX) {
    say(`has a short description of ${about.length} characters`, `Translators need one, of at most ${ABOUT_MAX}`);
  }
  if (places.some((number, index) => number !== index)) {
    say(`holds {${places.join('}, {')}}`, 'Number placeholders from {0} on, in the order of the sentence');
  }
  if (places.length > 0 && /['{}]/.test(value.replace(PLACEHOLDER, ''))) {
    say('is filled in, and holds an apostrophe or a brace', 'String.format swallows them: say it without');
  }
  for (const number of places) {
    if (!about.includes(`{${number}}: `)) {
      say(`does not say what {${number}} is`, `Write "{${number}}: …" into its short description`);
    }
  }
  return findings;
}

/**
 * @param {readonly Label[]} all
 * @returns {Finding[]}
 */
function orderFaults(all) {
  return all.flatMap(({ file, line, name }, index) => {
    const before = all[index - 1];
    if (before?.file !== file || before.name < name) return [];
    return before.name === name
      ? [{ file, line, problem: `${name} stands twice`, remedy: 'Keep one' }]
      : [{ file, line, problem: `${name} stands after ${before.name}`, remedy: 'Sort labels by name' }];
  });
}

/**
 * @param {readonly Label[]} all
 * @param {readonly Use[]} uses
 * @returns {Finding[]}
 */
function unsaid(all, uses) {
  const said = new Set(uses.filter((use) => !use.isTest).map(({ name }) => name));
  return all
    .filter(({ name }) => !said.has(name))
    .map(({ file, line, name }) => ({
      file,
      line,
      problem: `${name} is said nowhere`,
      remedy: 'Name it in Apex or on a page, or take it out',
    }));
}

/**
 * @param {Use} use
 * @param {readonly Label[]} all
 * @returns {Finding[]}
 */
function useFaults({ file, line, name, isFilled, isApex }, all) {
  const label = all.find((one) => one.name === name);
  if (!label) return [{ file, line, problem: `${name} is no label`, remedy: 'Correct the name, or add the label' }];
  const hasPlaces = placeholdersIn(label.value).length > 0;
  if (!isApex || hasPlaces === isFilled) return [];
  return hasPlaces
    ? [{ file, line, problem: `${name} is said with open placeholders`, remedy: 'Write String.format around it' }]
    : [{ file, line, problem: `${name} has no placeholder to fill in`, remedy: 'Say it without String.format' }];
}

/**
 * Sentences of the debug log are for nobody in front of a page.
 * @param {import('../check-files.mjs').TextFile} source
 * @returns {Finding[]}
 */
function sentencesIn({ file, text }) {
  const code = codeOnly(text);
  if (isTest(code)) return [];
  return literalsIn(text)
    .filter(({ index, literal }) => SENTENCE.test(literal) && !isInDebugLog(code, index))
    .filter(({ literal }) => !/^SELECT /i.test(literal))
    .map(({ index, literal }) => ({
      file,
      line: lineAt(text, index),
      problem: `${nameOfFile(file)} says "${literal.slice(0, 40)}" in Apex itself`,
      remedy: 'Make it a label, so that it can be translated',
    }));
}

/**
 * @param {string} code
 * @param {number} index
 */
function isInDebugLog(code, index) {
  return /\bSystem\.debug\s*\([^;]*$/i.test(code.slice(0, index));
}
