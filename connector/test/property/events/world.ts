// A small world of one person's events: a calendar, a Salesforce org, and what a connector remembers of both. Events
// and rows are stored as the two systems store them; people act on them here, the connector's run is in
// event-world-run.ts. No chance of its own, and time goes only where a step says so.
import type { SalesforceRow } from '../../../src/core/describe.js';
import type { EventLink } from '../../../src/core/link.js';
import { eventKeyField, type EventValues } from '../../../src/core/event/fields.js';
import type { EventTimes, ExchangeEvent, GraphEvent } from '../../../src/core/event/model.js';
import { meetingKey } from '../../../src/core/event/meeting-key.js';
import { salesforceTimes, timesOf, timesText } from '../../../src/core/event/times.js';
import type { ExchangeEventId, MailboxId, SalesforceContactId, SalesforceEventId } from '../../../src/core/model.js';
import type { EventSettings } from '../../../src/core/settings/event.js';
import type { TimeWindow } from '../../../src/ports/calendar.js';
import { carlaId, eventNowMs, moment, offer } from '../../support/core-events.js';
import { emptyEventRow, eventRowAfterWrite, valuesOfRow } from './stored-event.js';

export const dayMs = 86_400_000;

/** `gone`: nobody brings it back any more. */
export type Place = 'primary' | 'other' | 'deleted' | 'gone';

interface StoredItem {
  readonly raw: GraphEvent;
  readonly place: Place;
}

interface StoredRow {
  readonly row: SalesforceRow;
  readonly isDeleted: boolean;
  /** Somebody in Salesforce deleted it, and not the connector. */
  readonly wasRemovedByPerson: boolean;
}

/** A write of the connector, with what was there before. */
export interface EventWrite {
  readonly kind: 'create' | 'update' | 'delete';
  readonly id: SalesforceEventId;
  readonly exchangeId: ExchangeEventId;
  readonly body: Readonly<Record<string, unknown>>;
  readonly before: EventValues;
}

export interface EventWorld {
  settings: EventSettings;
  nowMs: number;
  made: number;
  readonly items: Map<ExchangeEventId, StoredItem>;
  readonly rows: Map<SalesforceEventId, StoredRow>;
  readonly links: Map<number, EventLink>;
  /** Who is a contact in Salesforce, by address. */
  readonly contacts: Map<string, SalesforceContactId>;
  /** The running round of change tracking: its window is frozen. */
  round: { readonly window: TimeWindow; readonly madeMs: number } | null;
  /** What the next page of changes has to tell of. */
  readonly changed: Set<ExchangeEventId>;
  /** To be looked at again from this time on. */
  readonly waiting: Map<ExchangeEventId, number>;
  /** Reported as removed, and not confirmed yet. */
  readonly unconfirmed: Set<ExchangeEventId>;
  /** Somebody has to become known, for the event or for its relation. */
  readonly unknownPeople: Set<ExchangeEventId>;
  settingsChanged: boolean;
  readonly writes: EventWrite[];
}

export const carla = 'carla@stein.example';

export function emptyEventWorld(settings: EventSettings): EventWorld {
  return {
    ...{ settings, nowMs: eventNowMs, made: 0, round: null, settingsChanged: false },
    items: new Map(),
    rows: new Map(),
    links: new Map(),
    contacts: new Map([[carla, carlaId]]),
    changed: new Set(),
    waiting: new Map(),
    unconfirmed: new Set(),
    unknownPeople: new Set(),
    writes: [],
  };
}

/** A second world that goes its own way from here. */
export function copyOfEvents(world: EventWorld): EventWorld {
  return structuredClone(world);
}

// What people do in Exchange. Whoever is not there is left alone: then nothing happens.

export function newEvent(world: EventWorld, change: Partial<GraphEvent>): ExchangeEventId {
  const number = nextNumber(world);
  const id = `AAkALg${String(number).padStart(6, '0')}` as ExchangeEventId;
  world.items.set(id, { raw: { ...offer, iCalUId: `uid-${number}`, ...change, id }, place: 'primary' });
  editEvent(world, id, {});
  return id;
}

export function editEvent(world: EventWorld, id: ExchangeEventId, change: Partial<GraphEvent>): void {
  const stored = world.items.get(id);
  if (stored === undefined || stored.place === 'deleted' || stored.place === 'gone') return;
  const changeKey = `key-${nextNumber(world)}`;
  world.items.set(id, { ...stored, raw: { ...stored.raw, ...change, changeKey } });
  world.changed.add(id);
}

/** To other days, at the same time; whole days stay whole days. */
export function shiftEvent(world: EventWorld, id: ExchangeEventId, days: number): void {
  const times = timesIn(world, id);
  if (times === null) return;
  editEvent(world, id, momentsOf(times, days * dayMs, 0));
}

/** An hour of the same day becomes that day, or the other way round. */
export function makeAllDay(world: EventWorld, id: ExchangeEventId, isAllDay: boolean): void {
  const times = timesIn(world, id);
  if (times === null || times.isAllDay === isAllDay) return;
  const day = times.isAllDay ? Date.parse(times.startDate) : Math.floor(times.startMs / dayMs) * dayMs;
  const [startMs, endMs] = isAllDay ? [day, day + dayMs] : [day + dayMs / 2, day + dayMs / 2 + 3_600_000];
  editEvent(world, id, { isAllDay, start: moment(startMs), end: moment(endMs) });
}

export function lengthenEvent(world: EventWorld, id: ExchangeEventId, days: number): void {
  const times = timesIn(world, id);
  if (times !== null) editEvent(world, id, momentsOf(times, 0, days * dayMs));
}

export function moveEvent(world: EventWorld, id: ExchangeEventId, place: Place): void {
  const stored = world.items.get(id);
  if (stored === undefined || stored.place === place || stored.place === 'gone') return;
  world.items.set(id, { ...stored, place });
  world.changed.add(id);
}

function momentsOf(times: EventTimes, startByMs: number, longerByMs: number): Partial<GraphEvent> {
  const [startMs, endMs] = times.isAllDay
    ? [Date.parse(times.startDate), Date.parse(times.endDate)]
    : [times.startMs, times.endMs];
  return { start: moment(startMs + startByMs), end: moment(Math.max(startMs, endMs + longerByMs) + startByMs) };
}

function timesIn(world: EventWorld, id: ExchangeEventId): EventTimes | null {
  const stored = world.items.get(id);
  return stored === undefined ? null : timesOf(stored.raw);
}

// What people do in Salesforce.

/** Made by hand, or by another product: the same subject and times as an event in the calendar. */
export function newRowLike(world: EventWorld, id: ExchangeEventId, body: Readonly<Record<string, unknown>>): void {
  const raw = world.items.get(id)?.raw;
  const times = timesIn(world, id);
  if (raw === undefined || times === null || times.isAllDay) return;
  const text = timesText(times);
  if (Number(text.split('/')[1]) > 14 * 24 * 60) return;
  insertRow(world, { Subject: raw.subject ?? null, ...salesforceTimes(text), ...body });
}

export function editRow(world: EventWorld, id: SalesforceEventId, body: Readonly<Record<string, unknown>>): void {
  const stored = world.rows.get(id);
  if (stored === undefined || stored.isDeleted) return;
  // A private event is related to nobody: Salesforce refuses it.
  if (stored.row['IsPrivate'] === true && 'WhoId' in body) return;
  writeRow(world, id, body);
}

export function deleteRow(world: EventWorld, id: SalesforceEventId): void {
  setDeleted(world, id, true, true);
}

export function undeleteRow(world: EventWorld, id: SalesforceEventId): void {
  setDeleted(world, id, false, false);
}

// What Salesforce does with a write, whoever sends it.

export function insertRow(world: EventWorld, body: Readonly<Record<string, unknown>>): SalesforceEventId {
  const id = `00U${String(nextNumber(world)).padStart(12, '0')}EAV` as SalesforceEventId;
  const row = eventRowAfterWrite({ ...emptyEventRow, Id: id }, body, { lineBreaks: 'crlf' });
  world.rows.set(id, { row, isDeleted: false, wasRemovedByPerson: false });
  return id;
}

export function writeRow(world: EventWorld, id: SalesforceEventId, body: Readonly<Record<string, unknown>>): void {
  const stored = world.rows.get(id);
  if (stored === undefined || stored.isDeleted) throw new Error('ENTITY_IS_DELETED');
  world.rows.set(id, { ...stored, row: eventRowAfterWrite(stored.row, body, { lineBreaks: 'crlf' }) });
}

export function setDeleted(world: EventWorld, id: SalesforceEventId, isDeleted: boolean, byPerson: boolean): void {
  const stored = world.rows.get(id);
  if (stored === undefined || stored.isDeleted === isDeleted) return;
  world.rows.set(id, { ...stored, isDeleted, wasRemovedByPerson: isDeleted && byPerson });
}

// What can be seen.

export function rowValues(world: EventWorld, id: SalesforceEventId): EventValues {
  const stored = world.rows.get(id);
  return stored === undefined ? {} : valuesOfRow(stored.row);
}

export function keyOfRow(row: SalesforceRow): string {
  const key = row[eventKeyField];
  return typeof key === 'string' ? key : '';
}

export function nextNumber(world: EventWorld): number {
  world.made += 1;
  return world.made;
}

export function meetingKeyOf(event: Pick<ExchangeEvent, 'uid' | 'id'>): string {
  return meetingKey('tenant', 'mailbox' as MailboxId, event);
}
