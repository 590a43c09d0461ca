// What a plan for events is made of: what is known of both halves goes in, actions come out. Values only; the rules
// stand in plan.ts and settle.ts.
import type { ItemHashers, Settling } from '../hash.js';
import type { EventLink, LinkState } from '../link.js';
import type { SalesforceEventId } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import type { EventField, EventProblem, EventValues } from './fields.js';
import type { ExchangeEvent, ValueContext, WhoId } from './model.js';
import type { Relation } from './relate.js';
import type { SalesforceEvent } from './salesforce-event.js';
import type { Exposure } from './values.js';

export interface EventPlanContext extends ValueContext {
  readonly hasher: ItemHashers;
  /** Fields that this person may write in Salesforce; a change for another one waits. */
  readonly writable: ReadonlySet<EventField>;
}

/** What is known of the Exchange half. */
export type ExchangeEventHalf =
  | { readonly kind: 'present'; readonly event: ExchangeEvent; readonly verdict: Verdict }
  /** Positively removed: reported so, confirmed by a read, with a control read that succeeded. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'otherCalendar' }
  /** Could not be established in this run: nothing may follow from it. */
  | { readonly kind: 'unknown' };

export type Verdict =
  | { readonly kind: 'in'; readonly exposure: Exposure; readonly relation: Relation | null }
  | { readonly kind: 'out'; readonly reason: ReasonCode; readonly retryAtMs?: number };

/** What is known of the Salesforce half; mostly nobody has to ask. */
export type SalesforceEventHalf =
  | { readonly kind: 'notAsked' }
  | { readonly kind: 'present'; readonly event: SalesforceEvent }
  | { readonly kind: 'deleted' };

export type EventAction = (
  | {
      readonly kind: 'create';
      readonly event: ExchangeEvent;
      readonly values: EventValues;
      readonly who: WhoId | undefined;
      readonly problems: readonly EventProblem[];
      readonly relation: Relation | null;
    }
  | EventSettle
  /** Became private: emptied to taken time at once, then deleted unless `keepsShell`. */
  | {
      readonly kind: 'empty';
      readonly link: EventLink;
      readonly event: ExchangeEvent;
      readonly values: EventValues;
      readonly keepsShell: boolean;
    }
  | { readonly kind: 'delete'; readonly link: EventLink }
  /** No write anywhere: the pair stops syncing and is remembered as `state`; null forgets it. */
  | {
      readonly kind: 'retire';
      readonly link: EventLink;
      readonly state: LinkState | null;
      readonly event: ExchangeEvent | null;
    }
  /** Nothing is done; the reason says why. `link` keeps the event's version and times where they are known. */
  | {
      readonly kind: 'leave';
      readonly exchangeId: string;
      readonly retryAtMs?: number;
      readonly link: EventLink | null;
      readonly event: ExchangeEvent | null;
    }
) & { readonly reason: ReasonCode };

/** The record exists: write what Exchange changed (often nothing), then remember Exchange as it is. */
export interface EventSettle extends Pick<EventPair, 'link' | 'salesforceId' | 'event'> {
  readonly kind: 'settle';
  /** All that was read, for remembering. */
  readonly values: EventValues;
  readonly toSalesforce: EventValues;
  /** undefined: the relation stays as it is. */
  readonly who: WhoId | undefined;
  readonly settling: Readonly<Partial<Record<EventField, Settling>>>;
  readonly endsAs: 'linked' | 'leftSelection';
  readonly reason: ReasonCode;
  readonly problems: readonly EventProblem[];
  readonly relation: Relation | null;
}

export interface EventPair {
  readonly link: EventLink | null;
  readonly salesforceId: SalesforceEventId;
  readonly event: ExchangeEvent;
  readonly verdict: Verdict & { readonly kind: 'in' };
  /** null: not read, because the link remembers every field. */
  readonly salesforce: SalesforceEvent | null;
  /** null: it follows from what is written. */
  readonly reason: ReasonCode | null;
}
