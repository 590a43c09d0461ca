// What must hold of events once things are quiet, in a world where people did more than anybody wrote down: pairs are
// those that the connector counts as in step. Records say what Exchange says (law P1), nothing is double (P8), nothing
// private is told (P12), no calendar was written to (P3), and nothing ends silently (P16).
import type { Finding, What } from '../finding.js';
import { isDeleted, type CastMember } from '../systems.js';
import { findUnsettled, knows, toldOf, type Told, type ToldByPerson } from '../told.js';
import { findDuplicateRecords } from './duplicates.js';
import { compareEventPair } from './fields.js';
import type { EventInput } from './ledger.js';
import { keyOn } from './pairs.js';
import { aboutRecord } from './promises.js';
import { exposureOf, isWellInside, judgeEvent } from './rules.js';
import { findSecretWords } from './secrecy.js';
import { eventSettingsOf, type EventSettings } from './settings.js';
import { nameOfEvent } from './table.js';
import { spanOf } from './times.js';
import { findCalendarChanges } from './untouched.js';

/** Without an explanation. */
export function findUnquietEvents(input: EventInput, told: ToldByPerson): readonly Finding[] {
  const findings = input.people.flatMap((person) => {
    const settings = eventSettingsOf(input.after, person);
    return settings === null ? [] : ofPerson(input, person, settings, toldOf(told, person));
  });
  const known = new Set(
    [...told.values()].flatMap(({ pairs, remembered }) => [...pairs.map(({ recordId }) => recordId), ...remembered]),
  );
  const made = input.after.liveEventRecords().filter(({ Id }) => input.before.eventRecord(Id) === undefined);
  return [
    ...findings,
    ...findDuplicateRecords(input, known).map((record) => aboutRecord(record, { kind: 'twiceInSalesforce' })),
    ...made
      .filter((record) => !/^[0-9a-f]{64}$/.test(keyOn(record)))
      .map((record) => aboutRecord(record, { kind: 'noKey' })),
    ...findSecretWords(input),
    ...findCalendarChanges(input),
  ].filter(({ reason }) => reason === null);
}

function ofPerson(input: EventInput, person: CastMember, settings: EventSettings, told: Told): Finding[] {
  const { after, nowMs } = input;
  const { leftOut, issues } = told.counts;
  return [
    ...told.pairs.flatMap((pair) => ofPair(input, person, settings, pair)),
    ...after
      .eventsInCalendar(person)
      .filter((event) => isWellInside(spanOf(event), settings, nowMs))
      .flatMap((event): Finding[] => {
        const say = (what: What): Finding[] => [
          { person: person.firstName, who: nameOfEvent(event), what, reason: null },
        ];
        if (!knows(told, event.id)) return say({ kind: 'untold' });
        const verdict = judgeEvent(event, { systems: after, person, settings, nowMs });
        if (verdict.kind === 'in' || told.remembered.has(event.id)) return [];
        const reasons = told.reasons.get(event.id) ?? [];
        return reasons.includes(verdict.reason)
          ? []
          : say({ kind: 'otherReason', rule: verdict.reason, told: reasons });
      }),
    ...findUnsettled(after, person, told, {
      Event_State__c: issues > 0 ? 'IN_SYNC_WITH_ISSUES' : 'IN_SYNC',
      Events_Synced__c: told.pairs.length,
      Events_Left_Out__c: leftOut,
      Events_Waiting__c: 0,
      Event_Issues__c: issues,
    }),
  ];
}

/** Outside of the window nothing is ever done. */
function ofPair(
  input: EventInput,
  person: CastMember,
  settings: EventSettings,
  { recordId, itemId, span }: Told['pairs'][number],
): readonly Finding[] {
  const { after, nowMs } = input;
  if (span !== null && !isWellInside(span, settings, nowMs)) return [];
  const event = after.eventsInCalendar(person).find(({ id }) => id === itemId);
  if (event === undefined) return [{ person: person.firstName, who: itemId, what: { kind: 'halfGone' }, reason: null }];
  const record = after.eventRecord(recordId);
  // Salesforce is not watched: what somebody deleted there is noticed with the next change.
  const isGone = record === undefined || isDeleted(record);
  if (isGone || !isWellInside(spanOf(event), settings, nowMs)) return [];
  return compareEventPair(input, { person, settings, event, record, shown: exposureOf(event, settings) }).findings;
}
