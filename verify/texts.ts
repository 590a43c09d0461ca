// Texts of both systems brought into one form, so that two ways to write a value are the same value. Written by hand
// from docs/fields.md and docs/sync-rules.md: nothing of the connector may be imported in this folder.

/** What kind of text a field holds. */
export type Looks = 'line' | 'lines' | 'email' | 'phone' | 'date' | 'account';

/** Two texts with the same sense are the same value: case of an address, line ends, blanks, the time of a birthday. */
export function sense(field: { readonly looks: Looks }, text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').normalize('NFC');
  switch (field.looks) {
    case 'lines':
      return plain
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')
        .trim();
    case 'date':
      return plain.trim().slice(0, 10);
    case 'email':
    case 'account':
      return plain.replace(/\s+/g, ' ').trim().toLowerCase();
    case 'line':
    case 'phone':
      return plain.replace(/\s+/g, ' ').trim();
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Two ways to write an address are the same address. */
export function foldedAddress(address: string): string {
  return sense({ looks: 'email' }, address);
}

/** Without case and accents. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether the text has these words, and not in the middle of another word. */
export function hasWords(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + words.length])) return true;
  }
  return false;
}

function isLetter(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}

export function countBy<T>(all: readonly T[], signOf: (one: T) => string | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) {
    const sign = signOf(one);
    if (sign !== null) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  return counts;
}

/** All but the first of those with the same sign, or all but as many as there were at first. */
export function extras<T>(
  all: readonly T[],
  signOf: (one: T) => string | null,
  atFirst: ReadonlyMap<string, number> = new Map(),
): readonly T[] {
  const seen = new Map<string, number>();
  return all.filter((one) => {
    const sign = signOf(one);
    if (sign === null) return false;
    const number = (seen.get(sign) ?? 0) + 1;
    seen.set(sign, number);
    return number > Math.max(1, atFirst.get(sign) ?? 1);
  });
}
