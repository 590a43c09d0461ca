// The closed list of reason codes. Actions, issues, counts, logs, docs and tests use these and no others. `kind`
// decides where an item is counted: synced, left out (a number for the admin), waiting (has a due time) or issue
// (someone can fix it). The texts are shown to people; docs/reason-codes.md lists them, and a test keeps the two
// the same.

import { fixedBy, type Meaning } from './fixer.js';

type ReasonKind = 'done' | 'leftOut' | 'waiting' | 'issue';

export type Reason = Required<Meaning> & { readonly kind: ReasonKind };

/** Of what nobody needs to fix. */
function noted<Code extends string>(
  kind: Exclude<ReasonKind, 'issue'>,
  texts: Readonly<Record<Code, string>>,
): Readonly<Record<Code, Reason>> {
  const rest = { kind, fixer: 'nobody needs to', nextStep: 'Nothing to do.' } as const;
  return Object.fromEntries(Object.entries(texts).map(([code, means]) => [code, { means, ...rest }])) as Record<
    Code,
    Reason
  >;
}

function personFixes(means: string, nextStep: string): Reason {
  return { kind: 'issue', ...fixedBy('the person', means, nextStep) };
}

function adminFixes(means: string, nextStep: string): Reason {
  return { kind: 'issue', ...fixedBy('an admin', means, nextStep) };
}

export const reasons = {
  ...noted('done', {
    NEW_IN_SALESFORCE: 'The contact is new in Salesforce and was made in the folder.',
    NEW_IN_EXCHANGE: 'New in Exchange, and made in Salesforce.',
    FOUND_BY_LINK: 'The pair was known already.',
    FOUND_BY_STAMP: 'The contact in the folder carries our mark of this record, so the two were linked again.',
    FOUND_BY_KEY: 'The Salesforce record carries the key of this item in Exchange, so the two were linked again.',
    FOUND_BY_EMAIL: 'Both have the same e-mail address and no other candidate, so they were linked.',
    FOUND_BY_NAME: 'Both have the same name and company and no other candidate, so they were linked.',
    FOUND_BY_CONTENT: 'Both events have the same subject, start and end, and the same owner, so they were linked.',
    CHANGED_IN_SALESFORCE: 'Fields changed in Salesforce went to Exchange.',
    CHANGED_IN_EXCHANGE: 'Fields changed in Exchange went to Salesforce.',
    CHANGED_IN_BOTH: 'Different fields changed on both sides; each went to the other side.',
    CONFLICT_SETTLED: 'The same field changed on both sides; the configuration said which value stays.',
    UNCHANGED: 'Nothing to write.',
    DELETED_IN_EXCHANGE: 'Removed in Exchange; the configuration removes the Salesforce record too.',
    DELETED_IN_SALESFORCE: 'Removed in Salesforce; the configuration removes the Exchange contact too.',
    DELETED_IN_BOTH: 'Removed on both sides.',
    EDIT_BEATS_DELETE: 'Removed on one side but edited on the other: the edited contact stays and is made again.',
    EMPTIED_AS_PRIVATE: 'The event became private: nothing but taken time was left of it in Salesforce, at once.',
    OWN_DOUBLE: 'An earlier attempt of ours had made this twice; the untouched second one was removed.',
    FOLDER_MADE: 'The folder Salesforce_Sync was not there and was made.',
    STAMPED: 'Our mark was written on a contact in the folder that a person had made.',
  }),
  ...noted('leftOut', {
    REMOVED_BY_PERSON: 'Somebody removed the other copy, and the configuration keeps this one. It is not made again.',
    MOVED_OUT: 'Moved out of the Salesforce_Sync folder: it stopped syncing, and both copies stay.',
    LEFT_REACH: 'The person no longer owns or sees the Salesforce contact, or it no longer meets the conditions.',
    NOT_IN_DIRECTION: 'The sync direction does not take items from this side.',
    ACCOUNT_NOT_MATCHED:
      'No account, or more than one, has exactly this company name; the contact stays without account.',
    OUTSIDE_WINDOW:
      'The event lies outside the days that sync. It is taken up when the window reaches it; a copy stays as it is.',
    PRIVATE_EVENT: 'The event is private, and private events do not sync.',
    SERIES_NOT_SYNCED: 'The event repeats, and series do not sync.',
    EVENT_CANCELLED: 'The organizer cancelled the event.',
    EVENT_DECLINED: 'The person declined the event.',
    SHOWN_AS_FREE: 'The event is shown as free, and such events are left out.',
    ALL_DAY_EVENT: 'The event takes whole days, and such events are left out.',
    INTERNAL_MEETING: 'Nobody outside the company takes part in the meeting.',
    LEFT_OUT_DOMAIN: 'Somebody takes part whose e-mail domain is left out.',
    LEFT_OUT_WORD: 'The subject has a word that is left out.',
    NOT_SELECTED: 'The event does not have the category that selects it.',
    NOBODY_KNOWN: 'Nobody in the meeting is a contact or lead that the person can see.',
    OTHER_CALENDAR: 'The event was moved to another calendar; only the primary one syncs.',
    COLLEAGUES_MEETING: 'The meeting is in Salesforce already, made for a colleague who takes part in it.',
    NOT_RELATED: 'The event is synced, but related to nobody: no contact or lead has the address of anybody in it.',
  }),
  ...noted('waiting', {
    IN_DOUBT: 'A write got no answer. We look whether it happened before we repeat it.',
    EMAIL_CLAIMED: 'Another person is just creating somebody with this e-mail address; we look again in a moment.',
    RETRY_LATER: 'The other system was busy or could not be reached; we try again by ourselves.',
    CHANGED_MEANWHILE: 'The item was edited while we wrote; the next run looks again.',
    REMOVAL_NOT_CONFIRMED:
      'Reported as removed, but a second look could not confirm it. Nothing is deleted on a guess.',
    RECORD_LOCKED: 'Another process holds the account of this record; we try again by ourselves.',
  }),
  TOO_LONG: adminFixes(
    'The event lasts longer than Salesforce allows: 24 hours, or 14 days where multi-day events are on.',
    'Turn on multi-day events in the activity settings, or split the event in Outlook.',
  ),
  AMBIGUOUS_MATCH: personFixes(
    'More than one contact fits.',
    'Give one of them another e-mail address or name, or merge them.',
  ),
  EMAIL_SHARED: personFixes(
    'The same e-mail address belongs to somebody with another name.',
    'Give this contact an address of its own, or mend the name.',
  ),
  ALREADY_LINKED: personFixes(
    'The fitting Salesforce contact is linked to another contact in the folder.',
    'Keep one of the two contacts in the folder.',
  ),
  COPY_OF_LINKED: personFixes(
    'This is a copy of something that syncs already.',
    'Delete the copy; to sync a contact move it, do not copy it.',
  ),
  OTHER_ORG: adminFixes(
    'This contact carries the mark of another Salesforce org and is never touched.',
    'Remove it from the folder, or end the other connection.',
  ),
  MISSING_LAST_NAME: personFixes(
    'Salesforce needs a last name; the company or the e-mail name was used instead.',
    'Enter the last name in Outlook.',
  ),
  MALFORMED_EMAIL: personFixes(
    'The e-mail address is not a valid one; the other fields were synced.',
    'Mend the e-mail address.',
  ),
  FIELD_TOO_LONG: personFixes(
    'The text is longer than Salesforce allows; it was cut with a visible mark.',
    'Shorten the text in Outlook.',
  ),
  NOT_IN_PICKLIST: adminFixes(
    'Salesforce does not offer this value in its picklist; it stays in Exchange only.',
    'Add the value to the picklist, or choose another one.',
  ),
  CONFLICT_HELD: personFixes(
    'The same field changed on both sides; the configuration asks the person.',
    'Make the field the same on both sides.',
  ),
  SENT_IN_DOUBT: personFixes(
    'A write of ours got no answer, and someone edited the same fields meanwhile: nobody can say which came first.',
    'Look at these fields on both sides, and correct what is wrong. The note goes after 30 days.',
  ),
  LEFT_DIFFERENT: personFixes(
    'The two sides differ here, and what was known of them is too old to tell which one changed; both were left.',
    'Make the field the same on both sides. The note goes after 30 days.',
  ),
  NEVER_ANSWERED: adminFixes(
    'Four writes of this item got no answer within a day, so it waits for a day.',
    'Look for automation that takes too long with this record, or for trouble of the mailbox.',
  ),
  NO_FIELD_ACCESS: adminFixes(
    'The person may not read or edit this field in Salesforce; it is left as it is on both sides.',
    'Give the person access to the field, or switch its mapping off.',
  ),
  NO_RECORD_ACCESS: adminFixes(
    'The person may not edit this Salesforce record.',
    'Share the record with the person for editing, or change its owner.',
  ),
  DUPLICATE_RULE: personFixes(
    'A duplicate rule of the org refused the new contact.',
    'Look at the records that the rule found; mend or merge them.',
  ),
  VALIDATION_RULE: personFixes(
    'A validation rule of the org refused the record.',
    'Mend the field that the rule speaks of.',
  ),
  REFUSED_BY_SALESFORCE: adminFixes('Salesforce refused the record.', 'Look at the fields that are named.'),
  REFUSED_BY_EXCHANGE: adminFixes('Exchange refused the contact.', 'Look at the fields that are named.'),
  TOO_MANY_CONTACTS: adminFixes('More contacts than a person may sync.', 'Narrow the conditions of the configuration.'),
  TOO_MANY_EVENTS: adminFixes(
    'More events in the window than a person may sync.',
    'Make the window of the configuration shorter.',
  ),
  MISSING_PERMISSION: adminFixes(
    'The person lacks permissions that this configuration needs.',
    'Assign what is named.',
  ),
  NOT_AUTHORISED: adminFixes(
    'The app may not act for this person.',
    'Assign the permission set Exchange Sync: Person.',
  ),
  PERSON_INACTIVE: adminFixes('The user is deactivated or frozen.', 'Activate the user or take the assignment away.'),
  MAILBOX_NOT_FOUND: adminFixes(
    'No mailbox has the e-mail address of this user.',
    'Make the addresses in Salesforce and Microsoft 365 the same.',
  ),
  MAILBOX_NO_ACCESS: adminFixes(
    'The app may not open this mailbox.',
    'Add the mailbox to the group that the app may open.',
  ),
  MAILBOX_NOT_IN_CLOUD: adminFixes(
    'The mailbox is on premises, inactive or has no licence.',
    'Move the mailbox to Exchange Online or license it.',
  ),
  MAILBOX_CHANGED: adminFixes('The address now leads to another mailbox than before.', 'Confirm the new mailbox.'),
  DUPLICATE_EMAIL: adminFixes(
    'Two users of a configuration have the same e-mail address.',
    'Give each user an address of their own.',
  ),
  FOLDER_RENAMED: personFixes('The folder Salesforce_Sync was renamed.', 'Name it Salesforce_Sync again.'),
  FOLDER_MOVED: personFixes('The folder Salesforce_Sync was moved.', 'Move it back under Contacts.'),
  FOLDER_MISSING: personFixes(
    'The folder Salesforce_Sync was deleted.',
    'Restore it from Deleted Items, or ask an admin for Restore folder.',
  ),
  FOLDER_DUPLICATE: personFixes('There are several folders named Salesforce_Sync.', 'Keep one of them.'),
  CONFIGURATION_INVALID: adminFixes(
    'The configuration contradicts itself or holds an unknown value.',
    'Mend the setting that is named.',
  ),
  BRAKE_DELETES: adminFixes(
    'More items would be deleted within a day than is usual. Nothing was deleted.',
    'Look at what was removed; restore it, or set deletes to Keep.',
  ),
  BRAKE_CHANGES: adminFixes(
    'More than half of all linked items changed at once. Nothing was written.',
    'Look for an import or a tool that rewrote them.',
  ),
  BRAKE_EMPTIED: adminFixes(
    'One side is empty all at once. Nothing was deleted.',
    'Look at what happened to the folder or the records.',
  ),
  DOMAIN_NOT_ALLOWED: adminFixes(
    'The e-mail domain of this user is not among the allowed mailbox domains.',
    'Add the domain to the Exchange Sync settings, or mend the address of the user.',
  ),
  STOPPED_BY_ADMIN: adminFixes(
    'An admin stopped all writing.',
    'Clear Stop All Writing in the Exchange Sync settings.',
  ),
  OTHER_CONNECTOR: adminFixes(
    'Another connector writes for this org, or this one could not make sure that it is the only one.',
    'Look at the tab Exchange Connectors and end one of the two; the other one takes over 15 minutes later.',
  ),
  WRITES_OFF: adminFixes('This connector is set not to write.', 'Set WRITES=on when you are ready.'),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(reasons, text);
}
