// How long to wait before a request is repeated. Pure: the present time is given.
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

/**
 * Milliseconds that a Retry-After header asks for, rounded up; null when there is none or it cannot be read. Seconds
 * may have a fraction (Graph documents "2.128"); a date is taken against `nowMs` and is never negative.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) || !/[a-z]/i.test(text) ? null : Math.max(0, atMs - nowMs);
}

export function isShortWait(waitMs: number): boolean {
  return waitMs <= limits.waitInsideRunMaxMs;
}
