// `npm run check:loud`: whoever adds something and forgets one of its places has to be told, with the name of the
// place. It makes each of these mistakes in a copy of the tree (check-loud/mistakes.mjs) and looks whether a type or a
// test names it. Arguments choose mistakes by a word. It must never call a mistake loud because of a complaint that
// was there before.
import { rmSync } from 'node:fs';
import { argv } from 'node:process';
import { complaintsOf } from './check-loud/complaints.mjs';
import { copyOf, NoSuchPlace, plant } from './check-loud/copy.mjs';
import { MISTAKES } from './check-loud/mistakes.mjs';
import { ROOT } from './setup.mjs';

/** @typedef {import('./check-loud/mistakes.mjs').Mistake} Mistake */

/**
 * The first line of the complaint that names the place, or null with what is missing.
 * @param {string} copy
 * @param {Mistake} mistake
 * @param {(noticedBy: string) => ReadonlySet<string>} before what is said without the mistake
 * @returns {{ isLoud: boolean, words: string }}
 */
function judge(copy, { edits, noticedBy, named }, before) {
  const known = before(noticedBy);
  const { files, undo } = plant(copy, edits);
  try {
    const complaints = complaintsOf(copy, noticedBy).filter((complaint) => !known.has(complaint));
    const wanted = edits.some((edit) => 'folder' in edit) ? files.map((file) => [file, ...named]) : [named];
    const found = wanted.map((words) =>
      complaints.find((complaint) => words.every((word) => complaint.includes(word))),
    );
    const silent = wanted.filter((_, at) => found[at] === undefined);
    if (silent.length > 0) return { isLoud: false, words: `${noticedBy} did not name ${silent.flat().join(', ')}` };
    return { isLoud: true, words: found[0]?.split('\n')[0] ?? '' };
  } finally {
    undo();
  }
}

const chosen = MISTAKES.filter(({ change, mistake }) =>
  argv.slice(2).every((word) => `${change}: ${mistake}`.includes(word)),
);
const copy = copyOf(ROOT);
let silent = 0;
try {
  /** @type {Map<string, ReadonlySet<string>>} */
  const said = new Map();
  const before = (/** @type {string} */ noticedBy) => {
    const known = said.get(noticedBy) ?? new Set(complaintsOf(copy, noticedBy));
    said.set(noticedBy, known);
    return known;
  };
  for (const mistake of chosen) {
    let result;
    try {
      result = judge(copy, mistake, before);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      result = { isLoud: false, words: `the mistake cannot be made: ${error.message}` };
    }
    if (!result.isLoud) silent += 1;
    console.log(
      `${result.isLoud ? 'LOUD  ' : 'SILENT'}  ${mistake.change}: ${mistake.mistake}\n        ${result.words}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${chosen.length - silent} loud, ${silent} silent`);
process.exitCode = silent > 0 || chosen.length === 0 ? 1 : 0;
