// What the first pass of a run hands to the second: which pairs and single items are to be looked at, by id, and what
// was noticed of them. Kept small, because a first sync may hold 50,000 of them.
import type { FoundBy } from '../../../core/contact/action.js';
import type { ContactLink } from '../../../core/link.js';
import type { ExchangeContactId, SalesforceContactId, Side } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { ItemRef } from '../../../ports/store.js';
import type { PartReading } from '../../part/part.js';

/**
 * `recheck`: nobody changed anything; settings or permissions changed, and both halves are looked at once more. `gone`:
 * reported as removed by the folder's delta, or missing from a complete listing of the folder.
 */
export type NoticedInExchange = 'same' | 'changed' | 'recheck' | 'gone';
/**
 * `deleted`: the poll saw it deleted. `missing`: not in a complete listing as the person; the reason is not known yet.
 */
export type NoticedInSalesforce = 'same' | 'changed' | 'recheck' | 'deleted' | 'missing';

export interface LinkedEntry {
  /** A stored link with something to look at on at least one side. */
  readonly kind: 'linked';
  readonly exchangeId: ExchangeContactId;
  readonly salesforceId: SalesforceContactId;
  readonly exchange: NoticedInExchange;
  readonly salesforce: NoticedInSalesforce;
}

export interface FoundEntry {
  readonly kind: 'found';
  readonly exchangeId: ExchangeContactId;
  readonly salesforceId: SalesforceContactId;
  readonly foundBy: FoundBy;
}

export interface LeftEntry {
  readonly kind: 'left';
  readonly side: Side;
  readonly itemId: string;
  readonly reason: ReasonCode;
  readonly version: string;
  readonly matchKeys: readonly string[];
}

export type Entry =
  | LinkedEntry
  | FoundEntry
  | { readonly kind: 'onlySalesforce'; readonly salesforceId: SalesforceContactId }
  | { readonly kind: 'onlyExchange'; readonly exchangeId: ExchangeContactId }
  /** A second copy that an earlier attempt of ours left behind. */
  | { readonly kind: 'ownDouble'; readonly exchangeId: ExchangeContactId; readonly salesforceId: SalesforceContactId }
  | LeftEntry;

/** What the second pass has to do with: what is left was settled by the first one. */
export type Work = Exclude<Entry, LeftEntry>;

export interface ContactReading extends PartReading<Work> {
  readonly left: readonly LeftEntry[];
  /** Items whose findings are void: gone, or out of reach, without ever having been linked. */
  readonly vanished: readonly ItemRef[];
  /** Rows that say nothing any more once everything before the cursor is settled. */
  readonly sentToDrop: readonly string[];
  /** Writes that were found not carried out and may still land. */
  readonly spent: readonly SentRow[];
}

/** A link whose versions were both forgotten is looked at again though nobody changed anything. */
export function linkedEntry(
  link: ContactLink,
  exchange: Exclude<NoticedInExchange, 'recheck'>,
  salesforce: Exclude<NoticedInSalesforce, 'recheck'>,
): LinkedEntry {
  const { ids, versions } = link;
  const isRecheck = versions.exchange === '' && versions.salesforce === '';
  return {
    kind: 'linked',
    exchangeId: ids.exchange,
    salesforceId: ids.salesforce,
    exchange: isRecheck && exchange === 'changed' ? 'recheck' : exchange,
    salesforce: isRecheck && salesforce === 'changed' ? 'recheck' : salesforce,
  };
}

/** Both halves are to be read. */
export function changedEntry({ salesforce, exchange }: ContactLink['ids']): LinkedEntry {
  const noticed = { exchange: 'changed', salesforce: 'changed' } as const;
  return { kind: 'linked', exchangeId: exchange, salesforceId: salesforce, ...noticed };
}

/** A pair whose half on this side was removed; what was to follow from it did not happen. */
export function lookedAtOnceMore(link: ContactLink, missing: Side): LinkedEntry {
  return missing === 'exchange' ? linkedEntry(link, 'gone', 'changed') : linkedEntry(link, 'changed', 'deleted');
}

/**
 * The same item may have been noticed in several ways (its change, its stamp, a create that was in doubt). The first
 * word on an item counts: one record is never given to two others in one run.
 */
export function withoutRepeats(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const ids = [exchangeIdOf(entry), salesforceIdOf(entry)].filter((id) => id !== null);
    if (entry.kind !== 'ownDouble' && ids.some((id) => seen.has(id))) return false;
    for (const id of ids) seen.add(id);
    return true;
  });
}

/** Only settings or permissions changed since it was settled. */
export function isRecheck({ exchange, salesforce }: LinkedEntry): boolean {
  return exchange === 'recheck' || salesforce === 'recheck';
}

export function exchangeIdOf(entry: Entry): ExchangeContactId | null {
  if (entry.kind === 'left') return entry.side === 'exchange' ? (entry.itemId as ExchangeContactId) : null;
  return entry.kind === 'onlySalesforce' ? null : entry.exchangeId;
}

export function salesforceIdOf(entry: Entry): SalesforceContactId | null {
  if (entry.kind === 'left') return entry.side === 'salesforce' ? (entry.itemId as SalesforceContactId) : null;
  return entry.kind === 'onlyExchange' ? null : entry.salesforceId;
}

export function contactRef(side: Side, itemId: string): ItemRef {
  return { object: 'Contact', side, itemId };
}
