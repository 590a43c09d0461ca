// What the status says of a person: closed lists of codes with what they mean and who can fix it, and a pure function
// of evidence and time. Stored evidence is what time alone does not change; the rest is worked out when it is shown.
// The texts are shown to people: plain words, nothing of anybody. Tests hold the lists to docs/status.md and the org.
import { assertNever } from './failure.js';
import { fixedBy, type Meaning } from './fixer.js';
import { syncingStates, type LinkState } from './link.js';
import type { SyncObject } from './model.js';
import { reasons, type ReasonCode } from './reasons.js';

export const mailboxStates = {
  FOUND: fine('The mailbox is known and can be opened.'),
  NOT_LOOKED_UP_YET: fine('The mailbox was not looked up yet, or there was no answer.'),
  DUPLICATE_EMAIL: adminFixes(
    'Two people of the configurations, or two accounts in Microsoft 365, have this address.',
    'Give each of them an address of their own.',
  ),
  NOT_FOUND: adminFixes(
    'No account in Microsoft 365 has the e-mail address of the Salesforce user.',
    'Make the two addresses the same.',
  ),
  NO_ACCESS: fixedBy(
    'the Microsoft admin',
    'The app may not open this mailbox.',
    'Add the mailbox to the group of mailboxes that the app may open.',
  ),
  ON_PREMISES: fixedBy(
    'the Microsoft admin',
    'The mailbox is not in Exchange Online, is inactive, or has no licence.',
    'Move the mailbox to Exchange Online, activate it, or give it a licence.',
  ),
  CHANGED: adminFixes(
    'The address now leads to another mailbox than the one that was found first.',
    'Give the address back to the first mailbox.',
  ),
  DOMAIN_NOT_ALLOWED: adminFixes(
    'The address is of a domain that the settings of the whole system do not allow.',
    'Add the domain to these settings, or fix the address of the user.',
  ),
} as const satisfies Record<string, Meaning>;
export type MailboxState = keyof typeof mailboxStates;

export const personStates = {
  OK: fine('The connector may act for this person.'),
  INACTIVE: adminFixes('The user is deactivated in Salesforce.', 'Activate the user, or take the assignment away.'),
  FROZEN: adminFixes('The user is frozen in Salesforce.', 'Unfreeze the user, or take the assignment away.'),
  NO_CONFIGURATION: adminFixes(
    'The person is in no active configuration any more; copies stay, and nothing runs.',
    'Assign a configuration, if this is not what was meant.',
  ),
  MISSING_PERMISSION: adminFixes(
    'Contacts or events need a permission that the person lacks; what lacks nothing goes on.',
    'Assign what the missing permissions name.',
  ),
  NOT_AUTHORISED: adminFixes(
    'The External Client App may not act for this person, or the API is off for them.',
    'Assign the permission set Exchange Sync: Person.',
  ),
} as const satisfies Record<string, Meaning>;
export type PersonState = keyof typeof personStates;

export const folderStates = {
  OK: fine('The folder Salesforce_Sync is where it belongs.'),
  RENAMED: personFixes('The folder has another name.', 'Name it Salesforce_Sync again.'),
  MOVED: personFixes('The folder is not directly under Contacts any more.', 'Move it back.'),
  MISSING: personFixes('The folder was deleted.', 'Restore it from Deleted Items.'),
  DUPLICATE: personFixes('There are several folders of this name.', 'Keep one of them.'),
} as const satisfies Record<string, Meaning>;
export type FolderState = keyof typeof folderStates;

/** How the last run of a part ended. Stored, and never shown as it is: `syncState` makes the shown state of it. */
export const partStates = {
  NOT_STARTED: fine('There was no run yet.'),
  RUNNING: fine('The first sync is under way.'),
  DONE: fine('The last run did all there was to do.'),
  FAILED: fine('The last run did not get through and will be tried again.'),
  HELD: adminFixes('A brake stopped the last run.', 'The issue names the brake.'),
  PAUSED: adminFixes('It is not meant to run just now.', 'An issue says why, where the direction does not.'),
  STOPPED: fixedBy('as the issues say', 'It waits for a person to act.', 'Do what the issue says.'),
} as const satisfies Record<string, Meaning>;
export type PartState = keyof typeof partStates;

/** How it goes with contacts, and with events: what people see. */
export const syncStates = {
  NOT_STARTED: fine('Nothing has run for this person yet.'),
  FIRST_SYNC: fine('The first sync is under way; the progress says how far it is.'),
  IN_SYNC: fine('The last run did all there was to do.'),
  IN_SYNC_WITH_ISSUES: fixedBy(
    'as the issues say',
    'The last run did all there was to do, but some contacts or events could not be synced.',
    'See the issues: the reason of each says what to do.',
  ),
  DELAYED: fixedBy(
    'the operator',
    'There was no success for 30 minutes.',
    'Usually it passes by itself; if it stays, the operator looks into the log.',
  ),
  PAUSED: adminFixes(
    "The direction is Don't sync, there is no configuration, or nothing is written at all just now.",
    'If this is not what was meant: an issue says why nothing is written; else choose a direction or a configuration.',
  ),
  HELD: adminFixes(
    'A brake stopped the run before it wrote anything.',
    'The issue names the brake; the operations page says what to do.',
  ),
  ACTION_NEEDED: fixedBy(
    'as the issues say',
    'It stopped: the state of the mailbox, the person or the folder, or an issue, says why.',
    'Do what is said there.',
  ),
} as const satisfies Record<string, Meaning>;
export type SyncState = keyof typeof syncStates;

export function isFolderState(text: string): text is FolderState {
  return Object.hasOwn(folderStates, text);
}

function fine(means: string): Meaning {
  return { means, fixer: 'nobody needs to' };
}

function personFixes(means: string, nextStep: string): Meaning {
  return fixedBy('the person', means, nextStep);
}

function adminFixes(means: string, nextStep: string): Meaning {
  return fixedBy('an admin', means, nextStep);
}

export const syncObjects = ['Contact', 'Event'] as const satisfies readonly SyncObject[];

/** The same for each object. */
export function ofEach<Value>(valueOf: (object: SyncObject) => Value): Readonly<Record<SyncObject, Value>> {
  return { Contact: valueOf('Contact'), Event: valueOf('Event') };
}

export interface StatusEvidence {
  /** False: in no active configuration. */
  readonly isConfigured: boolean;
  readonly mailbox: MailboxState;
  /** What the last run met. That a permission is missing, and that there is no configuration, is found out here. */
  readonly person: PersonState;
  readonly folder: FolderState;
  readonly parts: Readonly<Record<SyncObject, PartEvidence>>;
  readonly counts: Readonly<Record<SyncObject, Pick<ItemCounts, 'issues'>>>;
}

interface PartEvidence {
  readonly state: PartState;
  readonly lastSuccessMs: number | null;
  /** What the part needs and the person lacks, by the names of the org. */
  readonly missingPermissions: readonly string[];
}

export interface DerivedStatus {
  readonly mailboxState: MailboxState;
  readonly personState: PersonState;
  readonly folderState: FolderState;
  readonly missingPermissions: readonly string[];
  readonly parts: Readonly<Record<SyncObject, SyncState>>;
}

export function deriveStatus(evidence: StatusEvidence, nowMs: number): DerivedStatus {
  const { isConfigured, mailbox, person, folder, parts, counts } = evidence;
  const stateOf = (object: SyncObject): SyncState => {
    const { state: lastRun, lastSuccessMs } = parts[object];
    return isConfigured ? syncState({ lastRun, lastSuccessMs, issues: counts[object].issues }, nowMs) : 'PAUSED';
  };
  const missingPermissions = [...new Set(syncObjects.flatMap((object) => parts[object].missingPermissions))];
  return {
    mailboxState: mailbox,
    personState: personState(isConfigured, person, missingPermissions),
    folderState: folder,
    missingPermissions,
    parts: ofEach(stateOf),
  };
}

/** Contacts may be fine where events are not: what is missing for one of them is missing. */
function personState(isConfigured: boolean, met: PersonState, missing: readonly string[]): PersonState {
  if (!isConfigured) return 'NO_CONFIGURATION';
  return met === 'OK' && missing.length > 0 ? 'MISSING_PERMISSION' : met;
}

/** Without success for so long, a person that was in step counts as delayed. */
const delayedAfterMs = 30 * 60_000;

/** Of the contacts of a person, or of the events. */
export interface SyncEvidence {
  readonly lastRun: PartState;
  readonly lastSuccessMs: number | null;
  readonly issues: number;
}

export function syncState({ lastRun, lastSuccessMs, issues }: SyncEvidence, nowMs: number): SyncState {
  switch (lastRun) {
    case 'PAUSED':
    case 'HELD':
      return lastRun;
    case 'STOPPED':
      return 'ACTION_NEEDED';
    case 'NOT_STARTED':
    case 'RUNNING':
    case 'DONE':
    case 'FAILED':
      if (lastSuccessMs === null) return lastRun === 'NOT_STARTED' ? 'NOT_STARTED' : 'FIRST_SYNC';
      if (nowMs - lastSuccessMs > delayedAfterMs) return 'DELAYED';
      return issues > 0 ? 'IN_SYNC_WITH_ISSUES' : 'IN_SYNC';
    default:
      return assertNever(lastRun);
  }
}

export interface ItemCounts {
  readonly waiting: number;
  readonly leftOut: number;
  readonly issues: number;
  readonly leftOutByReason: Readonly<Partial<Record<ReasonCode, number>>>;
}

/** Every item that is not simply synced, counted once for each of its reasons (law P16). */
export function countByKind(findings: readonly { readonly reason: ReasonCode; readonly number: number }[]): ItemCounts {
  const sums = { waiting: 0, leftOut: 0, issue: 0, done: 0 };
  const leftOutByReason: Partial<Record<ReasonCode, number>> = {};
  for (const { reason, number } of findings) {
    const { kind } = reasons[reason];
    sums[kind] += number;
    if (kind === 'leftOut') leftOutByReason[reason] = number;
  }
  return { waiting: sums.waiting, leftOut: sums.leftOut, issues: sums.issue, leftOutByReason };
}

/** Pairs that sync just now. */
export function countSynced(links: Readonly<Partial<Record<LinkState, number>>>): number {
  return syncingStates.reduce((sum, state) => sum + (links[state] ?? 0), 0);
}
