// The loop of the one process: polls Salesforce, runs people that are due, tells the org. A cause that is the whole
// system's pauses everything with growing waits and is one line in the log (law P23). Until the queue arrives the due
// times in the store are worked off right here.
import { limits } from '../core/limits.js';
import type { Failure } from '../core/failure.js';
import type { PersonId } from '../core/model.js';
import { syncObjects } from '../core/status.js';
import type { Scope } from '../ports/scope.js';
import { runPerson } from '../sync/run.js';
import { Fleet } from './fleet.js';
import { Poller } from './poller.js';
import { Reporter } from './reporter.js';
import { Requests } from './requests.js';
import type { WorkerServices } from './services.js';

export interface WorkerOptions {
  readonly services: WorkerServices;
  readonly pollEveryMs: number;
  /** People synced at the same time; each keeps to one batch in flight. */
  readonly peopleAtOnce: number;
  /** Told after each round, for readiness and metrics. */
  readonly onRound?: (round: Round) => void;
}

export interface Round {
  readonly polledOk: boolean;
  readonly runs: number;
}

/** How long a loop that found nothing to do rests; a look at the store is all that it costs. */
const idleWaitMs = 250;

export class Worker {
  readonly #fleet: Fleet;
  readonly #requests: Requests;
  readonly #poller: Poller;
  readonly #reporter: Reporter;
  #nextPollAtMs = 0;
  #failuresInARow = 0;
  #pausedUntilMs = 0;
  readonly #underWay = new Set<PersonId>();
  /** Runs begun since the last poll. */
  #runs = 0;

  constructor(private readonly options: WorkerOptions) {
    const { services } = options;
    this.#fleet = new Fleet(services);
    this.#requests = new Requests(services, this.#fleet);
    this.#poller = new Poller(services, this.#fleet, this.#requests);
    this.#reporter = new Reporter(services, this.#fleet);
  }

  /**
   * Goes on until `signal` is aborted; what is under way is finished first. Looking, running and telling go on side by
   * side, so that one slow mailbox delays nothing but itself.
   */
  async work(signal: AbortSignal): Promise<void> {
    const runners = Array.from({ length: this.options.peopleAtOnce }, () => this.#loop(signal, () => this.#runNext()));
    const poller = this.#loop(signal, () => this.#pollIfDue());
    const teller = this.#loop(signal, async () => {
      await this.#reporter.tell();
      return false;
    });
    await Promise.all([poller, teller, ...runners]);
  }

  /** One turn of all of it, one after the other: for tests that turn the crank themselves. */
  async round(): Promise<Round> {
    let polledOk = true;
    if (this.#isPollDue()) polledOk = await this.#poll();
    let runs = 0;
    for (let left = this.options.peopleAtOnce * 4; left > 0 && (await this.#runNext()); left -= 1) runs += 1;
    await this.#reporter.tell();
    return { polledOk, runs };
  }

  /** `act` answers whether there may be more to do at once. */
  async #loop(signal: AbortSignal, act: () => Promise<boolean>): Promise<void> {
    const { clock, log } = this.options.services;
    while (!signal.aborted) {
      let hasMore = false;
      try {
        hasMore = await act();
      } catch (error) {
        log.error('LOOP_BROKE', { error });
      }
      if (!hasMore) await clock.wait(idleWaitMs, signal);
    }
  }

  #isPollDue(): boolean {
    return this.options.services.clock.nowMs() >= this.#nextPollAtMs;
  }

  async #pollIfDue(): Promise<boolean> {
    if (!this.#isPollDue()) return false;
    const polledOk = await this.#poll();
    this.options.onRound?.({ polledOk, runs: this.#runs });
    this.#runs = 0;
    return polledOk && this.#isPollDue();
  }

  /** The most urgent person that is due and not under way here; answers whether there was one. */
  async #runNext(): Promise<boolean> {
    const { store, clock } = this.options.services;
    if (clock.nowMs() < this.#pausedUntilMs) return false;
    const due = await store.dueScopes(clock.nowMs(), this.options.peopleAtOnce * 4);
    const person = due.find((one) => this.#fleet.get(one) !== null && !this.#underWay.has(one));
    if (person === undefined) return false;
    this.#underWay.add(person);
    this.#runs += 1;
    try {
      await this.#runOne(person);
    } finally {
      this.#underWay.delete(person);
    }
    return true;
  }

  async #poll(): Promise<boolean> {
    const { services, pollEveryMs } = this.options;
    const result = await this.#poller.poll();
    const nowMs = services.clock.nowMs();
    if (!result.ok) {
      services.log.warn('POLL_FAILED', { code: result.failure.code, class: result.failure.class });
      this.#pause(result.failure);
      return false;
    }
    this.#failuresInARow = 0;
    const slowness = (result.value.apiUsedShare ?? 0) > limits.apiUsedSharePause ? 10 : 1;
    const waitMs = Math.min(pollEveryMs * slowness, limits.salesforcePollEveryMaxMs);
    this.#nextPollAtMs = result.value.hasMore ? nowMs : nowMs + waitMs;
    return true;
  }

  async #runOne(person: PersonId): Promise<void> {
    const { services } = this.options;
    const syncPerson = this.#fleet.get(person);
    if (syncPerson === null) return;
    const order = this.#requests.orderFor(person);
    const isWaitedFor = this.#requests.isWaitedFor(person);
    const before = await services.store.readScope(person);
    const end = await runPerson(services, syncPerson, order);
    if (end.kind === 'systemFailure') this.#pause(end.failure);
    if (end.kind === 'failed')
      services.log.warn('RUN_FAILED', { person, code: end.failure.code, class: end.failure.class });
    const after = await services.store.readScope(person);
    if (isWaitedFor || hasNews(before, after)) {
      this.#reporter.tellSoon(person);
      await this.#reporter.tell();
    }
    await this.#requests.runEnded(person, order, end);
  }

  #pause(failure: Failure): void {
    const { services, pollEveryMs } = this.options;
    this.#failuresInARow += 1;
    const waitMs = Math.min(pollEveryMs * 2 ** Math.min(this.#failuresInARow, 6), limits.sweepEveryMs);
    const untilMs = Math.max(services.clock.nowMs() + waitMs, failure.retryAtMs ?? 0);
    this.#nextPollAtMs = untilMs;
    if (failure.isSystemWide === true) {
      this.#pausedUntilMs = untilMs;
      services.log.error('EVERYTHING_WAITS', { code: failure.code, class: failure.class, waitMs });
    }
  }
}

/** Another state, or nothing told yet: people see it at once. */
function hasNews(before: Scope | null, after: Scope | null): boolean {
  return (
    before?.told === null || syncObjects.some((object) => before?.parts[object].state !== after?.parts[object].state)
  );
}
