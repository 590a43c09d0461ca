// What the first pass of a run hands to the second: which events are to be looked at, and what is left out or merely
// has another version. Kept small: whole events only up to a limit, the others are read again by id.
import type { EventLink, GraphEvent } from '../../../core/event/model.js';
import type { Failure, Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type { ExchangeEventId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';

export type EventEntry =
  | {
      readonly kind: 'linked';
      readonly exchangeId: ExchangeEventId;
      /** Reported by change tracking, or missing from a complete listing. */
      readonly isReportedGone: boolean;
      /** Nobody changed the event: settings did, or somebody in it became known. */
      readonly isRecheck: boolean;
      /** It is private, and the settings do not show it in full: hiding it never waits. */
      readonly mustHide: boolean;
    }
  | { readonly kind: 'new'; readonly exchangeId: ExchangeEventId };

export interface LeftEvent {
  readonly exchangeId: ExchangeEventId;
  readonly reason: ReasonCode;
  readonly version: string;
  readonly retryAtMs?: number;
}

/** What the plan will come to, in numbers: judged before anything of it is applied. */
export interface EventShape {
  /** Linked events whose contents differ from what was settled. */
  readonly changedLinks: number;
  /** Records that the settings would delete, or that became private. */
  readonly deletes: number;
  readonly reportedGone: number;
}

export interface EventReading {
  readonly entries: readonly EventEntry[];
  readonly left: readonly LeftEvent[];
  /** Only version and times have to be remembered. */
  readonly same: readonly EventLink[];
  readonly shape: EventShape;
  readonly kept: KeptEvents;
  /** To be stored when every entry is settled, parked or left out: never earlier (law P9). */
  readonly cursor: string;
  readonly wasFullListing: boolean;
  /** Events without a link whose findings are void: gone, or not listed any more. */
  readonly vanished: readonly string[];
}

/** The failure of a read by id that the other reads would meet as well. Any other one stops nothing but its event. */
export function concernsAll({ class: failureClass }: Failure): boolean {
  return failureClass === 'auth' || failureClass === 'throttled' || failureClass === 'permission';
}

/** Neither read nor known to be gone. */
export function isUnread(read: Outcome<GraphEvent> | undefined): boolean {
  return read === undefined || (!read.ok && read.failure.class !== 'notFound');
}

/** Whole events as read in the first pass, up to a limit. */
export class KeptEvents {
  readonly #events = new Map<string, GraphEvent>();

  keep(raw: GraphEvent): void {
    if (this.#events.size < limits.eventsKeptMax || this.#events.has(raw.id)) this.#events.set(raw.id, raw);
  }

  drop(id: string): void {
    this.#events.delete(id);
  }

  get(id: string): GraphEvent | undefined {
    return this.#events.get(id);
  }
}
