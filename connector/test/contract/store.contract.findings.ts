// Promises about findings (replaced item by item) and the write trail. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { Finding, StorePort } from '../../src/ports/store.js';
import {
  ada,
  ben,
  exchangeId,
  finding,
  foundOn,
  minuteMs,
  nowMs,
  personId,
  salesforceId,
  startedRun,
  trailEntry,
} from './store.samples.js';

async function withFindings(store: StorePort, found: readonly Finding[], person = ada): Promise<void> {
  const { runNo } = await startedRun(store, person);
  const byItem = new Map(found.map(({ side, itemId }) => [`${side} ${itemId}`, { side, itemId }]));
  const findings = [...byItem.values()].map((item) => ({
    ...item,
    found: found.filter((one) => one.side === item.side && one.itemId === item.itemId),
  }));
  await store.commitRun({ person, runNo, findings });
  await store.endRun(person, runNo, nowMs);
}

export function findingPromises(store: () => StorePort): void {
  it('gives back findings of the items asked for, exactly as written', async () => {
    const odd = finding(2, { fields: [], matchKeys: [], version: '', retryAtMs: nowMs + 1, attempts: 6 });
    const inSalesforce = finding(3, { side: 'salesforce', itemId: salesforceId(3) });
    await withFindings(store(), [finding(1), odd, inSalesforce]);
    await withFindings(store(), [finding(1, { person: ben })], ben);
    expect(await store().findingsOf(ada, [finding(1)])).toEqual([finding(1)]);
    expect(await store().findingsOf(ada, [odd])).toEqual([odd]);
    expect(await store().findingsOf(ada, [inSalesforce])).toEqual([inSalesforce]);
    expect(await store().findingsOf(ada, [{ side: 'exchange', itemId: salesforceId(3) }])).toEqual([]);
    expect(await store().findingsOf(ada, [])).toEqual([]);
    expect(await store().findingsOf(personId(9), [finding(1)])).toEqual([]);
  });

  it('replaces the findings of the items in a commit and leaves all others', async () => {
    await withFindings(store(), [finding(1), finding(1, { reason: 'MALFORMED_EMAIL' }), finding(2), finding(3)]);
    const { runNo } = await startedRun(store());
    const other = finding(1, { reason: 'FIELD_TOO_LONG', attempts: 2 });
    const findings = [foundOn(other), { side: 'exchange', itemId: exchangeId(2), found: [] } as const];
    await store().commitRun({ person: ada, runNo, findings });
    expect(
      await store().findingsOf(
        ada,
        [1, 2, 3].map((number) => finding(number)),
      ),
    ).toEqual(expect.arrayContaining([other, finding(3)]));
    const numbers = (await store().countFindings(ada)).map((count) => count.number);
    expect(numbers).toEqual([1, 1]);
  });

  it('takes the last word on an item, and one finding for each reason', async () => {
    const { runNo } = await startedRun(store());
    const findings = [foundOn(finding(1)), foundOn(finding(1, { attempts: 2 }), finding(1, { attempts: 3 }))];
    await store().commitRun({ person: ada, runNo, findings });
    expect(await store().findingsOf(ada, [finding(1)])).toEqual([finding(1, { attempts: 3 })]);
  });

  questionPromises(store);
}

function questionPromises(store: () => StorePort): void {
  it('answers findings whose time has come, the longest waiting first', async () => {
    const at = (number: number, retryAtMs: number | null) => finding(number, { retryAtMs });
    await withFindings(store(), [at(1, nowMs), at(2, nowMs - 5), at(3, nowMs + 1), at(4, null)]);
    expect(await store().dueFindings(ada, nowMs, 10)).toEqual([at(2, nowMs - 5), at(1, nowMs)]);
    expect(await store().dueFindings(ada, nowMs, 1)).toEqual([at(2, nowMs - 5)]);
    expect(await store().dueFindings(ben, nowMs, 10)).toEqual([]);
  });

  it('finds Exchange items by any of their match keys', async () => {
    const inSalesforce = finding(3, { side: 'salesforce', itemId: salesforceId(3), matchKeys: ['k1'] });
    await withFindings(store(), [
      finding(1, { matchKeys: ['k1', 'k2'] }),
      finding(2, { matchKeys: ['k3'] }),
      inSalesforce,
    ]);
    await withFindings(store(), [finding(1, { person: ben, matchKeys: ['k1'] })], ben);
    const items = async (keys: readonly string[]) =>
      (await store().findingsByMatchKeys(ada, keys)).map((found) => found.itemId).sort();
    expect(await items(['k2', 'k1'])).toEqual([exchangeId(1)]);
    expect(await items(['k2', 'k3'])).toEqual([exchangeId(1), exchangeId(2)].sort());
    expect(await items(['k4'])).toEqual([]);
    expect(await items([])).toEqual([]);
  });

  it('counts findings by reason with their first and last time', async () => {
    await withFindings(store(), [
      finding(1, { firstAtMs: nowMs - 9, lastAtMs: nowMs - 3 }),
      finding(2, { firstAtMs: nowMs - 5, lastAtMs: nowMs - 1 }),
      finding(2, { reason: 'MALFORMED_EMAIL' }),
    ]);
    expect(await store().countFindings(ada)).toEqual([
      { reason: 'AMBIGUOUS_MATCH', number: 2, firstAtMs: nowMs - 9, lastAtMs: nowMs - 1 },
      { reason: 'MALFORMED_EMAIL', number: 1, firstAtMs: nowMs, lastAtMs: nowMs },
    ]);
    expect(await store().countFindings(ben)).toEqual([]);
  });

  it('lists the findings of a reason, oldest first', async () => {
    const since = (number: number, firstAtMs: number) => finding(number, { firstAtMs });
    await withFindings(store(), [
      since(1, nowMs),
      since(2, nowMs - 9),
      since(3, nowMs - 5),
      finding(4, { reason: 'OTHER_ORG' }),
    ]);
    const listed = await store().listFindings(ada, 'AMBIGUOUS_MATCH', 2);
    expect(listed).toEqual([since(2, nowMs - 9), since(3, nowMs - 5)]);
  });

  cleaningPromises(store);
}

function cleaningPromises(store: () => StorePort): void {
  it('drops findings not seen since a time, of this person only', async () => {
    await withFindings(store(), [finding(1, { lastAtMs: nowMs - 1 }), finding(1, { reason: 'OTHER_ORG' }), finding(2)]);
    await withFindings(store(), [finding(1, { person: ben, lastAtMs: nowMs - 1 })], ben);
    await store().dropFindingsBefore(ada, nowMs);
    expect((await store().countFindings(ada)).map((count) => count.reason)).toEqual(['AMBIGUOUS_MATCH', 'OTHER_ORG']);
    expect((await store().countFindings(ada)).map((count) => count.number)).toEqual([1, 1]);
    expect(await store().countFindings(ben)).toHaveLength(1);
  });

  it('counts the writes of a kind on a side since a time', async () => {
    const { runNo } = await startedRun(store());
    const trail = [
      trailEntry({ kind: 'delete', atMs: nowMs - minuteMs }),
      trailEntry({ kind: 'delete', atMs: nowMs, askedBy: 'a01' }),
      trailEntry({ kind: 'delete', side: 'salesforce', recordId: salesforceId(1) }),
      trailEntry({ kind: 'update' }),
    ];
    await store().commitRun({ person: ada, runNo, trail });
    expect(await store().countTrail(ada, 'exchange', 'delete', nowMs - minuteMs)).toBe(2);
    expect(await store().countTrail(ada, 'exchange', 'delete', nowMs)).toBe(1);
    expect(await store().countTrail(ada, 'salesforce', 'delete', nowMs)).toBe(1);
    expect(await store().countTrail(ben, 'exchange', 'delete', 0)).toBe(0);
  });
}
