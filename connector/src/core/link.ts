// A link joins one Salesforce record and one Exchange item of one person, and remembers how each side looked when the
// two were last settled. One shape with two sides for every object; what only one object needs stands beside it.
// Values only. Rule: docs/architecture.md, "How sameness is known".
import type {
  AccountId,
  ExchangeContactId,
  ExchangeEventId,
  PersonId,
  SalesforceContactId,
  SalesforceEventId,
  Side,
  SyncObject,
} from './model.js';

/** One value for each side. */
export interface BySide<Salesforce, Exchange = Salesforce> {
  readonly salesforce: Salesforce;
  readonly exchange: Exchange;
}

export interface ObjectIds {
  readonly Contact: BySide<SalesforceContactId, ExchangeContactId>;
  readonly Event: BySide<SalesforceEventId, ExchangeEventId>;
}

/**
 * `linked`: in step. `made`: we made the record and never settled it, so whatever Exchange says goes over. `forgotten`:
 * after a reset, to be found again. The others are tombstones: the pair is not synced, and the remaining copy is not
 * made again on the other side until somebody asks for it.
 */
export type LinkState =
  (typeof liveStates)[number] | (typeof removedStates)[number] | 'movedOut' | 'leftReach' | 'leftSelection';

/** The pair syncs just now. */
export const syncingStates = ['linked', 'made'] as const;
/** Not a tombstone: both halves belong together. */
export const liveStates = [...syncingStates, 'forgotten'] as const;
/** A person removed one of the two copies. Of the other tombstones both copies are still there. */
export const removedStates = ['removedFromExchange', 'removedFromSalesforce'] as const;

export function isSyncing({ state }: { readonly state: LinkState }): boolean {
  return state === 'linked' || state === 'made';
}

export function isLive(link: { readonly state: LinkState }): boolean {
  return isSyncing(link) || link.state === 'forgotten';
}

export function isTombstone(link: { readonly state: LinkState }): boolean {
  return !isLive(link);
}

export function isRemoved({ state }: { readonly state: LinkState }): boolean {
  return state === 'removedFromExchange' || state === 'removedFromSalesforce';
}

/**
 * Keyed hashes of what a side looked like when it was last settled: 6 bytes a field in table order. Two marks are no
 * hashes: zeros = no memory, FF = changed since, and nobody knows to what.
 */
export type SettledHashes = Uint8Array;

interface LinkBase<Object extends SyncObject> {
  readonly id: number;
  readonly person: PersonId;
  readonly object: Object;
  readonly ids: ObjectIds[Object];
  /** SystemModstamp and changeKey. '' = unknown, so the next look compares contents. */
  readonly versions: BySide<string>;
  /** Empty on a side that is never read (Salesforce's events, docs/decisions/0011). */
  readonly settled: BySide<SettledHashes>;
  /**
   * What the hashes are keyed over beside `HASH_KEY`: random, made with the link and kept for its life, so that ids may
   * change without the memory being lost. Links from before it existed have their Exchange id here.
   */
  readonly memoryKey: string;
  /** Version of the canonical form that the hashes were made with. */
  readonly formVersion: number;
  readonly state: LinkState;
}

export interface LinkDetails {
  readonly Contact: {
    readonly accountId: AccountId | null;
    /** In the configured reach when last seen; false when it was only visible (found by matching). */
    readonly wasInReach: boolean;
    /** False until the stamp has been written on the Exchange item. */
    readonly isStamped: boolean;
    /**
     * The second of Salesforce's answer to our last write, until a commit has settled the record: what it says up to
     * then is our write as the org keeps it, and no edit.
     */
    readonly salesforceWrittenAtMs: number | null;
  };
  readonly Event: {
    /** 64 hexadecimal characters: what all copies of the meeting share. */
    readonly meetingKey: string;
    /** Of the event as last seen, so that links behind the window are neither asked for nor kept for ever. */
    readonly startsAtMs: number;
    readonly endsAtMs: number;
  };
}

/** Details stand in the link itself: `link.accountId`, `link.meetingKey`. */
export type LinkOf<Object extends SyncObject> = LinkBase<Object> & LinkDetails[Object];
export type ContactLink = LinkOf<'Contact'>;
export type EventLink = LinkOf<'Event'>;
export type Link = ContactLink | EventLink;

type NewLinkOf<Object extends SyncObject> = Omit<LinkBase<Object>, 'id'> & LinkDetails[Object];
export type NewContactLink = NewLinkOf<'Contact'>;
export type NewEventLink = NewLinkOf<'Event'>;
export type NewLink = NewContactLink | NewEventLink;

export function otherSide(side: Side): Side {
  return side === 'salesforce' ? 'exchange' : 'salesforce';
}
