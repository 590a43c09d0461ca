// What is to be done with one event. Pure: a link (or none), what is known of the event in Exchange, and what the rules
// say of it in, one action out. It never guesses: what is `unknown` leads to nothing. Only a live link carries a
// removal over, and only what Exchange changed is written. The decision table stands in docs/sync-rules.md, and its
// test reads it there. Laws P3, P4, P12, P19.
import { assertNever } from '../failure.js';
import type { Hasher } from '../hash.js';
import type { SalesforceEventId } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import { eventFieldNames, type EventField } from './fields.js';
import type { EventLink, EventLinkState, EventProblem, EventValues, ExchangeEvent, WhoId } from './model.js';
import type { Relation } from './relate.js';
import type { SalesforceEvent } from './salesforce-event.js';
import { hasChanged, planSettle, shownOf, shownValues, type EventSettle } from './settle.js';
import { dayMs } from './times.js';
import { exposureOf, hiddenValues, no, type Exposure, type ValueContext } from './values.js';

export interface EventPlanContext extends ValueContext {
  readonly hasher: Hasher;
  /** Fields that this person may write in Salesforce; a change for another one waits. */
  readonly writable: ReadonlySet<EventField>;
}

/** What is known of the Exchange half. */
export type ExchangeEventHalf =
  | { readonly kind: 'present'; readonly event: ExchangeEvent; readonly verdict: Verdict }
  /** Positively removed: reported so, confirmed by a read, with a control read that succeeded. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'otherCalendar' }
  /** Could not be established in this run: nothing may follow from it. */
  | { readonly kind: 'unknown' };

export type Verdict =
  | { readonly kind: 'in'; readonly exposure: Exposure; readonly relation: Relation | null }
  | { readonly kind: 'out'; readonly reason: ReasonCode; readonly retryAtMs?: number };

/** What is known of the Salesforce half; mostly nobody has to ask. */
export type SalesforceEventHalf =
  | { readonly kind: 'notAsked' }
  | { readonly kind: 'present'; readonly event: SalesforceEvent }
  | { readonly kind: 'deleted' };

export type EventAction =
  | {
      readonly kind: 'create';
      readonly event: ExchangeEvent;
      readonly values: EventValues;
      readonly who: WhoId | undefined;
      readonly reason: ReasonCode;
      readonly problems: readonly EventProblem[];
      readonly relation: Relation | null;
    }
  /** The record exists: write what Exchange changed (often nothing), then remember Exchange as it is. */
  | EventSettle
  /** Became private: emptied to taken time at once, then deleted unless `keepsShell`. */
  | {
      readonly kind: 'empty';
      readonly link: EventLink;
      readonly event: ExchangeEvent;
      readonly values: EventValues;
      readonly keepsShell: boolean;
      readonly reason: ReasonCode;
    }
  | { readonly kind: 'delete'; readonly link: EventLink; readonly reason: ReasonCode }
  /** No write anywhere: the pair stops syncing and is remembered as `state`; null forgets it. */
  | {
      readonly kind: 'retire';
      readonly link: EventLink;
      readonly state: EventLinkState | null;
      readonly reason: ReasonCode;
      readonly event: ExchangeEvent | null;
    }
  /** Nothing is done; the reason says why. `link` keeps the event's version and times where they are known. */
  | {
      readonly kind: 'leave';
      readonly exchangeId: string;
      readonly reason: ReasonCode;
      readonly retryAtMs?: number;
      readonly link: EventLink | null;
      readonly event: ExchangeEvent | null;
    };

/** An event without a link that was found nowhere in Salesforce, or one whose record is gone and is wanted again. */
export function planNew(event: ExchangeEvent, verdict: Verdict, context: EventPlanContext): EventAction {
  if (verdict.kind === 'out') return leave(event.id, verdict, null, event);
  const { relation } = verdict;
  const read = shownValues(event, verdict.exposure, context);
  const sent: Partial<Record<EventField, string>> = {};
  const problems = [...read.problems];
  for (const field of eventFieldNames) {
    const value = read.values[field];
    if (value === undefined) continue;
    const isSaid = field === 'People' ? relation?.kind === 'found' : value !== no;
    if (context.writable.has(field)) sent[field] = value;
    else if (value !== '' && isSaid) problems.push({ field, reason: 'NO_FIELD_ACCESS' });
  }
  const namesSomebody = sent.People !== undefined && sent.People !== '';
  const who = namesSomebody && relation?.kind === 'found' ? relation.who : undefined;
  return { kind: 'create', event, values: sent, who, reason: 'NEW_IN_EXCHANGE', problems, relation };
}

/** Two records that were found to belong together. */
export function planFound(
  foundBy: 'key' | 'content',
  event: ExchangeEvent,
  verdict: Verdict,
  salesforce: SalesforceEvent,
  context: EventPlanContext,
): EventAction {
  if (verdict.kind === 'out') return leave(event.id, verdict, null, event);
  const reason = foundBy === 'key' ? 'FOUND_BY_KEY' : 'FOUND_BY_CONTENT';
  return planSettle({ link: null, salesforceId: salesforce.id, event, verdict, salesforce, reason }, context);
}

/**
 * An event whose link is known, tombstones too. `isRecheck`: nobody changed the event; settings did. Then nothing is
 * deleted.
 */
export function planLinked(
  link: EventLink,
  exchange: ExchangeEventHalf,
  salesforce: SalesforceEventHalf,
  isRecheck: boolean,
  context: EventPlanContext,
): EventAction {
  switch (exchange.kind) {
    case 'unknown':
      return leave(link.exchangeId, { reason: 'REMOVAL_NOT_CONFIRMED' }, link, null);
    case 'deleted':
      return planRemoved(link, 'removedFromExchange', 'DELETED_IN_EXCHANGE', context);
    case 'otherCalendar':
      return planRemoved(link, 'leftSelection', 'OTHER_CALENDAR', context);
    case 'present':
      return planPresent(link, exchange.event, exchange.verdict, salesforce, isRecheck, context);
    default:
      return assertNever(exchange);
  }
}

/**
 * Only a live link carries a removal over: not a tombstone, not one that a reset has just forgotten. Nor does one whose
 * event lay outside the window: calendars are tidied up, and what happened long ago is no less true for it (law P4).
 */
function planRemoved(
  link: EventLink,
  state: 'removedFromExchange' | 'leftSelection',
  reason: ReasonCode,
  context: EventPlanContext,
): EventAction {
  const isGone = state === 'removedFromExchange';
  if (link.state === 'removedFromSalesforce' && isGone) return retire(link, null, 'DELETED_IN_BOTH', null);
  if (link.state === 'linked' && context.settings.deleted === 'RemoveFromSalesforce') {
    return layOutside(link, context) ? retire(link, state, 'OUTSIDE_WINDOW', null) : { kind: 'delete', link, reason };
  }
  if (link.state === 'removedFromSalesforce') return retire(link, link.state, 'REMOVED_BY_PERSON', null);
  return retire(link, state, isGone ? 'REMOVED_BY_PERSON' : reason, null);
}

/** What was in step until now, inside the window, and is left because of the event itself and not of settings. */
function mayDelete(link: EventLink, isRecheck: boolean, context: EventPlanContext): boolean {
  return link.state === 'linked' && !isRecheck && !layOutside(link, context);
}

/** As it was last seen; of all-day events the midnights in UTC, in case of doubt outside. */
function layOutside({ startsAtMs, endsAtMs }: EventLink, { settings, nowMs }: EventPlanContext): boolean {
  return endsAtMs < nowMs - settings.daysBack * dayMs || startsAtMs > nowMs + settings.daysAhead * dayMs;
}

function planPresent(
  link: EventLink,
  event: ExchangeEvent,
  verdict: Verdict,
  salesforce: SalesforceEventHalf,
  isRecheck: boolean,
  context: EventPlanContext,
): EventAction {
  if (verdict.kind === 'out') return planOut(link, event, verdict, isRecheck, context);
  if (salesforce.kind === 'deleted') return retire(link, 'removedFromSalesforce', 'REMOVED_BY_PERSON', event);
  if (link.state === 'removedFromSalesforce' && salesforce.kind !== 'present') {
    return leave(link.exchangeId, { reason: 'REMOVED_BY_PERSON' }, link, event);
  }
  const row = salesforce.kind === 'present' ? salesforce.event : null;
  return planSettle({ link, salesforceId: link.salesforceId, event, verdict, salesforce: row, reason: null }, context);
}

/** Reasons that take nothing away from a copy that is there already. */
const harmless: ReadonlySet<ReasonCode> = new Set(['TOO_LONG', 'COLLEAGUES_MEETING']);

function planOut(
  link: EventLink,
  event: ExchangeEvent,
  verdict: Verdict & { kind: 'out' },
  isRecheck: boolean,
  context: EventPlanContext,
): EventAction {
  const { reason } = verdict;
  // Outside the window nothing is ever changed (law P4); what somebody removed in Salesforce shows nothing any more.
  if (reason === 'OUTSIDE_WINDOW' || link.state === 'removedFromSalesforce') {
    return leave(link.exchangeId, verdict, link, event);
  }
  if (reason === 'PRIVATE_EVENT') return planPrivate(link, event, isRecheck, context);
  const isLeaving = isLive(link) && !harmless.has(reason);
  const mayRemove = mayDelete(link, isRecheck, context) && context.settings.deleted === 'RemoveFromSalesforce';
  if (isLeaving && mayRemove) return { kind: 'delete', link, reason };
  const last = lastFields(event, isLeaving && !isRecheck && reason === 'EVENT_CANCELLED', context);
  if (isLeaving && last.size === 0) return retire(link, 'leftSelection', reason, event);
  const exposure = exposureOf(event, context.settings) ?? 'busy';
  const pair = { link, salesforceId: link.salesforceId, event, salesforce: null, reason };
  const settle = planSettle({ ...pair, verdict: { kind: 'in', exposure, relation: null } }, context, last);
  if (isLeaving) return { ...settle, endsAs: 'leftSelection' };
  if (Object.keys(settle.toSalesforce).length === 0) return leave(link.exchangeId, verdict, link, event);
  return { ...settle, endsAs: isLive(link) ? 'linked' : 'leftSelection' };
}

/** Whatever copy there is, it is hidden at once; only a copy that was in step until now is removed. */
function planPrivate(
  link: EventLink,
  event: ExchangeEvent,
  isRecheck: boolean,
  context: EventPlanContext,
): EventAction {
  const values: EventValues = Object.fromEntries(
    Object.entries(hiddenValues).filter(([field]) => context.writable.has(field as EventField)),
  );
  if (!isLive(link) && !hasChanged(link, values, context.hasher)) {
    return leave(link.exchangeId, { reason: 'PRIVATE_EVENT' }, link, event);
  }
  const keepsShell = !mayDelete(link, isRecheck, context);
  return { kind: 'empty', link, event, values, keepsShell, reason: 'EMPTIED_AS_PRIVATE' };
}

/** What still goes over to a copy that is kept: what must be hidden, and Exchange's own mark of a cancelled event. */
function lastFields(event: ExchangeEvent, isMarked: boolean, context: EventPlanContext): ReadonlySet<string> {
  const marks = isMarked ? ['Subject', 'ShowAs'] : [];
  if (!event.isPrivate) return new Set(marks);
  const exposure = shownOf(event, exposureOf(event, context.settings) ?? 'busy', context);
  return new Set([...marks, ...(exposure === 'busy' ? Object.keys(hiddenValues) : ['Private'])]);
}

function isLive({ state }: EventLink): boolean {
  return state === 'linked' || state === 'forgotten';
}

function retire(
  link: EventLink,
  state: EventLinkState | null,
  reason: ReasonCode,
  event: ExchangeEvent | null,
): EventAction {
  return { kind: 'retire', link, state, reason, event };
}

function leave(
  exchangeId: string,
  { reason, retryAtMs }: { readonly reason: ReasonCode; readonly retryAtMs?: number },
  link: EventLink | null,
  event: ExchangeEvent | null,
): EventAction {
  const retry = retryAtMs === undefined ? {} : { retryAtMs };
  return { kind: 'leave', exchangeId, reason, ...retry, link, event };
}

/** Which record a settled action is about, for those who only need to know that. */
export function recordOf(action: EventAction): SalesforceEventId | null {
  if (action.kind === 'settle') return action.salesforceId;
  return 'link' in action && action.link !== null ? action.link.salesforceId : null;
}
