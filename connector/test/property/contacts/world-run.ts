// One run of the connector in the small world: pass 1 as in sync/contacts/first-pass (everything.ts, changes.ts), then
// guard, plan and memory by the real functions. Writes land in the world, or are refused. Nothing here decides anything
// that the core decides.
import { contactFieldNames, contactFormVersion, type ContactField } from '../../../src/core/contact/fields.js';
import {
  matchContacts,
  type NameKeys,
  type SalesforceCandidate,
  type UnlinkedExchange,
} from '../../../src/core/contact/match.js';
import { foldName } from '../../../src/core/text/clean.js';
import { emailsOf, exchangeContactFromGraph } from '../../../src/core/contact/map-exchange.js';
import { salesforceContactFromRow } from '../../../src/core/contact/map-salesforce.js';
import type { ContactAction, ExchangeHalf, PlanContext, SalesforceHalf } from '../../../src/core/contact/action.js';
import { carriesDeletes, writesToExchange, writesToSalesforce } from '../../../src/core/contact/plan.js';
import type { ContactValues, GraphContact, SalesforceContact } from '../../../src/core/contact/model.js';
import { isLive, type ContactLink } from '../../../src/core/link.js';
import { toInstant, type ExchangeContactId, type SalesforceContactId } from '../../../src/core/model.js';
import { editedSinceSettled } from '../../../src/core/contact/settle.js';
import { stampOf } from '../../../src/core/contact/stamp.js';
import { guardPlan } from '../../../src/core/guard.js';
import type { SalesforceRow } from '../../../src/core/describe.js';
import type { ReasonCode } from '../../../src/core/reasons.js';
import {
  linkedEntry,
  withoutRepeats,
  type Entry,
  type LinkedEntry,
} from '../../../src/sync/contacts/first-pass/entries.js';
import type { LoadedContact } from '../../../src/sync/contacts/second-pass/load.js';
import { staysInFolder } from '../../../src/sync/contacts/first-pass/match-keys.js';
import { planEntry } from '../../../src/sync/contacts/second-pass/plan.js';
import { hasher } from '../../support/contacts.js';
import { applyAction, stampLinks } from './world-apply.js';
import { describeFor, isInReach, orgId, readItem, readRow, type StoredItem, type World, type Write } from './world.js';

export interface RunOptions {
  /** `full`: everything is listed. `delta`: only what was reported since the last run. */
  readonly mode: 'full' | 'delta';
  /** Ids that listings and deltas leave out this time, although they are there or have changed. */
  readonly missed?: ReadonlySet<string>;
  /** Ids that cannot be read this time. */
  readonly unreadable?: ReadonlySet<string>;
  /** Ids whose write the other system refuses this time. */
  readonly refused?: ReadonlySet<string>;
  /** Every pair is looked at, whatever its versions say: what the person may see, or the settings, have changed. */
  readonly looksAtAll?: boolean;
  /** Part of a reset: what was removed is made again. */
  readonly bringsBackRemoved?: boolean;
  /** Turns the order of everything around. */
  readonly isReversed?: boolean;
}

export interface RunReport {
  readonly actions: readonly ContactAction[];
  /** Settled by the first pass alone: held or left out. */
  readonly left: readonly Left[];
  readonly writes: readonly Write[];
  readonly held: ReasonCode | null;
}

type Left = Extract<Entry, { kind: 'left' }>;

export function run(world: World, options: RunOptions = { mode: 'full' }): RunReport {
  const context = contextOf(world);
  const entries = ordered(withoutRepeats(readEntries(world, options)), options);
  const held = guard(world, entries);
  if (held !== null) return { actions: [], left: [], writes: [], held };
  const writesBefore = world.writes.length;
  const actions: ContactAction[] = [];
  const again = new Set<string>();
  for (const loaded of load(world, entries, options)) {
    const action = planEntry(loaded, context, options.bringsBackRemoved === true);
    if (action === null) continue;
    actions.push(action);
    if (applyAction(world, action, options.refused ?? new Set()) === 'again') again.add(keyOf(loaded.entry));
  }
  stampLinks(world);
  forgetReports(world, entries, options, again);
  const left = entries.filter((entry): entry is Left => entry.kind === 'left');
  return { actions, left, writes: world.writes.slice(writesBefore), held: null };
}

/** As the store does it on a reset (sync/run.ts). */
export function reset(world: World, wish: { bringBackRemoved: boolean; settleAnew: boolean }): void {
  for (const link of [...world.links.values()]) {
    if (!isLive(link)) {
      if (wish.bringBackRemoved) world.links.delete(link.id);
      continue;
    }
    const blank = new Uint8Array(link.settled.salesforce.length);
    const versions = { salesforce: '', exchange: '' };
    const memory = { versions, settled: { salesforce: blank, exchange: blank } };
    world.links.set(link.id, { ...link, ...(wish.settleAnew ? memory : {}), state: 'forgotten' });
  }
}

function contextOf(world: World): PlanContext {
  const described = describeFor(world).fields;
  const writable = contactFieldNames.filter(
    (field) => described.get(field === 'Account.Name' ? 'AccountId' : field)?.isUpdateable === true,
  );
  return { settings: world.settings, hasher, writableInSalesforce: new Set<ContactField>(writable) };
}

/** The record as this person reads it; null when it cannot be read. */
function seenRow(world: World, id: SalesforceContactId): SalesforceContact | null {
  const stored = world.rows.get(id);
  if (stored === undefined || stored.isDeleted || !stored.isVisible) return null;
  const map = { fields: world.settings.fields, describe: describeFor(world), isInReach: isInReach(world, stored) };
  return salesforceContactFromRow(stored.row, map);
}

function seenItem(world: World, stored: StoredItem) {
  const { fields } = world.settings;
  return exchangeContactFromGraph(stored.raw, { fields, describe: describeFor(world).fields, propertiesRead: 'all' });
}

function readEntries(world: World, options: RunOptions): Entry[] {
  const missed = options.missed ?? new Set<string>();
  const isFull = options.mode === 'full';
  const links = [...world.links.values()];
  const byItem = new Map(links.map((link) => [link.ids.exchange as string, link]));
  const byRow = new Map(links.map((link) => [link.ids.salesforce as string, link]));
  const linked = links.flatMap((link) => {
    const entry = isFull ? noticeInListing(world, link, options) : noticeInDelta(world, link, missed);
    return entry === null ? [] : [entry];
  });
  const goneIds = new Set(linked.filter(({ exchange }) => exchange === 'gone').map(({ exchangeId }) => exchangeId));
  const newRows = [...world.rows].filter(
    ([id, stored]) =>
      !byRow.has(id) && isInReach(world, stored) && !missed.has(id) && (isFull || world.changedRows.has(id)),
  );
  const newItems = [...world.items].filter(
    ([id, stored]) =>
      !byItem.has(id) &&
      stored.place === 'folder' &&
      !missed.has(id) &&
      (isFull || world.changedItems.has(id) || newRows.length > 0),
  );
  const resolved = resolve(world, newItems, goneIds);
  const alone = newRows
    .filter(([id]) => writesToExchange(world.settings) && !resolved.taken.has(id))
    .map(([salesforceId]): Entry => ({ kind: 'onlySalesforce', salesforceId }));
  return [...linked, ...resolved.entries, ...alone];
}

/** As compareLinks in sync/contacts/first-pass/everything.ts. */
function noticeInListing(world: World, link: ContactLink, options: RunOptions): LinkedEntry | null {
  const missed = options.missed ?? new Set();
  const item = world.items.get(link.ids.exchange);
  const isGone = item?.place !== 'folder' || missed.has(link.ids.exchange);
  if (isGone && !isLive(link)) return null;
  const row = seenRow(world, link.ids.salesforce);
  const isListed = row !== null && !missed.has(link.ids.salesforce);
  const isNewVersion = item?.raw.changeKey !== link.versions.exchange || link.state !== 'linked';
  const exchangeChanged = isNewVersion || options.looksAtAll === true;
  const isOutside = writesToExchange(world.settings) && link.wasInReach && row?.isInReach !== true;
  const salesforceChanged = !isListed || isOutside || row.version !== link.versions.salesforce;
  if (!isGone && !exchangeChanged && !salesforceChanged) return null;
  const seen = isListed || !isLive(link) ? (salesforceChanged ? 'changed' : 'same') : 'missing';
  return linkedEntry(link, isGone ? 'gone' : exchangeChanged ? 'changed' : 'same', seen);
}

/** As sortExchangeChanges and readSalesforceChanges in sync/contacts/first-pass/changes.ts. */
function noticeInDelta(world: World, link: ContactLink, missed: ReadonlySet<string>): LinkedEntry | null {
  const isReported = !missed.has(link.ids.exchange);
  const isRemoved = isReported && world.removedItems.has(link.ids.exchange);
  const item = world.items.get(link.ids.exchange);
  const isNewVersion = item?.raw.changeKey !== link.versions.exchange || link.state !== 'linked';
  const isGone = isRemoved && isLive(link);
  const exchangeChanged = isReported && world.changedItems.has(link.ids.exchange) && isNewVersion;
  const isSettledTombstone = link.state === 'removedFromExchange' || link.state === 'movedOut';
  const stored = world.rows.get(link.ids.salesforce);
  const isEcho = stored?.isDeleted === false && stored.row.SystemModstamp === link.versions.salesforce;
  const salesforceChanged =
    !missed.has(link.ids.salesforce) &&
    world.changedRows.has(link.ids.salesforce) &&
    !isSettledTombstone &&
    !(isEcho && link.state === 'linked');
  if (!isGone && !exchangeChanged && !salesforceChanged) return null;
  const noticed = isGone ? 'gone' : exchangeChanged ? 'changed' : 'same';
  return linkedEntry(link, noticed, salesforceChanged ? 'changed' : 'same');
}

/** As sync/contacts/first-pass/unlinked.ts, without the doubles that crashes leave. */
function resolve(world: World, items: readonly [ExchangeContactId, StoredItem][], goneIds: ReadonlySet<string>) {
  const links = [...world.links.values()];
  const taken = new Set<SalesforceContactId>();
  const entries: Entry[] = [];
  const rest: StoredItem[] = [];
  for (const [exchangeId, stored] of items) {
    const stamp = stampOf(stored.raw);
    if (stamp === null) {
      rest.push(stored);
      continue;
    }
    if (stamp.org !== orgId) {
      entries.push(leftOf(exchangeId, 'OTHER_ORG'));
      continue;
    }
    const link = links.find(({ ids }) => ids.salesforce === stamp.record);
    const isHeld =
      taken.has(stamp.record) || (link !== undefined && staysInFolder(link) && !goneIds.has(link.ids.exchange));
    if (isHeld) {
      entries.push(leftOf(exchangeId, 'COPY_OF_LINKED'));
      continue;
    }
    taken.add(stamp.record);
    entries.push({ kind: 'found', exchangeId, salesforceId: stamp.record, foundBy: 'stamp' });
  }
  const live = new Set(
    links.filter((link) => staysInFolder(link) && !goneIds.has(link.ids.exchange)).map(({ ids }) => ids.salesforce),
  );
  const candidates = [...world.rows]
    .filter(([, stored]) =>
      writesToSalesforce(world.settings) ? stored.isVisible && !stored.isDeleted : isInReach(world, stored),
    )
    .map(([id, { row }]) => candidateOf(row, live.has(id) || taken.has(id)));
  const keys = rest.map(({ raw }) => keysOfItem(raw));
  const matching = matchContacts(keys, candidates, world.settings.severalMatches);
  for (const [exchangeId, verdict] of matching.verdicts) {
    if (verdict.kind === 'alone') entries.push({ kind: 'onlyExchange', exchangeId });
    if (verdict.kind === 'hold') entries.push(leftOf(exchangeId, verdict.reason));
    if (verdict.kind !== 'pair') continue;
    taken.add(verdict.salesforceId);
    entries.push({ kind: 'found', exchangeId, salesforceId: verdict.salesforceId, foundBy: verdict.foundBy });
  }
  for (const id of matching.reserved) taken.add(id);
  return { entries, taken };
}

function leftOf(itemId: string, reason: ReasonCode): Left {
  return { kind: 'left', side: 'exchange', itemId, reason, version: '', matchKeys: [] };
}

/** Folded texts are as good as keyed hashes of them: only equality is asked. */
function keysOfItem(raw: GraphContact): UnlinkedExchange {
  const { values } = readItem(raw);
  const createdAt = toInstant(raw.createdDateTime ?? 0);
  return { id: raw.id as ExchangeContactId, createdAt, emails: emailsOf(raw), names: nameKeysOf(values) };
}

function candidateOf(row: SalesforceRow, isLinked: boolean): SalesforceCandidate {
  const { values, modifiedAt } = readRow(row);
  return {
    id: row.Id as SalesforceContactId,
    email: (values.Email ?? '').toLowerCase(),
    names: nameKeysOf(values),
    modifiedAt,
    lastActivity: '',
    createdAt: toInstant(String(row.CreatedDate)),
    isLinked,
  };
}

function nameKeysOf(values: ContactValues): NameKeys {
  const [first, last, company] = [values.FirstName, values.LastName, values['Account.Name']].map((text) =>
    foldName(text ?? ''),
  );
  if (last === undefined || last === '') return { lastName: '', full: '', hasCompany: false };
  return { lastName: last, full: `${first}|${last}|${company}`, hasCompany: company !== '' };
}

/** As shapeOf in sync/contacts/shape.ts; this world is too young for writes of the last 24 hours to be forgotten. */
function guard(world: World, entries: readonly Entry[]): ReasonCode | null {
  const pairs = entries.filter((entry): entry is LinkedEntry => entry.kind === 'linked');
  const isDeleted = (entry: LinkedEntry): boolean => world.rows.get(entry.salesforceId)?.isDeleted !== false;
  const goneFromExchange = pairs.filter(({ exchange }) => exchange === 'gone');
  const goneFromSalesforce = pairs.filter(isDeleted);
  const count = (side: Write['side']): number =>
    world.writes.filter((one) => one.side === side && one.kind === 'delete').length;
  const verdict = guardPlan(
    {
      linked: [...world.links.values()].filter(({ state }) => state === 'linked').length,
      changedLinks: pairs.length,
      createsInExchange: 0,
      createsInSalesforce: 0,
      newLinks: 0,
      deletesInSalesforce: carriesDeletes(world.settings, 'exchange') ? goneFromExchange.length : 0,
      deletesInExchange: carriesDeletes(world.settings, 'salesforce') ? goneFromSalesforce.length : 0,
      goneFromExchange: goneFromExchange.length,
      goneFromSalesforce: goneFromSalesforce.length,
    },
    { deletesInSalesforce: count('salesforce'), deletesInExchange: count('exchange') },
  );
  return verdict.kind === 'held' ? verdict.reason : null;
}

/** As sync/contacts/second-pass/load.ts: halves, without the pairs of which only Salesforce spoke, with nothing new. */
function load(world: World, entries: readonly Entry[], options: RunOptions): LoadedContact[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'left') return [];
    const link = linkFor(world, entry);
    if (entry.kind === 'linked' && link !== null && isQuiet(world, entry, link)) return [];
    const exchange = entry.kind === 'onlySalesforce' ? null : exchangeHalf(world, entry, link, options);
    const salesforce = entry.kind === 'onlyExchange' ? null : salesforceHalf(world, entry.salesforceId, options);
    return [{ entry, link, salesforce, exchange }];
  });
}

function linkFor(world: World, entry: Exclude<Entry, { kind: 'left' }>): ContactLink | null {
  const links = [...world.links.values()];
  const found = links.find(
    (link) =>
      (entry.kind !== 'onlySalesforce' && link.ids.exchange === entry.exchangeId) ||
      (entry.kind !== 'onlyExchange' && link.ids.salesforce === entry.salesforceId),
  );
  if (found === undefined || entry.kind !== 'found') return found ?? null;
  const { exchange, salesforce } = found.ids;
  return exchange === entry.exchangeId && salesforce === entry.salesforceId ? found : null;
}

function isQuiet(world: World, entry: LinkedEntry, link: ContactLink): boolean {
  const contact = seenRow(world, entry.salesforceId);
  if (entry.exchange !== 'same' || contact === null || link.state !== 'linked') return false;
  if (link.formVersion !== contactFormVersion) return false;
  if (link.wasInReach && !contact.isInReach && writesToExchange(world.settings)) return false;
  if (editedSinceSettled(link, 'salesforce', contact.values, hasher)) return false;
  const wasInReach = writesToExchange(world.settings) ? contact.isInReach : link.wasInReach;
  const versions = { ...link.versions, salesforce: contact.version };
  world.links.set(link.id, { ...link, versions, accountId: contact.accountId, wasInReach });
  return true;
}

/** As sync/contacts/second-pass/confirm.ts: gone is what was reported gone and cannot be read. */
function exchangeHalf(
  world: World,
  entry: Exclude<Entry, { kind: 'left' | 'onlySalesforce' }>,
  link: ContactLink | null,
  options: RunOptions,
): ExchangeHalf {
  const stored = world.items.get(entry.exchangeId);
  if (stored === undefined || options.unreadable?.has(entry.exchangeId) === true) return { kind: 'unknown' };
  if (stored.place === 'folder') return { kind: 'present', contact: seenItem(world, stored) };
  if (stored.place === 'elsewhere') return { kind: 'movedOut' };
  const isReportedGone = entry.kind === 'linked' && entry.exchange === 'gone';
  const mayBeGone = isReportedGone || (link !== null && !isLive(link));
  return mayBeGone ? { kind: 'deleted' } : { kind: 'unknown' };
}

function salesforceHalf(world: World, id: SalesforceContactId, options: RunOptions): SalesforceHalf {
  if (options.unreadable?.has(id) === true) return { kind: 'unknown' };
  const contact = seenRow(world, id);
  if (contact !== null) return { kind: 'present', contact };
  return world.rows.get(id)?.isDeleted === false ? { kind: 'leftReach' } : { kind: 'deleted' };
}

/** Reports that were delivered and worked off are not delivered again; what was missed or waits comes once more. */
function forgetReports(world: World, entries: readonly Entry[], options: RunOptions, again: ReadonlySet<string>): void {
  const waiting = new Set(entries.filter((entry) => again.has(keyOf(entry))).flatMap(idsOf));
  for (const set of [world.changedItems, world.removedItems, world.changedRows] as Set<string>[]) {
    for (const id of [...set]) if (!waiting.has(id) && options.missed?.has(id) !== true) set.delete(id);
  }
}

function idsOf(entry: Entry): string[] {
  const ids = entry as { readonly exchangeId?: string; readonly salesforceId?: string };
  return [ids.exchangeId, ids.salesforceId].filter((id) => id !== undefined);
}

function keyOf(entry: Entry): string {
  return idsOf(entry).join(' ');
}

function ordered(entries: readonly Entry[], options: RunOptions): Entry[] {
  return options.isReversed === true ? [...entries].reverse() : [...entries];
}
