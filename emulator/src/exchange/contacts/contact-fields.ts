// The properties of a contact in v1.0, once: their kind, order and limits. Everything that reads, writes, selects or
// filters contacts goes by this table. Source: v1.0 metadata and recorded answers (notes.md, "Contacts: fields").

type FieldKind = 'text' | 'texts' | 'emails' | 'address' | 'date';

export interface ContactField {
  readonly name: string;
  readonly kind: FieldKind;
  /** Most entries of a list; Exchange has no more slots. */
  readonly entriesMax?: number;
  /** Reads "" and not null when unset, no matter who made the contact. */
  readonly isNeverNull?: boolean;
}

/** In the order of recorded answers. */
export const contactFields: readonly ContactField[] = [
  { name: 'categories', kind: 'texts' },
  { name: 'birthday', kind: 'date' },
  { name: 'fileAs', kind: 'text', isNeverNull: true },
  { name: 'displayName', kind: 'text' },
  { name: 'givenName', kind: 'text' },
  { name: 'initials', kind: 'text' },
  { name: 'middleName', kind: 'text' },
  { name: 'nickName', kind: 'text' },
  { name: 'surname', kind: 'text' },
  { name: 'title', kind: 'text' },
  { name: 'yomiGivenName', kind: 'text' },
  { name: 'yomiSurname', kind: 'text' },
  { name: 'yomiCompanyName', kind: 'text' },
  { name: 'generation', kind: 'text' },
  { name: 'imAddresses', kind: 'texts' },
  { name: 'jobTitle', kind: 'text' },
  { name: 'companyName', kind: 'text' },
  { name: 'department', kind: 'text' },
  { name: 'officeLocation', kind: 'text' },
  { name: 'profession', kind: 'text' },
  { name: 'businessHomePage', kind: 'text' },
  { name: 'assistantName', kind: 'text' },
  { name: 'manager', kind: 'text' },
  { name: 'homePhones', kind: 'texts', entriesMax: 2 },
  { name: 'mobilePhone', kind: 'text' },
  { name: 'businessPhones', kind: 'texts', entriesMax: 2 },
  { name: 'spouseName', kind: 'text' },
  { name: 'personalNotes', kind: 'text', isNeverNull: true },
  { name: 'children', kind: 'texts' },
  { name: 'emailAddresses', kind: 'emails', entriesMax: 3 },
  { name: 'homeAddress', kind: 'address' },
  { name: 'businessAddress', kind: 'address' },
  { name: 'otherAddress', kind: 'address' },
];

export const contactField: ReadonlyMap<string, ContactField> = new Map(
  contactFields.map((field) => [field.name, field]),
);

/** Set by Exchange alone. */
export const readOnlyProperties = ['id', 'changeKey', 'createdDateTime', 'lastModifiedDateTime'] as const;

/** The three addresses again, one by one; in answers without `$select` only (2025). */
export const singleAddressProperties = [
  'primaryEmailAddress',
  'secondaryEmailAddress',
  'tertiaryEmailAddress',
] as const;

/** Of the metadata, but not in the emulator. */
export const unmodelledProperties = ['extensions', 'photo', 'multiValueExtendedProperties'] as const;

export const selectableProperties: readonly string[] = [
  ...readOnlyProperties,
  'parentFolderId',
  ...contactFields.map((field) => field.name),
  ...singleAddressProperties,
];

/** A change of one of these without displayName makes Exchange build displayName again. */
export const nameParts = ['givenName', 'middleName', 'surname', 'generation'] as const;

export const addressParts = ['street', 'city', 'state', 'countryOrRegion', 'postalCode'] as const;

export type PhysicalAddress = Partial<Record<(typeof addressParts)[number], string>>;

export interface EmailAddress {
  readonly name: string;
  /** Absent when Exchange could not read what was sent as an address. */
  readonly address?: string;
}

export type Properties = Record<string, FieldValue>;

/** A text property; "" where it is not set. */
export function textOf(properties: Readonly<Properties>, name: string): string {
  const value = properties[name];
  return typeof value === 'string' ? value : '';
}

export type FieldValue = string | readonly string[] | readonly EmailAddress[] | PhysicalAddress;
