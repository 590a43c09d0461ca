// Updates and deletes of events whose end is not known: the record is read, and the write is judged by what it says.
// Only the memory of the pair follows from it; what is to be done with the event is planned as ever.
import { eventTable, type EventField } from '../../../core/event/fields.js';
import { eventMemoryAfterSent } from '../../../core/event/sent-memory.js';
import { success, type Outcome } from '../../../core/failure.js';
import { isLive, type EventLink } from '../../../core/link.js';
import { limits } from '../../../core/limits.js';
import type { SalesforceEventId } from '../../../core/model.js';
import { doubtfulFields, judgeRow, type SeenRecord } from '../../../core/sent/judge.js';
import { readsOf } from '../../../core/sent/memory.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { SentVerdict } from '../../../core/sent/verdict.js';
import type { MeetingClaim } from '../../../ports/store.js';
import { together } from '../../part/commit.js';
import type { Commit } from '../../part/part.js';
import { afterVerdicts, type JudgedRow } from '../../part/sent.js';
import { linksOfRecords } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { eventRef } from './entries.js';
import { linksOf } from './late-writes.js';
import { linkTo, nothingJudged, type Judged } from './judged.js';
import { seeRecords, type SeenEvent } from './see-records.js';

type Seen = SeenRecord<EventField>;

interface Known {
  readonly spent: readonly SentRow[];
  readonly claims: readonly MeetingClaim[];
}

export async function judgeChanges(
  run: ReadyEventRun,
  access: EventAccess | null,
  rows: readonly SentRow[],
  { spent, claims }: Known,
): Promise<Outcome<Judged>> {
  if (access === null || rows.length === 0) return success(nothingJudged);
  const records = await seeRecords(
    access,
    rows.map(({ ids }) => ids.salesforce as SalesforceEventId),
  );
  if (!records.ok) return records;
  const links = await linksOf(run, rows);
  const judged = rows.flatMap((row): JudgedRow[] => {
    const link = links.get(row.ids.exchange ?? '') ?? null;
    const seen = seenBy(run, row, records.value.get(row.ids.salesforce ?? ''));
    const verdict = judge(run, row, link, spent, seen);
    if (verdict === null) return [];
    const fields = doubtfulFields(eventTable, row, seen.values);
    return [{ row, verdict, fields, item: eventRef(row.ids.exchange ?? '') }];
  });
  const unlinked = judged.filter(({ row }) => !links.has(row.ids.exchange ?? ''));
  const ofRecords = await linksOfRecords(
    run,
    'Event',
    unlinked.map(({ row }) => row.ids.salesforce as SalesforceEventId),
  );
  const changes = changesOf(run, judged, links, { claims, ofRecords });
  return success({
    changes: together([...changes, await afterVerdicts(run, judged)]),
    known: judged.map(({ row }) => row),
  });
}

const goneRecord: Seen = { record: 'gone', version: '', values: {}, write: null, modifiedAtMs: null };

/**
 * Nobody read the record before it was written, so its version is told by its time of change, where that is clearly
 * before the write was sent: untouched. Anything nearer is told by the values. A record that was emptied and then
 * deleted is untouched while it reads what we left in it.
 */
function seenBy({ services }: ReadyEventRun, row: SentRow, seen: SeenEvent | undefined): Seen {
  if (seen === undefined) return goneRecord;
  const hasher = services.hasher.forItem(row.memoryKey);
  const isOlder = (seen.modifiedAtMs ?? 0) < row.begunAtMs - limits.clocksApartMs;
  const isAsEmptied =
    row.kind === 'delete' && row.written > 0 && readsOf(eventTable, hasher, row, null, [], seen.values) === 'sent';
  return { ...seen, version: isOlder || isAsEmptied ? untouched : 'touched' };
}

const untouched = 'untouched';

/** Null: nothing can be read of it. */
function judge(
  { services }: ReadyEventRun,
  row: SentRow,
  link: EventLink | null,
  spent: readonly SentRow[],
  seen: Seen,
): SentVerdict | null {
  const isOfPair = ({ ids }: SentRow): boolean => ids.exchange === row.ids.exchange;
  const judged = judgeRow(eventTable, services.hasher.forItem(row.memoryKey), {
    row: { ...row, baseVersion: untouched },
    ...{ seen, spent: spent.filter(isOfPair), waitMs: services.tuning.inDoubtWaitMs, conflict: 'other' },
    old: link?.memoryKey === row.memoryKey ? link.settled.exchange : null,
  });
  return judged?.verdict ?? null;
}

/** A row of an event that became private may be followed by that of its delete: the links are changed in this order. */
function changesOf(
  run: ReadyEventRun,
  judged: readonly JudgedRow[],
  stored: ReadonlyMap<string, EventLink>,
  met: Meetings,
): readonly Commit[] {
  const links = new Map(stored);
  const changed = new Set<string>();
  const made: Commit[] = [];
  for (const { row, verdict } of judged) {
    const exchangeId = row.ids.exchange ?? '';
    const link = links.get(exchangeId);
    if (verdict === 'notDone') continue;
    if (link === undefined) {
      if (row.kind === 'update') made.push(linkMet(run, row, verdict, met));
    } else if (row.kind === 'update') {
      links.set(exchangeId, { ...remembering(run, link, row, verdict), id: link.id });
      changed.add(exchangeId);
    } else if (verdict === 'done') {
      // Our own delete is nobody's wish: where the event is there again, it is met like a new one.
      links.delete(exchangeId);
      changed.delete(exchangeId);
      made.push({ removedLinks: [link.id], releasedMeetings: [link.meetingKey] });
    } else {
      // Somebody edited it since, or brought it back: the copy is theirs, and stays.
      links.set(exchangeId, { ...link, state: 'removedFromExchange' });
      changed.add(exchangeId);
    }
  }
  return [...made, { changedLinks: [...changed].flatMap((id) => links.get(id) ?? []) }];
}

interface Meetings {
  readonly claims: readonly MeetingClaim[];
  readonly ofRecords: ReadonlyMap<string, EventLink>;
}

/** Two that met, and the write of their first meeting. A tombstone of the record gives way, as it would have then. */
function linkMet(run: ReadyEventRun, row: SentRow, verdict: SentVerdict, { claims, ofRecords }: Meetings): Commit {
  const claim = claims.find(({ exchangeId }) => exchangeId === row.ids.exchange);
  const before = ofRecords.get(row.ids.salesforce ?? '');
  if (claim === undefined || (before !== undefined && isLive(before))) return {};
  const ids = { salesforce: row.ids.salesforce as SalesforceEventId, exchange: claim.exchangeId };
  const link = linkTo(run, ids, { meetingKey: claim.meetingKey, memoryKey: row.memoryKey });
  return {
    removedLinks: before === undefined ? [] : [before.id],
    newLinks: [remembering(run, link, row, verdict)],
    settledMeetings: [claim.meetingKey],
  };
}

function remembering<Link extends Pick<EventLink, 'settled' | 'memoryKey' | 'formVersion'>>(
  { services }: ReadyEventRun,
  link: Link,
  row: SentRow,
  verdict: SentVerdict,
): Link {
  const hasher = services.hasher.forItem(link.memoryKey);
  // Hashes of another form say nothing beside those of the row.
  const before = link.formVersion === row.formVersion ? link.settled.exchange : new Uint8Array();
  const exchange = eventMemoryAfterSent(row, before, verdict, hasher);
  return { ...link, formVersion: row.formVersion, settled: { ...link.settled, exchange } };
}
