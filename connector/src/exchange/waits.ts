// How often a request is repeated, and how long we wait before. Pure.
import { limits } from '../core/limits.js';

/** Repeats of a read that got no usable answer; with the waits of `backOffMs` about seven seconds. */
export const readRepeatsMax = 3;
/** Refusals (429) of one request that are waited out inside a call. */
export const refusalsMax = 8;
const firstWaitMs = 1_000;

/** 1, 2, 4 … seconds. `repeat` counts from 0. */
export function backOffMs(repeat: number): number {
  return firstWaitMs * 2 ** repeat;
}

export function isShortWait(waitMs: number): boolean {
  return waitMs <= limits.waitInsideRunMaxMs;
}
