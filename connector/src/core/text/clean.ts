// Texts as both systems mean them: line ends, blanks, Unicode composition, length. Forgives only what one of the
// systems does by itself. Whoever changes a text that comes out of here raises the form versions of contacts and
// events. Pure, and idempotent. Rule: docs/fields.md; laws P10, P11.

/** Ends a text that was longer than Salesforce takes. */
const cutMark = '…';

const lineBreak = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/g;
/** Control characters that neither system can show; tab and line breaks stay. */
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f]/g;
/** Halves of a surrogate pair without their other half: no encoding can carry them. */
const halfCharacter = /\p{Surrogate}/gu;
/** Nothing to clean, the common case. */
const plain = /^[\x20-\x7e]*$/;

/** Of a value as an API gives it: null is empty, and what is no text is unread. */
export function textOf(value: unknown): string | undefined {
  if (value === null) return '';
  return typeof value === 'string' ? value : undefined;
}

export function cleaned(text: string): string {
  return plain.test(text) ? text : cleanedThroughout(text);
}

/**
 * Cuts what is longer than `lengthMax` and ends it with the mark. Lengths are UTF-16 units, as Salesforce counts (a
 * surrogate pair is two). It may keep a line break as two characters, so a text that is cut leaves room for that; one
 * that fits as it is stays as it is. Cutting twice is cutting once. Takes and gives canonical values.
 */
export function cutWithMark(value: string, lengthMax: number): string {
  if (value.length <= lengthMax) return value;
  let end = 0;
  for (let room = lengthMax - cutMark.length; room > 0; end += 1) {
    room -= value[end] === '\n' ? 2 : 1;
    if (room < 0) break;
  }
  const last = value.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${value.slice(0, end).trimEnd()}${cutMark}`;
}

function cleanedThroughout(text: string): string {
  return text.replace(lineBreak, '\n').replace(invisible, '').replace(halfCharacter, '\ufffd').normalize('NFC');
}

export function oneLine(text: string): string {
  if (!text.includes('\n')) return text.trim();
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Blanks at line ends are not kept: both systems and their editors drop them now and then, and nobody sees them. */
export function manyLines(text: string): string {
  if (!text.includes('\n')) return text.trim();
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

// Letters of the Latin script that Unicode does not take apart into a letter and an accent.
const foldedLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  '’': "'",
  '‘': "'",
  '‐': '-',
  '‑': '-',
};
const foldedLetter = new RegExp(`[${Object.keys(foldedLetters).join('')}]`, 'g');

/**
 * Case, accents and widths folded, blanks single: for match keys only, never for a value that is written. Only the
 * accents of European scripts go; marks that are letters elsewhere (Hindi vowels, Japanese voicing) stay.
 */
export function foldName(text: string): string {
  return cleaned(text)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(foldedLetter, (letter) => foldedLetters[letter] ?? letter)
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
}
