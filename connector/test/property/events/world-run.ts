// One run of the connector in the small world of events: reading as in sync/events (changes or everything, tombstones
// that are only hints, reads by id that may fail), then the real plan. Brakes are left out. Nothing here decides
// anything that the core decides; what is remembered is in event-world-apply.ts.
import { eventFieldNames } from '../../../src/core/event/fields.js';
import { matchEvents, type EventMatch } from '../../../src/core/event/match.js';
import { isLive, type EventLink } from '../../../src/core/link.js';
import type { ExchangeEvent, GraphEvent } from '../../../src/core/event/model.js';
import type {
  EventAction,
  EventPlanContext,
  ExchangeEventHalf,
  SalesforceEventHalf,
  Verdict,
} from '../../../src/core/event/action.js';
import { planFound, planLinked, planNew } from '../../../src/core/event/plan.js';
import { exchangeEventFromGraph, outsiders } from '../../../src/core/event/read.js';
import { valuesOf } from '../../../src/core/event/values.js';
import { isAnybodyKnown, relate } from '../../../src/core/event/relate.js';
import { salesforceEventFromRow } from '../../../src/core/event/salesforce-event.js';
import { select } from '../../../src/core/event/select.js';
import { hasChanged, needsRecord } from '../../../src/core/event/settle.js';
import { spanOf, timesText } from '../../../src/core/event/times.js';
import { limits } from '../../../src/core/limits.js';
import type { ExchangeEventId } from '../../../src/core/model.js';
import { oneLine } from '../../../src/core/text/clean.js';
import { sureWithin, touches, windowAskedAt } from '../../../src/sync/events/first-pass/window.js';
import { hasher } from '../../support/contacts.js';
import { companyDomains } from '../../support/core-events.js';
import { applyEvent } from './world-apply.js';
import { keyOfRow, meetingKeyOf, type EventWorld, type EventWrite } from './world.js';

export interface EventRunOptions {
  /** `full`: everything is listed. `delta`: only what was reported since the last run. */
  readonly mode: 'full' | 'delta';
  /** Ids that the listing or the page of changes leaves out this time. */
  readonly missed?: ReadonlySet<string>;
  /** Ids that cannot be read by id this time, or whose removal cannot be confirmed. */
  readonly unreadable?: ReadonlySet<string>;
  /** Ids of events whose write Salesforce refuses this time. */
  readonly refused?: ReadonlySet<string>;
  /** Turns the order of everything around. */
  readonly isReversed?: boolean;
}

export interface EventRunReport {
  readonly actions: readonly EventAction[];
  readonly writes: readonly EventWrite[];
}

interface Entry {
  readonly id: ExchangeEventId;
  readonly link: EventLink | null;
  readonly isReportedGone: boolean;
  readonly isRecheck: boolean;
}

/** Looked at, and nothing is to be done: only the version and the times are remembered. */
type Noted = Entry | 'nothing';

export function runEvents(world: EventWorld, options: EventRunOptions = { mode: 'full' }): EventRunReport {
  const before = world.writes.length;
  const isRecheck = world.settingsChanged;
  const isOld = world.round === null || world.nowMs - world.round.madeMs > limits.calendarRoundMs;
  const isFull = options.mode === 'full' || isRecheck || isOld;
  const noted = isFull ? listAll(world, options, isRecheck) : readChanges(world, options);
  world.settingsChanged = false;
  const entries = [...noted.values()].filter((one): one is Entry => one !== 'nothing');
  const actions = planAll(world, options.isReversed === true ? entries.reverse() : entries, options);
  for (const action of actions) applyEvent(world, action, options.refused ?? new Set());
  return { actions, writes: world.writes.slice(before) };
}

/** As the store and sync/events/reset.ts do it: what is gone from Salesforce is found out first. */
export function resetEvents(world: EventWorld): void {
  for (const link of world.links.values()) {
    if (!isLive(link)) continue;
    const isThere = world.rows.get(link.ids.salesforce)?.isDeleted === false;
    world.links.set(link.id, { ...link, state: isThere ? 'forgotten' : 'removedFromSalesforce' });
  }
  world.round = null;
}

export function eventContextOf(world: EventWorld): EventPlanContext {
  const { settings, nowMs } = world;
  return { settings, nowMs, companyDomains, hasher, writable: new Set(eventFieldNames) };
}

export function linkOfEvent(world: EventWorld, id: ExchangeEventId): EventLink | null {
  return [...world.links.values()].find(({ ids }) => ids.exchange === id) ?? null;
}

/** What the rules say of an event in the primary calendar, as sync/events/second-pass/load.ts has it. */
export function verdictOf(world: EventWorld, event: ExchangeEvent, link: EventLink | null): Verdict {
  const { settings, contacts } = world;
  const selection = select(event, eventContextOf(world));
  if (selection.kind === 'out') return selection;
  const known = {
    contacts: new Map(
      [...contacts].map(([address, id]) => [address, [{ id, modifiedAt: '', lastActivity: '', createdAt: '' }]]),
    ),
    leads: new Map<string, readonly never[]>(),
  };
  if (selection.kind === 'inIfKnown' && link === null && !isAnybodyKnown(selection.addresses, known)) {
    return { kind: 'out', reason: 'NOBODY_KNOWN' };
  }
  const addresses = outsiders(event, companyDomains);
  const isRelated = settings.relate !== 'Off' && !event.isPrivate && addresses.length > 0;
  const relation = isRelated ? relate(addresses, known, settings.severalMatches) : null;
  return { kind: 'in', exposure: selection.exposure, relation };
}

export function eventIn(world: EventWorld, id: ExchangeEventId): ExchangeEvent | null {
  const stored = world.items.get(id);
  return stored?.place === 'primary' ? exchangeEventFromGraph(stored.raw) : null;
}

function listAll(world: EventWorld, options: EventRunOptions, isRecheck: boolean): Map<ExchangeEventId, Noted> {
  const window = windowAskedAt(world.nowMs, world.settings);
  world.round = { window, madeMs: world.nowMs };
  world.changed.clear();
  const noted = new Map<ExchangeEventId, Noted>();
  for (const [id, { raw, place }] of world.items) {
    const event = exchangeEventFromGraph(raw);
    if (place !== 'primary' || event === null || options.missed?.has(id) === true) continue;
    if (touches(spanOf(event.times), window)) noted.set(id, judge(world, raw, isRecheck, false));
  }
  for (const link of world.links.values()) {
    if (!isLive(link) || noted.has(link.ids.exchange)) continue;
    if (touches(link, sureWithin(window))) noted.set(link.ids.exchange, goneEntry(link));
    else if (link.state === 'forgotten') world.links.set(link.id, { ...link, state: 'linked' });
  }
  return noted;
}

function readChanges(world: EventWorld, options: EventRunOptions): Map<ExchangeEventId, Noted> {
  const noted = new Map<ExchangeEventId, Noted>();
  for (const id of [...world.changed]) {
    if (options.missed?.has(id) === true) continue;
    world.changed.delete(id);
    const event = eventIn(world, id);
    const link = linkOfEvent(world, id);
    if (event !== null && world.round !== null && touches(spanOf(event.times), world.round.window)) {
      noted.set(id, judge(world, event.raw, false, false));
    } else if (link !== null && isLive(link)) noted.set(id, goneEntry(link));
  }
  for (const [id, dueMs] of [...world.waiting]) {
    if (dueMs > world.nowMs || noted.has(id) || options.unreadable?.has(id) === true) continue;
    world.waiting.delete(id);
    const event = eventIn(world, id);
    const link = linkOfEvent(world, id);
    if (event !== null && !world.unconfirmed.has(id)) noted.set(id, judge(world, event.raw, false, true));
    else if (link !== null && isLive(link)) noted.set(id, goneEntry(link));
  }
  return noted;
}

function goneEntry(link: EventLink): Entry {
  return { id: link.ids.exchange, link, isReportedGone: true, isRecheck: false };
}

/** As sync/events/first-pass/classify.ts. */
function judge(world: EventWorld, raw: GraphEvent, isRecheck: boolean, isAsked: boolean): Noted {
  const id = raw.id as ExchangeEventId;
  const link = linkOfEvent(world, id);
  const event = exchangeEventFromGraph(raw);
  if (event === null) return 'nothing';
  const isSameVersion = event.version === link?.versions.exchange;
  if (isSameVersion && link?.state === 'linked' && !isRecheck && !isAsked) return 'nothing';
  const entry = { id, link, isReportedGone: false, isRecheck: isSameVersion && (isRecheck || isAsked) };
  const selection = select(event, eventContextOf(world));
  if (link === null || selection.kind === 'out' || link.state !== 'linked' || isAsked) return entry;
  const { values } = valuesOf(event, selection.exposure, eventContextOf(world));
  if (hasChanged(link, values, hasher)) return entry;
  const versions = { ...link.versions, exchange: event.version };
  world.links.set(link.id, { ...link, versions, ...spanOf(event.times) });
  return 'nothing';
}

/** As sync/events/second-pass/confirm.ts: gone is what was reported so and cannot be read by id. */
function exchangeHalf(world: EventWorld, { id, link, isReportedGone }: Entry, options: EventRunOptions) {
  const stored = world.items.get(id);
  const event = eventIn(world, id);
  const mustRead = isReportedGone || event === null;
  if (stored === undefined || (mustRead && options.unreadable?.has(id) === true)) return { kind: 'unknown' } as const;
  if (event !== null) return { kind: 'present', event, verdict: verdictOf(world, event, link) } as const;
  if (stored.place === 'other') return { kind: 'otherCalendar' } as const;
  return { kind: 'deleted' } as const;
}

function salesforceHalf(world: EventWorld, entry: Entry, exchange: ExchangeEventHalf): SalesforceEventHalf {
  const { link, isRecheck } = entry;
  if (link === null || exchange.kind !== 'present' || exchange.verdict.kind === 'out') return { kind: 'notAsked' };
  const { values } = valuesOf(exchange.event, exchange.verdict.exposure, eventContextOf(world));
  if (!isRecheck && !needsRecord(link, values)) return { kind: 'notAsked' };
  const stored = world.rows.get(link.ids.salesforce);
  if (stored === undefined || stored.isDeleted) return { kind: 'deleted' };
  return { kind: 'present', event: salesforceEventFromRow(stored.row) };
}

function planAll(world: EventWorld, entries: readonly Entry[], options: EventRunOptions): EventAction[] {
  const context = eventContextOf(world);
  const halves = entries.map((entry) => ({ entry, exchange: exchangeHalf(world, entry, options) }));
  const fresh = halves.flatMap(({ entry, exchange }) =>
    entry.link === null && exchange.kind === 'present' && exchange.verdict.kind === 'in' ? [exchange.event] : [],
  );
  const matches = meet(world, fresh);
  return halves.flatMap(({ entry, exchange }) => {
    if (entry.link !== null) {
      return [planLinked(entry.link, exchange, salesforceHalf(world, entry, exchange), entry.isRecheck, context)];
    }
    if (exchange.kind !== 'present') return [];
    const match = matches.get(entry.id);
    const record = match?.kind === 'pair' ? world.rows.get(match.salesforceId) : undefined;
    if (match?.kind === 'pair' && record !== undefined) {
      return [planFound(match.foundBy, exchange.event, exchange.verdict, salesforceEventFromRow(record.row), context)];
    }
    return [planNew(exchange.event, exchange.verdict, context)];
  });
}

/**
 * As sync/events/second-pass/meet.ts: whose record is linked is found by its key alone. Everybody in this world is the
 * person.
 */
function meet(world: EventWorld, events: readonly ExchangeEvent[]): ReadonlyMap<ExchangeEventId, EventMatch> {
  const linked = new Set<string>([...world.links.values()].map(({ ids }) => ids.salesforce));
  const candidates = [...world.rows]
    .filter(([id, { row, isDeleted }]) => !isDeleted && (!linked.has(id) || keyOfRow(row) !== ''))
    .map(([id, { row }]) => {
      const { Subject = '', Times = '' } = salesforceEventFromRow(row).values;
      const content = Subject === '' ? '' : `${Times}\n${Subject}`;
      return { id, key: keyOfRow(row), content, isMine: true };
    });
  const items = events.map((event) => {
    const subject = oneLine(event.raw.subject ?? '');
    const content = subject === '' ? '' : `${timesText(event.times)}\n${subject}`;
    return { id: event.id, meetingKey: meetingKeyOf(event), content };
  });
  return matchEvents(items, candidates);
}
