// What the story expects to be left over of events: copies that stay although nothing syncs them any more, events that
// stay away from Salesforce, records that are gone, fields that stay different, each with the reason. The comparison
// checks every line of it. Contacts have a ledger of their own (ledger.ts).
import type { EventFieldName } from './event-table.js';
import type { OrgRecord } from './systems.js';

/** An event of the calendar that has no record, though it would sync. */
export interface StaysAway {
  readonly person: string;
  readonly eventId: string;
  readonly reason: string;
}

/** A record that stays exactly as it was, though its event is gone or left out. */
export interface StaysAsItIs {
  readonly person: string;
  readonly eventId: string;
  /** As it was, and has to stay. */
  readonly record: OrgRecord;
  readonly reason: string;
}

export interface RecordGone {
  readonly recordId: string;
  readonly reason: string;
}

export interface StaysDifferent {
  readonly recordId: string;
  readonly field: EventFieldName;
  readonly salesforce: string;
  readonly exchange: string;
  readonly reason: string;
}

export interface RecordSays {
  readonly recordId: string;
  readonly field: EventFieldName;
  /** Of the people an id. */
  readonly value: string;
}

/** What the comparison is told; `person` is a Salesforce user id everywhere. */
export interface EventExpectations {
  /** Events of Exchange that people changed, moved or deleted. */
  readonly touched: ReadonlySet<string>;
  readonly away: readonly StaysAway[];
  readonly kept: readonly StaysAsItIs[];
  /** Deleted: by a person, or because a rule says so. */
  readonly gone: readonly RecordGone[];
  readonly different: readonly StaysDifferent[];
  /** From now on; of deleted records too. */
  readonly values: readonly RecordSays[];
  /** Texts that people wrote into Salesforce themselves. */
  readonly written: readonly string[];
}

export class EventLedger implements EventExpectations {
  readonly touched = new Set<string>();
  readonly written: string[] = [];
  readonly #away: StaysAway[] = [];
  readonly #kept: StaysAsItIs[] = [];
  readonly #gone: RecordGone[] = [];
  readonly #different: StaysDifferent[] = [];
  readonly #values: RecordSays[] = [];

  get away(): readonly StaysAway[] {
    return this.#away;
  }

  get kept(): readonly StaysAsItIs[] {
    return this.#kept;
  }

  get gone(): readonly RecordGone[] {
    return this.#gone;
  }

  get different(): readonly StaysDifferent[] {
    return this.#different;
  }

  get values(): readonly RecordSays[] {
    return this.#values;
  }

  staysAway(line: StaysAway): void {
    this.#away.push(line);
  }

  staysAsItIs(line: StaysAsItIs): void {
    this.#kept.push(line);
  }

  isGone(line: RecordGone): void {
    this.#gone.push(line);
  }

  staysDifferent(line: StaysDifferent): void {
    this.#different.push(line);
  }

  says(line: RecordSays): void {
    this.#values.push(line);
  }
}
