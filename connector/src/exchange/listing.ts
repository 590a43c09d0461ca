// A contact folder page by page: what changed since last time (delta), and which items carry a stamp. The caller keeps
// the links; what makes one useless is said in delta.ts.
import type { GraphContact } from '../core/contact/model.js';
import { success } from '../core/failure.js';
import { limits } from '../core/limits.js';
import { extendedProperty, stampPropertyId } from '../core/contact/stamp.js';
import type { ExchangeContactId, MailboxId } from '../core/model.js';
import type { ExchangePort, ListingStart, StampedItem } from '../ports/exchange.js';
import type { Graph } from './client.js';
import { placeOf, readDeltaPage, type DeltaStart } from './delta.js';
import { valueOf } from './odata.js';
import { foreignLink, linkOf } from './page-links.js';
import { expandStamp, pathIn } from './paths.js';

const route = '/users/{user}/contactFolders/{folder}/contacts';

export function listingCalls(graph: Graph): Pick<ExchangePort, 'readDelta' | 'listStamps'> {
  return {
    readDelta: async (mailbox, from) => {
      const start = startFrom(mailbox, from, '/delta');
      const question = { mailbox, route: `${route}/delta`, from: start, pageSize: limits.graphDeltaPageSize };
      return readDeltaPage<GraphContact, ExchangeContactId>(graph, question);
    },

    listStamps: async (mailbox, from) => {
      const query = `?$select=id,changeKey&$top=${limits.graphListPageSize}&${expandStamp}`;
      const start = placeOf(graph, startFrom(mailbox, from, query));
      if (!start.ok) return start;
      const answer = await graph.send({ method: 'GET', ...start.value, route, mailbox });
      if (!answer.ok) return answer;
      const next = linkOf(answer.value, '@odata.nextLink', graph.graphUrl);
      if (next.kind === 'foreign') return foreignLink;
      const items = valueOf<GraphContact>(answer.value).map(stampedItem);
      return success({ items, nextLink: next.kind === 'link' ? next.link : null });
    },
  };
}

function stampedItem(contact: GraphContact): StampedItem {
  const { id, changeKey: version = '' } = contact;
  return { id: id as ExchangeContactId, version, stamp: extendedProperty(contact, stampPropertyId) };
}

function startFrom(mailbox: MailboxId, from: ListingStart, end: string): DeltaStart {
  return 'link' in from ? from : { path: pathIn(mailbox, 'contactFolders', from.folder, 'contacts') + end };
}
