// One commit of a run in memory: everything is worked out and checked first, then put in place, so that a refused
// commit leaves nothing behind.
import { BrokenAssumption } from '../../core/failure.js';
import type { Link } from '../../core/model.js';
import type { NewLink, RunCommit } from '../../ports/store.js';
import { itemKey, type MemoryState, type PersonState } from './state.js';

/** @throws BrokenAssumption LINK_GONE, LINK_NOT_UNIQUE */
export function commit(state: MemoryState, found: PersonState, given: RunCommit): void {
  const links = new Map(found.links);
  for (const id of given.removedLinks ?? []) links.delete(id);
  for (const link of given.changedLinks ?? []) {
    if (!links.has(link.id)) throw new BrokenAssumption('LINK_GONE');
    links.set(link.id, { ...owned(link), id: link.id, person: given.person });
  }
  let lastLinkId = state.lastLinkId;
  for (const link of given.newLinks ?? []) {
    lastLinkId += 1;
    links.set(lastLinkId, { ...owned(link), id: lastLinkId, person: given.person });
  }
  refuseDoubles(links.values());

  state.lastLinkId = lastLinkId;
  found.links = links;
  const done = new Set(given.doneIntents);
  found.intents = new Map([...found.intents].filter(([id]) => !done.has(id)));
  for (const item of given.findings ?? []) replaceFindings(found, item);
  found.trail.push(...(given.trail ?? []));
  found.scope = { ...found.scope, ...given.scope };
}

/** A copy whose bytes nobody else can change. */
function owned<Given extends NewLink>(link: Given): Given {
  return {
    ...link,
    salesforceSettled: Uint8Array.from(link.salesforceSettled),
    exchangeSettled: Uint8Array.from(link.exchangeSettled),
  };
}

function refuseDoubles(links: Iterable<Link>): void {
  const salesforceIds = new Set<string>();
  const exchangeIds = new Set<string>();
  for (const link of links) {
    if (salesforceIds.has(link.salesforceId) || exchangeIds.has(link.exchangeId))
      throw new BrokenAssumption('LINK_NOT_UNIQUE');
    salesforceIds.add(link.salesforceId);
    exchangeIds.add(link.exchangeId);
  }
}

function replaceFindings(person: PersonState, item: NonNullable<RunCommit['findings']>[number]): void {
  const key = itemKey(item);
  const byReason = new Map(item.found.map((finding) => [finding.reason, finding]));
  const found = [...byReason.values()].map((finding) => ({
    ...finding,
    person: person.scope.person,
    side: item.side,
    itemId: item.itemId,
  }));
  if (found.length === 0) person.findings.delete(key);
  else person.findings.set(key, found);
}
