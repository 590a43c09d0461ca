// Findings and trail in memory. The same rules as ../tables/findings.ts and ../tables/trail.ts.
import type { PersonId, SyncObject } from '../../core/model.js';
import type { ReasonCode } from '../../core/reasons.js';
import type { Finding, FindingCount, StorePort, WriteTrailEntry } from '../../ports/store.js';
import { byText, itemKey, type MemoryState } from './state.js';

export function findingsOf(state: MemoryState) {
  const all = (person: PersonId): readonly Finding[] => [...(state.people.get(person)?.findings.values() ?? [])].flat();
  const allOf = (person: PersonId, object: SyncObject) => all(person).filter((finding) => finding.object === object);
  return {
    async findingsOf(person, items) {
      const wanted = new Set(items.map(itemKey));
      return all(person).filter((finding) => wanted.has(itemKey(finding)));
    },
    async dueFindings(person, object, nowMs, limit) {
      const due = allOf(person, object).filter(({ retryAtMs }) => retryAtMs !== null && retryAtMs <= nowMs);
      return due.sort((one, other) => (one.retryAtMs ?? 0) - (other.retryAtMs ?? 0)).slice(0, limit);
    },
    async findingsByMatchKeys(person, matchKeys) {
      return allOf(person, 'Contact').filter((finding) => carriesOneOf(finding, new Set(matchKeys)));
    },
    async wakeFindings(object, matchKeys, nowMs) {
      const wanted = new Set(matchKeys);
      const isMeant = (finding: Finding) => finding.object === object && carriesOneOf(finding, wanted);
      const people = [...state.people].filter(([person]) => all(person).some(isMeant));
      const wake = (finding: Finding): Finding =>
        isMeant(finding) ? { ...finding, retryAtMs: Math.min(finding.retryAtMs ?? nowMs, nowMs) } : finding;
      for (const [, { findings }] of people) {
        for (const [key, found] of findings) findings.set(key, found.map(wake));
      }
      return people.map(([person]) => person).sort(byText);
    },
    async countFindings(person, object) {
      return countByReason(allOf(person, object));
    },
    async listFindings(person, object, reason, limit) {
      const found = allOf(person, object).filter((finding) => finding.reason === reason);
      return found.sort((one, other) => one.firstAtMs - other.firstAtMs).slice(0, limit);
    },
    async countTrail(person, object, side, kind, sinceMs) {
      const trail = (state.people.get(person)?.trail ?? []).filter((entry) => entry.object === object);
      return trail.filter((entry) => entry.side === side && entry.kind === kind && entry.atMs >= sinceMs).length;
    },
    async deletedByUs(person, object, side, recordIds) {
      const isIt = (entry: WriteTrailEntry): boolean =>
        entry.object === object && entry.side === side && entry.kind === 'delete' && recordIds.includes(entry.recordId);
      return new Set((state.people.get(person)?.trail ?? []).filter(isIt).map(({ recordId }) => recordId));
    },
  } satisfies Partial<StorePort>;
}

function carriesOneOf(finding: Finding, matchKeys: ReadonlySet<string>): boolean {
  return finding.side === 'exchange' && finding.matchKeys.some((key) => matchKeys.has(key));
}

function countByReason(findings: readonly Finding[]): readonly FindingCount[] {
  const counts = new Map<ReasonCode, FindingCount>();
  for (const { reason, firstAtMs, lastAtMs } of findings) {
    const before = counts.get(reason) ?? { reason, number: 0, firstAtMs, lastAtMs };
    counts.set(reason, {
      reason,
      number: before.number + 1,
      firstAtMs: Math.min(before.firstAtMs, firstAtMs),
      lastAtMs: Math.max(before.lastAtMs, lastAtMs),
    });
  }
  return [...counts.values()].sort((one, other) => byText(one.reason, other.reason));
}
