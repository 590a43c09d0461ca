// What this process has lately seen of the two systems: noted by whoever speaks to them, read by readiness. Times only,
// nothing of anybody.
import type { ClockPort } from '../ports/clock.js';

export type SystemName = 'salesforce' | 'microsoft';

/** Milliseconds since 1970; null = not in this process yet. */
export interface Contact {
  readonly lastAnswerMs: number | null;
  readonly lastTroubleMs: number | null;
}

export class Vitals {
  readonly #clock: ClockPort;
  readonly #contacts: Record<SystemName, Contact> = {
    salesforce: { lastAnswerMs: null, lastTroubleMs: null },
    microsoft: { lastAnswerMs: null, lastTroubleMs: null },
  };
  #isWorking = false;

  constructor(clock: ClockPort) {
    this.#clock = clock;
  }

  note(system: SystemName, isAnswer: boolean): void {
    const nowMs = this.#clock.nowMs();
    const before = this.#contacts[system];
    this.#contacts[system] = isAnswer ? { ...before, lastAnswerMs: nowMs } : { ...before, lastTroubleMs: nowMs };
  }

  /** Both took our credentials. */
  noteSignIn(): void {
    this.note('salesforce', true);
    this.note('microsoft', true);
  }

  /** A round of the worker: from the first one on Salesforce has to be heard of again and again. */
  noteRound(polledOk: boolean): void {
    this.#isWorking = true;
    this.note('salesforce', polledOk);
  }

  /** A request to Microsoft: `status` null = no answer. Refusals of single items are answers all the same. */
  noteGraph(status: number | null): void {
    this.note('microsoft', status !== null && status < 500 && status !== 401);
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  contact(system: SystemName): Contact {
    return this.#contacts[system];
  }

  /** False in a process that only serves the web: it has no reason to speak to Salesforce all the time. */
  isWorking(): boolean {
    return this.#isWorking;
  }
}
