import { describe, expect, it } from '@jest/globals';
import { Screen, wrap } from './screen.js';

class Page {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 60;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

const escape = '\u001b';

describe('the screen', () => {
  it('uses colours on a terminal only, and never where NO_COLOR or TERM=dumb say no', () => {
    const painted = (isTTY: boolean, environment: Record<string, string>): boolean =>
      new Screen(new Page(isTTY), environment).paint('red', 'x').includes(escape);
    expect(painted(true, {})).toBe(true);
    expect(painted(true, { NO_COLOR: '' })).toBe(true);
    expect(painted(true, { NO_COLOR: '1' })).toBe(false);
    expect(painted(true, { TERM: 'dumb' })).toBe(false);
    expect(painted(false, {})).toBe(false);
  });

  it('shows a line that moves on a terminal only, and wipes it before the next line', () => {
    const terminal = new Page(true);
    const screen = new Screen(terminal, { NO_COLOR: '1' });
    screen.progress('half of it');
    screen.line('done');
    expect(terminal.text).toBe(`half of it\r${' '.repeat(10)}\rdone\n`);
    const file = new Page(false);
    new Screen(file, {}).progress('half of it');
    expect(file.text).toBe('');
  });

  it('sets tables in columns, numbers to the right', () => {
    const page = new Page(false);
    new Screen(page, {}).table([
      ['person', 'to folder', 'wrong'],
      ['Mira', '9 of 10', '0'],
      ['Samuel', '–', '12'],
    ]);
    expect(page.text).toBe(
      ['  person  to folder  wrong', '  Mira      9 of 10      0', '  Samuel          –     12', ''].join('\n'),
    );
  });

  it('puts the columns that do not fit below, with the first one again', () => {
    const page = new Page(false);
    new Screen(page, {}).table([
      ['person', 'x'.repeat(30), 'y'.repeat(19), 'z'],
      ['Mira', '1', '2', '3'],
    ]);
    const lines = page.text.trimEnd().split('\n');
    expect(lines.every((line) => line.length <= page.columns)).toBe(true);
    expect(lines.map((line) => line.split(/ +/).slice(1))).toEqual([
      ['person', 'x'.repeat(30)],
      ['Mira', '1'],
      ['person', 'y'.repeat(19), 'z'],
      ['Mira', '2', '3'],
    ]);
  });

  it('draws a frame as wide as its longest line', () => {
    const page = new Page(false);
    new Screen(page, {}).box(['ab', 'a']);
    expect(page.text).toBe('┌────┐\n│ ab │\n│ a  │\n└────┘\n');
  });
});

describe('a long text', () => {
  it('is broken at blanks, keeps its own indent, and indents what follows', () => {
    expect(wrap('  one two three four', 11, 4)).toEqual(['  one two', '    three', '    four']);
  });

  it('keeps words whole that are longer than a line', () => {
    expect(wrap('a verylongword b', 6, 1)).toEqual(['a', ' verylongword', ' b']);
  });

  it('does not count the signs that make colours', () => {
    const red = `${escape}[31mred${escape}[39m`;
    expect(wrap(`${red} and more`, 12, 0)).toEqual([`${red} and more`]);
  });
});
