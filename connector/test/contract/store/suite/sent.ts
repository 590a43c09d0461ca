// Promises about writes that are on their way, and about the right to create somebody. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { SentRow } from '../../../../src/core/sent/row.js';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  ben,
  exchangeId,
  hashes,
  minuteMs,
  nowMs,
  personId,
  salesforceId,
  sentRow,
  startedRun,
} from '../samples.js';

const untilMs = nowMs + 10 * minuteMs;

export function sentPromises(store: () => StorePort): void {
  it('answers writes on their way, oldest first, until they have ended', async () => {
    const { runNo } = await startedRun(store());
    const inSalesforce = sentRow(3, { side: 'salesforce', ids: { salesforce: null, exchange: exchangeId(3) } });
    expect(await store().openChunk(ada, runNo, untilMs, [inSalesforce, sentRow(1), sentRow(2)])).toBe(true);
    expect(await store().sentRows(ada)).toEqual([sentRow(1), sentRow(2), inSalesforce]);
    await store().commitRun({ person: ada, runNo, endedSent: [sentRow(2).id] });
    await store().commitRun({ person: ada, runNo, endedSent: [] });
    expect(await store().sentRows(ada)).toEqual([sentRow(1), inSalesforce]);
    expect(await store().sentRows(personId(9))).toEqual([]);
  });

  it('gives back every kind of write as it was written down', async () => {
    const { runNo } = await startedRun(store());
    const few = new Uint8Array(18).fill(7, 6, 12);
    const rows: readonly SentRow[] = [
      sentRow(1, { kind: 'create', linkId: null, ids: { salesforce: salesforceId(1), exchange: null } }),
      sentRow(2, {
        kind: 'update',
        linkId: 5,
        written: 2 ** 31 + 5,
        baseVersion: '2026-11-22T14:03:00.000Z',
        attempt: 4,
      }),
      sentRow(3, { kind: 'delete', side: 'salesforce', sent: new Uint8Array(), source: new Uint8Array(), written: 0 }),
      sentRow(4, { object: 'Event', side: 'salesforce', baseVersion: salesforceId(4), formVersion: 2 }),
      sentRow(5, { sent: few.subarray(0, 12), source: few.subarray(0, 12), state: 'spent' }),
    ];
    await store().openChunk(ada, runNo, untilMs, rows);
    expect(await store().sentRows(ada)).toEqual(rows);
  });

  it('keeps writes on their way when the run ends', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [sentRow(1)]);
    await store().endRun(ada, runNo, null);
    expect(await store().sentRows(ada)).toEqual([sentRow(1)]);
  });

  it('notes a further attempt in the place of the one before', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [sentRow(1)]);
    const again = sentRow(1, { attempt: 2, begunAtMs: nowMs + minuteMs, sent: hashes(9) });
    await store().openChunk(ada, runNo, untilMs, [again]);
    expect(await store().sentRows(ada)).toEqual([again]);
  });

  it('keeps as spent what was found not carried out', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [sentRow(1), sentRow(2)]);
    await store().commitRun({ person: ada, runNo, spentSent: [sentRow(1).id] });
    expect(await store().sentRows(ada)).toEqual([sentRow(1, { state: 'spent' }), sentRow(2)]);
  });

  it('forgets what was sent where memory is forgotten by wish, and still knows the creates', async () => {
    const { runNo } = await startedRun(store());
    const [made, changed] = [sentRow(1, { kind: 'create' }), sentRow(2, { kind: 'update', linkId: 1 })];
    const event = sentRow(3, { object: 'Event', kind: 'update' });
    await store().openChunk(ada, runNo, untilMs, [made, changed, event]);
    const kept = { dropTombstones: false, dropMemory: false };
    await store().forgetLinks(ada, runNo, 'Contact', kept);
    expect(await store().sentRows(ada)).toEqual([made, changed, event]);
    await store().forgetLinks(ada, runNo, 'Contact', { ...kept, dropMemory: true });
    const nothing = { sent: new Uint8Array(), source: new Uint8Array(), written: 0 };
    expect(await store().sentRows(ada)).toEqual([{ ...made, ...nothing }, event]);
  });

  it('touches nothing of anybody else', async () => {
    const { runNo } = await startedRun(store());
    await store().openChunk(ada, runNo, untilMs, [sentRow(1)]);
    const other = await startedRun(store(), ben);
    await store().openChunk(ben, other.runNo, untilMs, [sentRow(1, { person: ben })]);
    await store().commitRun({ person: ben, runNo: other.runNo, endedSent: [sentRow(1).id] });
    expect(await store().sentRows(ada)).toEqual([sentRow(1)]);
    expect(await store().sentRows(ben)).toEqual([]);
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
