// Carries one action out in the small world, and remembers it by the real sync/contacts/second-pass/remember.ts. What
// the systems refuse, and what has no account, comes back as it would from sync/contacts/second-pass/send.ts.
import { contactFieldNames, fieldRow, type ContactField } from '../../../src/core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../src/core/contact/graph-body.js';
import { lastNameFor, salesforceBody, syncKeyField } from '../../../src/core/contact/map-salesforce.js';
import { stampPropertyId } from '../../../src/core/contact/stamp.js';
import { failed, success, type Outcome } from '../../../src/core/failure.js';
import type { ContactAction } from '../../../src/core/contact/action.js';
import type { ContactValues, GraphContact } from '../../../src/core/contact/model.js';
import type { ContactLink } from '../../../src/core/link.js';
import { toInstant, type SalesforceContactId } from '../../../src/core/model.js';
import { reasons } from '../../../src/core/reasons.js';
import type { SavedContact } from '../../../src/ports/salesforce.js';
import type { ContactAccess, ReadyRun } from '../../../src/sync/contacts/context.js';
import { untouched } from '../../../src/sync/contacts/second-pass/prepare.js';
import { remember } from '../../../src/sync/contacts/second-pass/remember.js';
import type { SentContact } from '../../../src/sync/contacts/second-pass/send.js';
import { outgoing } from '../../../src/sync/contacts/second-pass/values-after.js';
import { folderId, hasher, person } from '../../support/contacts.js';
import {
  describeFor,
  itemValues,
  knownAccountIdOf,
  moveItem,
  newRow,
  nextNumber,
  orgId,
  rowValues,
  deleteRow,
  createItem,
  writeItem,
  writeRow,
  type World,
  type Write,
} from './world.js';

const refusal = failed({ class: 'invalid', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' });

type Of<Kind extends ContactAction['kind']> = Extract<ContactAction, { kind: Kind }>;

/** `again`: it waits, and the next run is told of it once more. */
export function applyAction(world: World, action: ContactAction, refused: ReadonlySet<string>): 'done' | 'again' {
  const applied = carryOut(world, action, refused);
  const { run, access } = connectorOf(world);
  const remembered = remember(run, access, new Map(), () => null, applied);
  if (remembered.newLink !== undefined) storeLink(world, { ...remembered.newLink, id: nextNumber(world) });
  if (remembered.changedLink !== undefined) storeLink(world, remembered.changedLink);
  if (remembered.removedLink !== undefined) world.links.delete(remembered.removedLink);
  const failures = [applied.salesforce, applied.exchange].some((outcome) => outcome?.ok === false);
  return failures || reasons[action.reason].kind === 'waiting' ? 'again' : 'done';
}

/** As sync/contacts/second-pass/stamps.ts: under If-Match, so an item that has changed meanwhile waits. */
export function stampLinks(world: World): void {
  for (const link of [...world.links.values()]) {
    const raw = world.items.get(link.ids.exchange)?.raw;
    if (link.isStamped || link.state !== 'linked' || raw?.changeKey !== link.versions.exchange) continue;
    const stamp = { id: stampPropertyId, value: `1;${orgId};${link.ids.salesforce};;0` };
    const after = writeItem(world, link.ids.exchange, { singleValueExtendedProperties: [stamp] });
    const versions = { ...link.versions, exchange: after.changeKey ?? '' };
    note(world, { side: 'exchange', kind: 'stamp', id: link.ids.exchange, values: {}, before: {} });
    world.links.set(link.id, { ...link, isStamped: true, versions });
  }
}

/**
 * One record and one item have one link in the store; a new pair takes the place of older ones
 * (sync/contacts/second-pass/settle.ts).
 */
function storeLink(world: World, link: ContactLink): void {
  const clashes = [...world.links.values()].filter(
    ({ id, ids }) => id !== link.id && (ids.exchange === link.ids.exchange || ids.salesforce === link.ids.salesforce),
  );
  if (clashes.length > 0 && world.links.has(link.id)) throw new Error('LINK_NOT_UNIQUE');
  for (const { id } of clashes) world.links.delete(id);
  world.links.set(link.id, link);
}

function carryOut(world: World, action: ContactAction, refused: ReadonlySet<string>): SentContact {
  switch (action.kind) {
    case 'createInExchange':
      return makeItem(world, action, refused);
    case 'createInSalesforce':
      return makeRow(world, action, refused);
    case 'settle':
      return settle(world, action, refused);
    case 'deleteInExchange': {
      if (refused.has(action.exchange.id)) return { ...untouched(action), exchange: refusal };
      note(world, write('exchange', 'delete', action.exchange.id, {}, itemValues(world, action.exchange.id)));
      moveItem(world, action.exchange.id, 'deleted');
      return { ...untouched(action), exchange: success(null) };
    }
    case 'deleteInSalesforce': {
      const { id } = action.salesforce;
      if (refused.has(id)) return { ...untouched(action), salesforce: refusal };
      note(world, write('salesforce', 'delete', id, {}, rowValues(world, id)));
      deleteRow(world, id);
      return { ...untouched(action), salesforce: saved(id) };
    }
    case 'retire':
    case 'leave':
      return untouched(action);
  }
}

function saved(id: SalesforceContactId): Outcome<SavedContact> {
  return success({ id, answeredAtMs: null });
}

function makeItem(world: World, action: Of<'createInExchange'>, refused: ReadonlySet<string>): SentContact {
  if (refused.has(action.salesforce.id)) return { ...untouched(action), exchange: refusal };
  const values = outgoing(action.salesforce.values, world.settings);
  const stamp = `1;${orgId};${action.salesforce.id};intent${nextNumber(world)};1`;
  const id = createItem(world, graphBodyForCreate(values, stamp), []);
  note(world, write('exchange', 'create', id, values, {}));
  return { ...untouched(action), exchange: success(asAnswered(world, id)) };
}

function makeRow(world: World, action: Of<'createInSalesforce'>, refused: ReadonlySet<string>): SentContact {
  const lastName = lastNameFor(action.exchange);
  if (lastName === null) return { ...untouched(action), postponed: 'MISSING_LAST_NAME' };
  if (refused.has(action.exchange.id)) return { ...untouched(action), written: {}, salesforce: refusal };
  const flowing = contactFieldNames.filter(
    (field) => world.settings.fields[field] !== 'toExchange' && (action.exchange.values[field] ?? '') !== '',
  );
  const wanted = { ...pick(action.exchange.values, flowing), LastName: lastName.lastName };
  const written = takenBySalesforce(world, wanted, 'isCreateable');
  const id = newRow(world, {});
  const stored = world.rows.get(id);
  // Made by our key: the record says so, and a repeat would find it.
  if (stored !== undefined) {
    world.rows.set(id, { ...stored, row: { ...stored.row, [syncKeyField]: `key of ${action.exchange.id}` } });
  }
  writeRow(world, id, written, knownAccountIdOf);
  note(world, write('salesforce', 'create', id, written, {}));
  return { ...untouched(action), written, salesforce: saved(id) };
}

function settle(world: World, action: Of<'settle'>, refused: ReadonlySet<string>): SentContact {
  const { salesforce, exchange } = action;
  const written = takenBySalesforce(world, action.toSalesforce, 'isUpdateable');
  let applied: SentContact = { ...untouched(action), written };
  if (Object.keys(written).length > 0) {
    const isRefused = refused.has(salesforce.id);
    if (!isRefused) {
      note(world, write('salesforce', 'update', salesforce.id, written, rowValues(world, salesforce.id)));
      writeRow(world, salesforce.id, written, knownAccountIdOf);
    }
    applied = { ...applied, salesforce: isRefused ? refusal : saved(salesforce.id) };
  }
  if (Object.keys(action.toExchange).length > 0) {
    const isRefused = refused.has(exchange.id);
    if (!isRefused) {
      const stamp = exchange.stamp?.record === salesforce.id ? undefined : `1;${orgId};${salesforce.id};;0`;
      note(world, write('exchange', 'update', exchange.id, action.toExchange, itemValues(world, exchange.id)));
      writeItem(world, exchange.id, graphBodyForUpdate(action.toExchange, exchange, stamp));
    }
    applied = { ...applied, exchange: isRefused ? refusal : success(asAnswered(world, exchange.id)) };
  }
  return applied;
}

/** What is left after fields that may not be written, companies without an account, and a blank last name. */
function takenBySalesforce(world: World, values: ContactValues, right: 'isCreateable' | 'isUpdateable'): ContactValues {
  const described = describeFor(world).fields;
  const allowed = contactFieldNames.filter((field) => {
    const name = field === 'Account.Name' ? 'AccountId' : fieldRow(field).salesforce;
    return values[field] !== undefined && described.get(name)?.[right] === true;
  });
  const dropped = new Set(salesforceBody(pick(values, allowed), knownAccountIdOf).problems.map(({ field }) => field));
  return pick(
    values,
    allowed.filter((field) => !dropped.has(field)),
  );
}

/** Answers to POST and PATCH show no extended properties. */
function asAnswered(world: World, id: string): GraphContact {
  const raw = world.items.get(id as Parameters<World['items']['get']>[0])?.raw;
  if (raw === undefined) throw new Error('no such contact');
  const { singleValueExtendedProperties: _, ...shown } = raw;
  return shown;
}

/** The run and the rights, as far as sync/contacts/second-pass/remember.ts asks for them. */
function connectorOf(world: World): { run: ReadyRun; access: ContactAccess } {
  const newMemoryKey = (): string => `memory ${nextNumber(world)}`;
  const services = {
    hasher,
    newMemoryKey,
    orgId,
    clock: { nowMs: () => world.nowMs },
    tuning: { inDoubtWaitMs: 60_000 },
  };
  const run = {
    ...{ person, folderId, services, settings: world.settings, scope: { runNo: 1 }, askedBy: null },
    accounts: new Map(),
    finalUntil: toInstant(Date.UTC(2100, 0, 1)),
  };
  return {
    run: run as unknown as ReadyRun,
    access: { contact: describeFor(world) } as unknown as ContactAccess,
  };
}

function write(
  side: Write['side'],
  kind: Write['kind'],
  id: string,
  values: ContactValues,
  before: ContactValues,
): Write {
  return { side, kind, id, values, before };
}

function note(world: World, one: Write): void {
  world.writes.push(one);
}

function pick(values: ContactValues, fields: readonly ContactField[]): ContactValues {
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? '']));
}
