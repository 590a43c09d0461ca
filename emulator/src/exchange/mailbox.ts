// The state of one mailbox: contact folders, contacts, and the change log of each folder. It knows no HTTP, no
// permissions and no switches; routes and Outlook's hands both act through it, so that every change is logged, stamped
// and keyed the same way.
import type { Chance, Clock } from '../world.js';
import { ChangeLog } from './change-log.js';
import type { Properties } from './contacts/contact-fields.js';
import { IdMaker } from './graph/ids.js';

export interface ContactFolder {
  readonly id: string;
  displayName: string;
  parentFolderId: string;
  readonly log: ChangeLog;
  /** Immutable ids of the contacts in the folder, in order of arrival. */
  readonly members: Set<string>;
  /** The generations of delta tokens that are alive, oldest first. */
  generations: { readonly number: number; readonly sequence: number }[];
}

export interface ExtendedProperty {
  /** As first written. */
  readonly id: string;
  readonly value: string;
}

export interface StoredContact {
  readonly immutableId: string;
  regularId: string;
  folderId: string;
  changeKey: string;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** Who made it decides how unset texts read. */
  readonly madeBy: 'app' | 'person';
  /** Only what is set; keys are Graph property names. */
  properties: Properties;
  /** By normalised id. */
  extended: Map<string, ExtendedProperty>;
}

export class Mailbox {
  readonly rootFolderId: string;
  readonly deletedItemsId: string;
  readonly defaultFolder: ContactFolder;
  readonly folders = new Map<string, ContactFolder>();
  readonly contacts = new Map<string, StoredContact>();
  readonly ids: IdMaker;
  /** Tokens of an earlier epoch are expired. */
  tokenEpoch = 0;
  readonly #byRegularId = new Map<string, StoredContact>();
  readonly #clock: Clock;
  #sequence = 0;

  constructor(clock: Clock, chance: Chance) {
    this.#clock = clock;
    this.ids = new IdMaker(chance);
    this.rootFolderId = this.ids.folderId();
    this.deletedItemsId = this.ids.folderId();
    this.defaultFolder = this.createFolder('Contacts', this.rootFolderId);
  }

  createFolder(displayName: string, parentFolderId: string): ContactFolder {
    const folder: ContactFolder = {
      id: this.ids.folderId(),
      displayName,
      parentFolderId,
      log: new ChangeLog(),
      members: new Set(),
      generations: [],
    };
    this.folders.set(folder.id, folder);
    return folder;
  }

  /** A folder is deleted when it, or a folder above it, lies in Deleted Items. */
  isFolderDeleted(folder: ContactFolder): boolean {
    let parentId = folder.parentFolderId;
    for (let parent = this.folders.get(parentId); parent !== undefined; parent = this.folders.get(parentId)) {
      parentId = parent.parentFolderId;
    }
    return parentId === this.deletedItemsId;
  }

  /** The folder is gone for good, with its contacts and the folders in it. */
  purgeFolder(folder: ContactFolder): void {
    for (const child of [...this.folders.values()]) if (child.parentFolderId === folder.id) this.purgeFolder(child);
    for (const id of [...folder.members]) this.purgeContact(this.#contact(id));
    this.folders.delete(folder.id);
  }

  /** The contact by either id, those in Deleted Items too. */
  findContact(id: string): StoredContact | undefined {
    return this.contacts.get(id) ?? this.#byRegularId.get(id);
  }

  isContactDeleted(contact: StoredContact): boolean {
    const folder = this.folders.get(contact.folderId);
    return folder === undefined || this.isFolderDeleted(folder);
  }

  contactsIn(folder: ContactFolder): StoredContact[] {
    return [...folder.members].map((id) => this.#contact(id));
  }

  addContact(folder: ContactFolder, content: Pick<StoredContact, 'madeBy' | 'properties' | 'extended'>): StoredContact {
    const ids = this.ids.itemIds(folder.id);
    const nowMs = this.#clock.nowMs();
    const contact: StoredContact = {
      immutableId: ids.immutable,
      regularId: ids.regular,
      folderId: folder.id,
      changeKey: this.ids.changeKey(),
      createdAtMs: nowMs,
      modifiedAtMs: nowMs,
      ...content,
    };
    this.contacts.set(contact.immutableId, contact);
    this.#byRegularId.set(contact.regularId, contact);
    this.#arrive(contact, folder);
    return contact;
  }

  /** To be called after the contact was changed in place: new change key, new time stamp, new entry in the log. */
  contactChanged(contact: StoredContact): void {
    this.#stamp(contact);
    this.folders.get(contact.folderId)?.log.touch(contact.immutableId, this.#next(), contact.modifiedAtMs);
  }

  /** Moves into a folder, or into Deleted Items. The regular id changes, the immutable id stays. */
  moveContact(contact: StoredContact, folderId: string): void {
    this.#leave(contact);
    this.#byRegularId.delete(contact.regularId);
    contact.folderId = folderId;
    contact.regularId = this.ids.movedId(folderId);
    this.#byRegularId.set(contact.regularId, contact);
    this.#stamp(contact);
    const folder = this.folders.get(folderId);
    if (folder) this.#arrive(contact, folder);
  }

  deleteContact(contact: StoredContact): void {
    this.moveContact(contact, this.deletedItemsId);
  }

  purgeContact(contact: StoredContact): void {
    this.#leave(contact);
    this.contacts.delete(contact.immutableId);
    this.#byRegularId.delete(contact.regularId);
  }

  #arrive(contact: StoredContact, folder: ContactFolder): void {
    folder.members.add(contact.immutableId);
    folder.log.arrive(contact.immutableId, contact.regularId, this.#next(), this.#clock.nowMs());
  }

  #leave(contact: StoredContact): void {
    const folder = this.folders.get(contact.folderId);
    if (folder === undefined) return;
    folder.members.delete(contact.immutableId);
    folder.log.leave(contact.immutableId, this.#next(), this.#clock.nowMs());
  }

  #stamp(contact: StoredContact): void {
    contact.changeKey = this.ids.changeKey();
    contact.modifiedAtMs = this.#clock.nowMs();
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #contact(id: string): StoredContact {
    const contact = this.contacts.get(id);
    if (contact === undefined) throw new Error('a folder lists a contact that does not exist');
    return contact;
  }
}
