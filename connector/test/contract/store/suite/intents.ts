// Promises about creates that were begun, and about the right to create somebody. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { StorePort } from '../../../../src/ports/store.js';
import { ada, ben, exchangeId, intent, minuteMs, nowMs, personId, startedRun } from '../samples.js';

const untilMs = nowMs + 10 * minuteMs;

export function intentPromises(store: () => StorePort): void {
  it('answers begun creates, oldest first, until they are done or dropped', async () => {
    const { runNo } = await startedRun(store());
    const inSalesforce = intent(3, { side: 'salesforce', sourceId: exchangeId(3) });
    expect(await store().openChunk(ada, runNo, untilMs, [inSalesforce, intent(1), intent(2)])).toBe(true);
    expect(await store().openIntents(ada)).toEqual([intent(1), intent(2), inSalesforce]);
    await store().dropIntents(ada, [intent(1).id]);
    await store().dropIntents(ada, []);
    await store().commitRun({ person: ada, runNo, doneIntents: [intent(2).id] });
    expect(await store().openIntents(ada)).toEqual([inSalesforce]);
    expect(await store().openIntents(personId(9))).toEqual([]);
  });

  it('keeps begun creates when the run ends', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [intent(1)]);
    await store().endRun(ada, runNo, null);
    expect(await store().openIntents(ada)).toEqual([intent(1)]);
  });

  it('notes a further attempt under the same intent', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [intent(1)]);
    const again = intent(1, { attempt: 2, begunAtMs: nowMs + minuteMs });
    await store().openChunk(ada, runNo, untilMs, [again]);
    expect(await store().openIntents(ada)).toEqual([again]);
  });

  it('refuses a second intent for the same record and side, and then writes none of the call', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [intent(1)]);
    const second = store().openChunk(ada, runNo, untilMs, [intent(2), intent(3, { sourceId: intent(1).sourceId })]);
    await expect(second).rejects.toMatchObject({ code: 'INTENT_NOT_UNIQUE' });
    expect(await store().openIntents(ada)).toEqual([intent(1)]);
  });

  it('keeps no lease for creates that cannot be begun', async () => {
    const { runNo, leaseUntilMs } = await startedRun(store());
    const twice = [intent(1), intent(2, { sourceId: intent(1).sourceId })];
    await expect(store().openChunk(ada, runNo, untilMs, twice)).rejects.toMatchObject({ code: 'INTENT_NOT_UNIQUE' });
    expect((await store().readScope(ada))?.leaseUntilMs).toBe(leaseUntilMs);
    expect(await store().openIntents(ada)).toEqual([]);
  });

  it('touches no intent of anybody else', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [intent(1)]);
    const other = await startedRun(store(), ben);
    await store().openChunk(ben, other.runNo, untilMs, [intent(1, { person: ben })]);
    await store().dropIntents(ben, [intent(1).id]);
    expect(await store().openIntents(ada)).toEqual([intent(1)]);
    expect(await store().openIntents(ben)).toEqual([]);
  });

  claimPromises(store);
}

function claimPromises(store: () => StorePort): void {
  it('grants the right to create somebody to one person at a time', async () => {
    await store().saveScope(ada, {});
    await store().saveScope(ben, {});
    expect(await store().claimCreates(ada, ['h1', 'h2', 'h1'], nowMs, untilMs)).toEqual(new Set(['h1', 'h2']));
    expect(await store().claimCreates(ben, ['h2', 'h3'], nowMs, untilMs)).toEqual(new Set(['h3']));
    expect(await store().claimCreates(ada, ['h2'], nowMs, untilMs)).toEqual(new Set(['h2']));
    expect(await store().claimCreates(ada, [], nowMs, untilMs)).toEqual(new Set());
  });

  it('gives a claim to the next one when it was released or its time has passed', async () => {
    await store().saveScope(ada, {});
    await store().saveScope(ben, {});
    await store().claimCreates(ada, ['h1', 'h2'], nowMs, untilMs);
    await store().releaseCreates(ben, ['h1', 'h2']);
    expect(await store().claimCreates(ben, ['h1', 'h2'], untilMs - 1, untilMs)).toEqual(new Set());
    await store().releaseCreates(ada, ['h1']);
    await store().releaseCreates(ada, []);
    expect(await store().claimCreates(ben, ['h1', 'h2'], untilMs - 1, untilMs)).toEqual(new Set(['h1']));
    expect(await store().claimCreates(ben, ['h1', 'h2'], untilMs, untilMs + minuteMs)).toEqual(new Set(['h1', 'h2']));
  });

  it('grants each claim once when two people ask for the same ones at the same time', async () => {
    await store().saveScope(ada, {});
    await store().saveScope(ben, {});
    const hashes = Array.from({ length: 40 }, (_, index) => `h${index}`);
    const granted = await Promise.all([
      store().claimCreates(ada, hashes, nowMs, untilMs),
      store().claimCreates(ben, hashes.toReversed(), nowMs, untilMs),
    ]);
    expect(granted.flatMap((set) => [...set]).sort()).toEqual([...hashes].sort());
  });

  it('grants nothing to somebody it does not know', async () => {
    expect(await store().claimCreates(personId(9), ['h1'], nowMs, untilMs)).toEqual(new Set());
  });
}
