// Carries one action out in the small world of events and remembers it, as sync/events/second-pass/apply.ts and
// remember.ts do it.
// What somebody deleted in Salesforce is noticed by the write that finds it gone.
import type { EventLink } from '../../../src/core/link.js';
import { eventFormVersion, eventKeyField, eventTable, type EventValues } from '../../../src/core/event/fields.js';
import type { ExchangeEvent } from '../../../src/core/event/model.js';
import type { EventAction } from '../../../src/core/event/action.js';
import { hasChanged } from '../../../src/core/event/settle.js';
import { settledHashes, type Settling } from '../../../src/core/hash.js';
import type { ExchangeEventId, SalesforceEventId } from '../../../src/core/model.js';
import { eventBody } from '../../../src/core/event/salesforce-event.js';
import { spanOf } from '../../../src/core/event/times.js';
import { hasher, person } from '../../support/contacts.js';
import {
  insertRow,
  meetingKeyOf,
  nextNumber,
  rowValues,
  setDeleted,
  writeRow,
  type EventWorld,
  type EventWrite,
} from './world.js';

type Of<Kind extends EventAction['kind']> = Extract<EventAction, { kind: Kind }>;
type Body = Readonly<Record<string, unknown>>;

export function applyEvent(world: EventWorld, action: EventAction, refused: ReadonlySet<string>): void {
  const id = exchangeIdOf(action);
  world.unconfirmed.delete(id);
  world.unknownPeople.delete(id);
  const isRefused = refused.has(id);
  switch (action.kind) {
    case 'create':
      return create(world, action, isRefused);
    case 'settle':
      return settle(world, action, isRefused);
    case 'empty':
      return empty(world, action, isRefused);
    case 'delete':
      return remove(world, action, isRefused);
    case 'retire':
      if (action.state === null) world.links.delete(action.link.id);
      else keep(world, { ...action.link, ...seenOf(action.event), state: action.state });
      return;
    case 'leave':
      return leave(world, action);
  }
}

function exchangeIdOf(action: EventAction): ExchangeEventId {
  if (action.kind === 'leave') return action.exchangeId as ExchangeEventId;
  if (action.kind === 'create' || action.kind === 'settle') return action.event.id;
  return action.link.ids.exchange;
}

function create(world: EventWorld, { event, values, who, relation }: Of<'create'>, isRefused: boolean): void {
  if (isRefused) return again(world, event.id);
  const body = { ...eventBody(values, who), [eventKeyField]: meetingKeyOf(event) };
  const salesforceId = insertRow(world, body);
  note(world, { kind: 'create', id: salesforceId, exchangeId: event.id, body, before: {} });
  keep(world, settledLink(linkTo(world, event, salesforceId), values, null, everything(values)));
  if (relation !== null && relation.kind !== 'found') world.unknownPeople.add(event.id);
}

function settle(world: EventWorld, action: Of<'settle'>, isRefused: boolean): void {
  const { link, event, salesforceId, values, toSalesforce, who, settling, endsAs, relation } = action;
  const outcome = update(world, event.id, salesforceId, eventBody(toSalesforce, who), isRefused);
  const old = link ?? [...world.links.values()].find(({ ids }) => ids.salesforce === salesforceId) ?? null;
  const memory = old?.ids.exchange === event.id ? old : null;
  // What did not arrive is not remembered as if it had: an undeleted record still says what it said.
  const kept = outcome !== 'done' ? Object.keys(toSalesforce).map((field) => [field, 'keep' as const]) : [];
  const made = linkTo(world, event, salesforceId);
  const next: EventLink = {
    ...made,
    ...(old === null ? {} : { id: old.id, memoryKey: old.memoryKey }),
    versions: { salesforce: '', exchange: outcome === 'refused' ? '' : event.version },
    state: outcome === 'gone' ? 'removedFromSalesforce' : outcome === 'done' ? endsAs : 'linked',
  };
  keep(world, settledLink(next, values, memory, { ...settling, ...Object.fromEntries(kept) }));
  if (outcome === 'refused') again(world, event.id);
  if (relation !== null && relation.kind !== 'found') world.unknownPeople.add(event.id);
}

function empty(world: EventWorld, { link, event, values, keepsShell }: Of<'empty'>, isRefused: boolean): void {
  const isEmptied = !hasChanged(link, values, hasher);
  const body = isEmptied ? {} : eventBody(values, null);
  const outcome = update(world, event.id, link.ids.salesforce, body, isRefused);
  if (outcome === 'gone') return keep(world, { ...link, ...seenOf(event), state: 'removedFromSalesforce' });
  if (outcome === 'refused') {
    keep(world, withoutVersion(link));
    return again(world, event.id);
  }
  if (!keepsShell) return deleteRecord(world, link);
  keep(world, settledLink({ ...link, ...seenOf(event), state: 'leftSelection' }, values, link, everything(values)));
}

function remove(world: EventWorld, { link, reason }: Of<'delete'>, isRefused: boolean): void {
  if (isRefused) {
    keep(world, withoutVersion(link));
    if (reason === 'DELETED_IN_EXCHANGE' || reason === 'OTHER_CALENDAR') world.unconfirmed.add(link.ids.exchange);
    return again(world, link.ids.exchange);
  }
  deleteRecord(world, link);
}

/** One that somebody deleted before is remembered as theirs: it must not come back with the event. */
function deleteRecord(world: EventWorld, link: EventLink): void {
  const stored = world.rows.get(link.ids.salesforce);
  if (stored?.isDeleted !== false) return keep(world, { ...link, state: 'removedFromSalesforce' });
  const before = rowValues(world, link.ids.salesforce);
  note(world, { kind: 'delete', id: link.ids.salesforce, exchangeId: link.ids.exchange, body: {}, before });
  setDeleted(world, link.ids.salesforce, true, false);
  world.links.delete(link.id);
}

function leave(world: EventWorld, { exchangeId, link, event, reason, retryAtMs }: Of<'leave'>): void {
  const id = exchangeId as ExchangeEventId;
  // What a reset has forgotten is found again, wherever in time it lies.
  const state = link?.state === 'forgotten' ? 'linked' : link?.state;
  if (link !== null && event !== null) keep(world, { ...link, ...seenOf(event), state: state ?? link.state });
  if (retryAtMs !== undefined) world.waiting.set(id, retryAtMs);
  if (reason === 'NOBODY_KNOWN') world.unknownPeople.add(id);
  if (reason !== 'REMOVAL_NOT_CONFIRMED') return;
  world.unconfirmed.add(id);
  again(world, id);
}

type Outcome = 'done' | 'refused' | 'gone';

function update(
  world: EventWorld,
  exchangeId: ExchangeEventId,
  id: SalesforceEventId,
  body: Body,
  isRefused: boolean,
): Outcome {
  if (Object.keys(body).length === 0) return 'done';
  if (isRefused) return 'refused';
  if (world.rows.get(id)?.isDeleted !== false) return 'gone';
  note(world, { kind: 'update', id, exchangeId, body, before: rowValues(world, id) });
  writeRow(world, id, body);
  return 'done';
}

function linkTo(world: EventWorld, event: ExchangeEvent, salesforceId: SalesforceEventId): EventLink {
  const id = nextNumber(world);
  return {
    ...{ id, person, object: 'Event', ids: { salesforce: salesforceId, exchange: event.id } },
    ...{ memoryKey: `memory ${id}`, meetingKey: meetingKeyOf(event), formVersion: eventFormVersion, state: 'linked' },
    settled: { salesforce: new Uint8Array(), exchange: new Uint8Array() },
    ...seenOf(event),
  };
}

/** One event and one record have one link in the store. */
function keep(world: EventWorld, link: EventLink): void {
  for (const { id, ids } of [...world.links.values()]) {
    const isSame = ids.exchange === link.ids.exchange || ids.salesforce === link.ids.salesforce;
    if (id !== link.id && isSame) throw new Error('LINK_NOT_UNIQUE');
  }
  world.links.set(link.id, link);
}

function seenOf(event: ExchangeEvent): Pick<EventLink, 'versions' | 'startsAtMs' | 'endsAtMs'>;
function seenOf(event: ExchangeEvent | null): Partial<EventLink>;
function seenOf(event: ExchangeEvent | null): Partial<EventLink> {
  return event === null ? {} : { versions: { salesforce: '', exchange: event.version }, ...spanOf(event.times) };
}

function withoutVersion(link: EventLink): EventLink {
  return { ...link, versions: { salesforce: '', exchange: '' } };
}

function again(world: EventWorld, id: ExchangeEventId): void {
  world.waiting.set(id, world.nowMs);
}

/** `memory`: the link whose memory goes on; null = none. */
function settledLink(
  link: EventLink,
  values: EventValues,
  memory: EventLink | null,
  which: Readonly<Partial<Record<keyof EventValues, Settling>>>,
): EventLink {
  const previous = memory?.formVersion === eventFormVersion ? memory.settled.exchange : null;
  const exchange = settledHashes(eventTable, hasher.forItem(link.memoryKey), values, previous, which);
  return { ...link, settled: { ...link.settled, exchange }, formVersion: eventFormVersion };
}

function everything(values: EventValues): Readonly<Partial<Record<keyof EventValues, Settling>>> {
  return Object.fromEntries(Object.keys(values).map((field) => [field, 'now']));
}

function note(world: EventWorld, one: EventWrite): void {
  world.writes.push(one);
}
