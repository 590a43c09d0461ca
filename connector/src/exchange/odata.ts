// Small pieces of Graph's query language: quoting, encoding, reading items and collections. Pure.
import { failed, success, type Outcome } from '../core/failure.js';
import type { GraphAnswer } from './answer.js';

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

/** One item, as an answer to a read or to a write of it. */
export function itemIn<T extends { readonly id: string }>(answer: Outcome<GraphAnswer>, isRead: boolean): Outcome<T> {
  if (!answer.ok) return answer;
  const item = answer.value.body as T | null;
  if (typeof item?.id === 'string') return success(item);
  // A write was carried out although its answer cannot be read: it has to be looked up like one without an answer.
  return failed({ class: 'transient', code: 'UNREADABLE_ANSWER', ...(isRead ? {} : { isInDoubt: true }) });
}
