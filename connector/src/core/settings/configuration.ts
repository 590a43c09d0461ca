// From a row of Exchange_Configuration__c to the settings the sync works with, and from assignments to the one
// configuration of a person. Never guesses: an empty field takes the documented default, anything unknown, unreadable
// or contradictory is named as a fault, and a configuration with a fault syncs nobody. Rule: docs/settings.md.
import { chosen, isEmpty } from './values.js';
import { contactFieldNames, contactFields, type ContactField } from '../contact/fields.js';
import type { SalesforceRow } from '../describe.js';
import { eventConfigurationFields, eventSettingsOf } from './event.js';
import type { PersonId } from '../model.js';
import type {
  Assignment,
  Condition,
  ConditionOperator,
  Configuration,
  ConfigurationFault,
  ContactDirection,
  ContactSettings,
  FieldDirection,
} from './model.js';

/** Values of each picklist as the org has them; the first is what an empty field means. */
const picklists = {
  Contact_Direction__c: ['DoNotSync', 'SalesforceToExchange', 'ExchangeToSalesforce', 'BothWays'],
  Contact_Scope__c: ['Owned', 'AllVisible'],
  Contact_Leaves_Reach__c: ['KeepCopy', 'RemoveUnchangedCopy'],
  Contact_Several_Matches__c: ['MostRecentlyUpdated', 'MostRecentActivity', 'OldestCreated', 'Ask'],
  Contact_First_Link__c: ['LeaveBoth', 'Salesforce', 'Exchange'],
  Contact_Conflict__c: ['SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'],
  Contact_Deleted_In_Exchange__c: ['KeepOtherCopy', 'DeleteOtherCopy'],
  Contact_Deleted_In_Salesforce__c: ['KeepOtherCopy', 'DeleteOtherCopy'],
} as const;

type Picklist = keyof typeof picklists;

const conditionsField = 'Contact_Conditions__c';
const mappingField = 'Contact_Field_Mapping__c';

/** What has to be read of a configuration. */
export const configurationFields: readonly string[] = [
  'Name',
  'Active__c',
  ...Object.keys(picklists),
  conditionsField,
  mappingField,
  ...eventConfigurationFields,
];

const operators: readonly ConditionOperator[] = [
  'equals',
  'notEquals',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'contains',
  'startsWith',
  'in',
];

const directions: readonly FieldDirection[] = ['both', 'toExchange', 'toSalesforce', 'off'];

export function configurationFromRow(row: SalesforceRow): Configuration {
  const faults: ConfigurationFault[] = [];
  const choose = <Name extends Picklist>(field: Name): (typeof picklists)[Name][number] =>
    chosen<(typeof picklists)[Name][number]>(row, field, picklists[field], faults);
  const direction = choose('Contact_Direction__c');
  const contacts: ContactSettings = {
    direction,
    scope: choose('Contact_Scope__c'),
    conditions: conditionsOf(row[conditionsField], faults),
    leavesReach: choose('Contact_Leaves_Reach__c'),
    severalMatches: choose('Contact_Several_Matches__c'),
    firstLink: choose('Contact_First_Link__c'),
    conflict: choose('Contact_Conflict__c'),
    deletedInExchange: choose('Contact_Deleted_In_Exchange__c'),
    deletedInSalesforce: choose('Contact_Deleted_In_Salesforce__c'),
    fields: fieldDirections(row[mappingField], direction, faults),
  };
  return {
    id: row.Id,
    name: typeof row.Name === 'string' ? row.Name : '',
    isActive: row.Active__c === true,
    contacts,
    events: eventSettingsOf(row, contacts.severalMatches, faults),
    faults: distinctFaults(faults),
  };
}

function conditionsOf(text: unknown, faults: ConfigurationFault[]): readonly Condition[] {
  const list = readJson(text);
  if (list === null) return [];
  if (!Array.isArray(list)) {
    faults.push({ field: conditionsField, problem: 'not readable' });
    return [];
  }
  return (list as readonly unknown[]).flatMap((entry) => {
    const problem = conditionProblem(entry);
    if (problem === null) return [toCondition(entry as Condition)];
    faults.push({ field: conditionsField, problem });
    return [];
  });
}

function toCondition({ field, operator, value }: Condition): Condition {
  return { field, operator, value };
}

/** Whether the field exists for the person is seen when the query is made: describe differs from person to person. */
function conditionProblem(entry: unknown): ConfigurationFault['problem'] | null {
  if (typeof entry !== 'object' || entry === null) return 'not readable';
  const { field, operator, value } = entry as Record<string, unknown>;
  if (typeof field !== 'string' || typeof operator !== 'string' || !isConditionValue(value)) return 'not readable';
  const isName = /^(Account\.)?[A-Za-z][A-Za-z0-9_]*$/.test(field);
  if (!isName || !operators.some((known) => known === operator)) return 'unknown value';
  return fits(operator as ConditionOperator, value) ? null : 'contradiction';
}

function isConditionValue(value: unknown): value is Condition['value'] {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function fits(operator: ConditionOperator, value: Condition['value']): boolean {
  switch (operator) {
    case 'in':
      return Array.isArray(value) && value.length > 0;
    case 'contains':
    case 'startsWith':
      return typeof value === 'string' && value !== '';
    case 'equals':
    case 'notEquals':
      return !Array.isArray(value);
    case 'less':
    case 'lessOrEqual':
    case 'greater':
    case 'greaterOrEqual':
      return typeof value === 'string' || typeof value === 'number';
  }
}

/**
 * The table's directions with the overrides of the configuration. Every field is there; the contact direction is
 * applied by the planner.
 */
function fieldDirections(
  text: unknown,
  direction: ContactDirection,
  faults: ConfigurationFault[],
): Readonly<Record<ContactField, FieldDirection>> {
  const fields = Object.fromEntries(contactFieldNames.map((name) => [name, contactFields[name].direction])) as Record<
    ContactField,
    FieldDirection
  >;
  const overrides = readJson(text);
  if (overrides === null) return fields;
  if (typeof overrides !== 'object' || Array.isArray(overrides)) {
    faults.push({ field: mappingField, problem: 'not readable' });
    return fields;
  }
  for (const [name, value] of Object.entries(overrides as Record<string, unknown>)) {
    const field = contactFieldNames.find((known) => known === name);
    const chosenDirection = directions.find((known) => known === value);
    if (field === undefined || chosenDirection === undefined) {
      faults.push({ field: mappingField, problem: 'unknown value' });
    } else if (contradicts(field, chosenDirection, direction)) {
      faults.push({ field: mappingField, problem: 'contradiction' });
    } else {
      fields[field] = chosenDirection;
    }
  }
  return fields;
}

/**
 * Matching fields keep their direction; and a field cannot go the way that the contacts of this configuration do not
 * go.
 */
function contradicts(field: ContactField, chosenDirection: FieldDirection, direction: ContactDirection): boolean {
  const { isFixed, direction: usual } = contactFields[field];
  if (isFixed && chosenDirection !== usual) return true;
  if (direction === 'SalesforceToExchange') return chosenDirection === 'toSalesforce';
  if (direction === 'ExchangeToSalesforce') return chosenDirection === 'toExchange';
  return false;
}

const unreadable = Symbol('unreadable');

/** null for an empty field; `unreadable` (no list, no object) for what is no JSON. */
function readJson(text: unknown): unknown {
  if (isEmpty(text)) return null;
  if (typeof text !== 'string') return unreadable;
  try {
    return (JSON.parse(text) as unknown) ?? unreadable;
  } catch {
    return unreadable;
  }
}

function distinctFaults(faults: readonly ConfigurationFault[]): readonly ConfigurationFault[] {
  return [...new Map(faults.map((fault) => [`${fault.field} ${fault.problem}`, fault])).values()];
}

/** What a person's assignments lead to. */
export type EffectiveConfiguration =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'active' | 'inactive';
      readonly configuration: Configuration;
      /**
       * Further configurations assigned in the same way, which is a mistake of the setup: they have no effect and are
       * named to admins.
       */
      readonly furtherIds: readonly string[];
    };

/**
 * A user's own assignment beats the profile's, even if it leads to an inactive configuration. Of several on the same
 * level the one with the smallest id counts, so that every machine and every run chooses the same. An assignment to a
 * configuration that is not there is none.
 */
export function effectiveConfiguration(
  configurations: readonly Configuration[],
  assignments: readonly Assignment[],
  user: { readonly id: PersonId; readonly profileId: string },
): EffectiveConfiguration {
  const known = new Map(configurations.map((configuration) => [configuration.id, configuration]));
  const idsFor = (isMine: (target: Assignment['target']) => boolean): string[] =>
    [...new Set(assignments.filter(({ target }) => isMine(target)).map(({ configurationId }) => configurationId))]
      .filter((id) => known.has(id))
      .sort();
  const own = idsFor((target) => target.kind === 'user' && target.userId === user.id);
  const ids =
    own.length > 0 ? own : idsFor((target) => target.kind === 'profile' && target.profileId === user.profileId);
  const [first, ...furtherIds] = ids;
  const configuration = first === undefined ? undefined : known.get(first);
  if (configuration === undefined) return { kind: 'none' };
  return { kind: configuration.isActive ? 'active' : 'inactive', configuration, furtherIds };
}
