// The event settings of a row of Exchange_Configuration__c. Never guesses: what is unknown or was not chosen is named
// as a fault. A configuration without events has no faults here, so that its contacts sync whatever these fields say.
// Rule: docs/settings.md.
import { domainsIn, entriesIn } from './domains.js';
import { chosen, isEmpty } from './values.js';
import type { SalesforceRow } from '../describe.js';
import type { ConfigurationFault, EventLeaveOut, EventSettings } from './model.js';

/** Values of each picklist as the org has them; the first is what an empty field means. */
const picklists = {
  Event_Direction__c: ['DoNotSync', 'ExchangeToSalesforce'],
  Event_Selection__c: ['ByCategory', 'KnownContactOrLead', 'All'],
  Event_Private__c: ['DoNotSync', 'BusyTimeOnly', 'FullDetails'],
  Event_Text__c: ['Sync', 'DoNotSync'],
  Event_Deleted__c: ['KeepInSalesforce', 'RemoveFromSalesforce'],
  Event_Relate__c: ['Off', 'ContactsOrOneLead'],
} as const;

const selectionField = 'Event_Selection__c';
const categoryField = 'Event_Category__c';
const domainsField = 'Event_Leave_Out_Domains__c';
const wordsField = 'Event_Leave_Out_Words__c';

/** Boxes with what an empty field means. */
const boxes = {
  Event_Leave_Out_Internal__c: true,
  Event_Leave_Out_Declined__c: true,
  Event_Leave_Out_Cancelled__c: true,
  Event_Leave_Out_Free__c: false,
  Event_Leave_Out_All_Day__c: false,
} as const;

/** Whole days from 0 to `max`; `usual` is what an empty field means. Together they fit into one view of Graph. */
const days = {
  Event_Days_Back__c: { usual: 30, max: 365 },
  Event_Days_Ahead__c: { usual: 365, max: 1_000 },
} as const;

/** What has to be read of a configuration for events. */
export const eventConfigurationFields: readonly string[] = [
  ...Object.keys(picklists),
  categoryField,
  ...Object.keys(boxes),
  domainsField,
  wordsField,
  ...Object.keys(days),
];

/** `faults` is where what is wrong gets added. */
export function eventSettingsOf(
  row: SalesforceRow,
  severalMatches: EventSettings['severalMatches'],
  faults: ConfigurationFault[],
): EventSettings {
  const direction = chosen(row, 'Event_Direction__c', picklists.Event_Direction__c, faults);
  const own = direction === 'DoNotSync' ? [] : faults;
  return {
    direction,
    ...selectionOf(row, own),
    privateEvents: chosen(row, 'Event_Private__c', picklists.Event_Private__c, own),
    text: chosen(row, 'Event_Text__c', picklists.Event_Text__c, own),
    deleted: chosen(row, 'Event_Deleted__c', picklists.Event_Deleted__c, own),
    relate: chosen(row, 'Event_Relate__c', picklists.Event_Relate__c, own),
    leaveOut: leaveOutOf(row, own),
    daysBack: daysOf(row, 'Event_Days_Back__c', own),
    daysAhead: daysOf(row, 'Event_Days_Ahead__c', own),
    severalMatches,
  };
}

/** The two settings that an empty field has no default for: whose events leave the mailbox is nobody's guess. */
function selectionOf(row: SalesforceRow, faults: ConfigurationFault[]): Pick<EventSettings, 'selection' | 'category'> {
  const selection = chosen(row, selectionField, picklists[selectionField], faults);
  const category = textOf(row, categoryField, faults).trim();
  if (isEmpty(row[selectionField])) {
    faults.push({ field: selectionField, problem: 'not chosen' });
  } else if (row[selectionField] === 'ByCategory' && isEmpty(row[categoryField])) {
    faults.push({ field: categoryField, problem: 'not chosen' });
  }
  return { selection, category };
}

function leaveOutOf(row: SalesforceRow, faults: ConfigurationFault[]): EventLeaveOut {
  return {
    internal: boxOf(row, 'Event_Leave_Out_Internal__c', faults),
    declined: boxOf(row, 'Event_Leave_Out_Declined__c', faults),
    cancelled: boxOf(row, 'Event_Leave_Out_Cancelled__c', faults),
    free: boxOf(row, 'Event_Leave_Out_Free__c', faults),
    allDay: boxOf(row, 'Event_Leave_Out_All_Day__c', faults),
    domains: domainsOf(row, faults),
    words: entriesOf(row, wordsField, faults),
  };
}

function boxOf(row: SalesforceRow, field: keyof typeof boxes, faults: ConfigurationFault[]): boolean {
  const value = row[field];
  if (typeof value === 'boolean') return value;
  if (!isEmpty(value)) faults.push({ field, problem: 'unknown value' });
  return boxes[field];
}

function daysOf(row: SalesforceRow, field: keyof typeof days, faults: ConfigurationFault[]): number {
  const value = row[field];
  const { usual, max } = days[field];
  if (isEmpty(value)) return usual;
  const isFitting = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
  if (isFitting) return value;
  faults.push({ field, problem: typeof value === 'number' ? 'unknown value' : 'not readable' });
  return usual;
}

function domainsOf(row: SalesforceRow, faults: ConfigurationFault[]): readonly string[] {
  const { domains, hasFault } = domainsIn(textOf(row, domainsField, faults));
  if (hasFault) faults.push({ field: domainsField, problem: 'unknown value' });
  return domains;
}

/** One a line, or with commas or semicolons between them; each once, compared without case, as first written. */
function entriesOf(row: SalesforceRow, field: string, faults: ConfigurationFault[]): readonly string[] {
  const entries = entriesIn(textOf(row, field, faults));
  const byText = new Map<string, string>();
  for (const entry of entries) if (!byText.has(entry.toLowerCase())) byText.set(entry.toLowerCase(), entry);
  return [...byText.values()];
}

function textOf(row: SalesforceRow, field: string, faults: ConfigurationFault[]): string {
  const value = row[field];
  if (typeof value === 'string') return value;
  if (!isEmpty(value)) faults.push({ field, problem: 'not readable' });
  return '';
}
