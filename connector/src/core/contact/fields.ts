// The field table of contacts: one row a field, and the only place that knows a field's two names. Mapping, canonical
// form, hashes, permissions, and docs read it. A new row goes at the end: the position is the field's place in the
// stored hashes. How to add one: docs/change-recipes.md.

/** Where a value stands on a Graph contact. */
export type ExchangePlace =
  | { readonly kind: 'property'; readonly name: string }
  /** Element 0 of a list is ours; the rest goes back as read. */
  | { readonly kind: 'firstOf'; readonly name: ListName }
  | {
      readonly kind: 'address';
      readonly name: 'businessAddress' | 'otherAddress';
      readonly part: (typeof addressParts)[number][1];
    }
  | { readonly kind: 'extended'; readonly id: string };

type ListName = 'emailAddresses' | 'businessPhones' | 'homePhones';

/** Which way a field's value may travel. */
export type FieldDirection = 'both' | 'toExchange' | 'toSalesforce' | 'off';

type FieldForm = 'text' | 'lines' | 'email' | 'phone' | 'date' | 'picklist' | 'account';

export interface FieldRow {
  readonly salesforce: string;
  readonly exchange: ExchangePlace;
  /** Salesforce length in characters; describe may say less or more, and then describe counts. */
  readonly lengthMax: number;
  readonly form: FieldForm;
  readonly direction: FieldDirection;
  /** Fixed fields take part in matching: a configuration may not change their direction. */
  readonly isFixed: boolean;
  /** Not every org has it: without it in describe it is unread, and nobody is told. */
  readonly isOptional?: true;
  /** Never overwritten when two existing records are joined, whatever the configuration says. */
  readonly isNotes?: true;
}

const property = (name: string): ExchangePlace => ({ kind: 'property', name });
const firstOf = (name: ListName): ExchangePlace => ({ kind: 'firstOf', name });
const extended = (id: string): ExchangePlace => ({ kind: 'extended', id });

function row(
  salesforce: string,
  exchange: ExchangePlace,
  lengthMax: number,
  form: FieldForm,
  more: Partial<FieldRow> = {},
): FieldRow {
  return { salesforce, exchange, lengthMax, form, direction: 'both', isFixed: false, ...more };
}

/** What an address is made of: our name, Graph's, and what the two take. */
export const addressParts = [
  ['Street', 'street', 255, 'lines'],
  ['City', 'city', 40, 'text'],
  ['State', 'state', 80, 'picklist'],
  ['PostalCode', 'postalCode', 20, 'text'],
  ['Country', 'countryOrRegion', 80, 'picklist'],
] as const;

type AddressField<Prefix extends string> = `${Prefix}${(typeof addressParts)[number][0]}`;

function addressRows<Prefix extends 'Mailing' | 'Other'>(
  prefix: Prefix,
  name: 'businessAddress' | 'otherAddress',
  direction: FieldDirection,
): Record<AddressField<Prefix>, FieldRow> {
  const rows = addressParts.map(([part, graphPart, lengthMax, form]) => [
    `${prefix}${part}`,
    row(`${prefix}${part}`, { kind: 'address', name, part: graphPart }, lengthMax, form, { direction }),
  ]);
  return Object.fromEntries(rows) as Record<AddressField<Prefix>, FieldRow>;
}

/** Extended properties of Exchange for what Graph v1.0 has no property for (MAPI tags; to be confirmed in a tenant). */
export const otherTelephoneTag = 'String 0x3A1F';
export const businessFaxTag = 'String 0x3A24';
const assistantTelephoneTag = 'String 0x3A2E';

export const contactFields = {
  LastName: row('LastName', property('surname'), 80, 'text', { isFixed: true }),
  FirstName: row('FirstName', property('givenName'), 40, 'text', { isFixed: true }),
  MiddleName: row('MiddleName', property('middleName'), 40, 'text', { isOptional: true }),
  Suffix: row('Suffix', property('generation'), 40, 'text', { isOptional: true }),
  Salutation: row('Salutation', property('title'), 40, 'picklist'),
  Email: row('Email', firstOf('emailAddresses'), 80, 'email', { isFixed: true }),
  'Account.Name': row('Account.Name', property('companyName'), 255, 'account', { isFixed: true }),
  Title: row('Title', property('jobTitle'), 128, 'text'),
  Department: row('Department', property('department'), 80, 'text'),
  Phone: row('Phone', firstOf('businessPhones'), 40, 'phone'),
  MobilePhone: row('MobilePhone', property('mobilePhone'), 40, 'phone'),
  HomePhone: row('HomePhone', firstOf('homePhones'), 40, 'phone', { direction: 'off' }),
  OtherPhone: row('OtherPhone', extended(otherTelephoneTag), 40, 'phone'),
  Fax: row('Fax', extended(businessFaxTag), 40, 'phone'),
  AssistantName: row('AssistantName', property('assistantName'), 40, 'text'),
  AssistantPhone: row('AssistantPhone', extended(assistantTelephoneTag), 40, 'phone'),
  ...addressRows('Mailing', 'businessAddress', 'both'),
  ...addressRows('Other', 'otherAddress', 'off'),
  Birthdate: row('Birthdate', property('birthday'), 10, 'date', { direction: 'off' }),
  Description: row('Description', property('personalNotes'), 32_000, 'lines', { direction: 'off', isNotes: true }),
} as const satisfies Record<string, FieldRow>;

export type ContactField = keyof typeof contactFields;

/** All fields in table order: the order of the stored hashes. */
export const contactFieldNames = Object.keys(contactFields) as readonly ContactField[];

/** Version of the canonical form. Raise it when `canonical.ts` or `map.ts` make another text of the same value. */
export const contactFormVersion = 1;

export const extendedPropertyTags: readonly string[] = [otherTelephoneTag, businessFaxTag, assistantTelephoneTag];

export function fieldRow(field: ContactField): FieldRow {
  return contactFields[field];
}
