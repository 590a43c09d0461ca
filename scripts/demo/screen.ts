// What the demo shows: lines that read the same with and without colour, and one line that moves while something takes
// long, on a terminal only. It decides nothing about the story.

export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

type Colour = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

const widthMax = 116;
/** For files and terminals that do not tell. */
const widthUnknown = 100;
const progressEveryMs = 100;
/** Between the columns of a table. */
const gap = '  ';

export class Screen {
  readonly #output: Output;
  readonly #isMoving: boolean;
  readonly #isColoured: boolean;
  #progress = '';
  #shownAtMs = 0;

  /** `environment`: NO_COLOR and TERM are looked at. */
  constructor(output: Output, environment: Readonly<Record<string, string | undefined>>) {
    const isTerminal = output.isTTY === true && environment['TERM'] !== 'dumb';
    this.#output = output;
    this.#isMoving = isTerminal;
    this.#isColoured = isTerminal && (environment['NO_COLOR'] ?? '') === '';
  }

  get width(): number {
    return Math.min(widthMax, Math.max(60, this.#output.columns || widthUnknown));
  }

  paint(colour: Colour, text: string): string {
    if (!this.#isColoured || text === '') return text;
    const [on, off] = codes[colour];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }

  line(text = ''): void {
    this.#wipe();
    this.#output.write(`${text}\n`);
  }

  /** A text that may be longer than a line; further lines begin with so many blanks. */
  wrapped(text: string, indent: number): void {
    for (const line of wrap(text, this.width, indent)) this.line(line);
  }

  /** Replaces the line that moves; nothing happens where nobody watches. */
  progress(text: string): void {
    if (!this.#isMoving || Date.now() - this.#shownAtMs < progressEveryMs) return;
    this.#wipe();
    this.#progress = text.slice(0, this.width - 1);
    this.#shownAtMs = Date.now();
    this.#output.write(this.paint('dim', this.#progress));
  }

  /** Columns of equal width; numbers stand on the right. The first row is the head. What does not fit follows below. */
  table(rows: readonly (readonly string[])[], indent = 2): void {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
    for (const columns of this.#fitting(widths, indent)) this.#part(rows, widths, columns, indent);
  }

  /** Columns that stand side by side; each part begins with the first one, so that one sees whose the numbers are. */
  #fitting(widths: readonly number[], indent: number): readonly (readonly number[])[] {
    const parts: number[][] = [[0]];
    for (let column = 1; column < widths.length; column += 1) {
      const part = [...(parts.at(-1) ?? []), column];
      const width = part.reduce((sum, one) => sum + (widths[one] ?? 0) + gap.length, indent - gap.length);
      if (width <= this.width || part.length === 2) parts[parts.length - 1] = part;
      else parts.push([0, column]);
    }
    return parts;
  }

  #part(
    rows: readonly (readonly string[])[],
    widths: readonly number[],
    columns: readonly number[],
    indent: number,
  ): void {
    rows.forEach((row, index) => {
      const cells = columns.map((column) => {
        const [cell, width] = [row[column] ?? '', widths[column] ?? 0];
        return isNumber(rows.at(-1)?.[column]) ? cell.padStart(width) : cell.padEnd(width);
      });
      const text = `${' '.repeat(indent)}${cells.join(gap).trimEnd()}`;
      this.line(index === 0 ? this.paint('dim', text) : text);
    });
  }

  /** A frame around lines, for what should not be overlooked. */
  box(lines: readonly string[]): void {
    const width = Math.max(...lines.map((line) => line.length));
    this.line(`┌${'─'.repeat(width + 2)}┐`);
    for (const line of lines) this.line(`│ ${line.padEnd(width)} │`);
    this.line(`└${'─'.repeat(width + 2)}┘`);
  }

  /** Ends the line that moves, so that others may write. */
  done(): void {
    this.#wipe();
  }

  #wipe(): void {
    if (this.#progress === '') return;
    this.#output.write(`\r${' '.repeat(this.#progress.length)}\r`);
    this.#progress = '';
  }
}

/** Breaks at blanks; words longer than a line stay whole. The first line keeps its own indent. */
export function wrap(text: string, width: number, indent: number): string[] {
  const lead = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.slice(lead.length).split(' ')) {
    if (!isEmpty && visible(line) + 1 + visible(word) > width) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else {
      line = isEmpty ? line + word : `${line} ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, line];
}

/** Without the signs that make colours. */
function visible(text: string): number {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[\d+m/g, '').length;
}

function isNumber(cell: string | undefined): boolean {
  return cell !== undefined && /^[\d.,]+( of [\d.,]+)?$|^–$/.test(cell.trim());
}
