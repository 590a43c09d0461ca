// Requests of people (Exchange_Sync_Request__c): taken once, carried out by the person's next run, answered in the
// org. The asker is who made the record, never a field of it, and may ask only what docs/security.md allows (law
// P20).
import { assertNever } from '../core/failure.js';
import { toInstant, type PersonId, type SyncObject } from '../core/model.js';
import type { ReasonCode } from '../core/reasons.js';
import {
  judgeRequest,
  stateAfter,
  textOf,
  type KnownRequest,
  type RequestResult,
  type SyncRequest,
} from '../core/requests.js';
import { countSynced, syncObjects } from '../core/status.js';
import type { RequestUpdate } from '../ports/salesforce.js';
import type { ResetWish, RunEnd, RunOrder } from '../sync/part/order.js';
import type { Services } from '../sync/part/services.js';
import type { Fleet } from './fleet.js';

interface Pending {
  readonly request: KnownRequest;
  /** People whose run is still to come. */
  readonly left: Set<PersonId>;
  readonly results: RequestResult[];
  /**
   * People whose links were forgotten for this request: later slices of the same reset go on, they do not begin
   * again.
   */
  readonly forgotten: Set<PersonId>;
}

export class Requests {
  readonly #pending = new Map<string, Pending>();
  /** Finished, but the org does not know it yet. */
  readonly #unanswered = new Map<string, RequestUpdate>();

  constructor(
    private readonly services: Services,
    private readonly fleet: Fleet,
  ) {}

  /** People with an open request: their status is told at once. */
  isWaitedFor(person: PersonId): boolean {
    return [...this.#pending.values()].some(({ left }) => left.has(person));
  }

  /**
   * What the poll found. Each is claimed in our own store, so that it takes effect once, however often it is seen.
   * Answers true when one is for people we do not know and `settingsAreFresh` is false: it waits for a poll that brings
   * the settings along.
   */
  async take(requests: readonly SyncRequest[], settingsAreFresh: boolean): Promise<boolean> {
    const finished = new Set(this.#unanswered.keys());
    await this.#answerAgain(requests);
    const open = requests.filter(({ id }) => !this.#pending.has(id) && !finished.has(id));
    const fresh = open.filter((request) => settingsAreFresh || this.#peopleOf(request).length > 0);
    if (fresh.length === 0) return open.length > 0;
    const { store, clock, org } = this.services;
    const managers = await org.whoMayManage([...new Set(fresh.map((request) => request.askedBy))]);
    if (!managers.ok) return false;
    const begunEarlier = new Set(await store.openRequests());
    for (const request of fresh) {
      const isMine = (await store.claimRequest(request.id, clock.nowMs())) || begunEarlier.has(request.id);
      const facts = {
        mayManage: managers.value.has(request.askedBy),
        isForPeopleWhoSync: this.#peopleOf(request).length > 0,
        nowMs: clock.nowMs(),
      };
      const verdict = isMine ? judgeRequest(request, facts) : ({ kind: 'refused', why: 'takenBefore' } as const);
      if (verdict.kind === 'refused') await this.#finish(request.id, [verdict]);
      else await this.#begin(verdict.request);
    }
    return fresh.length < open.length;
  }

  /** What the next run of this person has to take along. */
  orderFor(person: PersonId): RunOrder {
    const mine = [...this.#pending.values()].filter(({ left }) => left.has(person));
    const resets: Partial<Record<SyncObject, ResetWish>> = {};
    for (const object of syncObjects) {
      const asking = mine.filter(({ request }) => objectsToReset(request).includes(object));
      if (asking.length === 0) continue;
      resets[object] = {
        isBegun: asking.every(({ forgotten }) => forgotten.has(person)),
        bringBackRemoved: asking.some(({ request }) => request.bringBackRemoved),
        settleDifferencesAnew: asking.some(({ request }) => request.settleDifferencesAnew),
      };
    }
    return { requestIds: mine.map(({ request }) => request.id), resets };
  }

  /** A run has ended that began with this order. A run that goes on, or is tried again, leaves the request open. */
  async runEnded(person: PersonId, order: RunOrder, end: RunEnd): Promise<void> {
    if (order.requestIds.length === 0 || end.kind === 'notMine') return;
    const isUnbegun = end.kind === 'failed' && (end.failure.class === 'bug' || end.beforeReset === true);
    const hasForgotten = Object.keys(order.resets).length > 0 && !isUnbegun;
    if (hasForgotten) for (const id of order.requestIds) this.#pending.get(id)?.forgotten.add(person);
    const result = await this.#resultOf(person, end);
    if (result === null) return;
    for (const id of order.requestIds) {
      const pending = this.#pending.get(id);
      if (pending === undefined || !pending.left.delete(person)) continue;
      pending.results.push(result);
      if (pending.left.size === 0) await this.#finish(id, pending.results);
    }
  }

  /** null: the run goes on, or is tried again. */
  async #resultOf(person: PersonId, end: Exclude<RunEnd, { kind: 'notMine' }>): Promise<RequestResult | null> {
    switch (end.kind) {
      case 'goesOn':
      case 'failed':
      case 'systemFailure':
        return null;
      case 'held':
        return { kind: 'held' };
      case 'stopped':
      case 'paused':
        return { kind: 'notSyncing' };
      case 'done':
        return this.#doneFor(person);
      default:
        return assertNever(end);
    }
  }

  async #doneFor(person: PersonId): Promise<RequestResult> {
    const { store } = this.services;
    const synced = { Contact: 0, Event: 0 };
    const notInStep: Partial<Record<ReasonCode, number>> = {};
    for (const object of syncObjects) {
      synced[object] = countSynced(await store.links(object).count(person));
      for (const { reason, number } of await store.countFindings(person, object)) {
        notInStep[reason] = (notInStep[reason] ?? 0) + number;
      }
    }
    return { kind: 'done', person, synced, notInStep };
  }

  async #begin(request: KnownRequest): Promise<void> {
    const { store, clock, org } = this.services;
    const people = this.#peopleOf(request);
    this.#pending.set(request.id, { request, left: new Set(people), results: [], forgotten: new Set() });
    await org.updateRequests([{ id: request.id, state: 'Running', at: toInstant(clock.nowMs()) }]);
    await store.makeDue(people, clock.nowMs(), 0);
  }

  async #finish(id: string, results: readonly RequestResult[]): Promise<void> {
    const { store, clock } = this.services;
    const result = results.map(textOf).join('\n');
    await this.#answer({ id, state: stateAfter(results), result, at: toInstant(clock.nowMs()) });
    this.#pending.delete(id);
    await store.finishRequest(id, clock.nowMs());
  }

  async #answer(answer: RequestUpdate): Promise<void> {
    const { org, log } = this.services;
    const [outcome] = await org.updateRequests([answer]);
    if (outcome?.ok === true) {
      this.#unanswered.delete(answer.id);
      return;
    }
    this.#unanswered.set(answer.id, answer);
    log.warn('REQUEST_NOT_ANSWERED', { request: answer.id });
  }

  /** Of the answers that did not get through, those whose requests still stand there unanswered. */
  async #answerAgain(requests: readonly SyncRequest[]): Promise<void> {
    const standing = new Set(requests.map(({ id }) => id));
    for (const [id, answer] of this.#unanswered) {
      if (standing.has(id)) await this.#answer(answer);
      else this.#unanswered.delete(id);
    }
  }

  #peopleOf(request: SyncRequest): readonly PersonId[] {
    if (request.person !== null) return this.fleet.get(request.person) === null ? [] : [request.person];
    return this.fleet.all().map(({ user }) => user.id);
  }
}

/** Whose links this request has forgotten. */
function objectsToReset({ type, objects }: KnownRequest): readonly SyncObject[] {
  switch (type) {
    case 'SyncNow':
      return [];
    case 'Reset':
      return objectsOf[objects];
    default:
      return assertNever(type);
  }
}

const objectsOf: Readonly<Record<SyncRequest['objects'], readonly SyncObject[]>> = {
  Contacts: ['Contact'],
  Events: ['Event'],
  Both: ['Contact', 'Event'],
};
