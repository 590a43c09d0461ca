// An independent look at both systems after a sync of the plain cast, in which a name is given once and nobody does
// anything meanwhile: who is doubled, who is lost, what differs. The judge is verify/, the only oracle.
import type { Emulator } from '../../../../emulator/src/start.js';
import { allDisagreements, compareAll } from '../../../../verify/agreement.js';
import { newContactLedger } from '../../../../verify/contacts/ledger.js';
import { newEventLedger } from '../../../../verify/events/ledger.js';
import { countByReason } from '../../../../verify/finding.js';
import type { Systems } from '../../../../verify/systems.js';
import { sentence } from '../../../../verify/words.js';
import { lookAt } from '../../support/look.js';

export interface Outcome {
  /** What nothing explains, as sentences: lost, doubled, different. */
  readonly wrong: readonly string[];
  /** What a rule explains, by its reason code. */
  readonly explained: Readonly<Record<string, number>>;
  /** Each person's contacts: in the folder, of one's own in Salesforce, and pairs of both. */
  readonly contacts: readonly (readonly [inFolder: number, inSalesforce: number, pairs: number])[];
  /** Each person's events: in the calendar, and in Salesforce. */
  readonly events: readonly (readonly [inCalendar: number, inSalesforce: number])[];
}

/** `before`: as `lookAt` saw it before any connector was started. */
export function compareBoth(before: Systems, emulator: Emulator): Outcome {
  const compared = compareAll({
    before,
    left: before,
    after: lookAt(emulator),
    people: emulator.people.filter(({ role }) => role === 'rep'),
    tenantId: emulator.environment['MICROSOFT_TENANT_ID'] ?? '',
    nowMs: emulator.world.clock.nowMs(),
    expected: newContactLedger(),
    expectedEvents: newEventLedger(),
    isNameGivenOnce: true,
    isSubjectGivenOnce: 'perPerson',
  });
  const { contacts, events } = compared;
  return {
    wrong: allDisagreements(compared).map(sentence),
    explained: countByReason([...contacts.explained, ...events.explained, ...events.leftOut]),
    contacts: contacts.people.map(({ intoFolder, intoSalesforce, pairs }) => {
      return [intoSalesforce?.wanted ?? 0, intoFolder?.wanted ?? 0, pairs];
    }),
    events: events.people.map(({ inWindow, inSalesforce }) => [inWindow, inSalesforce]),
  };
}
