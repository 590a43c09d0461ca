// Promises about what only links of events have: their times, and meetings that go with them. Part of contract.ts; what
// they share with contacts is in links.ts.
import { expect, it } from '@jest/globals';
import type { EventLink } from '../../../../src/core/link.js';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  ben,
  eventFinding,
  eventIds,
  foundOn,
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
  it('counts live events that touch a window, tombstones and neighbours apart', async () => {
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
      at(8, 12, 13, 'made'),
    ]);
    expect(await store().countLinkedEventsIn(ada, { startMs: 10, endMs: 20 })).toBe(4);
    expect(await store().countLinkedEventsIn(ada, { startMs: 30, endMs: 40 })).toBe(0);
    expect(await store().countLinkedEventsIn(ben, { startMs: 10, endMs: 20 })).toBe(0);
  });

  commitPromises(store);
  forgetPromises(store);
  prunePromises(store);
}

function commitPromises(store: () => StorePort): void {
  const parts = {
    newLinks: [newEventLink(3)],
    findings: [foundOn(eventFinding(2))],
    trail: [trailEntry({ object: 'Event', side: 'salesforce', recordId: salesforceEventId(3) })],
    scope: { parts: { Event: { cursor: 'next', listedAtMs: nowMs } } },
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
    const commit = { person: ada, runNo, removedLinks: [old.id], ...meetings, ...parts };
    expect(await store().commitRun(commit)).toBe(true);
    expect(await store().links('Event').after(ada, 0, 10)).toMatchObject([newEventLink(3)]);
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
    const double = newEventLink(4, { ids: eventIds(1, 4) });
    const commit = { person: ada, runNo, ...meetings, ...parts, newLinks: [newLink(1), double] };
    await expect(store().commitRun(commit)).rejects.toMatchObject({ code: 'LINK_NOT_UNIQUE' });
    expect(await store().links('Event').after(ada, 0, 10)).toHaveLength(1);
    expect(await store().links('Contact').after(ada, 0, 10)).toEqual([]);
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(2), meetingClaim(3)]);
    expect(await store().countFindings(ada, 'Event')).toEqual([]);
    expect((await store().readScope(ada))?.parts.Event.cursor).toBeNull();
  });
}

function forgetPromises(store: () => StorePort): void {
  it('drops tombstones of removed events when told to, and gives their meetings to whoever comes next', async () => {
    const removed = { state: 'removedFromSalesforce' } as const;
    await withMeetings(
      store(),
      [1, 2, 3, 4, 5].map((number) => meetingClaim(number)),
    );
    await withEventLinks(store(), [
      newEventLink(1),
      newEventLink(2, { state: 'leftSelection' }),
      newEventLink(3, { state: 'removedFromExchange' }),
      newEventLink(4, removed),
      // The meeting came back under another id.
      newEventLink(5, removed),
      newEventLink(6, { meetingKey: meetingKey(5) }),
    ]);
    const { runNo } = await startedRun(store());
    const drop = { dropTombstones: true, dropMemory: false };
    expect(await store().forgetLinks(ada, runNo, 'Event', drop)).toBe(2);
    await store().endRun(ada, runNo, nowMs);
    expect(await store().links('Event').count(ada)).toEqual({ forgotten: 2, leftSelection: 1 });
    const granted = await withMeetings(
      store(),
      [1, 2, 3, 4, 5].map((number) => meetingClaim(number)),
      ben,
    );
    expect(granted).toEqual(new Set([meetingKey(3), meetingKey(4)]));
  });
}

function prunePromises(store: () => StorePort): void {
  it('drops links of events that ended before a time, tombstones too, whoever has them', async () => {
    const ended = (number: number, endsAtMs: number, state: EventLink['state'] = 'linked') =>
      newEventLink(number, { startsAtMs: nowMs - 9 * minuteMs, endsAtMs, state });
    await withEventLinks(store(), [ended(1, nowMs - 1), ended(2, nowMs), ended(3, nowMs - 1, 'leftSelection')]);
    await withEventLinks(store(), [ended(4, nowMs - 1), ended(5, nowMs + 1)], ben);
    await withLinks(store(), [newLink(1)]);
    await store().pruneEventLinks(nowMs);
    expect(await store().links('Contact').after(ada, 0, 10)).toMatchObject([newLink(1)]);
    expect(await store().links('Event').after(ada, 0, 10)).toMatchObject([ended(2, nowMs)]);
    expect(await store().links('Event').after(ben, 0, 10)).toMatchObject([{ meetingKey: meetingKey(5) }]);
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
          newLinks: [newEventLink(number), newEventLink(number + 1, past)],
          settledMeetings: [meetingKey(number), meetingKey(number + 1)],
        }),
        store().pruneEventLinks(nowMs),
      ]);
    });
    await Promise.all(rounds);
    await store().pruneEventLinks(nowMs);
    expect(await store().links('Event').count(ada)).toEqual({ linked: 8 });
    expect(await store().openMeetings(ada)).toEqual([]);
  });
}
