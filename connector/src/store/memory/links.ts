// Links in memory. The same rules as ../tables/links.ts; looks at every link of the person where a database has an
// index.
import { isLive, isRemoved, isSyncing, type ContactLink, type Link, type LinkOf } from '../../core/link.js';
import type { LinkState } from '../../core/link.js';
import type { PersonId, SyncObject } from '../../core/model.js';
import type { Links, StorePort } from '../../ports/store.js';
import { changedPart } from '../new-scope.js';
import { forgetWhatWasSent } from './sent.js';
import { byText, withinRun, type MemoryState, type PersonState } from './state.js';

export function linksOf(state: MemoryState) {
  const syncing = (person: PersonId): readonly ContactLink[] => all(state, person, 'Contact').filter(isSyncing);
  return {
    links: (object) => linksOfObject(state, object),
    async linksByAccounts(person, accounts) {
      return syncing(person).filter((link) => belongsTo(link, new Set(accounts)));
    },
    async unstampedLinks(person, limit) {
      return syncing(person)
        .filter((link) => !link.isStamped)
        .slice(0, limit);
    },
    async countLinkedEventsIn(person, { startMs, endMs }) {
      const live = all(state, person, 'Event').filter(isLive);
      return live.filter((link) => link.endsAtMs > startMs && link.startsAtMs < endMs).length;
    },
    async peopleLinkedTo({ contacts, accounts }) {
      const wanted = { contacts: new Set(contacts), accounts: new Set(accounts) };
      const fits = (link: ContactLink) => wanted.contacts.has(link.ids.salesforce) || belongsTo(link, wanted.accounts);
      return [...state.people.keys()].filter((person) => syncing(person).some(fits)).sort(byText);
    },
    async forgetLinks(person, runNo, object, { dropTombstones, dropMemory }) {
      const found = withinRun(state, person, runNo);
      if (found === null) return null;
      const number = all(state, person, object).filter(isSyncing).length;
      if (dropTombstones) drop(state, found, (link) => link.object === object && isRemoved(link));
      const forget = (link: Link) => (link.object === object && isLive(link) ? forgotten(link, dropMemory) : link);
      found.links = new Map([...found.links].map(([id, link]) => [id, forget(link)]));
      if (dropMemory) forgetWhatWasSent(found, object);
      found.scope = changedPart(found.scope, object, { cursor: null });
      return number;
    },
    async pruneEventLinks(endedBeforeMs) {
      const hasEnded = (link: Link) => link.object === 'Event' && link.endsAtMs < endedBeforeMs;
      for (const found of state.people.values()) drop(state, found, hasEnded);
    },
  } satisfies Partial<StorePort>;
}

function linksOfObject<Object extends SyncObject>(state: MemoryState, object: Object): Links<Object> {
  return {
    async byExchangeIds(person, ids) {
      const wanted = new Set<string>(ids);
      return all(state, person, object).filter((link) => wanted.has(link.ids.exchange));
    },
    async bySalesforceIds(person, ids) {
      const wanted = new Set<string>(ids);
      return all(state, person, object).filter((link) => wanted.has(link.ids.salesforce));
    },
    async after(person, afterId, limit) {
      const after = all(state, person, object).filter((link) => link.id > afterId);
      return after.slice(0, limit);
    },
    async count(person) {
      const counts: Partial<Record<LinkState, number>> = {};
      for (const link of all(state, person, object)) counts[link.state] = (counts[link.state] ?? 0) + 1;
      return counts;
    },
  };
}

/** In id order. */
function all<Object extends SyncObject>(
  state: MemoryState,
  person: PersonId,
  object: Object,
): readonly LinkOf<Object>[] {
  const isOfIt = (link: Link): link is Link & LinkOf<Object> => link.object === object;
  return [...(state.people.get(person)?.links.values() ?? [])].filter(isOfIt);
}

function belongsTo(link: ContactLink, accounts: ReadonlySet<string>): boolean {
  return link.accountId !== null && accounts.has(link.accountId);
}

function forgotten(link: Link, dropMemory: boolean): Link {
  if (!dropMemory) return { ...link, state: 'forgotten' };
  const settled = {
    salesforce: new Uint8Array(link.settled.salesforce.length),
    exchange: new Uint8Array(link.settled.exchange.length),
  };
  return { ...link, state: 'forgotten', versions: { salesforce: '', exchange: '' }, settled };
}

/** With their meetings, unless the person keeps another link of the meeting. */
function drop(state: MemoryState, found: PersonState, goes: (link: Link) => boolean): void {
  const before = [...found.links.values()];
  const kept = before.filter((link) => !goes(link));
  const meetingsOf = (links: readonly Link[]) =>
    new Set(links.flatMap((link) => (link.object === 'Event' ? [link.meetingKey] : [])));
  const keptMeetings = meetingsOf(kept);
  for (const meetingKey of meetingsOf(before.filter(goes))) {
    const isOwn = state.meetings.get(meetingKey)?.person === found.scope.person;
    if (isOwn && !keptMeetings.has(meetingKey)) state.meetings.delete(meetingKey);
  }
  found.links = new Map(kept.map((link) => [link.id, link]));
}
