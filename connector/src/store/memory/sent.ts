// Writes that are on their way, the right to create somebody, and meetings, in memory. The same rules as
// ../tables/sent.ts and ../tables/meetings.ts.
import type { SyncObject } from '../../core/model.js';
import type { SentRow } from '../../core/sent/row.js';
import type { MeetingClaim, RunCommit, StorePort } from '../../ports/store.js';
import { byText, withinRun, type MemoryState, type PersonState } from './state.js';

export function sentOf(state: MemoryState) {
  return {
    async sentRows(person) {
      const rows = [...(state.people.get(person)?.sent.values() ?? [])];
      return rows.sort((one, other) => one.begunAtMs - other.begunAtMs || byText(one.id, other.id));
    },
    async claimCreates(person, emailHashes, nowMs, untilMs) {
      if (!state.people.has(person)) return new Set();
      const granted = emailHashes.filter((hash) => {
        const claim = state.claims.get(hash);
        return claim === undefined || claim.person === person || claim.untilMs <= nowMs;
      });
      for (const hash of granted) state.claims.set(hash, { person, untilMs });
      return new Set(granted);
    },
    async releaseCreates(person, emailHashes) {
      for (const hash of emailHashes) {
        if (state.claims.get(hash)?.person === person) state.claims.delete(hash);
      }
    },
  } satisfies Partial<StorePort>;
}

export function openRows(found: PersonState, rows: readonly SentRow[]): void {
  const own = rows.map((row) => [row.id, { ...row, person: found.scope.person }] as const);
  found.sent = new Map([...found.sent, ...own]);
}

export function changeSent(
  found: PersonState,
  { endedSent = [], spentSent = [] }: Pick<RunCommit, 'endedSent' | 'spentSent'>,
): void {
  const kept = [...found.sent.values()].filter(({ id }) => !endedSent.includes(id));
  const isSpent = ({ id }: SentRow): boolean => spentSent.includes(id);
  found.sent = new Map(kept.map((row) => [row.id, isSpent(row) ? { ...row, state: 'spent' } : row]));
}

/** Creates stay to be looked up, without a word of what was sent. */
export function forgetWhatWasSent(found: PersonState, object: SyncObject): void {
  const nothing = { sent: new Uint8Array(), source: new Uint8Array(), written: 0 };
  const kept = [...found.sent.values()].filter((row) => row.object !== object || row.kind === 'create');
  found.sent = new Map(kept.map((row) => [row.id, row.object === object ? { ...row, ...nothing } : row]));
}

export function meetingsOf(state: MemoryState) {
  return {
    async claimMeetings(person, runNo, claims) {
      if (withinRun(state, person, runNo) === null) return null;
      const granted = claims.filter(({ meetingKey }) => {
        const meeting = state.meetings.get(meetingKey);
        return meeting === undefined || meeting.person === person;
      });
      for (const { meetingKey, ...claim } of granted) state.meetings.set(meetingKey, { ...claim, person });
      return new Set(granted.map((claim) => claim.meetingKey));
    },
    async openMeetings(person) {
      const open: MeetingClaim[] = [];
      for (const [meetingKey, { exchangeId, begunAtMs, ...meeting }] of state.meetings) {
        if (meeting.person === person && begunAtMs !== null) open.push({ meetingKey, exchangeId, begunAtMs });
      }
      return open.sort((one, other) => one.begunAtMs - other.begunAtMs || byText(one.meetingKey, other.meetingKey));
    },
  } satisfies Partial<StorePort>;
}
