// What a plan for contacts is made of: what is known of both halves goes in, actions come out. Values only; the rules
// stand in plan.ts and settle.ts.
import type { ItemHashers } from '../hash.js';
import type { ContactLink, LinkState } from '../link.js';
import type { Merged } from '../merge.js';
import type { Side } from '../model.js';
import type { ReasonCode } from '../reasons.js';
import type { ContactSettings } from '../settings/contact.js';
import type { ContactField } from './fields.js';
import type { ContactProblem, ExchangeContact, SalesforceContact } from './model.js';

export interface PlanContext {
  readonly settings: ContactSettings;
  readonly hasher: ItemHashers;
  /** Fields that this person may write in Salesforce; a change for another one waits. */
  readonly writableInSalesforce: ReadonlySet<ContactField>;
}

/** How two records were found to belong together, strongest first. */
export type FoundBy = 'link' | 'stamp' | 'key' | 'email' | 'name';

/** What is known of the Salesforce half of a pair. */
export type SalesforceHalf =
  | { readonly kind: 'present'; readonly contact: SalesforceContact }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'leftReach' }
  /** Could not be established in this run: nothing may follow from it. */
  | { readonly kind: 'unknown' };

/** What is known of the Exchange half of a pair. */
export type ExchangeHalf =
  | { readonly kind: 'present'; readonly contact: ExchangeContact }
  /** Positively removed: reported so, confirmed by a read, with a control read that succeeded. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'movedOut' }
  | { readonly kind: 'unknown' };

/** Two records that belong together. `link` null = first link. */
export interface Pair {
  readonly link: ContactLink | null;
  readonly foundBy: FoundBy;
  readonly salesforce: SalesforceContact;
  readonly exchange: ExchangeContact;
}

export type ContactAction = (
  | {
      readonly kind: 'createInSalesforce';
      readonly exchange: ExchangeContact;
      readonly link: ContactLink | null;
      readonly problems: readonly ContactProblem[];
    }
  /** A contact of the person is made in the folder. `link` is the old link when a delete was cancelled by an edit. */
  | { readonly kind: 'createInExchange'; readonly salesforce: SalesforceContact; readonly link: ContactLink | null }
  /** Both exist: write what has to be written (often nothing), then remember both sides as they are. */
  | ({ readonly kind: 'settle' } & Pair & Omit<Merged<ContactField>, 'wasConflictSettled'>)
  /** `link` null: a second copy that our own earlier attempt left behind. */
  | { readonly kind: 'deleteInExchange'; readonly link: ContactLink | null; readonly exchange: ExchangeContact }
  | { readonly kind: 'deleteInSalesforce'; readonly link: ContactLink; readonly salesforce: SalesforceContact }
  /**
   * No write anywhere: the pair stops syncing and is remembered as `state`; null forgets it (nothing is left on
   * either side).
   */
  | { readonly kind: 'retire'; readonly link: ContactLink; readonly state: LinkState | null }
  /** Nothing is done with this item; the reason says why (left out, held, waiting). */
  | { readonly kind: 'leave'; readonly side: Side; readonly itemId: string }
) & { readonly reason: ReasonCode };

export type ActionOf<Kind extends ContactAction['kind']> = Extract<ContactAction, { kind: Kind }>;
