// Begun creates, the right to create somebody, and meetings, in memory. The same rules as ../tables/intents.ts and
// ../tables/meetings.ts.
import { BrokenAssumption } from '../../core/failure.js';
import type { Intent, MeetingClaim, StorePort } from '../../ports/store.js';
import { byText, withinRun, type MemoryState, type PersonState } from './state.js';

export function intentsOf(state: MemoryState) {
  return {
    async openIntents(person) {
      const open = [...(state.people.get(person)?.intents.values() ?? [])];
      return open.sort((one, other) => one.begunAtMs - other.begunAtMs || byText(one.id, other.id));
    },
    async dropIntents(person, ids) {
      const found = state.people.get(person);
      if (found !== undefined) endIntents(found, ids);
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

/** @throws BrokenAssumption INTENT_NOT_UNIQUE; then none of them is begun. */
export function beginIntents(found: PersonState, intents: readonly Intent[]): void {
  const begun = new Map(found.intents);
  for (const intent of intents) begun.set(intent.id, { ...intent, person: found.scope.person });
  const sources = new Set([...begun.values()].map((intent) => `${intent.side} ${intent.sourceId}`));
  if (sources.size < begun.size) throw new BrokenAssumption('INTENT_NOT_UNIQUE');
  found.intents = begun;
}

export function endIntents(found: PersonState, ids: readonly string[]): void {
  found.intents = new Map([...found.intents].filter(([id]) => !ids.includes(id)));
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
