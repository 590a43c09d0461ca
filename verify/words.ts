// Findings in words, for whoever reads them: the only place of this folder that makes sentences. It judges nothing.
import type { Finding, Side, What } from './finding.js';

const plain = {
  // Contacts
  onlyInFolder: 'is in the folder and not in Salesforce',
  onlyInSalesforce: 'is in Salesforce and not in the folder',
  recordDeleted: 'is in the folder, but its Salesforce record was deleted',
  notForPerson: 'is in the folder, but its record is not for this person',
  noFolder: 'has no folder Salesforce_Sync',
  twiceInFolder: 'is in the folder twice',
  strangeRecord: 'is new in Salesforce, and no contact in a folder stands behind it',
  strangeItem: 'is new in a mailbox outside Salesforce_Sync, and nobody put it there',
  privateContact: 'is outside Salesforce_Sync and private, and got into Salesforce',
  goneFromFolder: 'should still be in the folder',
  backInFolder: 'should have stayed out of the folder',
  // Events
  onlyInCalendar: 'is in the calendar and not in Salesforce',
  strangeEvent: 'is new in Salesforce, and no event that syncs stands behind it',
  leftOut: 'is left out',
  away: 'stays away from Salesforce',
  notAway: 'should have stayed away from Salesforce',
  colleagues: 'is in Salesforce for a colleague',
  kept: 'stays in Salesforce as it was',
  otherCalendars: 'has other calendars than before, and nobody did that',
  noKey: 'has no key of a meeting',
  // Both
  twiceInSalesforce: 'is in Salesforce twice',
  lostInSalesforce: 'is lost in Salesforce: nobody deleted it',
  lostInExchange: 'is lost in Exchange: nobody deleted it',
  goneFromSalesforce: 'should still be in Salesforce',
  notDeletedInSalesforce: 'should be deleted in Salesforce',
  notDeletedInExchange: 'should be deleted in Exchange',
  // What the connector says of itself
  halfGone: 'counts as in step, and half of it is gone',
  untold: 'is not in step, and the connector does not tell of it',
  open: 'was begun by the connector and never ended',
  waits: 'still waits',
} as const;

export type PlainWords = keyof typeof plain;

export function inWords(what: What): string {
  switch (what.kind) {
    case 'differs':
      return `${what.label} is ${shown(what.salesforce)} in Salesforce and ${shown(what.exchange)} in Exchange`;
    case 'shouldSay': {
      const place = `${what.label} should be ${shown(what.wanted)} in ${systemOf(what.side)}`;
      return `${place} and is ${shown(what.found)}`;
    }
    case 'fieldChanged': {
      const before = what.of === 'alone' ? 'was made in Salesforce alone' : 'should stay as it was';
      return `${before}, and its field ${what.label} was changed`;
    }
    case 'notLeftOut':
      return `is in Salesforce, though ${what.rule} leaves it out`;
    case 'otherReason':
      return `is left out by ${what.rule}, and the connector tells ${what.told.join(', ') || 'nothing'}`;
    case 'calendar': {
      const change = { new: 'is new in', changed: 'was changed in', gone: 'is gone from' }[what.what];
      return `${change} the calendar of ${what.address}, and nobody did that`;
    }
    case 'toldIn':
      return `must not be told, and a record of ${what.object} tells of it`;
    case 'sent':
      return `is only read, and ${what.call} was sent to it`;
    case 'status':
      return `has the status ${what.count} ${String(what.told)}, and it is ${String(what.is)}`;
    default:
      return plain[what.kind];
  }
}

/** A finding as one sentence: `(Mira) Nora Ekdal is in the folder twice`. */
export function sentence({ person, who, what }: Pick<Finding, 'person' | 'who' | 'what'>): string {
  return `${person === null ? '' : `(${person}) `}${who} ${inWords(what)}`;
}

function systemOf(side: Side): string {
  return side === 'salesforce' ? 'Salesforce' : 'Exchange';
}

function shown(text: string): string {
  if (text === '') return 'empty';
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return `"${short.replace(/\n/g, ' / ')}"`;
}
