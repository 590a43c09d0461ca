// The files of the repository as the checks see them: everything that is kept, nothing that is installed, built or
// private. It must work without git, because a copy of the sources is no less to be checked.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Folders that .gitignore leaves out too, and git's own. */
const SKIPPED_FOLDERS = new Set(['.cache', '.data', '.git', '.sf', '.sfdx', 'coverage', 'dist', 'node_modules']);
const SKIPPED_FILE = /^\.env(?:\..+)?$|\.log$|\.tsbuildinfo$|^\.DS_Store$/;

/** @typedef {{ file: string, text: string }} TextFile the path is relative to the root, with `/` on every system */

/**
 * All text files below the root, sorted by path. Files with a zero byte are no text and left out.
 * @param {string} root absolute
 * @param {(file: string) => boolean} [isWanted] judges by the relative path, before anything is read
 * @returns {TextFile[]}
 */
export function textFiles(root, isWanted = () => true) {
  return pathsBelow(root)
    .map((path) => ({ path, file: relative(root, path).split(sep).join('/') }))
    .filter(({ file }) => isWanted(file))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .flatMap(({ path, file }) => {
      const text = readFileSync(path, 'utf8');
      return text.includes('\0') ? [] : [{ file, text }];
    });
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function pathsBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : pathsBelow(path);
    return entry.isFile() && !SKIPPED_FILE.test(entry.name) ? [path] : [];
  });
}

/**
 * The line in which a position lies, counted from 1.
 * @param {string} text
 * @param {number} position
 */
export function lineAt(text, position) {
  return text.slice(0, position).split('\n').length;
}
