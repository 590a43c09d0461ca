// A clock for tests: it stands still until somebody waits or moves it, so that no test waits for real.
import type { ClockPort } from '../../src/ports/clock.js';

export interface TestClock extends ClockPort {
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: number[];
  advance(milliseconds: number): void;
}

export function testClock(startMs = Date.parse('2026-11-22T12:00:00Z')): TestClock {
  let nowMs = startMs;
  const waits: number[] = [];
  return {
    waits,
    nowMs: () => nowMs,
    elapsedMs: () => nowMs,
    advance: (milliseconds) => {
      nowMs += milliseconds;
    },
    wait: (milliseconds) => {
      waits.push(milliseconds);
      nowMs += milliseconds;
      return Promise.resolve();
    },
  };
}
