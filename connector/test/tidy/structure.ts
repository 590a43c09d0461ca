// What every source file has in common (CONTRIBUTING.md, house rules): it says at its head what it is for, exports by
// name, is no index of other files, and inherits from nothing but Error. Pure functions; structure.test.ts runs them
// on the repository and on planted mistakes.
import ts from 'typescript';
import { isTest, lineOf, nodesOf, parse, type Finding, type SourceFile } from './sources.js';

export function structureFindings(files: readonly SourceFile[]): Finding[] {
  return files.filter(({ file }) => !isTest(file)).flatMap((file) => findingsIn(file));
}

function findingsIn(file: SourceFile): Finding[] {
  const source = parse(file);
  const found: Finding[] = [];
  const complain = (node: ts.Node, what: string): void =>
    void found.push({ file: file.file, line: lineOf(source, node), what });

  if (!/^(?:#!.*\n)?(?:\/\/|\/\*\*)/.test(file.text)) complain(source, 'no word on what the file is for');
  if (isIndexOfOthers(source)) complain(source, 'nothing but exports of other files');
  for (const node of nodesOf(source)) {
    if (ts.isExportAssignment(node) && !file.file.endsWith('.config.mjs')) complain(node, 'a default export');
    if (ts.isHeritageClause(node) && inheritsFromAnother(node)) complain(node, node.getText(source));
  }
  return found;
}

function isIndexOfOthers(source: ts.SourceFile): boolean {
  const { statements } = source;
  return statements.length > 0 && statements.every((node) => ts.isExportDeclaration(node) && node.moduleSpecifier);
}

function inheritsFromAnother(clause: ts.HeritageClause): boolean {
  const isOfClass = ts.isClassLike(clause.parent) && clause.token === ts.SyntaxKind.ExtendsKeyword;
  return isOfClass && clause.types.some(({ expression }) => expression.getText() !== 'Error');
}
