// What the first pass of a run hands to the second: which pairs and single items are to be looked at, by id, and what
// is known of them. Kept small, because a first sync may hold 50,000 of them.
import type { ExchangeContactId, FoundBy, SalesforceContactId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { ItemRef } from '../../../ports/store.js';

export type Entry =
  /** A stored link with something to look at on at least one side. */
  | {
      readonly kind: 'linked';
      readonly exchangeId: ExchangeContactId;
      readonly salesforceId: SalesforceContactId;
      readonly exchangeChanged: boolean;
      readonly salesforceChanged: boolean;
      /** Reported as removed by the folder's delta, or missing from a complete listing of the folder. */
      readonly isReportedGone: boolean;
      /**
       * `deleted`: the poll saw it deleted. `missing`: not in a complete listing as the person; the reason is not
       * known yet.
       */
      readonly salesforceFate: 'present' | 'deleted' | 'missing';
      /** Nobody changed anything: we want to look at both halves once more, because settings or permissions changed. */
      readonly isOnlyRecheck?: boolean;
    }
  | {
      readonly kind: 'found';
      readonly exchangeId: ExchangeContactId;
      readonly salesforceId: SalesforceContactId;
      readonly foundBy: FoundBy;
    }
  | { readonly kind: 'onlySalesforce'; readonly salesforceId: SalesforceContactId }
  | { readonly kind: 'onlyExchange'; readonly exchangeId: ExchangeContactId }
  /** A second copy that an earlier attempt of ours left behind. */
  | { readonly kind: 'ownDouble'; readonly exchangeId: ExchangeContactId; readonly salesforceId: SalesforceContactId }
  | {
      readonly kind: 'left';
      readonly side: 'salesforce' | 'exchange';
      readonly itemId: string;
      readonly reason: ReasonCode;
      readonly version: string;
      readonly matchKeys: readonly string[];
    };

/** All that the first pass found. */
export interface Reading {
  readonly entries: readonly Entry[];
  /** To be stored when every entry is settled, parked or out of scope: never earlier (law P9). */
  readonly cursor: string;
  readonly changeSeq: number;
  readonly wasFullListing: boolean;
  /** Items whose findings are void: gone, or out of scope, without ever having been linked. */
  readonly vanished: readonly ItemRef[];
  readonly intentsToDrop: readonly string[];
}

/**
 * The same item may have been noticed in several ways (its change, its stamp, a create that was in doubt). The first
 * word on an item counts: one
 * record is never given to two others in one run.
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

export function exchangeIdOf(entry: Entry): ExchangeContactId | null {
  if (entry.kind === 'left') return entry.side === 'exchange' ? (entry.itemId as ExchangeContactId) : null;
  return entry.kind === 'onlySalesforce' ? null : entry.exchangeId;
}

export function salesforceIdOf(entry: Entry): SalesforceContactId | null {
  if (entry.kind === 'left') return entry.side === 'salesforce' ? (entry.itemId as SalesforceContactId) : null;
  return entry.kind === 'onlyExchange' ? null : entry.salesforceId;
}
