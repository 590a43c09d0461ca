// Requests of people (Exchange_Sync_Request__c): taken once, carried out by the person's next run, answered in the
// org. The asker is who made the record, never a field of it, and may ask only what docs/security.md allows (law
// P20).
import { limits } from '../core/limits.js';
import { toInstant, type PersonId } from '../core/model.js';
import type { ReasonCode } from '../core/reasons.js';
import type { RequestState, SyncRequest } from '../ports/salesforce.js';
import type { Services } from '../sync/part/services.js';
import type { ResetWish, RunEnd, RunOrder } from '../sync/run.js';
import type { Fleet } from './fleet.js';

interface Pending {
  readonly request: SyncRequest;
  /** People whose run is still to come. */
  readonly left: Set<PersonId>;
  readonly results: Map<PersonId, string>;
  /**
   * People whose links were forgotten for this request: later slices of the same reset go on, they do not begin
   * again.
   */
  readonly forgotten: Set<PersonId>;
}

type Answer = Parameters<Services['org']['updateRequests']>[0][number];

/**
 * It was finished, yet stands there as open: the answer was lost with an earlier process, or somebody queued it
 * again.
 */
const takenBefore = {
  state: 'Failed',
  words: 'This request was taken before; each takes effect once. Ask anew if it is still wanted.',
} as const;

export class Requests {
  readonly #pending = new Map<string, Pending>();
  /** Finished, but the org does not know it yet. */
  readonly #unanswered = new Map<string, Answer>();

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
      const refusal = isMine ? this.#refusalOf(request, managers.value.has(request.askedBy)) : takenBefore;
      if (refusal !== null) await this.#finish(request.id, refusal.state, refusal.words);
      else await this.#begin(request);
    }
    return fresh.length < open.length;
  }

  /** What the next run of this person has to take along. */
  orderFor(person: PersonId): RunOrder {
    const mine = [...this.#pending.values()].filter(({ left }) => left.has(person)).map(({ request }) => request);
    const resets = mine.filter((request) => request.type === 'Reset');
    return {
      requestIds: mine.map(({ id }) => id),
      reset: this.#wishOf(
        person,
        resets.filter(({ objects }) => objects !== 'Events'),
      ),
      eventReset: this.#wishOf(
        person,
        resets.filter(({ objects }) => objects !== 'Contacts'),
      ),
    };
  }

  #wishOf(person: PersonId, resets: readonly SyncRequest[]): ResetWish | null {
    if (resets.length === 0) return null;
    return {
      isBegun: resets.every(({ id }) => this.#pending.get(id)?.forgotten.has(person) === true),
      bringBackRemoved: resets.some((request) => request.bringBackRemoved),
      settleDifferencesAnew: resets.some((request) => request.settleDifferencesAnew),
    };
  }

  /** A run has ended that began with this order. A run that goes on, or is tried again, leaves the request open. */
  async runEnded(person: PersonId, order: RunOrder, end: RunEnd): Promise<void> {
    if (order.requestIds.length === 0 || end.kind === 'notMine') return;
    const isUnbegun = end.kind === 'failed' && (end.failure.class === 'bug' || end.beforeReset === true);
    const hasForgotten = (order.reset !== null || order.eventReset !== null) && !isUnbegun;
    if (hasForgotten) for (const id of order.requestIds) this.#pending.get(id)?.forgotten.add(person);
    if (end.kind === 'goesOn' || end.kind === 'failed' || end.kind === 'systemFailure') return;
    const words = await this.#wordsFor(person, end);
    for (const id of order.requestIds) {
      const pending = this.#pending.get(id);
      if (pending === undefined || !pending.left.delete(person)) continue;
      pending.results.set(person, words);
      if (pending.left.size > 0) continue;
      const state = [...pending.results.values()].every((result) => result.startsWith('{')) ? 'Done' : 'Failed';
      await this.#finish(id, state, [...pending.results.values()].join('\n'));
    }
  }

  #refusalOf(request: SyncRequest, mayManage: boolean): { state: RequestState; words: string } | null {
    if (request.type !== 'SyncNow' && request.type !== 'Reset') {
      return { state: 'Failed', words: 'This version of the connector cannot carry out this kind of request.' };
    }
    const isForOneself = request.person === request.askedBy;
    if (!mayManage && (request.type === 'Reset' || !isForOneself)) {
      return { state: 'Failed', words: 'Only people with the permission Manage Exchange Sync may ask for this.' };
    }
    const ageMs = this.services.clock.nowMs() - Date.parse(request.askedAt);
    if (request.type === 'Reset' && ageMs > limits.requestExpiresMs) {
      return { state: 'Expired', words: 'Not begun within 24 hours. Ask again if it is still wanted.' };
    }
    if (this.#peopleOf(request).length === 0) {
      return { state: 'Failed', words: 'This person is in no active Exchange configuration.' };
    }
    return null;
  }

  async #begin(request: SyncRequest): Promise<void> {
    const { store, clock, org } = this.services;
    const people = this.#peopleOf(request);
    this.#pending.set(request.id, { request, left: new Set(people), results: new Map(), forgotten: new Set() });
    await org.updateRequests([{ id: request.id, state: 'Running', at: toInstant(clock.nowMs()) }]);
    await store.makeDue(people, clock.nowMs(), 0);
  }

  async #finish(id: string, state: RequestState, result: string): Promise<void> {
    const { store, clock } = this.services;
    await this.#answer({ id, state, result, at: toInstant(clock.nowMs()) });
    this.#pending.delete(id);
    await store.finishRequest(id, clock.nowMs());
  }

  async #answer(answer: Answer): Promise<void> {
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

  async #wordsFor(person: PersonId, end: RunEnd): Promise<string> {
    if (end.kind === 'held') return 'Held by a brake: see the issues of this person.';
    if (end.kind === 'stopped' || end.kind === 'paused')
      return 'This person does not sync at present: see the status and issues.';
    const { store } = this.services;
    const links = await store.countLinks(person);
    const events = await store.countEventLinks(person);
    const numbers: Partial<Record<ReasonCode, number>> = {};
    for (const { reason, number } of [
      ...(await store.countFindings(person, 'Contact')),
      ...(await store.countFindings(person, 'Event')),
    ]) {
      numbers[reason] = (numbers[reason] ?? 0) + number;
    }
    const synced = { synced: links.linked ?? 0, eventsSynced: events.linked ?? 0 };
    return JSON.stringify({ person, ...synced, notInStep: numbers });
  }

  #peopleOf(request: SyncRequest): readonly PersonId[] {
    if (request.person !== null) return this.fleet.get(request.person) === null ? [] : [request.person];
    return this.fleet.all().map(({ user }) => user.id);
  }
}
