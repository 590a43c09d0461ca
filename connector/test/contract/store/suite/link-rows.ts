// Promises that links of contacts and links of events keep in the same way: unique on either side, walked in constant
// memory, changed by their ids, exchanged within one commit. Part of store.contract.ts.
import { describe, expect, it } from '@jest/globals';
import type { EventLink } from '../../../../src/core/event/model.js';
import type { Link, PersonId } from '../../../../src/core/model.js';
import type { RunCommit, StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  ben,
  committed,
  exchangeEventId,
  exchangeId,
  newEventLink,
  newLink,
  salesforceEventId,
} from '../samples.js';

/** Numbers of the records that it joins. */
interface Sample {
  readonly salesforce: number;
  readonly exchange: number;
  readonly isTombstone?: boolean;
}

interface Kind<Row extends Link | EventLink> {
  readonly code: 'LINK' | 'EVENT_LINK';
  make(sample: Sample): Omit<Row, 'id'>;
  commit(parts: {
    readonly removed?: readonly number[];
    readonly changed?: readonly Row[];
    readonly added?: readonly Omit<Row, 'id'>[];
  }): Partial<RunCommit>;
  after(store: StorePort, person: PersonId, afterId: number, limit: number): Promise<readonly Row[]>;
}

const contacts: Kind<Link> = {
  code: 'LINK',
  make: ({ salesforce, exchange, isTombstone = false }) =>
    newLink(salesforce, { exchangeId: exchangeId(exchange), state: isTombstone ? 'removedFromExchange' : 'linked' }),
  commit: ({ removed = [], changed = [], added = [] }) => ({
    removedLinks: removed,
    changedLinks: changed,
    newLinks: added,
  }),
  after: (store, ...given) => store.linksAfter(...given),
};

const events: Kind<EventLink> = {
  code: 'EVENT_LINK',
  make: ({ salesforce, exchange, isTombstone = false }) =>
    newEventLink(exchange, {
      salesforceId: salesforceEventId(salesforce),
      exchangeId: exchangeEventId(exchange),
      state: isTombstone ? 'removedFromExchange' : 'linked',
    }),
  commit: ({ removed = [], changed = [], added = [] }) => ({
    removedEventLinks: removed,
    changedEventLinks: changed,
    newEventLinks: added,
  }),
  after: (store, ...given) => store.eventLinksAfter(...given),
};

export function linkRowPromises(store: () => StorePort): void {
  describe('of contacts', () => promisesOf(store, contacts));
  describe('of events', () => promisesOf(store, events));
}

function promisesOf<Row extends Link | EventLink>(store: () => StorePort, kind: Kind<Row>): void {
  const pair = (salesforce: number, exchange = salesforce) => kind.make({ salesforce, exchange });
  const all = (person = ada) => kind.after(store(), person, 0, 100);
  const commit = (parts: Parameters<Kind<Row>['commit']>[0], person = ada) =>
    committed(store(), person, kind.commit(parts));
  const withPairs = async (...added: readonly Omit<Row, 'id'>[]) => {
    await commit({ added });
    return all();
  };

  it('are walked in id order, a part at a time, each once', async () => {
    await withPairs(...Array.from({ length: 25 }, (_, index) => pair(index)));
    await commit({ added: [pair(1)] }, ben);
    const walked: Row[] = [];
    for (let afterId = 0; ; afterId = walked.at(-1)?.id ?? 0) {
      const part = await kind.after(store(), ada, afterId, 10);
      expect(part.length).toBeLessThanOrEqual(10);
      if (part.length === 0) break;
      walked.push(...part);
    }
    expect(new Set(walked.map((link) => link.salesforceId)).size).toBe(25);
    expect(walked.map((link) => link.id)).toEqual(walked.map((link) => link.id).sort((one, other) => one - other));
  });

  it('are one row for a record of either side and a person, tombstones included', async () => {
    await withPairs(kind.make({ salesforce: 1, exchange: 1, isTombstone: true }));
    await expect(commit({ added: [pair(1, 2)] })).rejects.toMatchObject({ code: `${kind.code}_NOT_UNIQUE` });
    await expect(commit({ added: [pair(2, 1)] })).rejects.toMatchObject({ code: `${kind.code}_NOT_UNIQUE` });
    expect(await commit({ added: [pair(2, 2)] })).toBe(true);
  });

  it('may be of several people for the same Salesforce record', async () => {
    await commit({ added: [pair(1)] });
    await commit({ added: [pair(1)] }, ben);
    expect((await all(ben)).map((link) => link.salesforceId)).toEqual((await all()).map((link) => link.salesforceId));
  });

  it('may take the place of one that the same commit removes', async () => {
    const [old] = await withPairs(pair(1));
    expect(await commit({ removed: [old?.id ?? 0], added: [pair(1, 5)] })).toBe(true);
    expect((await all()).map((link) => link.exchangeId)).toEqual([pair(1, 5).exchangeId]);
  });

  it('may change partners with each other in one commit', async () => {
    const [first, second] = (await withPairs(pair(1), pair(2))) as [Row, Row];
    const changed = [
      { ...first, exchangeId: second.exchangeId },
      { ...second, exchangeId: first.exchangeId },
    ];
    expect(await commit({ changed })).toBe(true);
    expect(await all()).toEqual(changed);
  });

  it('are not changed when they are gone or belong to somebody else', async () => {
    const [ofAda] = (await withPairs(pair(1))) as [Row];
    const change = commit({ changed: [{ ...ofAda, person: ben }] }, ben);
    await expect(change).rejects.toMatchObject({ code: `${kind.code}_GONE` });
    await commit({ removed: [ofAda.id] }, ben);
    expect(await all()).toEqual([ofAda]);
  });
}
