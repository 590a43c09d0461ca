// Stand-in for ExchangeFieldMappingCheck.cls: whether the connector can read the field mapping of a configuration.
import type { Labels } from '../schema/labels.js';
import { isObject, valueOf } from './exchange-sync-json.js';
import { isBlank, isSameText } from './platform/strings.js';

const fixedFields = ['LastName', 'FirstName', 'Email', 'Account.Name'];
const otherFields = [
  'MiddleName',
  'Suffix',
  'Salutation',
  'Title',
  'Department',
  'Phone',
  'MobilePhone',
  'HomePhone',
  'OtherPhone',
  'Fax',
  'AssistantName',
  'AssistantPhone',
  'MailingStreet',
  'MailingCity',
  'MailingState',
  'MailingPostalCode',
  'MailingCountry',
  'OtherStreet',
  'OtherCity',
  'OtherState',
  'OtherPostalCode',
  'OtherCountry',
  'Birthdate',
  'Description',
];
const directions = ['both', 'toExchange', 'toSalesforce', 'off'];

/** What is wrong and how to fix it, or null. `contactDirection` is a value of Contact_Direction__c. */
export function faultIn(labels: Labels, text: string | null, contactDirection: string | null): string | null {
  if (text === null || isBlank(text)) return null;
  const parsed = valueOf(text);
  if (!isObject(parsed)) return labels.text('Mapping_Unreadable');
  for (const [field, direction] of Object.entries(parsed)) {
    const fault = faultInEntry(labels, field, direction, contactDirection);
    if (fault !== null) return fault;
  }
  return null;
}

function faultInEntry(
  labels: Labels,
  field: string,
  direction: unknown,
  contactDirection: string | null,
): string | null {
  if (!fixedFields.includes(field) && !otherFields.includes(field)) {
    return labels.text('Mapping_Field_Unknown', field, otherFields.join(', '));
  }
  if (typeof direction !== 'string' || !directions.includes(direction)) {
    return labels.text('Mapping_Direction_Unknown', field);
  }
  if (fixedFields.includes(field) && !isSameText(direction, 'both')) return labels.text('Mapping_Field_Fixed', field);
  return isAgainst(direction, contactDirection) ? labels.text('Mapping_Against_Direction', field) : null;
}

function isAgainst(direction: string, contactDirection: string | null): boolean {
  return (
    (isSameText(contactDirection, 'SalesforceToExchange') && isSameText(direction, 'toSalesforce')) ||
    (isSameText(contactDirection, 'ExchangeToSalesforce') && isSameText(direction, 'toExchange'))
  );
}
