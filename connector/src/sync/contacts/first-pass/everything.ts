// First pass of a first run, a reset, a weekly look, or after an expired cursor: everything is listed, by id and
// version. Only such a complete listing may take absence for removal, and even that is confirmed by a read later (law
// P4).
import { syncKeyField } from '../../../core/contact/map-salesforce.js';
import type { GraphContact, Stamp } from '../../../core/contact/model.js';
import { writesToExchange } from '../../../core/contact/plan.js';
import { parseStamp } from '../../../core/contact/stamp.js';
import { failed, success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import { isLive, type ContactLink } from '../../../core/link.js';
import { toInstant, type ExchangeContactId, type SalesforceContactId } from '../../../core/model.js';
import type { ItemRef } from '../../../ports/store.js';
import { toldButNotListed } from '../../part/findings.js';
import type { AccessGetter } from '../../part/part.js';
import { linksOfItems, linksOfRecords, walkLinks } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { listsEverythingVisible, reachOf } from '../reach.js';
import { contactRef, linkedEntry, type ContactReading, type Entry } from './entries.js';
import { candidateFromRow, findCandidates, matchFields, unlinkedFromGraph, type Candidate } from './match-keys.js';
import { pairsFirst, readingOf } from './together.js';
import { recoverSent, type Recovered } from './recover.js';
import { resolveUnlinked, type UnlinkedItem } from './unlinked.js';

export async function readEverything(
  run: ReadyRun,
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<ContactReading>> {
  const granted = await access();
  if (!granted.ok) return granted;
  const changeSeq = await run.services.store.latestChangeSeq();
  const recovered = await recoverSent(run, access);
  if (!recovered.ok) return recovered;
  const stamps = await listStamps(run);
  if (!stamps.ok) return stamps;
  const folder = await listFolder(run, stamps.value, granted.value, recovered.value.busyExchange);
  if (!folder.ok) return folder;
  const mayMatch = folder.value.unlinked.length > 0;
  const salesforce = await listSalesforce(run, granted.value, mayMatch, recovered.value.busyKeys);
  if (!salesforce.ok) return salesforce;
  const linked = await compareLinks(run, granted.value, folder.value, salesforce.value);
  if (!linked.ok) return linked;
  const candidates = new Map(
    [...folder.value.candidates, ...salesforce.value.candidates].map((found) => [found.id, found]),
  );
  const resolved = await resolveUnlinked(run, folder.value.unlinked, [...candidates.values()], linked.value.goneIds);
  const alone = salesforce.value.unlinked
    .filter((id) => !resolved.taken.has(id) && !recovered.value.busySalesforce.has(id))
    .map((salesforceId): Entry => ({ kind: 'onlySalesforce', salesforceId }));
  return success(
    readingOf(recovered.value, pairsFirst(linked.value.entries, [...resolved.entries, ...alone]), {
      cursor: folder.value.cursor,
      changeSeq,
      wasFullListing: true,
      vanished: await findVanished(run, folder.value, salesforce.value, recovered.value),
    }),
  );
}

/** Stamps are extended properties, and a delta never shows those: one more listing, of ids and stamps only. */
async function listStamps(run: ReadyRun): Promise<Outcome<ReadonlyMap<string, Stamp>>> {
  const stamps = new Map<string, Stamp>();
  let from: Parameters<typeof run.services.exchange.listStamps>[1] = { folder: run.placeId };
  for (;;) {
    const page = await run.services.exchange.listStamps(run.mailboxId, from);
    if (!page.ok) return page;
    for (const item of page.value.items) {
      const stamp = parseStamp(item.stamp);
      if (stamp !== null) stamps.set(item.id, stamp);
    }
    if (page.value.nextLink === null) return success(stamps);
    from = { link: page.value.nextLink };
  }
}

interface FolderListing {
  /** Linked items → true when their version is not the stored one. */
  readonly seen: ReadonlyMap<string, boolean>;
  readonly unlinked: readonly UnlinkedItem[];
  readonly candidates: readonly Candidate[];
  readonly cursor: string;
}

async function listFolder(
  run: ReadyRun,
  stamps: ReadonlyMap<string, Stamp>,
  access: ContactAccess,
  busy: ReadonlySet<string>,
): Promise<Outcome<FolderListing>> {
  const { exchange, hasher } = run.services;
  const seen = new Map<string, boolean>();
  const unlinked = new Map<string, UnlinkedItem>();
  const candidates: Candidate[] = [];
  let raws: GraphContact[] = [];
  let from: Parameters<typeof exchange.readDelta>[1] = { folder: run.placeId };
  for (;;) {
    const page = await exchange.readDelta(run.mailboxId, from);
    if (!page.ok) return page;
    const ids = page.value.changed.map((item) => item.id as ExchangeContactId);
    const links = await linksOfItems(run, 'Contact', ids);
    for (const item of page.value.changed) {
      const link = links.get(item.id);
      if (link !== undefined) {
        seen.set(item.id, item.changeKey !== link.versions.exchange || link.state !== 'linked');
      }
      const isOrphan = link?.state === 'removedFromSalesforce';
      if ((link === undefined || isOrphan) && !busy.has(item.id)) {
        if (!unlinked.has(item.id) && !isOrphan) raws.push(item);
        const stamp = stamps.get(item.id) ?? null;
        unlinked.set(item.id, {
          keys: unlinkedFromGraph(item, hasher),
          version: item.changeKey ?? '',
          stamp,
          isOrphan,
        });
      }
    }
    for (const id of page.value.removed) {
      seen.delete(id);
      unlinked.delete(id);
    }
    const isDone = page.value.next.kind === 'done';
    if (seen.size + unlinked.size > limits.contactsPerPersonMax)
      return failed({ class: 'tooLarge', code: 'TOO_MANY_CONTACTS' });
    if (raws.length >= limits.matchChunkSize || isDone) {
      // The texts are looked up and forgotten chunk by chunk; only keyed hashes stay.
      const unstamped = raws.filter((raw) => !stamps.has(raw.id));
      const found = listsEverythingVisible(run.settings) ? success([]) : await findCandidates(run, unstamped, access);
      if (!found.ok) return found;
      candidates.push(...found.value);
      raws = [];
    }
    if (isDone) return success({ seen, unlinked: [...unlinked.values()], candidates, cursor: page.value.next.link });
    from = { link: page.value.next.link };
  }
}

interface SalesforceListing {
  /** Linked contacts in reach → true when their version is not the stored one. Null: this direction lists nothing. */
  readonly seen: ReadonlyMap<string, boolean> | null;
  readonly unlinked: readonly SalesforceContactId[];
  readonly candidates: readonly Candidate[];
}

/** The contacts that the configuration takes from Salesforce, where the direction takes any. */
async function listSalesforce(
  run: ReadyRun,
  access: ContactAccess,
  mayMatch: boolean,
  busyKeys: ReadonlySet<string>,
): Promise<Outcome<SalesforceListing>> {
  if (!writesToExchange(run.settings)) {
    return success({ seen: null, unlinked: [], candidates: [] });
  }
  const { hasher } = run.services;
  const seen = new Map<string, boolean>();
  const unlinked: SalesforceContactId[] = [];
  const candidates: Candidate[] = [];
  const fields = matchFields(access.contact);
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof access.org.listContacts>> = await access.org.listContacts(
      reachOf(run.settings),
      fields,
      next,
    );
    if (!page.ok) return page;
    const ids = page.value.rows.map((row) => row.Id as SalesforceContactId);
    const links = await linksOfRecords(run, 'Contact', ids);
    for (const row of page.value.rows) {
      const link = links.get(row.Id);
      if (link === undefined && busyKeys.has(String(row[syncKeyField]))) continue;
      if (link !== undefined) seen.set(row.Id, hasNewVersion(link, row['SystemModstamp']));
      else unlinked.push(row.Id as SalesforceContactId);
      if (mayMatch) candidates.push(candidateFromRow(row, link ?? null, hasher));
    }
    if (seen.size + unlinked.length > limits.contactsPerPersonMax)
      return failed({ class: 'tooLarge', code: 'TOO_MANY_CONTACTS' });
    next = page.value.next;
  } while (next !== null);
  return success({ seen, unlinked, candidates });
}

interface LinkedListing {
  readonly entries: readonly Entry[];
  readonly goneIds: ReadonlySet<string>;
}

/** Walks all links in constant memory and keeps those that have something to look at. */
async function compareLinks(
  run: ReadyRun,
  access: ContactAccess,
  folder: FolderListing,
  salesforce: SalesforceListing,
): Promise<Outcome<LinkedListing>> {
  const entries: Entry[] = [];
  const goneIds = new Set<string>();
  for await (const links of walkLinks(run.services.store, 'Contact', run.person)) {
    const unseen = links.filter((link) => isLive(link) && salesforce.seen?.has(link.ids.salesforce) !== true);
    const elsewhere = await readVersions(access, unseen);
    if (!elsewhere.ok) return elsewhere;
    for (const link of links) {
      const isGone = !folder.seen.has(link.ids.exchange);
      if (isGone && !isLive(link)) continue;
      if (isGone) goneIds.add(link.ids.exchange);
      const version = elsewhere.value.get(link.ids.salesforce);
      // In reach once and not listed now, or not visible any more: to be looked at.
      const salesforceChanged =
        salesforce.seen?.get(link.ids.salesforce) ??
        (version === undefined || link.wasInReach || hasNewVersion(link, version));
      const exchangeChanged = folder.seen.get(link.ids.exchange) === true;
      if (!isGone && !exchangeChanged && !salesforceChanged) continue;
      const isVisible = version !== undefined || salesforce.seen?.has(link.ids.salesforce) === true || !isLive(link);
      const inExchange = isGone ? 'gone' : exchangeChanged || link.state === 'forgotten' ? 'changed' : 'same';
      entries.push(linkedEntry(link, inExchange, !isVisible ? 'missing' : salesforceChanged ? 'changed' : 'same'));
    }
  }
  return success({ entries, goneIds });
}

/**
 * Findings of items that are no longer in the folder or in scope and never were linked: there is nothing left to tell
 * about.
 */
async function findVanished(
  run: ReadyRun,
  folder: FolderListing,
  salesforce: SalesforceListing,
  { againExchange, againSalesforce }: Recovered,
): Promise<readonly ItemRef[]> {
  const listed = {
    exchange: new Set<string>([...folder.unlinked.map((item) => item.keys.id), ...folder.seen.keys()]),
    salesforce: new Set<string>([...salesforce.unlinked, run.person]),
  };
  const told = await toldButNotListed(run, listed, limits.contactsPerPersonMax);
  const gone = new Map(told.map((item) => [item.itemId, item]));
  for (const id of againExchange) if (!listed.exchange.has(id)) gone.set(id, contactRef('exchange', id));
  for (const id of againSalesforce) if (!listed.salesforce.has(id)) gone.set(id, contactRef('salesforce', id));
  const ids = [...gone.keys()];
  for (const id of (await linksOfItems(run, 'Contact', ids as ExchangeContactId[])).keys()) gone.delete(id);
  for (const id of (await linksOfRecords(run, 'Contact', ids as SalesforceContactId[])).keys()) gone.delete(id);
  return [...gone.values()];
}

async function readVersions(
  access: ContactAccess,
  links: readonly ContactLink[],
): Promise<Outcome<ReadonlyMap<string, unknown>>> {
  if (links.length === 0) return success(new Map());
  const rows = await access.org.readContacts(
    links.map(({ ids }) => ids.salesforce),
    ['Id', 'SystemModstamp'],
  );
  if (!rows.ok) return rows;
  return success(new Map(rows.value.map((row) => [row.Id, row['SystemModstamp']])));
}

function hasNewVersion({ versions }: ContactLink, modstamp: unknown): boolean {
  return (
    typeof modstamp !== 'string' || versions.salesforce === '' || toInstant(modstamp) !== toInstant(versions.salesforce)
  );
}
