// The calendars of one mailbox: calendars, events, and the change log of each calendar. It knows no HTTP, no
// permissions and no other mailbox; routes and Outlook's hands both act through it, so that every change is logged,
// stamped and keyed the same way.
import { createHash } from 'node:crypto';
import { Chance, type Clock } from '../../world.js';
import { ChangeLog } from '../change-log.js';
import type { TrackedFolder } from '../contacts/delta.js';
import { IdMaker, splitOccurrenceId } from '../graph/ids.js';
import type { Mailbox } from '../mailbox.js';
import { findInstance, wholeEvent } from './event-instances.js';
import type { EventContent, EventInstance, StoredEvent } from './events.js';

export interface StoredCalendar extends TrackedFolder {
  name: string;
  readonly changeKey: string;
  /** Immutable ids of the events in the calendar, in order of arrival. */
  readonly members: Set<string>;
}

interface MasterCategory {
  readonly id: string;
  readonly displayName: string;
  readonly color: string;
}

type EventDraft = Omit<
  StoredEvent,
  'immutableId' | 'regularId' | 'calendarId' | 'changeKey' | 'createdAtMs' | 'modifiedAtMs' | 'uid'
> & { readonly uid?: string };

const firstCategories = ['Red', 'Orange', 'Yellow', 'Green', 'Blue', 'Purple'];

export class CalendarStore {
  readonly defaultCalendar: StoredCalendar;
  readonly calendars = new Map<string, StoredCalendar>();
  readonly events = new Map<string, StoredEvent>();
  readonly masterCategories: MasterCategory[] = [];
  /** By transactionId: the event that it made, and what was sent. */
  readonly transactions = new Map<string, { readonly eventId: string; readonly sent: string }>();
  readonly deletedItemsId: string;
  readonly ids: IdMaker;
  readonly #clock: Clock;
  readonly #byRegularId = new Map<string, StoredEvent>();
  readonly #byUid = new Map<string, StoredEvent>();
  #sequence = 0;

  /** Ids come from a chance of its own, so that calendars do not change the ids of contacts. */
  constructor(clock: Clock, mailbox: Mailbox) {
    this.#clock = clock;
    this.deletedItemsId = mailbox.deletedItemsId;
    const seed = createHash('sha256').update(mailbox.ids.part).digest().readUInt32BE(0);
    this.ids = new IdMaker(new Chance(seed), mailbox.ids);
    this.defaultCalendar = this.createCalendar('Calendar');
    for (const colour of firstCategories) this.addCategory(`${colour} category`);
  }

  createCalendar(name: string): StoredCalendar {
    const id = this.ids.folderId();
    const changeKey = this.ids.eventChangeKey();
    const calendar = { id, name, changeKey, log: new ChangeLog(), members: new Set<string>(), generations: [] };
    this.calendars.set(id, calendar);
    return calendar;
  }

  addCategory(displayName: string): void {
    const number = this.masterCategories.length;
    this.masterCategories.push({ id: categoryId(displayName), displayName, color: `preset${number % 25}` });
  }

  /** By either id, those in Deleted Items too. */
  findEvent(id: string): StoredEvent | undefined {
    return this.events.get(id) ?? this.#byRegularId.get(id);
  }

  /** A single event, a series, or an instance of one, by either id; those in Deleted Items too. */
  find(id: string): EventInstance | undefined {
    const part = splitOccurrenceId(id);
    const event = this.findEvent(part?.seriesId ?? id);
    if (event === undefined) return undefined;
    return part === null ? wholeEvent(event) : findInstance(event, part.date);
  }

  findByUid(uid: string): StoredEvent | undefined {
    return this.#byUid.get(uid);
  }

  isDeleted(event: StoredEvent): boolean {
    return !this.calendars.has(event.calendarId);
  }

  eventsIn(calendar: StoredCalendar): StoredEvent[] {
    return [...calendar.members].flatMap((id) => this.events.get(id) ?? []);
  }

  add(calendar: StoredCalendar, draft: EventDraft): StoredEvent {
    const ids = this.ids.itemIds(calendar.id);
    const nowMs = this.#clock.nowMs();
    const event: StoredEvent = {
      ...draft,
      uid: draft.uid ?? this.ids.calendarUid(),
      immutableId: ids.immutable,
      regularId: ids.regular,
      calendarId: calendar.id,
      changeKey: this.ids.eventChangeKey(),
      createdAtMs: nowMs,
      modifiedAtMs: nowMs,
    };
    this.events.set(event.immutableId, event);
    this.#byRegularId.set(event.regularId, event);
    this.#byUid.set(event.uid, event);
    this.#arrive(event, calendar);
    return event;
  }

  /** To be called after the event was changed in place: new change key, new time stamp, new entry in the log. */
  changed(event: StoredEvent): void {
    this.#stamp(event);
    this.calendars.get(event.calendarId)?.log.touch(event.immutableId, this.#next(), event.modifiedAtMs);
  }

  /** Makes one instance of a series differ from it, or differ more. */
  changeInstance(event: StoredEvent, date: string, overrides: Partial<EventContent>): void {
    event.exceptions.set(date, { ...event.exceptions.get(date), ...overrides });
    this.changed(event);
  }

  /** Takes one instance out of a series. */
  cancelInstance(event: StoredEvent, date: string): void {
    event.cancelledDates.add(date);
    event.exceptions.delete(date);
    this.changed(event);
  }

  /** Moves into a calendar, or into Deleted Items. The regular id changes, the immutable id stays. */
  move(event: StoredEvent, calendarId: string): void {
    this.#leave(event);
    this.#byRegularId.delete(event.regularId);
    event.calendarId = calendarId;
    event.regularId = this.ids.movedId(calendarId);
    this.#byRegularId.set(event.regularId, event);
    this.#stamp(event);
    const calendar = this.calendars.get(calendarId);
    if (calendar) this.#arrive(event, calendar);
  }

  delete(event: StoredEvent): void {
    this.move(event, this.deletedItemsId);
  }

  nowText(): string {
    return this.#clock.now().toISOString();
  }

  #arrive(event: StoredEvent, calendar: StoredCalendar): void {
    calendar.members.add(event.immutableId);
    calendar.log.arrive(event.immutableId, event.regularId, this.#next(), this.#clock.nowMs());
  }

  #leave(event: StoredEvent): void {
    const calendar = this.calendars.get(event.calendarId);
    if (calendar === undefined) return;
    calendar.members.delete(event.immutableId);
    calendar.log.leave(event.immutableId, this.#next(), this.#clock.nowMs());
  }

  #stamp(event: StoredEvent): void {
    event.changeKey = this.ids.eventChangeKey();
    event.modifiedAtMs = this.#clock.nowMs();
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}

function categoryId(displayName: string): string {
  const hex = createHash('sha256').update(displayName).digest('hex');
  return [8, 4, 4, 4, 12].map((length, index) => hex.slice(index * 12, index * 12 + length)).join('-');
}
