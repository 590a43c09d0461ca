// From the outcomes of a chunk to its one commit: links, findings, the write trail, and which writes have
// ended. What each action leaves behind is decided in remember.ts.
import type { GraphContact } from '../../../core/contact/model.js';
import type { ContactLink, NewContactLink } from '../../../core/link.js';
import type { ItemRef } from '../../../ports/store.js';
import { earlierFindings } from '../../part/findings.js';
import type { Commit } from '../../part/part.js';
import { hasEnded } from '../../part/sent.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { contactRef, exchangeIdOf, salesforceIdOf } from '../first-pass/entries.js';
import { keysToKeep, type UnlinkedKeys } from '../first-pass/match-keys.js';
import type { LoadedContact } from './load.js';
import { remember } from './remember.js';
import type { SentContact, SentContacts } from './send.js';

export async function settleContacts(
  run: ReadyRun,
  access: ContactAccess,
  loaded: readonly LoadedContact[],
  sent: SentContacts,
): Promise<Commit> {
  const earlier = await earlierFindings(run, itemsOf(loaded));
  const keys = keysOf(run, loaded);
  const remembered = sent.contacts.map((one) => remember(run, access, earlier, keys, one));
  const newLinks = remembered.flatMap(({ newLink }) => newLink ?? []);
  const changedLinks = remembered.flatMap(({ changedLink }) => changedLink ?? []);
  const ended = loaded.flatMap((item) => endedSource(item) ?? []);
  const replaced = await replacedBy(run, newLinks);
  return {
    newLinks,
    changedLinks,
    removedLinks: [...replaced.map(({ id }) => id), ...remembered.flatMap(({ removedLink }) => removedLink ?? [])],
    endedSent: sent.contacts.flatMap(endedRows),
    findings: [
      ...ended.map((item) => ({ ...item, found: [] })),
      ...replaced.flatMap(({ ids }) => [
        { ...contactRef('exchange', ids.exchange), found: [] },
        { ...contactRef('salesforce', ids.salesforce), found: [] },
      ]),
      ...remembered.flatMap(({ findings }) => findings),
    ],
    trail: remembered.flatMap(({ trail }) => trail),
  };
}

/** Rows of writes that were answered, or were never sent. */
function endedRows(sent: SentContact): readonly string[] {
  return (['salesforce', 'exchange'] as const).flatMap((side) => {
    const [row, outcome] = [sent.rows[side], sent[side]];
    if (row === undefined) return [];
    const isEnded = outcome === undefined ? sent.postponed !== undefined : hasEnded(row, outcome);
    return isEnded ? [row.id] : [];
  });
}

function itemsOf(loaded: readonly LoadedContact[]): readonly ItemRef[] {
  return loaded.flatMap(({ entry }) => {
    const exchangeId = exchangeIdOf(entry);
    const salesforceId = salesforceIdOf(entry);
    return [
      ...(exchangeId === null ? [] : [contactRef('exchange', exchangeId)]),
      ...(salesforceId === null ? [] : [contactRef('salesforce', salesforceId)]),
    ];
  });
}

/** Version and match keys of the items of this chunk that were read. */
function keysOf(run: ReadyRun, loaded: readonly LoadedContact[]): (exchangeId: string) => UnlinkedKeys | null {
  const raws = new Map<string, GraphContact>(
    loaded.flatMap(({ exchange }) =>
      exchange?.kind === 'present' ? [[exchange.contact.id, exchange.contact.raw] as const] : [],
    ),
  );
  return (exchangeId) => {
    const raw = raws.get(exchangeId);
    return raw === undefined ? null : keysToKeep(raw, run.services.hasher);
  };
}

/** There is nothing any more that could be made from this item: removed, or out of reach. A begun create ends here. */
function endedSource({ entry, link, salesforce, exchange }: LoadedContact): ItemRef | null {
  if (link !== null) return null;
  if (entry.kind === 'onlySalesforce') {
    if (salesforce === null || salesforce.kind === 'unknown') return null;
    const isStillWanted = salesforce.kind === 'present' && salesforce.contact.isInReach;
    return isStillWanted ? null : contactRef('salesforce', entry.salesforceId);
  }
  const isGone = exchange?.kind === 'deleted' || exchange?.kind === 'movedOut';
  const isAlone = entry.kind === 'onlyExchange' || entry.kind === 'found';
  return isAlone && isGone ? contactRef('exchange', entry.exchangeId) : null;
}

/**
 * A new pair takes the place of what its halves had before: somebody removed a contact and made it again, put a copy in
 * the place of the original, or moved another contact of the same person into the folder.
 */
async function replacedBy(run: ReadyRun, newLinks: readonly NewContactLink[]): Promise<readonly ContactLink[]> {
  if (newLinks.length === 0) return [];
  const bySalesforce = await linksOfRecords(
    run,
    'Contact',
    newLinks.map(({ ids }) => ids.salesforce),
  );
  const byExchange = await linksOfItems(
    run,
    'Contact',
    newLinks.map(({ ids }) => ids.exchange),
  );
  const links = [...bySalesforce.values(), ...byExchange.values()];
  return [...new Map(links.map((link) => [link.id, link])).values()];
}
