// One person's status and issues as rows for the org: codes, counts, ids and times. Pure enough to be compared: the
// same situation gives the same rows, and only changed ones are written. No name, address or text of an item is in
// them (law P12).
import { contactState, countByKind } from '../core/health.js';
import { sha256Hex } from '../core/hash.js';
import { limits } from '../core/limits.js';
import { toInstant, type Instant, type PersonId } from '../core/model.js';
import { reasons, type ReasonCode } from '../core/reasons.js';
import type { IssueRow, StatusRow } from '../ports/salesforce.js';
import type { Finding, FindingCount, Scope, StorePort } from '../ports/store.js';
import type { SyncPerson } from './context.js';

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
  const counted = await store.countFindings(scope.person);
  const links = await store.countLinks(scope.person);
  const counts = countByKind(counted);
  const { evidence } = scope;
  const state = contactState(
    { ...evidence, lastRun: evidence.contacts, lastSuccessMs: scope.lastSuccessMs, issues: counts.issues },
    nowMs,
  );
  const status: StatusRow = {
    person: scope.person,
    configurationId: subject?.configuration.id ?? null,
    mailboxAddress: evidence.mailbox === 'FOUND' ? (subject?.user.email ?? null) : null,
    mailboxState: evidence.mailbox,
    personState: subject === null ? 'NO_CONFIGURATION' : evidence.person,
    folderState: evidence.folder,
    contactState: subject === null ? 'PAUSED' : state,
    missingPermissions: evidence.missingPermissions,
    contactsSynced: links.linked ?? 0,
    contactsWaiting: counts.waiting,
    contactsLeftOut: counts.leftOut,
    contactIssues: counts.issues,
    leftOutByReason: counts.leftOutByReason,
    progress: evidence.progress,
    lastSuccess: instantOrNull(scope.lastSuccessMs),
    nextRun: instantOrNull(scope.contactsDueAtMs),
    reportedAt: toInstant(nowMs),
  };
  return { status, issues: await issueRows(store, scope.person, counted) };
}

/** Times that move with every run are no news by themselves: they are written along with the next real one. */
export function digestOf({ status, issues }: PersonReport): string {
  const { lastSuccess: _lastSuccess, nextRun: _nextRun, reportedAt: _reportedAt, ...said } = status;
  return sha256Hex(JSON.stringify([said, issues.map(({ key, number }) => [key, number])]));
}

/** Issues told earlier that are no longer there: closed, never deleted. */
export function settledRows(
  person: PersonId,
  earlierKeys: readonly string[],
  now: readonly IssueRow[],
  nowMs: number,
): readonly IssueRow[] {
  const present = new Set(now.map(({ key }) => key));
  return earlierKeys.flatMap((key): IssueRow[] => {
    const reason = key.split(':')[2];
    if (present.has(key) || reason === undefined || !Object.hasOwn(reasons, reason)) return [];
    const at = toInstant(nowMs);
    return [{ ...emptyRow(person, key, reason as ReasonCode, at), settledAt: at }];
  });
}

/** One row a reason, and the first items below it: at most 50 an issue and 200 a person. */
async function issueRows(
  store: StorePort,
  person: PersonId,
  counted: readonly FindingCount[],
): Promise<readonly IssueRow[]> {
  const rows: IssueRow[] = [];
  let itemsLeft: number = limits.issueItemRowsPerPerson;
  for (const count of counted.filter(({ reason }) => reasons[reason].kind === 'issue')) {
    const items = await store.listFindings(person, count.reason, Math.min(limits.issueItemRowsPerIssue, itemsLeft));
    itemsLeft -= items.length;
    const ofItems = items.filter((item) => item.itemId !== person);
    const isPersonal = ofItems.length === 0;
    const key = `${person}:${isPersonal ? 'P' : 'C'}:${count.reason}`;
    const parent: IssueRow = {
      ...emptyRow(person, key, count.reason, toInstant(count.firstAtMs)),
      object: isPersonal ? 'Person' : 'Contact',
      number: isPersonal ? count.number : count.number - (items.length - ofItems.length),
      lastSeen: toInstant(count.lastAtMs),
      fields: [...new Set(items.flatMap((item) => item.fields))],
    };
    rows.push(parent);
    rows.push(...ofItems.map((item) => itemRow(parent, item)));
  }
  return rows;
}

function itemRow(parent: IssueRow, item: Finding): IssueRow {
  return {
    ...parent,
    key: itemKeyOf(parent.person, item),
    parentKey: parent.key,
    number: 1,
    side: item.side,
    firstSeen: toInstant(item.firstAtMs),
    lastSeen: toInstant(item.lastAtMs),
    salesforceId: item.side === 'salesforce' ? item.itemId : null,
    exchangeId: item.side === 'exchange' ? item.itemId : null,
    fields: item.fields,
  };
}

/** 18 + 1 + 12 + 1 characters and the reason: the external id holds 64. */
function itemKeyOf(person: PersonId, { side, itemId, reason }: Finding): string {
  return `${person}:${sha256Hex(`${side}:${itemId}`).slice(0, 12)}:${reason}`;
}

function emptyRow(person: PersonId, key: string, reason: ReasonCode, at: Instant): IssueRow {
  return {
    key,
    parentKey: null,
    person,
    object: 'Contact',
    reason,
    number: 0,
    side: null,
    firstSeen: at,
    lastSeen: at,
    settledAt: null,
    salesforceId: null,
    exchangeId: null,
    fields: [],
  };
}

function instantOrNull(atMs: number | null): Instant | null {
  return atMs === null ? null : toInstant(atMs);
}
