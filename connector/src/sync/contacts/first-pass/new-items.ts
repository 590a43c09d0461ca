// New items on either side, as an ordinary run meets them: with each other, with what is there already, and with items
// that waited without a partner.
import { stampOf } from '../../../core/contact/stamp.js';
import { success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type { ContactLink } from '../../../core/link.js';
import type { ExchangeContactId } from '../../../core/model.js';
import type { Finding } from '../../../ports/store.js';
import type { AccessGetter } from '../../part/part.js';
import { reasonsToHold } from '../../part/reason-for.js';
import { linksOfItems } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import type { ExchangeChanges, SalesforceChanges } from './changed.js';
import type { Entry } from './entries.js';
import { candidateFromRow, findCandidates, unlinkedFromGraph } from './match-keys.js';
import { resolveUnlinked, type UnlinkedItem } from './unlinked.js';

interface NewItems {
  readonly entries: readonly Entry[];
  /** Not in the folder any more, and never linked. */
  readonly vanished: readonly ExchangeContactId[];
}

/**
 * New on either side: match them with each other, with what is there already, and with items that waited without a
 * partner.
 */
export async function meetNewItems(
  run: ReadyRun,
  exchange: ExchangeChanges,
  salesforce: SalesforceChanges,
  busy: ReadonlySet<string>,
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<NewItems>> {
  const { hasher, store } = run.services;
  const candidates = salesforce.newcomers.map((row) => candidateFromRow(row, null, hasher));
  const waiting = [
    ...(await store.findingsByMatchKeys(
      run.person,
      candidates.flatMap((candidate) => [candidate.email, candidate.names.full].filter((key) => key !== '')),
    )),
    ...(await heldBySomethingThatChanged(run, exchange, salesforce)),
  ].map(({ itemId }) => itemId as ExchangeContactId);
  // Contacts whose record was just deleted: it may have been made anew at the same time.
  const orphaned =
    salesforce.newcomers.length === 0 ? [] : salesforce.linked.filter((link) => hasLostRecord(link, salesforce));
  const ids = [...new Set([...exchange.unlinked, ...waiting, ...orphaned.map(({ ids }) => ids.exchange)])].filter(
    (id) => !busy.has(id) && !exchange.goneIds.has(id),
  );
  if (ids.length === 0 && candidates.length === 0) return success({ entries: [], vanished: [] });
  const granted = await access();
  if (!granted.ok) return granted;
  const links = await linksOfItems(run, 'Contact', ids);
  const read = await run.services.exchange.readContacts(run.mailboxId, ids);
  const raws = read.contacts.flatMap((outcome) =>
    outcome.ok && outcome.value.parentFolderId === run.placeId ? [outcome.value] : [],
  );
  const broken = read.contacts.find((outcome) => !outcome.ok && outcome.failure.class !== 'notFound');
  if (broken !== undefined && !broken.ok) return broken;
  const found = await findCandidates(
    run,
    raws.filter(({ id }) => !links.has(id)),
    granted.value,
  );
  if (!found.ok) return found;
  const all = new Map([...candidates, ...found.value].map((candidate) => [candidate.id, candidate]));
  const items = raws.flatMap((raw): UnlinkedItem[] => {
    const link = links.get(raw.id);
    if (link !== undefined && !hasLostRecord(link, salesforce)) return [];
    const keys = unlinkedFromGraph(raw, hasher);
    return [{ keys, version: raw.changeKey ?? '', stamp: stampOf(raw), isOrphan: link !== undefined }];
  });
  const resolved = await resolveUnlinked(run, items, [...all.values()], exchange.goneIds);
  const alone: Entry[] = candidates
    .filter((candidate) => !resolved.taken.has(candidate.id))
    .map((candidate) => ({ kind: 'onlySalesforce', salesforceId: candidate.id }));
  const here = new Set<string>(raws.map(({ id }) => id));
  return success({
    entries: [...resolved.entries, ...alone],
    vanished: ids.filter((id) => !here.has(id) && !links.has(id)),
  });
}

function hasLostRecord(link: ContactLink, { deleted }: Pick<SalesforceChanges, 'deleted'>): boolean {
  return link.state === 'removedFromSalesforce' || (link.state === 'linked' && deleted.has(link.ids.salesforce));
}

/** An item that is held because of another contact is looked at again when contacts changed: perhaps that is mended. */
async function heldBySomethingThatChanged(
  run: ReadyRun,
  exchange: ExchangeChanges,
  salesforce: SalesforceChanges,
): Promise<readonly Finding[]> {
  const hasNews =
    exchange.goneIds.size + exchange.vanished.length + salesforce.linked.length + salesforce.deleted.size > 0;
  if (!hasNews) return [];
  const lists = await Promise.all(
    reasonsToHold.map((reason) =>
      run.services.store.listFindings(run.person, 'Contact', reason, limits.graphBatchSize),
    ),
  );
  return lists.flat().filter(({ side }) => side === 'exchange');
}
