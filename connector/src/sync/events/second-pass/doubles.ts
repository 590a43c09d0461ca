// A create that was found not carried out and landed late: the meeting stands there twice, once linked and once not.
// The one that nobody knows and nobody has touched is taken away again. Like any double of our own it has no memory to
// lose, so nothing is written down before. Rule: docs/sync-rules.md, "Writes whose end is not known".
import { eventTable } from '../../../core/event/fields.js';
import { salesforceEventFromRow, type SalesforceEvent } from '../../../core/event/salesforce-event.js';
import { isLive, type EventLink } from '../../../core/link.js';
import { readsAsSent } from '../../../core/sent/late.js';
import type { SentRow } from '../../../core/sent/row.js';
import { commit, openChunk } from '../../part/commit.js';
import { earlierFindings, findingsFor } from '../../part/findings.js';
import type { AccessGetter } from '../../part/part.js';
import { isSliceOver } from '../../part/slice.js';
import { trailEntry } from '../../part/trail.js';
import { linksOfRecords } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { eventRef, type EventReading } from '../first-pass/entries.js';
import { linksOf } from '../first-pass/late-writes.js';

interface Double {
  readonly link: EventLink;
  readonly record: SalesforceEvent;
  /** Nobody has edited it. */
  readonly isUntouched: boolean;
}

/** Never fails the run: what could not be found or deleted now is looked for by the next one. */
export async function removeDoubles(
  run: ReadyEventRun,
  access: AccessGetter<EventAccess>,
  { spent }: EventReading,
): Promise<boolean> {
  const creates = spent.filter(({ kind }) => kind === 'create');
  const doubles = creates.length === 0 ? [] : await findDoubles(run, access, creates);
  if (doubles.length === 0) return true;
  if (isSliceOver(run)) return false;
  const granted = await access();
  if (!granted.ok) return true;
  await openChunk(run, []);
  const untouched = doubles.filter(({ isUntouched }) => isUntouched);
  const outcomes = await granted.value.org.deleteEvents(untouched.map(({ record }) => record.id));
  const removed = untouched.filter((_, index) => outcomes[index]?.ok === true);
  const edited = doubles.filter(({ isUntouched }) => !isUntouched).map(({ link }) => eventRef(link.ids.exchange));
  const earlier = await earlierFindings(run, edited);
  await commit(run, {
    findings: edited.map((item) => findingsFor(run, earlier, item, [{ reason: 'COPY_OF_LINKED' }])),
    trail: removed.map(({ record }) =>
      trailEntry(run, {
        ...{ side: 'salesforce', kind: 'delete', recordId: record.id, fields: [], reason: 'OWN_DOUBLE' },
      }),
    ),
  });
  return true;
}

async function findDoubles(
  run: ReadyEventRun,
  access: AccessGetter<EventAccess>,
  creates: readonly SentRow[],
): Promise<readonly Double[]> {
  const links = new Map([...(await linksOf(run, creates))].filter(([, link]) => isLive(link)));
  if (links.size === 0) return [];
  const granted = await access();
  if (!granted.ok) return [];
  const keys = [...links.values()].map(({ meetingKey }) => meetingKey);
  const rows = await granted.value.org.findEventsByKey(keys, [...granted.value.fieldsToRead, 'OwnerId']);
  if (!rows.ok) return [];
  const records = rows.value.map(salesforceEventFromRow).filter(isMine(run));
  const known = await linksOfRecords(
    run,
    'Event',
    records.map(({ id }) => id),
  );
  return creates.flatMap((row): Double[] => {
    const link = links.get(row.ids.exchange ?? '');
    if (link === undefined) return [];
    return records
      .filter(({ id, key }) => key === link.meetingKey && !known.has(id))
      .map((record) => {
        // Of people a record tells only whether there is anybody.
        const { People: _, ...values } = record.values;
        const isUntouched = readsAsSent(eventTable, run.services.hasher, row, values);
        return { link, record, isUntouched };
      });
  });
}

function isMine({ person }: ReadyEventRun): (record: SalesforceEvent) => boolean {
  return ({ ownerId, isDeleted }) => ownerId === person && !isDeleted;
}
