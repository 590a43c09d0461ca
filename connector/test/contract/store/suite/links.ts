// Promises that links of every object keep in the same way: found by either id, unique on either side, walked in
// constant memory, changed by their ids, exchanged within one commit. Part of contract.ts; what only one object has is
// in contact-links.ts and event-links.ts.
import { describe, expect, it } from '@jest/globals';
import type { Link, NewLink } from '../../../../src/core/link.js';
import type { StorePort } from '../../../../src/ports/store.js';
import { ada, ben, hashes, personId } from '../samples.js';
import { contacts, events, hands, type Kind } from './link-kinds.js';

export function linkPromises(store: () => StorePort): void {
  describe('of contacts', () => promisesOf(store, contacts));
  describe('of events', () => promisesOf(store, events));
}

function promisesOf(store: () => StorePort, kind: Kind): void {
  const { object, other, make, odd } = kind;
  const { add } = hands(store, kind);
  const otherKind = object === 'Contact' ? events : contacts;

  it('give back every part exactly as it was written', async () => {
    const links = await add([make(1), odd]);
    expect(links.map(({ id: _, ...link }) => link)).toEqual([make(1), odd]);
    for (const { settled } of links) {
      expect(settled.salesforce).toBeInstanceOf(Uint8Array);
      expect(settled.exchange).toBeInstanceOf(Uint8Array);
    }
  });

  it('are found by either id, only those of the person and of the object', async () => {
    await add([make(1), make(2, 2, { state: 'removedFromSalesforce' }), make(3)]);
    await add([make(1), make(4)], ben);
    const ids = [1, 3, 4, 9].map((number) => make(number).ids);
    const links = store().links(object);
    const found = async (rows: Promise<readonly { readonly ids: Link['ids'] }[]>) =>
      (await rows).map((link) => link.ids.salesforce).sort();
    const expected = [make(1), make(3)].map((link) => link.ids.salesforce);
    expect(
      await found(
        links.byExchangeIds(
          ada,
          ids.map(({ exchange }) => exchange),
        ),
      ),
    ).toEqual(expected);
    expect(
      await found(
        links.bySalesforceIds(
          ada,
          ids.map(({ salesforce }) => salesforce),
        ),
      ),
    ).toEqual(expected);
    const two = make(2).ids;
    expect(await found(links.bySalesforceIds(ada, [two.salesforce, two.salesforce]))).toEqual([two.salesforce]);
    expect(await found(links.byExchangeIds(ben, [two.exchange, make(4).ids.exchange]))).toEqual([
      make(4).ids.salesforce,
    ]);
    expect(await links.byExchangeIds(ada, [])).toEqual([]);
    expect(await links.bySalesforceIds(ada, [])).toEqual([]);
    expect(await links.bySalesforceIds(personId(9), [make(1).ids.salesforce])).toEqual([]);
    expect(await links.byExchangeIds(personId(9), [make(1).ids.exchange])).toEqual([]);
    const elsewhere = store().links(other);
    expect(await elsewhere.byExchangeIds(ada, [make(1).ids.exchange])).toEqual([]);
    expect(await elsewhere.bySalesforceIds(ada, [make(1).ids.salesforce])).toEqual([]);
  });

  it('are told apart by Exchange ids that differ only in case', async () => {
    const [lower, upper] = ['AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0Aa', 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AA'] as const;
    await add([kind.withExchangeId(make(1), lower), kind.withExchangeId(make(2), upper)]);
    const found = await store()
      .links(object)
      .byExchangeIds(ada, [upper as Link['ids']['exchange']]);
    expect(found.map((link) => link.ids.salesforce)).toEqual([make(2).ids.salesforce]);
  });

  it('are counted by state, apart from those of the other object', async () => {
    expect(await store().links(object).count(ada)).toEqual({});
    await add([make(1), make(2), make(3, 3, { state: 'made' }), make(4, 4, { state: 'removedFromExchange' })]);
    await add([otherKind.make(1), otherKind.make(2, 2, { state: 'forgotten' })]);
    expect(await store().links(object).count(ada)).toEqual({ linked: 2, made: 1, removedFromExchange: 1 });
    expect(await store().links(other).count(ada)).toEqual({ linked: 1, forgotten: 1 });
    expect(await store().links(object).count(ben)).toEqual({});
  });

  it('are walked in id order, a part at a time, each once, the other object apart', async () => {
    await add(Array.from({ length: 25 }, (_, index) => [make(index), otherKind.make(index)]).flat());
    await add([make(1)], ben);
    const walked: Link[] = [];
    for (let afterId = 0; ; afterId = walked.at(-1)?.id ?? 0) {
      const part = (await store().links(object).after(ada, afterId, 10)) as readonly Link[];
      expect(part.length).toBeLessThanOrEqual(10);
      if (part.length === 0) break;
      walked.push(...part);
    }
    expect(new Set(walked.map((link) => link.ids.salesforce)).size).toBe(25);
    expect(walked.map((link) => link.object)).toEqual(Array(25).fill(object));
    expect(walked.map((link) => link.id)).toEqual(walked.map((link) => link.id).sort((one, other) => one - other));
  });

  changePromises(store, kind);
  placePromises(store, kind);
}

function changePromises(store: () => StorePort, kind: Kind): void {
  const { make, another } = kind;
  const { all, add, commit } = hands(store, kind);

  it('are changed in every part, and removed, by their ids', async () => {
    const [first, second] = (await add([make(1), make(2)])) as [Link, Link];
    const changed = { ...another, id: first.id } as Link;
    expect(await commit({ changedLinks: [changed], removedLinks: [second.id] })).toBe(true);
    expect(await all()).toEqual([changed]);
  });

  it('keep bytes that the caller changes later as they were', async () => {
    const bytes = { salesforce: hashes(1), exchange: hashes(2) };
    const [link] = (await add([{ ...make(1), settled: bytes }])) as [Link];
    bytes.salesforce.fill(0);
    bytes.exchange.fill(0);
    expect((await all())[0]?.settled).toEqual({ salesforce: hashes(1), exchange: hashes(2) });
    const changed = { salesforce: hashes(70), exchange: hashes(71) };
    await commit({ changedLinks: [{ ...link, settled: changed }] });
    changed.salesforce.fill(0);
    changed.exchange.fill(0);
    expect((await all())[0]?.settled).toEqual({ salesforce: hashes(70), exchange: hashes(71) });
  });

  it('are not changed when they are gone or belong to somebody else', async () => {
    const [ofAda] = (await add([make(1)])) as [Link];
    const change = commit({ changedLinks: [{ ...ofAda, person: ben }] }, ben);
    await expect(change).rejects.toMatchObject({ code: 'LINK_GONE' });
    await commit({ removedLinks: [ofAda.id] }, ben);
    expect(await all()).toEqual([ofAda]);
  });

  it('are not changed into links of another object', async () => {
    const [link] = (await add([make(1)])) as [Link];
    const other = { ...(kind === contacts ? events : contacts).make(1), id: link.id } as Link;
    await expect(commit({ changedLinks: [other] })).rejects.toMatchObject({ code: 'LINK_GONE' });
    expect(await all()).toEqual([link]);
  });
}

function placePromises(store: () => StorePort, kind: Kind): void {
  const { make } = kind;
  const { all, add, commit } = hands(store, kind);

  it('are one row for a record of either side and a person, tombstones included', async () => {
    await add([make(1, 1, { state: 'removedFromExchange' })]);
    await expect(add([make(1, 2)])).rejects.toMatchObject({ code: 'LINK_NOT_UNIQUE' });
    await expect(add([make(2, 1)])).rejects.toMatchObject({ code: 'LINK_NOT_UNIQUE' });
    expect(await commit({ newLinks: [make(2, 2)] })).toBe(true);
  });

  it('may be of several people for the same Salesforce record', async () => {
    await add([make(1)]);
    await add([make(1)], ben);
    const ids = async (person = ada) => (await all(person)).map((link) => link.ids.salesforce);
    expect(await ids(ben)).toEqual(await ids());
  });

  it('may carry the ids of a link of the other object', async () => {
    const { ids } = (kind === contacts ? events : contacts).make(1);
    await commit({ newLinks: [(kind === contacts ? events : contacts).make(1)] });
    expect(await add([{ ...make(1), ids } as NewLink])).toMatchObject([{ ids }]);
  });

  it('may take the place of one that the same commit removes', async () => {
    const [old] = (await add([make(1)])) as [Link];
    expect(await commit({ removedLinks: [old.id], newLinks: [make(1, 5)] })).toBe(true);
    expect((await all()).map((link) => link.ids.exchange)).toEqual([make(1, 5).ids.exchange]);
  });

  it('may change partners with each other in one commit', async () => {
    const [first, second] = (await add([make(1), make(2)])) as [Link, Link];
    const changedLinks = [
      { ...first, ids: { ...first.ids, exchange: second.ids.exchange } },
      { ...second, ids: { ...second.ids, exchange: first.ids.exchange } },
    ] as Link[];
    expect(await commit({ changedLinks })).toBe(true);
    expect(await all()).toEqual(changedLinks);
  });
}
