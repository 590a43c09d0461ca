// Event links and meetings in memory. The same rules as ../event-links.ts and ../meetings.ts; looks at every link of
// the person where a database has an index.
import type { EventLink } from '../../core/event/model.js';
import type { PersonId } from '../../core/model.js';
import type { MeetingClaim } from '../../ports/event-store.js';
import type { StorePort } from '../../ports/store.js';
import { countByState, isLive, isRemoved } from './links.js';
import { byText, withinRun, type MemoryState, type PersonState } from './state.js';

type EventLinks = Pick<
  StorePort,
  | 'eventLinksByExchangeIds'
  | 'eventLinksBySalesforceIds'
  | 'eventLinksAfter'
  | 'countEventLinks'
  | 'countLinkedEventsIn'
  | 'forgetEventLinks'
  | 'pruneEventLinks'
>;
type Meetings = Pick<StorePort, 'claimMeetings' | 'openMeetings'>;

export function eventLinksOf(state: MemoryState): EventLinks {
  const all = (person: PersonId): readonly EventLink[] => [...(state.people.get(person)?.eventLinks.values() ?? [])];
  return {
    async eventLinksByExchangeIds(person, ids) {
      const wanted = new Set(ids);
      return all(person).filter((link) => wanted.has(link.exchangeId));
    },
    async eventLinksBySalesforceIds(person, ids) {
      const wanted = new Set(ids);
      return all(person).filter((link) => wanted.has(link.salesforceId));
    },
    async eventLinksAfter(person, afterId, limit) {
      const after = all(person).filter((link) => link.id > afterId);
      return after.slice(0, limit);
    },
    async countEventLinks(person) {
      return countByState(all(person));
    },
    async countLinkedEventsIn(person, { startMs, endMs }) {
      const touches = (link: EventLink) => link.endsAtMs > startMs && link.startsAtMs < endMs;
      return all(person).filter((link) => isPair(link) && touches(link)).length;
    },
    async forgetEventLinks(person, runNo, options) {
      const found = withinRun(state, person, runNo);
      if (found === null) return null;
      const number = all(person).filter(isLive).length;
      if (options.dropTombstones) drop(state, found, isRemoved);
      const forget = (link: EventLink) => (isPair(link) ? forgotten(link, options.dropMemory) : link);
      found.eventLinks = new Map([...found.eventLinks].map(([id, link]) => [id, forget(link)]));
      found.scope = { ...found.scope, eventCursor: null, eventCursorMadeMs: null };
      return number;
    },
    async pruneEventLinks(endedBeforeMs) {
      for (const found of state.people.values()) drop(state, found, (link) => link.endsAtMs < endedBeforeMs);
    },
  };
}

export function meetingsOf(state: MemoryState): Meetings {
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
  };
}

/** Not a tombstone. */
function isPair(link: EventLink): boolean {
  return isLive(link) || link.state === 'forgotten';
}

function forgotten(link: EventLink, dropMemory: boolean): EventLink {
  if (!dropMemory) return { ...link, state: 'forgotten' };
  return { ...link, state: 'forgotten', exchangeVersion: '', settled: new Uint8Array(link.settled.length) };
}

/** With their meetings, unless the person keeps another link of the meeting. */
function drop(state: MemoryState, found: PersonState, goes: (link: EventLink) => boolean): void {
  const before = [...found.eventLinks.values()];
  const kept = before.filter((link) => !goes(link));
  const keptMeetings = new Set(kept.map((link) => link.meetingKey));
  for (const { meetingKey } of before) {
    const isOwn = state.meetings.get(meetingKey)?.person === found.scope.person;
    if (isOwn && !keptMeetings.has(meetingKey)) state.meetings.delete(meetingKey);
  }
  found.eventLinks = new Map(kept.map((link) => [link.id, link]));
}
