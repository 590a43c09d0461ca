// What can be found that needs no more than its name, and how it is said.
export const plain = {
  // Contacts
  onlyInFolder: 'is in the folder and not in Salesforce',
  onlyInSalesforce: 'is in Salesforce and not in the folder',
  recordDeleted: 'is in the folder, but its Salesforce record was deleted',
  notForPerson: 'is in the folder, but its record is not for this person',
  noFolder: 'has no folder Salesforce_Sync',
  twiceInFolder: 'is in the folder twice',
  strangeRecord: 'is new in Salesforce, and no contact in a folder stands behind it',
  strangeItem: 'is new in a mailbox outside Salesforce_Sync, and nobody put it there',
  privateContact: 'is outside Salesforce_Sync and private, and got into Salesforce',
  goneFromFolder: 'should still be in the folder',
  backInFolder: 'should have stayed out of the folder',
  // Events
  onlyInCalendar: 'is in the calendar and not in Salesforce',
  strangeEvent: 'is new in Salesforce, and no event that syncs stands behind it',
  leftOut: 'is left out',
  away: 'stays away from Salesforce',
  notAway: 'should have stayed away from Salesforce',
  colleagues: 'is in Salesforce for a colleague',
  kept: 'stays in Salesforce as it was',
  otherCalendars: 'has other calendars than before, and nobody did that',
  noKey: 'has no key of a meeting',
  // Both
  twiceInSalesforce: 'is in Salesforce twice',
  lostInSalesforce: 'is lost in Salesforce: nobody deleted it',
  lostInExchange: 'is lost in Exchange: nobody deleted it',
  goneFromSalesforce: 'should still be in Salesforce',
  notDeletedInSalesforce: 'should be deleted in Salesforce',
  notDeletedInExchange: 'should be deleted in Exchange',
  // What the connector says of itself
  halfGone: 'counts as in step, and half of it is gone',
  untold: 'is not in step, and the connector does not tell of it',
  open: 'was begun by the connector and never ended',
  waits: 'still waits',
} as const;

export type PlainWords = keyof typeof plain;
