// The closed list of reason codes. Actions, issues, counts, logs, docs and tests use these and no others. `kind`
// decides where an item is counted: synced, left out (a number for the admin), waiting (has a due time) or issue
// (somebody can mend it). The texts are shown to people; docs/reason-codes.md lists them, and a test keeps the two
// the same.

type ReasonKind = 'done' | 'leftOut' | 'waiting' | 'issue';
/** Who can mend it. */
type Mender = 'nobody needs to' | 'the person' | 'an admin' | 'Microsoft' | 'Salesforce';

export interface Reason {
  readonly kind: ReasonKind;
  readonly means: string;
  readonly mender: Mender;
  readonly nextStep: string;
}

const none = 'Nothing to do.';

export const reasons = {
  NEW_IN_SALESFORCE: done('The contact is new in Salesforce and was made in the folder.'),
  NEW_IN_EXCHANGE: done('New in Exchange, and made in Salesforce.'),
  FOUND_BY_LINK: done('The pair was known already.'),
  FOUND_BY_STAMP: done('The contact in the folder carries our mark of this record, so the two were linked again.'),
  FOUND_BY_KEY: done('The Salesforce record carries the key of this item in Exchange, so the two were linked again.'),
  FOUND_BY_EMAIL: done('Both have the same e-mail address and no other candidate, so they were linked.'),
  FOUND_BY_NAME: done('Both have the same name and company and no other candidate, so they were linked.'),
  FOUND_BY_CONTENT: done('Both events have the same subject, start and end, and the same owner, so they were linked.'),
  CHANGED_IN_SALESFORCE: done('Fields changed in Salesforce went to Exchange.'),
  CHANGED_IN_EXCHANGE: done('Fields changed in Exchange went to Salesforce.'),
  CHANGED_IN_BOTH: done('Different fields changed on both sides; each went to the other side.'),
  CONFLICT_SETTLED: done('The same field changed on both sides; the configuration said which value stays.'),
  UNCHANGED: done('Nothing to write.'),
  DELETED_IN_EXCHANGE: done('Removed in Exchange; the configuration removes the Salesforce record too.'),
  DELETED_IN_SALESFORCE: done('Removed in Salesforce; the configuration removes the Exchange contact too.'),
  DELETED_IN_BOTH: done('Removed on both sides.'),
  EDIT_BEATS_DELETE: done('Removed on one side but edited on the other: the edited contact stays and is made again.'),
  EMPTIED_AS_PRIVATE: done('The event became private: nothing but taken time was left of it in Salesforce, at once.'),
  OWN_DOUBLE: done('An earlier attempt of ours had made this contact twice; the untouched second one was removed.'),
  FOLDER_MADE: done('The folder Salesforce_Sync was not there and was made.'),
  STAMPED: done('Our mark was written on a contact in the folder that a person had made.'),

  REMOVED_BY_PERSON: leftOut(
    'Somebody removed the other copy, and the configuration keeps this one. It is not made again.',
  ),
  MOVED_OUT: leftOut('Moved out of the Salesforce_Sync folder: it stopped syncing, and both copies stay.'),
  LEFT_REACH: leftOut(
    'The person no longer owns or sees the Salesforce contact, or it no longer meets the conditions.',
  ),
  NOT_IN_DIRECTION: leftOut('The sync direction does not take items from this side.'),
  ACCOUNT_NOT_MATCHED: leftOut(
    'No account, or more than one, has exactly this company name; the contact stays without account.',
  ),

  OUTSIDE_WINDOW: leftOut(
    'The event lies outside the days that sync. It is taken up when the window reaches it; a copy stays as it is.',
  ),
  PRIVATE_EVENT: leftOut('The event is private, and private events do not sync.'),
  SERIES_NOT_SYNCED: leftOut('The event repeats, and series do not sync.'),
  EVENT_CANCELLED: leftOut('The organizer cancelled the event.'),
  EVENT_DECLINED: leftOut('The person declined the event.'),
  SHOWN_AS_FREE: leftOut('The event is shown as free, and such events are left out.'),
  ALL_DAY_EVENT: leftOut('The event takes whole days, and such events are left out.'),
  INTERNAL_MEETING: leftOut('Nobody outside the company takes part in the meeting.'),
  LEFT_OUT_DOMAIN: leftOut('Somebody takes part whose e-mail domain is left out.'),
  LEFT_OUT_WORD: leftOut('The subject has a word that is left out.'),
  NOT_SELECTED: leftOut('The event does not have the category that selects it.'),
  NOBODY_KNOWN: leftOut('Nobody in the meeting is a contact or lead that the person can see.'),
  OTHER_CALENDAR: leftOut('The event was moved to another calendar; only the primary one syncs.'),
  COLLEAGUES_MEETING: leftOut('The meeting is in Salesforce already, made for a colleague who takes part in it.'),
  NOT_RELATED: leftOut(
    'The event is synced, but related to nobody: no contact or lead has the address of anybody in it.',
  ),

  IN_DOUBT: waiting('A write got no answer. We look whether it happened before we repeat it.'),
  EMAIL_CLAIMED: waiting(
    'Another person is just creating somebody with this e-mail address; we look again in a moment.',
  ),
  RETRY_LATER: waiting('The other system was busy or could not be reached; we try again by ourselves.'),
  CHANGED_MEANWHILE: waiting('The item was edited while we wrote; the next run looks again.'),
  REMOVAL_NOT_CONFIRMED: waiting(
    'Reported as removed, but a second look could not confirm it. Nothing is deleted on a guess.',
  ),

  TOO_LONG: issue(
    'The event lasts longer than Salesforce allows: 24 hours, or 14 days where multi-day events are on.',
    'an admin',
    'Turn on multi-day events in the activity settings, or split the event in Outlook.',
  ),
  AMBIGUOUS_MATCH: issue(
    'More than one contact fits.',
    'the person',
    'Give one of them another e-mail address or name, or merge them.',
  ),
  EMAIL_SHARED: issue(
    'The same e-mail address belongs to somebody with another name.',
    'the person',
    'Give this contact an address of its own, or mend the name.',
  ),
  ALREADY_LINKED: issue(
    'The fitting Salesforce contact is linked to another contact in the folder.',
    'the person',
    'Keep one of the two contacts in the folder.',
  ),
  COPY_OF_LINKED: issue(
    'This is a copy of something that syncs already.',
    'the person',
    'Delete the copy; to sync a contact move it, do not copy it.',
  ),
  OTHER_ORG: issue(
    'This contact carries the mark of another Salesforce org and is never touched.',
    'an admin',
    'Remove it from the folder, or end the other connection.',
  ),
  MISSING_LAST_NAME: issue(
    'Salesforce needs a last name; the company or the e-mail name was used instead.',
    'the person',
    'Enter the last name in Outlook.',
  ),
  MALFORMED_EMAIL: issue(
    'The e-mail address is not a valid one; the other fields were synced.',
    'the person',
    'Mend the e-mail address.',
  ),
  FIELD_TOO_LONG: issue(
    'The text is longer than Salesforce allows; it was cut with a visible mark.',
    'the person',
    'Shorten the text in Outlook.',
  ),
  NOT_IN_PICKLIST: issue(
    'Salesforce does not offer this value in its picklist; it stays in Exchange only.',
    'an admin',
    'Add the value to the picklist, or choose another one.',
  ),
  CONFLICT_HELD: issue(
    'The same field changed on both sides; the configuration asks the person.',
    'the person',
    'Make the field the same on both sides.',
  ),
  SENT_IN_DOUBT: issue(
    'No answer came to a write of ours, and somebody edited the same fields meanwhile: nobody can say which came first.',
    'the person',
    'Look at these fields on both sides, and correct what is wrong. The note goes after 30 days.',
  ),
  NO_FIELD_ACCESS: issue(
    'The person may not read or edit this field in Salesforce; it is left as it is on both sides.',
    'an admin',
    'Give the person access to the field, or switch its mapping off.',
  ),
  NO_RECORD_ACCESS: issue(
    'The person may not edit this Salesforce record.',
    'an admin',
    'Share the record with the person for editing, or change its owner.',
  ),
  DUPLICATE_RULE: issue(
    'A duplicate rule of the org refused the new contact.',
    'the person',
    'Look at the records that the rule found; mend or merge them.',
  ),
  VALIDATION_RULE: issue(
    'A validation rule of the org refused the record.',
    'the person',
    'Mend the field that the rule speaks of.',
  ),
  REFUSED_BY_SALESFORCE: issue('Salesforce refused the record.', 'an admin', 'Look at the fields that are named.'),
  REFUSED_BY_EXCHANGE: issue('Exchange refused the contact.', 'an admin', 'Look at the fields that are named.'),
  RECORD_LOCKED: waiting('Another process holds the account of this record; we try again by ourselves.'),
  TOO_MANY_CONTACTS: issue(
    'More contacts than a person may sync.',
    'an admin',
    'Narrow the conditions of the configuration.',
  ),
  TOO_MANY_EVENTS: issue(
    'More events in the window than a person may sync.',
    'an admin',
    'Make the window of the configuration shorter.',
  ),

  MISSING_PERMISSION: issue(
    'The person lacks permissions that this configuration needs.',
    'an admin',
    'Assign what is named.',
  ),
  NOT_AUTHORISED: issue(
    'The app may not act for this person.',
    'an admin',
    'Assign the permission set Exchange Sync: Person.',
  ),
  PERSON_INACTIVE: issue(
    'The user is deactivated or frozen.',
    'an admin',
    'Activate the user or take the assignment away.',
  ),
  MAILBOX_NOT_FOUND: issue(
    'No mailbox has the e-mail address of this user.',
    'an admin',
    'Make the addresses in Salesforce and Microsoft 365 the same.',
  ),
  MAILBOX_NO_ACCESS: issue(
    'The app may not open this mailbox.',
    'an admin',
    'Add the mailbox to the group that the app may open.',
  ),
  MAILBOX_NOT_IN_CLOUD: issue(
    'The mailbox is on premises, inactive or has no licence.',
    'an admin',
    'Move the mailbox to Exchange Online or license it.',
  ),
  MAILBOX_CHANGED: issue(
    'The address now leads to another mailbox than before.',
    'an admin',
    'Confirm the new mailbox.',
  ),
  DUPLICATE_EMAIL: issue(
    'Two users of a configuration have the same e-mail address.',
    'an admin',
    'Give each user an address of their own.',
  ),
  FOLDER_RENAMED: issue('The folder Salesforce_Sync was renamed.', 'the person', 'Name it Salesforce_Sync again.'),
  FOLDER_MOVED: issue('The folder Salesforce_Sync was moved.', 'the person', 'Move it back under Contacts.'),
  FOLDER_MISSING: issue(
    'The folder Salesforce_Sync was deleted.',
    'the person',
    'Restore it from Deleted Items, or ask an admin for Restore folder.',
  ),
  FOLDER_DUPLICATE: issue('There are several folders named Salesforce_Sync.', 'the person', 'Keep one of them.'),
  CONFIGURATION_INVALID: issue(
    'The configuration contradicts itself or holds an unknown value.',
    'an admin',
    'Mend the setting that is named.',
  ),
  BRAKE_DELETES: issue(
    'More items would be deleted within a day than is usual. Nothing was deleted.',
    'an admin',
    'Look at what was removed; restore it, or set deletes to Keep.',
  ),
  BRAKE_CHANGES: issue(
    'More than half of all linked items changed at once. Nothing was written.',
    'an admin',
    'Look for an import or a tool that rewrote them.',
  ),
  BRAKE_EMPTIED: issue(
    'One side is empty all at once. Nothing was deleted.',
    'an admin',
    'Look at what happened to the folder or the records.',
  ),
  DOMAIN_NOT_ALLOWED: issue(
    'The e-mail domain of this user is not among the allowed mailbox domains.',
    'an admin',
    'Add the domain to the Exchange Sync settings, or mend the address of the user.',
  ),
  STOPPED_BY_ADMIN: issue(
    'An admin stopped all writing.',
    'an admin',
    'Clear Stop All Writing in the Exchange Sync settings.',
  ),
  OTHER_CONNECTOR: issue(
    'Another connector writes for this org, or this one could not make sure that it is the only one.',
    'an admin',
    'Look at the tab Exchange Connectors and end one of the two; the other one takes over 15 minutes later.',
  ),
  WRITES_OFF: issue('This connector is set not to write.', 'an admin', 'Set WRITES=on when you are ready.'),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(reasons, text);
}

function done(means: string): Reason {
  return { kind: 'done', means, mender: 'nobody needs to', nextStep: none };
}

function leftOut(means: string): Reason {
  return { kind: 'leftOut', means, mender: 'nobody needs to', nextStep: none };
}

function waiting(means: string): Reason {
  return { kind: 'waiting', means, mender: 'nobody needs to', nextStep: none };
}

function issue(means: string, mender: Mender, nextStep: string): Reason {
  return { kind: 'issue', means, mender, nextStep };
}
