// Which configuration holds for a person and what it asks for, read from the org's records by hand: the comparison must
// not ask the connector. Only values that the demo cast uses are understood; others are refused, never guessed.
import { contactTable, textOf, type FieldDirection } from './contact-table.js';
import { isDeleted, type CastMember, type OrgRecord, type Systems } from './systems.js';

export interface PersonSettings {
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

const directions: Readonly<Record<string, { readonly toExchange: boolean; readonly toSalesforce: boolean }>> = {
  DoNotSync: { toExchange: false, toSalesforce: false },
  SalesforceToExchange: { toExchange: true, toSalesforce: false },
  ExchangeToSalesforce: { toExchange: false, toSalesforce: true },
  BothWays: { toExchange: true, toSalesforce: true },
};

/** Null: in no active configuration. */
export function settingsOf(systems: Systems, person: CastMember): PersonSettings | null {
  const row = configurationOf(systems, person);
  return row === null ? null : settingsFrom(row);
}

/** The record of the active configuration; the person's own assignment goes before that of the profile. */
export function configurationOf(systems: Systems, person: CastMember): OrgRecord | null {
  const user = systems.records('User').find(({ Id }) => Id === person.userId);
  const assignments = systems.records('Exchange_Configuration_Assignment__c').filter((row) => !isDeleted(row));
  const assignment =
    assignments.find((row) => row['User__c'] === person.userId) ??
    assignments.find((row) => row['Profile_Id__c'] !== null && row['Profile_Id__c'] === user?.['ProfileId']);
  const row = systems.records('Exchange_Configuration__c').find(({ Id }) => Id === assignment?.['Configuration__c']);
  return row === undefined || isDeleted(row) || row['Active__c'] !== true ? null : row;
}

function settingsFrom(row: OrgRecord): PersonSettings {
  const direction = directions[textOf(row['Contact_Direction__c'])];
  const takes = row['Contact_Scope__c'];
  if (direction === undefined || (takes !== 'Owned' && takes !== 'AllVisible')) {
    throw new Error(`the comparison does not understand the configuration ${textOf(row['Name'])}`);
  }
  return {
    configuration: textOf(row['Name']),
    ...direction,
    takes,
    conditions: conditionsFrom(textOf(row['Contact_Conditions__c'])),
    firstLink: textOf(row['Contact_First_Link__c']),
    fields: fieldsFrom(textOf(row['Contact_Field_Mapping__c'])),
  };
}

function conditionsFrom(text: string): PersonSettings['conditions'] {
  const lines = JSON.parse(text || '[]') as readonly { field: string; operator: string; value: unknown }[];
  return lines.map(({ field, operator, value }) => {
    if (operator !== 'equals' || typeof value !== 'string') {
      throw new Error(`the comparison understands the operator equals only, not ${operator}`);
    }
    return { field, value };
  });
}

function fieldsFrom(text: string): PersonSettings['fields'] {
  const overrides = JSON.parse(text || '{}') as Readonly<Record<string, FieldDirection>>;
  return new Map(contactTable.map(({ name, direction }) => [name, overrides[name] ?? direction]));
}

/** Whether the configuration takes this record from Salesforce for this person, now. */
export function takesRecord(settings: PersonSettings, person: CastMember, record: OrgRecord): boolean {
  if (!settings.toExchange || isDeleted(record)) return false;
  const isTaken = settings.takes === 'Owned' ? record['OwnerId'] === person.userId : isVisible(person, record);
  // Salesforce compares texts without case.
  const isEqual = (field: string, value: string): boolean =>
    textOf(record[field]).toLowerCase() === value.toLowerCase();
  return isTaken && settings.conditions.every(({ field, value }) => isEqual(field, value));
}

/** A contact without account is private to its owner; the others are for everybody to see in the emulated org. */
export function isVisible(person: CastMember, contact: OrgRecord): boolean {
  return contact['OwnerId'] === person.userId || contact['AccountId'] !== null;
}
