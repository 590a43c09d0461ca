// Stand-in for ExchangeDomainsCheck.cls: whether each entry of a list of e-mail domains is one.
import type { Labels } from '../schema/labels.js';
import { isBlank } from './platform/strings.js';

const domainPart = /^(?!-)[\p{L}\p{N}-]{1,63}(?<!-)$/u;

/** What is wrong and how to fix it, or null. */
export function faultIn(labels: Labels, text: string | null): string | null {
  if (text === null || isBlank(text)) return null;
  for (const entry of text.split(/[\r\n,;]/)) {
    const written = entry.trim();
    if (written !== '' && !isDomain(written.replace(/^[@.]/, ''))) return labels.text('Domain_Unreadable', written);
  }
  return null;
}

function isDomain(text: string): boolean {
  const parts = text.split('.');
  return parts.length > 1 && parts.every((part) => domainPart.test(part));
}
