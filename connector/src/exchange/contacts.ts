// Contacts read and written by id, in batches. Contents pass through as Graph gave them; what they mean is mapped in
// core/contact. One outcome an item: the failure of one never hides the others, and the order is the caller's.
import type { GraphContact } from '../core/contact/model.js';
import { success } from '../core/failure.js';
import { extendedProperty, stampPropertyId } from '../core/contact/stamp.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../core/model.js';
import type { ContactWrite, ExchangeReads, ExchangeWrites } from '../ports/exchange.js';
import { sendBatches, type GraphRequestPart } from './batch.js';
import type { Graph } from './client.js';
import { folderIn, readFolderPath } from './folders.js';
import { itemIn, literal, option, valueOf } from './odata.js';
import { contactPath, contactsPath, expandAll } from './paths.js';
import type { RequestKind } from './repeat.js';

const reading: RequestKind = { isRead: true, target: 'item' };
const writing: RequestKind = { isRead: false, target: 'item' };

/** A stamp is carried by one item; a copy or two are possible. */
const itemsOfOneStampMax = 50;

/**
 * The items of the folder that carry exactly this stamp. Exchange compares texts without case, so they are compared
 * here once more.
 */
export async function findByStamp(
  graph: Graph,
  mailbox: MailboxId,
  folder: FolderId,
  stamps: readonly string[],
): ReturnType<ExchangeReads['findByStamp']> {
  const requests = stamps.map((stamp): GraphRequestPart => {
    const any = `ep: ep/id eq ${literal(stampPropertyId)} and ep/value eq ${literal(stamp)}`;
    const filter = option('$filter', `singleValueExtendedProperties/Any(${any})`);
    return {
      method: 'GET',
      path: `${contactsPath(mailbox, folder)}?${filter}&${expandAll}&$top=${itemsOfOneStampMax}`,
    };
  });
  const answers = await sendBatches(graph, mailbox, requests, reading);
  return answers.map((answer, index) => {
    if (!answer.ok) return answer;
    return success(
      valueOf<GraphContact>(answer.value).filter(
        (contact) => extendedProperty(contact, stampPropertyId) === stamps[index],
      ),
    );
  });
}

export async function readContacts(
  graph: Graph,
  mailbox: MailboxId,
  ids: readonly ExchangeContactId[],
  folder?: FolderId,
): ReturnType<ExchangeReads['readContacts']> {
  const requests = ids.map((id): GraphRequestPart => ({
    method: 'GET',
    path: `${contactPath(mailbox, id)}?${expandAll}`,
  }));
  if (folder !== undefined) requests.unshift({ method: 'GET', path: readFolderPath(mailbox, folder) });
  const answers = await sendBatches(graph, mailbox, requests, reading);
  const folderAnswer = folder === undefined ? undefined : answers.shift();
  return {
    contacts: answers.map((answer) => itemIn<GraphContact>(answer, true)),
    folder: folderAnswer === undefined ? null : folderIn(folderAnswer),
  };
}

export async function createContacts(
  graph: Graph,
  mailbox: MailboxId,
  folder: FolderId,
  bodies: readonly Readonly<Record<string, unknown>>[],
): ReturnType<ExchangeWrites['createContacts']> {
  const path = contactsPath(mailbox, folder);
  const requests = bodies.map((body): GraphRequestPart => ({ method: 'POST', path, body }));
  const answers = await sendBatches(graph, mailbox, requests, writing);
  return answers.map((answer) => itemIn<GraphContact>(answer, false));
}

/** Only while the item still has the version that was read; otherwise `conflict`. */
export async function updateContacts(
  graph: Graph,
  mailbox: MailboxId,
  writes: readonly ContactWrite[],
): ReturnType<ExchangeWrites['updateContacts']> {
  const requests = writes.map(({ id, version, body }): GraphRequestPart => {
    return { method: 'PATCH', path: contactPath(mailbox, id), ifMatch: etagOf(version), body };
  });
  const answers = await sendBatches(graph, mailbox, requests, writing);
  return answers.map((answer) => itemIn<GraphContact>(answer, false));
}

/** To Deleted Items. What is gone already counts as deleted; an item that was edited meanwhile is a `conflict`. */
export async function deleteContacts(
  graph: Graph,
  mailbox: MailboxId,
  items: readonly { readonly id: ExchangeContactId; readonly version: string }[],
): ReturnType<ExchangeWrites['deleteContacts']> {
  const requests = items.map(({ id, version }): GraphRequestPart => {
    return { method: 'DELETE', path: contactPath(mailbox, id), ifMatch: etagOf(version) };
  });
  const answers = await sendBatches(graph, mailbox, requests, writing);
  return answers.map((answer) => (answer.ok || answer.failure.class === 'notFound' ? success(null) : answer));
}

/** An item's etag is its change key in this dress (recorded answers show both). */
function etagOf(version: string): string {
  return `W/"${version}"`;
}
