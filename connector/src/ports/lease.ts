// The lease under which a run writes. Another process may take the person over once it has ended, so a run that was
// frozen, or slowed down by waits, sends no write of which the other one knows nothing (law P8). The run holds it, and
// whatever sends a write asks it where the request leaves the process, so that no write can forget it; which run a
// request belongs to is told by the asynchronous context.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClockPort } from './clock.js';

/** Two clocks, for each of them can fail to see time pass: the date is set back, the other stands while we sleep. */
type Clocks = Pick<ClockPort, 'nowMs' | 'elapsedMs'>;

export class Lease {
  readonly #clocks: Clocks;
  readonly #lengthMs: number;
  #beganAt: Readonly<{ date: number; elapsed: number }>;

  /** Made before the store is asked for it: what the statement takes counts against us. */
  constructor(clocks: Clocks, lengthMs: number) {
    this.#clocks = clocks;
    this.#lengthMs = lengthMs;
    this.#beganAt = this.#now();
  }

  /** It begins anew with this statement, and stays as it was where that throws. */
  async renewedBy(statement: () => Promise<void>): Promise<void> {
    const beganAt = this.#now();
    await statement();
    this.#beganAt = beganAt;
  }

  isOver(): boolean {
    const { date, elapsed } = this.#now();
    return Math.max(date - this.#beganAt.date, elapsed - this.#beganAt.elapsed) >= this.#lengthMs;
  }

  #now(): Readonly<{ date: number; elapsed: number }> {
    return { date: this.#clocks.nowMs(), elapsed: this.#clocks.elapsedMs() };
  }
}

const leases = new AsyncLocalStorage<Lease>();

/** All writes of this work are sent under the lease. */
export function underLease<Value>(lease: Lease, work: () => Promise<Value>): Promise<Value> {
  return leases.run(lease, work);
}

/** Whether the run that asks may send no write any more. Work of no run (poll, status) has no lease. */
export function isLeaseOver(): boolean {
  return leases.getStore()?.isOver() === true;
}
