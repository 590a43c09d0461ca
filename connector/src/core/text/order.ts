// One order of texts on every machine: by UTF-16 units, whatever the language of the process. Pure.

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
