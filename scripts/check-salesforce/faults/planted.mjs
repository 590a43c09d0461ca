// Proves that the checks are awake: each runs once more on a copy of the package with faults planted in it, and must
// name every one of them and nothing in the sound files beside them. What it names it must not have named before, in
// the package itself. The copy holds sound Apex in place of the package's own, so that it takes seconds. It runs with
// the checks and not with `npm test`, because it needs their tools and Java, which nobody needs who works on the
// connector.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAULTS_IN_APEX, SOUND_APEX } from './in-apex.mjs';
import { FAULTS_IN_LABELS } from './in-labels.mjs';
import { FAULTS_IN_METADATA } from './in-metadata.mjs';
import { lineOf } from '../findings.mjs';
import { openProject, TEMPLATES } from '../project.mjs';
import { inScratchFolder } from '../tools.mjs';

/** @typedef {import('../findings.mjs').Check} Check */
/** @typedef {import('../findings.mjs').Finding} Finding */

/**
 * A fault is either a new file or a change in one that is there.
 * @typedef {object} Fault
 * @property {string} file relative to force-app/main/default
 * @property {string} [text] of the new file
 * @property {string} [meta] of the `-meta.xml` beside the new file
 * @property {readonly [string, string]} [change] what is replaced, and by what: once, where it stands first
 * @property {string} says words that the finding must hold; its file must be this one
 */

/** @type {ReadonlyMap<Check, readonly Fault[]>} */
const FAULTS = new Map([...FAULTS_IN_METADATA, ...FAULTS_IN_LABELS, ...FAULTS_IN_APEX]);

/**
 * @param {ReadonlyMap<Check, readonly Finding[]>} found what each check found in the package itself
 * @param {string} root
 * @returns {Promise<boolean>}
 */
export async function provePlantedFaults(found, root) {
  const complaints = [];
  let planted = 0;
  for (const [check, findings] of found) {
    const faults = FAULTS.get(check) ?? [];
    planted += faults.length;
    if (faults.length === 0) complaints.push(`"${check.name}" has no planted faults. Plant some.`);
    else complaints.push(...(await complaintsAbout(check, faults, findings, root)));
  }
  const word = complaints.length > 0 ? 'FAIL' : 'PASS';
  console.log(`${word}  Each of these checks names what is planted for it (${planted} faults in ${found.size} checks)`);
  for (const complaint of complaints) console.log(`      ${complaint}`);
  return complaints.length === 0;
}

/**
 * @param {Check} check
 * @param {readonly Fault[]} faults
 * @param {readonly Finding[]} before
 * @param {string} root
 * @returns {Promise<string[]>}
 */
async function complaintsAbout(check, faults, before, root) {
  return inScratchFolder(async (folder) => {
    copyPackage(root, folder);
    for (const [file, text] of Object.entries(SOUND_APEX)) write(inPackage(folder, file), text);
    for (const fault of faults) plant(folder, fault);
    const { findings } = await check.run(openProject(folder));
    const unseen = faults.filter((fault) => !findings.some((finding) => names(finding, fault)));
    const early = faults.filter((fault) => before.some((finding) => names(finding, fault)));
    const sound = Object.keys(SOUND_APEX).map((file) => `force-app/main/default/${file}`);
    const wrong = findings.filter(({ file }) => sound.includes(file));
    return [
      ...unseen.map(({ file, says }) => `"${check.name}" does not see the fault planted in ${file}: ${says}`),
      ...early.map(({ file, says }) => `"${check.name}" says "${says}" of ${file} also without the planted fault`),
      ...wrong.map((finding) => `"${check.name}" finds fault with a sound file: ${lineOf(finding)}`),
    ];
  });
}

/**
 * @param {Finding} finding
 * @param {Fault} fault
 */
function names(finding, { file, says }) {
  return finding.file === `force-app/main/default/${file}` && lineOf(finding).includes(says);
}

/**
 * @param {string} root
 * @param {string} folder
 */
function copyPackage(root, folder) {
  const isOwnApex = /[\\/](?:classes|triggers)$/;
  for (const name of ['sfdx-project.json', '.forceignore', 'force-app', TEMPLATES]) {
    cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !isOwnApex.test(path) });
  }
}

/**
 * @param {string} folder
 * @param {Fault} fault
 */
function plant(folder, { file, text, meta, change }) {
  const path = inPackage(folder, file);
  if (text !== undefined) {
    if (existsSync(path)) throw new Error(`${file} is in the package: a planted file needs a name of its own.`);
    write(path, text);
    if (meta !== undefined) write(`${path}-meta.xml`, meta);
  } else if (change !== undefined) {
    const before = readFileSync(path, 'utf8');
    const after = before.replace(change[0], () => change[1]);
    if (after === before) throw new Error(`${file} does not hold ${JSON.stringify(change[0])}: plant another fault.`);
    writeFileSync(path, after);
  }
}

/**
 * @param {string} folder
 * @param {string} file
 */
function inPackage(folder, file) {
  return join(folder, 'force-app', 'main', 'default', file);
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
