// Small pieces of Graph's query language: quoting, encoding, reading collections. Pure.
import type { GraphAnswer } from './answer.js';
import { followable } from './paging.js';

/** A text as OData writes it: in quotes, inner quotes doubled. Not yet encoded for a URL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** One query option, its value encoded: a plus sign or an ampersand in an address would otherwise end it. */
export function option(name: string, value: string): string {
  return `${name}=${encodeURIComponent(value)}`;
}

/** The items of a collection. */
export function valueOf<T>(answer: GraphAnswer): readonly T[] {
  const { value } = (answer.body ?? {}) as { value?: unknown };
  return Array.isArray(value) ? (value as T[]) : [];
}

export type LinkKind = '@odata.nextLink' | '@odata.deltaLink';

/** `none`: no such link. `foreign`: it leads away from Graph and is not followed. */
export type FoundLink =
  { readonly kind: 'none' } | { readonly kind: 'foreign' } | { readonly kind: 'link'; readonly link: string };

export function linkOf(answer: GraphAnswer, kind: LinkKind, graphUrl: string): FoundLink {
  const link: unknown = (answer.body as Record<string, unknown> | null)?.[kind];
  if (typeof link !== 'string') return { kind: 'none' };
  const followed = followable(link, graphUrl);
  return followed === null ? { kind: 'foreign' } : { kind: 'link', link: followed };
}
