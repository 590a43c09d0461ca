// The two objects whose links keep the same promises, and what tests do with them. Part of contract.ts, as links.ts and
// forgotten-links.ts are.
import type { Link, LinkState, NewLink } from '../../../../src/core/link.js';
import type { SyncObject } from '../../../../src/core/model.js';
import type { RunCommit, StorePort } from '../../../../src/ports/store.js';
import { ada, committed, contactIds, eventIds, hashes, newEventLink, newLink } from '../samples.js';

/** Of one object; `other` is one that must not be touched. */
export interface Kind {
  readonly object: SyncObject;
  readonly other: SyncObject;
  make(salesforce: number, exchange?: number, more?: { readonly state: LinkState }): NewLink;
  /** With everything that is rarely so. */
  readonly odd: NewLink;
  /** Nothing of it is as in `make(1)`. */
  readonly another: NewLink;
  /** Another Exchange id. */
  withExchangeId(link: NewLink, id: string): NewLink;
}

export const contacts: Kind = {
  object: 'Contact',
  other: 'Event',
  make: (salesforce, exchange = salesforce, more = { state: 'linked' }) =>
    newLink(salesforce, { ids: contactIds(salesforce, exchange), ...more }),
  odd: newLink(2, {
    accountId: null,
    versions: { salesforce: '', exchange: '' },
    memoryKey: contactIds(2).exchange,
    formVersion: 7,
    state: 'removedFromExchange',
    wasInReach: false,
    isStamped: false,
  }),
  another: newLink(7, {
    versions: { salesforce: 'v', exchange: 'w' },
    accountId: null,
    settled: { salesforce: hashes(70), exchange: hashes(71) },
    formVersion: 2,
    state: 'movedOut',
    wasInReach: false,
    isStamped: false,
  }),
  withExchangeId: (link, id) => ({ ...link, ids: { ...link.ids, exchange: id } }) as NewLink,
};

export const events: Kind = {
  object: 'Event',
  other: 'Contact',
  make: (salesforce, exchange = salesforce, more = { state: 'linked' }) =>
    newEventLink(exchange, { ids: eventIds(salesforce, exchange), ...more }),
  odd: newEventLink(2, {
    ids: { ...eventIds(2), exchange: 'AAMkADevent=' as ReturnType<typeof eventIds>['exchange'] },
    versions: { salesforce: '', exchange: '' },
    settled: { salesforce: new Uint8Array(), exchange: hashes(9).subarray(0, 6) },
    memoryKey: '',
    formVersion: 7,
    state: 'leftSelection',
    meetingKey: '0'.repeat(64),
    startsAtMs: -1,
    endsAtMs: 0,
  }),
  another: newEventLink(7, {
    settled: { salesforce: hashes(71), exchange: hashes(70) },
    formVersion: 2,
    state: 'forgotten',
  }),
  withExchangeId: contacts.withExchangeId,
};

/** What the tests do with links of one object. */
export function hands(store: () => StorePort, { object }: Kind) {
  const all = async (person = ada) => (await store().links(object).after(person, 0, 100)) as readonly Link[];
  const commit = (commit: Omit<RunCommit, 'person' | 'runNo'>, person = ada) => committed(store(), person, commit);
  const add = async (newLinks: readonly NewLink[], person = ada) => {
    await commit({ newLinks }, person);
    return all(person);
  };
  return { all, commit, add };
}
