// When a run lays down its work with the chunk that it is at: it goes on in another run, from what was committed.
import { limits } from '../../core/limits.js';
import type { Services } from './services.js';

/** Its time is up, or somebody stopped all writing meanwhile. */
export function isSliceOver(run: { readonly services: Services; readonly startedAtMs: number }): boolean {
  const { clock, writes } = run.services;
  return clock.nowMs() >= run.startedAtMs + limits.runSliceMs || writes.whyNot() !== null;
}
