// A small world of one person: a Salesforce org, an Exchange mailbox, and what a connector remembers of both. Rows and
// items are stored as the two systems store them (stored-contact.ts); people act on them here, the connector's run is
// in world-run.ts. No chance and no clock of its own: every act takes a second.
import { canonicalValue } from '../../../src/core/contact/canonical.js';
import type { ContactField } from '../../../src/core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../src/core/contact/graph-body.js';
import { exchangeContactFromGraph } from '../../../src/core/contact/map-exchange.js';
import { salesforceBody, salesforceContactFromRow } from '../../../src/core/contact/map-salesforce.js';
import type { ObjectDescription, SalesforceRow } from '../../../src/core/describe.js';
import type { ContactValues, GraphContact } from '../../../src/core/contact/model.js';
import type { ContactLink } from '../../../src/core/link.js';
import type { AccountId, ExchangeContactId, SalesforceContactId } from '../../../src/core/model.js';
import type { ContactSettings } from '../../../src/core/settings/contact.js';
import { folderId } from '../../support/contacts.js';
import { allBoth, describeWithout, emptyRow, everything } from './samples.js';
import { emptyGraphContact, graphAfterWrite, rowAfterWrite } from './stored-contact.js';

export interface StoredRow {
  readonly row: SalesforceRow;
  readonly isOwned: boolean;
  /** False: the record exists, and the person cannot see it. */
  readonly isVisible: boolean;
  readonly isDeleted: boolean;
}

export type Place = 'folder' | 'elsewhere' | 'deleted';

export interface StoredItem {
  readonly raw: GraphContact;
  readonly place: Place;
}

/** A write of the connector, with what was there before. */
export interface Write {
  readonly side: 'salesforce' | 'exchange';
  readonly kind: 'create' | 'update' | 'delete' | 'stamp';
  readonly id: string;
  readonly values: ContactValues;
  readonly before: ContactValues;
}

export interface World {
  settings: ContactSettings;
  nowMs: number;
  made: number;
  readonly rows: Map<SalesforceContactId, StoredRow>;
  readonly items: Map<ExchangeContactId, StoredItem>;
  readonly links: Map<number, ContactLink>;
  /** Fields that the person cannot see, and those that the person cannot write, in Salesforce. */
  readonly hidden: Set<ContactField>;
  readonly readOnly: Set<ContactField>;
  /** What the next delta, and the next look for changed records, will report. */
  readonly changedItems: Set<ExchangeContactId>;
  readonly removedItems: Set<ExchangeContactId>;
  readonly changedRows: Set<SalesforceContactId>;
  readonly writes: Write[];
}

export const orgId = '00D5g00000AbCdEEAV';
const habits = { unsetText: null, propertyIds: 'normalised' } as const;
const rowHabits = { lineBreaks: 'crlf' } as const;

export function emptyWorld(settings: ContactSettings): World {
  return {
    settings,
    nowMs: Date.UTC(2026, 0, 1),
    made: 0,
    rows: new Map(),
    items: new Map(),
    links: new Map(),
    hidden: new Set(),
    readOnly: new Set(),
    changedItems: new Set(),
    removedItems: new Set(),
    changedRows: new Set(),
    writes: [],
  };
}

/** A second world that goes its own way from here. */
export function copyOf(world: World): World {
  return structuredClone(world);
}

// What people do. Whoever is not there is left alone: then nothing happens.

export function newRow(world: World, values: ContactValues): SalesforceContactId {
  const id = `003${String(nextNumber(world)).padStart(12, '0')}AAA` as SalesforceContactId;
  const row = { ...emptyRow, Id: id, CreatedDate: time(world), LastName: 'Nameless', OwnerId: 'me' };
  world.rows.set(id, { row, isOwned: true, isVisible: true, isDeleted: false });
  writeRow(world, id, values, accountIdOf);
  return id;
}

export function newItem(world: World, values: ContactValues): ExchangeContactId {
  return createItem(world, graphBodyForCreate(values, ''), []);
}

export function editRow(world: World, id: SalesforceContactId, values: ContactValues): void {
  const stored = world.rows.get(id);
  if (stored === undefined || stored.isDeleted) return;
  // Salesforce refuses a record without a last name.
  const { LastName, ...rest } = values;
  writeRow(world, id, LastName === undefined || LastName === '' ? rest : values, accountIdOf);
}

export function editItem(world: World, id: ExchangeContactId, values: ContactValues): void {
  const stored = world.items.get(id);
  if (stored === undefined || stored.place === 'deleted') return;
  writeItem(world, id, graphBodyForUpdate(values, readItem(stored.raw)));
}

export function deleteRow(world: World, id: SalesforceContactId): void {
  changeRow(world, id, { isDeleted: true });
}

export function undeleteRow(world: World, id: SalesforceContactId): void {
  changeRow(world, id, { isDeleted: false });
}

export function changeRow(world: World, id: SalesforceContactId, change: Partial<StoredRow>): void {
  const stored = world.rows.get(id);
  if (stored === undefined) return;
  world.rows.set(id, { ...stored, ...change, row: { ...stored.row, SystemModstamp: time(world) } });
  world.changedRows.add(id);
  tick(world);
}

/** Into the folder, out of it into another one, or away. */
export function moveItem(world: World, id: ExchangeContactId, place: Place): void {
  const stored = world.items.get(id);
  if (stored === undefined || stored.place === place) return;
  const parentFolderId = place === 'folder' ? folderId : 'another folder';
  world.items.set(id, { place, raw: { ...stored.raw, parentFolderId } });
  if (place === 'folder') {
    world.changedItems.add(id);
    world.removedItems.delete(id);
  } else if (stored.place === 'folder') {
    world.removedItems.add(id);
    world.changedItems.delete(id);
  }
  tick(world);
}

/** A copy takes everything along, our stamp as well. */
export function copyItem(world: World, id: ExchangeContactId): void {
  const stored = world.items.get(id);
  if (stored?.place !== 'folder') return;
  const { id: _, ...body } = stored.raw;
  createItem(world, body, stored.raw.singleValueExtendedProperties ?? []);
}

// What both systems do with a write, whoever sends it.

export function writeRow(
  world: World,
  id: SalesforceContactId,
  values: ContactValues,
  accountIdByName: (name: string) => AccountId | null,
): void {
  const stored = world.rows.get(id);
  if (stored === undefined) throw new Error('no such record');
  const names = new Map([...companies(world)].map((name) => [accountIdOf(name) as string, name]));
  for (const name of [values['Account.Name'] ?? '']) names.set(accountIdOf(name), name);
  const row = rowAfterWrite(stored.row, salesforceBody(values, accountIdByName).fields, names, rowHabits);
  const now = time(world);
  world.rows.set(id, { ...stored, row: { ...row, SystemModstamp: now, LastModifiedDate: now } });
  world.changedRows.add(id);
  tick(world);
}

export function createItem(
  world: World,
  body: Readonly<Record<string, unknown>>,
  extended: NonNullable<GraphContact['singleValueExtendedProperties']>,
): ExchangeContactId {
  const id = `AAkALg${String(nextNumber(world)).padStart(8, '0')}` as ExchangeContactId;
  const raw = { ...emptyGraphContact, id, createdDateTime: time(world), singleValueExtendedProperties: extended };
  world.items.set(id, { raw, place: 'folder' });
  writeItem(world, id, body);
  return id;
}

export function writeItem(world: World, id: ExchangeContactId, body: Readonly<Record<string, unknown>>): GraphContact {
  const stored = world.items.get(id);
  if (stored === undefined) throw new Error('no such contact');
  const raw = {
    ...graphAfterWrite(stored.raw, body, habits),
    changeKey: `key-${nextNumber(world)}`,
    createdDateTime: stored.raw.createdDateTime ?? '',
    lastModifiedDateTime: time(world),
    parentFolderId: stored.place === 'folder' ? folderId : 'another folder',
  };
  world.items.set(id, { ...stored, raw });
  if (stored.place === 'folder') world.changedItems.add(id);
  tick(world);
  return raw;
}

// What can be seen. `readItem` and `readRow` see everything, whoever may not.

export function readItem(raw: GraphContact) {
  return exchangeContactFromGraph(raw, { fields: allBoth, describe: null, propertiesRead: 'all' });
}

export function readRow(row: SalesforceRow) {
  return salesforceContactFromRow(row, { fields: allBoth, describe: everything, isInReach: true });
}

export function itemValues(world: World, id: string): ContactValues {
  const stored = world.items.get(id as ExchangeContactId);
  return stored === undefined ? {} : readItem(stored.raw).values;
}

export function rowValues(world: World, id: string): ContactValues {
  const stored = world.rows.get(id as SalesforceContactId);
  return stored === undefined ? {} : readRow(stored.row).values;
}

/** Contact as the person sees it; worked out once for each set of rights. */
export function describeFor({ hidden, readOnly }: World): ObjectDescription {
  const rights = JSON.stringify([[...hidden].sort(), [...readOnly].sort()]);
  const known = descriptions.get(rights);
  if (known !== undefined) return known;
  const seen = describeWithout([...hidden].map((field) => (field === 'Account.Name' ? 'AccountId' : field)));
  const fields = [...seen.fields].map(([name, access]) => {
    const isWritable = !readOnly.has((name === 'AccountId' ? 'Account.Name' : name) as ContactField);
    return [name, { ...access, isCreateable: isWritable, isUpdateable: isWritable }] as const;
  });
  const described = { ...seen, fields: new Map(fields) };
  descriptions.set(rights, described);
  return described;
}

const descriptions = new Map<string, ObjectDescription>();

export function isInReach(world: World, stored: StoredRow): boolean {
  return !stored.isDeleted && stored.isVisible && (world.settings.scope === 'AllVisible' || stored.isOwned);
}

/** Every company has one account, but for those that nobody knows. */
function accountIdOf(name: string): AccountId {
  return `001:${canonicalValue('Account.Name', name)}` as AccountId;
}

export function knownAccountIdOf(name: string): AccountId | null {
  return name.startsWith('Nobody') ? null : accountIdOf(name);
}

function companies(world: World): Set<string> {
  const names = [...world.rows.values()].map(({ row }) => (row.Account as { Name?: unknown } | null)?.Name);
  return new Set(names.filter((name): name is string => typeof name === 'string'));
}

export function nextNumber(world: World): number {
  world.made += 1;
  return world.made;
}

function tick(world: World): void {
  world.nowMs += 1_000;
}

function time(world: World): string {
  return new Date(world.nowMs).toISOString();
}
