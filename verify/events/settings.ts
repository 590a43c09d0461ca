// What a person's configuration says of events. Only values that the worlds under test use are understood; others are
// refused, never guessed. The settings themselves: docs/settings.md.
import { configurationOf, oneOf, wholeNumber } from '../configuration.js';
import type { CastMember, Systems } from '../systems.js';
import { folded, textOf } from '../texts.js';

const selections = ['All', 'ByCategory', 'KnownContactOrLead'] as const;
const privateWays = ['DoNotSync', 'BusyTimeOnly', 'FullDetails'] as const;

export interface EventSettings {
  readonly selection: (typeof selections)[number];
  readonly category: string;
  readonly privateEvents: (typeof privateWays)[number];
  readonly takesText: boolean;
  readonly relates: boolean;
  readonly leavesOut: {
    readonly internal: boolean;
    readonly declined: boolean;
    readonly cancelled: boolean;
    readonly free: boolean;
    readonly allDay: boolean;
    /** Without case and accents. */
    readonly words: readonly string[];
  };
  readonly daysBack: number;
  readonly daysAhead: number;
}

/** Null: this person's events do not sync. */
export function eventSettingsOf(systems: Systems, person: CastMember): EventSettings | null {
  const row = configurationOf(systems, person);
  if (row === null || oneOf(row, 'Event_Direction__c', ['DoNotSync', 'ExchangeToSalesforce']) === 'DoNotSync')
    return null;
  oneOf(row, 'Event_Leave_Out_Domains__c', [null]);
  const words = textOf(row['Event_Leave_Out_Words__c'])
    .split(/[\n,;]/)
    .map(folded);
  return {
    selection: oneOf(row, 'Event_Selection__c', selections),
    category: textOf(row['Event_Category__c']),
    privateEvents: oneOf(row, 'Event_Private__c', privateWays),
    takesText: oneOf(row, 'Event_Text__c', ['Sync', 'DoNotSync']) === 'Sync',
    relates: oneOf(row, 'Event_Relate__c', ['Off', 'ContactsOrOneLead']) !== 'Off',
    leavesOut: {
      internal: row['Event_Leave_Out_Internal__c'] === true,
      declined: row['Event_Leave_Out_Declined__c'] === true,
      cancelled: row['Event_Leave_Out_Cancelled__c'] === true,
      free: row['Event_Leave_Out_Free__c'] === true,
      allDay: row['Event_Leave_Out_All_Day__c'] === true,
      words: words.filter((word) => word !== ''),
    },
    daysBack: wholeNumber(row, 'Event_Days_Back__c'),
    daysAhead: wholeNumber(row, 'Event_Days_Ahead__c'),
  };
}
