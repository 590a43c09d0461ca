// Changes and requests in memory. The same rules as ../tables/changes.ts and ../tables/requests.ts.
import type { SalesforceChange } from '../../ports/salesforce.js';
import type { StorePort } from '../../ports/store.js';
import { changeKey, newChanges } from '../new-changes.js';
import { byText, type MemoryState } from './state.js';

export function changesOf(state: MemoryState) {
  return {
    async readChangeCursor(object) {
      return state.changeCursors.get(object) ?? null;
    },
    async addChanges(changes, cursors, nowMs) {
      const added = newChanges(changes, state.changes.map(changeKey));
      const numbered = added.map((change) => ({ ...change, seq: (state.lastChangeSeq += 1), seenAtMs: nowMs }));
      state.changes = [...state.changes, ...numbered];
      for (const [object, cursor] of Object.entries(cursors)) {
        state.changeCursors.set(object as SalesforceChange['object'], cursor);
      }
      return added;
    },
    async latestChangeSeq() {
      return state.lastChangeSeq;
    },
    async changesFor(person, seq, others, limit) {
      const links = [...(state.people.get(person)?.links.values() ?? [])].filter((link) => link.object === 'Contact');
      const contacts = new Set<string>(links.map((link) => link.ids.salesforce));
      const accounts = new Set<string | null>(links.map((link) => link.accountId));
      const wanted = state.changes.filter((change) => {
        if (change.seq <= seq) return false;
        if (change.object === 'Account') return accounts.has(change.recordId);
        if (change.object !== 'Contact') return false;
        const isOther = others === 'all' || (others === 'owned' && change.ownerId === person);
        return isOther || contacts.has(change.recordId);
      });
      return wanted.slice(0, limit).map(({ seenAtMs: _, ...change }) => change);
    },
    async pruneChanges(olderThanMs) {
      state.changes = state.changes.filter((change) => change.seenAtMs >= olderThanMs);
    },
  } satisfies Partial<StorePort>;
}

export function requestsOf(state: MemoryState) {
  return {
    async readInstallation() {
      return state.installation;
    },
    async writeInstallation(installation) {
      state.installation ??= installation;
      return state.installation;
    },
    async claimRequest(requestId, nowMs) {
      if (state.requests.has(requestId)) return false;
      state.requests.set(requestId, { claimedAtMs: nowMs, isFinished: false });
      return true;
    },
    async openRequests() {
      const open = [...state.requests].filter(([, request]) => !request.isFinished);
      open.sort(([id, one], [otherId, other]) => one.claimedAtMs - other.claimedAtMs || byText(id, otherId));
      return open.map(([id]) => id);
    },
    async finishRequest(requestId) {
      const request = state.requests.get(requestId);
      if (request !== undefined) state.requests.set(requestId, { ...request, isFinished: true });
    },
  } satisfies Partial<StorePort>;
}
