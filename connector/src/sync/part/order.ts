// What a run is asked to do, and how it ended: values that jobs/ and the frame hand each other. No logic.
import type { Failure } from '../../core/failure.js';
import type { SyncObject } from '../../core/model.js';

/** Somebody asked for the links of an object to be found again; part of a Reset request. */
export interface ResetWish {
  /** The links were forgotten by an earlier slice of this reset. */
  readonly isBegun: boolean;
  readonly bringBackRemoved: boolean;
  readonly settleDifferencesAnew: boolean;
}

export interface RunOrder {
  /** Ids of the requests that this run answers. */
  readonly requestIds: readonly string[];
  readonly resets: Readonly<Partial<Record<SyncObject, ResetWish>>>;
}

export type RunEnd =
  | { readonly kind: 'notMine' }
  | { readonly kind: 'done'; readonly looksAgainSoon: boolean }
  | { readonly kind: 'goesOn' | 'held' | 'stopped' | 'paused' }
  /** Tried again at a later time. `beforeReset`: nothing was forgotten yet of what a reset was to forget. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly beforeReset?: true }
  /** The cause is not this person's: everything waits. */
  | { readonly kind: 'systemFailure'; readonly failure: Failure };
