// What is where it should be: what was there at the beginning is still there and unchanged where no event belongs to
// it, and all that the ledger promises of single records came true.
import type { Finding, What } from '../finding.js';
import { isDeleted, type OrgRecord } from '../systems.js';
import { whoIn } from './fields.js';
import type { EventInput } from './ledger.js';
import { wentWithContact } from './person.js';
import { eventField, eventTable, nameOfEventRecord, senseOfEvent, textInRecord, type EventFieldName } from './table.js';

export function aboutRecord(record: OrgRecord, what: What): Finding {
  return { person: null, who: nameOfEventRecord(record), what, reason: null };
}

export function findChangedOrLost({ before, after, expected }: EventInput, known: ReadonlySet<string>): Finding[] {
  const gone = new Set(expected.gone.map(({ recordId }) => recordId));
  return before.liveEventRecords().flatMap((earlier): Finding[] => {
    const record = after.eventRecord(earlier.Id);
    if (gone.has(earlier.Id)) return [];
    if (record === undefined || (isDeleted(record) && !wentWithContact(after, record))) {
      return [aboutRecord(earlier, { kind: 'lostInSalesforce' })];
    }
    if (isDeleted(record) || known.has(record.Id)) return [];
    return differing(earlier, record).map(({ label }) => {
      return aboutRecord(earlier, { kind: 'fieldChanged', of: 'alone', label });
    });
  });
}

function differing(one: OrgRecord, other: OrgRecord) {
  return eventTable.filter(({ name }) => senseIn(one, name) !== senseIn(other, name));
}

function senseIn(record: OrgRecord, name: EventFieldName): string {
  return name === 'People' ? whoIn(record) : senseOfEvent(name, textInRecord(name, record));
}

/** Copies that stay although nothing syncs them any more. Where the event is in the calendar, it is told there. */
export function findKept({ after, people, expected }: EventInput): Finding[] {
  return expected.kept.flatMap(({ person: userId, eventId, record: asItWas, reason }): Finding[] => {
    const owner = people.find((one) => one.userId === userId);
    const record = after.eventRecord(asItWas.Id);
    const say = (what: What, explanation: string | null = null): Finding => {
      return { ...aboutRecord(asItWas, what), person: owner?.firstName ?? null, reason: explanation };
    };
    if (record === undefined || isDeleted(record)) return [say({ kind: 'goneFromSalesforce' })];
    const changed = differing(asItWas, record).map(({ label }) => say({ kind: 'fieldChanged', of: 'kept', label }));
    const isInCalendar = owner !== undefined && after.eventsInCalendar(owner).some(({ id }) => id === eventId);
    return isInCalendar ? changed : [...changed, say({ kind: 'kept' }, reason)];
  });
}

export function findBrokenPromises({ after, expected }: EventInput): Finding[] {
  return [
    ...expected.gone.flatMap(({ recordId }): Finding[] => {
      const record = after.eventRecord(recordId);
      return record === undefined || isDeleted(record) ? [] : [aboutRecord(record, { kind: 'notDeletedInSalesforce' })];
    }),
    ...expected.values.flatMap(({ recordId, field, value: wanted }): Finding[] => {
      const record = after.eventRecord(recordId) ?? { Id: recordId };
      const found = senseIn(record, field);
      if (found === senseOfEvent(field, wanted)) return [];
      const { label } = eventField(field);
      return [aboutRecord(record, { kind: 'shouldSay', label, side: 'salesforce', wanted, found })];
    }),
  ];
}
