// One person's issues as rows for the org: one a reason of each object, and the first items below it. What is left out
// or waiting never has a row: it is a number in the status. No name, address or text of an item is in them (law P12).
import { sha256Hex } from '../../core/hash.js';
import { limits } from '../../core/limits.js';
import { toInstant, type Instant, type PersonId, type SyncObject } from '../../core/model.js';
import { isReasonCode, reasons, type ReasonCode } from '../../core/reasons.js';
import { syncObjects } from '../../core/status.js';
import type { IssueRow } from '../../ports/salesforce.js';
import type { Finding, FindingCount, StoreReads } from '../../ports/store.js';

type IssueObject = IssueRow['object'];

/** The middle of an issue's key. Hexadecimal digits of item keys are small letters, so no two are mixed up. */
const marks: Readonly<Record<IssueObject, string>> = { Contact: 'C', Event: 'E', Person: 'P' };

/** At most 50 items an issue, and 200 a person over both objects. */
export async function issueRows(
  store: StoreReads,
  person: PersonId,
  counted: Readonly<Record<SyncObject, readonly FindingCount[]>>,
): Promise<readonly IssueRow[]> {
  const ofPerson = await findingsAboutPerson(store, person);
  const rows = personRows(person, ofPerson);
  let itemsLeft: number = limits.issueItemRowsPerPerson;
  for (const object of syncObjects) {
    for (const count of counted[object].filter(({ reason }) => isIssue(reason))) {
      const notItems = ofPerson.filter(
        (finding) => finding.object === object && finding.reason === count.reason,
      ).length;
      const number = count.number - notItems;
      if (number <= 0) continue;
      const listed = await store.listFindings(person, object, count.reason, limits.issueItemRowsPerIssue + notItems);
      const items = listed.filter(({ itemId }) => itemId !== person).slice(0, limits.issueItemRowsPerIssue);
      const parent = issueRow(person, object, count.reason, {
        number,
        firstSeen: toInstant(count.firstAtMs),
        lastSeen: toInstant(count.lastAtMs),
        fields: fieldsOf(items),
      });
      const shown = items.slice(0, itemsLeft);
      itemsLeft -= shown.length;
      rows.push(parent, ...shown.map((item) => itemRow(parent, item)));
    }
  }
  return rows;
}

/** Issues told earlier that are no longer there: closed, never deleted. */
export function settledRows(
  person: PersonId,
  earlierKeys: readonly string[],
  now: readonly IssueRow[],
  nowMs: number,
): readonly IssueRow[] {
  const present = new Set(now.map(({ key }) => key));
  return earlierKeys.flatMap((key): IssueRow[] => {
    const [, middle = '', reason] = key.split(':');
    if (present.has(key) || reason === undefined || !isReasonCode(reason)) return [];
    const at = toInstant(nowMs);
    const gone = issueRow(person, objectOf(middle), reason, {
      number: 0,
      firstSeen: at,
      lastSeen: at,
      fields: [],
    });
    return [{ ...gone, key, settledAt: at }];
  });
}

/** Both objects may have the same to say of the person: it is told once, with the fields of both. */
function personRows(person: PersonId, findings: readonly Finding[]): IssueRow[] {
  const codes = [...new Set(findings.map(({ reason }) => reason))].filter(isIssue).sort();
  return codes.map((reason) => {
    const same = findings.filter((finding) => finding.reason === reason);
    return issueRow(person, 'Person', reason, {
      number: 1,
      firstSeen: toInstant(Math.min(...same.map(({ firstAtMs }) => firstAtMs))),
      lastSeen: toInstant(Math.max(...same.map(({ lastAtMs }) => lastAtMs))),
      fields: fieldsOf(same),
    });
  });
}

async function findingsAboutPerson(store: StoreReads, person: PersonId): Promise<readonly Finding[]> {
  return store.findingsOf(
    person,
    syncObjects.map((object) => ({ object, side: 'salesforce', itemId: person })),
  );
}

function issueRow(
  person: PersonId,
  object: IssueObject,
  reason: ReasonCode,
  seen: {
    readonly number: number;
    readonly firstSeen: Instant;
    readonly lastSeen: Instant;
    readonly fields: readonly string[];
  },
): IssueRow {
  return {
    key: `${person}:${marks[object]}:${reason}`,
    parentKey: null,
    person,
    object,
    reason,
    ...seen,
    side: null,
    settledAt: null,
    salesforceId: null,
    exchangeId: null,
  };
}

function itemRow(parent: IssueRow, item: Finding): IssueRow {
  return {
    ...parent,
    key: itemKeyOf(parent.person, item),
    parentKey: parent.key,
    number: 1,
    side: item.side,
    firstSeen: toInstant(item.firstAtMs),
    lastSeen: toInstant(item.lastAtMs),
    salesforceId: item.side === 'salesforce' ? item.itemId : null,
    exchangeId: item.side === 'exchange' ? item.itemId : null,
    fields: item.fields,
  };
}

/** 18 + 1 + 13 + 1 characters at most and the reason: the external id holds 64. Contacts have no mark. */
function itemKeyOf(person: PersonId, { object, side, itemId, reason }: Finding): string {
  const mark = object === 'Event' ? marks.Event : '';
  return `${person}:${mark}${sha256Hex(`${side}:${itemId}`).slice(0, 12)}:${reason}`;
}

function objectOf(middle: string): IssueObject {
  if (middle === marks.Person) return 'Person';
  return middle.startsWith(marks.Event) ? 'Event' : 'Contact';
}

function isIssue(reason: ReasonCode): boolean {
  return reasons[reason].kind === 'issue';
}

function fieldsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ fields }) => fields))];
}
