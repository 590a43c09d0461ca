// What is outside the folder is private: nothing in Salesforce may carry its key, unless it was in the folder once.
import { createHash } from 'node:crypto';
import type { Finding } from '../finding.js';
import { nameOfItem } from '../systems.js';
import { textOf } from '../texts.js';
import { FOLDER_OF_ITEM, type ContactExpectations, type ContactInput } from './ledger.js';

export function findLeaks({ before, after, people, expected }: ContactInput): readonly Finding[] {
  const keys = new Set(after.liveContacts().map((record) => textOf(record['Exchange_Sync_Key__c'])));
  return people.flatMap((person) => {
    const mailbox = after.mailboxOf(person);
    const folder = after.folderOf(person);
    const outside = (mailbox?.contacts ?? []).filter((item) => item.parentFolderId !== folder && !item.isDeleted);
    return outside
      .filter(({ id }) => !wasMovedOut(id, expected) && keys.has(keyOf(after.orgId, mailbox?.id ?? '', id)))
      .map((item): Finding => {
        const who = nameOfItem(before.item(item.id) ?? item);
        return { person: person.firstName, who, what: { kind: 'privateContact' }, reason: null };
      });
  });
}

export function wasMovedOut(itemId: string, { movedOut, values }: ContactExpectations): boolean {
  if (movedOut.has(itemId)) return true;
  return values.some(({ side, id, field }) => side === 'exchange' && id === itemId && field === FOLDER_OF_ITEM);
}

/** The key that a Salesforce contact made from this Exchange contact carries (docs/architecture.md). */
function keyOf(orgId: string, mailboxId: string, itemId: string): string {
  return createHash('sha256').update(`${orgId}\n${mailboxId.toLowerCase()}\n${itemId}`).digest('hex');
}
