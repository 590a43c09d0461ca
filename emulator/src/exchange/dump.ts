// All that a mailbox holds, for comparisons and for people: ids included, Deleted Items included, only what is set.
import type { ContactProperties, ExchangeDump } from '../parts.js';
import type { DirectoryUser } from './directory.js';
import type { StoredContact } from './mailbox.js';

export function dumpMailbox(user: DirectoryUser): ExchangeDump['mailboxes'][number] {
  const { mailbox } = user;
  return {
    id: user.id,
    address: user.mail,
    state: user.state,
    folders: [...mailbox.folders.values()].map((folder) => ({
      id: folder.id,
      displayName: folder.displayName,
      parentFolderId: folder.parentFolderId,
      isDeleted: mailbox.isFolderDeleted(folder),
    })),
    contacts: [...mailbox.contacts.values()].map((contact) => ({
      id: contact.immutableId,
      parentFolderId: contact.folderId,
      changeKey: contact.changeKey,
      isDeleted: mailbox.isContactDeleted(contact),
      lastModifiedDateTime: new Date(contact.modifiedAtMs).toISOString(),
      properties: setProperties(contact),
      extended: Object.fromEntries([...contact.extended.values()].map(({ id, value }) => [id, value])),
    })),
  };
}

/** A copy without empty texts, lists and addresses. */
function setProperties(contact: StoredContact): ContactProperties {
  const entries = Object.entries(contact.properties).filter(([, value]) => Object.keys(value).length > 0);
  return structuredClone(Object.fromEntries(entries));
}
