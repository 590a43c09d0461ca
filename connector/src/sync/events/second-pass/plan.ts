// From what was read to what is to be done, event by event. The decisions themselves are in core/event/plan.ts; here
// only the cases of the first meeting are told apart.
import type { EventAction, EventPlanContext } from '../../../core/event/action.js';
import { planFound, planLinked, planNew } from '../../../core/event/plan.js';
import { valueContextOf, type EventAccess, type ReadyEventRun } from '../context.js';
import type { LoadedEvent } from './load.js';

export interface PlannedEvent {
  readonly loaded: LoadedEvent;
  readonly action: EventAction;
}

/** `isHeld`: a brake holds the plan, and nothing is done but what makes less to be seen. */
export function planEvents(
  run: ReadyEventRun,
  { writable, marksAllDay }: EventAccess,
  loaded: readonly LoadedEvent[],
  isHeld: boolean,
): readonly PlannedEvent[] {
  const context: EventPlanContext = { ...valueContextOf(run), hasher: run.services.hasher, writable };
  const withoutTimes = { ...context, writable: new Set([...writable].filter((field) => field !== 'Times')) };
  const contextOf = ({ exchange }: LoadedEvent): EventPlanContext =>
    exchange.kind === 'present' && exchange.event.times.isAllDay && !marksAllDay ? withoutTimes : context;
  const planned = loaded.map((one): PlannedEvent => ({ loaded: one, action: planOne(one, contextOf(one)) }));
  return isHeld ? planned.filter(({ action }) => hides(action)) : planned;
}

function hides(action: EventAction): boolean {
  return action.kind === 'empty' || (action.kind === 'settle' && action.event.isPrivate);
}

function planOne({ entry, link, exchange, salesforce, met }: LoadedEvent, context: EventPlanContext): EventAction {
  if (link !== null) {
    const isRecheck = entry.kind === 'linked' && entry.exchange === 'recheck';
    return planLinked(link, exchange, salesforce, isRecheck, context);
  }
  if (exchange.kind !== 'present') {
    return { kind: 'leave', exchangeId: entry.exchangeId, reason: 'RETRY_LATER', link: null, event: null };
  }
  const { event, verdict } = exchange;
  if (met === null || met.match.kind === 'alone') return planNew(event, verdict, context);
  if (met.match.kind === 'pair' && met.record !== null) {
    return planFound(met.match.foundBy, event, verdict, met.record, context);
  }
  const reason = met.match.kind === 'copy' ? 'COPY_OF_LINKED' : 'COLLEAGUES_MEETING';
  return planNew(event, { kind: 'out', reason }, context);
}
