import { describe, expect, it } from '@jest/globals';
import { canonicalValue, comparable } from './canonical.js';
import { cutWithMark, foldName } from '../text/clean.js';

describe('canonicalValue', () => {
  it('trims every form, and blanks alone are empty', () => {
    expect(canonicalValue('LastName', '  Berg\t')).toBe('Berg');
    expect(canonicalValue('FirstName', ' ')).toBe('');
    expect(canonicalValue('Description', ' \r\n ')).toBe('');
    expect(canonicalValue('Birthdate', ' ')).toBe('');
    expect(canonicalValue('Title', '\u00a0Head of Sales\u00a0')).toBe('Head of Sales');
  });

  it('writes line ends of every system as one line feed', () => {
    expect(canonicalValue('MailingStreet', '1 Main St\r\nFloor 2\rRoom 3\nDoor 4\u2028Bell 5')).toBe(
      '1 Main St\nFloor 2\nRoom 3\nDoor 4\nBell 5',
    );
  });

  it('drops blanks at the ends of lines and keeps empty lines between', () => {
    expect(canonicalValue('Description', 'Met in May  \r\n\r\n  - likes tea\t\r\n')).toBe(
      'Met in May\n\n  - likes tea',
    );
  });

  it('makes one line of a one-line field', () => {
    expect(canonicalValue('Title', 'Head of\r\n  Sales\n\nand Support')).toBe('Head of Sales and Support');
  });

  it('keeps inner blanks of texts and makes those of phone numbers single', () => {
    expect(canonicalValue('LastName', 'van  der Berg')).toBe('van  der Berg');
    expect(canonicalValue('Phone', ' +49 (30)  1234\u00a0 56 ')).toBe('+49 (30) 1234 56');
  });

  it('composes accents, so that two spellings of the same letter are one', () => {
    expect(canonicalValue('LastName', 'Mu\u0308ller')).toBe('Müller');
    expect(canonicalValue('LastName', 'Müller')).toBe('Müller');
  });

  it('drops control characters and half characters, which no wire format carries', () => {
    expect(canonicalValue('LastName', 'Be\u0000r\u001fg')).toBe('Berg');
    expect(canonicalValue('Title', 'Sales \ud83d')).toBe('Sales \ufffd');
    expect(canonicalValue('Title', 'Sales 😀')).toBe('Sales 😀');
  });

  it('keeps an e-mail address as it is written', () => {
    expect(canonicalValue('Email', ' Anna.Berg@Example.com ')).toBe('Anna.Berg@Example.com');
  });

  it.each([
    ['1991-09-19', '1991-09-19'],
    ['1991-09-19T11:59:00Z', '1991-09-19'],
    ['1991-09-19T00:00:00+02:00', '1991-09-19'],
    ['1992-02-29T23:59:59.999-11:00', '1992-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['1900-02-29', ''],
    ['1991-13-01', ''],
    ['19.09.1991', ''],
  ])('takes the date out of %s without looking at a zone', (text, date) => {
    expect(canonicalValue('Birthdate', text)).toBe(date);
  });
});

describe('comparable', () => {
  it('compares e-mail addresses without case and everything else as it is', () => {
    expect(comparable('Email', 'Anna.Berg@Example.com')).toBe('anna.berg@example.com');
    expect(comparable('LastName', 'Berg')).toBe('Berg');
  });
});

describe('cutWithMark', () => {
  it('leaves what fits, to the last character', () => {
    expect(cutWithMark('abcde', 5)).toBe('abcde');
    expect(cutWithMark('', 5)).toBe('');
  });

  it('ends with the mark and is exactly as long as allowed', () => {
    expect(cutWithMark('abcdef', 5)).toBe('abcd…');
  });

  it('never cuts a character in two', () => {
    expect(cutWithMark('abc😀def', 5)).toBe('abc…');
    expect(cutWithMark('ab😀cdef', 5)).toBe('ab😀…');
    expect(cutWithMark('😀😀', 2)).toBe('…');
  });

  it('leaves no blank before the mark', () => {
    expect(cutWithMark('abc   def', 6)).toBe('abc…');
    expect(cutWithMark('abc\n\n\ndef', 7)).toBe('abc…');
  });

  it('leaves room for line breaks that are kept as two characters', () => {
    const cut = cutWithMark('a\n'.repeat(20), 10);
    expect(cut).toBe('a\na\na…');
    expect(cut.replaceAll('\n', '\r\n').length).toBeLessThanOrEqual(10);
  });

  it('cuts a cut text no further', () => {
    const once = cutWithMark('word '.repeat(30), 80);
    expect(cutWithMark(once, 80)).toBe(once);
    expect(canonicalValue('LastName', once)).toBe(once);
  });
});

describe('foldName', () => {
  it.each([
    ['MÜLLER', 'muller'],
    ['Mu\u0308ller', 'muller'],
    ['Strauß', 'strauss'],
    ['Łukasz Ørsted', 'lukasz orsted'],
    ['İpek', 'ipek'],
    ['O’Brien', "o'brien"],
    ['  van   der\tBerg ', 'van der berg'],
    ['ＡＮＮＡ', 'anna'],
    ['ΣΙΣΥΦΟΣ', 'σισυφοσ'],
  ])('folds %s to %s', (name, folded) => {
    expect(foldName(name)).toBe(folded);
    expect(foldName(folded)).toBe(folded);
  });

  it('keeps marks that are letters of their own', () => {
    expect(foldName('राम')).not.toBe(foldName('रम'));
    expect(foldName('が')).not.toBe(foldName('か'));
  });
});
