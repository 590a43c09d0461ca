// The whole comparison: contacts and events, each by its own, and both together. A shape and a sum, nothing else.
import { compareContacts, type ContactComparison } from './contacts/compare.js';
import type { ContactInput } from './contacts/ledger.js';
import { compareEvents, type EventComparison } from './events/compare.js';
import type { EventExpectations, EventInput } from './events/ledger.js';
import type { Finding } from './finding.js';

export interface AgreementInput extends ContactInput, Omit<EventInput, 'expected'> {
  readonly expectedEvents: EventExpectations;
}

export interface Agreement {
  readonly agreement: boolean;
  readonly contacts: ContactComparison;
  readonly events: EventComparison;
}

export function compareAll({ expectedEvents, ...input }: AgreementInput): Agreement {
  const contacts = compareContacts(input);
  const events = compareEvents({ ...input, expected: expectedEvents });
  return { agreement: contacts.agreement && events.agreement, contacts, events };
}

export function allDisagreements({ contacts, events }: Agreement): readonly Finding[] {
  return [...contacts.disagreements, ...events.disagreements];
}
