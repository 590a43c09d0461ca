// Second pass, first step: reads what some hundred entries need on both sides, and says of each half what is known of
// it. Removals are confirmed here, or stay unknown (law P4). Salesforce records are read only where the link does not
// remember enough.
import type { ExchangeEventHalf, SalesforceEventHalf, Verdict } from '../../../core/event/action.js';
import { meetingKey } from '../../../core/event/meeting-key.js';
import type { ExchangeEvent, GraphEvent } from '../../../core/event/model.js';
import { exchangeEventFromGraph, outsiders } from '../../../core/event/read.js';
import { isAnybodyKnown, relate, type Relation } from '../../../core/event/relate.js';
import { salesforceEventFromRow } from '../../../core/event/salesforce-event.js';
import { placeInWindow, select, type Selection } from '../../../core/event/select.js';
import { needsRecord } from '../../../core/event/settle.js';
import { isTooLong } from '../../../core/event/times.js';
import { valuesOf } from '../../../core/event/values.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { EventLink } from '../../../core/link.js';
import type { ExchangeEventId } from '../../../core/model.js';
import { earlierFindings } from '../../part/findings.js';
import type { LoadedGroup } from '../../part/part.js';
import { linksOfItems } from '../../part/walk.js';
import { valueContextOf, type EventAccess, type ReadyEventRun } from '../context.js';
import {
  concernsAll,
  eventRef,
  isUnread,
  type EventEntry,
  type EventReading,
  type KeptEvents,
} from '../first-pass/entries.js';
import { whereAre } from './confirm.js';
import { meetNewEvents, type Met } from './meet.js';

export interface LoadedEvent {
  readonly entry: EventEntry;
  readonly link: EventLink | null;
  readonly exchange: ExchangeEventHalf;
  readonly salesforce: SalesforceEventHalf;
  /** Of new events that are to sync. */
  readonly met: Met | null;
  readonly meetingKey: string;
  /** Addresses of outsiders, for a finding that waits for one of them to become known. */
  readonly addresses: readonly string[];
}

interface Seen {
  readonly entry: EventEntry;
  readonly link: EventLink | null;
  readonly event: ExchangeEvent;
  readonly selection: Selection;
}

interface Judged extends Seen {
  readonly verdict: Verdict;
}

export async function loadEvents(
  run: ReadyEventRun,
  access: EventAccess,
  { kept }: EventReading,
  entries: readonly EventEntry[],
): Promise<Outcome<LoadedGroup<LoadedEvent>>> {
  const links = await linksOfItems(
    run,
    'Event',
    entries.map(({ exchangeId }) => exchangeId),
  );
  const reads = await readMissing(run, entries, kept);
  if (!reads.ok) return reads;
  const where = await whereAre(run, reportedGone(entries, links, reads.value));
  const seen: Seen[] = [];
  const lost: LoadedEvent[] = [];
  for (const entry of entries) {
    const link = links.get(entry.exchangeId) ?? null;
    const read = reads.value.get(entry.exchangeId);
    const place = where.get(entry.exchangeId) ?? 'here';
    const event = read?.ok === true ? exchangeEventFromGraph(read.value) : null;
    if (place === 'here' && event !== null) {
      seen.push({ entry, link, event, selection: select(event, valueContextOf(run)) });
    } else if (link !== null) {
      lost.push(lostEvent(entry, link, place === 'here' ? 'unknown' : place));
    } else if (isUnread(read)) {
      lost.push(lostEvent(entry, null, 'unknown'));
    }
  }
  const present = await loadPresent(run, access, seen);
  return present.ok ? success({ items: [...present.value, ...lost], unchanged: {} }) : present;
}

type Reads = ReadonlyMap<ExchangeEventId, Outcome<GraphEvent> | undefined>;

/** A failure that concerns all of them ends it; that of one event leaves it unknown. */
async function readMissing(
  run: ReadyEventRun,
  entries: readonly EventEntry[],
  kept: KeptEvents,
): Promise<Outcome<Reads>> {
  const reads = new Map<ExchangeEventId, Outcome<GraphEvent> | undefined>();
  const missing: ExchangeEventId[] = [];
  for (const { exchangeId } of entries) {
    const raw = kept.get(exchangeId);
    if (raw === undefined) missing.push(exchangeId);
    else reads.set(exchangeId, success(raw));
  }
  const outcomes = await run.services.exchange.readEvents(run.mailboxId, missing);
  const whole = outcomes.find((outcome) => !outcome.ok && concernsAll(outcome.failure));
  if (whole !== undefined && !whole.ok) return whole;
  missing.forEach((id, index) => reads.set(id, outcomes[index]));
  return success(reads);
}

/** Also what was to be read again and is not there. */
function reportedGone(entries: readonly EventEntry[], links: ReadonlyMap<string, EventLink>, reads: Reads): Reads {
  const ids = entries.flatMap((entry) => {
    const isGone = entry.kind === 'linked' && (entry.exchange === 'gone' || reads.get(entry.exchangeId)?.ok !== true);
    return isGone && links.has(entry.exchangeId) ? [entry.exchangeId] : [];
  });
  return new Map(ids.map((id) => [id, reads.get(id)]));
}

function lostEvent(
  entry: EventEntry,
  link: EventLink | null,
  kind: 'deleted' | 'otherCalendar' | 'unknown',
): LoadedEvent {
  return {
    ...{ entry, link, exchange: { kind }, salesforce: { kind: 'notAsked' } },
    ...{ met: null, meetingKey: link?.meetingKey ?? '', addresses: [] },
  };
}

async function loadPresent(
  run: ReadyEventRun,
  access: EventAccess,
  seen: readonly Seen[],
): Promise<Outcome<readonly LoadedEvent[]>> {
  const looked = await run.people.find(
    access,
    seen.flatMap((one) => addressesToFind(run, one)),
  );
  if (!looked.ok) return looked;
  const judged = seen.map((one) => ({ ...one, verdict: verdictOf(run, one) }));
  const fresh = judged.filter(({ link, verdict }) => link === null && verdict.kind === 'in');
  const met = await meetNewEvents(
    run,
    access,
    fresh.map(({ event }) => event),
  );
  if (!met.ok) return met;
  const records = await readRecords(run, access, judged);
  if (!records.ok) return records;
  return success(
    judged.map(({ entry, link, event, verdict }): LoadedEvent => ({
      ...{ entry, link, exchange: { kind: 'present', event, verdict } },
      salesforce:
        link === null ? { kind: 'notAsked' } : (records.value.get(link.ids.salesforce) ?? { kind: 'notAsked' }),
      met: met.value.get(event.id) ?? null,
      meetingKey: meetingKey(run.services.tenantId, run.mailboxId, event),
      addresses: outsiders(event, run.companyDomains),
    })),
  );
}

/** Nobody is looked for who does not matter: of private events nobody is ever named. */
function addressesToFind(run: ReadyEventRun, { link, event, selection }: Seen): readonly string[] {
  if (selection.kind === 'out') return [];
  if (selection.kind === 'inIfKnown' && link === null) return selection.addresses;
  const isRelated = run.settings.relate !== 'Off' && !event.isPrivate;
  return isRelated ? outsiders(event, run.companyDomains) : [];
}

/** Who was known once need not be known for ever: a contact that cannot be found takes no event away. */
function verdictOf(run: ReadyEventRun, { link, event, selection }: Seen): Verdict {
  if (selection.kind === 'out') return selection;
  const mustBeKnown = selection.kind === 'inIfKnown' && link === null;
  if (mustBeKnown && !isAnybodyKnown(selection.addresses, run.people)) return { kind: 'out', reason: 'NOBODY_KNOWN' };
  return { kind: 'in', exposure: selection.exposure, relation: relationOf(run, event) };
}

function relationOf(run: ReadyEventRun, event: ExchangeEvent): Relation | null {
  if (run.settings.relate === 'Off' || event.isPrivate) return null;
  const addresses = outsiders(event, run.companyDomains);
  return addresses.length === 0 ? null : relate(addresses, run.people, run.settings.severalMatches);
}

/** Somebody in it may have become known while it lay outside the window, or was too long: nobody noted that then. */
function wasAside({ settings, startedAtMs }: ReadyEventRun, { startsAtMs, endsAtMs }: EventLink): boolean {
  const times = { isAllDay: false, startMs: startsAtMs, endMs: endsAtMs } as const;
  return placeInWindow({ times }, settings, startedAtMs) !== 'inside' || isTooLong(times);
}

function isAboutSomebody(verdict: Verdict): boolean {
  return verdict.kind === 'in' && verdict.relation?.kind === 'found';
}

/** Events that were about nobody, and are now: the link cannot tell, because the people in them are the same. */
async function toldAsUnrelated(run: ReadyEventRun, judged: readonly Judged[]): Promise<ReadonlySet<string>> {
  const items = judged
    .filter(({ link, verdict }) => link !== null && isAboutSomebody(verdict))
    .map(({ event }) => eventRef(event.id));
  const earlier = await earlierFindings(run, items);
  const told = [...earlier.values()].flat().filter(({ reason }) => {
    return reason === 'NOT_RELATED' || reason === 'AMBIGUOUS_MATCH';
  });
  return new Set(told.map(({ itemId }) => itemId));
}

async function readRecords(
  run: ReadyEventRun,
  access: EventAccess,
  judged: readonly Judged[],
): Promise<Outcome<ReadonlyMap<string, SalesforceEventHalf>>> {
  const context = valueContextOf(run);
  const unrelated = await toldAsUnrelated(run, judged);
  const ids = judged.flatMap(({ entry, link, event, verdict }) => {
    if (link === null || verdict.kind === 'out') return [];
    const isAsked = entry.kind === 'linked' && entry.exchange === 'recheck' && !run.part.isRecheck;
    const mustLook = isAsked || (isAboutSomebody(verdict) && (unrelated.has(event.id) || wasAside(run, link)));
    const mustRead = mustLook || needsRecord(link, valuesOf(event, verdict.exposure, context).values);
    return mustRead ? [link.ids.salesforce] : [];
  });
  if (ids.length === 0) return success(new Map());
  const rows = await access.org.readEvents(ids, access.fieldsToRead);
  if (!rows.ok) return rows;
  const halves = new Map<string, SalesforceEventHalf>(ids.map((id) => [id, { kind: 'deleted' }]));
  for (const row of rows.value) {
    const event = salesforceEventFromRow(row);
    if (!event.isDeleted) halves.set(row.Id, { kind: 'present', event });
  }
  return success(halves);
}
