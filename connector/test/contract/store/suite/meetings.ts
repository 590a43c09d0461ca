// Promises about meetings: each is claimed by one person at a time, stays open until its create has come to an end, and
// goes to the next one when it is given back. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  ben,
  exchangeEventId,
  meetingClaim,
  meetingKey,
  minuteMs,
  nowMs,
  personId,
  startedRun,
  withMeetings,
} from '../samples.js';

export function meetingPromises(store: () => StorePort): void {
  it('gives a meeting to whoever claims it first, and answers every one that a person has', async () => {
    const claims = [1, 2, 2].map((number) => meetingClaim(number));
    expect(await withMeetings(store(), claims)).toEqual(new Set([meetingKey(1), meetingKey(2)]));
    expect(await withMeetings(store(), [meetingClaim(2), meetingClaim(3)], ben)).toEqual(new Set([meetingKey(3)]));
    expect(await withMeetings(store(), [meetingClaim(2), meetingClaim(3)])).toEqual(new Set([meetingKey(2)]));
    expect(await withMeetings(store(), [])).toEqual(new Set());
  });

  it('answers open claims, oldest first, also after the run', async () => {
    await withMeetings(store(), [meetingClaim(2), meetingClaim(1), meetingClaim(3, { begunAtMs: nowMs - minuteMs })]);
    const oldest = meetingClaim(3, { begunAtMs: nowMs - minuteMs });
    expect(await store().openMeetings(ada)).toEqual([oldest, meetingClaim(1), meetingClaim(2)]);
    expect(await store().openMeetings(ben)).toEqual([]);
    expect(await store().openMeetings(personId(9))).toEqual([]);
  });

  it("opens a claim of one's own again, with the new time and id, and changes none of anybody else", async () => {
    const { runNo } = await startedRun(store());
    await store().claimMeetings(ada, runNo, [meetingClaim(1), meetingClaim(2)]);
    await store().commitRun({ person: ada, runNo, settledMeetings: [meetingKey(1)] });
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(2)]);
    const again = meetingClaim(1, { begunAtMs: nowMs + minuteMs, exchangeId: exchangeEventId(11) });
    expect(await store().claimMeetings(ada, runNo, [meetingClaim(1), again])).toEqual(new Set([meetingKey(1)]));
    await withMeetings(store(), [meetingClaim(2, { begunAtMs: 0 })], ben);
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(2), again]);
  });

  endPromises(store);
  racePromises(store);
}

function endPromises(store: () => StorePort): void {
  it('keeps a settled meeting for its person, and hands a released one to the next', async () => {
    const { runNo } = await startedRun(store());
    await store().claimMeetings(
      ada,
      runNo,
      [1, 2, 3].map((number) => meetingClaim(number)),
    );
    const settledMeetings = [meetingKey(1), meetingKey(3)];
    await store().commitRun({ person: ada, runNo, settledMeetings, releasedMeetings: [meetingKey(2), meetingKey(3)] });
    await store().endRun(ada, runNo, nowMs);
    expect(await store().openMeetings(ada)).toEqual([]);
    const granted = await withMeetings(
      store(),
      [1, 2, 3].map((number) => meetingClaim(number)),
      ben,
    );
    expect(granted).toEqual(new Set([meetingKey(2), meetingKey(3)]));
    expect(await withMeetings(store(), [meetingClaim(1), meetingClaim(2)])).toEqual(new Set([meetingKey(1)]));
  });

  it('settles and releases no meeting of anybody else, and none that nobody has', async () => {
    await withMeetings(store(), [meetingClaim(1), meetingClaim(2)]);
    const { runNo } = await startedRun(store(), ben);
    const others = {
      settledMeetings: [meetingKey(1), meetingKey(9)],
      releasedMeetings: [meetingKey(2), meetingKey(8)],
    };
    expect(await store().commitRun({ person: ben, runNo, ...others })).toBe(true);
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(1), meetingClaim(2)]);
  });

  it('gives no meeting to a run that was overtaken or has ended, and takes none back from it', async () => {
    const first = await startedRun(store());
    await store().claimMeetings(ada, first.runNo, [meetingClaim(1)]);
    const second = await store().startRun(ada, first.leaseUntilMs ?? 0, minuteMs);
    expect(await store().claimMeetings(ada, first.runNo, [meetingClaim(2)])).toBeNull();
    expect(await store().claimMeetings(ada, first.runNo, [])).toBeNull();
    const release = { person: ada, runNo: first.runNo, releasedMeetings: [meetingKey(1)] };
    expect(await store().commitRun(release)).toBe(false);
    await store().endRun(ada, second?.runNo ?? 0, nowMs);
    expect(await store().claimMeetings(ada, second?.runNo ?? 0, [meetingClaim(2)])).toBeNull();
    expect(await store().claimMeetings(personId(9), 1, [meetingClaim(2)])).toBeNull();
    expect(await store().openMeetings(ada)).toEqual([meetingClaim(1)]);
    expect(await withMeetings(store(), [meetingClaim(2)], ben)).toEqual(new Set([meetingKey(2)]));
  });
}

function racePromises(store: () => StorePort): void {
  const claims = Array.from({ length: 40 }, (_, number) => meetingClaim(number));
  const keys = claims.map((claim) => claim.meetingKey).sort();

  it('gives each meeting to exactly one of two people that claim the same ones at once', async () => {
    const ofAda = await startedRun(store());
    const ofBen = await startedRun(store(), ben);
    const granted = await Promise.all([
      store().claimMeetings(ada, ofAda.runNo, claims),
      store().claimMeetings(ben, ofBen.runNo, claims.toReversed()),
    ]);
    expect(granted.flatMap((set) => [...(set ?? [])]).sort()).toEqual(keys);
    const open = [...(await store().openMeetings(ada)), ...(await store().openMeetings(ben))];
    expect(open.map((claim) => claim.meetingKey).sort()).toEqual(keys);
  });

  it('never lets somebody who claims meetings wait for somebody who gives the same ones back', async () => {
    const ofAda = await startedRun(store());
    const ofBen = await startedRun(store(), ben);
    for (let round = 0; round < 10; round += 1) {
      await store().claimMeetings(ada, ofAda.runNo, claims);
      const [isReleased, first] = await Promise.all([
        store().commitRun({ person: ada, runNo: ofAda.runNo, releasedMeetings: keys.toReversed() }),
        store().claimMeetings(ben, ofBen.runNo, claims),
      ]);
      expect(isReleased).toBe(true);
      const rest = await store().claimMeetings(ben, ofBen.runNo, claims);
      expect([...(rest ?? [])].sort()).toEqual(keys);
      expect([...(first ?? [])].every((key) => rest?.has(key))).toBe(true);
      await store().commitRun({ person: ben, runNo: ofBen.runNo, releasedMeetings: keys });
    }
  });
}
