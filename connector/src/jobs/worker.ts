// The loop of the one process: polls Salesforce, runs people that are due, tells the org. A cause that is the whole
// system's pauses everything with growing waits and is one line in the log (law P23). Until the queue arrives the due
// times in the store are worked off right here.
import { limits } from '../core/limits.js';
import type { Failure } from '../core/failure.js';
import type { PersonId } from '../core/model.js';
import type { Services } from '../sync/context.js';
import { runPerson } from '../sync/run.js';
import { Fleet } from './fleet.js';
import { Poller } from './poller.js';
import { Reporter } from './reporter.js';
import { Requests } from './requests.js';

export interface WorkerOptions {
  readonly services: Services;
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

export class Worker {
  readonly #fleet: Fleet;
  readonly #requests: Requests;
  readonly #poller: Poller;
  readonly #reporter: Reporter;
  #nextPollAtMs = 0;
  #failuresInARow = 0;
  #pausedUntilMs = 0;

  constructor(private readonly options: WorkerOptions) {
    const { services } = options;
    this.#fleet = new Fleet(services);
    this.#requests = new Requests(services, this.#fleet);
    this.#poller = new Poller(services, this.#fleet, this.#requests);
    this.#reporter = new Reporter(services, this.#fleet);
  }

  /** Goes on until `signal` is aborted; what is under way is finished first. */
  async work(signal: AbortSignal): Promise<void> {
    const { clock } = this.options.services;
    while (!signal.aborted) {
      const round = await this.round(signal);
      this.options.onRound?.(round);
      if (round.runs === 0) await clock.wait(Math.max(50, Math.min(this.#idleMs(), 1_000)), signal);
    }
  }

  /** One turn: poll if it is time, run who is due, tell. */
  async round(signal: AbortSignal): Promise<Round> {
    const { services } = this.options;
    const nowMs = services.clock.nowMs();
    if (nowMs < this.#pausedUntilMs) return { polledOk: false, runs: 0 };
    let polledOk = true;
    if (nowMs >= this.#nextPollAtMs) polledOk = await this.#poll();
    const due = await services.store.dueScopes(services.clock.nowMs(), this.options.peopleAtOnce * 4);
    const syncing = due.filter((person) => this.#fleet.get(person) !== null);
    await this.#runAll(syncing, signal);
    await this.#reporter.tell();
    return { polledOk, runs: syncing.length };
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
    this.#nextPollAtMs = result.value.hasMore ? nowMs : nowMs + pollEveryMs * slowness;
    return true;
  }

  async #runAll(people: readonly PersonId[], signal: AbortSignal): Promise<void> {
    const waiting = [...people];
    const take = async (): Promise<void> => {
      for (let person = waiting.shift(); person !== undefined && !signal.aborted; person = waiting.shift()) {
        await this.#runOne(person);
      }
    };
    await Promise.all(Array.from({ length: this.options.peopleAtOnce }, take));
  }

  async #runOne(person: PersonId): Promise<void> {
    const { services } = this.options;
    const subject = this.#fleet.get(person);
    if (subject === null) return;
    const order = this.#requests.orderFor(person);
    const isWaitedFor = this.#requests.isWaitedFor(person);
    const before = await services.store.readScope(person);
    const end = await runPerson(services, subject, order);
    if (end.kind === 'systemFailure') this.#pause(end.failure);
    if (end.kind === 'failed')
      services.log.warn('RUN_FAILED', { person, code: end.failure.code, class: end.failure.class });
    const after = await services.store.readScope(person);
    if (isWaitedFor || before?.evidence.contacts !== after?.evidence.contacts || before?.reportedDigest === null) {
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

  #idleMs(): number {
    const nowMs = this.options.services.clock.nowMs();
    return Math.max(this.#nextPollAtMs, this.#pausedUntilMs) - nowMs;
  }
}
