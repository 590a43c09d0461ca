// What the tidy tests read: the sources of the repository as text, and their syntax. It must never run any of them.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { textFiles } from '../../../scripts/check-files.mjs';

export interface SourceFile {
  /** Relative to the root of the repository, with `/`: `connector/src/core/model.ts`. */
  readonly file: string;
  readonly text: string;
}

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export function isTest(file: string): boolean {
  return /\.test\.(?:ts|mjs|js)$/.test(file) || /^(?:connector|emulator)\/test\//.test(file);
}

/** All TypeScript and script files of the repository, those of force-app left out: they have rules of their own. */
export function sources(): SourceFile[] {
  return textFiles(ROOT, (file) => /\.(?:ts|mjs)$/.test(file) && !file.startsWith('force-app/'));
}

export function parse({ file, text }: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

/** Every node of the file, parents before children. */
export function nodesOf(source: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}

/** The line of a node, counted from 1. */
export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}
