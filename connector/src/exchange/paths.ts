// Paths of a mailbox in Graph, encoded, without `/v1.0`. Ids are opaque and case matters.
import { extendedPropertyTags } from '../core/contact/fields.js';
import { stampPropertyId } from '../core/contact/stamp.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../core/model.js';
import { literal, option } from './odata.js';

export function mailboxPath(mailbox: MailboxId): string {
  return `/users/${encodeURIComponent(mailbox)}`;
}

export function foldersPath(mailbox: MailboxId): string {
  return `${mailboxPath(mailbox)}/contactFolders`;
}

export function folderPath(mailbox: MailboxId, folder: FolderId): string {
  return `${foldersPath(mailbox)}/${encodeURIComponent(folder)}`;
}

export function contactsPath(mailbox: MailboxId, folder: FolderId): string {
  return `${folderPath(mailbox, folder)}/contacts`;
}

/** A contact of any folder: its immutable id is enough, and stays the same when it is moved. */
export function contactPath(mailbox: MailboxId, id: ExchangeContactId): string {
  return `${mailboxPath(mailbox)}/contacts/${encodeURIComponent(id)}`;
}

function expandOf(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq ${literal(id)}`).join(' or ');
  return option('$expand', `singleValueExtendedProperties($filter=${filter})`);
}

/** Query options that bring the stamp along, or the stamp and every extended property of the field table. */
export const expandStamp = expandOf([stampPropertyId]);
export const expandAll = expandOf([stampPropertyId, ...extendedPropertyTags]);
