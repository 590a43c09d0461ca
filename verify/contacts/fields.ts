// The two halves of one contact, field by field. A field counts where the configuration lets it travel in at least one
// direction. A difference is right only where a rule of docs/sync-rules.md or the ledger names it.
import { isCutOf } from '../cuts.js';
import type { Finding } from '../finding.js';
import { nameOfRecord, type CastMember, type MailboxItem, type OrgRecord } from '../systems.js';
import { sense } from '../texts.js';
import type { ContactInput } from './ledger.js';
import type { ContactSettings } from './settings.js';
import { contactField, contactTable, type ContactField } from './table.js';

export interface ContactPair {
  readonly record: OrgRecord;
  readonly item: MailboxItem;
}

export interface PairComparison {
  readonly equalFields: number;
  readonly findings: readonly Finding[];
}

interface Flows {
  readonly toExchange: boolean;
  readonly toSalesforce: boolean;
}

interface FieldPair {
  readonly field: ContactField;
  readonly salesforce: string;
  readonly exchange: string;
  readonly flows: Flows;
}

const addressForm = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function comparePair(
  input: ContactInput,
  person: CastMember,
  settings: ContactSettings,
  halves: ContactPair,
): PairComparison {
  let equalFields = 0;
  const findings: Finding[] = [];
  for (const field of contactTable) {
    const flows = flowsOf(field, settings);
    if (!flows.toExchange && !flows.toSalesforce) continue;
    const salesforce = sense(field, input.after.textInSalesforce(field, halves.record));
    const exchange = sense(field, input.after.textInExchange(field, halves.item));
    if (salesforce === exchange) {
      equalFields += 1;
      continue;
    }
    const pair = { field, salesforce, exchange, flows };
    findings.push({
      person: person.firstName,
      who: nameOfRecord(halves.record),
      what: { kind: 'differs', label: field.label, salesforce, exchange },
      reason: expectedReason(input, person, halves, pair) ?? ruleFor(input, settings, halves, pair),
    });
  }
  return { equalFields, findings };
}

function flowsOf({ name }: ContactField, { fields, toExchange, toSalesforce }: ContactSettings): Flows {
  const direction = fields.get(name);
  return {
    toExchange: toExchange && (direction === 'both' || direction === 'toExchange'),
    toSalesforce: toSalesforce && (direction === 'both' || direction === 'toSalesforce'),
  };
}

/** The last line of the ledger about this field counts, and both values have to be as it says. */
function expectedReason(
  { expected }: ContactInput,
  person: CastMember,
  { record, item }: ContactPair,
  pair: FieldPair,
) {
  const { field, salesforce, exchange, flows } = pair;
  const line = expected.different
    .filter((one) => one.person === person.userId && one.recordId === record.Id && one.field === field.name)
    .at(-1);
  if (line !== undefined) {
    const isAsTold = sense(field, line.salesforce) === salesforce && sense(field, line.exchange) === exchange;
    return isAsTold ? line.reason : null;
  }
  const isLeftThere = expected.edited.some((one) => {
    if (one.field !== field.name) return false;
    return one.side === 'exchange'
      ? one.id === item.id && !flows.toSalesforce
      : one.id === record.Id && !flows.toExchange;
  });
  return isLeftThere ? 'ONE_WAY' : null;
}

/** What the contents alone explain. */
function ruleFor(input: ContactInput, settings: ContactSettings, halves: ContactPair, pair: FieldPair): string | null {
  const { field, salesforce, exchange, flows } = pair;
  if (flows.toSalesforce) {
    if (field.looks === 'account' && isUntouched(input, halves, field, salesforce)) {
      const accounts = input.after.accountsNamed(exchange);
      if (exchange !== '' && accounts.length !== 1) return 'ACCOUNT_NOT_MATCHED';
    }
    if (field.looks === 'email' && !addressForm.test(exchange) && exchange !== '') {
      if (isUntouched(input, halves, field, salesforce)) return 'MALFORMED_EMAIL';
    }
    if (exchange.length > field.longest && isCutOf(salesforce, exchange)) return 'FIELD_TOO_LONG';
    if (field.name === 'LastName' && exchange === '' && standsIn(input, halves, salesforce)) return 'MISSING_LAST_NAME';
  }
  return wasLeftAtFirstLink(input, settings, halves, pair) ? 'LEFT_DIFFERENT' : null;
}

/** Salesforce has in this field what it had at the beginning: nothing, for a new record. */
function isUntouched({ before }: ContactInput, { record }: ContactPair, field: ContactField, now: string): boolean {
  const earlier = before.contact(record.Id);
  return now === (earlier === undefined ? '' : sense(field, before.textInSalesforce(field, earlier)));
}

/** Salesforce insists on a last name: the company or the name in the address takes its place. */
function standsIn({ after }: ContactInput, { item }: ContactPair, lastName: string): boolean {
  const text = (name: string): string => after.textInExchange(contactField(name), item).trim();
  const company = text('Account.Name');
  return lastName !== '' && (company === '' ? text('Email').split('@')[0] === lastName : company === lastName);
}

/** Two contacts that existed before they met keep what differs, where the configuration leaves both. */
function wasLeftAtFirstLink(
  { before }: ContactInput,
  settings: ContactSettings,
  halves: ContactPair,
  { field, salesforce, exchange }: FieldPair,
): boolean {
  const record = before.contact(halves.record.Id);
  const item = before.item(halves.item.id);
  if (record === undefined || item === undefined || salesforce === '' || exchange === '') return false;
  const isAsBefore =
    sense(field, before.textInSalesforce(field, record)) === salesforce &&
    sense(field, before.textInExchange(field, item)) === exchange;
  return isAsBefore && (settings.firstLink === 'LeaveBoth' || field.name === 'Description');
}
