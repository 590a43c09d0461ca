// The key that a Salesforce contact made from Exchange carries (`Exchange_Sync_Key__c`): an upsert on it makes
// creating repeat-safe. Public and stable: it depends on no key of ours and is never rewritten. Rule:
// docs/architecture.md "How creating is made repeat-safe".
import { sha256Hex } from '../hash.js';
import type { ExchangeContactId, MailboxId, OrgId } from '../model.js';

/** 64 hexadecimal characters. Case of `id` matters; of the mailbox (a GUID) it does not. */
export function syncKey(org: OrgId, mailbox: MailboxId, id: ExchangeContactId): string {
  return sha256Hex(`${org}\n${mailbox.toLowerCase()}\n${id}`);
}
