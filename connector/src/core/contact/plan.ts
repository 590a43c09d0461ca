// What is to be done with one pair of contacts. Pure: a link (or none) and the two halves in, one action out. It
// never guesses: a half that is `unknown` leads to nothing, and only a live link carries a removal over: not a
// tombstone, not one that a reset has just forgotten. The decision table stands in docs/sync-rules.md, and its test
// reads it there.
import { isSyncing, type ContactLink, type LinkState } from '../link.js';
import { flowsOfDirection } from '../merge.js';
import type { Side } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import type { ContactSettings } from '../settings/contact.js';
import type { ContactAction, ExchangeHalf, FoundBy, Pair, PlanContext, SalesforceHalf } from './action.js';
import type { ExchangeContact, SalesforceContact } from './model.js';
import { editedSinceSettled, isNothingButEcho, planSettle } from './settle.js';

const foundByReason: Readonly<Record<FoundBy, ReasonCode>> = {
  link: 'FOUND_BY_LINK',
  stamp: 'FOUND_BY_STAMP',
  key: 'FOUND_BY_KEY',
  email: 'FOUND_BY_EMAIL',
  name: 'FOUND_BY_NAME',
};

const deletesOther: Readonly<Record<ContactSettings['deletedInExchange'], boolean>> = {
  KeepOtherCopy: false,
  DeleteOtherCopy: true,
};
const removesUnchanged: Readonly<Record<ContactSettings['leavesReach'], boolean>> = {
  KeepCopy: false,
  RemoveUnchangedCopy: true,
};

/** A pair whose link is known (tombstones too: they come here when one half shows up again). */
export function planLinked(
  link: ContactLink,
  salesforce: SalesforceHalf,
  exchange: ExchangeHalf,
  context: PlanContext,
): ContactAction {
  if (exchange.kind === 'unknown') return leave('exchange', link.ids.exchange, 'REMOVAL_NOT_CONFIRMED');
  if (salesforce.kind === 'unknown') return leave('salesforce', link.ids.salesforce, 'REMOVAL_NOT_CONFIRMED');
  if (salesforce.kind === 'deleted') return planSalesforceDeleted(link, exchange, context);
  if (exchange.kind === 'deleted') return planExchangeDeleted(link, salesforce, context);
  if (exchange.kind === 'movedOut') return retire(link, 'movedOut', 'MOVED_OUT');
  if (salesforce.kind === 'leftReach' || hasLeftReach(link, salesforce.contact, context.settings)) {
    return planLeftReach(link, exchange.contact, context);
  }
  // Both halves are there. A tombstone whose lost half is back (moved in again, restored, undeleted) is linked again.
  return planSettle({ link, foundBy: 'link', salesforce: salesforce.contact, exchange: exchange.contact }, context);
}

/** Two records that were found to belong together. A link is an old one of exactly these two (after a reset). */
export function planFound(pair: Pair, context: PlanContext): ContactAction {
  return planSettle(pair, context, foundByReason[pair.foundBy]);
}

/** A contact in scope that has no partner. */
export function planOnlyInSalesforce(contact: SalesforceContact, context: PlanContext): ContactAction {
  if (!writesToExchange(context.settings)) return leave('salesforce', contact.id, 'NOT_IN_DIRECTION');
  return { kind: 'createInExchange', salesforce: contact, link: null, reason: 'NEW_IN_SALESFORCE' };
}

/** A contact in the folder that has no partner. */
export function planOnlyInExchange(contact: ExchangeContact, context: PlanContext): ContactAction {
  if (!writesToSalesforce(context.settings)) return leave('exchange', contact.id, 'NOT_IN_DIRECTION');
  return createInSalesforce(contact, null, 'NEW_IN_EXCHANGE');
}

export function writesToExchange(settings: ContactSettings): boolean {
  return flowsOfDirection[settings.direction].toExchange;
}

export function writesToSalesforce(settings: ContactSettings): boolean {
  return flowsOfDirection[settings.direction].toSalesforce;
}

/**
 * True when the settings carry a removal on this side over to the other one. The direction has the last word (law
 * P3).
 */
export function carriesDeletes(settings: ContactSettings, removedIn: Side): boolean {
  return removedIn === 'exchange'
    ? deletesOther[settings.deletedInExchange] && writesToSalesforce(settings)
    : deletesOther[settings.deletedInSalesforce] && writesToExchange(settings);
}

/** True when the copy of a contact that left the reach goes, if nobody edited it. */
export function removesLeavers(settings: ContactSettings): boolean {
  return removesUnchanged[settings.leavesReach] && writesToExchange(settings);
}

function planExchangeDeleted(
  link: ContactLink,
  salesforce: SalesforceHalf & { kind: 'present' | 'leftReach' },
  context: PlanContext,
): ContactAction {
  const { settings } = context;
  if (link.state === 'removedFromExchange') return leave('salesforce', link.ids.salesforce, 'REMOVED_BY_PERSON');
  const carries = isSyncing(link) && carriesDeletes(settings, 'exchange');
  // Out of reach, too: should the record come back one day, it is still one that the person has removed.
  if (salesforce.kind === 'leftReach' || !carries) return retire(link, 'removedFromExchange', 'REMOVED_BY_PERSON');
  const { contact } = salesforce;
  if (isNothingButEcho(link, contact) || !editedSinceSettled(link, 'salesforce', contact.values, context.hasher)) {
    return { kind: 'deleteInSalesforce', link, salesforce: contact, reason: 'DELETED_IN_EXCHANGE' };
  }
  // Edit beats delete. Where nothing may be written to Exchange the edited record simply stays.
  return writesToExchange(settings)
    ? { kind: 'createInExchange', salesforce: contact, link, reason: 'EDIT_BEATS_DELETE' }
    : retire(link, 'removedFromExchange', 'REMOVED_BY_PERSON');
}

function planSalesforceDeleted(
  link: ContactLink,
  exchange: Exclude<ExchangeHalf, { kind: 'unknown' }>,
  context: PlanContext,
): ContactAction {
  const { settings } = context;
  if (exchange.kind === 'deleted') return retire(link, null, 'DELETED_IN_BOTH');
  if (link.state === 'removedFromSalesforce') return leave('exchange', link.ids.exchange, 'REMOVED_BY_PERSON');
  const carries = isSyncing(link) && carriesDeletes(settings, 'salesforce');
  if (exchange.kind === 'movedOut' || !carries) return retire(link, 'removedFromSalesforce', 'REMOVED_BY_PERSON');
  const { contact } = exchange;
  if (!editedSinceSettled(link, 'exchange', contact.values, context.hasher, contact.problems)) {
    return { kind: 'deleteInExchange', link, exchange: contact, reason: 'DELETED_IN_SALESFORCE' };
  }
  if (!writesToSalesforce(settings)) return retire(link, 'removedFromSalesforce', 'REMOVED_BY_PERSON');
  return createInSalesforce(contact, link, 'EDIT_BEATS_DELETE');
}

function planLeftReach(link: ContactLink, exchange: ExchangeContact, context: PlanContext): ContactAction {
  if (link.state === 'leftReach') return leave('exchange', link.ids.exchange, 'LEFT_REACH');
  const { settings } = context;
  const removes = isSyncing(link) && removesLeavers(settings);
  const isEdited = editedSinceSettled(link, 'exchange', exchange.values, context.hasher, exchange.problems);
  if (removes && !isEdited) return { kind: 'deleteInExchange', link, exchange, reason: 'LEFT_REACH' };
  return retire(link, 'leftReach', 'LEFT_REACH');
}

/**
 * A linked contact that once was in the configured scope and no longer is. One found by matching alone was never in
 * it.
 */
function hasLeftReach(link: ContactLink, contact: SalesforceContact, settings: ContactSettings): boolean {
  return writesToExchange(settings) && link.wasInReach && !contact.isInReach;
}

function createInSalesforce(exchange: ExchangeContact, link: ContactLink | null, reason: ReasonCode): ContactAction {
  return { kind: 'createInSalesforce', exchange, link, reason, problems: exchange.problems };
}

function retire(link: ContactLink, state: LinkState | null, reason: ReasonCode): ContactAction {
  return { kind: 'retire', link, state, reason };
}

function leave(side: Side, itemId: string, reason: ReasonCode): ContactAction {
  return { kind: 'leave', side, itemId, reason };
}
