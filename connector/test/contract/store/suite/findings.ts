// Promises about findings (replaced item by item, woken by their keys) and the write trail. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { Finding, StorePort } from '../../../../src/ports/store.js';
import {
  ada,
  ben,
  committed,
  eventFinding,
  exchangeId,
  finding,
  foundOn,
  minuteMs,
  nowMs,
  personId,
  salesforceEventId,
  salesforceId,
  startedRun,
  trailEntry,
} from '../samples.js';

async function withFindings(store: StorePort, found: readonly Finding[], person = ada): Promise<void> {
  const keyOf = ({ object, side, itemId }: Finding) => `${object} ${side} ${itemId}`;
  const byItem = new Map(found.map((one) => [keyOf(one), one]));
  const findings = [...byItem].map(([key, { object, side, itemId }]) => ({
    object,
    side,
    itemId,
    found: found.filter((one) => keyOf(one) === key),
  }));
  await committed(store, person, { findings });
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
    expect(await store().findingsOf(ada, [{ ...inSalesforce, side: 'exchange' }])).toEqual([]);
    expect(await store().findingsOf(ada, [])).toEqual([]);
    expect(await store().findingsOf(personId(9), [finding(1)])).toEqual([]);
  });

  it('replaces the findings of the items in a commit and leaves all others', async () => {
    await withFindings(store(), [finding(1), finding(1, { reason: 'MALFORMED_EMAIL' }), finding(2), finding(3)]);
    const { runNo } = await startedRun(store());
    const other = finding(1, { reason: 'FIELD_TOO_LONG', attempts: 2 });
    const findings = [foundOn(other), { ...foundOn(finding(2)), found: [] }];
    await store().commitRun({ person: ada, runNo, findings });
    expect(
      await store().findingsOf(
        ada,
        [1, 2, 3].map((number) => finding(number)),
      ),
    ).toEqual(expect.arrayContaining([other, finding(3)]));
    const numbers = (await store().countFindings(ada, 'Contact')).map((count) => count.number);
    expect(numbers).toEqual([1, 1]);
  });

  it('takes the last word on an item, and one finding for each reason', async () => {
    const { runNo } = await startedRun(store());
    const findings = [foundOn(finding(1)), foundOn(finding(1, { attempts: 2 }), finding(1, { attempts: 3 }))];
    await store().commitRun({ person: ada, runNo, findings });
    expect(await store().findingsOf(ada, [finding(1)])).toEqual([finding(1, { attempts: 3 })]);
  });

  questionPromises(store);
  apartPromises(store);
  wakePromises(store);
}

function questionPromises(store: () => StorePort): void {
  it('answers findings whose time has come, the longest waiting first', async () => {
    const at = (number: number, retryAtMs: number | null) => finding(number, { retryAtMs });
    await withFindings(store(), [at(1, nowMs), at(2, nowMs - 5), at(3, nowMs + 1), at(4, null)]);
    expect(await store().dueFindings(ada, 'Contact', nowMs, 10)).toEqual([at(2, nowMs - 5), at(1, nowMs)]);
    expect(await store().dueFindings(ada, 'Contact', nowMs, 1)).toEqual([at(2, nowMs - 5)]);
    expect(await store().dueFindings(ben, 'Contact', nowMs, 10)).toEqual([]);
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
    expect(await store().countFindings(ada, 'Contact')).toEqual([
      { reason: 'AMBIGUOUS_MATCH', number: 2, firstAtMs: nowMs - 9, lastAtMs: nowMs - 1 },
      { reason: 'MALFORMED_EMAIL', number: 1, firstAtMs: nowMs, lastAtMs: nowMs },
    ]);
    expect(await store().countFindings(ben, 'Contact')).toEqual([]);
  });

  it('lists the findings of a reason, oldest first', async () => {
    const since = (number: number, firstAtMs: number) => finding(number, { firstAtMs });
    await withFindings(store(), [
      since(1, nowMs),
      since(2, nowMs - 9),
      since(3, nowMs - 5),
      finding(4, { reason: 'OTHER_ORG' }),
    ]);
    const listed = await store().listFindings(ada, 'Contact', 'AMBIGUOUS_MATCH', 2);
    expect(listed).toEqual([since(2, nowMs - 9), since(3, nowMs - 5)]);
  });

  trailPromises(store);
}

function apartPromises(store: () => StorePort): void {
  /** About an event that happens to have the id of the contact. */
  const namesake = eventFinding(1, { itemId: exchangeId(1), retryAtMs: nowMs - 1, attempts: 4 });
  const ofContact = finding(1, { retryAtMs: nowMs });

  it('keeps what is found out about contacts and about events apart, even under one id', async () => {
    const aboutAda = eventFinding(2, { side: 'salesforce', itemId: ada, matchKeys: [] });
    await withFindings(store(), [ofContact, namesake, aboutAda]);
    expect(await store().findingsOf(ada, [namesake])).toEqual([namesake]);
    expect(await store().findingsOf(ada, [ofContact, aboutAda])).toEqual([ofContact, aboutAda]);
    expect(await store().dueFindings(ada, 'Event', nowMs, 10)).toEqual([namesake]);
    expect(await store().dueFindings(ada, 'Contact', nowMs, 10)).toEqual([ofContact]);
    expect(await store().countFindings(ada, 'Event')).toMatchObject([{ number: 2 }]);
    expect(await store().countFindings(ada, 'Contact')).toMatchObject([{ number: 1 }]);
    expect(await store().listFindings(ada, 'Contact', 'AMBIGUOUS_MATCH', 10)).toEqual([ofContact]);
    expect(await store().findingsByMatchKeys(ada, ofContact.matchKeys)).toEqual([ofContact]);
  });

  it('replaces findings of an event without touching those of a contact with its id', async () => {
    await withFindings(store(), [ofContact, namesake]);
    const { runNo } = await startedRun(store());
    const other = { ...namesake, attempts: 5 };
    await store().commitRun({ person: ada, runNo, findings: [{ ...foundOn(ofContact), found: [] }, foundOn(other)] });
    expect(await store().findingsOf(ada, [ofContact, namesake])).toEqual([other]);
  });
}

function wakePromises(store: () => StorePort): void {
  it('makes findings with one of the keys due now, whoever has them, and says whose they are', async () => {
    const later = eventFinding(1, { matchKeys: ['k1', 'k2'], retryAtMs: nowMs + minuteMs });
    const never = eventFinding(2, { matchKeys: ['k2'] });
    const other = eventFinding(3, { matchKeys: ['k3'] });
    const sooner = eventFinding(4, { person: ben, matchKeys: ['k1'], retryAtMs: nowMs - 1 });
    await withFindings(store(), [sooner], ben);
    await withFindings(store(), [later, never, other]);
    await withFindings(store(), [eventFinding(5, { person: personId(3), matchKeys: ['k4'] })], personId(3));
    expect(await store().wakeFindings('Event', ['k2', 'k1', 'k9'], nowMs)).toEqual([ada, ben]);
    expect(await store().findingsOf(ada, [later, never, other])).toEqual(
      expect.arrayContaining([{ ...later, retryAtMs: nowMs }, { ...never, retryAtMs: nowMs }, other]),
    );
    expect(await store().dueFindings(ben, 'Event', nowMs, 10)).toEqual([sooner]);
  });

  it('wakes neither contacts for an event, nor what Salesforce has, nor anybody for no keys', async () => {
    const matchKeys = ['k1'];
    const asleep = [
      finding(1, { matchKeys }),
      eventFinding(2, { side: 'salesforce', itemId: ada, matchKeys }),
      eventFinding(3, { matchKeys: [] }),
    ];
    await withFindings(store(), asleep);
    expect(await store().wakeFindings('Event', matchKeys, nowMs)).toEqual([]);
    expect(await store().wakeFindings('Event', [], nowMs)).toEqual([]);
    expect(await store().dueFindings(ada, 'Contact', nowMs, 10)).toEqual([]);
    expect(await store().dueFindings(ada, 'Event', nowMs, 10)).toEqual([]);
    expect(await store().wakeFindings('Contact', matchKeys, nowMs)).toEqual([ada]);
    expect(await store().dueFindings(ada, 'Contact', nowMs, 10)).toMatchObject([{ retryAtMs: nowMs }]);
  });

  it('loses no call when runs commit the same findings at the same time', async () => {
    const people = [ada, ben, personId(3)];
    const all = Array.from({ length: 30 }, (_, number) => eventFinding(number, { matchKeys: ['k1'] }));
    const runs = await Promise.all(people.map((person) => startedRun(store(), person)));
    const findings = all.map((one) => foundOn(one));
    const commitAll = () =>
      runs.map(({ person, runNo }) =>
        store().commitRun({ person, runNo, findings, scope: { parts: { Event: { changeSeq: 1 } } } }),
      );
    await Promise.all(commitAll());
    const wakes = [1, 2, 3].map(() => store().wakeFindings('Event', ['k1'], nowMs));
    await Promise.all([...wakes, ...commitAll()]);
    expect(await Promise.all(wakes)).toEqual([people, people, people]);
    expect(await store().wakeFindings('Event', ['k1'], nowMs)).toEqual(people);
    for (const person of people) expect(await store().dueFindings(person, 'Event', nowMs, 100)).toHaveLength(30);
  });
}

function trailPromises(store: () => StorePort): void {
  it('counts the writes of a kind on a side since a time, of contacts and of events each', async () => {
    const { runNo } = await startedRun(store());
    const trail = [
      trailEntry({ kind: 'delete', atMs: nowMs - minuteMs }),
      trailEntry({ kind: 'delete', atMs: nowMs, askedBy: 'a01' }),
      trailEntry({ kind: 'delete', side: 'salesforce', recordId: salesforceId(1) }),
      trailEntry({ kind: 'update' }),
      trailEntry({ kind: 'delete', object: 'Event', side: 'salesforce', recordId: salesforceEventId(1) }),
    ];
    await store().commitRun({ person: ada, runNo, trail });
    expect(await store().countTrail(ada, 'Contact', 'exchange', 'delete', nowMs - minuteMs)).toBe(2);
    expect(await store().countTrail(ada, 'Contact', 'exchange', 'delete', nowMs)).toBe(1);
    expect(await store().countTrail(ada, 'Contact', 'salesforce', 'delete', nowMs)).toBe(1);
    expect(await store().countTrail(ada, 'Event', 'salesforce', 'delete', nowMs)).toBe(1);
    expect(await store().countTrail(ada, 'Event', 'exchange', 'delete', 0)).toBe(0);
    expect(await store().countTrail(ben, 'Contact', 'exchange', 'delete', 0)).toBe(0);
    const ours = [salesforceId(1), salesforceId(2)];
    expect(await store().deletedByUs(ada, 'Contact', 'salesforce', ours)).toEqual(new Set([salesforceId(1)]));
    expect(await store().deletedByUs(ada, 'Event', 'salesforce', ours)).toEqual(new Set());
    expect(await store().deletedByUs(ada, 'Contact', 'exchange', ours)).toEqual(new Set());
    expect(await store().deletedByUs(ben, 'Contact', 'salesforce', ours)).toEqual(new Set());
    expect(await store().deletedByUs(ada, 'Contact', 'salesforce', [])).toEqual(new Set());
  });
}
