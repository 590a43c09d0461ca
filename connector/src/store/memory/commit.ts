// One commit of a run in memory: everything is worked out and checked first, then put in place, so that a refused
// commit leaves nothing behind.
import { BrokenAssumption } from '../../core/failure.js';
import type { Link, NewLink } from '../../core/link.js';
import type { RunCommit } from '../../ports/store.js';
import { changedScope } from '../new-scope.js';
import { changeSent } from './sent.js';
import { itemKey, type MemoryState, type PersonState } from './state.js';

/** @throws BrokenAssumption LINK_GONE, LINK_NOT_UNIQUE */
export function commit(state: MemoryState, found: PersonState, given: RunCommit): void {
  found.links = changedLinks(state, found.links, given);
  changeMeetings(state, given);
  changeSent(found, given);
  for (const item of given.findings ?? []) replaceFindings(found, item);
  found.trail.push(...(given.trail ?? []));
  found.scope = changedScope(found.scope, given.scope ?? {});
}

function changedLinks(
  state: MemoryState,
  before: ReadonlyMap<number, Link>,
  { person, removedLinks = [], changedLinks = [], newLinks = [] }: RunCommit,
): ReadonlyMap<number, Link> {
  const links = new Map(before);
  for (const id of removedLinks) links.delete(id);
  for (const link of changedLinks) {
    if (links.get(link.id)?.object !== link.object) throw new BrokenAssumption('LINK_GONE');
    links.set(link.id, { ...owned(link), person });
  }
  let { lastLinkId } = state;
  for (const link of newLinks) {
    lastLinkId += 1;
    links.set(lastLinkId, { ...owned(link), id: lastLinkId, person });
  }
  for (const side of ['salesforce', 'exchange'] as const) {
    const records = new Set([...links.values()].map((link) => `${link.object} ${link.ids[side]}`));
    if (records.size < links.size) throw new BrokenAssumption('LINK_NOT_UNIQUE');
  }
  state.lastLinkId = lastLinkId;
  return links;
}

/** A copy whose bytes nobody else can change. */
function owned<Given extends NewLink>(link: Given): Given {
  const settled = {
    salesforce: Uint8Array.from(link.settled.salesforce),
    exchange: Uint8Array.from(link.settled.exchange),
  };
  return { ...link, settled };
}

function changeMeetings(state: MemoryState, { person, settledMeetings = [], releasedMeetings = [] }: RunCommit): void {
  const isOwn = (key: string) => state.meetings.get(key)?.person === person;
  for (const key of settledMeetings.filter(isOwn)) {
    const meeting = state.meetings.get(key);
    if (meeting !== undefined) state.meetings.set(key, { ...meeting, begunAtMs: null });
  }
  for (const key of releasedMeetings.filter(isOwn)) state.meetings.delete(key);
}

function replaceFindings(person: PersonState, item: NonNullable<RunCommit['findings']>[number]): void {
  const key = itemKey(item);
  const byReason = new Map(item.found.map((finding) => [finding.reason, finding]));
  const found = [...byReason.values()].map((finding) => ({
    ...finding,
    person: person.scope.person,
    object: item.object,
    side: item.side,
    itemId: item.itemId,
  }));
  if (found.length === 0) person.findings.delete(key);
  else person.findings.set(key, found);
}
