// An event whose Salesforce record exists: which fields are written, and what is remembered afterwards. Pure. Only what
// Exchange changed since it was last settled goes over, so what people write in Salesforce stays; at first meeting only
// what is empty there is filled. What must not be seen any more is written whatever was there (law P12).
import { hasMemory, readHashOf, sameHash, type HashTable } from '../hash.js';
import type { SalesforceEventId, Settling } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import { eventFieldNames, eventFormVersion, type EventField } from './fields.js';
import type { EventLink, EventProblem, EventValues, ExchangeEvent, WhoId } from './model.js';
import type { EventPlanContext, Verdict } from './plan.js';
import type { Relation } from './relate.js';
import type { SalesforceEvent } from './salesforce-event.js';
import { busySubject, hiddenValues, no, valuesOf, yes, type Exposure, type ReadValues } from './values.js';

export interface EventSettle {
  readonly kind: 'settle';
  readonly link: EventLink | null;
  readonly salesforceId: SalesforceEventId;
  readonly event: ExchangeEvent;
  /** All that was read, for remembering. */
  readonly values: EventValues;
  readonly toSalesforce: EventValues;
  /** undefined: the relation stays as it is. */
  readonly who: WhoId | undefined;
  readonly settling: Readonly<Partial<Record<EventField, Settling>>>;
  readonly endsAs: 'linked' | 'leftSelection';
  readonly reason: ReasonCode;
  readonly problems: readonly EventProblem[];
  readonly relation: Relation | null;
}

export interface EventPair {
  readonly link: EventLink | null;
  readonly salesforceId: SalesforceEventId;
  readonly event: ExchangeEvent;
  readonly verdict: Verdict & { readonly kind: 'in' };
  /** null: not read, because the link remembers every field. */
  readonly salesforce: SalesforceEvent | null;
  /** null: it follows from what is written. */
  readonly reason: ReasonCode | null;
}

export const eventTable: HashTable<EventField> = { names: eventFieldNames, comparable: (_, value) => value };

/** A link of a record that we made and whose first settling was cut off: whatever differs goes over. */
export const owedFormVersion = 0;

/** What is private and cannot be marked as such, because the person may not write the mark, shows only taken time. */
export function shownOf(event: ExchangeEvent, exposure: Exposure, { writable }: EventPlanContext): Exposure {
  return event.isPrivate && !writable.has('Private') ? 'busy' : exposure;
}

export function shownValues(event: ExchangeEvent, exposure: Exposure, context: EventPlanContext): ReadValues {
  return valuesOf(event, shownOf(event, exposure, context), context);
}

/** `only`: no other field is looked at; what was remembered of the others stays. */
export function planSettle(
  pair: EventPair,
  context: EventPlanContext,
  only: ReadonlySet<string> | null = null,
): EventSettle {
  const { link, salesforceId, event, verdict } = pair;
  const { values, problems } = shownValues(event, verdict.exposure, context);
  const toSalesforce: Partial<Record<EventField, string>> = {};
  const settling: Partial<Record<EventField, Settling>> = {};
  const refused: EventProblem[] = [];
  for (const field of eventFieldNames) {
    const value = values[field];
    if (value === undefined || (only !== null && !only.has(field))) continue;
    const goesOver = judge(field, value, pair, context);
    if (goesOver && !context.writable.has(field)) refused.push({ field, reason: 'NO_FIELD_ACCESS' });
    settling[field] = goesOver && !context.writable.has(field) ? 'keep' : 'now';
    if (goesOver && context.writable.has(field)) toSalesforce[field] = value;
  }
  const { relation } = verdict;
  const who = toSalesforce.People !== undefined && relation?.kind === 'found' ? relation.who : undefined;
  const reason = pair.reason ?? (Object.keys(toSalesforce).length > 0 ? 'CHANGED_IN_EXCHANGE' : 'UNCHANGED');
  return {
    kind: 'settle',
    ...{ link, salesforceId, event, values, toSalesforce, who, settling },
    endsAs: 'linked',
    reason,
    problems: [...problems, ...refused],
    relation,
  };
}

/** Has this field something to say that the record does not say yet? */
function judge(field: EventField, value: string, pair: EventPair, context: EventPlanContext): boolean {
  const { link, event, salesforce, verdict } = pair;
  if (field === 'People') return verdict.relation?.kind === 'found' && relates(value, pair, context);
  const theirs = salesforce?.values[field];
  if (theirs === value) return false;
  if (link?.formVersion === owedFormVersion) return true;
  const memory = link === null ? null : memoryOf(link, field);
  const isHidden = shownOf(event, verdict.exposure, context) === 'busy';
  if (memory !== null && link !== null) {
    const isNowHidden = isHidden && field in hiddenValues && !wasHidden(link, context);
    return isNowHidden || !sameHash(memory, context.hasher.fieldHash(link.exchangeId, field, value));
  }
  // A record that is not private must become so, and what it may not show must go, whoever wrote it.
  if (event.isPrivate && (field === 'Private' || isHidden)) return true;
  if (link !== null && isOutdated(link)) return false;
  // Without memory: what is empty is filled, what differs stays. Unread is not empty.
  const isEmpty = theirs === '' || (field === 'Private' && theirs === no);
  return isEmpty && value !== '';
}

/** Settled as taken time before: then what people wrote there since is their own. */
function wasHidden(link: EventLink, { hasher, writable }: EventPlanContext): boolean {
  const says = (field: 'Private' | 'Subject', value: string): boolean =>
    !writable.has(field) || sameHash(memoryOf(link, field), hasher.fieldHash(link.exchangeId, field, value));
  return says('Private', yes) && says('Subject', busySubject);
}

/** Somebody is to be named: the people changed, or the record names nobody and could. */
function relates(value: string, pair: EventPair, context: EventPlanContext): boolean {
  const { link, salesforce } = pair;
  if (value === '' || staysPrivate(pair, context)) return false;
  if (salesforce?.values.People === '') return true;
  if (link === null) return false;
  const memory = memoryOf(link, 'People');
  if (memory === null) return salesforce === null;
  return !sameHash(memory, context.hasher.fieldHash(link.exchangeId, 'People', value));
}

/** Salesforce relates no private record to anybody, and somebody may have made it private there. */
function staysPrivate(pair: EventPair, context: EventPlanContext): boolean {
  if (pair.salesforce?.values.Private !== yes) return false;
  return !context.writable.has('Private') || !judge('Private', no, pair, context);
}

/** Settled under an older canonical form: the hashes say nothing any more, but the pair is not new. */
function isOutdated({ formVersion, settled }: EventLink): boolean {
  return formVersion !== eventFormVersion && formVersion !== owedFormVersion && hasMemory(settled);
}

function memoryOf(link: EventLink, field: EventField): Uint8Array | null {
  return link.formVersion === eventFormVersion ? readHashOf(eventTable, link.settled, field) : null;
}

/** Whether the event says anything that its link does not remember: then there is something to look at. */
export function hasChanged(link: EventLink, values: EventValues, hasher: EventPlanContext['hasher']): boolean {
  return eventFieldNames.some((field) => {
    const value = values[field];
    if (value === undefined) return false;
    const memory = memoryOf(link, field);
    return memory === null || !sameHash(memory, hasher.fieldHash(link.exchangeId, field, value));
  });
}

/** Whether the Salesforce record has to be read before anything of this event is decided. */
export function needsRecord(link: EventLink, values: EventValues): boolean {
  if (link.state !== 'linked' && link.state !== 'forgotten') return true;
  return eventFieldNames.some((field) => values[field] !== undefined && memoryOf(link, field) === null);
}
