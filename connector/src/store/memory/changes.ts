// Changes and requests in memory. The same rules as ../tables/changes.ts and ../tables/requests.ts.
import type { SalesforceChange } from '../../ports/salesforce.js';
import type { StorePort } from '../../ports/store.js';
import { byText, type MemoryState } from './state.js';

type Changes = Pick<StorePort, 'readChangeCursor' | 'addChanges' | 'latestChangeSeq' | 'changesFor' | 'pruneChanges'>;
type Requests = Pick<
  StorePort,
  'readInstallation' | 'writeInstallation' | 'claimRequest' | 'openRequests' | 'finishRequest'
>;
export function changesOf(state: MemoryState): Changes {
  return {
    async readChangeCursor(object) {
      return state.changeCursors.get(object) ?? null;
    },
    async addChanges(changes, cursors, nowMs) {
      const known = new Set(state.changes.map(changeKey));
      const added = changes.filter((change) => {
        const key = changeKey(change);
        const isNew = !known.has(key);
        known.add(key);
        return isNew;
      });
      const numbered = added.map((change, index) => ({
        ...change,
        seq: state.lastChangeSeq + index + 1,
        seenAtMs: nowMs,
      }));
      state.changes = [...state.changes, ...numbered];
      state.lastChangeSeq += added.length;
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
  };
}

export function requestsOf(state: MemoryState): Requests {
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
  };
}

function changeKey(change: SalesforceChange): string {
  return `${change.object} ${change.recordId} ${change.modifiedAt}`;
}
