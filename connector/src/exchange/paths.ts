// Paths of a mailbox in Graph, encoded, without `/v1.0`. Ids are opaque and case matters.
import { extendedPropertyTags } from '../core/contact/fields.js';
import { stampPropertyId } from '../core/contact/stamp.js';
import {
  toInstant,
  type CalendarId,
  type ExchangeContactId,
  type ExchangeEventId,
  type FolderId,
  type MailboxId,
} from '../core/model.js';
import type { TimeWindow } from '../ports/calendar.js';
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

export function primaryCalendarPath(mailbox: MailboxId): string {
  return `${mailboxPath(mailbox)}/calendar`;
}

export function calendarPath(mailbox: MailboxId, calendar: CalendarId): string {
  return `${mailboxPath(mailbox)}/calendars/${encodeURIComponent(calendar)}`;
}

/** Change tracking takes no options but the window, which its links keep for good. */
export function calendarViewDeltaPath(mailbox: MailboxId, { startMs, endMs }: TimeWindow): string {
  const window = `startDateTime=${toInstant(startMs)}&endDateTime=${toInstant(endMs)}`;
  return `${mailboxPath(mailbox)}/calendarView/delta?${window}`;
}

/** An event of any calendar: its immutable id stays the same when it is moved. */
export function eventPath(mailbox: MailboxId, id: ExchangeEventId): string {
  return `${mailboxPath(mailbox)}/events/${encodeURIComponent(id)}`;
}

function expandOf(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq ${literal(id)}`).join(' or ');
  return option('$expand', `singleValueExtendedProperties($filter=${filter})`);
}

/** Query options that bring the stamp along, or the stamp and every extended property of the field table. */
export const expandStamp = expandOf([stampPropertyId]);
export const expandAll = expandOf([stampPropertyId, ...extendedPropertyTags]);
