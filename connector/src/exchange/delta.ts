// One page of a delta, of whatever: where it starts, its items sorted out, its link. The caller keeps the links;
// whatever makes a link useless (expired, garbled, another service's) is `needsResync`. A page without a link is never
// taken for the last one. Rule: docs/architecture.md "How changes are noticed".
import { failed, success, type Outcome } from '../core/failure.js';
import type { MailboxId } from '../core/model.js';
import type { GraphAnswer } from './answer.js';
import type { Graph } from './client.js';
import type { Target } from './errors.js';
import { valueOf } from './odata.js';
import { followable, foreignLink, linkOf } from './page-links.js';

/** A new round begins with a path, anything later with the link of an earlier page or round. */
export type DeltaStart = { readonly path: string } | { readonly link: string };

export interface DeltaQuestion {
  readonly mailbox: MailboxId;
  readonly route: string;
  readonly from: DeltaStart;
  readonly pageSize: number;
  /** Said again with every page: a link holds the query, never the preferences. */
  readonly prefer?: readonly string[];
}

export interface DeltaItems<T, Id> {
  readonly changed: readonly T[];
  readonly removed: readonly Id[];
  readonly next: { readonly kind: 'more' | 'done'; readonly link: string };
}

interface DeltaItem {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** Large pages of large mailboxes are sometimes answered 503 with an empty body; small ones then go through. */
const smallPageSize = 25;

export async function readDeltaPage<T extends DeltaItem, Id extends string>(
  graph: Graph,
  { from, pageSize, ...question }: DeltaQuestion,
): Promise<Outcome<DeltaItems<T, Id>>> {
  const place = placeOf(graph, from);
  if (!place.ok) return place;
  const read = (size: number) => graph.send({ method: 'GET', ...place.value, ...question, pageSize: size });
  const answer = await read(pageSize);
  const isTooLarge = !answer.ok && (answer.failure.code === 'HTTP_503' || answer.failure.code === 'HTTP_504');
  const page = isTooLarge ? await read(smallPageSize) : answer;
  return page.ok ? itemsIn(page.value, graph.graphUrl) : page;
}

/** Where to ask, and what a refusal there is about. */
export function placeOf(graph: Graph, from: DeltaStart): Outcome<{ readonly path: string; readonly target: Target }> {
  if ('path' in from) return success({ path: from.path, target: 'item' });
  const path = followable(from.link, graph.graphUrl);
  if (path === null) return failed({ class: 'needsResync', code: 'LINK_TO_FOREIGN_HOST' });
  return success({ path, target: 'deltaLink' });
}

/**
 * The same item may occur more than once, in a page and over pages; its last occurrence counts (Microsoft Learn, "delta
 * query").
 */
function itemsIn<T extends DeltaItem, Id>(answer: GraphAnswer, graphUrl: string): Outcome<DeltaItems<T, Id>> {
  const more = linkOf(answer, '@odata.nextLink', graphUrl);
  const last = linkOf(answer, '@odata.deltaLink', graphUrl);
  if (more.kind === 'foreign' || last.kind === 'foreign') return foreignLink;
  const items = [...new Map(valueOf<T>(answer).map((item) => [item.id, item])).values()];
  const changed = items.filter((item) => item['@removed'] === undefined);
  const removed = items.filter((item) => item['@removed'] !== undefined).map(({ id }) => id as Id);
  if (more.kind === 'link') return success({ changed, removed, next: { kind: 'more', link: more.link } });
  if (last.kind === 'link') return success({ changed, removed, next: { kind: 'done', link: last.link } });
  return failed({ class: 'transient', code: 'PAGE_WITHOUT_LINK' });
}
