// New events meet what is in Salesforce already: records with their key (a lost database, a create in doubt, a
// colleague's meeting), and the person's own events of the same subject and time (left by another product, or made by
// hand). Subjects are compared as keyed hashes and forgotten. Decides who belongs together; what follows is planned
// later.
import { eventKeyField } from '../../../core/event/fields.js';
import { matchEvents, type EventCandidate, type EventMatch } from '../../../core/event/match.js';
import { meetingKey } from '../../../core/event/meeting-key.js';
import type { ExchangeEvent } from '../../../core/event/model.js';
import { salesforceEventFromRow, type SalesforceEvent } from '../../../core/event/salesforce-event.js';
import { spanOf, timesText } from '../../../core/event/times.js';
import { success, type Outcome } from '../../../core/failure.js';
import { isLive, type EventLink } from '../../../core/link.js';
import type { ExchangeEventId, SalesforceEventId } from '../../../core/model.js';
import { cleaned, oneLine } from '../../../core/text/clean.js';
import { dateOf, dayMs } from '../../../core/time.js';
import type { SalesforceRow } from '../../../ports/salesforce.js';
import { linksOfRecords } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';

export interface Met {
  readonly match: EventMatch;
  /** The record of a pair. */
  readonly record: SalesforceEvent | null;
  /** A tombstone of this record, whose place the new event takes. */
  readonly link: EventLink | null;
}

export async function meetNewEvents(
  run: ReadyEventRun,
  access: EventAccess,
  events: readonly ExchangeEvent[],
): Promise<Outcome<ReadonlyMap<ExchangeEventId, Met>>> {
  if (events.length === 0) return success(new Map());
  const keys = new Map(events.map((event) => [event.id, meetingKey(run.services.tenantId, run.mailboxId, event)]));
  const keyed = await access.org.findEventsByKey([...new Set(keys.values())], access.fieldsToRead);
  if (!keyed.ok) return keyed;
  const own = await listOwn(access, events);
  if (!own.ok) return own;
  const there = keyed.value.filter((row) => row['IsDeleted'] !== true);
  const rows = new Map([...own.value, ...there].map((row) => [row.Id, row]));
  const links = await linksOfRecords(run, 'Event', [...rows.keys()] as SalesforceEventId[]);
  // Whose record is linked already is found by its key alone: that tells of a copy.
  const candidates = [...rows.values()]
    .filter((row) => !links.has(row.Id) || typeof row[eventKeyField] === 'string')
    .map((row) => candidateOf(run, row));
  const matches = matchEvents(
    events.map((event) => ({
      id: event.id,
      meetingKey: keys.get(event.id) ?? '',
      content: contentOf(run, event.raw.subject ?? '', timesText(event.times)),
    })),
    candidates,
  );
  return success(new Map([...matches].map(([id, match]) => [id, metOf(match, rows, links)])));
}

function metOf(
  match: EventMatch,
  rows: ReadonlyMap<string, SalesforceRow>,
  links: ReadonlyMap<string, EventLink>,
): Met {
  if (match.kind !== 'pair') return { match, record: null, link: null };
  const row = rows.get(match.salesforceId);
  const link = links.get(match.salesforceId) ?? null;
  if (link !== null && isLive(link)) return { match: { kind: 'copy' }, record: null, link: null };
  return { match, record: row === undefined ? null : salesforceEventFromRow(row), link };
}

/** The due date of an event is one in some zone: a day more on both sides. */
async function listOwn(
  access: EventAccess,
  events: readonly ExchangeEvent[],
): Promise<Outcome<readonly SalesforceRow[]>> {
  const starts = events.map(({ times }) => spanOf(times).startsAtMs);
  const range = {
    fromDate: dateOf(starts.reduce((least, one) => Math.min(least, one)) - dayMs),
    toDate: dateOf(starts.reduce((most, one) => Math.max(most, one)) + dayMs),
  };
  const rows: SalesforceRow[] = [];
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof access.org.listOwnEvents>> = await access.org.listOwnEvents(
      range,
      access.fieldsToRead,
      next,
    );
    if (!page.ok) return page;
    for (const row of page.value.rows) rows.push(row);
    next = page.value.next;
  } while (next !== null);
  return success(rows);
}

function candidateOf(run: ReadyEventRun, row: SalesforceRow): EventCandidate {
  const { id, key, ownerId, values } = salesforceEventFromRow(row);
  return {
    id,
    key,
    content: contentOf(run, values.Subject ?? '', values.Times ?? ''),
    isMine: ownerId === run.person,
  };
}

/** Nothing but a blank subject, or no times, is no likeness. */
function contentOf(run: ReadyEventRun, subject: string, times: string): string {
  const line = oneLine(cleaned(subject));
  return line === '' || times === '' ? '' : run.services.hasher.keyHash('event', `${times}\n${line}`);
}
