// The three-way merge of one field, as a decision table. It never sees names or texts of people in logs and keeps
// nothing. Rules: docs/sync-rules.md; laws P3, P6, P19, P24.
import type { FieldDirection } from './contact/fields.js';
import type { ContactSettings } from './settings/contact.js';
import type { Instant } from './model.js';
import { assertNever } from './failure.js';

/** How each side stands to what was settled last. `noMemory`: the two were never settled in this field. */
export type Memory =
  | { readonly kind: 'noMemory' }
  /** Settled under an older canonical form: the hashes say nothing any more, but the pair is not new. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'settled'; readonly salesforceChanged: boolean; readonly exchangeChanged: boolean };

export interface FieldCase {
  readonly memory: Memory;
  readonly areEqual: boolean;
  readonly isSalesforceEmpty: boolean;
  readonly isExchangeEmpty: boolean;
  /** After the configuration's direction: may this field's value travel so? */
  readonly flows: Flows;
  /** Notes are never overwritten at first link. */
  readonly isNotes: boolean;
  readonly firstLink: ContactSettings['firstLink'];
  readonly conflict: ContactSettings['conflict'];
  readonly salesforceModifiedAt: Instant;
  readonly exchangeModifiedAt: Instant;
}

export interface Flows {
  readonly toExchange: boolean;
  readonly toSalesforce: boolean;
}

export type FieldVerdict =
  /** Remember both sides as they are now (equal or not), write nothing. */
  | { readonly kind: 'settle'; readonly note?: 'leftDifferent' }
  | { readonly kind: 'toExchange' | 'toSalesforce'; readonly note?: 'conflictSettled' }
  /** Remember nothing, write nothing: the difference waits for somebody. */
  | { readonly kind: 'hold' };

/** What may travel where: the configuration's direction and the field's own, together. */
export function flowsOf(direction: ContactSettings['direction'], field: FieldDirection): Flows {
  const toExchange = direction === 'SalesforceToExchange' || direction === 'BothWays';
  const toSalesforce = direction === 'ExchangeToSalesforce' || direction === 'BothWays';
  return {
    toExchange: toExchange && (field === 'both' || field === 'toExchange'),
    toSalesforce: toSalesforce && (field === 'both' || field === 'toSalesforce'),
  };
}

export function mergeField(field: FieldCase): FieldVerdict {
  if (field.areEqual) return { kind: 'settle' };
  switch (field.memory.kind) {
    case 'noMemory':
      return firstMeeting(field);
    case 'outdated':
      return { kind: 'settle', note: 'leftDifferent' };
    case 'settled':
      return laterMeeting(field, field.memory.salesforceChanged, field.memory.exchangeChanged);
    default:
      return assertNever(field.memory);
  }
}

function firstMeeting(field: FieldCase): FieldVerdict {
  const { toExchange, toSalesforce } = field.flows;
  if (field.isSalesforceEmpty)
    return toSalesforce ? { kind: 'toSalesforce' } : { kind: 'settle', note: 'leftDifferent' };
  if (field.isExchangeEmpty) return toExchange ? { kind: 'toExchange' } : { kind: 'settle', note: 'leftDifferent' };
  if (!field.isNotes) {
    if (field.firstLink === 'Salesforce' && toExchange) return { kind: 'toExchange' };
    if (field.firstLink === 'Exchange' && toSalesforce) return { kind: 'toSalesforce' };
  }
  return { kind: 'settle', note: 'leftDifferent' };
}

function laterMeeting(field: FieldCase, salesforceChanged: boolean, exchangeChanged: boolean): FieldVerdict {
  const { toExchange, toSalesforce } = field.flows;
  if (salesforceChanged && exchangeChanged) {
    if (toExchange && toSalesforce) return conflict(field);
    // One way: the source changed, so its value goes out; the edit on the target side gives way.
    if (toExchange) return { kind: 'toExchange' };
    if (toSalesforce) return { kind: 'toSalesforce' };
    return { kind: 'settle' };
  }
  if (salesforceChanged) return toExchange ? { kind: 'toExchange' } : { kind: 'settle' };
  if (exchangeChanged) return toSalesforce ? { kind: 'toSalesforce' } : { kind: 'settle' };
  return { kind: 'settle' };
}

function conflict(field: FieldCase): FieldVerdict {
  switch (field.conflict) {
    case 'SalesforceWins':
      return { kind: 'toExchange', note: 'conflictSettled' };
    case 'ExchangeWins':
      return { kind: 'toSalesforce', note: 'conflictSettled' };
    case 'LatestChangeWins':
      // The time of the whole record is all that both systems tell. Same time: Salesforce, so that every machine
      // decides alike.
      return {
        kind: field.exchangeModifiedAt > field.salesforceModifiedAt ? 'toSalesforce' : 'toExchange',
        note: 'conflictSettled',
      };
    case 'Ask':
      return { kind: 'hold' };
    default:
      return assertNever(field.conflict);
  }
}
