// The row of a person nobody has looked at yet: one definition for both stores, so that they never differ in it.
// Says nothing that was not found out: the states are those of docs/status.md before any look.
import type { PersonId } from '../core/model.js';
import type { Scope } from '../ports/store.js';

export function newScope(person: PersonId): Scope {
  return {
    person,
    mailboxId: null,
    folderId: null,
    dueAtMs: null,
    priority: 2,
    runNo: 0,
    leaseUntilMs: null,
    contactCursor: null,
    changeSeq: 0,
    lastFullListingMs: null,
    folderCheckedAtMs: null,
    lastSuccessMs: null,
    settingsFingerprint: null,
    calendarId: null,
    calendarCheckedAtMs: null,
    eventCursor: null,
    eventCursorMadeMs: null,
    lastEventSuccessMs: null,
    eventSettingsFingerprint: null,
    evidence: {
      mailbox: 'NOT_LOOKED_UP_YET',
      person: 'OK',
      folder: 'OK',
      contacts: 'NOT_STARTED',
      missingPermissions: [],
      progress: 0,
      events: 'NOT_STARTED',
      missingEventPermissions: [],
      eventProgress: 0,
    },
    reportedDigest: null,
  };
}
