// A pair of which both halves are there: which fields go where, and what is remembered afterwards. Pure. One decision
// a field (merge.ts), collected into one action. Unread fields are not looked at and keep their memory (law P24).
import { hasChangedSince, memoryIn, type ItemHashers } from '../hash.js';
import type { ContactLink } from '../link.js';
import { memoryOf, type Memory } from '../memory.js';
import { flowsOf, mergeField, mergeFields, type FieldVerdict, type Merged } from '../merge.js';
import type { Side } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import type { ContactAction, Pair, PlanContext } from './action.js';
import { comparable, contactTable } from './canonical.js';
import { contactFieldNames, contactFormVersion, fieldRow, type ContactField } from './fields.js';
import type { ContactProblem, ContactValues, SalesforceContact } from './model.js';

export function planSettle(pair: Pair, context: PlanContext, reason?: ReasonCode): ContactAction {
  const sides = { salesforce: pair.salesforce.values, exchange: pair.exchange.values };
  const verdictOf = (field: ContactField): FieldVerdict | null => judge(field, pair, context);
  const merged = mergeFields(contactFieldNames, verdictOf, sides, context.writableInSalesforce);
  const { toSalesforce, toExchange, settling } = merged;
  const written = { toSalesforce, toExchange, settling, problems: [...pair.exchange.problems, ...merged.problems] };
  return { kind: 'settle', ...pair, ...written, reason: reason ?? reasonFor(merged) };
}

/**
 * True when a mapped field of this side differs from what was settled last. A value in a field that was never settled
 * (hidden from the person until now) may be an edit as well, so it counts as one. So does what took the place of a
 * settled value and cannot be taken over (`problems`): a malformed address, a salutation that the org does not know.
 */
export function editedSinceSettled(
  link: ContactLink,
  side: Side,
  values: ContactValues,
  hashers: ItemHashers,
  problems: readonly ContactProblem[] = [],
): boolean {
  if (link.formVersion !== contactFormVersion) return true;
  const hasher = hashers.forItem(link.memoryKey);
  const odd = new Set(problems.map(({ field }) => field));
  return contactFieldNames.some((field) => {
    const value = values[field];
    const memory = memoryIn(contactTable, link.settled[side], field);
    if (value === undefined) return odd.has(field) && memory.kind !== 'none';
    if (memory.kind === 'none') return value !== '';
    return hasChangedSince(contactTable, memory, hasher, field, value);
  });
}

/**
 * Fields that somebody changed in Salesforce since they were settled. Where they stay unsettled (a conflict that is
 * asked about, a write that failed) while we write something else, they are marked *changed since* on that side: the
 * time of our write would make an echo of them.
 */
export function changedInSalesforce(
  link: ContactLink | null,
  contact: Pick<SalesforceContact, 'values' | 'modifiedAt'>,
  hashers: ItemHashers,
): readonly ContactField[] {
  if (link?.formVersion !== contactFormVersion) return [];
  // Nobody changed it since our last write; what waited before that is marked already.
  if (isEcho(link, contact)) return contactFieldNames.filter((field) => isMarkedAsChanged(link, field));
  const hasher = hashers.forItem(link.memoryKey);
  return contactFieldNames.filter((field) => {
    const value = contact.values[field];
    const memory = memoryIn(contactTable, link.settled.salesforce, field);
    if (value === undefined || memory.kind === 'none') return false;
    return hasChangedSince(contactTable, memory, hasher, field, value);
  });
}

function isMarkedAsChanged(link: ContactLink | null, field: ContactField): boolean {
  return link !== null && memoryIn(contactTable, link.settled.salesforce, field).kind === 'unknown';
}

/** All that it says is our last write, and nothing somebody changed before it waits there to be settled. */
export function isNothingButEcho(link: ContactLink, contact: Pick<SalesforceContact, 'modifiedAt'>): boolean {
  return isEcho(link, contact) && !contactFieldNames.some((field) => isMarkedAsChanged(link, field));
}

/**
 * What the record says is our last write as the org keeps it: automation rewrites values while they are saved. That is
 * no edit, and must never beat one (an org that formats telephone numbers had its format win over a newer number).
 */
function isEcho(link: ContactLink | null, { modifiedAt }: Pick<SalesforceContact, 'modifiedAt'>): boolean {
  const writtenAtMs = link?.salesforceWrittenAtMs ?? null;
  return writtenAtMs !== null && Date.parse(modifiedAt) <= writtenAtMs;
}

/** An echo goes over once, where nobody changed the source meanwhile. What was changed before it is none. */
function withoutEcho(memory: Memory, field: ContactField, { link, salesforce }: Pair): Memory {
  if (memory.kind !== 'settled' || !memory.exchangeChanged || !isEcho(link, salesforce)) return memory;
  if (isMarkedAsChanged(link, field)) return memory;
  return { ...memory, salesforceChanged: false };
}

function judge(field: ContactField, pair: Pair, context: PlanContext): FieldVerdict | null {
  const ours = pair.salesforce.values[field];
  const theirs = pair.exchange.values[field];
  if (ours === undefined || theirs === undefined) return null;
  const { settings } = context;
  const memory = memoryOf(contactTable, pair.link, field, { salesforce: ours, exchange: theirs }, context.hasher);
  return mergeField({
    memory: withoutEcho(memory, field, pair),
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

function reasonFor({ toSalesforce, toExchange, wasConflictSettled }: Merged<ContactField>): ReasonCode {
  const writesSalesforce = Object.keys(toSalesforce).length > 0;
  const writesExchange = Object.keys(toExchange).length > 0;
  if (wasConflictSettled) return 'CONFLICT_SETTLED';
  if (writesSalesforce && writesExchange) return 'CHANGED_IN_BOTH';
  if (writesSalesforce) return 'CHANGED_IN_EXCHANGE';
  return writesExchange ? 'CHANGED_IN_SALESFORCE' : 'UNCHANGED';
}
