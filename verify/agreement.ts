// The whole comparison: contacts and events, each by its own, and both together. A shape and a sum, nothing else.
import { compareEvents, type EventComparison } from './compare-events.js';
import { compareSystems, type Comparison } from './compare.js';
import type { EventExpectations } from './event-ledger.js';
import type { Finding } from './finding.js';
import type { Expectations } from './ledger.js';
import type { CastMember, Systems } from './systems.js';

export interface AgreementInput {
  /** Before the connector was started. */
  readonly before: Systems;
  /** When people had last done something. */
  readonly left: Systems;
  readonly after: Systems;
  readonly people: readonly CastMember[];
  readonly tenantId: string;
  /** By the emulated clock. */
  readonly nowMs: number;
  readonly expected: Expectations;
  readonly expectedEvents: EventExpectations;
}

export interface Agreement {
  readonly agreement: boolean;
  readonly contacts: Comparison;
  readonly events: EventComparison;
}

export function compareAll({ expectedEvents, ...input }: AgreementInput): Agreement {
  const contacts = compareSystems(input);
  const events = compareEvents({ ...input, expected: expectedEvents });
  return { agreement: contacts.agreement && events.agreement, contacts, events };
}

export function allDisagreements({ contacts, events }: Agreement): readonly Finding[] {
  return [...contacts.disagreements, ...events.disagreements];
}
