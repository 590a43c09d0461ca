// Texts that may rightly be shorter in Salesforce than in Exchange: too long for a field, or with links and codes in
// them that let anybody into an online meeting. Written from docs/sync-rules.md for the few services that the demo cast
// uses. Nothing of the connector may be imported here.

const cutMark = '…';
/** What stands in the place of a link or a code. */
const removed = /\[join link removed\]|\[removed\]/;

export function isCutOf(cut: string, whole: string): boolean {
  return cut.endsWith(cutMark) && whole.startsWith(cut.slice(0, -cutMark.length).trimEnd());
}

/** Links that lead into a meeting, the codes behind certain words, and what a telephone dials behind a number. */
const secretPatterns: readonly RegExp[] = [
  /https:\/\/teams\.microsoft\.com\/l\/meetup-join\/[^\s<>]+/g,
  /https:\/\/[a-z0-9]+\.zoom\.us\/j\/[^\s<>]+/g,
  /(?<=(?:Meeting ID|Phone conference ID|Passcode): )[\w ]*\w/g,
  /(?<=,,)[\d ,*#]*\d/g,
];

/** Nothing of these may stand in the org. Codes of less than four characters are none. */
export function secretsIn(text: string): readonly string[] {
  return secretPatterns.flatMap((pattern) => text.match(pattern) ?? []).filter((secret) => secret.length > 3);
}

/** The same text, with marks in the place of links and codes and nowhere else. */
export function hasOnlySecretsCut(cut: string, whole: string): boolean {
  const [first = '', ...others] = cut.split(removed);
  if (others.length === 0 || !whole.startsWith(first)) return false;
  if (secretsIn(whole).some((secret) => cut.includes(secret))) return false;
  let at = first.length;
  for (const [index, part] of others.entries()) {
    const isLast = index === others.length - 1;
    const next = isLast ? whole.length - part.length : whole.indexOf(part, at + 1);
    const missing = whole.slice(at, next);
    if (next <= at || missing.includes('\n') || !whole.startsWith(part, next) || !isSecret(missing)) return false;
    at = next + part.length;
  }
  return at === whole.length;
}

/** An address of the web, or a code: figures, or letters and figures in one word. */
function isSecret(text: string): boolean {
  return /^https:\/\/\S+$/.test(text) || /^[\d ,*#]+$/.test(text) || /^\w+$/.test(text);
}
