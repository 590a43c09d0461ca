// A contact folder page by page: what changed since last time (delta), and which items carry a stamp. The caller keeps
// the links; what makes one useless is said in delta.ts.
import type { GraphContact } from '../core/contact/model.js';
import { success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import { extendedProperty, stampPropertyId } from '../core/contact/stamp.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../core/model.js';
import type { DeltaPage, ExchangeReads, ListingStart, StampedItem } from '../ports/exchange.js';
import type { Graph } from './client.js';
import { placeOf, readDeltaPage, type DeltaStart } from './delta.js';
import { valueOf } from './odata.js';
import { foreignLink, linkOf } from './page-links.js';
import { contactsPath, expandStamp } from './paths.js';

export async function readDelta(graph: Graph, mailbox: MailboxId, from: ListingStart): Promise<Outcome<DeltaPage>> {
  const page = await readDeltaPage<GraphContact>(graph, {
    mailbox,
    route: '/users/{user}/contactFolders/{folder}/contacts/delta',
    from: startFrom(from, (folder) => `${contactsPath(mailbox, folder)}/delta`),
    pageSize: limits.graphDeltaPageSize,
  });
  return page.ok ? success({ ...page.value, removed: page.value.removed as ExchangeContactId[] }) : page;
}

export async function listStamps(
  graph: Graph,
  mailbox: MailboxId,
  from: ListingStart,
): ReturnType<ExchangeReads['listStamps']> {
  const query = `$select=id,changeKey&$top=${limits.graphListPageSize}&${expandStamp}`;
  const start = placeOf(
    graph,
    startFrom(from, (folder) => `${contactsPath(mailbox, folder)}?${query}`),
  );
  if (!start.ok) return start;
  const route = '/users/{user}/contactFolders/{folder}/contacts';
  const answer = await graph.send({ method: 'GET', ...start.value, route, mailbox });
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

function startFrom(from: ListingStart, pathOf: (folder: FolderId) => string): DeltaStart {
  return 'link' in from ? from : { path: pathOf(from.folder) };
}
