// A copy of the tree to make mistakes in: the sources with the installed packages linked, so that nothing is installed
// or built twice. It must never write anywhere but into the copy.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { textFiles } from '../check-files.mjs';

/** @typedef {import('./mistakes.mjs').Edit} Edit */

/** What belongs to one machine, and what is heavy and not looked at. */
const LEFT_OUT = new Set(['.cache', '.data', '.git', 'coverage', 'dist', 'node_modules', 'tools']);

/** A mistake that cannot be made any more, because the text that it changes is not there. */
export class NoSuchPlace extends Error {}

/**
 * @param {string} root absolute
 * @returns {string} the folder of the copy
 */
export function copyOf(root) {
  const copy = mkdtempSync(join(tmpdir(), 'exchange-sync-loud-'));
  cpSync(root, copy, { recursive: true, filter: (path) => path === root || !LEFT_OUT.has(basename(path)) });
  for (const folder of ['node_modules', 'connector/node_modules', 'emulator/node_modules']) {
    if (existsSync(join(root, folder))) symlinkSync(join(root, folder), join(copy, folder), 'junction');
  }
  return copy;
}

/**
 * Makes the edits. All or none: where one has no place, those before it are taken back.
 * @param {string} copy
 * @param {readonly Edit[]} edits
 * @returns {{ files: readonly string[], undo: () => void }} the files that were changed
 */
export function plant(copy, edits) {
  /** @type {Map<string, string | null>} */
  const before = new Map();
  const undo = () => {
    for (const [file, text] of before) {
      if (text === null) rmSync(join(copy, file));
      else writeFileSync(join(copy, file), text);
    }
  };
  try {
    for (const edit of edits) {
      for (const { file, text } of changesOf(copy, edit)) {
        const path = join(copy, file);
        if (!before.has(file)) before.set(file, existsSync(path) ? readFileSync(path, 'utf8') : null);
        writeFileSync(path, text);
      }
    }
    return { files: [...before.keys()], undo };
  } catch (error) {
    undo();
    throw error;
  }
}

/**
 * @param {string} copy
 * @param {Edit} edit
 * @returns {{ file: string, text: string }[]}
 */
function changesOf(copy, edit) {
  if ('folder' in edit) {
    const isSource = (/** @type {string} */ file) =>
      file.startsWith(`${edit.folder}/`) && file.endsWith('.ts') && !file.endsWith('.test.ts');
    const found = textFiles(copy, isSource).filter(({ text }) => text.includes(edit.find));
    if (found.length === 0) throw new NoSuchPlace(`nothing below ${edit.folder} holds ${edit.find}`);
    return found.map(({ file, text }) => ({ file, text: text.replaceAll(edit.find, () => edit.put) }));
  }
  if (edit.find === undefined) return [{ file: edit.file, text: edit.put }];
  const path = join(copy, edit.file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // The last one: a SELECT of everything stands below one of a few fields.
  const at = text.lastIndexOf(edit.find);
  if (at < 0) throw new NoSuchPlace(`${edit.file} does not hold ${edit.find.trim()}`);
  return [{ file: edit.file, text: text.slice(0, at) + edit.put + text.slice(at + edit.find.length) }];
}
