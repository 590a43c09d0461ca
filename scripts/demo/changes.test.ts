import { describe, expect, it } from '@jest/globals';
import { changeCounts, changeInWords, findChanges } from './changes.js';
import { Systems, type CastMember, type MailboxItem, type OrgRecord } from '#verify/systems.js';

const mira: CastMember = {
  role: 'rep',
  firstName: 'Mira',
  lastName: 'Rep',
  username: 'mira@example.org',
  userId: 'user-mira',
  mailboxId: 'box',
};

function look(records: readonly OrgRecord[], items: readonly MailboxItem[]): Systems {
  const folders = [{ id: 'sync', displayName: 'Salesforce_Sync', isDeleted: false }];
  return new Systems({
    exchange: {
      mailboxes: [{ id: 'box', address: mira.username, folders, contacts: items, calendars: [], events: [] }],
    },
    salesforce: { orgId: 'org', objects: { Contact: records } },
  });
}

const record: OrgRecord = { Id: 'r1', OwnerId: 'user-mira', FirstName: 'Nora', LastName: 'Ekdal', Title: 'Buyer' };
const item: MailboxItem = {
  id: 'x1',
  parentFolderId: 'sync',
  isDeleted: false,
  properties: { givenName: 'Nora', surname: 'Ekdal', jobTitle: 'Buyer' },
  extended: {},
};

function inWords(before: Systems, after: Systems): string[] {
  return findChanges(before, after, [mira]).map((change) => `${change.side}: ${changeInWords(change)}`);
}

describe('changes between two looks', () => {
  it('are none where only marks, keys and ways of writing differ', () => {
    const marked = { ...item, extended: { 'String {x} Name ExchangeSyncStamp': '1;org;r1;;0' } };
    const keyed = { ...record, Exchange_Sync_Key__c: 'key', Title: ' Buyer ' };
    expect(inWords(look([record], [item]), look([keyed], [marked]))).toEqual([]);
  });

  it('name the field with the value before and after', () => {
    const edited = { ...item, properties: { ...item.properties, jobTitle: '', businessAddress: { street: 'A\r\nB' } } };
    expect(inWords(look([record], [item]), look([{ ...record, Title: 'Head' }], [edited]))).toEqual([
      'salesforce: Nora Ekdal: Job title "Buyer" → "Head"',
      'exchange: Nora Ekdal: Job title "Buyer" → empty, Street empty → "A / B"',
    ]);
  });

  it('tell what was made, deleted and moved', () => {
    const empty = look([], []);
    const full = look([record], [item]);
    const gone = look([{ ...record, IsDeleted: true }], [{ ...item, isDeleted: true }]);
    const moved = look([record], [{ ...item, parentFolderId: 'elsewhere' }]);
    expect(inWords(empty, full)).toEqual(['salesforce: Nora Ekdal is new', 'exchange: Nora Ekdal is new']);
    expect(inWords(full, gone)).toEqual(['salesforce: Nora Ekdal is deleted', 'exchange: Nora Ekdal is deleted']);
    expect(inWords(full, moved)).toEqual(['exchange: Nora Ekdal moved to another folder']);
    expect(inWords(moved, full)).toEqual(['exchange: Nora Ekdal moved to Salesforce_Sync']);
    expect(inWords(empty, gone)).toEqual([]);
  });

  it('are counted by what happened and where', () => {
    expect(changeCounts(findChanges(look([], []), look([record], [item]), [mira]))).toEqual({
      'contacts made in Salesforce': 1,
      'contacts made in Outlook': 1,
    });
  });
});
