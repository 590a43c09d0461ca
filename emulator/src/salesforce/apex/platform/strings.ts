// Where texts behave otherwise in Apex than in JavaScript.

/** `==` of Apex: without regard to case; null equals null. */
export function isSameText(a: unknown, b: unknown): boolean {
  const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : (value ?? null));
  return lower(a) === lower(b);
}

/** String.isBlank */
export function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
