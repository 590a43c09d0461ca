// Promises about links of contacts: found by either id and by account, forgotten by a reset. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { ExchangeContactId, Link } from '../../../../src/core/model.js';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  accountId,
  ada,
  ben,
  exchangeId,
  hashes,
  newLink,
  nowMs,
  personId,
  salesforceId,
  startedRun,
  withLinks,
} from '../samples.js';

export function linkPromises(store: () => StorePort): void {
  it('gives back every part of a link exactly as it was written', async () => {
    const odd = newLink(2, {
      accountId: null,
      salesforceVersion: '',
      exchangeVersion: '',
      formVersion: 7,
      state: 'removedFromExchange',
      wasInScope: false,
      isStamped: false,
    });
    const links = await withLinks(store(), [newLink(1), odd]);
    expect(links.map(({ id: _, ...link }) => link)).toEqual([newLink(1), odd]);
    expect(links[0]?.salesforceSettled).toBeInstanceOf(Uint8Array);
  });

  it('finds links by either id, and only those of the person', async () => {
    await withLinks(store(), [newLink(1), newLink(2), newLink(3)]);
    await withLinks(store(), [newLink(1)], ben);
    const byExchange = await store().linksByExchangeIds(ada, [exchangeId(1), exchangeId(3), exchangeId(9)]);
    expect(byExchange.map((link) => link.salesforceId).sort()).toEqual([salesforceId(1), salesforceId(3)]);
    const bySalesforce = await store().linksBySalesforceIds(ada, [salesforceId(2), salesforceId(2), salesforceId(8)]);
    expect(bySalesforce.map((link) => link.exchangeId)).toEqual([exchangeId(2)]);
    expect(await store().linksByExchangeIds(ben, [exchangeId(2)])).toEqual([]);
    expect(await store().linksByExchangeIds(ada, [])).toEqual([]);
    expect(await store().linksBySalesforceIds(personId(9), [salesforceId(1)])).toEqual([]);
  });

  it('tells Exchange ids apart that differ only in case', async () => {
    const lower = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0Aa' as ExchangeContactId;
    const upper = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AA' as ExchangeContactId;
    await withLinks(store(), [newLink(1, { exchangeId: lower }), newLink(2, { exchangeId: upper })]);
    const found = await store().linksByExchangeIds(ada, [upper]);
    expect(found.map((link) => link.salesforceId)).toEqual([salesforceId(2)]);
  });

  it('finds live links by account', async () => {
    const sameAccount = { accountId: accountId(1) };
    await withLinks(store(), [newLink(1), newLink(2, sameAccount), newLink(3, { ...sameAccount, state: 'movedOut' })]);
    await withLinks(store(), [newLink(4, sameAccount)], ben);
    const found = await store().linksByAccounts(ada, [accountId(1), accountId(9)]);
    expect(found.map((link) => link.salesforceId).sort()).toEqual([salesforceId(1), salesforceId(2)]);
    expect(await store().linksByAccounts(ada, [])).toEqual([]);
  });

  questionPromises(store);
}

function questionPromises(store: () => StorePort): void {
  it('counts links by state', async () => {
    expect(await store().countLinks(ada)).toEqual({});
    await withLinks(store(), [newLink(1), newLink(2), newLink(3, { state: 'leftReach' })]);
    expect(await store().countLinks(ada)).toEqual({ linked: 2, leftReach: 1 });
  });

  it('answers the live links whose Exchange item has no stamp yet', async () => {
    const bare = { isStamped: false };
    await withLinks(store(), [
      newLink(1),
      newLink(2, bare),
      newLink(3, { ...bare, state: 'movedOut' }),
      newLink(4, bare),
    ]);
    const salesforceIds = async (limit: number) =>
      (await store().unstampedLinks(ada, limit)).map((link) => link.salesforceId);
    expect(await salesforceIds(10)).toEqual([salesforceId(2), salesforceId(4)]);
    expect(await salesforceIds(1)).toEqual([salesforceId(2)]);
  });

  it('knows who has a live link to a contact or to a contact of an account', async () => {
    await withLinks(store(), [newLink(1), newLink(2, { state: 'leftReach' })]);
    await withLinks(store(), [newLink(1), newLink(3, { accountId: accountId(1) })], ben);
    const people = (contacts: readonly string[], accounts: readonly string[]) =>
      store().peopleLinkedTo({ contacts, accounts });
    expect(await people([salesforceId(1)], [])).toEqual([ada, ben]);
    expect(await people([salesforceId(3)], [accountId(1)])).toEqual([ada, ben]);
    expect(await people([salesforceId(2)], [accountId(2)])).toEqual([]);
    expect(await people([], [])).toEqual([]);
  });

  changePromises(store);
  forgetPromises(store);
}

function changePromises(store: () => StorePort): void {
  it('changes and removes links by their ids', async () => {
    const [first, second] = (await withLinks(store(), [newLink(1), newLink(2)])) as [Link, Link];
    const { runNo } = await startedRun(store());
    const changed: Link = {
      ...first,
      salesforceId: salesforceId(7),
      exchangeId: exchangeId(7),
      salesforceVersion: 'v',
      exchangeVersion: 'w',
      accountId: null,
      salesforceSettled: hashes(70),
      exchangeSettled: hashes(71),
      formVersion: 2,
      state: 'movedOut',
      wasInScope: false,
      isStamped: false,
    };
    await store().commitRun({ person: ada, runNo, changedLinks: [changed], removedLinks: [second.id] });
    expect(await store().linksAfter(ada, 0, 10)).toEqual([changed]);
  });

  it('keeps bytes that the caller changes later as they were', async () => {
    const bytes = hashes(1);
    await withLinks(store(), [newLink(1, { salesforceSettled: bytes })]);
    bytes.fill(0);
    expect((await store().linksAfter(ada, 0, 1))[0]?.salesforceSettled).toEqual(hashes(1));
  });
}

function forgetPromises(store: () => StorePort): void {
  type Options = Parameters<StorePort['forgetLinks']>[2];
  const keepAll: Options = { dropTombstones: false, dropMemory: false };
  /** In a run of its own that ends. */
  const forget = async (options: Options) => {
    const { runNo } = await startedRun(store());
    const forgotten = await store().forgetLinks(ada, runNo, options);
    await store().endRun(ada, runNo, nowMs);
    return forgotten;
  };

  it('marks live links forgotten and drops the cursor, and keeps tombstones, memory and stamps', async () => {
    const [live, tombstone] = (await withLinks(store(), [newLink(1), newLink(2, { state: 'movedOut' })])) as [
      Link,
      Link,
    ];
    await withLinks(store(), [newLink(3)], ben);
    await store().saveScope(ada, { contactCursor: 'c' });
    expect(await forget(keepAll)).toBe(1);
    expect(await store().linksAfter(ada, 0, 10)).toEqual([{ ...live, state: 'forgotten' }, tombstone]);
    expect((await store().readScope(ada))?.contactCursor).toBeNull();
    expect(await store().countLinks(ben)).toEqual({ linked: 1 });
    expect(await forget(keepAll)).toBe(0);
  });

  it('drops the tombstones of removed items when told to', async () => {
    await withLinks(store(), [
      newLink(1),
      newLink(2, { state: 'movedOut' }),
      newLink(3, { state: 'removedFromExchange' }),
      newLink(4, { state: 'removedFromSalesforce' }),
      newLink(5, { state: 'leftReach' }),
    ]);
    await forget({ dropTombstones: true, dropMemory: false });
    expect(await store().countLinks(ada)).toEqual({ forgotten: 1, movedOut: 1, leftReach: 1 });
  });

  it('empties the settled memory when told to, of links forgotten before too, but not of tombstones', async () => {
    const [live, tombstone] = (await withLinks(store(), [newLink(1), newLink(2, { state: 'movedOut' })])) as [
      Link,
      Link,
    ];
    await forget(keepAll);
    await forget({ dropTombstones: false, dropMemory: true });
    const nothing = new Uint8Array(live.salesforceSettled.length);
    const emptied: Link = {
      ...live,
      state: 'forgotten',
      salesforceVersion: '',
      exchangeVersion: '',
      salesforceSettled: nothing,
      exchangeSettled: nothing,
    };
    expect(await store().linksAfter(ada, 0, 10)).toEqual([emptied, tombstone]);
  });

  it('is part of a run: the run goes on after it, and a run that was overtaken forgets nothing', async () => {
    await withLinks(store(), [newLink(1)]);
    const first = await startedRun(store());
    const second = await store().startRun(ada, first.leaseUntilMs ?? 0, 1);
    expect(await store().forgetLinks(ada, first.runNo, keepAll)).toBeNull();
    expect(await store().countLinks(ada)).toEqual({ linked: 1 });
    expect(await store().forgetLinks(ada, second?.runNo ?? 0, keepAll)).toBe(1);
    expect(await store().commitRun({ person: ada, runNo: second?.runNo ?? 0 })).toBe(true);
    expect(await store().forgetLinks(personId(9), 1, keepAll)).toBeNull();
  });
}
