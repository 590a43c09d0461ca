// What is to be done with one event. Pure: a link (or none), what is known of the event in Exchange, and what the rules
// say of it in, one action out. It never guesses: what is `unknown` leads to nothing. Only a live link carries a
// removal over, and only what Exchange changed is written. The decision table stands in docs/sync-rules.md, and its
// test reads it there. Laws P3, P4, P12, P19.
import { assertNever } from '../failure.js';
import { isLive, isSyncing, type EventLink, type LinkState } from '../link.js';
import type { SalesforceEventId } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import type { EventSettings } from '../settings/event.js';
import { dayMs } from '../time.js';
import type { EventAction, EventPlanContext, ExchangeEventHalf, SalesforceEventHalf, Verdict } from './action.js';
import { eventFieldNames, eventFieldRow, saysSomething, type EventField, type EventValues } from './fields.js';
import type { ExchangeEvent } from './model.js';
import type { SalesforceEvent } from './salesforce-event.js';
import { hasChanged, planSettle, shownOf, shownValues } from './settle.js';
import { exposureOf, hiddenValues } from './values.js';

const removes: Readonly<Record<EventSettings['deleted'], boolean>> = {
  KeepInSalesforce: false,
  RemoveFromSalesforce: true,
};

/** An event without a link that was found nowhere in Salesforce, or one whose record is gone and is wanted again. */
export function planNew(event: ExchangeEvent, verdict: Verdict, context: EventPlanContext): EventAction {
  if (verdict.kind === 'out') return leave(event.id, verdict, null, event);
  // Without its time it would stand somewhere else.
  if (!context.writable.has('Times')) return leave(event.id, { reason: 'NO_FIELD_ACCESS' }, null, event);
  const { relation } = verdict;
  const read = shownValues(event, verdict.exposure, context);
  const sent: Partial<Record<EventField, string>> = {};
  const problems = [...read.problems];
  for (const field of eventFieldNames) {
    const value = read.values[field];
    if (value === undefined) continue;
    const isSaid = saysSomething(field, value) && (field !== 'People' || relation?.kind === 'found');
    if (context.writable.has(field)) sent[field] = value;
    else if (isSaid) problems.push({ field, reason: 'NO_FIELD_ACCESS' });
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
      return leave(link.ids.exchange, { reason: 'REMOVAL_NOT_CONFIRMED' }, link, null);
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
  if (isSyncing(link) && removes[context.settings.deleted]) {
    return layOutside(link, context) ? retire(link, state, 'OUTSIDE_WINDOW', null) : { kind: 'delete', link, reason };
  }
  if (link.state === 'removedFromSalesforce') return retire(link, link.state, 'REMOVED_BY_PERSON', null);
  return retire(link, state, isGone ? 'REMOVED_BY_PERSON' : reason, null);
}

/** What was in step until now, inside the window, and is left because of the event itself and not of settings. */
function mayDelete(link: EventLink, isRecheck: boolean, context: EventPlanContext): boolean {
  return isSyncing(link) && !isRecheck && !layOutside(link, context);
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
    return leave(link.ids.exchange, { reason: 'REMOVED_BY_PERSON' }, link, event);
  }
  const row = salesforce.kind === 'present' ? salesforce.event : null;
  return planSettle(
    { link, salesforceId: link.ids.salesforce, event, verdict, salesforce: row, reason: null },
    context,
  );
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
    return leave(link.ids.exchange, verdict, link, event);
  }
  if (reason === 'PRIVATE_EVENT') return planPrivate(link, event, isRecheck, context);
  const isLeaving = isLive(link) && !harmless.has(reason);
  const mayRemove = mayDelete(link, isRecheck, context) && removes[context.settings.deleted];
  if (isLeaving && mayRemove) return { kind: 'delete', link, reason };
  const last = lastFields(event, isLeaving && !isRecheck && reason === 'EVENT_CANCELLED', context);
  if (isLeaving && last.size === 0) return retire(link, 'leftSelection', reason, event);
  const exposure = exposureOf(event, context.settings) ?? 'busy';
  const pair = { link, salesforceId: link.ids.salesforce, event, salesforce: null, reason };
  const settle = planSettle({ ...pair, verdict: { kind: 'in', exposure, relation: null } }, context, last);
  if (isLeaving) return { ...settle, endsAs: 'leftSelection' };
  if (Object.keys(settle.toSalesforce).length === 0) return leave(link.ids.exchange, verdict, link, event);
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
    return leave(link.ids.exchange, { reason: 'PRIVATE_EVENT' }, link, event);
  }
  const keepsShell = !mayDelete(link, isRecheck, context);
  return { kind: 'empty', link, event, values, keepsShell, reason: 'EMPTIED_AS_PRIVATE' };
}

/** What still goes over to a copy that is kept: what must be hidden, and Exchange's own mark of a cancelled event. */
function lastFields(event: ExchangeEvent, isMarked: boolean, context: EventPlanContext): ReadonlySet<string> {
  const marks = isMarked ? eventFieldNames.filter((field) => eventFieldRow(field).marksCancelled) : [];
  if (!event.isPrivate) return new Set(marks);
  const exposure = shownOf(event, exposureOf(event, context.settings) ?? 'busy', context);
  return new Set([...marks, ...(exposure === 'busy' ? Object.keys(hiddenValues) : ['Private'])]);
}

function retire(
  link: EventLink,
  state: LinkState | null,
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
  return 'link' in action && action.link !== null ? action.link.ids.salesforce : null;
}
