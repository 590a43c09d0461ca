// The contact settings of Exchange_Configuration__c: their table, and what several of them say together. Which field
// goes which way is the table of contact fields, unless a configuration says otherwise. How to add a setting:
// docs/change-recipes.md. Rule: docs/settings.md.
import { contactFieldNames, contactFields, type ContactField, type FieldDirection } from '../contact/fields.js';
import { conditionsOf, type Condition } from './conditions.js';
import { choice, json, notReadable, readSettings, type Reading, type Settings, type SettingsOf } from './table.js';

/** Every field is there; the direction of the contacts is applied by the planner. */
type FieldMapping = Readonly<Record<ContactField, FieldDirection>>;

const everyContact: readonly Condition[] = [];
const asInTable = Object.fromEntries(contactFieldNames.map((name) => [name, usual(name)])) as FieldMapping;

export const contactSettings = {
  direction: choice('Contact_Direction__c', 'DoNotSync', 'SalesforceToExchange', 'ExchangeToSalesforce', 'BothWays'),
  scope: choice('Contact_Scope__c', 'Owned', 'AllVisible'),
  conditions: json('Contact_Conditions__c', everyContact, conditionsOf),
  leavesReach: choice('Contact_Leaves_Reach__c', 'KeepCopy', 'RemoveUnchangedCopy'),
  severalMatches: choice(
    'Contact_Several_Matches__c',
    'MostRecentlyUpdated',
    'MostRecentActivity',
    'OldestCreated',
    'Ask',
  ),
  firstLink: choice('Contact_First_Link__c', 'LeaveBoth', 'Salesforce', 'Exchange'),
  conflict: choice('Contact_Conflict__c', 'SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'),
  deletedInExchange: choice('Contact_Deleted_In_Exchange__c', 'KeepOtherCopy', 'DeleteOtherCopy'),
  deletedInSalesforce: choice('Contact_Deleted_In_Salesforce__c', 'KeepOtherCopy', 'DeleteOtherCopy'),
  fields: json('Contact_Field_Mapping__c', asInTable, mappingOf),
} as const;

export type ContactSettings = SettingsOf<typeof contactSettings>;
export type ContactDirection = ContactSettings['direction'];

/** Each direction of a field with that of the contacts which it contradicts: it cannot go where they do not go. */
const contradicted: Readonly<Record<FieldDirection, ContactDirection | null>> = {
  both: null,
  toExchange: 'ExchangeToSalesforce',
  toSalesforce: 'SalesforceToExchange',
  off: null,
};

export function contactSettingsOf(row: Readonly<Record<string, unknown>>): Settings<ContactSettings> {
  const { values, faults } = readSettings(contactSettings, row);
  const isAgainst = (name: ContactField): boolean =>
    contradicted[values.fields[name]] === values.direction && values.fields[name] !== usual(name);
  const wrong = contactFieldNames.filter(isAgainst);
  if (wrong.length === 0) return { values, faults };
  const fields = { ...values.fields, ...Object.fromEntries(wrong.map((name) => [name, usual(name)])) };
  return {
    values: { ...values, fields },
    faults: [...faults, { field: contactSettings.fields.field, problem: 'contradiction' }],
  };
}

/** The directions of the table with those that a configuration names instead. Fixed fields keep theirs. */
function mappingOf(held: unknown): Reading<FieldMapping> {
  if (typeof held !== 'object' || held === null || Array.isArray(held)) return notReadable;
  const entries = Object.entries(held).map(([name, direction]) => {
    const field = contactFieldNames.find((known) => known === name);
    if (field === undefined || !isDirection(direction)) return 'unknown value';
    return contactFields[field].isFixed && direction !== usual(field) ? 'contradiction' : { [field]: direction };
  });
  return {
    value: Object.assign({}, asInTable, ...entries.filter((entry) => typeof entry !== 'string')) as FieldMapping,
    problems: entries.filter((entry) => typeof entry === 'string'),
  };
}

function isDirection(value: unknown): value is FieldDirection {
  return typeof value === 'string' && Object.hasOwn(contradicted, value);
}

function usual(name: ContactField): FieldDirection {
  return contactFields[name].direction;
}
