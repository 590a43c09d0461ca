// Lists of e-mail domains as people type them into a field: one a line, commas and semicolons do as well.
// Rule: docs/settings.md.

export interface DomainList {
  /** In lower case, each once, in the order in which they were typed. */
  readonly domains: readonly string[];
  /** Whether something in it is no domain. */
  readonly hasFault: boolean;
}

export function domainsIn(text: string): DomainList {
  const written = entriesIn(text).map((entry) => entry.toLowerCase().replace(/^[@.]/, ''));
  return { domains: [...new Set(written.filter(isDomain))], hasFault: !written.every(isDomain) };
}

/** What stands between line ends, commas and semicolons, without blanks around it; nothing empty. */
export function entriesIn(text: string): readonly string[] {
  return text
    .split(/[\r\n,;]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/**
 * At least two labels. One alone is more likely a slip than the wish to name a whole top-level domain, and would mean
 * half the world without a word.
 */
function isDomain(text: string): boolean {
  const labels = text.split('.');
  return labels.length > 1 && labels.every((label) => /^[\p{L}\p{N}-]{1,63}$/u.test(label) && !/^-|-$/.test(label));
}
