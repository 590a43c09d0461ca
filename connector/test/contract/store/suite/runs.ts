// Promises about runs: one at a time, fenced by their number, all or nothing. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  contactIds,
  finding,
  foundOn,
  sentRow,
  minuteMs,
  newLink,
  nowMs,
  startedRun,
  trailEntry,
} from '../samples.js';

export function runPromises(store: () => StorePort): void {
  it('starts a run with the next number and a lease', async () => {
    await store().saveScope(ada, { dueAtMs: nowMs, parts: { Contact: { cursor: 'c' }, Event: { cursor: 'e' } } });
    const scope = await store().startRun(ada, nowMs, minuteMs);
    expect(scope).toMatchObject({ person: ada, runNo: 1, leaseUntilMs: nowMs + minuteMs });
    expect(scope).toMatchObject({ parts: { Contact: { cursor: 'c' }, Event: { cursor: 'e' } } });
    expect(await store().readScope(ada)).toEqual(scope);
  });

  it('starts nothing for an unknown person, before the time, or without a time', async () => {
    expect(await store().startRun(ada, nowMs, minuteMs)).toBeNull();
    await store().saveScope(ada, { dueAtMs: nowMs + 1 });
    expect(await store().startRun(ada, nowMs, minuteMs)).toBeNull();
    await store().saveScope(ada, { dueAtMs: null });
    expect(await store().startRun(ada, nowMs, minuteMs)).toBeNull();
  });

  it('lets exactly one of two that start at once have the person', async () => {
    await store().saveScope(ada, { dueAtMs: nowMs });
    const starts = await Promise.all([1, 2, 3, 4].map(() => store().startRun(ada, nowMs, minuteMs)));
    expect(starts.filter((scope) => scope !== null)).toHaveLength(1);
    expect((await store().readScope(ada))?.runNo).toBe(1);
  });

  it('gives the person to another run when the lease has run out, and then the first may do nothing more', async () => {
    const first = await startedRun(store());
    const second = await store().startRun(ada, first.leaseUntilMs ?? 0, minuteMs);
    expect(second?.runNo).toBe(first.runNo + 1);
    expect(await store().openChunk(ada, first.runNo, nowMs + 9 * minuteMs, [])).toBe(false);
    expect(await store().commitRun({ person: ada, runNo: first.runNo, newLinks: [newLink(1)] })).toBe(false);
    expect(await store().openChunk(ada, first.runNo, nowMs + 9 * minuteMs, [sentRow(1)])).toBe(false);
    expect(await store().endRun(ada, first.runNo, null)).toBe(false);
    expect(await store().links('Contact').after(ada, 0, 10)).toEqual([]);
    expect(await store().sentRows(ada)).toEqual([]);
    expect(await store().readScope(ada)).toEqual(second);
  });

  it('starts with what the run before wrote, even when its commit is under way', async () => {
    let scope = await startedRun(store());
    for (let round = 1; round <= 8; round += 1) {
      const { runNo } = scope;
      const commit = store().commitRun({
        person: ada,
        runNo,
        newLinks: Array.from({ length: 100 }, (_, index) => newLink(100 * round + index)),
        scope: { parts: { Event: { cursor: `round ${round}` } } },
      });
      for (let question = 0; question < round; question += 1) await store().latestChangeSeq();
      const successor = await store().startRun(ada, scope.leaseUntilMs ?? 0, minuteMs);
      const isWritten = await commit;
      if (successor === null) throw new Error('the run did not start');
      if (isWritten) expect(successor.parts.Event.cursor).toBe(`round ${round}`);
      expect(await store().readScope(ada)).toEqual(successor);
      scope = successor;
    }
  });

  it('shows nothing more of a run once its successor has started, even when both happen at the same time', async () => {
    let scope = await startedRun(store());
    for (let round = 0; round < 8; round += 1) {
      const newLinks = Array.from({ length: 100 }, (_, index) => newLink(100 * round + index));
      const commit = store().commitRun({ person: ada, runNo: scope.runNo, newLinks });
      // The successor comes a little later in each round: before, during and after the commit.
      for (let question = 0; question < round; question += 1) await store().latestChangeSeq();
      const successor = await store().startRun(ada, scope.leaseUntilMs ?? 0, minuteMs);
      const seen = await store().links('Contact').count(ada);
      await commit;
      expect(await store().links('Contact').count(ada)).toEqual(seen);
      if (successor !== null) scope = successor;
    }
    expect(scope.runNo).toBe(9);
  });

  leasePromises(store);
}

function leasePromises(store: () => StorePort): void {
  it('keeps a lease that is extended', async () => {
    const { runNo } = await startedRun(store());
    expect(await store().openChunk(ada, runNo, nowMs + 9 * minuteMs, [])).toBe(true);
    expect(await store().startRun(ada, nowMs + 5 * minuteMs, minuteMs)).toBeNull();
  });

  it('ends a run: nothing more can be done with its number, and it is due again when told', async () => {
    const { runNo } = await startedRun(store());
    expect(await store().endRun(ada, runNo, nowMs + minuteMs)).toBe(true);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs + minuteMs, leaseUntilMs: null });
    expect(await store().commitRun({ person: ada, runNo, newLinks: [newLink(1)] })).toBe(false);
    expect(await store().openChunk(ada, runNo, nowMs + minuteMs, [sentRow(1)])).toBe(false);
    expect(await store().endRun(ada, runNo, null)).toBe(false);
    expect(await store().sentRows(ada)).toEqual([]);
    expect(await store().links('Contact').after(ada, 0, 1)).toEqual([]);
  });

  meanwhilePromises(store);
  commitPromises(store);
}

function meanwhilePromises(store: () => StorePort): void {
  it('falls back to the sweep when a run ends and nobody asked for more', async () => {
    await store().saveScope(ada, { dueAtMs: nowMs });
    await store().makeDue([ada], nowMs, 0);
    const scope = await store().startRun(ada, nowMs, minuteMs);
    expect(scope?.priority).toBe(0);
    await store().endRun(ada, scope?.runNo ?? 0, nowMs + 15 * minuteMs);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs + 15 * minuteMs, priority: 2 });
  });

  it('does not forget at the end of a run what was asked for meanwhile', async () => {
    const { runNo } = await startedRun(store());
    await store().makeDue([ada], nowMs + 20, 1);
    await store().makeDue([ada], nowMs + 40, 0);
    await store().endRun(ada, runNo, nowMs + 15 * minuteMs);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs + 20, priority: 0 });
  });

  it('honours what was asked for meanwhile even when the run itself wants no further one', async () => {
    const { runNo } = await startedRun(store());
    await store().makeDue([ada], nowMs + 20, 1);
    await store().endRun(ada, runNo, null);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs + 20, priority: 1 });
  });

  it('takes the earlier of what the run wants and what was asked for meanwhile', async () => {
    const { runNo } = await startedRun(store());
    await store().saveScope(ada, { dueAtMs: nowMs + 9 * minuteMs });
    await store().endRun(ada, runNo, nowMs + minuteMs);
    expect((await store().readScope(ada))?.dueAtMs).toBe(nowMs + minuteMs);
  });

  it('keeps a due time that was saved while the run was open', async () => {
    const { runNo } = await startedRun(store());
    await store().saveScope(ada, { dueAtMs: nowMs + 7, priority: 1 });
    await store().endRun(ada, runNo, nowMs + 15 * minuteMs);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs + 7, priority: 1 });
  });

  it('does not bring back a person who was taken out of all configurations while the run was open', async () => {
    const { runNo } = await startedRun(store());
    await store().makeDue([ada], nowMs + 20, 0);
    await store().saveScope(ada, { dueAtMs: null });
    await store().makeDue([ada], nowMs + 30, 0);
    await store().endRun(ada, runNo, nowMs + minuteMs);
    expect((await store().readScope(ada))?.dueAtMs).toBeNull();
  });

  it('forgets with the next start what an earlier run was woken for: that run sees it', async () => {
    const first = await startedRun(store());
    await store().makeDue([ada], nowMs + 20, 0);
    const second = await store().startRun(ada, first.leaseUntilMs ?? 0, minuteMs);
    await store().endRun(ada, second?.runNo ?? 0, nowMs + 15 * minuteMs);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs + 15 * minuteMs, priority: 2 });
  });
}

function commitPromises(store: () => StorePort): void {
  it('writes all parts of a commit together', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, nowMs + minuteMs, [sentRow(1), sentRow(2)]);
    const isCommitted = await store().commitRun({
      person: ada,
      runNo,
      newLinks: [newLink(1)],
      endedSent: [sentRow(1).id],
      findings: [foundOn(finding(2))],
      trail: [trailEntry()],
      scope: { parts: { Contact: { cursor: 'next', changeSeq: 7 } } },
    });
    expect(isCommitted).toBe(true);
    expect(await store().links('Contact').after(ada, 0, 10)).toMatchObject([newLink(1)]);
    expect(await store().sentRows(ada)).toEqual([sentRow(2)]);
    expect(await store().countFindings(ada, 'Contact')).toHaveLength(1);
    expect(await store().countTrail(ada, 'Contact', 'exchange', 'create', nowMs)).toBe(1);
    expect(await store().readScope(ada)).toMatchObject({
      runNo,
      parts: { Contact: { cursor: 'next', changeSeq: 7 }, Event: { cursor: null } },
    });
  });

  it('leaves alone of a person and of parts what a commit does not name', async () => {
    const part = { cursor: 'c', changeSeq: 3, state: 'RUNNING', missingPermissions: ['Create on Event'] } as const;
    const told = { digest: 'd', issueKeys: ['k'] };
    await store().saveScope(ada, { told, evidence: { mailbox: 'FOUND' }, parts: { Contact: part, Event: part } });
    const before = await startedRun(store());
    const scope = { evidence: { folder: 'MOVED' }, parts: { Event: { progress: 12.5, cursor: null } } } as const;
    expect(await store().commitRun({ person: ada, runNo: before.runNo, scope })).toBe(true);
    expect(await store().readScope(ada)).toEqual({
      ...before,
      evidence: { mailbox: 'FOUND', person: 'OK', folder: 'MOVED' },
      parts: { ...before.parts, Event: { ...before.parts.Event, progress: 12.5, cursor: null } },
    });
    await store().commitRun({ person: ada, runNo: before.runNo, scope: { told: null } });
    expect(await store().readScope(ada)).toMatchObject({ told: null, evidence: { folder: 'MOVED' } });
  });

  it('accepts a commit without anything in it while the run is current', async () => {
    const { runNo } = await startedRun(store());
    expect(await store().commitRun({ person: ada, runNo })).toBe(true);
    expect(await store().commitRun({ person: ada, runNo: runNo + 1 })).toBe(false);
  });

  it('writes nothing of a commit of which one part is refused', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, nowMs + minuteMs, [sentRow(1)]);
    const commit = store().commitRun({
      person: ada,
      runNo,
      newLinks: [newLink(1), newLink(2, { ids: contactIds(2, 1) })],
      endedSent: [sentRow(1).id],
      findings: [foundOn(finding(2))],
      trail: [trailEntry()],
      scope: { parts: { Contact: { cursor: 'next' } } },
    });
    await expect(commit).rejects.toMatchObject({ code: 'LINK_NOT_UNIQUE' });
    expect(await store().links('Contact').after(ada, 0, 10)).toEqual([]);
    expect(await store().sentRows(ada)).toEqual([sentRow(1)]);
    expect(await store().countFindings(ada, 'Contact')).toEqual([]);
    expect(await store().countTrail(ada, 'Contact', 'exchange', 'create', 0)).toBe(0);
    expect((await store().readScope(ada))?.parts.Contact.cursor).toBeNull();
    expect(await store().commitRun({ person: ada, runNo, newLinks: [newLink(1)] })).toBe(true);
  });

  it('keeps commits of one run that arrive at the same time apart', async () => {
    const { runNo } = await startedRun(store());
    const commits = Array.from({ length: 8 }, (_, index) =>
      store().commitRun({ person: ada, runNo, newLinks: [newLink(2 * index), newLink(2 * index + 1)] }),
    );
    expect(await Promise.all(commits)).toEqual(Array(8).fill(true));
    expect(await store().links('Contact').count(ada)).toEqual({ linked: 16 });
  });
}
