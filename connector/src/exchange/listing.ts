// A contact folder page by page: what changed since last time (delta), and which items carry a stamp. The caller keeps
// the links; whatever makes a link useless (expired, garbled, another service's) is `needsResync`. Rule:
// docs/architecture.md "How changes are noticed".
import { failed, success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import { extendedProperty, stampPropertyId } from '../core/contact/stamp.js';
import type { ExchangeContactId, FolderId, GraphContact, MailboxId } from '../core/model.js';
import type { DeltaPage, ExchangePort, StampedItem } from '../ports/exchange.js';
import type { GraphAnswer } from './answer.js';
import type { Graph } from './client.js';
import { linkOf, valueOf } from './odata.js';
import { followable } from './paging.js';
import { contactsPath, expandStamp } from './paths.js';
import type { Subject } from './errors.js';

type From = { readonly folder: FolderId } | { readonly link: string };

const foreignLink = failed({ class: 'bug', code: 'LINK_TO_FOREIGN_HOST' });

/** Large pages of large mailboxes are sometimes answered 503 with an empty body; small ones then go through. */
const smallDeltaPageSize = 25;

export async function readDelta(graph: Graph, mailbox: MailboxId, from: From): Promise<Outcome<DeltaPage>> {
  const start = startOf(graph, from, (folder) => `${contactsPath(mailbox, folder)}/delta`);
  if (!start.ok) return start;
  const read = (pageSize: number): Promise<Outcome<GraphAnswer>> =>
    graph.send({
      method: 'GET',
      path: start.value.path,
      route: '/users/{user}/contactFolders/{folder}/contacts/delta',
      lane: mailbox,
      isRead: true,
      subject: start.value.subject,
      pageSize,
    });
  const answer = await read(limits.graphDeltaPageSize);
  const isTooLarge = !answer.ok && (answer.failure.code === 'HTTP_503' || answer.failure.code === 'HTTP_504');
  const page = isTooLarge ? await read(smallDeltaPageSize) : answer;
  return page.ok ? deltaPageIn(page.value, graph.graphUrl) : page;
}

/**
 * The same item may occur more than once, in a page and over pages; its last occurrence counts (Microsoft Learn, "delta
 * query").
 */
function deltaPageIn(answer: GraphAnswer, graphUrl: string): Outcome<DeltaPage> {
  const more = linkOf(answer, '@odata.nextLink', graphUrl);
  const last = linkOf(answer, '@odata.deltaLink', graphUrl);
  if (more.kind === 'foreign' || last.kind === 'foreign') return foreignLink;
  const latest = new Map(valueOf<GraphContact>(answer).map((item) => [item.id, item]));
  const changed: GraphContact[] = [];
  const removed: ExchangeContactId[] = [];
  for (const item of latest.values()) {
    if (item['@removed'] === undefined) changed.push(item);
    else removed.push(item.id as ExchangeContactId);
  }
  if (more.kind === 'link') return success({ changed, removed, next: { kind: 'more', link: more.link } });
  if (last.kind === 'link') return success({ changed, removed, next: { kind: 'done', link: last.link } });
  return failed({ class: 'transient', code: 'PAGE_WITHOUT_LINK' });
}

export async function listStamps(graph: Graph, mailbox: MailboxId, from: From): ReturnType<ExchangePort['listStamps']> {
  const query = `$select=id,changeKey&$top=${limits.graphListPageSize}&${expandStamp}`;
  const start = startOf(graph, from, (folder) => `${contactsPath(mailbox, folder)}?${query}`);
  if (!start.ok) return start;
  const answer = await graph.send({
    method: 'GET',
    path: start.value.path,
    route: '/users/{user}/contactFolders/{folder}/contacts',
    lane: mailbox,
    isRead: true,
    subject: start.value.subject,
  });
  if (!answer.ok) return answer;
  const next = linkOf(answer.value, '@odata.nextLink', graph.graphUrl);
  if (next.kind === 'foreign') return foreignLink;
  const items = valueOf<GraphContact>(answer.value).map(stampedItem);
  return success({ items, nextLink: next.kind === 'link' ? next.link : null });
}

function stampedItem(contact: GraphContact): StampedItem {
  return {
    id: contact.id as ExchangeContactId,
    version: contact.changeKey ?? '',
    stamp: extendedProperty(contact, stampPropertyId),
  };
}

function startOf(
  graph: Graph,
  from: From,
  pathOf: (folder: FolderId) => string,
): Outcome<{ readonly path: string; readonly subject: Subject }> {
  if ('folder' in from) return success({ path: pathOf(from.folder), subject: 'item' });
  const path = followable(from.link, graph.graphUrl);
  if (path === null) return failed({ class: 'needsResync', code: 'LINK_TO_FOREIGN_HOST' });
  return success({ path, subject: 'deltaLink' });
}
