// A plan in numbers, folded from what is expected of each item before anything is read in full or written. The guard
// judges it. Rule: docs/sync-rules.md "Brakes".
import { assertNever } from './failure.js';
import type { Side } from './model.js';

/** What is expected of one item, links and new ones alike. */
export type Expected = (
  | { readonly kind: 'create' | 'delete'; /** Where it is written. */ readonly side: Side }
  /** A link whose contents changed. */
  | { readonly kind: 'change' }
  /** Two records that meet for the first time. */
  | { readonly kind: 'pair' }
  /** Held, left out, waiting, looked at again: nothing is written. */
  | { readonly kind: 'leave' }
) & {
  /** The half of a link that is gone, whatever the settings make of it. */
  readonly goneFrom?: Side | 'both';
};

const nothing = {
  linked: 0,
  changedLinks: 0,
  createsInExchange: 0,
  createsInSalesforce: 0,
  newLinks: 0,
  /** Links whose Exchange item is reported gone, and whose Salesforce record the settings would delete. */
  deletesInSalesforce: 0,
  deletesInExchange: 0,
  /** Links whose half on that side is gone, whatever the settings say. */
  goneFromExchange: 0,
  goneFromSalesforce: 0,
};

/** What a whole plan would do. */
export type PlanShape = Readonly<typeof nothing>;

/** `linked`: live links of the person now. */
export function foldShape(linked: number, expected: Iterable<Expected>): PlanShape {
  const shape = { ...nothing, linked };
  for (const one of expected) {
    const counted = countedAs(one);
    if (counted !== null) shape[counted] += 1;
    if (one.goneFrom === 'exchange' || one.goneFrom === 'both') shape.goneFromExchange += 1;
    if (one.goneFrom === 'salesforce' || one.goneFrom === 'both') shape.goneFromSalesforce += 1;
  }
  return shape;
}

/** Asked by kind alone: what is left alone may have a side, too. */
function countedAs(expected: Expected): keyof PlanShape | null {
  switch (expected.kind) {
    case 'create':
      return expected.side === 'exchange' ? 'createsInExchange' : 'createsInSalesforce';
    case 'delete':
      return expected.side === 'exchange' ? 'deletesInExchange' : 'deletesInSalesforce';
    case 'change':
      return 'changedLinks';
    case 'pair':
      return 'newLinks';
    case 'leave':
      return null;
    default:
      return assertNever(expected);
  }
}
