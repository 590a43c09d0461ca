// What both emulated systems share: one clock, one seeded source of chance, one book of calls, one fault plan.
// Nothing here knows Exchange or Salesforce. Same seed and same calls give the same world, ids included.
import type { CallBook } from './calls.js';
import type { Faults } from './faults.js';

/** Emulated time. It runs with the real clock plus an offset that the control interface moves; it never goes back. */
export class Clock {
  #offsetMs = 0;
  #frozenAtMs: number | null = null;

  /** Milliseconds since 1970, UTC. */
  nowMs(): number {
    return (this.#frozenAtMs ?? Date.now()) + this.#offsetMs;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError('the emulated clock only goes forward');
    this.#offsetMs += milliseconds;
  }

  /** Stops the clock (it then moves by `advance` alone), or starts it at `startMs`. */
  freeze(atMs: number = Date.now()): void {
    this.#frozenAtMs = atMs;
  }
}

/** Small seeded generator (mulberry32): repeatable, not for secrets. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(from: readonly T[]): T {
    const value = from[this.below(from.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  /** Characters from `alphabet`; the ids of both systems are made of these. */
  text(length: number, alphabet: string): string {
    let out = '';
    for (let i = 0; i < length; i += 1) out += alphabet[this.below(alphabet.length)];
    return out;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}

export interface World {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly calls: CallBook;
  readonly faults: Faults;
  /** Added to every request (to each sub-request of a batch, four at a time), in milliseconds. */
  latencyMs: number;
}
