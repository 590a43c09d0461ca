// The event settings of Exchange_Configuration__c: their table, and what several of them say together. A configuration
// without events has no faults here, so that its contacts sync whatever these fields say. Rule: docs/settings.md.
import type { ContactSettings } from './contact.js';
import { box, choice, days, domains, isEmpty, mustChoose, readSettings, text, words } from './table.js';
import type { ConfigurationFault, Settings, SettingsOf } from './table.js';

type Row = Readonly<Record<string, unknown>>;

export const eventSettings = {
  direction: choice('Event_Direction__c', 'DoNotSync', 'ExchangeToSalesforce'),
  /** Whose events leave the mailbox is nobody's guess. */
  selection: mustChoose(choice('Event_Selection__c', 'ByCategory', 'KnownContactOrLead', 'All')),
  /** Name of the Outlook category for `ByCategory`. */
  category: text('Event_Category__c'),
  privateEvents: choice('Event_Private__c', 'DoNotSync', 'BusyTimeOnly', 'FullDetails'),
  text: choice('Event_Text__c', 'Sync', 'DoNotSync'),
  deleted: choice('Event_Deleted__c', 'KeepInSalesforce', 'RemoveFromSalesforce'),
  relate: choice('Event_Relate__c', 'Off', 'ContactsOrOneLead'),
  // Together the days fit into one view of Graph.
  daysBack: days('Event_Days_Back__c', 30, 365),
  daysAhead: days('Event_Days_Ahead__c', 365, 1_000),
} as const;

export const leaveOutSettings = {
  /** Meetings without anybody outside the company. */
  internal: box('Event_Leave_Out_Internal__c', true),
  declined: box('Event_Leave_Out_Declined__c', true),
  cancelled: box('Event_Leave_Out_Cancelled__c', true),
  free: box('Event_Leave_Out_Free__c', false),
  allDay: box('Event_Leave_Out_All_Day__c', false),
  /** Of attendees, in lower case; a domain stands for its subdomains too. */
  domains: domains('Event_Leave_Out_Domains__c'),
  /** Words or phrases of the subject; compared without case, as whole words. */
  words: words('Event_Leave_Out_Words__c'),
} as const;

export type EventLeaveOut = SettingsOf<typeof leaveOutSettings>;

export interface EventSettings extends SettingsOf<typeof eventSettings> {
  readonly leaveOut: EventLeaveOut;
  /** The contact setting: which one, when several contacts have an attendee's address. */
  readonly severalMatches: ContactSettings['severalMatches'];
}

export function eventSettingsOf(row: Row, severalMatches: EventSettings['severalMatches']): Settings<EventSettings> {
  const own = readSettings(eventSettings, row);
  const leaveOut = readSettings(leaveOutSettings, row);
  const faults = [...own.faults, ...withoutCategory(row), ...leaveOut.faults];
  return {
    values: { ...own.values, leaveOut: leaveOut.values, severalMatches },
    faults:
      own.values.direction === 'DoNotSync'
        ? faults.filter(({ field }) => field === eventSettings.direction.field)
        : faults,
  };
}

function withoutCategory(row: Row): readonly ConfigurationFault[] {
  const { selection, category } = eventSettings;
  const isMissing = row[selection.field] === 'ByCategory' && isEmpty(row[category.field]);
  return isMissing ? [{ field: category.field, problem: 'not chosen' }] : [];
}
