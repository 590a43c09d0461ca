import { describe, expect, it } from '@jest/globals';
import { cell, readTable } from '../../test/support/tables.js';
import { isReasonCode, reasons, type Reason } from './reasons.js';
import ts from 'typescript';
import { isTest, nodesOf, parse, sources } from '../../test/tidy/sources.js';

const page = 'reason-codes.md';
const headings: Readonly<Record<Reason['kind'], string>> = {
  issue: 'Issues',
  waiting: 'Waiting',
  leftOut: 'Left out',
  done: 'Done',
};
const kinds = Object.keys(headings) as Reason['kind'][];

/** Texts in the connector that are handed on: not those that something is only compared with. */
function textsGiven(): ReadonlySet<string> {
  const files = sources().filter(({ file }) => file.startsWith('connector/src/') && !isTest(file));
  const texts = files
    .filter(({ file }) => file !== 'connector/src/core/reasons.ts')
    .flatMap((file) => nodesOf(parse(file)))
    .filter((node) => ts.isStringLiteral(node))
    .filter(({ parent }) => !ts.isCaseClause(parent) && !ts.isLiteralTypeNode(parent) && !isComparison(parent));
  return new Set(texts.map(({ text }) => text));
}

function isComparison(node: ts.Node): boolean {
  const signs = [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken];
  return ts.isBinaryExpression(node) && signs.includes(node.operatorToken.kind);
}

describe('the reason codes', () => {
  it.each(kinds)('of the kind %s are on the page as they are in the code', (kind) => {
    const onPage = readTable(page, headings[kind], 'Code').map((row) => ({
      code: cell(row, 'Code'),
      kind: cell(row, 'Kind'),
      means: cell(row, 'Means'),
      fixer: cell(row, 'Who can fix it'),
      nextStep: cell(row, 'Next step'),
    }));
    const inCode = Object.entries(reasons)
      .filter(([, reason]) => reason.kind === kind)
      .map(([code, reason]) => ({ code, ...reason }));
    expect(onPage).toEqual(inCode);
  });

  it('have a next step and somebody to take it exactly where there is something to fix', () => {
    for (const [code, { kind, fixer, nextStep }] of Object.entries(reasons)) {
      const isFixable = kind === 'issue';
      expect({ code, isFixable: fixer !== 'nobody needs to' }).toEqual({ code, isFixable });
      expect({ code, isFixable: nextStep !== 'Nothing to do.' }).toEqual({ code, isFixable });
    }
  });

  it('fit into the field of the org, and say what they mean in a sentence', () => {
    for (const [code, { means, nextStep }] of Object.entries(reasons)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(code.length).toBeLessThanOrEqual(40);
      for (const text of [means, nextStep]) expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('are all given by somebody: none stands in core/reasons.ts alone', () => {
    const given = textsGiven();
    expect(Object.keys(reasons).filter((code) => !given.has(code))).toEqual([]);
  });

  it('are told from other words', () => {
    expect(isReasonCode('EMAIL_SHARED')).toBe(true);
    expect(isReasonCode('email_shared')).toBe(false);
    expect(isReasonCode('toString')).toBe(false);
  });
});
