// Promises about links of events: found by either id, counted within a window, forgotten by a reset, dropped when the
// event lies behind. Part of store.contract.ts; what they share with contacts is in store.contract.link-rows.ts.
import { expect, it } from '@jest/globals';
import type { EventLink } from '../../../../src/core/event/model.js';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  ben,
  eventFinding,
  exchangeEventId,
  foundOn,
  hashes,
  meetingClaim,
  meetingKey,
  minuteMs,
  newEventLink,
  newLink,
  nowMs,
  personId,
  salesforceEventId,
  startedRun,
  trailEntry,
  withEventLinks,
  withLinks,
  withMeetings,
} from '../samples.js';

export function eventLinkPromises(store: () => StorePort): void {
  it('gives back every part of an event link exactly as it was written', async () => {
    const odd = newEventLink(2, {
      exchangeId: 'AAMkADevent=' as EventLink['exchangeId'],
      exchangeVersion: '',
      settled: hashes(9).subarray(0, 6),
      formVersion: 7,
      state: 'leftSelection',
      meetingKey: '0'.repeat(64),
      startsAtMs: -1,
      endsAtMs: 0,
    });
    const links = await withEventLinks(store(), [newEventLink(1), odd]);
    expect(links.map(({ id: _, ...link }) => link)).toEqual([newEventLink(1), odd]);
    expect(links[0]?.settled).toBeInstanceOf(Uint8Array);
  });

  it('finds event links by either id, and only those of the person', async () => {
    await withEventLinks(store(), [newEventLink(1), newEventLink(2, { state: 'removedFromSalesforce' })]);
    await withEventLinks(store(), [newEventLink(3)], ben);
    const numbers = (links: readonly EventLink[]) => links.map((link) => link.meetingKey).sort();
    const both = [meetingKey(1), meetingKey(2)].sort();
    const exchangeIds = [1, 2, 3, 9].map(exchangeEventId);
    expect(numbers(await store().eventLinksByExchangeIds(ada, exchangeIds))).toEqual(both);
    expect(numbers(await store().eventLinksBySalesforceIds(ada, [1, 2, 2, 3].map(salesforceEventId)))).toEqual(both);
    expect(numbers(await store().eventLinksByExchangeIds(ben, exchangeIds))).toEqual([meetingKey(3)]);
    expect(await store().eventLinksByExchangeIds(ada, [])).toEqual([]);
    expect(await store().eventLinksBySalesforceIds(ada, [])).toEqual([]);
    expect(await store().eventLinksByExchangeIds(personId(9), exchangeIds)).toEqual([]);
  });

  it('counts event links by state, apart from those of contacts', async () => {
    expect(await store().countEventLinks(ada)).toEqual({});
    await withLinks(store(), [newLink(1), newLink(2)]);
    await withEventLinks(store(), [newEventLink(1), newEventLink(2, { state: 'leftSelection' })]);
    expect(await store().countEventLinks(ada)).toEqual({ linked: 1, leftSelection: 1 });
    expect(await store().countLinks(ada)).toEqual({ linked: 2 });
  });

  it('counts linked and forgotten events that touch a window, tombstones and neighbours apart', async () => {
    const at = (number: number, startsAtMs: number, endsAtMs: number, state: EventLink['state'] = 'linked') =>
      newEventLink(number, { startsAtMs, endsAtMs, state });
    await withEventLinks(store(), [
      at(1, 0, 10),
      at(2, 0, 11),
      at(3, 19, 30, 'forgotten'),
      at(4, 20, 30),
      at(5, 0, 30),
      at(6, 12, 13, 'removedFromExchange'),
      at(7, 12, 13, 'leftSelection'),
    ]);
    expect(await store().countLinkedEventsIn(ada, { startMs: 10, endMs: 20 })).toBe(3);
    expect(await store().countLinkedEventsIn(ada, { startMs: 30, endMs: 40 })).toBe(0);
    expect(await store().countLinkedEventsIn(ben, { startMs: 10, endMs: 20 })).toBe(0);
  });

  commitPromises(store);
  forgetPromises(store);
  prunePromises(store);
}

function commitPromises(store: () => StorePort): void {
  it('changes every part of an event link by its id, and keeps bytes that the caller changes later', async () => {
    const [first] = (await withEventLinks(store(), [newEventLink(1)])) as [EventLink];
    const { runNo } = await startedRun(store());
    const settled = hashes(70);
    const changed: EventLink = { ...newEventLink(7, { formVersion: 2, state: 'forgotten', settled }), id: first.id };
    await store().commitRun({ person: ada, runNo, changedEventLinks: [changed] });
    settled.fill(0);
    expect(await store().eventLinksAfter(ada, 0, 10)).toEqual([{ ...changed, settled: hashes(70) }]);
  });

  const parts = {
    newEventLinks: [newEventLink(3)],
    findings: [foundOn(eventFinding(2))],
    trail: [trailEntry({ object: 'Event', side: 'salesforce', recordId: salesforceEventId(3) })],
    scope: { eventCursor: 'next', eventCursorMadeMs: nowMs },
  };

  it('writes the parts of a commit that concern events together', async () => {
    const [old] = (await withEventLinks(store(), [newEventLink(1)])) as [EventLink];
    const { runNo } = await startedRun(store());
    await store().claimMeetings(
      ada,
      runNo,
      [2, 3, 4].map((number) => meetingClaim(number)),
    );
    const meetings = { settledMeetings: [meetingKey(3)], releasedMeetings: [meetingKey(4)] };
    const commit = { person: ada, runNo, removedEventLinks: [old.id], ...meetings, ...parts };
    expect(await store().commitRun(commit)).toBe(true);
    expect(await store().eventLinksAfter(ada, 0, 10)).toMatchObject([newEventLink(3)]);
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(2)]);
    expect(await store().findingsOf(ada, [eventFinding(2)])).toEqual([eventFinding(2)]);
    expect(await store().countTrail(ada, 'Event', 'salesforce', 'create', nowMs)).toBe(1);
    expect(await store().readScope(ada)).toMatchObject(parts.scope);
  });

  it('writes nothing of a commit of which one event link is refused', async () => {
    await withEventLinks(store(), [newEventLink(1)]);
    const { runNo } = await startedRun(store());
    await store().claimMeetings(ada, runNo, [meetingClaim(2), meetingClaim(3)]);
    const meetings = { settledMeetings: [meetingKey(2)], releasedMeetings: [meetingKey(3)] };
    const double = newEventLink(4, { salesforceId: salesforceEventId(1) });
    const commit = { person: ada, runNo, ...meetings, ...parts, newLinks: [newLink(1)], newEventLinks: [double] };
    await expect(store().commitRun(commit)).rejects.toMatchObject({ code: 'EVENT_LINK_NOT_UNIQUE' });
    expect(await store().eventLinksAfter(ada, 0, 10)).toHaveLength(1);
    expect(await store().linksAfter(ada, 0, 10)).toEqual([]);
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(2), meetingClaim(3)]);
    expect(await store().countFindings(ada, 'Event')).toEqual([]);
    expect((await store().readScope(ada))?.eventCursor).toBeNull();
  });
}

type ForgetOptions = Parameters<StorePort['forgetEventLinks']>[2];
const keepAll: ForgetOptions = { dropTombstones: false, dropMemory: false };

function forgetPromises(store: () => StorePort): void {
  /** In a run of its own that ends. */
  const forget = async (options: ForgetOptions) => {
    const { runNo } = await startedRun(store());
    const forgotten = await store().forgetEventLinks(ada, runNo, options);
    await store().endRun(ada, runNo, nowMs);
    return forgotten;
  };
  const livePair = newEventLink(1);
  const tombstonePair = newEventLink(2, { state: 'leftSelection' });

  it('forgets events and drops their cursor, and leaves alone tombstones, memory, contacts and others', async () => {
    const [live, tombstone] = (await withEventLinks(store(), [livePair, tombstonePair])) as [EventLink, EventLink];
    await withEventLinks(store(), [newEventLink(3)], ben);
    await withLinks(store(), [newLink(1)]);
    await store().saveScope(ada, { contactCursor: 'c', eventCursor: 'e', eventCursorMadeMs: nowMs });
    expect(await forget(keepAll)).toBe(1);
    expect(await store().eventLinksAfter(ada, 0, 10)).toEqual([{ ...live, state: 'forgotten' }, tombstone]);
    const cursors = { contactCursor: 'c', eventCursor: null, eventCursorMadeMs: null };
    expect(await store().readScope(ada)).toMatchObject(cursors);
    expect(await store().countLinks(ada)).toEqual({ linked: 1 });
    expect(await store().countEventLinks(ben)).toEqual({ linked: 1 });
    expect(await forget(keepAll)).toBe(0);
  });

  it('leaves events and their cursor alone when contacts are forgotten', async () => {
    await withEventLinks(store(), [livePair]);
    await store().saveScope(ada, { eventCursor: 'e', eventCursorMadeMs: nowMs });
    const { runNo } = await startedRun(store());
    await store().forgetLinks(ada, runNo, { dropTombstones: true, dropMemory: true });
    expect(await store().eventLinksAfter(ada, 0, 10)).toMatchObject([livePair]);
    expect(await store().readScope(ada)).toMatchObject({ eventCursor: 'e', eventCursorMadeMs: nowMs });
  });

  it('drops tombstones of removed events when told to, and gives their meetings to whoever comes next', async () => {
    const removed = { state: 'removedFromSalesforce' } as const;
    await withMeetings(
      store(),
      [1, 2, 3, 4, 5].map((number) => meetingClaim(number)),
    );
    await withEventLinks(store(), [
      livePair,
      tombstonePair,
      newEventLink(3, { state: 'removedFromExchange' }),
      newEventLink(4, removed),
      // The meeting came back under another id.
      newEventLink(5, removed),
      newEventLink(6, { meetingKey: meetingKey(5) }),
    ]);
    expect(await forget({ dropTombstones: true, dropMemory: false })).toBe(2);
    expect(await store().countEventLinks(ada)).toEqual({ forgotten: 2, leftSelection: 1 });
    const granted = await withMeetings(
      store(),
      [1, 2, 3, 4, 5].map((number) => meetingClaim(number)),
      ben,
    );
    expect(granted).toEqual(new Set([meetingKey(3), meetingKey(4)]));
  });

  it('empties what it knew of events when told to, of those forgotten before too, but not of tombstones', async () => {
    const [live, tombstone] = (await withEventLinks(store(), [livePair, tombstonePair])) as [EventLink, EventLink];
    await forget(keepAll);
    await forget({ dropTombstones: false, dropMemory: true });
    const settled = new Uint8Array(live.settled.length);
    const emptied: EventLink = { ...live, state: 'forgotten', exchangeVersion: '', settled };
    expect(await store().eventLinksAfter(ada, 0, 10)).toEqual([emptied, tombstone]);
  });

  it('forgets no event for a run that was overtaken', async () => {
    await withEventLinks(store(), [livePair]);
    const first = await startedRun(store());
    const second = await store().startRun(ada, first.leaseUntilMs ?? 0, 1);
    expect(await store().forgetEventLinks(ada, first.runNo, keepAll)).toBeNull();
    expect(await store().countEventLinks(ada)).toEqual({ linked: 1 });
    expect(await store().forgetEventLinks(ada, second?.runNo ?? 0, keepAll)).toBe(1);
    expect(await store().forgetEventLinks(personId(9), 1, keepAll)).toBeNull();
  });
}

function prunePromises(store: () => StorePort): void {
  it('drops links of events that ended before a time, tombstones too, whoever has them', async () => {
    const ended = (number: number, endsAtMs: number, state: EventLink['state'] = 'linked') =>
      newEventLink(number, { startsAtMs: nowMs - 9 * minuteMs, endsAtMs, state });
    await withEventLinks(store(), [ended(1, nowMs - 1), ended(2, nowMs), ended(3, nowMs - 1, 'leftSelection')]);
    await withEventLinks(store(), [ended(4, nowMs - 1), ended(5, nowMs + 1)], ben);
    await store().pruneEventLinks(nowMs);
    expect(await store().eventLinksAfter(ada, 0, 10)).toMatchObject([ended(2, nowMs)]);
    expect(await store().eventLinksAfter(ben, 0, 10)).toMatchObject([{ meetingKey: meetingKey(5) }]);
  });

  it('drops the meetings of these links too, but none of somebody else and none that is linked anew', async () => {
    const past = { startsAtMs: nowMs - 9, endsAtMs: nowMs - 1 };
    await withMeetings(store(), [meetingClaim(1), meetingClaim(2), meetingClaim(3)]);
    await withMeetings(store(), [meetingClaim(4)], ben);
    await withEventLinks(store(), [
      newEventLink(1, past),
      newEventLink(2, past),
      newEventLink(4, past),
      newEventLink(5, { meetingKey: meetingKey(2) }),
    ]);
    await store().pruneEventLinks(nowMs);
    const granted = await withMeetings(
      store(),
      [1, 2, 3, 4].map((number) => meetingClaim(number)),
      personId(3),
    );
    expect(granted).toEqual(new Set([meetingKey(1)]));
  });

  it('lets a run that changes links go on while those of ended events are dropped', async () => {
    const { runNo } = await startedRun(store());
    const past = { startsAtMs: nowMs - 9, endsAtMs: nowMs - 1 };
    const rounds = Array.from({ length: 8 }, async (_, round) => {
      const number = 100 * round;
      await store().claimMeetings(ada, runNo, [meetingClaim(number), meetingClaim(number + 1)]);
      await Promise.all([
        store().pruneEventLinks(nowMs),
        store().commitRun({
          person: ada,
          runNo,
          newEventLinks: [newEventLink(number), newEventLink(number + 1, past)],
          settledMeetings: [meetingKey(number), meetingKey(number + 1)],
        }),
        store().pruneEventLinks(nowMs),
      ]);
    });
    await Promise.all(rounds);
    await store().pruneEventLinks(nowMs);
    expect(await store().countEventLinks(ada)).toEqual({ linked: 8 });
    expect(await store().openMeetings(ada)).toEqual([]);
  });
}
