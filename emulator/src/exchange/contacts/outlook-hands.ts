// A person at work in Outlook: makes, edits, moves, copies and deletes contacts and folders. Not counted, not
// throttled, no app's permissions; what Outlook lets a person do is done even where Graph would refuse it (an address
// without @, no given name).
import type { ContactProperties, OutlookHands } from '../../parts.js';
import type { ContactFolder, Mailbox, StoredContact } from '../mailbox.js';
import type { Switches } from '../switches.js';
import {
  addressParts,
  contactField,
  nameParts,
  textOf,
  type EmailAddress,
  type PhysicalAddress,
  type Properties,
} from './contact-fields.js';
import { birthdayOf } from './contact-rules.js';
import { normalisePropertyId } from './extended-properties.js';
import { checkFolderName } from './routes-folders.js';

/** The folder names that a person sees without making them. */
const deletedItems = 'Deleted Items';

export function outlookHands(mailbox: Mailbox, switches: Switches): OutlookHands {
  const contactOf = (id: string): StoredContact => {
    const contact = mailbox.findContact(id);
    if (contact === undefined) throw new Error(`there is no contact ${id} in this mailbox`);
    return contact;
  };
  const ownFolder = (folder: string): ContactFolder => {
    const found = findFolder(mailbox, folder);
    if (found === mailbox.defaultFolder) throw new Error('the folder Contacts stays as it is');
    return found;
  };
  return {
    createContact: (folder, properties, extended = {}) => {
      const draft = { madeBy: 'person' as const, properties: {}, extended: new Map() };
      write(draft.properties, properties);
      for (const [id, value] of Object.entries(extended)) draft.extended.set(normalisePropertyId(id), { id, value });
      return mailbox.addContact(findFolder(mailbox, folder), draft).immutableId;
    },
    editContact: (id, properties) => {
      const contact = contactOf(id);
      write(contact.properties, properties);
      mailbox.contactChanged(contact);
    },
    moveContact: (id, folder) => mailbox.moveContact(contactOf(id), folderId(mailbox, folder)),
    copyContact: (id, folder) => {
      const { properties, extended } = contactOf(id);
      const copy = { madeBy: 'person' as const, properties: structuredClone(properties), extended: new Map(extended) };
      return mailbox.addContact(findFolder(mailbox, folder), copy).immutableId;
    },
    deleteContact: (id) => mailbox.deleteContact(contactOf(id)),
    createFolder: (displayName) => {
      checkFolderName(mailbox, displayName, mailbox.defaultFolder.id, null, switches);
      return mailbox.createFolder(displayName, mailbox.defaultFolder.id).id;
    },
    renameFolder: (folder, displayName) => {
      const found = ownFolder(folder);
      checkFolderName(mailbox, displayName, found.parentFolderId, found, switches);
      found.displayName = displayName;
    },
    moveFolder: (folder, intoFolder) => {
      ownFolder(folder).parentFolderId = folderId(mailbox, intoFolder);
    },
    deleteFolder: (folder) => {
      ownFolder(folder).parentFolderId = mailbox.deletedItemsId;
    },
  };
}

/** By id or display name; a folder in use is preferred to a deleted one of the same name. */
function findFolder(mailbox: Mailbox, key: string): ContactFolder {
  const byId = mailbox.folders.get(key);
  if (byId) return byId;
  const named = [...mailbox.folders.values()].filter((folder) => folder.displayName === key);
  const found = named.find((folder) => !mailbox.isFolderDeleted(folder)) ?? named[0];
  if (found === undefined) throw new Error(`there is no contact folder ${key} in this mailbox`);
  return found;
}

function folderId(mailbox: Mailbox, key: string): string {
  return key === deletedItems || key === mailbox.deletedItemsId ? mailbox.deletedItemsId : findFolder(mailbox, key).id;
}

/** Writes what a person typed; null clears. A misspelt property is the caller's mistake and an Error. */
function write(target: Properties, properties: ContactProperties): void {
  for (const [name, value] of Object.entries(properties)) {
    const field = contactField.get(name);
    if (field === undefined) throw new Error(`a contact has no property ${name}`);
    if (value === null || value === undefined) delete target[name];
    else if (field.kind === 'address') target[name] = typedAddress(target[name] as PhysicalAddress | undefined, value);
    else if (field.kind === 'emails') target[name] = (value as Partial<EmailAddress>[]).map(typedEmail);
    else if (field.kind === 'date') target[name] = birthdayOf(value);
    else target[name] = typedText(field.kind === 'texts', name, value);
  }
  if (nameParts.some((part) => part in properties)) buildNames(target, properties);
}

/** Outlook builds "Given Surname" and "Surname, Given" where the person did not type them. */
function buildNames(target: Properties, properties: ContactProperties): void {
  const join = (names: readonly string[], between: string): string => names.filter((name) => name !== '').join(between);
  const names = nameParts.map((part) => textOf(target, part));
  if (!('displayName' in properties)) target.displayName = join(names, ' ');
  if (!('fileAs' in properties)) target.fileAs = join([textOf(target, 'surname'), textOf(target, 'givenName')], ', ');
}

function typedText(isList: boolean, name: string, value: unknown): string | string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (Array.isArray(value) !== isList || !list.every((text) => typeof text === 'string')) {
    throw new Error(`the property ${name} of a contact is ${isList ? 'a list of texts' : 'a text'}`);
  }
  return value as string | string[];
}

function typedAddress(before: PhysicalAddress | undefined, value: unknown): PhysicalAddress {
  const stray = Object.keys(value as object).find((name) => !addressParts.some((part) => part === name));
  if (stray !== undefined) throw new Error(`an address has no part ${stray}`);
  const parts = Object.entries({ ...before, ...(value as PhysicalAddress) });
  return Object.fromEntries(parts.filter(([, text]) => (text ?? '') !== ''));
}

function typedEmail(entry: Partial<EmailAddress>): EmailAddress {
  const address = entry.address ?? '';
  return { name: entry.name ?? address, address };
}
