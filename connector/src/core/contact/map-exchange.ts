// From a Graph contact to canonical values. What cannot be taken over as it is becomes a problem and stays unread; it
// is never a blank. A property that the answer does not have is unread as well: only null, '', [] and {} are empty.
// Rule: docs/fields.md; laws P10, P24.
import type { FieldAccess } from '../describe.js';
import { assertNever } from '../failure.js';
import { flowsOfField } from '../merge.js';
import { toInstant, type ExchangeContactId, type FolderId } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import { cutWithMark, textOf } from '../text/clean.js';
import { canonicalValue } from './canonical.js';
import { contactFieldNames, fieldRow, type ContactField, type ExchangePlace, type FieldDirection } from './fields.js';
import type { ContactProblem, ExchangeContact, GraphContact } from './model.js';
import { extendedProperty, stampOf } from './stamp.js';

export interface ExchangeMapContext {
  readonly fields: Readonly<Record<ContactField, FieldDirection>>;
  /** Contact's fields as the person sees them; null = not known, then the lengths of the field table count. */
  readonly describe: ReadonlyMap<string, FieldAccess> | null;
  /**
   * `listing`: delta pages and lists, which lack extended properties and truncate notes. `all`: a read by id with our
   * `$expand`.
   */
  readonly propertiesRead: 'all' | 'listing';
}

interface Reading {
  /** Absent = unread. */
  readonly value?: string;
  readonly problem?: ReasonCode;
}

const unread: Reading = {};
/** Salesforce takes no dates before; Outlook's year for "no year" (1604) lies before it too. */
const firstYear = '1700';
const addressLengthMax = 254;
// What Salesforce takes: ASCII, a dot in the domain, none at an end of the local part or beside another.
const localPart = /^(?!\.)(?!.*\.(?:\.|$))[\w.!#$%&'*+/=?^`{|}~-]+$/;
const domain = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]{2}$/i;

export function exchangeContactFromGraph(raw: GraphContact, context: ExchangeMapContext): ExchangeContact {
  const values: Partial<Record<ContactField, string>> = {};
  const problems: ContactProblem[] = [];
  for (const field of contactFieldNames) {
    if (context.fields[field] === 'off') continue;
    const { value, problem } = readField(field, raw, context);
    if (value !== undefined) values[field] = value;
    if (problem !== undefined) problems.push({ field, reason: problem });
  }
  return {
    id: raw.id as ExchangeContactId,
    version: raw.changeKey ?? '',
    // Without a time of change it counts as older than everything: it wins no conflict.
    modifiedAt: toInstant(raw.lastModifiedDateTime ?? raw.createdDateTime ?? 0),
    folderId: (raw.parentFolderId ?? '') as FolderId,
    stamp: stampOf(raw),
    values,
    problems,
    raw,
  };
}

/** All valid addresses of the contact, lower-cased, each once, in their order: any of them may match. */
export function emailsOf(raw: GraphContact): string[] {
  return [...new Set(validAddresses(raw).map((address) => address.toLowerCase()))];
}

/** The addresses that Salesforce would take, as written. */
export function validAddresses(raw: GraphContact): string[] {
  return (raw.emailAddresses ?? [])
    .map((entry) => canonicalValue('Email', entry?.address ?? ''))
    .filter(isEmailAddress);
}

function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return (
    text.length <= addressLengthMax && localPart.test(text.slice(0, Math.max(at, 0))) && domain.test(text.slice(at + 1))
  );
}

function readField(field: ContactField, raw: GraphContact, context: ExchangeMapContext): Reading {
  const { exchange: place, form } = fieldRow(field);
  if (form === 'email') return readEmail(field, raw, context);
  const text = readText(raw, place, context);
  return text === undefined ? unread : shape(field, text, context);
}

/** The text at this place, '' when it is empty, undefined when this answer does not tell. */
function readText(raw: GraphContact, place: ExchangePlace, { propertiesRead }: ExchangeMapContext): string | undefined {
  switch (place.kind) {
    case 'property':
      return place.name === 'personalNotes' && propertiesRead === 'listing' ? undefined : textOf(raw[place.name]);
    case 'firstOf': {
      const list = raw[place.name];
      return Array.isArray(list) ? textOf(list[0] ?? null) : textOf(list);
    }
    case 'address': {
      const address = raw[place.name];
      return isObject(address) ? textOf(address[place.part] ?? null) : textOf(address);
    }
    case 'extended':
      return propertiesRead === 'listing' ? undefined : (extendedProperty(raw, place.id) ?? '');
    default:
      return assertNever(place);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Graph loses an address that it cannot parse and keeps the name beside it: such an entry is not an empty one. */
function readEmail(field: ContactField, raw: GraphContact, context: ExchangeMapContext): Reading {
  if (raw.emailAddresses === undefined) return unread;
  const first = raw.emailAddresses?.[0];
  const value = canonicalValue(field, first?.address ?? '');
  if (!travelsToSalesforce(field, context)) return { value };
  if (value === '' && (first?.name ?? '').trim() === '') return { value };
  // A cut address would be another address, so a too long one is not taken either.
  const isTaken = isEmailAddress(value) && value.length <= lengthMaxOf(field, context);
  return isTaken ? { value } : { problem: 'MALFORMED_EMAIL' };
}

/** What Salesforce will do to the value is done here already, so that it never comes back different. */
function shape(field: ContactField, text: string, context: ExchangeMapContext): Reading {
  const value = canonicalValue(field, text);
  const { form, salesforce } = fieldRow(field);
  if (form === 'date') return shapeDate(value, text);
  const allowed = context.describe?.get(salesforce)?.allowedValues ?? null;
  if (form === 'picklist' && allowed !== null && value !== '') return shapePicklist(field, value, allowed, context);
  const cut = cutWithMark(value, lengthMaxOf(field, context));
  return cut !== value && travelsToSalesforce(field, context)
    ? { value: cut, problem: 'FIELD_TOO_LONG' }
    : { value: cut };
}

/** A birthday without a year, or one that is no date, has no counterpart in Salesforce: it is left alone there. */
function shapeDate(value: string, text: string): Reading {
  if (value === '') return text.trim() === '' ? { value } : unread;
  return value.slice(0, 4) < firstYear ? unread : { value };
}

function shapePicklist(
  field: ContactField,
  value: string,
  allowed: readonly string[],
  context: ExchangeMapContext,
): Reading {
  const options = allowed.map((option) => canonicalValue(field, option));
  const option =
    options.find((one) => one === value) ?? options.find((one) => one.toLowerCase() === value.toLowerCase());
  if (option !== undefined) return { value: option };
  return travelsToSalesforce(field, context) ? { problem: 'NOT_IN_PICKLIST' } : { value };
}

function travelsToSalesforce(field: ContactField, { fields }: ExchangeMapContext): boolean {
  return flowsOfField[fields[field]].toSalesforce;
}

function lengthMaxOf(field: ContactField, { describe }: ExchangeMapContext): number {
  const row = fieldRow(field);
  const described = describe?.get(row.salesforce)?.lengthMax ?? 0;
  return described > 0 ? described : row.lengthMax;
}
