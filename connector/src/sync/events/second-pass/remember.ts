// From outcomes to what is remembered: links with what Exchange looked like, findings, write trail, meetings. A field
// whose write failed keeps its old memory, so that it is tried again. One transaction a chunk.
import { eventFieldNames, eventFormVersion, type EventField } from '../../../core/event/fields.js';
import type { EventLink, EventLinkState, EventValues, ExchangeEvent } from '../../../core/event/model.js';
import type { EventAction } from '../../../core/event/plan.js';
import type { Relation } from '../../../core/event/relate.js';
import { eventTable, owedFormVersion, type EventSettle } from '../../../core/event/settle.js';
import { spanOf } from '../../../core/event/times.js';
import { assertNever, BrokenAssumption, type Failure } from '../../../core/failure.js';
import { settledHashesOf } from '../../../core/hash.js';
import { limits } from '../../../core/limits.js';
import type { SalesforceEventId, Settling } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { EventCommit, NewEventLink } from '../../../ports/event-store.js';
import type { ItemRef, WriteTrailEntry } from '../../../ports/store.js';
import {
  causesOfProblems,
  findingsFor,
  type Cause,
  type EarlierFindings,
  type FindingSet,
} from '../../part/findings.js';
import { reasonFor } from '../../part/reason-for.js';
import { trailEntry } from '../../part/trail.js';
import type { AppliedEvent } from './apply.js';
import type { ReadyEventRun } from '../context.js';

/** What one applied action changes in the store. */
export interface RememberedEvent extends EventCommit {
  readonly findings: readonly FindingSet[];
  readonly trail: readonly WriteTrailEntry[];
}

type Of<Kind extends EventAction['kind']> = AppliedEvent & {
  readonly action: Extract<EventAction, { kind: Kind }>;
};

export function eventRef(itemId: string): ItemRef {
  return { object: 'Event', side: 'exchange', itemId };
}

/** `shellWaits`: a brake holds deletes; what was emptied is deleted later. */
export function rememberEvent(
  run: ReadyEventRun,
  earlier: EarlierFindings,
  applied: AppliedEvent,
  shellWaits = false,
): RememberedEvent {
  const { action } = applied;
  switch (action.kind) {
    case 'create':
      return rememberCreated(run, earlier, applied as Of<'create'>);
    case 'settle':
      return rememberSettled(run, earlier, applied as Of<'settle'>);
    case 'empty':
      return rememberEmptied(run, earlier, applied as Of<'empty'>, shellWaits);
    case 'delete':
      return rememberDeleted(run, earlier, applied as Of<'delete'>);
    case 'retire': {
      const { link, state, reason, event } = action;
      const findings = [told(run, earlier, link.exchangeId, state === null ? [] : [{ reason }])];
      if (state === null) return { ...forgotten(link), findings, trail: [] };
      return { changedEventLinks: [{ ...link, ...placeOf(event), state }], findings, trail: [] };
    }
    case 'leave':
      return rememberLeft(run, earlier, applied as Of<'leave'>);
    default:
      return assertNever(action);
  }
}

function rememberCreated(run: ReadyEventRun, earlier: EarlierFindings, applied: Of<'create'>): RememberedEvent {
  const { action, record, loaded, fields, postponed } = applied;
  const { event, values, relation } = action;
  if (postponed !== undefined) {
    const retryAtMs = run.services.clock.nowMs() + limits.heldItemLookMs;
    const cause: Cause = { reason: postponed, version: event.version, retryAtMs };
    return { findings: [told(run, earlier, event.id, [cause])], trail: [] };
  }
  if (record === undefined) throw new BrokenAssumption('WRITE_WITHOUT_OUTCOME');
  if (!record.ok) {
    const findings = [told(run, earlier, event.id, [failureCause(run, record.failure, event)])];
    const mayBeThere = record.failure.isInDoubt === true;
    return { ...(mayBeThere ? {} : { releasedMeetings: [loaded.meetingKey] }), findings, trail: [] };
  }
  const link: NewEventLink = {
    ...linkOf(run, applied, record.value, event),
    settled: hashes(run, event, values, null, everything(values)),
  };
  const causes = [...causesOfProblems(action.problems), ...relationCauses(run, applied, relation)];
  return {
    newEventLinks: [link],
    settledMeetings: [loaded.meetingKey],
    findings: [told(run, earlier, event.id, causes)],
    trail: [trailOf(run, 'create', record.value, fields, action.reason)],
  };
}

function rememberSettled(run: ReadyEventRun, earlier: EarlierFindings, applied: Of<'settle'>): RememberedEvent {
  const { action, record, loaded, fields } = applied;
  const { event, endsAs, relation, salesforceId } = action;
  const failure = record?.ok === false ? record.failure : null;
  const old = action.link ?? loaded.met?.link ?? null;
  const memory = memoryAfter(applied);
  const link: NewEventLink = {
    ...linkOf(run, applied, salesforceId, event),
    exchangeVersion: failure === null ? event.version : '',
    settled: hashes(run, event, memory.values, usableMemory(old, event), memory.settling),
    // What it owes it goes on to owe.
    formVersion: failure !== null && old?.formVersion === owedFormVersion ? owedFormVersion : eventFormVersion,
    state: applied.isRecordGone === true ? 'removedFromSalesforce' : failure === null ? endsAs : 'linked',
  };
  const causes = [
    ...causesOfProblems(action.problems),
    ...(failure === null ? [] : [failureCause(run, failure, event)]),
    ...(applied.isRecordGone === true ? [{ reason: 'REMOVED_BY_PERSON' } as const] : []),
    ...(endsAs === 'leftSelection' ? [{ reason: action.reason }] : []),
    ...relationCauses(run, applied, relation),
  ];
  return {
    ...(old === null ? { newEventLinks: [link] } : { changedEventLinks: [{ ...link, id: old.id }] }),
    settledMeetings: [loaded.meetingKey],
    findings: [told(run, earlier, event.id, causes)],
    trail: record?.ok === true ? [trailOf(run, 'update', salesforceId, fields, action.reason)] : [],
  };
}

/** Hashes hold for one Exchange event: what is not settled now has no memory in one that took its place. */
function usableMemory(old: EventLink | null, event: ExchangeEvent): EventLink | null {
  return old?.formVersion === eventFormVersion && old.exchangeId === event.id ? old : null;
}

/** No value is this text, so whatever the event says by the next look is a change. */
const unknownText = '\0';

/**
 * What did not get there keeps its old memory, so that it goes over when it can. Of what is unknown nothing is kept:
 * after silence nobody knows what the record says, and the people of an event that names nobody never changed.
 */
function memoryAfter({ action, record, isRecordGone }: Of<'settle'>): Pick<EventSettle, 'values' | 'settling'> {
  const { values, settling, toSalesforce } = action;
  const failure = record?.ok === false ? record.failure : null;
  if (failure === null && isRecordGone !== true) return { values, settling };
  const sent = eventFieldNames.filter((field) => toSalesforce[field] !== undefined);
  const unknown = sent.filter((field) => failure?.isInDoubt === true || (failure !== null && field === 'People'));
  const kept = sent.filter((field) => !unknown.includes(field));
  return {
    values: { ...values, ...Object.fromEntries(unknown.map((field) => [field, unknownText])) },
    settling: { ...settling, ...Object.fromEntries(kept.map((field) => [field, 'keep'])) },
  };
}

function rememberEmptied(
  run: ReadyEventRun,
  earlier: EarlierFindings,
  applied: Of<'empty'>,
  shellWaits: boolean,
): RememberedEvent {
  const { action, record, removal, fields, isRecordGone } = applied;
  const { link, event, values, reason } = action;
  const trail = [
    ...(record?.ok === true ? [trailOf(run, 'update', link.salesforceId, fields, reason)] : []),
    ...(removal?.ok === true ? [trailOf(run, 'delete', link.salesforceId, [], 'PRIVATE_EVENT')] : []),
  ];
  const left: Cause = { reason: 'PRIVATE_EVENT', version: event.version };
  const findings = [told(run, earlier, event.id, [left])];
  if (isRecordGone === true) {
    // Somebody removed it there before, so it stays away when the event is private no more.
    const { version: exchangeVersion } = event;
    const tombstone = { ...link, ...placeOf(event), exchangeVersion, state: 'removedFromSalesforce' } as const;
    return { changedEventLinks: [tombstone], findings, trail };
  }
  if (removal?.ok === true) return { ...forgotten(link), findings, trail };
  const failure = record?.ok === false ? record.failure : removal?.ok === false ? removal.failure : null;
  const isRefused = record?.ok === false && record.failure.isInDoubt !== true;
  const isUnknown = record?.ok === false && !isRefused;
  const hidden = Object.fromEntries(
    Object.entries(values).map(([field, value]) => [field, isUnknown ? unknownText : value]),
  );
  const changed: EventLink = {
    ...link,
    ...placeOf(event),
    // Unknown, so that what is still to be done is not taken for done.
    exchangeVersion: failure !== null || shellWaits ? '' : event.version,
    settled: isRefused ? link.settled : hashes(run, event, hidden, usableMemory(link, event), everything(hidden)),
    formVersion: isRefused ? link.formVersion : eventFormVersion,
    state: action.keepsShell && failure === null && !shellWaits ? 'leftSelection' : link.state,
  };
  const causes = failure === null ? [left] : [left, failureCause(run, failure, event)];
  return { changedEventLinks: [changed], findings: [told(run, earlier, event.id, causes)], trail };
}

function rememberDeleted(run: ReadyEventRun, earlier: EarlierFindings, applied: Of<'delete'>): RememberedEvent {
  const { action, removal } = applied;
  const { link, reason } = action;
  if (removal === undefined) return { findings: [], trail: [] };
  if (!removal.ok) {
    const findings = [told(run, earlier, link.exchangeId, [failureCause(run, removal.failure, null)])];
    return { changedEventLinks: [{ ...link, exchangeVersion: '' }], findings, trail: [] };
  }
  return {
    ...forgotten(link),
    // It is still there in Exchange where it left the selection: then the reason is told.
    findings: [told(run, earlier, link.exchangeId, [{ reason }])],
    trail: [trailOf(run, 'delete', link.salesforceId, [], reason)],
  };
}

function rememberLeft(run: ReadyEventRun, earlier: EarlierFindings, applied: Of<'leave'>): RememberedEvent {
  const { action, loaded } = applied;
  const { exchangeId, reason, retryAtMs, link, event } = action;
  const matchKeys = reason === 'NOBODY_KNOWN' ? keysOf(run, loaded.addresses) : [];
  const cause: Cause = {
    reason,
    matchKeys,
    version: event?.version ?? '',
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  };
  const findings = [told(run, earlier, exchangeId, [cause])];
  if (link === null || event === null) return { findings, trail: [] };
  // What a reset forgot and is seen where it was is found again, although nothing of it may be touched.
  const state = link.state === 'forgotten' ? 'linked' : link.state;
  return { changedEventLinks: [{ ...link, ...placeOf(event), state }], findings, trail: [] };
}

function forgotten(link: EventLink): EventCommit {
  return { removedEventLinks: [link.id], releasedMeetings: [link.meetingKey] };
}

function linkOf(run: ReadyEventRun, { loaded }: AppliedEvent, salesforceId: SalesforceEventId, event: ExchangeEvent) {
  const state: EventLinkState = 'linked';
  return {
    person: run.person,
    salesforceId,
    exchangeId: event.id,
    ...placeOf(event),
    settled: new Uint8Array(),
    formVersion: eventFormVersion,
    state,
    meetingKey: loaded.meetingKey,
  };
}

function placeOf(event: ExchangeEvent): Pick<EventLink, 'exchangeVersion' | 'startsAtMs' | 'endsAtMs'>;
function placeOf(event: ExchangeEvent | null): Partial<EventLink>;
function placeOf(event: ExchangeEvent | null): Partial<EventLink> {
  return event === null ? {} : { exchangeVersion: event.version, ...spanOf(event.times) };
}

function hashes(
  run: ReadyEventRun,
  event: ExchangeEvent,
  values: EventValues,
  memory: EventLink | null,
  settling: Readonly<Partial<Record<EventField, Settling>>>,
): Uint8Array {
  return settledHashesOf(eventTable, run.services.hasher, event.id, values, memory?.settled ?? null, settling);
}

function everything(values: EventValues): Readonly<Partial<Record<EventField, Settling>>> {
  return Object.fromEntries(Object.keys(values).map((field) => [field, 'now']));
}

/** Nobody of the meeting is known yet: found again by their addresses' hashes when one of them is. */
function relationCauses(run: ReadyEventRun, { loaded }: AppliedEvent, relation: Relation | null): readonly Cause[] {
  if (relation === null || relation.kind === 'found') return [];
  if (relation.kind === 'ambiguous') return [{ reason: 'AMBIGUOUS_MATCH', fields: ['People'] }];
  return [{ reason: 'NOT_RELATED', matchKeys: keysOf(run, loaded.addresses) }];
}

function keysOf(run: ReadyEventRun, addresses: readonly string[]): readonly string[] {
  return addresses.slice(0, limits.eventMatchKeysMax).map((address) => run.services.hasher.keyHash('email', address));
}

const lengthFields = new Set(['DurationInMinutes', 'EndDateTime']);
const dayMinutesMs = 24 * 3_600_000;

function failureCause(run: ReadyEventRun, failure: Failure, event: ExchangeEvent | null): Cause {
  const span = event === null ? null : spanOf(event.times);
  const isLong = span !== null && span.endsAtMs - span.startsAtMs > dayMinutesMs;
  const isTooLong = isLong && (failure.fields ?? []).some((field) => lengthFields.has(field));
  const reason: ReasonCode = isTooLong ? 'TOO_LONG' : reasonFor(failure, 'salesforce');
  const cause: Cause = { reason, failure, fields: failure.fields ?? [], version: event?.version ?? '' };
  if (reason !== 'IN_DOUBT') return cause;
  return { ...cause, retryAtMs: run.services.clock.nowMs() + run.services.tuning.inDoubtWaitMs };
}

function told(run: ReadyEventRun, earlier: EarlierFindings, exchangeId: string, causes: readonly Cause[]): FindingSet {
  return findingsFor(run, earlier, eventRef(exchangeId), causes);
}

function trailOf(
  run: ReadyEventRun,
  kind: WriteTrailEntry['kind'],
  recordId: string,
  fields: readonly string[],
  reason: ReasonCode,
): WriteTrailEntry {
  return trailEntry(run, { object: 'Event', side: 'salesforce', kind, recordId, fields, reason });
}
