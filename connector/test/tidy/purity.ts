// Two rules about what code may reach for: the environment is read in connector/src/config.ts alone, and the core has
// no clock, no chance, no timer and no outside (docs/architecture.md). Pure functions; purity.test.ts runs them on
// the repository and on planted mistakes.
import ts from 'typescript';
import { isTest, lineOf, nodesOf, parse, type Finding, type SourceFile } from './sources.js';

const IMPURE_NAMES = new Set([
  ...['process', 'console', 'fetch', 'performance', 'crypto', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
]);
const IMPURE_CALLS = new Set(['Date.now', 'Math.random', 'Intl.DateTimeFormat']);

/** Where connector sources read environment variables outside of config.ts. */
export function environmentFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ file }) => file.startsWith('connector/src/') && file !== 'connector/src/config.ts' && !isTest(file))
    .flatMap((file) => findings(file, readsEnvironment));
}

/** Where the core reaches outside of its arguments. */
export function purityFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ file }) => file.startsWith('connector/src/core/') && !isTest(file))
    .flatMap((file) => findings(file, reachesOutside));
}

function findings(file: SourceFile, judge: (node: ts.Node) => string | null): Finding[] {
  const source = parse(file);
  return nodesOf(source).flatMap((node) => {
    const what = judge(node);
    return what === null ? [] : [{ file: file.file, line: lineOf(source, node), what }];
  });
}

function readsEnvironment(node: ts.Node): string | null {
  const isProcess = (expression: ts.Expression): boolean =>
    ts.isIdentifier(expression) && expression.text === 'process';
  if (ts.isPropertyAccessExpression(node) && isProcess(node.expression) && node.name.text === 'env')
    return 'process.env';
  if (ts.isElementAccessExpression(node) && isProcess(node.expression)) return 'process[…]';
  const isDestructured =
    ts.isVariableDeclaration(node) && node.initializer !== undefined && isProcess(node.initializer);
  if (isDestructured && node.name.getText().includes('env')) return 'env of process';
  const isImported = ts.isImportDeclaration(node) && /^'(?:node:)?process'$/.test(node.moduleSpecifier.getText());
  return isImported && /\benv\b/.test(node.importClause?.getText() ?? '') ? 'env of node:process' : null;
}

function reachesOutside(node: ts.Node): string | null {
  if (ts.isNewExpression(node)) {
    const isNow = node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
    return isNow ? 'new Date()' : null;
  }
  if (ts.isPropertyAccessExpression(node)) return IMPURE_CALLS.has(node.getText()) ? node.getText() : null;
  return ts.isIdentifier(node) && IMPURE_NAMES.has(node.text) && isFreeName(node) ? node.text : null;
}

/**
 * A name that is looked up in the surroundings: not a property, not a key, not a name that is declared or imported
 * here.
 */
function isFreeName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  const isDeclared = 'name' in parent && parent.name === node;
  return !isDeclared && !ts.isImportSpecifier(parent) && !ts.isTypeNode(parent);
}
