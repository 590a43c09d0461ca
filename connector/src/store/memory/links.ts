// Links and begun creates in memory. The same rules as ../links.ts and ../intents.ts; looks at every link of the person
// where a database has an index.
import { BrokenAssumption } from '../../core/failure.js';
import type { Link, PersonId } from '../../core/model.js';
import type { Intent, StorePort } from '../../ports/store.js';
import { byText, withinRun, type MemoryState } from './state.js';

type Links = Pick<
  StorePort,
  | 'linksByExchangeIds'
  | 'linksBySalesforceIds'
  | 'linksByAccounts'
  | 'linksAfter'
  | 'countLinks'
  | 'unstampedLinks'
  | 'forgetLinks'
  | 'peopleLinkedTo'
>;
type Intents = Pick<StorePort, 'openIntents' | 'beginIntents' | 'dropIntents' | 'claimCreates' | 'releaseCreates'>;

export function linksOf(state: MemoryState): Links {
  const all = (person: PersonId): readonly Link[] => [...(state.people.get(person)?.links.values() ?? [])];
  return {
    async linksByExchangeIds(person, ids) {
      const wanted = new Set(ids);
      return all(person).filter((link) => wanted.has(link.exchangeId));
    },
    async linksBySalesforceIds(person, ids) {
      const wanted = new Set(ids);
      return all(person).filter((link) => wanted.has(link.salesforceId));
    },
    async linksByAccounts(person, accounts) {
      return all(person).filter((link) => isLive(link) && belongsTo(link, new Set(accounts)));
    },
    async linksAfter(person, afterId, limit) {
      return all(person)
        .filter((link) => link.id > afterId)
        .slice(0, limit);
    },
    async countLinks(person) {
      return countByState(all(person));
    },
    async unstampedLinks(person, limit) {
      return all(person)
        .filter((link) => isLive(link) && !link.isStamped)
        .slice(0, limit);
    },
    async forgetLinks(person, runNo, options) {
      const found = withinRun(state, person, runNo);
      if (found === null) return null;
      const before = all(person);
      const kept = before.filter((link) => !options.dropTombstones || !isRemoved(link));
      found.links = new Map(kept.map((link) => [link.id, forget(link, options.dropMemory)]));
      found.scope = { ...found.scope, contactCursor: null };
      return before.filter(isLive).length;
    },
    async peopleLinkedTo({ contacts, accounts }) {
      const wanted = { contacts: new Set(contacts), accounts: new Set(accounts) };
      const fits = (link: Link) =>
        isLive(link) && (wanted.contacts.has(link.salesforceId) || belongsTo(link, wanted.accounts));
      return [...state.people.keys()].filter((person) => all(person).some(fits)).sort(byText);
    },
  };
}

export function intentsOf(state: MemoryState): Intents {
  return {
    async openIntents(person) {
      const open = [...(state.people.get(person)?.intents.values() ?? [])];
      return open.sort((one, other) => one.begunAtMs - other.begunAtMs || byText(one.id, other.id));
    },
    async beginIntents(person, runNo, intents) {
      const found = withinRun(state, person, runNo);
      if (found === null) return false;
      const begun = new Map(found.intents);
      for (const intent of intents) begun.set(intent.id, { ...intent, person });
      refuseDoubles(begun.values());
      found.intents = begun;
      return true;
    },
    async dropIntents(person, ids) {
      const found = state.people.get(person);
      if (found === undefined) return;
      found.intents = new Map([...found.intents].filter(([id]) => !ids.includes(id)));
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
  };
}

export function countByState<State extends string>(
  links: readonly { readonly state: State }[],
): Readonly<Partial<Record<State, number>>> {
  const counts: Partial<Record<State, number>> = {};
  for (const { state } of links) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

export function isLive(link: { readonly state: string }): boolean {
  return link.state === 'linked';
}

/** Moved out of the folder, out of reach or out of the selection is not removed: both copies are still there. */
export function isRemoved(link: { readonly state: string }): boolean {
  return link.state === 'removedFromExchange' || link.state === 'removedFromSalesforce';
}

function belongsTo(link: Link, accounts: ReadonlySet<string>): boolean {
  return link.accountId !== null && accounts.has(link.accountId);
}

function forget(link: Link, dropMemory: boolean): Link {
  if (!isLive(link) && link.state !== 'forgotten') return link;
  if (!dropMemory) return { ...link, state: 'forgotten' };
  return {
    ...link,
    state: 'forgotten',
    salesforceVersion: '',
    exchangeVersion: '',
    salesforceSettled: new Uint8Array(link.salesforceSettled.length),
    exchangeSettled: new Uint8Array(link.exchangeSettled.length),
  };
}

function refuseDoubles(intents: Iterable<Intent>): void {
  const sources = new Set<string>();
  for (const intent of intents) {
    const source = `${intent.side} ${intent.sourceId}`;
    if (sources.has(source)) throw new BrokenAssumption('INTENT_NOT_UNIQUE');
    sources.add(source);
  }
}
