import { beforeEach, describe, expect, it } from '@jest/globals';
import { limits } from '../../core/limits.js';
import { toInstant, type PersonId, type SyncObject } from '../../core/model.js';
import { reasons, isReasonCode, type ReasonCode } from '../../core/reasons.js';
import type { IssueRow } from '../../ports/salesforce.js';
import type { Finding, StorePort } from '../../ports/store.js';
import { createMemoryStore } from '../../store/memory/store.js';
import { issueRows, settledRows } from './issue-rows.js';

const person = '005000000000001AAA' as PersonId;
const nowMs = Date.parse('2026-11-22T14:00:00Z');
const minuteMs = 60_000;
let store: StorePort;

beforeEach(async () => {
  store = createMemoryStore();
  await store.saveScope(person, { dueAtMs: nowMs });
});

function finding(object: SyncObject, itemId: string, reason: ReasonCode, more: Partial<Finding> = {}): Finding {
  return {
    person,
    object,
    side: itemId === person ? 'salesforce' : 'exchange',
    itemId,
    reason,
    fields: [],
    firstAtMs: nowMs,
    lastAtMs: nowMs,
    attempts: 1,
    retryAtMs: null,
    version: '',
    matchKeys: [],
    ...more,
  };
}

/** The rows after a run that found this, one finding an item. */
async function rowsOf(...findings: readonly Finding[]): Promise<readonly IssueRow[]> {
  const scope = await store.startRun(person, nowMs, minuteMs);
  const runNo = scope?.runNo ?? 0;
  const sets = findings.map((found) => ({
    object: found.object,
    side: found.side,
    itemId: found.itemId,
    found: [found],
  }));
  expect(await store.commitRun({ person, runNo, findings: sets })).toBe(true);
  return issueRows(store, person, {
    Contact: await store.countFindings(person, 'Contact'),
    Event: await store.countFindings(person, 'Event'),
  });
}

const many = (object: SyncObject, reason: ReasonCode, number: number): Finding[] =>
  Array.from({ length: number }, (_, at) => finding(object, `${object} ${reason} ${at}`, reason));
const parentsOf = (rows: readonly IssueRow[]) => rows.filter(({ parentKey }) => parentKey === null);
const itemsOf = (rows: readonly IssueRow[], object?: SyncObject) =>
  rows.filter((row) => row.parentKey !== null && (object === undefined || row.object === object));

describe('issue rows', () => {
  it('are one a reason of each object, with the items below', async () => {
    const rows = await rowsOf(
      finding('Contact', 'c1', 'REFUSED_BY_SALESFORCE', { fields: ['Email'], firstAtMs: nowMs - minuteMs }),
      finding('Event', 'e1', 'REFUSED_BY_SALESFORCE', { fields: ['Subject'] }),
      finding('Event', 'e2', 'REFUSED_BY_SALESFORCE', { fields: ['Subject', 'Location'], side: 'salesforce' }),
    );
    const [contacts, events] = parentsOf(rows);
    expect(parentsOf(rows)).toHaveLength(2);
    expect(contacts).toMatchObject({
      key: `${person}:C:REFUSED_BY_SALESFORCE`,
      object: 'Contact',
      number: 1,
      firstSeen: toInstant(nowMs - minuteMs),
      fields: ['Email'],
    });
    expect(events).toMatchObject({
      key: `${person}:E:REFUSED_BY_SALESFORCE`,
      object: 'Event',
      number: 2,
      fields: ['Subject', 'Location'],
    });
    expect(itemsOf(rows, 'Contact')).toMatchObject([
      { parentKey: contacts?.key, exchangeId: 'c1', salesforceId: null, number: 1 },
    ]);
    expect(itemsOf(rows, 'Event')).toMatchObject([
      { parentKey: events?.key, exchangeId: 'e1', side: 'exchange' },
      { parentKey: events?.key, salesforceId: 'e2', side: 'salesforce', exchangeId: null },
    ]);
  });

  it('are never made of what is left out or waits', async () => {
    const leftOut = (['Contact', 'Event'] as const).flatMap((object) => [
      ...many(object, 'NOT_IN_DIRECTION', 3),
      ...many(object, 'RETRY_LATER', 2),
    ]);
    expect(await rowsOf(...leftOut)).toEqual([]);
  });

  it('tell what is about the person once, though contacts and events both say it', async () => {
    const rows = await rowsOf(
      finding('Contact', person, 'MISSING_PERMISSION', { fields: ['Edit on Contact'], lastAtMs: nowMs - minuteMs }),
      finding('Event', person, 'MISSING_PERMISSION', { fields: ['Edit Events'], firstAtMs: nowMs - minuteMs }),
    );
    expect(rows).toMatchObject([
      {
        key: `${person}:P:MISSING_PERMISSION`,
        object: 'Person',
        number: 1,
        firstSeen: toInstant(nowMs - minuteMs),
        lastSeen: toInstant(nowMs),
        fields: ['Edit on Contact', 'Edit Events'],
      },
    ]);
  });

  it('tell of a person and of that person’s items apart when the reason is the same', async () => {
    const rows = await rowsOf(
      finding('Contact', person, 'NO_FIELD_ACCESS', { fields: ['Fax'], firstAtMs: nowMs + minuteMs }),
      ...many('Contact', 'NO_FIELD_ACCESS', 60),
    );
    expect(parentsOf(rows)).toMatchObject([
      { object: 'Person', number: 1, fields: ['Fax'] },
      { object: 'Contact', number: 60, fields: [] },
    ]);
    expect(itemsOf(rows)).toHaveLength(limits.issueItemRowsPerIssue);
  });

  it('show no more than fifty items an issue and two hundred a person over contacts and events', async () => {
    const rows = await rowsOf(
      ...many('Contact', 'EMAIL_SHARED', 70),
      ...many('Contact', 'AMBIGUOUS_MATCH', 70),
      ...many('Contact', 'FIELD_TOO_LONG', 70),
      ...many('Event', 'FIELD_TOO_LONG', 40),
      ...many('Event', 'NO_RECORD_ACCESS', 40),
      ...many('Event', 'VALIDATION_RULE', 40),
    );
    expect(parentsOf(rows).map(({ number }) => number)).toEqual([70, 70, 70, 40, 40, 40]);
    expect(itemsOf(rows, 'Contact')).toHaveLength(150);
    expect(itemsOf(rows)).toHaveLength(200);
    expect(itemsOf(rows, 'Event').map(({ reason }) => reason)).toContain('NO_RECORD_ACCESS');
  });

  it('keep the object of an issue that got none of the two hundred', async () => {
    const reasonsOfContacts: ReasonCode[] = ['EMAIL_SHARED', 'AMBIGUOUS_MATCH', 'FIELD_TOO_LONG', 'ALREADY_LINKED'];
    const rows = await rowsOf(
      ...reasonsOfContacts.flatMap((reason) => many('Contact', reason, 50)),
      finding('Event', 'e1', 'VALIDATION_RULE', { fields: ['Subject'] }),
    );
    expect(itemsOf(rows, 'Event')).toEqual([]);
    expect(parentsOf(rows).at(-1)).toMatchObject({ object: 'Event', number: 1, fields: ['Subject'] });
  });

  it('have keys that fit into the org and that no two rows share', async () => {
    const issues = Object.keys(reasons)
      .filter(isReasonCode)
      .filter((reason) => reasons[reason].kind === 'issue');
    const rows = await rowsOf(
      ...issues.flatMap((reason) => [
        finding('Contact', `item ${reason}`, reason),
        finding('Event', `item ${reason}`, reason),
      ]),
    );
    const keys = rows.map(({ key }) => key);
    expect(keys).toHaveLength(issues.length * 4);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => key.length > 64)).toEqual([]);
  });
});

describe('settled rows', () => {
  it('close what is not there any more, each as what it was', async () => {
    const rows = await rowsOf(
      finding('Contact', person, 'MISSING_PERMISSION'),
      finding('Contact', 'c1', 'EMAIL_SHARED'),
      finding('Event', 'e1', 'VALIDATION_RULE'),
    );
    const settled = settledRows(
      person,
      rows.map(({ key }) => key),
      [],
      nowMs + minuteMs,
    );
    expect(settled.map(({ key, object, reason }) => [key, object, reason])).toEqual(
      rows.map(({ key, object, reason }) => [key, object, reason]),
    );
    for (const row of settled) expect(row).toMatchObject({ number: 0, settledAt: toInstant(nowMs + minuteMs) });
  });

  it('leave alone what is still told, and keys that nobody understands', async () => {
    const rows = await rowsOf(finding('Event', 'e1', 'VALIDATION_RULE'));
    const keys = [...rows.map(({ key }) => key), `${person}:E:NO_SUCH_REASON`, 'nonsense'];
    expect(settledRows(person, keys, rows, nowMs)).toEqual([]);
  });
});
