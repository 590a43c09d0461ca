// What a contact's fields are called on either side, for people who compare the two systems by hand: written from
// docs/fields.md, on purpose not from the connector's own table, so that a mistake there is seen here. Nothing of the
// connector may be imported here.
import { textOf, type Looks } from '../texts.js';

/** Where a value stands on an Exchange contact. */
export type Place =
  | { readonly in: 'property'; readonly name: string }
  | { readonly in: 'list'; readonly name: string }
  | { readonly in: 'address'; readonly name: string; readonly part: string }
  | { readonly in: 'extended'; readonly id: string };

export type FieldDirection = 'both' | 'toExchange' | 'toSalesforce' | 'off';

export interface ContactField {
  /** Name in Salesforce; `Account.Name` for the company. */
  readonly name: string;
  readonly label: string;
  readonly place: Place;
  readonly looks: Looks;
  /** Longest text that Salesforce takes. */
  readonly longest: number;
  /** What a configuration starts with. */
  readonly direction: FieldDirection;
}

const property = (name: string): Place => ({ in: 'property', name });
const first = (name: string): Place => ({ in: 'list', name });
const part = (name: string, of: string): Place => ({ in: 'address', name, part: of });
const extended = (id: string): Place => ({ in: 'extended', id });

type Row = readonly [name: string, label: string, place: Place, looks: Looks, longest: number, off?: 'off'];

const rows: readonly Row[] = [
  ['LastName', 'Last name', property('surname'), 'line', 80],
  ['FirstName', 'First name', property('givenName'), 'line', 40],
  ['MiddleName', 'Middle name', property('middleName'), 'line', 40],
  ['Suffix', 'Suffix', property('generation'), 'line', 40],
  ['Salutation', 'Salutation', property('title'), 'line', 40],
  ['Email', 'E-mail', first('emailAddresses'), 'email', 80],
  ['Account.Name', 'Company', property('companyName'), 'account', 255],
  ['Title', 'Job title', property('jobTitle'), 'line', 128],
  ['Department', 'Department', property('department'), 'line', 80],
  ['Phone', 'Business phone', first('businessPhones'), 'phone', 40],
  ['MobilePhone', 'Mobile phone', property('mobilePhone'), 'phone', 40],
  ['HomePhone', 'Home phone', first('homePhones'), 'phone', 40, 'off'],
  ['OtherPhone', 'Other phone', extended('String 0x3A1F'), 'phone', 40],
  ['Fax', 'Fax', extended('String 0x3A24'), 'phone', 40],
  ['AssistantName', 'Assistant', property('assistantName'), 'line', 40],
  ['AssistantPhone', "Assistant's phone", extended('String 0x3A2E'), 'phone', 40],
  ['MailingStreet', 'Street', part('businessAddress', 'street'), 'lines', 255],
  ['MailingCity', 'City', part('businessAddress', 'city'), 'line', 40],
  ['MailingState', 'State', part('businessAddress', 'state'), 'line', 80],
  ['MailingPostalCode', 'Postal code', part('businessAddress', 'postalCode'), 'line', 20],
  ['MailingCountry', 'Country', part('businessAddress', 'countryOrRegion'), 'line', 80],
  ['OtherStreet', 'Other street', part('otherAddress', 'street'), 'lines', 255, 'off'],
  ['OtherCity', 'Other city', part('otherAddress', 'city'), 'line', 40, 'off'],
  ['OtherState', 'Other state', part('otherAddress', 'state'), 'line', 80, 'off'],
  ['OtherPostalCode', 'Other postal code', part('otherAddress', 'postalCode'), 'line', 20, 'off'],
  ['OtherCountry', 'Other country', part('otherAddress', 'countryOrRegion'), 'line', 80, 'off'],
  ['Birthdate', 'Birthday', property('birthday'), 'date', 10, 'off'],
  ['Description', 'Notes', property('personalNotes'), 'lines', 32_000, 'off'],
];

export const contactTable: readonly ContactField[] = rows.map(([name, label, place, looks, longest, off]) => ({
  name,
  label,
  place,
  looks,
  longest,
  direction: off ?? 'both',
}));

export function contactField(name: string): ContactField {
  const found = contactTable.find((field) => field.name === name);
  if (found === undefined) throw new Error(`the field table has no ${name}`);
  return found;
}

/** What is on an Exchange contact at this place, as it stands there; '' when there is nothing. */
export function textInExchange(
  field: ContactField,
  properties: Readonly<Record<string, unknown>>,
  extendedProperties: Readonly<Record<string, string>>,
): string {
  const { place } = field;
  switch (place.in) {
    case 'property':
      return textOf(properties[place.name]);
    case 'list': {
      const entry: unknown = (properties[place.name] as readonly unknown[] | undefined)?.[0];
      return typeof entry === 'object' && entry !== null
        ? textOf((entry as { address?: unknown }).address)
        : textOf(entry);
    }
    case 'address':
      return textOf((properties[place.name] as Readonly<Record<string, unknown>> | undefined)?.[place.part]);
    case 'extended': {
      const id = Object.keys(extendedProperties).find((key) => key.toLowerCase() === place.id.toLowerCase());
      return id === undefined ? '' : (extendedProperties[id] ?? '');
    }
  }
}
