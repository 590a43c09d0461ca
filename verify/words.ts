// Findings in words, for whoever reads them: the only place of this folder that makes sentences. It judges nothing.
import type { Finding, Side, What } from './finding.js';
import { plain } from './plain-words.js';

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
