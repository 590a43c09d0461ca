import { describe, expect, it } from '@jest/globals';
import type { ExchangeContactId, MailboxId, OrgId } from '../model.js';
import { syncKey } from './sync-key.js';

const org = '00D5g00000AbCdEEAV' as OrgId;
const mailbox = '6f1c7a52-0b0e-4b5e-8a57-2b9a5f4f7d10' as MailboxId;
const id = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AaB' as ExchangeContactId;

describe('syncKey', () => {
  it('stays what it is for ever, because it stands on records', () => {
    expect(syncKey(org, mailbox, id)).toBe('e7fb519b90eb3ee3fd559d5bbf8e5fbd3c37c5072f084dd94b8f1ccce5b6ee0b');
  });

  it('fits the field of 64 characters', () => {
    expect(syncKey(org, mailbox, id)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs by org, mailbox, item and case of the item', () => {
    const keys = [
      syncKey(org, mailbox, id),
      syncKey('00D5g00000AbCdFEAV' as OrgId, mailbox, id),
      syncKey(org, '7f1c7a52-0b0e-4b5e-8a57-2b9a5f4f7d10' as MailboxId, id),
      syncKey(org, mailbox, id.toLowerCase() as ExchangeContactId),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it('is the same for both spellings of a mailbox id', () => {
    expect(syncKey(org, mailbox.toUpperCase() as MailboxId, id)).toBe(syncKey(org, mailbox, id));
  });
});
