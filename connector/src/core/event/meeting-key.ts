// The key that all copies of a meeting share, whoever's mailbox they are in: a Salesforce event carries it in a custom
// field of activities, and whoever claims it first makes the event. Public and stable: it depends on no key of ours.
import { sha256Hex } from '../hash.js';
import type { MailboxId } from '../model.js';
import type { ExchangeEvent } from './model.js';

/** 64 hexadecimal characters. An event without a uid shares it with nobody. */
export function meetingKey(tenantId: string, mailbox: MailboxId, event: Pick<ExchangeEvent, 'uid' | 'id'>): string {
  const name = event.uid === '' ? `${mailbox.toLowerCase()}\n${event.id}` : event.uid;
  return sha256Hex(`${tenantId.toLowerCase()}\n${name}\n`);
}
