// The three-way merge of one field, as a decision table, and of all fields of a pair, one by one. The same for every
// object. It never sees names or texts of people in logs and keeps nothing. Rules: docs/sync-rules.md; laws P3, P6,
// P19, P24.
import type { FieldDirection } from './contact/fields.js';
import { assertNever } from './failure.js';
import type { Settling } from './hash.js';
import type { BySide } from './link.js';
import type { Memory } from './memory.js';
import type { Instant } from './model.js';
import type { ReasonCode } from './reasons.js';
import type { ContactDirection, ContactSettings } from './settings/contact.js';

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
  | { readonly kind: 'settle'; readonly note?: 'leftDifferent' | 'memoryLost' }
  | { readonly kind: 'toExchange' | 'toSalesforce'; readonly note?: 'conflictSettled' }
  /** Remember nothing, write nothing: the difference waits for somebody. */
  | { readonly kind: 'hold' };

const leftDifferent: FieldVerdict = { kind: 'settle', note: 'leftDifferent' };
const memoryLost: FieldVerdict = { kind: 'settle', note: 'memoryLost' };

const nowhere: Flows = { toExchange: false, toSalesforce: false };
const toExchange: Flows = { toExchange: true, toSalesforce: false };
const toSalesforce: Flows = { toExchange: false, toSalesforce: true };
const bothWays: Flows = { toExchange: true, toSalesforce: true };

export const flowsOfDirection: Readonly<Record<ContactDirection, Flows>> = {
  DoNotSync: nowhere,
  SalesforceToExchange: toExchange,
  ExchangeToSalesforce: toSalesforce,
  BothWays: bothWays,
};

export const flowsOfField: Readonly<Record<FieldDirection, Flows>> = {
  off: nowhere,
  toExchange,
  toSalesforce,
  both: bothWays,
};

/** What may travel where: the configuration's direction and the field's own, together. */
export function flowsOf(direction: ContactDirection, field: FieldDirection): Flows {
  const [all, own] = [flowsOfDirection[direction], flowsOfField[field]];
  return { toExchange: all.toExchange && own.toExchange, toSalesforce: all.toSalesforce && own.toSalesforce };
}

export function mergeField(field: FieldCase): FieldVerdict {
  if (field.areEqual) return { kind: 'settle' };
  switch (field.memory.kind) {
    case 'noMemory':
      return firstMeeting(field);
    case 'outdated':
      // Nobody can tell any more which side changed: both stay, and that is said.
      return field.flows.toExchange || field.flows.toSalesforce ? memoryLost : leftDifferent;
    case 'owed':
      return field.flows.toSalesforce ? { kind: 'toSalesforce' } : leftDifferent;
    case 'settled':
      return laterMeeting(field, field.memory.salesforceChanged, field.memory.exchangeChanged);
    default:
      return assertNever(field.memory);
  }
}

/** Null: both values stay. */
const wayAtFirstLink: Readonly<Record<ContactSettings['firstLink'], keyof Flows | null>> = {
  LeaveBoth: null,
  Salesforce: 'toExchange',
  Exchange: 'toSalesforce',
};

function firstMeeting(field: FieldCase): FieldVerdict {
  const { toExchange, toSalesforce } = field.flows;
  if (field.isSalesforceEmpty) return toSalesforce ? { kind: 'toSalesforce' } : leftDifferent;
  if (field.isExchangeEmpty) return toExchange ? { kind: 'toExchange' } : leftDifferent;
  const way = field.isNotes ? null : wayAtFirstLink[field.firstLink];
  return way !== null && field.flows[way] ? { kind: way } : leftDifferent;
}

function laterMeeting(field: FieldCase, salesforceChanged: boolean, exchangeChanged: boolean): FieldVerdict {
  const { toExchange, toSalesforce } = field.flows;
  if (salesforceChanged && exchangeChanged && toExchange && toSalesforce) return conflict(field);
  // One way: where the source changed its value goes out; an edit on the target side gives way.
  if (salesforceChanged && toExchange) return { kind: 'toExchange' };
  return exchangeChanged && toSalesforce ? { kind: 'toSalesforce' } : { kind: 'settle' };
}

const salesforceWins: FieldVerdict = { kind: 'toExchange', note: 'conflictSettled' };
const exchangeWins: FieldVerdict = { kind: 'toSalesforce', note: 'conflictSettled' };

function conflict(field: FieldCase): FieldVerdict {
  switch (field.conflict) {
    case 'SalesforceWins':
      return salesforceWins;
    case 'ExchangeWins':
      return exchangeWins;
    case 'LatestChangeWins':
      // The time of the whole record is all that both systems tell. Same time: Salesforce, so that every machine
      // decides alike.
      return field.exchangeModifiedAt > field.salesforceModifiedAt ? exchangeWins : salesforceWins;
    case 'Ask':
      return { kind: 'hold' };
    default:
      return assertNever(field.conflict);
  }
}

export interface FieldProblem<Field extends string = string> {
  readonly field: Field;
  readonly reason: ReasonCode;
}

type Values<Field extends string> = Readonly<Partial<Record<Field, string>>>;

export interface Merged<Field extends string> {
  readonly toSalesforce: Values<Field>;
  readonly toExchange: Values<Field>;
  /** Absent: not looked at. */
  readonly settling: Readonly<Partial<Record<Field, Settling>>>;
  readonly problems: readonly FieldProblem<Field>[];
  readonly wasConflictSettled: boolean;
}

/** One verdict a field, null where it is not looked at, collected into what is written and what is remembered. */
export function mergeFields<Field extends string>(
  fields: readonly Field[],
  verdictOf: (field: Field) => FieldVerdict | null,
  values: BySide<Values<Field>>,
  writableInSalesforce: ReadonlySet<Field>,
): Merged<Field> {
  const written: Record<keyof Flows, Partial<Record<Field, string>>> = { toSalesforce: {}, toExchange: {} };
  const settling: Partial<Record<Field, Settling>> = {};
  const problems: FieldProblem<Field>[] = [];
  let wasConflictSettled = false;
  const keep = (field: Field, reason: ReasonCode): void => {
    settling[field] = 'keep';
    problems.push({ field, reason });
  };
  for (const field of fields) {
    const verdict = verdictOf(field);
    if (verdict === null) continue;
    if (verdict.kind === 'hold') keep(field, 'CONFLICT_HELD');
    else if (verdict.kind === 'toSalesforce' && !writableInSalesforce.has(field)) keep(field, 'NO_FIELD_ACCESS');
    else {
      settling[field] = 'now';
      if (verdict.kind === 'settle') {
        if (verdict.note === 'memoryLost') problems.push({ field, reason: 'LEFT_DIFFERENT' });
        continue;
      }
      const source = verdict.kind === 'toSalesforce' ? values.exchange : values.salesforce;
      written[verdict.kind][field] = source[field] ?? '';
      wasConflictSettled ||= verdict.note === 'conflictSettled';
    }
  }
  return { ...written, settling, problems, wasConflictSettled };
}
