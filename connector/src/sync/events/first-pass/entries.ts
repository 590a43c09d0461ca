// What the first pass of a run hands to the second: which events are to be looked at, and what is left out or merely
// has another version. Kept small: whole events only up to a limit, the others are read again by id.
import type { GraphEvent } from '../../../core/event/model.js';
import type { EventLink } from '../../../core/link.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { ItemRef } from '../../../ports/store.js';
import type { PartReading } from '../../part/part.js';
import type { Failure, Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type { ExchangeEventId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';

/**
 * What was noticed of a linked event. `recheck`: nobody changed it; settings did, or somebody in it became known.
 * `gone`: reported by change tracking, or missing from a complete listing.
 */
export type NoticedEvent = 'same' | 'changed' | 'recheck' | 'gone';

export type EventEntry =
  | {
      readonly kind: 'linked';
      readonly exchangeId: ExchangeEventId;
      readonly exchange: NoticedEvent;
      /** The settings would delete the record, or it became private. */
      readonly isDelete: boolean;
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

export interface EventReading extends PartReading<EventEntry> {
  readonly left: readonly LeftEvent[];
  /** Only version and times have to be remembered. */
  readonly same: readonly EventLink[];
  readonly kept: KeptEvents;
  /** Events without a link whose findings are void: gone, or not listed any more. */
  readonly vanished: readonly string[];
  /** Writes that were found not carried out and may still land. */
  readonly spent: readonly SentRow[];
}

export function eventRef(itemId: string): ItemRef {
  return { object: 'Event', side: 'exchange', itemId };
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
