// What the sync needs of Exchange. Implemented by exchange/ (Microsoft Graph). Every call names the mailbox by its
// pinned id. Answers are values: a failure of one item never hides the others. Reads and writes apart, so that what
// only looks cannot write.
import type { GraphContact } from '../core/contact/model.js';
import type { Outcome } from '../core/failure.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../core/model.js';
import type { CalendarReads } from './calendar.js';

export interface FoundMailbox {
  readonly mailboxId: MailboxId;
  /** Primary address as Exchange knows it, lower-cased. */
  readonly address: string;
}

export interface ContactFolder {
  readonly id: FolderId;
  readonly displayName: string;
  readonly parentFolderId: FolderId;
}

export interface DeltaPage {
  /** Contents are only good for ids, versions and match keys: lists truncate notes and lack extended properties. */
  readonly changed: readonly GraphContact[];
  readonly removed: readonly ExchangeContactId[];
  /** `more`: read on with this link. `done`: keep it; the next round starts from it. */
  readonly next: { readonly kind: 'more' | 'done'; readonly link: string };
}

export interface StampedItem {
  readonly id: ExchangeContactId;
  readonly version: string;
  /** The stamp as text, or null. */
  readonly stamp: string | null;
}

interface ContactWrite {
  readonly id: ExchangeContactId;
  /** changeKey that must still be the item's: sent as If-Match. */
  readonly version: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Where a listing starts: a folder (a new round), or the link of an earlier page or round. */
export type ListingStart = { readonly folder: FolderId } | { readonly link: string };

interface ExchangeReads extends CalendarReads {
  /** By e-mail address or sign-in name. `notFound` when nobody has it; `conflict` when several have. */
  findMailbox(address: string): Promise<Outcome<FoundMailbox>>;
  /**
   * Cheap look whether the mailbox can be opened. Failure codes MAILBOX_NO_ACCESS, MAILBOX_NOT_IN_CLOUD,
   * MAILBOX_NOT_FOUND.
   */
  probeMailbox(mailbox: MailboxId): Promise<Outcome<null>>;

  /** Folders directly under Contacts with this name (never the default folder itself). */
  findFolders(mailbox: MailboxId, displayName: string): Promise<Outcome<readonly ContactFolder[]>>;
  readFolder(mailbox: MailboxId, folder: FolderId): Promise<Outcome<ContactFolder>>;

  /** One page. Class `needsResync`: start a new round. */
  readDelta(mailbox: MailboxId, from: ListingStart): Promise<Outcome<DeltaPage>>;
  /** Ids, versions and stamps of a folder, page by page. */
  listStamps(
    mailbox: MailboxId,
    from: ListingStart,
  ): Promise<Outcome<{ readonly items: readonly StampedItem[]; readonly nextLink: string | null }>>;
  /**
   * For each stamp text the items of the folder that carry exactly it (usually one or none). Same order as `stamps`.
   */
  findByStamp(
    mailbox: MailboxId,
    folder: FolderId,
    stamps: readonly string[],
  ): Promise<readonly Outcome<readonly GraphContact[]>[]>;

  /**
   * Full contents with our extended properties and the stamp, 20 a batch. Same order as `ids`. When `folder` is given,
   * its present state is read in the first batch as well.
   */
  readContacts(
    mailbox: MailboxId,
    ids: readonly ExchangeContactId[],
    folder?: FolderId,
  ): Promise<{ readonly contacts: readonly Outcome<GraphContact>[]; readonly folder: Outcome<ContactFolder> | null }>;
}

interface ExchangeWrites {
  /** Class `conflict` when a folder of this name is there already. */
  createFolder(mailbox: MailboxId, displayName: string): Promise<Outcome<ContactFolder>>;
  createContacts(
    mailbox: MailboxId,
    folder: FolderId,
    bodies: readonly Readonly<Record<string, unknown>>[],
  ): Promise<readonly Outcome<GraphContact>[]>;
  /** Class `conflict` when the version is no longer the item's. */
  updateContacts(mailbox: MailboxId, writes: readonly ContactWrite[]): Promise<readonly Outcome<GraphContact>[]>;
  /** To Deleted Items. Deleting what is gone already is a success. */
  deleteContacts(
    mailbox: MailboxId,
    items: readonly { readonly id: ExchangeContactId; readonly version: string }[],
  ): Promise<readonly Outcome<null>[]>;
}

export interface ExchangePort extends ExchangeReads, ExchangeWrites {}
