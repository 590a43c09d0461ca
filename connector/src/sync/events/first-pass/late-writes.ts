// What our own writes did that were found not carried out and landed late. Nobody reads a record of Salesforce
// otherwise (docs/decisions/0011), so it is read as long as such a write is remembered. Rule: docs/sync-rules.md,
// "Writes whose end is not known".
import { eventTable } from '../../../core/event/fields.js';
import { success, type Outcome } from '../../../core/failure.js';
import { isSyncing, type EventLink } from '../../../core/link.js';
import type { ExchangeEventId } from '../../../core/model.js';
import { lateDelete, memoryAfterLateWrites } from '../../../core/sent/late.js';
import type { SentRow } from '../../../core/sent/row.js';
import { linksOfItems } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { nothingJudged, type Judged } from './judged.js';
import { seeRecords } from './see-records.js';

/** `spent`: of events that are linked. `known`: the rows of those pairs that are to be looked at again. */
export async function noticeLateWrites(
  run: ReadyEventRun,
  access: EventAccess | null,
  spent: readonly SentRow[],
): Promise<Outcome<Judged>> {
  if (access === null || spent.length === 0) return success(nothingJudged);
  const links = [...(await linksOf(run, spent)).values()].filter(isSyncing);
  const records = await seeRecords(
    access,
    links.map(({ ids }) => ids.salesforce),
  );
  if (!records.ok) return records;
  const gone: EventLink[] = [];
  const changed: EventLink[] = [];
  for (const link of links) {
    const rows = spent.filter(({ ids }) => ids.exchange === link.ids.exchange);
    const record = records.value.get(link.ids.salesforce);
    if (record === undefined) {
      if (lateDelete(rows, 'salesforce', link.ids) !== null) gone.push(link);
      continue;
    }
    // One memory stands for both sides: what was last written.
    const { exchange } = link.settled;
    const pair = { ...link, settled: { salesforce: exchange, exchange } };
    const now = { salesforce: record.values, exchange: {} };
    const settled = memoryAfterLateWrites(eventTable, run.services.hasher, rows, pair, now);
    if (settled !== null) changed.push({ ...link, settled: { ...link.settled, exchange: settled.exchange } });
  }
  const touched = new Set<string>([...gone, ...changed].map(({ ids }) => ids.exchange));
  return success({
    changes: {
      changedLinks: changed,
      // Our own delete is nobody's wish: where the event is still there, it is met like a new one.
      removedLinks: gone.map(({ id }) => id),
      releasedMeetings: gone.map(({ meetingKey }) => meetingKey),
    },
    known: spent.filter(({ ids }) => touched.has(ids.exchange ?? '')),
  });
}

export function linksOf(run: ReadyEventRun, rows: readonly SentRow[]): Promise<ReadonlyMap<string, EventLink>> {
  return linksOfItems(
    run,
    'Event',
    rows.map(({ ids }) => ids.exchange as ExchangeEventId),
  );
}
