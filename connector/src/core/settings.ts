// The Exchange configuration as the core uses it, and how one person's is found. Unknown or contradictory values are
// named, never guessed. Rule: docs/settings.md.
import type { ContactField } from './contact/fields.js';
import type { PersonId } from './model.js';

export type ContactDirection = 'DoNotSync' | 'SalesforceToExchange' | 'ExchangeToSalesforce' | 'BothWays';
export type FieldDirection = 'both' | 'toExchange' | 'toSalesforce' | 'off';

export type ConditionOperator =
  'equals' | 'notEquals' | 'less' | 'lessOrEqual' | 'greater' | 'greaterOrEqual' | 'contains' | 'startsWith' | 'in';

/**
 * One line of the AND list that says which Salesforce contacts sync. `field` is a Contact field or `Account.<field>`.
 */
export interface Condition {
  readonly field: string;
  readonly operator: ConditionOperator;
  readonly value: string | number | boolean | null | readonly string[];
}

export interface ContactSettings {
  readonly direction: ContactDirection;
  readonly scope: 'Owned' | 'AllVisible';
  readonly conditions: readonly Condition[];
  readonly leavesReach: 'KeepCopy' | 'RemoveUnchangedCopy';
  readonly severalMatches: 'MostRecentlyUpdated' | 'MostRecentActivity' | 'OldestCreated' | 'Ask';
  readonly firstLink: 'LeaveBoth' | 'Salesforce' | 'Exchange';
  readonly conflict: 'SalesforceWins' | 'ExchangeWins' | 'LatestChangeWins' | 'Ask';
  readonly deletedInExchange: 'KeepOtherCopy' | 'DeleteOtherCopy';
  readonly deletedInSalesforce: 'KeepOtherCopy' | 'DeleteOtherCopy';
  /** Direction per field after the overrides of the configuration; every field is here. */
  readonly fields: Readonly<Record<ContactField, FieldDirection>>;
}

/** One Exchange configuration as read from the org, already checked. */
export interface Configuration {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly contacts: ContactSettings;
  /** What is wrong with it, in the field names of Exchange_Configuration__c; such a configuration syncs nobody. */
  readonly faults: readonly ConfigurationFault[];
}

export interface ConfigurationFault {
  readonly field: string;
  readonly problem: 'unknown value' | 'not readable' | 'contradiction';
}

export interface Assignment {
  readonly configurationId: string;
  readonly target:
    { readonly kind: 'user'; readonly userId: PersonId } | { readonly kind: 'profile'; readonly profileId: string };
}
