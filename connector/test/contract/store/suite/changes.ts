// Promises about Salesforce changes (each once, numbered in the order of becoming visible) and about requests. Part of
// store.contract.ts.
import { expect, it } from '@jest/globals';
import { toInstant } from '../../../../src/core/model.js';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  accountId,
  ada,
  ben,
  change,
  minuteMs,
  newLink,
  nowMs,
  personId,
  salesforceId,
  withLinks,
} from '../samples.js';

export function changePromises(store: () => StorePort): void {
  it('answers a person the changes of linked contacts and their accounts, and of others as asked', async () => {
    await withLinks(store(), [newLink(1), newLink(2, { state: 'movedOut' })]);
    const account = (number: number) =>
      change(number, { object: 'Account', recordId: accountId(number), accountId: null });
    const changes = [
      change(1, { ownerId: ben }),
      change(2, { ownerId: ben }),
      change(3, { ownerId: ada }),
      change(4, { ownerId: ben }),
      account(1),
      account(7),
    ];
    await store().addChanges(changes, {}, nowMs);
    const ids = async (others: 'all' | 'owned' | 'none') =>
      (await store().changesFor(ada, 0, others, 10)).map((row) => row.recordId);
    const linked = [salesforceId(1), salesforceId(2)];
    expect(await ids('none')).toEqual([...linked, accountId(1)]);
    expect(await ids('owned')).toEqual([...linked, salesforceId(3), accountId(1)]);
    expect(await ids('all')).toEqual([...linked, salesforceId(3), salesforceId(4), accountId(1)]);
    expect((await store().changesFor(ada, 1, 'all', 2)).map((row) => row.seq)).toEqual([2, 3]);
    expect((await store().changesFor(ben, 0, 'none', 10)).map((row) => row.recordId)).toEqual([]);
  });

  it('answers which changes are new and remembers the cursors with them', async () => {
    expect(await store().readChangeCursor('Contact')).toBeNull();
    expect(await store().latestChangeSeq()).toBe(0);
    const cursor = { modifiedAt: toInstant(nowMs + 2), recordId: salesforceId(2) };
    const first = [
      change(1),
      change(2, { isDeleted: true, masterId: salesforceId(9), ownerId: null, accountId: null }),
    ];
    expect(await store().addChanges(first, { Contact: cursor }, nowMs)).toEqual(first);
    expect(await store().addChanges([change(2), change(3)], {}, nowMs)).toEqual([change(3)]);
    expect(await store().readChangeCursor('Contact')).toEqual(cursor);
    expect(await store().readChangeCursor('Account')).toBeNull();
    expect(await store().changesFor(ada, 0, 'all', 10)).toEqual(
      [...first, change(3)].map((known, index) => ({ ...known, seq: index + 1 })),
    );
    expect(await store().latestChangeSeq()).toBe(3);
  });

  it('tells changes apart by object, record and time, and takes one that comes twice in a call once', async () => {
    const given = [
      change(1),
      change(1),
      change(1, { modifiedAt: toInstant(nowMs + 500) }),
      change(1, { object: 'User' }),
    ];
    expect(await store().addChanges(given, {}, nowMs)).toEqual([given[0], given[2], given[3]]);
    expect(await store().latestChangeSeq()).toBe(3);
  });

  it('moves a cursor without any change, and replaces it', async () => {
    const at = (number: number) => ({ modifiedAt: toInstant(nowMs + number), recordId: accountId(number) });
    await store().addChanges([], { Account: at(1), User: at(2) }, nowMs);
    await store().addChanges([], { Account: at(3) }, nowMs);
    expect(await store().readChangeCursor('Account')).toEqual(at(3));
    expect(await store().readChangeCursor('User')).toEqual(at(2));
  });

  it('remembers changes of leads and how far they were read, and hands none of them to a run', async () => {
    const lead = change(2, { object: 'Lead', recordId: '00Q000000000002AAA', accountId: null });
    const cursor = { modifiedAt: lead.modifiedAt, recordId: lead.recordId };
    expect(await store().addChanges([change(1), lead], { Lead: cursor }, nowMs)).toEqual([change(1), lead]);
    expect(await store().addChanges([lead], {}, nowMs)).toEqual([]);
    expect(await store().readChangeCursor('Lead')).toEqual(cursor);
    expect(await store().readChangeCursor('Contact')).toBeNull();
    expect((await store().changesFor(ada, 0, 'all', 10)).map((row) => row.object)).toEqual(['Contact']);
    expect((await store().changesFor(ada, 0, 'owned', 10)).map((row) => row.object)).toEqual(['Contact']);
  });

  it('answers contacts and accounts above a number in order, a part at a time', async () => {
    await withLinks(store(), [newLink(3)]);
    const user = change(2, { object: 'User', recordId: personId(2) });
    const account = change(3, { object: 'Account', recordId: accountId(3) });
    await store().addChanges([change(1), user, account, change(4)], {}, nowMs);
    const seqs = async (seq: number, limit: number) =>
      (await store().changesFor(ada, seq, 'all', limit)).map((row) => row.seq);
    expect(await seqs(0, 10)).toEqual([1, 3, 4]);
    expect(await seqs(0, 2)).toEqual([1, 3]);
    expect(await seqs(3, 10)).toEqual([4]);
    expect(await seqs(4, 10)).toEqual([]);
  });

  orderPromises(store);
}

function orderPromises(store: () => StorePort): void {
  it('numbers each change once when pollers add at the same time', async () => {
    const polls = Array.from({ length: 6 }, (_, poll) => [change(poll), change(poll + 1), change(100 + poll)]);
    const added = await Promise.all(polls.map((changes) => store().addChanges(changes, {}, nowMs)));
    expect(added.flat()).toHaveLength(13);
    const stored = await store().changesFor(ada, 0, 'all', 100);
    expect(stored.map((row) => row.seq)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    expect(await store().latestChangeSeq()).toBe(13);
  });

  it('never shows a number after a higher one, so a reader that keeps the highest misses nothing', async () => {
    let isAdding = true;
    const adding = Promise.all(
      Array.from({ length: 30 }, (_, poll) => store().addChanges([change(3 * poll), change(3 * poll + 1)], {}, nowMs)),
    ).finally(() => (isAdding = false));
    const read: number[] = [];
    const readOn = async () => {
      for (const row of await store().changesFor(ada, read.at(-1) ?? 0, 'all', 7)) read.push(row.seq);
    };
    while (isAdding) await readOn();
    await adding;
    while (read.length < 60) await readOn();
    expect(read).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it('forgets changes seen before a time, and numbers go on where they were', async () => {
    await store().addChanges([change(1)], {}, nowMs);
    await store().addChanges([change(2)], {}, nowMs + minuteMs);
    await store().pruneChanges(nowMs + minuteMs);
    expect((await store().changesFor(ada, 0, 'all', 10)).map((row) => row.seq)).toEqual([2]);
    await store().pruneChanges(nowMs + 2 * minuteMs);
    expect(await store().latestChangeSeq()).toBe(2);
    await store().addChanges([change(3)], {}, nowMs);
    expect((await store().changesFor(ada, 0, 'all', 10)).map((row) => row.seq)).toEqual([3]);
  });

  requestPromises(store);
}

function requestPromises(store: () => StorePort): void {
  it('gives a request to exactly one of those that claim it, once and for all', async () => {
    const claims = await Promise.all([1, 2, 3].map(() => store().claimRequest('a01', nowMs)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    await store().finishRequest('a01', nowMs + 1);
    expect(await store().claimRequest('a01', nowMs + minuteMs)).toBe(false);
  });

  it('answers the claimed requests that are not finished, oldest first', async () => {
    await store().claimRequest('a03', nowMs);
    await store().claimRequest('a01', nowMs + 1);
    await store().claimRequest('a02', nowMs + 2);
    await store().finishRequest('a01', nowMs + 3);
    await store().finishRequest('unknown', nowMs + 3);
    expect(await store().openRequests()).toEqual(['a03', 'a02']);
  });
}
