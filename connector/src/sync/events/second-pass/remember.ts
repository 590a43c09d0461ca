// From outcomes to what is remembered: links with what Exchange looked like, findings, write trail, meetings. A field
// whose write failed keeps its old memory, so that it is tried again. One transaction a chunk.
import type { EventAction } from '../../../core/event/action.js';
import { eventFieldNames, eventFormVersion, eventTable } from '../../../core/event/fields.js';
import type { EventField, EventValues } from '../../../core/event/fields.js';
import type { ExchangeEvent } from '../../../core/event/model.js';
import type { Relation } from '../../../core/event/relate.js';
import { spanOf } from '../../../core/event/times.js';
import { assertNever, BrokenAssumption, type Failure } from '../../../core/failure.js';
import { settledHashes, type Settling } from '../../../core/hash.js';
import { limits } from '../../../core/limits.js';
import type { EventLink, NewEventLink } from '../../../core/link.js';
import type { SalesforceEventId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import { dayMs } from '../../../core/time.js';
import type { WriteTrailEntry } from '../../../ports/store.js';
import {
  causeOf,
  causesOfProblems,
  findingsFor,
  type Cause,
  type EarlierFindings,
  type FindingSet,
} from '../../part/findings.js';
import type { Commit } from '../../part/part.js';
import { hasEnded } from '../../part/sent.js';
import { trailEntry, type Written } from '../../part/trail.js';
import type { ReadyEventRun } from '../context.js';
import { eventRef } from '../first-pass/entries.js';
import type { SentEvent } from './send.js';

type Of<Kind extends EventAction['kind']> = SentEvent & {
  readonly action: Extract<EventAction, { kind: Kind }>;
};

/** What one action that was carried out changes in the store. `shellWaits`: what was emptied is deleted later. */
export function remember(run: ReadyEventRun, earlier: EarlierFindings, sent: SentEvent, shellWaits: boolean): Commit {
  const { action } = sent;
  switch (action.kind) {
    case 'create':
      return rememberCreated(run, earlier, sent as Of<'create'>);
    case 'settle':
      return rememberSettled(run, earlier, sent as Of<'settle'>);
    case 'empty':
      return rememberEmptied(run, earlier, sent as Of<'empty'>, shellWaits);
    case 'delete':
      return rememberDeleted(run, earlier, sent as Of<'delete'>);
    case 'retire': {
      const { link, state, reason, event } = action;
      const findings = [told(run, earlier, link.ids.exchange, state === null ? [] : [{ reason }])];
      if (state === null) return { ...forgotten(link), findings };
      return { changedLinks: [{ ...seenAt(link, event), state }], findings };
    }
    case 'leave':
      return rememberLeft(run, earlier, sent as Of<'leave'>);
    default:
      return assertNever(action);
  }
}

function rememberCreated(run: ReadyEventRun, earlier: EarlierFindings, sent: Of<'create'>): Commit {
  const { action, record, loaded, body, postponed, rows } = sent;
  const { event, values, relation } = action;
  if (postponed !== undefined) {
    const retryAtMs = run.services.clock.nowMs() + limits.heldItemLookMs;
    const cause: Cause = { reason: postponed, version: event.version, retryAtMs };
    return { findings: [told(run, earlier, event.id, [cause])] };
  }
  if (record === undefined) throw new BrokenAssumption('WRITE_WITHOUT_OUTCOME');
  if (!record.ok) {
    const findings = [told(run, earlier, event.id, [failureCause(run, record.failure, event)])];
    const mayBeThere = rows.record !== undefined && !hasEnded(rows.record, record);
    return { ...(mayBeThere ? {} : { releasedMeetings: [loaded.meetingKey] }), findings };
  }
  const memoryKey = rows.record?.memoryKey ?? run.services.newMemoryKey();
  const link: NewEventLink = {
    ...linkOf(run, sent, memoryKey, record.value, event),
    settled: memory(run, memoryKey, values, null, everything(values)),
  };
  const causes = [...causesOfProblems(action.problems), ...relationCauses(run, sent, relation)];
  return {
    newLinks: [link],
    settledMeetings: [loaded.meetingKey],
    findings: [told(run, earlier, event.id, causes)],
    trail: [trailOf(run, 'create', record.value, Object.keys(body), action.reason)],
  };
}

function rememberSettled(run: ReadyEventRun, earlier: EarlierFindings, sent: Of<'settle'>): Commit {
  const { action, record, loaded, body, rows } = sent;
  const { event, endsAs, relation, salesforceId } = action;
  const failure = record?.ok === false ? record.failure : null;
  const old = action.link ?? loaded.met?.link ?? null;
  if (failure?.isInDoubt === true && action.link === null) {
    // What will be remembered of the two stands in the row until it is known how the write ended.
    return { findings: [told(run, earlier, event.id, [failureCause(run, failure, event)])] };
  }
  const memoryKey = old?.memoryKey ?? rows.record?.memoryKey ?? run.services.newMemoryKey();
  const base = linkOf(run, sent, memoryKey, salesforceId, event);
  const link: NewEventLink = {
    ...base,
    versions: failure === null ? base.versions : { ...base.versions, exchange: '' },
    settled: memory(run, memoryKey, action.values, old, settlingAfter(sent)),
    state: stateAfter(sent, failure, old, endsAs),
  };
  const causes = [
    ...causesOfProblems(action.problems),
    ...(failure === null ? [] : [failureCause(run, failure, event)]),
    ...(sent.isRecordGone === true ? [{ reason: 'REMOVED_BY_PERSON' } as const] : []),
    ...(endsAs === 'leftSelection' ? [{ reason: action.reason }] : []),
    ...relationCauses(run, sent, relation),
  ];
  return {
    ...(old === null ? { newLinks: [link] } : { changedLinks: [{ ...link, id: old.id }] }),
    settledMeetings: [loaded.meetingKey],
    findings: [told(run, earlier, event.id, causes)],
    trail: record?.ok === true ? [trailOf(run, 'update', salesforceId, Object.keys(body), action.reason)] : [],
  };
}

function stateAfter(
  { isRecordGone }: Of<'settle'>,
  failure: Failure | null,
  old: EventLink | null,
  endsAs: 'linked' | 'leftSelection',
): EventLink['state'] {
  if (isRecordGone === true) return 'removedFromSalesforce';
  if (failure === null) return endsAs;
  // A record that was never settled stays one until a write got through.
  return old?.state === 'made' ? 'made' : 'linked';
}

/**
 * What did not get there keeps its old memory, so that it goes over when it can; after silence its row says what was
 * sent. Only the people of an event that names nobody never changed.
 */
function settlingAfter({ action, record, isRecordGone }: Of<'settle'>): Settlings {
  const { settling, toSalesforce } = action;
  const failure = record?.ok === false ? record.failure : null;
  if (failure === null && isRecordGone !== true) return settling;
  const after: Partial<Record<EventField, Settling>> = { ...settling };
  for (const field of eventFieldNames) {
    if (toSalesforce[field] === undefined) continue;
    after[field] = failure !== null && failure.isInDoubt !== true && field === 'People' ? 'unknown' : 'keep';
  }
  return after;
}

function rememberEmptied(run: ReadyEventRun, earlier: EarlierFindings, sent: Of<'empty'>, shellWaits: boolean): Commit {
  const { action, record, removal, body, isRecordGone } = sent;
  const { link, event, values, reason } = action;
  const salesforceId = link.ids.salesforce;
  const trail = [
    ...(record?.ok === true ? [trailOf(run, 'update', salesforceId, Object.keys(body), reason)] : []),
    ...(removal?.ok === true ? [trailOf(run, 'delete', salesforceId, [], 'PRIVATE_EVENT')] : []),
  ];
  const left: Cause = { reason: 'PRIVATE_EVENT', version: event.version };
  const findings = [told(run, earlier, event.id, [left])];
  if (isRecordGone === true) {
    // Somebody removed it there before, so it stays away when the event is private no more.
    return { changedLinks: [{ ...seenAt(link, event), state: 'removedFromSalesforce' }], findings, trail };
  }
  if (removal?.ok === true) return { ...forgotten(link), findings, trail };
  const failure = record?.ok === false ? record.failure : removal?.ok === false ? removal.failure : null;
  const isEmptied = record?.ok !== false;
  const seen = seenAt(link, event);
  const changed: EventLink = {
    ...seen,
    // Unknown, so that what is still to be done is not taken for done.
    versions: failure !== null || shellWaits ? { ...seen.versions, exchange: '' } : seen.versions,
    settled: isEmptied ? memory(run, link.memoryKey, values, link, everything(values)) : link.settled,
    formVersion: isEmptied ? eventFormVersion : link.formVersion,
    state: action.keepsShell && failure === null && !shellWaits ? 'leftSelection' : link.state,
  };
  const causes = failure === null ? [left] : [left, failureCause(run, failure, event)];
  return { changedLinks: [changed], findings: [told(run, earlier, event.id, causes)], trail };
}

function rememberDeleted(run: ReadyEventRun, earlier: EarlierFindings, sent: Of<'delete'>): Commit {
  const { action, removal } = sent;
  const { link, reason } = action;
  if (removal === undefined) return {};
  if (!removal.ok) {
    const findings = [told(run, earlier, link.ids.exchange, [failureCause(run, removal.failure, null)])];
    return { changedLinks: [{ ...link, versions: { ...link.versions, exchange: '' } }], findings };
  }
  return {
    ...forgotten(link),
    // It is still there in Exchange where it left the selection: then the reason is told.
    findings: [told(run, earlier, link.ids.exchange, [{ reason }])],
    trail: [trailOf(run, 'delete', link.ids.salesforce, [], reason)],
  };
}

function rememberLeft(run: ReadyEventRun, earlier: EarlierFindings, sent: Of<'leave'>): Commit {
  const { action, loaded } = sent;
  const { exchangeId, reason, retryAtMs, link, event } = action;
  const matchKeys = reason === 'NOBODY_KNOWN' ? keysOf(run, loaded.addresses) : [];
  const cause: Cause = {
    reason,
    matchKeys,
    version: event?.version ?? '',
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  };
  const findings = [told(run, earlier, exchangeId, [cause])];
  if (link === null || event === null) return { findings };
  // What a reset forgot and is seen where it was is found again, although nothing of it may be touched.
  const state = link.state === 'forgotten' ? 'linked' : link.state;
  return { changedLinks: [{ ...seenAt(link, event), state }], findings };
}

function forgotten(link: EventLink): Commit {
  return { removedLinks: [link.id], releasedMeetings: [link.meetingKey] };
}

function linkOf(
  run: ReadyEventRun,
  { loaded }: SentEvent,
  memoryKey: string,
  salesforceId: SalesforceEventId,
  event: ExchangeEvent,
) {
  return {
    object: 'Event',
    person: run.person,
    memoryKey,
    formVersion: eventFormVersion,
    state: 'linked',
    ids: { salesforce: salesforceId, exchange: event.id },
    versions: { salesforce: '', exchange: event.version },
    ...spanOf(event.times),
    meetingKey: loaded.meetingKey,
  } as const;
}

/** The link as of this look at the event; null: nobody could look. */
function seenAt(link: EventLink, event: ExchangeEvent | null): EventLink {
  if (event === null) return link;
  return { ...link, versions: { ...link.versions, exchange: event.version }, ...spanOf(event.times) };
}

type Settlings = Readonly<Partial<Record<EventField, Settling>>>;

/** Salesforce is never read (docs/decisions/0011), so one side alone has a memory. */
function memory(
  run: ReadyEventRun,
  memoryKey: string,
  values: EventValues,
  old: EventLink | null,
  settling: Settlings,
): EventLink['settled'] {
  const before = old?.formVersion === eventFormVersion ? old.settled.exchange : null;
  const exchange = settledHashes(eventTable, run.services.hasher.forItem(memoryKey), values, before, settling);
  return { salesforce: new Uint8Array(), exchange };
}

function everything(values: EventValues): Settlings {
  return Object.fromEntries(Object.keys(values).map((field) => [field, 'now']));
}

/** Nobody of the meeting is known yet: found again by their addresses' hashes when one of them is. */
function relationCauses(run: ReadyEventRun, { loaded }: SentEvent, relation: Relation | null): readonly Cause[] {
  if (relation === null || relation.kind === 'found') return [];
  if (relation.kind === 'ambiguous') return [{ reason: 'AMBIGUOUS_MATCH', fields: ['People'] }];
  return [{ reason: 'NOT_RELATED', matchKeys: keysOf(run, loaded.addresses) }];
}

function keysOf(run: ReadyEventRun, addresses: readonly string[]): readonly string[] {
  return addresses.slice(0, limits.eventMatchKeysMax).map((address) => run.services.hasher.keyHash('email', address));
}

const lengthFields = new Set(['DurationInMinutes', 'EndDateTime']);

function failureCause(run: ReadyEventRun, failure: Failure, event: ExchangeEvent | null): Cause {
  const span = event === null ? null : spanOf(event.times);
  const isLong = span !== null && span.endsAtMs - span.startsAtMs > dayMs;
  const isTooLong = isLong && (failure.fields ?? []).some((field) => lengthFields.has(field));
  const cause = { ...causeOf(run, failure, 'salesforce'), version: event?.version ?? '' };
  return isTooLong ? { ...cause, reason: 'TOO_LONG' } : cause;
}

function told(run: ReadyEventRun, earlier: EarlierFindings, exchangeId: string, causes: readonly Cause[]): FindingSet {
  return findingsFor(run, earlier, eventRef(exchangeId), causes);
}

function trailOf(
  run: ReadyEventRun,
  kind: Written['kind'],
  recordId: string,
  fields: readonly string[],
  reason: ReasonCode,
): WriteTrailEntry {
  return trailEntry(run, { side: 'salesforce', kind, recordId, fields, reason });
}
