// The brakes: a plan is judged by its shape before anything of it is applied. A plan over a limit is not applied at
// all, nor in parts (law P14). Rule: docs/sync-rules.md. Removing what became private is not
// judged here; it is never held.
import { limits } from './limits.js';
import type { ReasonCode } from './reasons.js';
import type { PlanShape } from './shape.js';

/** What was already done for this person within the last 24 hours. */
export interface RecentWrites {
  readonly deletesInSalesforce: number;
  readonly deletesInExchange: number;
}

export type GuardVerdict = { readonly kind: 'go' } | { readonly kind: 'held'; readonly reason: ReasonCode };

/** Deletes are added up over 24 hours, so that a flood in small portions is a flood all the same. */
export function guardPlan(shape: PlanShape, recent: RecentWrites): GuardVerdict {
  const { brakes } = limits;
  if (shape.linked >= brakes.emptiedFromLinked && isOneSideEmptied(shape)) return held('BRAKE_EMPTIED');
  // Shares are taken of what was linked before the recent deletes: else each portion would shrink the whole it is
  // measured by, or slip below the size from which shares count.
  const linkedBefore = shape.linked + recent.deletesInSalesforce + recent.deletesInExchange;
  if (tooManyDeletes(shape.deletesInSalesforce, recent.deletesInSalesforce, linkedBefore)) return held('BRAKE_DELETES');
  if (tooManyDeletes(shape.deletesInExchange, recent.deletesInExchange, linkedBefore)) return held('BRAKE_DELETES');
  if (shape.linked >= brakes.changedShareFromLinked && shape.changedLinks > shape.linked * brakes.changedShareMax) {
    return held('BRAKE_CHANGES');
  }
  return { kind: 'go' };
}

/** Both emptied together is no alarm: nothing is left that could be deleted. */
function isOneSideEmptied(shape: PlanShape): boolean {
  return shape.goneFromExchange >= shape.linked !== shape.goneFromSalesforce >= shape.linked;
}

function tooManyDeletes(planned: number, recent: number, linkedBefore: number): boolean {
  if (planned === 0) return false;
  const { brakes } = limits;
  const sum = planned + recent;
  const isLargeShare = linkedBefore >= brakes.deletesShareFromLinked && sum > linkedBefore * brakes.deletesShareMax;
  return sum > brakes.deletesMax || isLargeShare;
}

function held(reason: ReasonCode): GuardVerdict {
  return { kind: 'held', reason };
}
