// Goldens have sorted keys, so that a change shows as the lines that changed and nothing else.

/** A deep copy with the keys of all objects in alphabetical order; lists keep theirs. */
export function sortedCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedCopy);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedCopy(inner)]));
}
