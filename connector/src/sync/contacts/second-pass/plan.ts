// From what was read to what is to be done, item by item. The decisions themselves are in core/contact/plan.ts; here
// only the cases of the first pass are told apart.
import type { PlanContext, ContactAction, ExchangeHalf, SalesforceHalf } from '../../../core/contact/action.js';
import { contactFieldNames } from '../../../core/contact/fields.js';
import type { ExchangeContact, SalesforceContact } from '../../../core/contact/model.js';
import {
  planFound,
  planLinked,
  planOnlyInExchange,
  planOnlyInSalesforce,
  writesToExchange,
} from '../../../core/contact/plan.js';
import { assertNever } from '../../../core/failure.js';
import { flowsOf } from '../../../core/merge.js';
import type { ContactLink, LinkState } from '../../../core/link.js';
import type { ExchangeContactId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import type { LoadedContact } from './load.js';

export function planContacts(
  run: ReadyRun,
  { writable }: ContactAccess,
  loaded: readonly LoadedContact[],
): readonly ContactAction[] {
  const { settings, services, bringsBackRemoved } = run;
  const context: PlanContext = { settings, hasher: services.hasher, writableInSalesforce: writable };
  return loaded.flatMap((item) => planEntry(item, context, bringsBackRemoved) ?? []);
}

/**
 * null: nothing to do and nothing to say (already settled meanwhile, out of reach, vanished). `bringsBackRemoved`: a
 * contact whose record was removed is made in Salesforce again.
 */
export function planEntry(
  loaded: LoadedContact,
  context: PlanContext,
  bringsBackRemoved: boolean,
): ContactAction | null {
  const { entry, link, salesforce, exchange } = loaded;
  switch (entry.kind) {
    case 'linked':
      if (link === null || salesforce === null || exchange === null) return null;
      // Not to be read and not reported as removed either: only time tells, and nothing follows from it.
      if (exchange.kind === 'unknown' && entry.exchange !== 'gone') {
        return { kind: 'leave', side: 'exchange', itemId: entry.exchangeId, reason: 'RETRY_LATER' };
      }
      return planLinked(link, salesforce, exchange, context);
    case 'found':
      return planFoundEntry(loaded, context, bringsBackRemoved);
    case 'onlySalesforce': {
      if (link !== null || salesforce?.kind !== 'present' || !salesforce.contact.isInReach) return null;
      return planOnlyInSalesforce(salesforce.contact, context);
    }
    case 'onlyExchange': {
      if (link !== null || exchange?.kind !== 'present') return null;
      return planOnlyInExchange(exchange.contact, context);
    }
    case 'ownDouble':
      return planOwnDouble(salesforce, exchange, context);
    default:
      return assertNever(entry);
  }
}

function planFoundEntry(
  { entry, link, salesforce, exchange, isOurDelete }: LoadedContact,
  context: PlanContext,
  bringsBackRemoved: boolean,
): ContactAction | null {
  if (entry.kind !== 'found' || exchange?.kind !== 'present' || salesforce === null) return null;
  const left = (reason: 'REMOVED_BY_PERSON' | 'LEFT_REACH' | 'RETRY_LATER'): ContactAction => ({
    kind: 'leave',
    side: 'exchange',
    itemId: entry.exchangeId,
    reason,
  });
  switch (salesforce.kind) {
    case 'present':
      return planFound(
        { link, foundBy: entry.foundBy, salesforce: salesforce.contact, exchange: exchange.contact },
        context,
      );
    case 'deleted':
      if (bringsBackRemoved || isOurDelete) return withLink(planOnlyInExchange(exchange.contact, context), link);
      return link === null
        ? left('REMOVED_BY_PERSON')
        : retired(link, entry.exchangeId, 'removedFromSalesforce', 'REMOVED_BY_PERSON');
    case 'leftReach':
      return link === null ? left('LEFT_REACH') : retired(link, entry.exchangeId, 'leftReach', 'LEFT_REACH');
    case 'unknown':
      return left('RETRY_LATER');
    default:
      return assertNever(salesforce);
  }
}

/** The link of the original, whose place this copy has taken, goes to rest with the copy. */
function retired(
  link: ContactLink,
  exchangeId: ExchangeContactId,
  state: LinkState,
  reason: ReasonCode,
): ContactAction {
  return { kind: 'retire', link: { ...link, ids: { ...link.ids, exchange: exchangeId } }, state, reason };
}

function withLink(action: ContactAction, link: ContactLink | null): ContactAction {
  return action.kind === 'createInSalesforce' ? { ...action, link } : action;
}

/** Only a copy that nobody has touched since is removed; an edited one is for the person to decide. */
function planOwnDouble(
  salesforce: SalesforceHalf | null,
  exchange: ExchangeHalf | null,
  context: PlanContext,
): ContactAction | null {
  if (exchange?.kind !== 'present') return null;
  const mayRemove = salesforce?.kind === 'present' && writesToExchange(context.settings);
  if (mayRemove && isUntouched(salesforce.contact, exchange.contact, context)) {
    return { kind: 'deleteInExchange', link: null, exchange: exchange.contact, reason: 'OWN_DOUBLE' };
  }
  return { kind: 'leave', side: 'exchange', itemId: exchange.contact.id, reason: 'COPY_OF_LINKED' };
}

/** It says what we would have written, and nothing besides. */
function isUntouched(salesforce: SalesforceContact, exchange: ExchangeContact, { settings }: PlanContext): boolean {
  return contactFieldNames.every((field) => {
    const value = exchange.values[field];
    const isOurs = flowsOf(settings.direction, settings.fields[field]).toExchange;
    return value === undefined || value === (isOurs ? (salesforce.values[field] ?? '') : '');
  });
}
