// Which Salesforce event stands for which meeting: known by the key that both can tell (docs/sync-rules.md, "Events"),
// or, where a record was there before the connector, by the same owner, subject and times. Whether the contents fit is
// judged elsewhere.
import { createHash } from 'node:crypto';
import type { CalendarEvent, CastMember, OrgRecord } from '../systems.js';
import { textOf } from '../texts.js';
import type { EventInput } from './ledger.js';
import { senseOfEvent, textInCalendar, textInRecord } from './table.js';

export type PairInput = Pick<EventInput, 'before' | 'after' | 'people' | 'tenantId'>;

/** All copies of a meeting share it, and the record carries it. */
export function meetingKeyOf(tenantId: string, { uid }: CalendarEvent): string {
  return createHash('sha256').update(`${tenantId.toLowerCase()}\n${uid}\n`).digest('hex');
}

export function keyOn(record: OrgRecord): string {
  return textOf(record['Exchange_Sync_Key__c']);
}

export class EventPairs {
  readonly #input: PairInput;
  readonly #byKey = new Map<string, readonly OrgRecord[]>();
  /** Event id → id of the record that was there before. */
  readonly #met = new Map<string, string>();

  constructor(input: PairInput) {
    this.#input = input;
    for (const record of input.after.records('Event')) {
      const key = keyOn(record);
      if (key !== '') this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), record]);
    }
    for (const person of input.people) this.#meet(person);
  }

  /** Deleted ones too. */
  recordsOf(event: CalendarEvent): readonly OrgRecord[] {
    const met = this.#input.after.eventRecord(this.#met.get(event.id) ?? '');
    const keyed = this.#byKey.get(meetingKeyOf(this.#input.tenantId, event)) ?? [];
    return met === undefined ? keyed : [met, ...keyed];
  }

  /** Two that said the same before anybody synced them belong together, one to one. */
  #meet(person: CastMember): void {
    const { before } = this.#input;
    const left = [...before.liveEventRecords()]
      .filter((record) => record['OwnerId'] === person.userId && keyOn(record) === '')
      .sort((one, other) => (one.Id < other.Id ? -1 : 1));
    const events = [...before.eventsInCalendar(person)].sort((one, other) => (one.id < other.id ? -1 : 1));
    for (const event of events) {
      const index = left.findIndex((record) => isSame(event, record));
      const [record] = index < 0 ? [] : left.splice(index, 1);
      if (record !== undefined) this.#met.set(event.id, record.Id);
    }
  }
}

function isSame(event: CalendarEvent, record: OrgRecord): boolean {
  const subject = senseOfEvent('Subject', textInCalendar('Subject', event));
  if (subject === '' || textInCalendar('Times', event) !== textInRecord('Times', record)) return false;
  return subject === senseOfEvent('Subject', textInRecord('Subject', record));
}
