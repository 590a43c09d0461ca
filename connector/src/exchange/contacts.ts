// Contacts read and written by id, in batches. Contents pass through as Graph gave them; what they mean is mapped in
// core/contact. One outcome an item: the failure of one never hides the others, and the order is the caller's.
import type { GraphContact } from '../core/contact/model.js';
import { success } from '../core/failure.js';
import { extendedProperty, stampPropertyId } from '../core/contact/stamp.js';
import type { ExchangePort } from '../ports/exchange.js';
import { sendBatches, type GraphRequestPart } from './batch.js';
import type { Graph } from './client.js';
import { folderIn, readFolderPath } from './folders.js';
import { itemIn, literal, option, valueOf } from './odata.js';
import { expandAll, pathIn } from './paths.js';

const reading = { isRead: true, target: 'item' } as const;
const writing = { isRead: false, target: 'item' } as const;

/** A stamp is carried by one item; a copy or two are possible. */
const itemsOfOneStampMax = 50;

type ContactCalls = 'findByStamp' | 'readContacts' | 'createContacts' | 'updateContacts' | 'deleteContacts';

export function contactCalls(graph: Graph): Pick<ExchangePort, ContactCalls> {
  return {
    // Exchange compares texts without case, so they are compared here once more.
    findByStamp: async (mailbox, folder, stamps) => {
      const path = pathIn(mailbox, 'contactFolders', folder, 'contacts');
      const requests = stamps.map((stamp): GraphRequestPart => {
        const any = `ep: ep/id eq ${literal(stampPropertyId)} and ep/value eq ${literal(stamp)}`;
        const filter = option('$filter', `singleValueExtendedProperties/Any(${any})`);
        return { method: 'GET', path: `${path}?${filter}&${expandAll}&$top=${itemsOfOneStampMax}` };
      });
      const answers = await sendBatches(graph, mailbox, requests, reading);
      return answers.map((answer, index) => {
        if (!answer.ok) return answer;
        const isExact = (one: GraphContact): boolean => extendedProperty(one, stampPropertyId) === stamps[index];
        return success(valueOf<GraphContact>(answer.value).filter(isExact));
      });
    },

    readContacts: async (mailbox, ids, folder) => {
      const paths = ids.map((id) => `${pathIn(mailbox, 'contacts', id)}?${expandAll}`);
      if (folder !== undefined) paths.unshift(readFolderPath(mailbox, folder));
      const requests = paths.map((path): GraphRequestPart => ({ method: 'GET', path }));
      const answers = await sendBatches(graph, mailbox, requests, reading);
      const folderAnswer = folder === undefined ? undefined : answers.shift();
      const contacts = answers.map((answer) => itemIn<GraphContact>(answer, true));
      return { contacts, folder: folderAnswer === undefined ? null : folderIn(folderAnswer) };
    },

    createContacts: async (mailbox, folder, bodies) => {
      const path = pathIn(mailbox, 'contactFolders', folder, 'contacts');
      const requests = bodies.map((body): GraphRequestPart => ({ method: 'POST', path, body }));
      const answers = await sendBatches(graph, mailbox, requests, writing);
      return answers.map((answer) => itemIn<GraphContact>(answer, false));
    },

    // Only while the item still has the version that was read; otherwise `conflict`.
    updateContacts: async (mailbox, writes) => {
      const requests = writes.map(({ id, version, body }): GraphRequestPart => {
        return { method: 'PATCH', path: pathIn(mailbox, 'contacts', id), ifMatch: etagOf(version), body };
      });
      const answers = await sendBatches(graph, mailbox, requests, writing);
      return answers.map((answer) => itemIn<GraphContact>(answer, false));
    },

    // To Deleted Items. What is gone already counts as deleted; an item that was edited meanwhile is a `conflict`.
    deleteContacts: async (mailbox, items) => {
      const requests = items.map(({ id, version }): GraphRequestPart => {
        return { method: 'DELETE', path: pathIn(mailbox, 'contacts', id), ifMatch: etagOf(version) };
      });
      const answers = await sendBatches(graph, mailbox, requests, writing);
      return answers.map((answer) => (answer.ok || answer.failure.class === 'notFound' ? success(null) : answer));
    },
  };
}

/** An item's etag is its change key in this dress (recorded answers show both). */
function etagOf(version: string): string {
  return `W/"${version}"`;
}
