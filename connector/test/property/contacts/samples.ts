// Contacts as property tests need them: what people type, what both systems can hold, and a Salesforce person who
// sees all or some of it. The systems themselves are in stored-contact.ts.
import fc from 'fast-check';
import { canonicalValue } from '../../../src/core/contact/canonical.js';
import { cutWithMark } from '../../../src/core/text/clean.js';
import {
  contactFieldNames,
  fieldRow,
  type ContactField,
  type FieldDirection,
} from '../../../src/core/contact/fields.js';
import { exchangeContactFromGraph } from '../../../src/core/contact/map-exchange.js';
import {
  salesforceBody,
  salesforceContactFromRow,
  salesforceFieldsToRead,
} from '../../../src/core/contact/map-salesforce.js';
import type { FieldAccess, ObjectDescription, SalesforceRow } from '../../../src/core/describe.js';
import type {
  ContactValues,
  ExchangeContact,
  GraphContact,
  SalesforceContact,
} from '../../../src/core/contact/model.js';
import type { AccountId } from '../../../src/core/model.js';
import { rowAfterWrite, type GraphHabits, type SalesforceHabits } from './stored-contact.js';

export const stamp = '1;00D5g00000AbCdEEAV;0035g00000XyZaBAAW;intent;1';
const salutations = ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.'];
export const allBoth = Object.fromEntries(contactFieldNames.map((field) => [field, 'both'])) as Record<
  ContactField,
  FieldDirection
>;

/** Salesforce as a person who sees every field but the hidden ones. */
export function describeWithout(hidden: readonly string[] = []): ObjectDescription {
  const names = ['AccountId', ...contactFieldNames.map((field) => fieldRow(field).salesforce)];
  const fields = new Map(names.filter((name) => !hidden.includes(name)).map((name) => [name, accessOf(name)]));
  return { isReadable: true, isCreateable: true, isUpdateable: true, isDeletable: true, fields };
}

function accessOf(name: string): FieldAccess {
  const row = contactFieldNames.map(fieldRow).find(({ salesforce }) => salesforce === name);
  const allowedValues = name === 'Salutation' ? salutations : null;
  return {
    lengthMax: row?.form === 'date' ? 0 : (row?.lengthMax ?? 18),
    isCreateable: true,
    isUpdateable: true,
    allowedValues,
  };
}

export const everything = describeWithout();

// Accounts of the model: an account's id is made of its name, so every company has exactly one.
const accountNames = new Map<string, string>();
export function accountIdByName(name: string): AccountId {
  const id = `001:${name}` as AccountId;
  accountNames.set(id, name);
  return id;
}

export const emptyRow: SalesforceRow = {
  ...Object.fromEntries(salesforceFieldsToRead(allBoth, everything).map((name) => [name, null])),
  Id: '0035g00000XyZaBAAW',
  SystemModstamp: '2026-11-22T14:03:00.000+0000',
};

export function fromGraph(
  raw: GraphContact,
  describe: ObjectDescription | null = everything,
  fields = allBoth,
): ExchangeContact {
  return exchangeContactFromGraph(raw, { fields, describe: describe?.fields ?? null, propertiesRead: 'all' });
}

export function fromRow(row: SalesforceRow, describe = everything, fields = allBoth): SalesforceContact {
  return salesforceContactFromRow(row, { fields, describe, isInReach: true });
}

export function writeToSalesforce(row: SalesforceRow, values: ContactValues, habits: SalesforceHabits): SalesforceRow {
  return rowAfterWrite(row, salesforceBody(values, accountIdByName).fields, accountNames, habits);
}

export const graphHabits: fc.Arbitrary<GraphHabits> = fc.record({
  unsetText: fc.constantFrom(null, '' as const),
  propertyIds: fc.constantFrom('asSent' as const, 'normalised' as const),
});
export const salesforceHabits: fc.Arbitrary<SalesforceHabits> = fc.record({
  lineBreaks: fc.constantFrom('asSent' as const, 'crlf' as const),
});

// Pieces that texts break on: line ends, blanks of all kinds, accents apart, characters of two units and halves of
// them.
const pieces = [
  ...['\r\n', '\n', '\r', '\u2028', '\v', '\u0085', '\t', ' ', '  ', '\u00a0', '\ufeff', '\u0000', '\u200d'],
  ...[
    'e\u0301',
    'é',
    '\u0301',
    'ß',
    'Ω',
    '😀',
    '👨‍👩‍👧',
    '\ud83d',
    '\ude00',
    '…',
    '"',
    ';',
    '<b>',
    '%',
    '\\',
    'が',
    'か\u3099',
    'ﬁ',
  ],
];
export const wildText = fc
  .array(
    fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 })),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
export const longText = fc.tuple(wildText, fc.integer({ min: 1, max: 40 })).map(([text, times]) => text.repeat(times));
export const email = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9+_'-]{0,20}$/),
    fc.stringMatching(/^[a-z][a-z0-9]{0,20}\.(example|co\.uk|EXAMPLE)$/),
  )
  .map(([local, domain]) => `${local}@${domain}`);
export const date = fc
  .date({ min: new Date('1700-01-01T00:00:00Z'), max: new Date('2999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

/** A canonical value that both systems can hold: what a field may have after it was synced. */
function shapedValue(field: ContactField): fc.Arbitrary<string> {
  const { form, lengthMax } = fieldRow(field);
  if (field === 'Salutation') return fc.constantFrom('', ...salutations);
  if (form === 'email') return fc.oneof(fc.constant(''), email);
  if (form === 'date') return fc.oneof(fc.constant(''), fc.constant('2000-02-29'), date);
  return fc.oneof(wildText, longText).map((text) => cutWithMark(canonicalValue(field, text), lengthMax));
}

const required = 'LastName' satisfies ContactField;
export const shapedValues: fc.Arbitrary<Record<ContactField, string>> = fc
  .record(Object.fromEntries(contactFieldNames.map((field) => [field, shapedValue(field)])))
  .map((values) => ({ ...values, [required]: values[required] || 'Berg' }) as Record<ContactField, string>);
export const someFields = fc.subarray([...contactFieldNames]);

export function only(values: ContactValues, fields: readonly ContactField[]): ContactValues {
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? '']));
}

/** Everything that a person may have typed into Outlook, in whatever form. */
export const wildGraphContact: fc.Arbitrary<GraphContact> = fc
  .record({
    text: fc.array(fc.oneof(wildText, longText), { minLength: 24, maxLength: 24 }),
    email,
    date,
    rest: fc.array(wildText, { maxLength: 2 }),
  })
  .map(({ text, email: address, date: day, rest }) => {
    const next = (): string => text.pop() ?? '';
    return {
      ...{ id: 'AAkALgAAA', surname: next(), givenName: next(), middleName: next(), generation: next(), title: next() },
      ...{ companyName: next(), jobTitle: next(), department: next(), mobilePhone: next(), assistantName: next() },
      emailAddresses: [{ name: next(), address: day.endsWith('1') ? next() : address }],
      businessPhones: [next(), ...rest],
      homePhones: rest,
      businessAddress: { street: next(), city: next(), state: next() },
      otherAddress: { street: next(), postalCode: next(), countryOrRegion: next() },
      birthday: `${day}T11:59:00Z`,
      personalNotes: next(),
      singleValueExtendedProperties: [{ id: 'String 0x3a24', value: next() }],
    };
  });

export function graphName(field: ContactField): string {
  const { exchange: place } = fieldRow(field);
  return place.kind === 'extended' ? 'singleValueExtendedProperties' : place.name;
}
