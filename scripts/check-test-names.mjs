// Two tests with one name hide each other in every report: `node scripts/check-test-names.mjs` lists such names and
// fails. A name is the chain of its describes and its own sentence. It reads the sources and must never run them.
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { textFiles } from './check-files.mjs';

/** @typedef {{ file: string, line: number, name: string }} TestName */

const GROUPS = new Set(['describe']);
const TESTS = new Set(['it', 'test']);
/** What may stand behind them; any other property is somebody's own object that happens to be called `test`. */
const FORMS = new Set(['each', 'concurrent']);

/**
 * The names of all tests in a file, in the order of the text. Names made at run time count as they are written.
 * @param {import('./check-files.mjs').TextFile} file
 * @returns {TestName[]}
 */
export function testNamesIn({ file, text }) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  /** @type {TestName[]} */
  const names = [];
  /** @type {(node: import('typescript').Node, groups: readonly string[]) => void} */
  const visit = (node, groups) => {
    const found = ts.isCallExpression(node) ? titleOf(node) : null;
    if (found?.kind === 'test') {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      names.push({ file, line, name: [...groups, found.title].join(' › ') });
    }
    const inner = found?.kind === 'group' ? [...groups, found.title] : groups;
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(source, []);
  return names;
}

/**
 * The title of `describe('…')`, `it('…')`, `it.each(…)('…')` and their like; null for any other call.
 * @param {import('typescript').CallExpression} call
 * @returns {{ kind: 'group' | 'test', title: string } | null}
 */
function titleOf(call) {
  const name = rootNameOf(call.expression);
  const title = call.arguments[0];
  if (name === null || title === undefined || call.arguments.length < 2) return null;
  if (!GROUPS.has(name) && !TESTS.has(name)) return null;
  const text = ts.isStringLiteralLike(title) ? title.text : title.getText();
  return { kind: GROUPS.has(name) ? 'group' : 'test', title: text };
}

/**
 * `it` for it, it.each, it.each(…) and it.each`…`.
 * @param {import('typescript').Node} callee
 * @returns {string | null}
 */
function rootNameOf(callee) {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isPropertyAccessExpression(callee)) {
    return FORMS.has(callee.name.text) ? rootNameOf(callee.expression) : null;
  }
  if (ts.isCallExpression(callee)) return rootNameOf(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? rootNameOf(callee.tag) : null;
}

/**
 * Tests whose name an earlier one has already, with the place of the earlier one.
 * @param {readonly TestName[]} names
 * @returns {{ repeated: TestName, first: TestName }[]}
 */
export function repeatedNames(names) {
  /** @type {Map<string, TestName>} */
  const seen = new Map();
  return names.flatMap((repeated) => {
    const first = seen.get(repeated.name);
    if (first) return [{ repeated, first }];
    seen.set(repeated.name, repeated);
    return [];
  });
}

/**
 * @param {string} root
 * @returns {TestName[]}
 */
export function testNamesBelow(root) {
  return textFiles(root, (file) => /\.test\.(?:ts|mjs|js)$/.test(file)).flatMap(testNamesIn);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const names = testNamesBelow(fileURLToPath(new URL('..', import.meta.url)));
  const repeated = repeatedNames(names);
  for (const { repeated: again, first } of repeated) {
    console.error(`${again.file}:${again.line} has the name of ${first.file}:${first.line}: ${again.name}`);
  }
  console.log(`${names.length} tests, ${repeated.length} names used twice`);
  process.exitCode = repeated.length > 0 || names.length === 0 ? 1 : 0;
}
