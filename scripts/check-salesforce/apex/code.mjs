// What checks ask about the text of an Apex file. Positions and lines always stay as they are.

/** A comment or a literal, whichever begins first. */
const WORDS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g;

/** @param {string} part */
function blank(part) {
  return part.replace(/[^\n]/g, ' ');
}

/**
 * The text with its comments and strings blanked out.
 * @param {string} text
 */
export function codeOnly(text) {
  return text.replace(WORDS, blank);
}

/**
 * Its strings, without the marks around them.
 * @param {string} text
 * @returns {{ index: number, literal: string }[]}
 */
export function literalsIn(text) {
  return [...text.matchAll(WORDS)].flatMap(({ index, 0: part }) =>
    part.startsWith("'") ? [{ index, literal: part.slice(1, -1) }] : [],
  );
}

/**
 * Tests act as the people whom they name in System.runAs, and may prepare what these people may not.
 * @param {string} code
 */
export function isTest(code) {
  return /@IsTest\b/i.test(code.slice(0, code.search(/\bclass\b/i)));
}
