// One person's status and issues as rows for the org: codes, counts, ids and times. Pure enough to be compared: the
// same situation gives the same rows, and only changed ones are written. No name, address or text of an item is in
// them (law P12).
import { countByKind, syncState } from '../../core/status.js';
import { sha256Hex } from '../../core/hash.js';
import { toInstant, type Instant } from '../../core/model.js';
import type { IssueRow, StatusRow } from '../../ports/salesforce.js';
import type { Scope, ScopeEvidence, StorePort } from '../../ports/store.js';
import type { SyncPerson } from '../part/services.js';
import { issueRows } from './issue-rows.js';

export interface PersonReport {
  readonly status: StatusRow;
  readonly issues: readonly IssueRow[];
}

export async function reportOf(
  store: StorePort,
  subject: SyncPerson | null,
  scope: Scope,
  nowMs: number,
): Promise<PersonReport> {
  const { person, evidence } = scope;
  const counted = {
    Contact: await store.countFindings(person, 'Contact'),
    Event: await store.countFindings(person, 'Event'),
  };
  const contactLinks = await store.countLinks(person);
  const eventLinks = await store.countEventLinks(person);
  const contacts = countByKind(counted.Contact);
  const events = countByKind(counted.Event);
  const stateOf = (lastRun: string, lastSuccessMs: number | null, issues: number): string =>
    subject === null ? 'PAUSED' : syncState({ lastRun, lastSuccessMs, issues }, nowMs);
  const status: StatusRow = {
    person,
    configurationId: subject?.configuration.id ?? null,
    mailboxAddress: evidence.mailbox === 'FOUND' ? (subject?.user.email ?? null) : null,
    mailboxState: evidence.mailbox,
    personState: subject === null ? 'NO_CONFIGURATION' : personStateFrom(evidence),
    folderState: evidence.folder,
    missingPermissions: [...new Set([...evidence.missingPermissions, ...evidence.missingEventPermissions])],
    contactState: stateOf(evidence.contacts, scope.lastSuccessMs, contacts.issues),
    contactsSynced: contactLinks.linked ?? 0,
    contactsWaiting: contacts.waiting,
    contactsLeftOut: contacts.leftOut,
    contactIssues: contacts.issues,
    leftOutByReason: contacts.leftOutByReason,
    progress: evidence.progress,
    lastSuccess: instantOrNull(scope.lastSuccessMs),
    eventState: stateOf(evidence.events, scope.lastEventSuccessMs, events.issues),
    eventsSynced: eventLinks.linked ?? 0,
    eventsWaiting: events.waiting,
    eventsLeftOut: events.leftOut,
    eventIssues: events.issues,
    eventsLeftOutByReason: events.leftOutByReason,
    eventProgress: evidence.eventProgress,
    lastEventSuccess: instantOrNull(scope.lastEventSuccessMs),
    nextRun: instantOrNull(scope.dueAtMs),
    reportedAt: toInstant(nowMs),
  };
  return { status, issues: await issueRows(store, person, counted) };
}

/** Contacts may be fine where events are not: what is missing for one of them is missing. */
function personStateFrom({ person, missingEventPermissions }: ScopeEvidence): string {
  return person === 'OK' && missingEventPermissions.length > 0 ? 'MISSING_PERMISSION' : person;
}

/** Times that move with every run are no news by themselves: they are written along with the next real one. */
export function digestOf({ status, issues }: PersonReport): string {
  const {
    lastSuccess: _lastSuccess,
    lastEventSuccess: _lastEventSuccess,
    nextRun: _nextRun,
    reportedAt: _reportedAt,
    ...said
  } = status;
  return sha256Hex(JSON.stringify([said, issues.map(({ key, number }) => [key, number])]));
}

function instantOrNull(atMs: number | null): Instant | null {
  return atMs === null ? null : toInstant(atMs);
}
