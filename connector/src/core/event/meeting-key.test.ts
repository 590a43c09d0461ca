import { describe, expect, it } from '@jest/globals';
import { eventOf } from '../../../test/support/core-events.js';
import type { ExchangeEventId, MailboxId } from '../model.js';
import { meetingKey } from './meeting-key.js';

const tenant = '72f988bf-0000-4000-8000-2d7cd011db47';
const annas = '1b7a0000-0000-4000-8000-00000000000a' as MailboxId;
const bertas = '1b7a0000-0000-4000-8000-00000000000b' as MailboxId;

describe('the meeting key', () => {
  it('is the same for the copies of a meeting in two mailboxes, which have ids of their own (F13)', () => {
    const copy = eventOf({ id: 'AAkALgAnother' });
    expect(meetingKey(tenant, bertas, copy)).toBe(meetingKey(tenant, annas, eventOf()));
  });

  it('is another one for another meeting, and in another tenant', () => {
    const key = meetingKey(tenant, annas, eventOf());
    expect(meetingKey(tenant, annas, eventOf({ iCalUId: '0400ANOTHER' }))).not.toBe(key);
    expect(meetingKey('another tenant', annas, eventOf())).not.toBe(key);
  });

  it('of an event without a uid belongs to this event of this mailbox alone', () => {
    const own = { uid: '', id: 'AAkALg1' as ExchangeEventId };
    const key = meetingKey(tenant, annas, own);
    expect(meetingKey(tenant, bertas, own)).not.toBe(key);
    expect(meetingKey(tenant, annas, { ...own, id: 'AAkALg2' as ExchangeEventId })).not.toBe(key);
    // Ids of events tell upper from lower case (F12).
    expect(meetingKey(tenant, annas, { ...own, id: 'aakalg1' as ExchangeEventId })).not.toBe(key);
  });

  it('does not mind how tenant and mailbox are spelled', () => {
    const own = { uid: '', id: 'AAkALg1' as ExchangeEventId };
    expect(meetingKey(tenant.toUpperCase(), annas.toUpperCase() as MailboxId, own)).toBe(
      meetingKey(tenant, annas, own),
    );
  });

  it('stays what it is: records in the field carry it', () => {
    const key = meetingKey('tenant', annas, { uid: '0400', id: 'AAkALg1' as ExchangeEventId });
    expect(key).toBe('7383ba891ab88d0777d571fcbaaa863ba0b8dc09842c7e93cb04912a13094760');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});
