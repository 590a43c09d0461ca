// One commit of a run in memory: everything is worked out and checked first, then put in place, so that a refused
// commit leaves nothing behind.
import { BrokenAssumption } from '../../core/failure.js';
import type { EventLink } from '../../core/event/model.js';
import type { Link } from '../../core/model.js';
import type { NewEventLink } from '../../ports/event-store.js';
import type { NewLink, RunCommit } from '../../ports/store.js';
import { itemKey, type MemoryState, type PersonState } from './state.js';

/** @throws BrokenAssumption LINK_GONE, LINK_NOT_UNIQUE, EVENT_LINK_GONE, EVENT_LINK_NOT_UNIQUE */
export function commit(state: MemoryState, found: PersonState, given: RunCommit): void {
  let { lastLinkId } = state;
  const nextId = () => (lastLinkId += 1);
  const links = changed<Link>(found.links, 'LINK', {
    removed: given.removedLinks,
    changed: given.changedLinks?.map((link) => ({ ...owned(link), id: link.id, person: given.person })),
    added: given.newLinks?.map((link) => ({ ...owned(link), id: nextId(), person: given.person })),
  });
  const eventLinks = changed<EventLink>(found.eventLinks, 'EVENT_LINK', {
    removed: given.removedEventLinks,
    changed: given.changedEventLinks?.map((link) => ({ ...ownedEvent(link), id: link.id, person: given.person })),
    added: given.newEventLinks?.map((link) => ({ ...ownedEvent(link), id: nextId(), person: given.person })),
  });

  state.lastLinkId = lastLinkId;
  found.links = links;
  found.eventLinks = eventLinks;
  changeMeetings(state, given);
  const done = new Set(given.doneIntents);
  found.intents = new Map([...found.intents].filter(([id]) => !done.has(id)));
  for (const item of given.findings ?? []) replaceFindings(found, item);
  found.trail.push(...(given.trail ?? []));
  found.scope = { ...found.scope, ...given.scope };
}

interface Pair {
  readonly id: number;
  readonly salesforceId: string;
  readonly exchangeId: string;
}

interface Changes<Row> {
  readonly removed: readonly number[] | undefined;
  readonly changed: readonly Row[] | undefined;
  readonly added: readonly Row[] | undefined;
}

function changed<Row extends Pair>(
  before: ReadonlyMap<number, Row>,
  name: 'LINK' | 'EVENT_LINK',
  { removed = [], changed = [], added = [] }: Changes<Row>,
): ReadonlyMap<number, Row> {
  const rows = new Map(before);
  for (const id of removed) rows.delete(id);
  for (const row of changed) {
    if (!rows.has(row.id)) throw new BrokenAssumption(`${name}_GONE`);
    rows.set(row.id, row);
  }
  for (const row of added) rows.set(row.id, row);
  const salesforceIds = new Set([...rows.values()].map((row) => row.salesforceId));
  const exchangeIds = new Set([...rows.values()].map((row) => row.exchangeId));
  if (salesforceIds.size < rows.size || exchangeIds.size < rows.size) throw new BrokenAssumption(`${name}_NOT_UNIQUE`);
  return rows;
}

/** A copy whose bytes nobody else can change. */
function owned<Given extends NewLink>(link: Given): Given {
  return {
    ...link,
    salesforceSettled: Uint8Array.from(link.salesforceSettled),
    exchangeSettled: Uint8Array.from(link.exchangeSettled),
  };
}

function ownedEvent<Given extends NewEventLink>(link: Given): Given {
  return { ...link, settled: Uint8Array.from(link.settled) };
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
