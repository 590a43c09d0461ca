// Carries one action out in the small world of events and remembers it, as sync/events/second-pass/apply.ts and
// commit.ts do it. What somebody deleted in Salesforce is noticed by the write that finds it gone.
import { eventFormVersion, eventKeyField } from '../../../src/core/event/fields.js';
import type { EventLink, EventLinkState, EventValues, ExchangeEvent } from '../../../src/core/event/model.js';
import type { EventAction } from '../../../src/core/event/plan.js';
import { eventBody } from '../../../src/core/event/salesforce-event.js';
import { eventTable, hasChanged } from '../../../src/core/event/settle.js';
import { spanOf } from '../../../src/core/event/times.js';
import { settledHashesOf } from '../../../src/core/hash.js';
import type { ExchangeEventId, SalesforceEventId, Settling } from '../../../src/core/model.js';
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
  return action.link.exchangeId;
}

function create(world: EventWorld, { event, values, who, relation }: Of<'create'>, isRefused: boolean): void {
  if (isRefused) return again(world, event.id);
  const meetingKey = meetingKeyOf(event);
  const body = { ...eventBody(values, who), [eventKeyField]: meetingKey };
  const salesforceId = insertRow(world, body);
  note(world, { kind: 'create', id: salesforceId, exchangeId: event.id, body, before: {} });
  const settled = hashes(event, values, null, everything(values));
  keep(world, { ...linkTo(world, event, salesforceId), settled, state: 'linked' });
  if (relation !== null && relation.kind !== 'found') world.unknownPeople.add(event.id);
}

function settle(world: EventWorld, action: Of<'settle'>, isRefused: boolean): void {
  const { link, event, salesforceId, values, toSalesforce, who, settling, endsAs, relation } = action;
  const outcome = update(world, event.id, salesforceId, eventBody(toSalesforce, who), isRefused);
  const old = link ?? [...world.links.values()].find((one) => one.salesforceId === salesforceId) ?? null;
  const memory = old?.formVersion === eventFormVersion && old.exchangeId === event.id ? old.settled : null;
  // What did not arrive is not remembered as if it had: an undeleted record still says what it said.
  const kept = outcome !== 'done' ? Object.keys(toSalesforce).map((field) => [field, 'keep' as const]) : [];
  const settled = hashes(event, values, memory, { ...settling, ...Object.fromEntries(kept) });
  const state: EventLinkState = outcome === 'gone' ? 'removedFromSalesforce' : outcome === 'done' ? endsAs : 'linked';
  keep(world, {
    ...linkTo(world, event, salesforceId),
    ...(old === null ? {} : { id: old.id }),
    ...{ settled, state, exchangeVersion: outcome === 'refused' ? '' : event.version },
  });
  if (outcome === 'refused') again(world, event.id);
  if (relation !== null && relation.kind !== 'found') world.unknownPeople.add(event.id);
}

function empty(world: EventWorld, { link, event, values, keepsShell }: Of<'empty'>, isRefused: boolean): void {
  const isEmptied = !hasChanged(link, values, hasher);
  const body = isEmptied ? {} : eventBody(values, null);
  const outcome = update(world, event.id, link.salesforceId, body, isRefused);
  if (outcome === 'gone') return keep(world, { ...link, ...seenOf(event), state: 'removedFromSalesforce' });
  if (outcome === 'refused') {
    keep(world, { ...link, exchangeVersion: '' });
    return again(world, event.id);
  }
  if (!keepsShell) return deleteRecord(world, link);
  const memory = link.formVersion === eventFormVersion ? link.settled : null;
  const settled = hashes(event, values, memory, everything(values));
  keep(world, { ...link, ...seenOf(event), settled, formVersion: eventFormVersion, state: 'leftSelection' });
}

function remove(world: EventWorld, { link, reason }: Of<'delete'>, isRefused: boolean): void {
  if (isRefused) {
    keep(world, { ...link, exchangeVersion: '' });
    if (reason === 'DELETED_IN_EXCHANGE' || reason === 'OTHER_CALENDAR') world.unconfirmed.add(link.exchangeId);
    return again(world, link.exchangeId);
  }
  deleteRecord(world, link);
}

/** One that somebody deleted before is remembered as theirs: it must not come back with the event. */
function deleteRecord(world: EventWorld, link: EventLink): void {
  const stored = world.rows.get(link.salesforceId);
  if (stored?.isDeleted !== false) return keep(world, { ...link, state: 'removedFromSalesforce' });
  const before = rowValues(world, link.salesforceId);
  note(world, { kind: 'delete', id: link.salesforceId, exchangeId: link.exchangeId, body: {}, before });
  setDeleted(world, link.salesforceId, true, false);
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

function linkTo(world: EventWorld, event: ExchangeEvent, salesforceId: SalesforceEventId) {
  return {
    ...{ id: nextNumber(world), person, salesforceId, exchangeId: event.id },
    ...{ exchangeVersion: event.version, formVersion: eventFormVersion, meetingKey: meetingKeyOf(event) },
    ...spanOf(event.times),
  };
}

/** One event and one record have one link in the store. */
function keep(world: EventWorld, link: EventLink): void {
  for (const { id, exchangeId, salesforceId } of [...world.links.values()]) {
    const isSame = exchangeId === link.exchangeId || salesforceId === link.salesforceId;
    if (id !== link.id && isSame) throw new Error('LINK_NOT_UNIQUE');
  }
  world.links.set(link.id, link);
}

function seenOf(event: ExchangeEvent | null): Partial<EventLink> {
  return event === null ? {} : { exchangeVersion: event.version, ...spanOf(event.times) };
}

function again(world: EventWorld, id: ExchangeEventId): void {
  world.waiting.set(id, world.nowMs);
}

function hashes(
  event: ExchangeEvent,
  values: EventValues,
  memory: Uint8Array | null,
  which: Readonly<Partial<Record<keyof EventValues, Settling>>>,
): Uint8Array {
  return settledHashesOf(eventTable, hasher, event.id, values, memory, which);
}

function everything(values: EventValues): Readonly<Partial<Record<keyof EventValues, Settling>>> {
  return Object.fromEntries(Object.keys(values).map((field) => [field, 'now']));
}

function note(world: EventWorld, one: EventWrite): void {
  world.writes.push(one);
}
