// The Exchange configuration as the core uses it, and how one person's is found. Unknown or contradictory values are
// named, never guessed. Rule: docs/settings.md.
import type { ContactField } from '../contact/fields.js';
import type { PersonId } from '../model.js';

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

export type EventDirection = 'DoNotSync' | 'ExchangeToSalesforce';

export interface EventSettings {
  readonly direction: EventDirection;
  /** Which events: those with the category, those with a contact or lead that the person sees, or all. */
  readonly selection: 'ByCategory' | 'KnownContactOrLead' | 'All';
  /** Name of the Outlook category for `ByCategory`. */
  readonly category: string;
  readonly privateEvents: 'DoNotSync' | 'BusyTimeOnly' | 'FullDetails';
  readonly text: 'Sync' | 'DoNotSync';
  readonly deleted: 'KeepInSalesforce' | 'RemoveFromSalesforce';
  readonly relate: 'Off' | 'ContactsOrOneLead';
  readonly leaveOut: EventLeaveOut;
  readonly daysBack: number;
  readonly daysAhead: number;
  /** The contact setting: which one, when several contacts have an attendee's address. */
  readonly severalMatches: ContactSettings['severalMatches'];
}

export interface EventLeaveOut {
  /** Meetings without anybody outside the company. */
  readonly internal: boolean;
  readonly declined: boolean;
  readonly cancelled: boolean;
  readonly free: boolean;
  readonly allDay: boolean;
  /** Of attendees, in lower case; a domain stands for its subdomains too. */
  readonly domains: readonly string[];
  /** Words or phrases of the subject; compared without case, as whole words. */
  readonly words: readonly string[];
}

/** One Exchange configuration as read from the org, already checked. */
export interface Configuration {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly contacts: ContactSettings;
  readonly events: EventSettings;
  /** What is wrong with it, in the field names of Exchange_Configuration__c; such a configuration syncs nobody. */
  readonly faults: readonly ConfigurationFault[];
}

export interface ConfigurationFault {
  readonly field: string;
  readonly problem: 'unknown value' | 'not readable' | 'contradiction' | 'not chosen';
}

export interface Assignment {
  readonly configurationId: string;
  readonly target:
    { readonly kind: 'user'; readonly userId: PersonId } | { readonly kind: 'profile'; readonly profileId: string };
}
