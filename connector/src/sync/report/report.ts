// One person's status and issues as rows for the org: codes, counts, ids and times. Pure enough to be compared: the
// same situation gives the same rows, and only changed ones are written. No name, address or text of an item is in
// them (law P12).
import { sha256Hex } from '../../core/hash.js';
import { toInstant, type Instant } from '../../core/model.js';
import { countByKind, countSynced, deriveStatus, ofEach } from '../../core/status.js';
import type { IssueRow, PartStatus, StatusRow } from '../../ports/salesforce.js';
import type { Scope } from '../../ports/scope.js';
import type { StoreReads } from '../../ports/store.js';
import type { SyncPerson } from '../part/services.js';
import { issueRows } from './issue-rows.js';

export interface PersonReport {
  readonly status: StatusRow;
  readonly issues: readonly IssueRow[];
}

/** `who` null: in no active configuration. */
export async function reportOf(
  store: StoreReads,
  who: SyncPerson | null,
  scope: Scope,
  nowMs: number,
): Promise<PersonReport> {
  const { person, evidence, parts } = scope;
  const found = {
    Contact: await store.countFindings(person, 'Contact'),
    Event: await store.countFindings(person, 'Event'),
  };
  const linked = {
    Contact: await store.links('Contact').count(person),
    Event: await store.links('Event').count(person),
  };
  const counts = ofEach((object) => countByKind(found[object]));
  const derived = deriveStatus({ ...evidence, isConfigured: who !== null, parts, counts }, nowMs);
  const status: StatusRow = {
    ...derived,
    person,
    configurationId: who?.configuration.id ?? null,
    mailboxAddress: derived.mailboxState === 'FOUND' ? (who?.user.email ?? null) : null,
    parts: ofEach((object): PartStatus => ({
      ...counts[object],
      state: derived.parts[object],
      synced: countSynced(linked[object]),
      progress: parts[object].progress,
      lastSuccess: instantOrNull(parts[object].lastSuccessMs),
    })),
    nextRun: instantOrNull(scope.dueAtMs),
    reportedAt: toInstant(nowMs),
  };
  return { status, issues: await issueRows(store, person, found) };
}

/** Times that move with every run are no news by themselves: they are written along with the next real one. */
export function digestOf({ status, issues }: PersonReport): string {
  const { nextRun: _nextRun, reportedAt: _reportedAt, parts, ...said } = status;
  const steady = ofEach((object) => {
    const { lastSuccess: _lastSuccess, ...part } = parts[object];
    return part;
  });
  return sha256Hex(JSON.stringify([said, steady, issues.map(({ key, number }) => [key, number])]));
}

function instantOrNull(atMs: number | null): Instant | null {
  return atMs === null ? null : toInstant(atMs);
}
