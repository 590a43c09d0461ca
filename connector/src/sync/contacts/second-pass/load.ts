// Second pass, first step: reads what a chunk of entries needs on both sides, and says of each half what is known of
// it. A record that turns out to be as it was settled costs no read on the other side. Removals are confirmed here,
// or stay unknown (law P4).
import type { ExchangeHalf, SalesforceHalf } from '../../../core/contact/action.js';
import { exchangeContactFromGraph } from '../../../core/contact/map-exchange.js';
import type { ExchangeContact, GraphContact, SalesforceContact } from '../../../core/contact/model.js';
import { writesToExchange } from '../../../core/contact/plan.js';
import { editedSinceSettled } from '../../../core/contact/settle.js';
import { contactFormVersion } from '../../../core/contact/fields.js';
import { failed, success, type Outcome } from '../../../core/failure.js';
import type { ContactLink } from '../../../core/link.js';
import type { ExchangeContactId, SalesforceContactId } from '../../../core/model.js';
import type { LoadedGroup } from '../../part/part.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { exchangeIdOf, salesforceIdOf, type Work } from '../first-pass/entries.js';
import { folderFailure } from '../folder.js';
import { confirmRemovals } from './confirm.js';
import { findFates, type Fates } from './fates.js';
import { readSalesforce, type SalesforceReadings } from './read-salesforce.js';

export interface LoadedContact {
  readonly entry: Work;
  /** For `linked`, and for `found` when there is an old link of exactly these two. */
  readonly link: ContactLink | null;
  readonly salesforce: SalesforceHalf | null;
  readonly exchange: ExchangeHalf | null;
  /** The record of a contact without a link was deleted by us: that is nobody's wish. */
  readonly isOurDelete?: true;
}

/**
 * Reads for one chunk. `checkFolder`: nobody has looked at the folder in this run yet. Failures of whole calls end
 * the chunk; failures of single items make their half unknown.
 */
export async function loadContacts(
  run: ReadyRun,
  access: ContactAccess,
  entries: readonly Work[],
  checkFolder: boolean,
): Promise<Outcome<LoadedGroup<LoadedContact>>> {
  const links = await linksOf(run, entries);
  const needsSalesforceFirst = entries.filter((entry) => entry.kind !== 'onlyExchange');
  const rows = await readSalesforce(run, access, idsOfSalesforce(needsSalesforceFirst, links));
  if (!rows.ok) return rows;
  const { same, rest } = dropUnchanged(run, entries, links, rows.value);
  const exchangeIds = idsOfExchange(rest);
  const hasRemovals = rest.some((entry) => entry.kind === 'linked' && entry.exchange === 'gone');
  const folderId = rest.length > 0 && (checkFolder || hasRemovals) ? run.placeId : undefined;
  const read = await run.services.exchange.readContacts(run.mailboxId, exchangeIds, folderId);
  const raws = new Map(exchangeIds.map((id, index) => [id as string, read.contacts[index]]));
  const lostFolder = read.folder === null ? null : folderFailure(run, read.folder);
  if (lostFolder !== null) return failed(lostFolder);
  const whole = wholeFailure(read.contacts);
  if (whole !== null) return whole;
  const removals = await confirmRemovals(run, rest, raws, links);
  const fates = await findFates(run, access, rest, links, rows.value);
  if (!fates.ok) return fates;
  // A merge winner belongs to the loser's link from now on, whatever else it was met as.
  const winners = new Set<string>(fates.value.winners.values());
  const isSpokenFor = (entry: Work): boolean => entry.kind === 'onlySalesforce' && winners.has(entry.salesforceId);
  const items = rest
    .filter((entry) => !isSpokenFor(entry))
    .map((entry): LoadedContact => {
      const link = links.get(exchangeIdOf(entry) ?? '') ?? links.get(salesforceIdOf(entry) ?? '') ?? null;
      return {
        entry,
        link: linkFor(entry, link, fates.value.winners),
        salesforce:
          entry.kind === 'found' && winners.has(entry.salesforceId)
            ? { kind: 'unknown' }
            : salesforceHalf(entry, link, fates.value),
        exchange: exchangeHalf(run, access, entry, raws, removals),
      };
    });
  return success({ items: await withOurDeletes(run, items), unchanged: { changedLinks: same } });
}

/** A contact that somebody brought back after we had deleted its record is told by its stamp and by our write trail. */
async function withOurDeletes(run: ReadyRun, items: readonly LoadedContact[]): Promise<readonly LoadedContact[]> {
  const isAsked = ({ entry, link, salesforce }: LoadedContact): boolean =>
    entry.kind === 'found' && link === null && salesforce?.kind === 'deleted';
  const ids = items.flatMap((item) => (isAsked(item) ? [salesforceIdOf(item.entry) ?? ''] : []));
  if (ids.length === 0) return items;
  const ours = await run.services.store.deletedByUs(run.person, 'Contact', 'salesforce', ids);
  return items.map((item) => (ours.has(salesforceIdOf(item.entry) ?? '') ? { ...item, isOurDelete: true } : item));
}

async function linksOf(run: ReadyRun, entries: readonly Work[]): Promise<ReadonlyMap<string, ContactLink>> {
  const salesforceIds = entries.flatMap((entry) =>
    entry.kind === 'onlySalesforce' || entry.kind === 'found' ? [entry.salesforceId] : [],
  );
  return new Map([
    ...(await linksOfRecords(run, 'Contact', salesforceIds)),
    ...(await linksOfItems(run, 'Contact', idsOfExchange(entries))),
  ]);
}

/** Links of which only Salesforce spoke, and whose mapped fields say what they said before. */
function dropUnchanged(
  run: ReadyRun,
  entries: readonly Work[],
  links: ReadonlyMap<string, ContactLink>,
  readings: SalesforceReadings,
): { readonly same: readonly ContactLink[]; readonly rest: readonly Work[] } {
  const same: ContactLink[] = [];
  const rest = entries.filter((entry) => {
    if (entry.kind !== 'linked' || entry.exchange !== 'same') return true;
    const link = links.get(entry.exchangeId);
    const contact = readings.get(entry.salesforceId);
    if (
      link === undefined ||
      contact === undefined ||
      link.state !== 'linked' ||
      link.formVersion !== contactFormVersion
    )
      return true;
    if (link.wasInReach && !contact.isInReach && writesToExchange(run.settings)) return true;
    if (editedSinceSettled(link, 'salesforce', contact.values, run.services.hasher)) return true;
    const wasInReach = writesToExchange(run.settings) ? contact.isInReach : link.wasInReach;
    const versions = { ...link.versions, salesforce: trustedVersion(run, contact) };
    same.push({ ...link, versions, accountId: contact.accountId, wasInReach });
    return false;
  });
  return { same, rest };
}

/**
 * A Salesforce version is remembered only when the poll has passed its second: until then another edit may carry the
 * same time stamp and would never be noticed. '' makes the next look compare contents.
 */
export function trustedVersion(run: ReadyRun, contact: Pick<SalesforceContact, 'version'>): string {
  return contact.version <= run.finalUntil ? contact.version : '';
}

function idsOfSalesforce(
  entries: readonly Work[],
  links: ReadonlyMap<string, ContactLink>,
): readonly SalesforceContactId[] {
  const ids = entries.flatMap((entry) => {
    const stored = entry.kind === 'linked' ? links.get(entry.exchangeId)?.ids.salesforce : undefined;
    return stored ?? salesforceIdOf(entry) ?? [];
  });
  return [...new Set(ids)];
}

function idsOfExchange(entries: readonly Work[]): readonly ExchangeContactId[] {
  return [...new Set(entries.flatMap((entry) => exchangeIdOf(entry) ?? []))];
}

function exchangeHalf(
  run: ReadyRun,
  access: ContactAccess,
  entry: Work,
  raws: ReadonlyMap<string, Outcome<GraphContact> | undefined>,
  removals: ReadonlyMap<string, ExchangeHalf>,
): ExchangeHalf | null {
  const id = exchangeIdOf(entry);
  if (id === null) return null;
  const removal = removals.get(id);
  if (removal !== undefined) return removal;
  const raw = raws.get(id);
  return raw?.ok === true
    ? { kind: 'present', contact: toExchangeContact(run, access, raw.value) }
    : { kind: 'unknown' };
}

export function toExchangeContact(run: ReadyRun, access: ContactAccess, raw: GraphContact): ExchangeContact {
  return exchangeContactFromGraph(raw, {
    fields: run.settings.fields,
    describe: access.contact.fields,
    propertiesRead: 'all',
  });
}

function salesforceHalf(entry: Work, link: ContactLink | null, known: Fates): SalesforceHalf | null {
  const id = entry.kind === 'linked' && link !== null ? link.ids.salesforce : salesforceIdOf(entry);
  return id === null ? null : (known.halves.get(id) ?? { kind: 'unknown' });
}

/**
 * A merged record's link moves to the winner. A found pair may use the memory of an old link of exactly these two; a
 * copy that takes the place of the original has its stamp and its memory.
 */
function linkFor(
  entry: Work,
  link: ContactLink | null,
  winners: ReadonlyMap<string, SalesforceContactId>,
): ContactLink | null {
  if (link === null) return null;
  if (entry.kind === 'found') {
    const isOfRecord = link.ids.salesforce === entry.salesforceId;
    const isOfBoth = isOfRecord && link.ids.exchange === entry.exchangeId;
    return isOfBoth || (isOfRecord && entry.foundBy === 'stamp') ? link : null;
  }
  const winner = winners.get(link.ids.salesforce);
  return winner === undefined ? link : { ...link, ids: { ...link.ids, salesforce: winner } };
}

function wholeFailure(contacts: readonly Outcome<GraphContact>[]) {
  const broken = contacts.find(
    (outcome) => !outcome.ok && ['auth', 'throttled', 'permission'].includes(outcome.failure.class),
  );
  return broken !== undefined && !broken.ok ? broken : null;
}
