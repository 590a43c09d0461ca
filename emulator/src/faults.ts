// The fault plan: which calls go wrong, and how. Used by tests, the demo and people who try things over
// /_emulator/faults.
import type { Call, System } from './calls.js';

export type FaultEffect =
  /**
   * The call is refused before anything happens. `body` is sent as is where given (an object as JSON, a string as
   * text/html).
   */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  /** The connection is cut before anything happens. */
  | { readonly kind: 'cutBefore' }
  /** The call is carried out, but its answer never arrives: the connection is cut instead. */
  | { readonly kind: 'cutAfter' }
  /** The connection is cut, and the call is carried out all the same, with the first call that comes so much later. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** The call waits this long before it is carried out. */
  | { readonly kind: 'delay'; readonly milliseconds: number };

export interface Fault {
  readonly id?: string;
  readonly system?: System;
  readonly method?: string;
  /** Part of the route text, for example `/contacts/delta`. */
  readonly routeIncludes?: string;
  readonly user?: string;
  /** Only every n-th matching call is hit (1 = every one). */
  readonly everyNth?: number;
  /** Only after this many matching calls have passed. */
  readonly skipFirst?: number;
  /** At most so many hits; then the fault is used up. */
  readonly times?: number;
  readonly effect: FaultEffect;
}

/**
 * Called for each call before it is carried out and again before its answer leaves. Tests use it to stop a process
 * at a call.
 */
type CallWatcher = (call: Call, phase: 'before' | 'after') => WatcherSays | Promise<WatcherSays>;

/** `late`: as the fault of that name; only before a call. */
export type WatcherSays = 'go on' | 'cut' | Extract<FaultEffect, { kind: 'late' }>;

interface Planned {
  readonly fault: Fault;
  seen: number;
  hits: number;
}

export class Faults {
  #planned: Planned[] = [];
  #late: { readonly dueMs: number; readonly carryOut: () => Promise<void> }[] = [];
  watcher: CallWatcher | null = null;

  add(fault: Fault): void {
    this.#planned.push({ fault, seen: 0, hits: 0 });
  }

  clear(id?: string): void {
    this.#planned = id === undefined ? [] : this.#planned.filter((planned) => planned.fault.id !== id);
  }

  list(): readonly (Fault & { hits: number })[] {
    return this.#planned.map(({ fault, hits }) => ({ ...fault, hits }));
  }

  /** Of a call that is late: `carryOut` is done by `land` when its time has come. */
  holdBack(dueMs: number, carryOut: () => Promise<void>): void {
    this.#late.push({ dueMs, carryOut });
  }

  /** Carries out what was held back until now. */
  async land(nowMs: number): Promise<void> {
    const due = this.#late.filter(({ dueMs }) => dueMs <= nowMs);
    this.#late = this.#late.filter((one) => !due.includes(one));
    for (const { carryOut } of due) await carryOut();
  }

  /** The effect for this call, or null. Counts the call for every fault that it matches. */
  effectFor(call: Call): FaultEffect | null {
    let effect: FaultEffect | null = null;
    for (const planned of this.#planned) {
      if (!matches(planned.fault, call)) continue;
      planned.seen += 1;
      if (effect !== null || !isDue(planned)) continue;
      planned.hits += 1;
      effect = planned.fault.effect;
    }
    return effect;
  }
}

function matches(fault: Fault, call: Call): boolean {
  if (fault.system !== undefined && fault.system !== call.system) return false;
  if (fault.method !== undefined && fault.method !== call.method) return false;
  if (fault.user !== undefined && fault.user !== call.user) return false;
  return fault.routeIncludes === undefined || call.route.includes(fault.routeIncludes);
}

function isDue({ fault, seen, hits }: Planned): boolean {
  if (fault.times !== undefined && hits >= fault.times) return false;
  const position = seen - (fault.skipFirst ?? 0);
  return position > 0 && position % (fault.everyNth ?? 1) === 0;
}
