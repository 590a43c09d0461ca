// Reads the tables of docs/, so that a rule is stated once, on a page that people read, and held by the tests that read
// the same page. Knows only what our pages use: one table of pipes, no pipes inside of cells.
import { readFileSync } from 'node:fs';

/** Cells by column name; code marks and emphasis are taken off. */
export type TableRow = Readonly<Record<string, string>>;

/** The table under this heading that has this first column. Throws when the page has none. */
export function readTable(page: string, heading: string, firstColumn: string): readonly TableRow[] {
  const section = sectionOf(readPage(page), heading);
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line)[0] === firstColumn);
  if (start < 0) throw new Error(`docs/${page} has no table "${firstColumn}" under "${heading}"`);
  const columns = cellsOf(lines[start] ?? '');
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows
    .slice(0, end < 0 ? rows.length : end)
    .map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [columns[index] ?? '', cell])));
}

export function readPage(page: string): string {
  return readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
}

/** The cell of this column. Throws when the table has no such column. */
export function cell(row: TableRow, column: string): string {
  const text = row[column];
  if (text === undefined) throw new Error(`no column "${column}"`);
  return text;
}

/** `any` stands for all values, `a, b` for two of them. Throws at a word that is none of the values. */
export function choices<Value extends string>(row: TableRow, column: string, values: readonly Value[]): Value[] {
  const text = cell(row, column);
  if (text === 'any') return [...values];
  return text.split(', ').map((word) => {
    const value = values.find((one) => one === word);
    if (value === undefined) throw new Error(`"${word}" under "${column}" is none of ${values.join(', ')}`);
    return value;
  });
}

/** From the heading to the next one of any depth. */
function sectionOf(page: string, heading: string): string {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const end = lines.findIndex((line, index) => index > start && line.startsWith('#'));
  return lines.slice(start + 1, end < 0 ? lines.length : end).join('\n');
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((text) => text.trim().replace(/^[`_]|[`_]$/g, ''));
}
