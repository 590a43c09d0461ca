// The brakes before a plan is carried out: too many deletes or changes at once are held (docs/sync-rules.md, "Brakes").
// Counted from what the first pass noticed, and exactly only where that looks like too much.
import { success, type Outcome } from '../../core/failure.js';
import { guardPlan } from '../../core/guard.js';
import { limits } from '../../core/limits.js';
import type { ReasonCode } from '../../core/reasons.js';
import type { AccessOnce } from './access-once.js';
import type { Part, PartTypes } from './part.js';

/** The reason for which the plan is held, or null. */
export async function heldBy<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  run: T['Ready'],
  reading: T['Reading'],
  access: AccessOnce<T['Access']>,
): Promise<Outcome<ReasonCode | null>> {
  const { store, clock } = run.services;
  const sinceMs = clock.nowMs() - limits.brakes.windowMs;
  const recent = {
    deletesInSalesforce: await store.countTrail(run.person, part.object, 'salesforce', 'delete', sinceMs),
    deletesInExchange: await store.countTrail(run.person, part.object, 'exchange', 'delete', sinceMs),
  };
  for (const isExact of [false, true]) {
    const shape = await part.shape(run, reading, access.get, isExact);
    if (!shape.ok) return shape;
    const verdict = guardPlan(shape.value, recent);
    if (verdict.kind === 'go') return success(null);
    if (isExact || verdict.reason !== 'BRAKE_CHANGES') return success(verdict.reason);
  }
  return success(null);
}
