// One person's appointments, written down in days and wall clock times: events in the person's calendars, events and
// leads in Salesforce. Days count from the day on which the emulated clock starts, so that the same seed gives the same
// appointments, as near or far, whenever it is started.
import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { CalendarHands, EventMoment, EventProperties } from '../parts.js';
import { Chance } from '../world.js';
import type { Acquaintance } from './desk.js';
import type { Organisation, Person } from './organisation.js';

/** One time zone under both names: Outlook writes the first, the second is for reckoning. */
export interface DiaryZone {
  readonly windows: string;
  readonly iana: string;
}

export const BERLIN: DiaryZone = { windows: 'W. Europe Standard Time', iana: 'Europe/Berlin' };
export const LONDON: DiaryZone = { windows: 'GMT Standard Time', iana: 'Europe/London' };
export const TOKYO: DiaryZone = { windows: 'Tokyo Standard Time', iana: 'Asia/Tokyo' };

/** A stretch of time on one wall clock. */
export interface Slot {
  /** Days after the one on which the emulated clock starts; negative: before it. */
  readonly day: number;
  /** `HH:MM` */
  readonly time: string;
  readonly minutes: number;
}

interface InvitedLead {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly email: string;
}

/** The calendar that every mailbox has, and the only one that syncs. */
const PRIMARY_CALENDAR = 'Calendar';
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

export class Diary {
  readonly person: Person;
  readonly zone: DiaryZone;
  /** Of this diary alone: appointments change no contact and no id of one. */
  readonly chance: Chance;
  readonly hands: CalendarHands;
  readonly #organisation: Organisation;
  readonly #startMs: number;

  constructor(organisation: Organisation, person: Person, zone: DiaryZone) {
    if (person.mailboxId === null) throw new Error(`${person.username} has no mailbox`);
    const { exchange, world } = organisation;
    this.person = person;
    this.zone = zone;
    const seed = createHash('sha256').update(`${exchange.tenantId} ${person.username}`).digest().readUInt32BE(0);
    this.chance = new Chance(seed);
    this.hands = exchange.calendarHands(person.mailboxId);
    this.#organisation = organisation;
    this.#startMs = Date.parse(`${world.clock.now().toISOString().slice(0, 10)}T00:00:00Z`);
  }

  /** `YYYY-MM-DD` */
  dateOf(day: number): string {
    return new Date(this.#startMs + day * DAY_MS).toISOString().slice(0, 10);
  }

  /** This day, or the Monday behind it where it lies in a weekend. */
  workday(day: number): number {
    const weekday = new Date(this.#startMs + day * DAY_MS).getUTCDay();
    return day + (weekday === 6 ? 2 : weekday === 0 ? 1 : 0);
  }

  /** The last day before the clocks of this zone change next, tomorrow at the earliest. */
  dayBeforeClockChange(): number {
    const tomorrow = Temporal.PlainDate.from(this.dateOf(1)).toZonedDateTime(this.zone.iana);
    const change = tomorrow.getTimeZoneTransition('next');
    if (change === null) throw new Error(`the clocks of ${this.zone.iana} never change`);
    return (Date.parse(change.toPlainDate().toString()) - this.#startMs) / DAY_MS - 1;
  }

  /** An event in the primary calendar, or in the one that is named. Answers its id. */
  event(slot: Slot, properties: EventProperties, calendar = PRIMARY_CALENDAR): string {
    return this.hands.createEvent(calendar, { ...this.times(slot), ...properties });
  }

  /** From the first day to the last one, both included. */
  allDay(firstDay: number, days: number, properties: EventProperties): string {
    const midnight = (day: number): EventMoment => this.#moment(this.dateOf(day), '00:00');
    const times = { isAllDay: true, start: midnight(firstDay), end: midnight(firstDay + days) };
    return this.hands.createEvent(PRIMARY_CALENDAR, { ...times, ...properties });
  }

  times({ day, time, minutes }: Slot): { readonly start: EventMoment; readonly end: EventMoment } {
    const end = this.#instant(day, time).add({ minutes }).toZonedDateTimeISO(this.zone.iana).toPlainDateTime();
    const [endDate = '', endTime = ''] = end.toString({ smallestUnit: 'minute' }).split('T');
    return { start: this.#moment(this.dateOf(day), time), end: this.#moment(endDate, endTime) };
  }

  /** The same stretch of time as fields of a Salesforce event. */
  salesforceTimes({ day, time, minutes }: Slot): Record<string, unknown> {
    return { StartDateTime: this.#instant(day, time).toString(), DurationInMinutes: minutes };
  }

  salesforceDays(firstDay: number, days: number): Record<string, unknown> {
    return { IsAllDayEvent: true, ActivityDate: this.dateOf(firstDay), DurationInMinutes: days * 1_440 };
  }

  /** An event of this person in Salesforce, written down there a month before the start. Answers its id. */
  inSalesforce(subject: string, times: Record<string, unknown>, more: Record<string, unknown> = {}): string {
    return this.#seed('Event', { Subject: subject, ...times, ...more });
  }

  lead({ firstName, lastName, company, email }: InvitedLead): string {
    const name = { FirstName: firstName, LastName: lastName, Company: company };
    return this.#seed('Lead', { ...name, Email: email, Status: 'Open - Not Contacted' });
  }

  #seed(object: string, fields: Record<string, unknown>): string {
    const stamp = new Date(this.#startMs - 30 * DAY_MS).toISOString();
    const stamps = { CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp };
    const { userId } = this.person;
    return this.#organisation.salesforce.seed(object, { ...fields, OwnerId: userId, CreatedById: userId, ...stamps });
  }

  #moment(date: string, time: string): EventMoment {
    return { dateTime: `${date}T${time}:00`, timeZone: this.zone.windows };
  }

  #instant(day: number, time: string): Temporal.Instant {
    return Temporal.PlainDateTime.from(`${this.dateOf(day)}T${time}`)
      .toZonedDateTime(this.zone.iana)
      .toInstant();
  }
}

/** An entry of `attendees`. */
export function guest(name: string, address: string, type: 'required' | 'optional' = 'required'): EventProperties {
  return { type, emailAddress: { name, address } };
}

export function acquaintanceAsGuest({ identity }: Acquaintance): EventProperties {
  return guest(`${identity.firstName} ${identity.lastName}`.trim(), identity.emails[0] ?? '');
}
