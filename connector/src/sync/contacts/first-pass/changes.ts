// First pass of an ordinary run: what changed since the last one, on both sides. A delta says which items changed,
// never what they are now; absence in it means nothing. One Graph call and no Salesforce call when nothing changed
// (law P18).
import { syncKeyField } from '../../../core/contact/map-salesforce.js';
import type { GraphContact } from '../../../core/contact/model.js';
import { writesToExchange } from '../../../core/contact/plan.js';
import { failed, success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import { isLive, type ContactLink } from '../../../core/link.js';
import type { ExchangeContactId, SalesforceContactId } from '../../../core/model.js';
import type { SalesforceRow } from '../../../core/describe.js';
import type { Finding } from '../../../ports/store.js';
import type { AccessGetter } from '../../part/part.js';
import { linksOfItems } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { reachOf } from '../reach.js';
import type { ExchangeChanges, LinkedChange, SalesforceChanges } from './changed.js';
import { contactRef, linkedEntry, type ContactReading, type Entry } from './entries.js';
import { matchFields } from './match-keys.js';
import { meetNewItems } from './new-items.js';
import { recoverSent, type Recovered } from './recover.js';
import { pairsFirst, readingOf } from './together.js';

/** Class `needsResync` when a full listing has to be made instead. */
export async function readChanges(
  run: ReadyRun,
  cursor: string,
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<ContactReading>> {
  const delta = await readDelta(run, cursor);
  if (!delta.ok) return delta;
  const recovered = await recoverSent(run, access);
  if (!recovered.ok) return recovered;
  const retries = await run.services.store.dueFindings(run.person, 'Contact', run.startedAtMs, limits.chunkSize);
  const exchange = await exchangeChanges(run, delta.value, retries, recovered.value);
  const salesforce = await salesforceChanges(run, retries, access, recovered.value);
  if (!salesforce.ok) return salesforce;
  if (exchange.unlinked.length > limits.chunkSize || salesforce.value.isTooMuch) {
    return failed({ class: 'needsResync', code: 'MANY_CHANGES' });
  }
  const fresh = await meetNewItems(run, exchange, salesforce.value, recovered.value.busyExchange, access);
  if (!fresh.ok) return fresh;
  const vanished = [
    ...[...exchange.vanished, ...fresh.value.vanished].map((id) => contactRef('exchange', id)),
    ...salesforce.value.vanished.map((id) => contactRef('salesforce', id)),
  ];
  return success(
    readingOf(recovered.value, pairsFirst(joinLinked(exchange.linked, salesforce.value), fresh.value.entries), {
      cursor: delta.value.cursor,
      changeSeq: salesforce.value.changeSeq,
      wasFullListing: false,
      vanished,
    }),
  );
}

interface DeltaRound {
  readonly changed: ReadonlyMap<string, GraphContact>;
  readonly removed: ReadonlySet<string>;
  readonly cursor: string;
}

/** All pages of one round. The same item may come several times; the last word counts. */
async function readDelta(run: ReadyRun, cursor: string): Promise<Outcome<DeltaRound>> {
  const changed = new Map<string, GraphContact>();
  const removed = new Set<string>();
  let link = cursor;
  for (;;) {
    const page = await run.services.exchange.readDelta(run.mailboxId, { link });
    if (!page.ok) return page;
    for (const item of page.value.changed) {
      changed.set(item.id, item);
      removed.delete(item.id);
    }
    for (const id of page.value.removed) {
      removed.add(id);
      changed.delete(id);
    }
    if (page.value.next.kind === 'done') return success({ changed, removed, cursor: page.value.next.link });
    if (changed.size > limits.contactsPerPersonMax) return failed({ class: 'tooLarge', code: 'TOO_MANY_CONTACTS' });
    link = page.value.next.link;
  }
}

async function exchangeChanges(
  run: ReadyRun,
  delta: DeltaRound,
  retries: readonly Finding[],
  { busyExchange: busy, againExchange }: Recovered,
): Promise<ExchangeChanges> {
  const retried = retries.filter((finding) => finding.side === 'exchange').map((finding) => finding.itemId);
  const again: readonly string[] = [...retried, ...againExchange];
  // A delta reports a removal once; one that could not be confirmed then is still reported now.
  const reportedEarlier = new Set(
    retries.filter(({ reason }) => reason === 'REMOVAL_NOT_CONFIRMED').map(({ itemId }) => itemId),
  );
  const ids = [...new Set([...delta.changed.keys(), ...delta.removed, ...again])] as ExchangeContactId[];
  const links = await linksOfItems(run, 'Contact', ids);
  const linked: LinkedChange[] = [];
  const unlinked: ExchangeContactId[] = [];
  const vanished: ExchangeContactId[] = [];
  const goneIds = new Set<string>();
  for (const id of ids) {
    const isReportedGone = delta.removed.has(id) || (reportedEarlier.has(id) && !delta.changed.has(id));
    if (busy.has(id) && !isReportedGone) continue;
    const link = links.get(id);
    if (link === undefined) {
      if (isReportedGone) vanished.push(id);
      else unlinked.push(id);
    } else if (isReportedGone) {
      goneIds.add(id);
      if (isLive(link)) linked.push({ link, isReportedGone });
    } else if (
      delta.changed.get(id)?.changeKey !== link.versions.exchange ||
      link.state !== 'linked' ||
      again.includes(id)
    ) {
      // The version that our own last write left is no change (law P11).
      linked.push({ link, isReportedGone });
    }
  }
  return { linked, unlinked, vanished, goneIds };
}

async function salesforceChanges(
  run: ReadyRun,
  retries: readonly Finding[],
  access: AccessGetter<ContactAccess>,
  { busySalesforce: busy, busyKeys, againSalesforce }: Recovered,
): Promise<Outcome<SalesforceChanges>> {
  const { store } = run.services;
  const latestSeq = await store.latestChangeSeq();
  const rows = await store.changesFor(run.person, run.part.changeSeq, othersFor(run), limits.matchChunkSize + 1);
  // Everything up to the latest number was looked through, whether it concerned this person or not.
  const changeSeq = Math.max(latestSeq, rows.at(-1)?.seq ?? 0);
  if (rows.length > limits.matchChunkSize)
    return success({ linked: [], deleted: new Set(), newcomers: [], vanished: [], changeSeq, isTooMuch: true });
  const contacts = new Map(rows.filter((row) => row.object === 'Contact').map((row) => [row.recordId, row]));
  const retried = retries.filter((finding) => finding.side === 'salesforce').map((finding) => finding.itemId);
  const again: readonly string[] = [...retried, ...againSalesforce];
  const ids = [...new Set([...contacts.keys(), ...again])] as SalesforceContactId[];
  const links = await store.links('Contact').bySalesforceIds(run.person, ids);
  const isEcho = (link: ContactLink): boolean => {
    const row = contacts.get(link.ids.salesforce);
    return (
      row !== undefined && !row.isDeleted && link.state === 'linked' && row.modifiedAt === link.versions.salesforce
    );
  };
  const linked = links.filter((link) => !isEcho(link) && !isSettledTombstone(link));
  const accounts = rows.filter((row) => row.object === 'Account').map((row) => row.recordId);
  if (accounts.length > 0) linked.push(...(await store.linksByAccounts(run.person, accounts)));
  const known = new Set(links.map((link) => link.ids.salesforce as string));
  const newcomers = await readNewcomers(
    run,
    ids.filter((id) => {
      const row = contacts.get(id);
      if (known.has(id) || busy.has(id) || row?.isDeleted === true) return false;
      return row === undefined || run.settings.scope !== 'Owned' || row.ownerId === run.person;
    }),
    access,
  );
  if (!newcomers.ok) return newcomers;
  const gone = [...contacts.values()].filter((row) => row.isDeleted && row.masterId === null);
  const deleted = new Set(gone.map((row) => row.recordId));
  const strangers = newcomers.value.filter((row) => !busyKeys.has(String(row[syncKeyField])));
  const inReach = new Set(newcomers.value.map((row) => row.Id));
  const vanished = again.filter((id) => !inReach.has(id) && !known.has(id) && !busy.has(id) && id !== run.person);
  return success({ linked, deleted, newcomers: strangers, vanished, changeSeq, isTooMuch: false });
}

/** Contacts without a link matter only where they may be made in Exchange. */
function othersFor(run: ReadyRun): 'all' | 'owned' | 'none' {
  if (!writesToExchange(run.settings)) return 'none';
  return run.settings.scope === 'Owned' ? 'owned' : 'all';
}

/** The Exchange half was taken away by a person: a change in Salesforce alone does not bring it back. */
function isSettledTombstone(link: ContactLink): boolean {
  return link.state === 'removedFromExchange' || link.state === 'movedOut';
}

/**
 * Changed contacts without a link that are in the person's reach now: read as the person, conditions judged by
 * Salesforce.
 */
async function readNewcomers(
  run: ReadyRun,
  ids: readonly SalesforceContactId[],
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<readonly SalesforceRow[]>> {
  if (ids.length === 0 || !writesToExchange(run.settings)) return success([]);
  const granted = await access();
  if (!granted.ok) return granted;
  return granted.value.org.readContacts(ids, matchFields(granted.value.contact), reachOf(run.settings));
}

/** One entry a link, whichever side it was noticed on. */
function joinLinked(exchange: readonly LinkedChange[], salesforce: SalesforceChanges): readonly Entry[] {
  const noticed = new Map<string, { link: ContactLink; inExchange: LinkedChange | null; inSalesforce: boolean }>();
  for (const change of exchange)
    noticed.set(change.link.ids.exchange, { link: change.link, inExchange: change, inSalesforce: false });
  for (const link of salesforce.linked) {
    const inExchange = noticed.get(link.ids.exchange)?.inExchange ?? null;
    noticed.set(link.ids.exchange, { link, inExchange, inSalesforce: true });
  }
  return [...noticed.values()].map(({ link, inExchange, inSalesforce }) =>
    linkedEntry(
      link,
      inExchange === null ? 'same' : inExchange.isReportedGone ? 'gone' : 'changed',
      salesforce.deleted.has(link.ids.salesforce) ? 'deleted' : inSalesforce ? 'changed' : 'same',
    ),
  );
}
