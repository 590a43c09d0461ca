// What a person's configuration says of events, read from the org's record by hand: the comparison must not ask the
// connector. Only values that the demo cast uses are understood; others are refused, never guessed. The settings
// themselves: docs/settings.md.
import { textOf } from './contact-table.js';
import { configurationOf } from './person-settings.js';
import type { CastMember, OrgRecord, Systems } from './systems.js';

const selections = ['All', 'ByCategory', 'KnownContactOrLead'] as const;
const privateWays = ['DoNotSync', 'BusyTimeOnly'] as const;

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
  oneOf(row, 'Event_Leave_Out_Words__c', [null]);
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
    },
    daysBack: wholeNumber(row, 'Event_Days_Back__c'),
    daysAhead: wholeNumber(row, 'Event_Days_Ahead__c'),
  };
}

function oneOf<T extends string | null>(row: OrgRecord, field: string, known: readonly T[]): T {
  const value = row[field] ?? null;
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new Error(`the comparison does not understand ${field} of the configuration ${textOf(row['Name'])}`);
}

function wholeNumber(row: OrgRecord, field: string): number {
  const value = row[field];
  if (typeof value === 'number') return value;
  throw new Error(`the comparison does not understand ${field} of the configuration ${textOf(row['Name'])}`);
}

/** Which events, as a cell of a table. */
export function selectionInWords(settings: EventSettings | null): string {
  if (settings === null) return 'none';
  switch (settings.selection) {
    case 'All':
      return 'all';
    case 'ByCategory':
      return 'by category';
    case 'KnownContactOrLead':
      return 'known people';
  }
}
