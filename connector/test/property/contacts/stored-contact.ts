// What Exchange and Salesforce make of the bodies that they are sent, as far as the round trip of a contact's values
// needs it. Small on purpose: the emulator is the faithful one. Sources: docs on Graph contacts, reference recordings
// (birthday at 11:59Z, unset looks).
import type { GraphContact } from '../../../src/core/contact/model.js';
import type { SalesforceRow } from '../../../src/core/describe.js';

export interface GraphHabits {
  /** How a text that was never set, or was cleared, looks. */
  readonly unsetText: null | '';
  /** Whether ids of extended properties come back as sent or in Graph's own spelling. */
  readonly propertyIds: 'asSent' | 'normalised';
}

export interface SalesforceHabits {
  readonly lineBreaks: 'asSent' | 'crlf';
}

type Body = Readonly<Record<string, unknown>>;

const texts = [
  ...['surname', 'givenName', 'middleName', 'generation', 'title', 'companyName', 'jobTitle', 'department'],
  ...['mobilePhone', 'assistantName', 'personalNotes', 'displayName'],
];
const lists = ['emailAddresses', 'businessPhones', 'homePhones'];
const addresses = ['businessAddress', 'otherAddress'];

export const emptyGraphContact: GraphContact = { id: 'AAkALgAAA' };

/** The contact as a GET by id with `$expand` would show it after this write; `before` is what the last one showed. */
export function graphAfterWrite(before: GraphContact, body: Body, habits: GraphHabits): GraphContact {
  const after: Record<string, unknown> = { id: before.id, changeKey: `${before.changeKey ?? ''}+` };
  for (const name of texts) after[name] = storedText(name in body ? body[name] : before[name]) || habits.unsetText;
  for (const name of lists) after[name] = body[name] ?? before[name] ?? [];
  for (const name of addresses) after[name] = storedAddress(before[name], body[name]);
  after.birthday = storedBirthday('birthday' in body ? body.birthday : before.birthday);
  const extended = storedProperties(before, body, habits);
  if (extended.length > 0) after.singleValueExtendedProperties = extended;
  return after as GraphContact;
}

function storedText(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return text.trim() === '' ? '' : text;
}

function storedAddress(before: unknown, change: unknown): Body {
  if (change === null) throw new Error('500 ErrorInternalServerError');
  const parts = Object.entries({ ...(before as Body | undefined), ...(change as Body | undefined) });
  return Object.fromEntries(parts.filter(([, text]) => text !== null && text !== ''));
}

function storedBirthday(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return `${new Date(value).toISOString().slice(0, 10)}T11:59:00Z`;
}

function storedProperties(before: GraphContact, body: Body, habits: GraphHabits): { id: string; value: string }[] {
  const key = (id: string): string => id.toLowerCase();
  const kept = new Map((before.singleValueExtendedProperties ?? []).map((property) => [key(property.id), property]));
  for (const property of (body.singleValueExtendedProperties ?? []) as { id: string; value: string }[]) {
    const id =
      habits.propertyIds === 'normalised' ? property.id.replace(/0x\w+$/, (tag) => tag.toLowerCase()) : property.id;
    kept.set(key(id), { id, value: property.value });
  }
  return [...kept.values()];
}

/** The row as a query would show it after this write. `accountNames` are the accounts of the org by id. */
export function rowAfterWrite(
  before: SalesforceRow,
  fields: Body,
  accountNames: ReadonlyMap<string, string>,
  habits: SalesforceHabits,
): SalesforceRow {
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(fields)) after[name] = storedValue(name, value, habits);
  const accountId = after.AccountId;
  after.Account = typeof accountId === 'string' ? { Name: accountNames.get(accountId) ?? null } : null;
  return after as SalesforceRow;
}

function storedValue(name: string, value: unknown, habits: SalesforceHabits): string | null {
  if (value !== null && typeof value !== 'string') throw new Error(`${name}: JSON_PARSER_ERROR`);
  const text = (value ?? '').trim();
  if (text === '' && name === 'LastName') throw new Error('REQUIRED_FIELD_MISSING');
  if (text === '') return null;
  const isTextArea = name.endsWith('Street') || name === 'Description';
  return isTextArea && habits.lineBreaks === 'crlf' ? text.replace(/\r\n|\r|\n/g, '\r\n') : text;
}
