// Keeps at most four requests to one mailbox in flight: Graph works on four of one app and answers 429 to the fifth. A
// batch is worked on four at a time by itself, so it takes the whole lane. A mailbox that asked for patience is left
// alone until then; others are not slowed.
import { limits } from '../core/limits.js';
import type { ClockPort } from '../ports/clock.js';

interface Lane {
  taken: number;
  pausedUntilMs: number;
  readonly waiting: { readonly weight: number; readonly start: () => void }[];
}

export const wholeLane = limits.graphInFlightPerMailbox;

export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #clock: ClockPort;

  constructor(clock: ClockPort) {
    this.#clock = clock;
  }

  /** Runs `work` when the lane has room for `weight` (1 … wholeLane); first come, first served. */
  async run<T>(name: string, weight: number, work: () => Promise<T>): Promise<T> {
    const lane = this.#laneOf(name);
    await enter(lane, weight);
    try {
      return await work();
    } finally {
      lane.taken -= weight;
      startWaiting(lane);
      this.#forgetIdle(name, lane);
    }
  }

  /** Leaves the lane alone for so long. Never shortens a pause. */
  pause(name: string, waitMs: number): void {
    const lane = this.#laneOf(name);
    lane.pausedUntilMs = Math.max(lane.pausedUntilMs, this.#clock.nowMs() + waitMs);
  }

  /** Milliseconds that the lane is still to be left alone. */
  pauseMs(name: string): number {
    return Math.max(0, (this.#lanes.get(name)?.pausedUntilMs ?? 0) - this.#clock.nowMs());
  }

  #laneOf(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane: Lane = { taken: 0, pausedUntilMs: 0, waiting: [] };
    this.#lanes.set(name, lane);
    return lane;
  }

  #forgetIdle(name: string, lane: Lane): void {
    if (lane.taken === 0 && lane.waiting.length === 0 && lane.pausedUntilMs <= this.#clock.nowMs())
      this.#lanes.delete(name);
  }
}

function enter(lane: Lane, weight: number): Promise<void> | undefined {
  if (lane.waiting.length === 0 && lane.taken + weight <= wholeLane) {
    lane.taken += weight;
    return undefined;
  }
  return new Promise((resolve) => lane.waiting.push({ weight, start: resolve }));
}

function startWaiting(lane: Lane): void {
  for (;;) {
    const next = lane.waiting[0];
    if (next === undefined || lane.taken + next.weight > wholeLane) return;
    lane.waiting.shift();
    lane.taken += next.weight;
    next.start();
  }
}
