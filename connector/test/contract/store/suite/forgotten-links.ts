// Promises about what a reset does with links, the same for every object: forgotten, cursor dropped, tombstones and
// memory kept unless told otherwise. Part of contract.ts.
import { describe, expect, it } from '@jest/globals';
import type { Link, LinkState } from '../../../../src/core/link.js';
import type { ForgetOptions, StorePort } from '../../../../src/ports/store.js';
import { ada, ben, nowMs, personId, startedRun } from '../samples.js';
import { contacts, events, hands, type Kind } from './link-kinds.js';

export function forgetPromises(store: () => StorePort): void {
  describe('of contacts', () => promisesOf(store, contacts, events));
  describe('of events', () => promisesOf(store, events, contacts));
}

const keepAll: ForgetOptions = { dropTombstones: false, dropMemory: false };

function promisesOf(store: () => StorePort, kind: Kind, otherKind: Kind): void {
  const { object, other, make } = kind;
  const { all, add, commit } = hands(store, kind);
  /** In a run of its own that ends. */
  const forget = async (options: ForgetOptions) => {
    const { runNo } = await startedRun(store());
    const forgotten = await store().forgetLinks(ada, runNo, object, options);
    await store().endRun(ada, runNo, nowMs);
    return forgotten;
  };
  const pairs = [make(1), make(2, 2, { state: 'movedOut' })];

  it('are forgotten and their cursor is dropped; tombstones, memory, the other object and others stay', async () => {
    const [live, tombstone] = (await add(pairs)) as [Link, Link];
    await add([make(3)], ben);
    await commit({ newLinks: [otherKind.make(1)] });
    const part = { cursor: 'c', listedAtMs: nowMs, placeCheckedAtMs: nowMs };
    await store().saveScope(ada, { parts: { Contact: part, Event: part } });
    const before = await store().readScope(ada);
    expect(await forget(keepAll)).toBe(1);
    expect(await all()).toEqual([{ ...live, state: 'forgotten' }, tombstone]);
    const parts = { ...before?.parts, [object]: { ...before?.parts[object], cursor: null } };
    expect((await store().readScope(ada))?.parts).toEqual(parts);
    expect(await store().links(object).count(ben)).toEqual({ linked: 1 });
    expect(await store().links(other).after(ada, 0, 10)).toMatchObject([otherKind.make(1)]);
    expect(await forget(keepAll)).toBe(0);
  });

  it('are forgotten also when they were made and never settled', async () => {
    const [made] = (await add([make(1, 1, { state: 'made' })])) as [Link];
    expect(await forget(keepAll)).toBe(1);
    expect(await all()).toEqual([{ ...made, state: 'forgotten' }]);
  });

  it('leave alone everything of the other object whatever is dropped', async () => {
    const others = [otherKind.make(1), otherKind.make(2, 2, { state: 'removedFromExchange' })];
    await commit({ newLinks: [make(1, 1, { state: 'removedFromExchange' }), ...others] });
    expect(await forget({ dropTombstones: true, dropMemory: true })).toBe(0);
    expect(await all()).toEqual([]);
    expect(await store().links(other).after(ada, 0, 10)).toMatchObject(others);
  });

  it('keep tombstones of removed items until they are to be dropped, and all others', async () => {
    const states = ['linked', 'movedOut', 'removedFromExchange', 'removedFromSalesforce', 'leftReach', 'leftSelection'];
    await add(states.map((state, index) => make(index, index, { state: state as LinkState })));
    await forget({ dropTombstones: true, dropMemory: false });
    const kept = { forgotten: 1, movedOut: 1, leftReach: 1, leftSelection: 1 };
    expect(await store().links(object).count(ada)).toEqual(kept);
  });

  it('lose what was settled when told to, those forgotten before too, but not tombstones', async () => {
    const [live, tombstone] = (await add(pairs)) as [Link, Link];
    await forget(keepAll);
    await forget({ dropTombstones: false, dropMemory: true });
    const settled = {
      salesforce: new Uint8Array(live.settled.salesforce.length),
      exchange: new Uint8Array(live.settled.exchange.length),
    };
    const emptied = { ...live, state: 'forgotten', versions: { salesforce: '', exchange: '' }, settled };
    expect(await all()).toEqual([emptied, tombstone]);
  });

  it('are forgotten within a run: it goes on after it, and one that was overtaken forgets nothing', async () => {
    await add([make(1)]);
    await store().saveScope(ada, { parts: { [object]: { cursor: 'c' } } });
    const first = await startedRun(store());
    const second = await store().startRun(ada, first.leaseUntilMs ?? 0, 1);
    expect(await store().forgetLinks(ada, first.runNo, object, keepAll)).toBeNull();
    expect(await store().links(object).count(ada)).toEqual({ linked: 1 });
    expect((await store().readScope(ada))?.parts[object].cursor).toBe('c');
    expect(await store().forgetLinks(ada, second?.runNo ?? 0, object, keepAll)).toBe(1);
    expect(await store().commitRun({ person: ada, runNo: second?.runNo ?? 0 })).toBe(true);
    expect(await store().forgetLinks(personId(9), 1, object, keepAll)).toBeNull();
  });
}
