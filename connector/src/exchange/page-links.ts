// Next and delta links. They are followed verbatim, but only when they lead to Graph: the token goes nowhere else.
import { BrokenAssumption, failed } from '../core/failure.js';
import type { GraphAnswer } from './answer.js';
import { canonicalGraphUrl } from './clouds.js';

const version = '/v1.0/';

/**
 * A link as Graph gave it → the same under https://graph.microsoft.com, where the official client expects it; null when
 * it leads anywhere else. `graphUrl` is where we really ask: an origin, perhaps with a path in front of `/v1.0`.
 */
export function followable(link: string, graphUrl: string): string | null {
  for (const root of [canonicalGraphUrl, graphUrl.replace(/\/+$/, '')]) {
    // Compared as text up to the version: `https://graph.microsoft.com.example` and `https://graph.microsoft.com@host`
    // do not match.
    if (link.startsWith(root + version)) return canonicalGraphUrl + link.slice(root.length);
  }
  return null;
}

/** Where the transport sends a request of the official client. Anything that is not ours stops here. */
export function rebase(url: string, graphUrl: string): string {
  if (!url.startsWith(canonicalGraphUrl + version)) throw new BrokenAssumption('REQUEST_TO_FOREIGN_HOST');
  return graphUrl.replace(/\/+$/, '') + url.slice(canonicalGraphUrl.length);
}

/** `none`: no such link. `foreign`: it leads away from Graph and is not followed. */
type FoundLink =
  { readonly kind: 'none' } | { readonly kind: 'foreign' } | { readonly kind: 'link'; readonly link: string };

export function linkOf(answer: GraphAnswer, name: '@odata.nextLink' | '@odata.deltaLink', graphUrl: string): FoundLink {
  const link: unknown = (answer.body as Record<string, unknown> | null)?.[name];
  if (typeof link !== 'string') return { kind: 'none' };
  const followed = followable(link, graphUrl);
  return followed === null ? { kind: 'foreign' } : { kind: 'link', link: followed };
}

export const foreignLink = failed({ class: 'bug', code: 'LINK_TO_FOREIGN_HOST' });
