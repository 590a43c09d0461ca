// What a person's configuration asks for of contacts, and which Salesforce contacts it takes. Only values that the
// worlds under test use are understood; others are refused, never guessed. The settings themselves: docs/settings.md.
import { configurationOf, notUnderstood, oneOf } from '../configuration.js';
import { isDeleted, type CastMember, type OrgRecord, type Systems } from '../systems.js';
import { textOf } from '../texts.js';
import { contactTable, type FieldDirection } from './table.js';

export interface ContactSettings {
  readonly configuration: string;
  readonly toExchange: boolean;
  readonly toSalesforce: boolean;
  /** Contacts the person owns, or all that the person can see. */
  readonly takes: 'Owned' | 'AllVisible';
  readonly conditions: readonly { readonly field: string; readonly value: string }[];
  readonly firstLink: string;
  /** Direction of each field by its Salesforce name. */
  readonly fields: ReadonlyMap<string, FieldDirection>;
}

const directions = ['DoNotSync', 'SalesforceToExchange', 'ExchangeToSalesforce', 'BothWays'] as const;

/** Null: in no active configuration. */
export function contactSettingsOf(systems: Systems, person: CastMember): ContactSettings | null {
  const row = configurationOf(systems, person);
  return row === null ? null : settingsFrom(row);
}

function settingsFrom(row: OrgRecord): ContactSettings {
  const direction = oneOf(row, 'Contact_Direction__c', directions);
  return {
    configuration: textOf(row['Name']),
    toExchange: direction === 'SalesforceToExchange' || direction === 'BothWays',
    toSalesforce: direction === 'ExchangeToSalesforce' || direction === 'BothWays',
    takes: oneOf(row, 'Contact_Scope__c', ['Owned', 'AllVisible']),
    conditions: conditionsFrom(row),
    firstLink: textOf(row['Contact_First_Link__c']),
    fields: fieldsFrom(textOf(row['Contact_Field_Mapping__c'])),
  };
}

function conditionsFrom(row: OrgRecord): ContactSettings['conditions'] {
  const text = textOf(row['Contact_Conditions__c']);
  const lines = JSON.parse(text || '[]') as readonly { field: string; operator: string; value: unknown }[];
  return lines.map(({ field, operator, value }) => {
    if (operator !== 'equals' || typeof value !== 'string') throw notUnderstood(row, `the operator ${operator}`);
    return { field, value };
  });
}

function fieldsFrom(text: string): ContactSettings['fields'] {
  const overrides = JSON.parse(text || '{}') as Readonly<Record<string, FieldDirection>>;
  return new Map(contactTable.map(({ name, direction }) => [name, overrides[name] ?? direction]));
}

/** Whether the configuration takes this record from Salesforce for this person, now. */
export function takesRecord(settings: ContactSettings, person: CastMember, record: OrgRecord): boolean {
  if (!settings.toExchange || isDeleted(record)) return false;
  const isTaken = settings.takes === 'Owned' ? record['OwnerId'] === person.userId : isVisible(person, record);
  // Salesforce compares texts without case.
  const isEqual = (field: string, value: string): boolean =>
    textOf(record[field]).toLowerCase() === value.toLowerCase();
  return isTaken && settings.conditions.every(({ field, value }) => isEqual(field, value));
}

/** A contact without account is private to its owner; the others are for everybody to see in the emulated org. */
export function isVisible(person: CastMember, contact: OrgRecord): boolean {
  return contact['OwnerId'] === person.userId || (contact['AccountId'] ?? null) !== null;
}
