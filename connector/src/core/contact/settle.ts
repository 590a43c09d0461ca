// A pair of which both halves are there: which fields go where, and what is remembered afterwards. Pure. One decision
// a field (merge.ts), collected into one action. Unread fields are not looked at and keep their memory (law P24).
import { hasMemory, readHash, sameHash, type Hasher } from '../hash.js';
import { flowsOf, mergeField, type FieldVerdict, type Memory } from '../merge.js';
import type {
  ContactAction,
  ContactValues,
  ExchangeContact,
  FieldProblem,
  FoundBy,
  Link,
  SalesforceContact,
  Settling,
  Side,
} from '../model.js';
import type { ReasonCode } from '../reasons.js';
import { comparable } from './canonical.js';
import { contactFieldNames, contactFormVersion, fieldRow, type ContactField } from './fields.js';
import type { PlanContext } from './plan.js';

export interface Pair {
  readonly link: Link | null;
  readonly foundBy: FoundBy;
  readonly salesforce: SalesforceContact;
  readonly exchange: ExchangeContact;
}

type Collected = {
  toSalesforce: Partial<Record<ContactField, string>>;
  toExchange: Partial<Record<ContactField, string>>;
  settling: Partial<Record<ContactField, Settling>>;
  problems: FieldProblem[];
  hasConflict: boolean;
};

export function planSettle(pair: Pair, context: PlanContext, reason?: ReasonCode): ContactAction {
  const collected: Collected = { toSalesforce: {}, toExchange: {}, settling: {}, problems: [], hasConflict: false };
  for (const field of contactFieldNames) {
    const verdict = judge(field, pair, context);
    if (verdict !== null) collect(collected, field, verdict, pair, context);
  }
  const { toSalesforce, toExchange, settling } = collected;
  return {
    kind: 'settle',
    ...pair,
    toSalesforce,
    toExchange,
    settling,
    problems: [...pair.exchange.problems, ...collected.problems],
    reason: reason ?? reasonFor(collected),
  };
}

/**
 * True when a mapped field of this side differs from what was settled last. A value in a field that was never settled
 * (hidden from the person until now) may be an edit as well, so it counts as one. So does what took the place of a
 * settled value and cannot be taken over (`problems`): a malformed address, a salutation that the org does not know.
 */
export function editedSinceSettled(
  link: Link,
  side: Side,
  values: ContactValues,
  hasher: Hasher,
  problems: readonly FieldProblem[] = [],
): boolean {
  if (link.formVersion !== contactFormVersion) return true;
  const settled = side === 'salesforce' ? link.salesforceSettled : link.exchangeSettled;
  const odd = new Set(problems.map(({ field }) => field));
  return contactFieldNames.some((field) => {
    const value = values[field];
    const remembered = readHash(settled, field);
    if (value === undefined) return odd.has(field) && remembered !== null;
    if (remembered === null) return value !== '';
    return !sameHash(remembered, hashOf(hasher, link, field, value));
  });
}

function judge(field: ContactField, pair: Pair, context: PlanContext): FieldVerdict | null {
  const ours = pair.salesforce.values[field];
  const theirs = pair.exchange.values[field];
  if (ours === undefined || theirs === undefined) return null;
  const { settings } = context;
  return mergeField({
    memory: memoryOf(field, pair, context.hasher),
    areEqual: comparable(field, ours) === comparable(field, theirs),
    isSalesforceEmpty: ours === '',
    isExchangeEmpty: theirs === '',
    flows: flowsOf(settings.direction, settings.fields[field]),
    isNotes: fieldRow(field).isNotes === true,
    firstLink: settings.firstLink,
    conflict: settings.conflict,
    salesforceModifiedAt: pair.salesforce.modifiedAt,
    exchangeModifiedAt: pair.exchange.modifiedAt,
  });
}

function collect(into: Collected, field: ContactField, verdict: FieldVerdict, pair: Pair, context: PlanContext): void {
  switch (verdict.kind) {
    case 'settle':
      into.settling[field] = 'now';
      return;
    case 'hold':
      into.settling[field] = 'keep';
      into.problems.push({ field, reason: 'CONFLICT_HELD' });
      return;
    case 'toExchange':
      into.settling[field] = 'now';
      into.toExchange[field] = pair.salesforce.values[field] ?? '';
      break;
    case 'toSalesforce':
      if (!context.writableInSalesforce.has(field)) {
        into.settling[field] = 'keep';
        into.problems.push({ field, reason: 'NO_FIELD_ACCESS' });
        return;
      }
      into.settling[field] = 'now';
      into.toSalesforce[field] = pair.exchange.values[field] ?? '';
      break;
  }
  if (verdict.note === 'conflictSettled') into.hasConflict = true;
}

function memoryOf(field: ContactField, { link, salesforce, exchange }: Pair, hasher: Hasher): Memory {
  if (link === null) return { kind: 'noMemory' };
  if (link.formVersion !== contactFormVersion)
    return { kind: hasMemory(link.salesforceSettled) ? 'outdated' : 'noMemory' };
  const ours = readHash(link.salesforceSettled, field);
  const theirs = readHash(link.exchangeSettled, field);
  if (ours === null || theirs === null) return { kind: 'noMemory' };
  return {
    kind: 'settled',
    salesforceChanged: !sameHash(ours, hashOf(hasher, link, field, salesforce.values[field] ?? '')),
    exchangeChanged: !sameHash(theirs, hashOf(hasher, link, field, exchange.values[field] ?? '')),
  };
}

function hashOf(hasher: Hasher, link: Link, field: ContactField, value: string): Uint8Array {
  return hasher.fieldHash(link.exchangeId, field, comparable(field, value));
}

function reasonFor({ toSalesforce, toExchange, hasConflict }: Collected): ReasonCode {
  const writesSalesforce = Object.keys(toSalesforce).length > 0;
  const writesExchange = Object.keys(toExchange).length > 0;
  if (hasConflict) return 'CONFLICT_SETTLED';
  if (writesSalesforce && writesExchange) return 'CHANGED_IN_BOTH';
  if (writesSalesforce) return 'CHANGED_IN_EXCHANGE';
  return writesExchange ? 'CHANGED_IN_SALESFORCE' : 'UNCHANGED';
}
