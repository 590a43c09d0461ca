// The stretch of time that a round of change tracking is asked for. Its window is frozen into the links, so it reaches
// further ahead than the settings: for as long as the round lasts, whatever slides into the days that sync has been
// listed already. Rule: docs/sync-rules.md, "Window".
import { limits } from '../../../core/limits.js';
import type { EventSettings } from '../../../core/settings/event.js';
import { dayMs } from '../../../core/time.js';
import type { TimeWindow } from '../../../ports/calendar.js';

/** A day more on both sides: Exchange takes the dates of all-day events for days in UTC. */
const marginMs = dayMs;

export function windowAskedAt(nowMs: number, { daysBack, daysAhead }: EventSettings): TimeWindow {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  return {
    startMs: today - daysBack * dayMs - marginMs,
    endMs: today + (daysAhead + 1) * dayMs + limits.calendarAheadMs + marginMs,
  };
}

/** Where a listing of the window is sure to hold an event that touches it. */
export function sureWithin({ startMs, endMs }: TimeWindow): TimeWindow {
  return { startMs: startMs + marginMs, endMs: endMs - marginMs };
}

export function touches(
  event: { readonly startsAtMs: number; readonly endsAtMs: number },
  window: TimeWindow,
): boolean {
  return event.endsAtMs > window.startMs && event.startsAtMs < window.endMs;
}
