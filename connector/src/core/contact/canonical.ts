// The canonical form: one text for what both systems mean by a value, so that sameness is equality of texts. Pure,
// and idempotent: the form of a form is itself. It forgives only what one of the systems does by itself (line ends,
// blanks at the ends, Unicode composition; ../text.ts). Whoever changes a text that comes out of here raises
// `contactFormVersion`. Rule: docs/fields.md; laws P10, P11.
import type { HashTable } from '../hash.js';
import { cleaned, manyLines, oneLine } from '../text/clean.js';
import { contactFieldNames, contactFormVersion, fieldRow, type ContactField, type FieldRow } from './fields.js';

const calendarDate = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/s;

const inForm: Readonly<Record<FieldRow['form'], (clean: string) => string>> = {
  ...{ text: oneLine, email: oneLine, picklist: oneLine, account: oneLine, lines: manyLines },
  phone: (clean) => oneLine(clean).replace(/\s+/g, ' '),
  date: (clean) => dateOf(clean.trim()),
};

/**
 * The canonical text of a value; '' = empty. E-mail addresses keep their letters as written: compare with
 * `comparable`.
 */
export function canonicalValue(field: ContactField, text: string): string {
  return inForm[fieldRow(field).form](cleaned(text));
}

/** What two values are compared by, and what hashes are made of. Takes canonical values. */
export function comparable(field: ContactField, value: string): string {
  return fieldRow(field).form === 'email' ? value.toLowerCase() : value;
}

export const contactTable: HashTable<ContactField> = {
  names: contactFieldNames,
  comparable,
  formVersion: contactFormVersion,
};

/**
 * The date as written, whatever the time behind it and the zone of this machine: Graph answers 11:59Z of the
 * birthday.
 */
function dateOf(text: string): string {
  const [, year, month, day] = calendarDate.exec(text) ?? [];
  if (year === undefined) return '';
  const date = `${year}-${month}-${day}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : '';
}
