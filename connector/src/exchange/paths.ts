// Paths of a mailbox in Graph, encoded, without `/v1.0`. Ids are opaque and case matters. A contact's or event's
// immutable id is enough, in any folder or calendar, and stays the same when it is moved.
import { extendedPropertyTags } from '../core/contact/fields.js';
import { stampPropertyId } from '../core/contact/stamp.js';
import type { MailboxId } from '../core/model.js';
import { literal, option } from './odata.js';

/** `/users/{mailbox}/contacts/{id}` and the like. */
export function pathIn(mailbox: MailboxId, ...segments: readonly string[]): string {
  return ['/users', ...[mailbox, ...segments].map(encodeURIComponent)].join('/');
}

function expandOf(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq ${literal(id)}`).join(' or ');
  return option('$expand', `singleValueExtendedProperties($filter=${filter})`);
}

/** Query options that bring the stamp along, or the stamp and every extended property of the field table. */
export const expandStamp = expandOf([stampPropertyId]);
export const expandAll = expandOf([stampPropertyId, ...extendedPropertyTags]);
