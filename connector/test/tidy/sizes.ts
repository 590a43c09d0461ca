// How large a file, a function and a line may become before they are taken apart (docs/architecture.md). Pure
// functions; sizes.test.ts runs them on the repository and on planted mistakes.
import ts from 'typescript';
import { isTest, lineOf, nodesOf, parse, type Finding, type SourceFile } from './sources.js';

export const FILE_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 70;
export const LINE_LENGTH_MAX = 120;

export function sizeFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => [
    ...longFile(file),
    ...longLines(file),
    ...(isTest(file.file) ? [] : longFunctions(file)),
  ]);
}

function longFile({ file, text }: SourceFile): Finding[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > FILE_LINES_MAX ? [{ file, line: lines, what: `a file of ${lines} lines` }] : [];
}

function longLines({ file, text }: SourceFile): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const what = `a line of ${line.length} characters`;
    return line.length > LINE_LENGTH_MAX ? [{ file, line: index + 1, what }] : [];
  });
}

/**
 * From the first line of the function's own text to its last, comments and all; functions inside of it count for it
 * too.
 */
function longFunctions(file: SourceFile): Finding[] {
  const source = parse(file);
  return nodesOf(source).flatMap((node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return [];
    const first = lineOf(source, node);
    const lines = source.getLineAndCharacterOfPosition(node.getEnd()).line + 2 - first;
    return lines > FUNCTION_LINES_MAX ? [{ file: file.file, line: first, what: `a function of ${lines} lines` }] : [];
  });
}
