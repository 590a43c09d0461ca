// An event whose Salesforce record exists: which fields are written, and what is remembered afterwards. Pure. Only what
// Exchange changed since it was last settled goes over, so what people write in Salesforce stays; at first meeting only
// what is empty there is filled (merge.ts). What must not be seen any more is written whatever was there (law P12).
import { hasChangedSince, type FieldMemory, type ItemHashers } from '../hash.js';
import { isLive, type EventLink } from '../link.js';
import { memoryOf, rememberedOf } from '../memory.js';
import { mergeField, mergeFields, type FieldVerdict } from '../merge.js';
import { toInstant } from '../model.js';
import type { EventPair, EventPlanContext, EventSettle } from './action.js';
import {
  busySubject,
  eventFieldNames,
  eventTable,
  no,
  saysSomething,
  yes,
  type EventField,
  type EventValues,
} from './fields.js';
import type { ExchangeEvent } from './model.js';
import { hiddenValues, valuesOf, type Exposure, type ReadValues } from './values.js';

/**
 * From Exchange to Salesforce only (docs/decisions/0011), and two that meet overwrite nothing of each other. With one
 * flow there is no conflict to settle.
 */
const rules = {
  flows: { toExchange: false, toSalesforce: true },
  isNotes: false,
  firstLink: 'LeaveBoth',
  conflict: 'ExchangeWins',
  salesforceModifiedAt: toInstant(0),
  exchangeModifiedAt: toInstant(0),
} as const;

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
  const { link, salesforceId, event, verdict, salesforce } = pair;
  const { values, problems } = shownValues(event, verdict.exposure, context);
  const verdictOf = (field: EventField): FieldVerdict | null => {
    const value = values[field];
    return value === undefined || only?.has(field) === false ? null : judge(field, value, pair, context);
  };
  const sides = { salesforce: salesforce?.values ?? {}, exchange: values };
  const merged = mergeFields(eventFieldNames, verdictOf, sides, context.writable);
  const { toSalesforce, settling } = merged;
  const { relation } = verdict;
  const who = toSalesforce.People !== undefined && relation?.kind === 'found' ? relation.who : undefined;
  return {
    kind: 'settle',
    ...{ link, salesforceId, event, values, toSalesforce, who, settling, relation },
    endsAs: 'linked',
    reason: pair.reason ?? (Object.keys(toSalesforce).length > 0 ? 'CHANGED_IN_EXCHANGE' : 'UNCHANGED'),
    problems: [...problems, ...merged.problems],
  };
}

/** Has this field something to say that the record does not say yet? */
function judge(field: EventField, value: string, pair: EventPair, context: EventPlanContext): FieldVerdict {
  const { link, salesforce } = pair;
  if (field === 'People') return relates(value, pair, context) ? { kind: 'toSalesforce' } : { kind: 'settle' };
  const theirs = salesforce?.values[field];
  const areEqual = theirs === value;
  if (!areEqual && mustHide(field, pair, context)) return { kind: 'toSalesforce' };
  return mergeField({
    ...rules,
    memory: memoryOf(eventTable, link, field, { salesforce: theirs ?? '', exchange: value }, context.hasher),
    areEqual,
    // Unread is not empty.
    isSalesforceEmpty: theirs !== undefined && !saysSomething(field, theirs),
    isExchangeEmpty: value === '',
  });
}

/** A record that is not private must become so, and what it may not show must go, whoever wrote it. */
function mustHide(field: EventField, { link, event, verdict }: EventPair, context: EventPlanContext): boolean {
  const isHidden = shownOf(event, verdict.exposure, context) === 'busy';
  if (link !== null && remembered(link, field).kind !== 'none') {
    return isHidden && field in hiddenValues && !wasHidden(link, context);
  }
  return event.isPrivate && (field === 'Private' || isHidden);
}

/** Settled as busy time before: then what people wrote there since is their own. */
function wasHidden(link: EventLink, { hasher, writable }: EventPlanContext): boolean {
  const says = (field: 'Private' | 'Subject', value: string): boolean =>
    !writable.has(field) || !hasOther(link, field, value, hasher);
  return says('Private', yes) && says('Subject', busySubject);
}

/** Somebody is to be named: the people changed, or the record names nobody and could. */
function relates(value: string, pair: EventPair, context: EventPlanContext): boolean {
  const { link, salesforce, verdict } = pair;
  if (verdict.relation?.kind !== 'found' || value === '' || staysPrivate(pair, context)) return false;
  if (salesforce?.values.People === '') return true;
  if (link === null) return false;
  return remembered(link, 'People').kind === 'none'
    ? salesforce === null
    : hasOther(link, 'People', value, context.hasher);
}

/** Salesforce relates no private record to anybody, and somebody may have made it private there. */
function staysPrivate(pair: EventPair, context: EventPlanContext): boolean {
  if (pair.salesforce?.values.Private !== yes) return false;
  return !context.writable.has('Private') || judge('Private', no, pair, context).kind !== 'toSalesforce';
}

function remembered(link: EventLink, field: EventField): FieldMemory {
  return rememberedOf(eventTable, link, 'exchange', field);
}

/** Whether the link remembers another value than this one, or none. */
function hasOther(link: EventLink, field: EventField, value: string, hashers: ItemHashers): boolean {
  const memory = remembered(link, field);
  return memory.kind === 'none' || hasChangedSince(eventTable, memory, hashers.forItem(link.memoryKey), field, value);
}

/** Whether the event says anything that its link does not remember: then there is something to look at. */
export function hasChanged(link: EventLink, values: EventValues, hashers: ItemHashers): boolean {
  return eventFieldNames.some((field) => {
    const value = values[field];
    return value !== undefined && hasOther(link, field, value, hashers);
  });
}

/** Whether the Salesforce record has to be read before anything of this event is decided. */
export function needsRecord(link: EventLink, values: EventValues): boolean {
  if (!isLive(link)) return true;
  return eventFieldNames.some((field) => values[field] !== undefined && remembered(link, field).kind === 'none');
}
