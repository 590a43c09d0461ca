// People, what is due, and their runs, in memory. The same rules as ../tables/scopes.ts and ../tables/runs.ts.
import type { PersonId } from '../../core/model.js';
import type { Scope, ScopeChange } from '../../ports/scope.js';
import type { StorePort } from '../../ports/store.js';
import { changedScope, newScope } from '../new-scope.js';
import { commit } from './commit.js';
import { openRows } from './sent.js';
import { byText, withinRun, type MemoryState, type PersonState } from './state.js';

export function peopleOf(state: MemoryState) {
  return {
    async readScopes() {
      return [...state.people.values()]
        .map(({ scope }) => scope)
        .sort((one, other) => byText(one.person, other.person));
    },
    async readScope(person) {
      return state.people.get(person)?.scope ?? null;
    },
    async saveScope(person, change) {
      save(personOf(state, person), change);
    },
    async makeDue(people, dueAtMs, priority) {
      for (const person of people) {
        const found = state.people.get(person);
        if (found !== undefined && found.scope.dueAtMs !== null) wake(found, dueAtMs, priority);
      }
    },
    async dueScopes(nowMs, limit) {
      const due = [...state.people.values()].map(({ scope }) => scope).filter((scope) => mayStart(scope, nowMs));
      return due
        .sort(soonestFirst)
        .slice(0, limit)
        .map((scope) => scope.person);
    },
  } satisfies Partial<StorePort>;
}

export function runsOf(state: MemoryState) {
  return {
    async startRun(person, nowMs, leaseMs) {
      const found = state.people.get(person);
      if (found === undefined || !mayStart(found.scope, nowMs)) return null;
      found.woken = null;
      found.scope = { ...found.scope, runNo: found.scope.runNo + 1, leaseUntilMs: nowMs + leaseMs };
      return found.scope;
    },
    async openChunk(person, runNo, leaseUntilMs, rows) {
      const found = withinRun(state, person, runNo);
      if (found === null) return false;
      openRows(found, rows);
      found.scope = { ...found.scope, leaseUntilMs };
      return true;
    },
    async commitRun(given) {
      const found = withinRun(state, given.person, given.runNo);
      if (found === null) return false;
      commit(state, found, given);
      return true;
    },
    async endRun(person, runNo, nextDueAtMs) {
      const found = withinRun(state, person, runNo);
      if (found === null) return false;
      const { scope, woken } = found;
      // Somebody took the person out of all configurations meanwhile: then it stays so.
      const isOut = scope.dueAtMs === null && woken === null;
      const dueAtMs = isOut ? null : earlier(nextDueAtMs, woken?.atMs ?? null);
      found.scope = { ...scope, dueAtMs, priority: woken?.priority ?? 2, leaseUntilMs: null };
      found.woken = null;
      return true;
    },
  } satisfies Partial<StorePort>;
}

function personOf(state: MemoryState, person: PersonId): PersonState {
  const found = state.people.get(person);
  if (found !== undefined) return found;
  const fresh: PersonState = {
    scope: newScope(person),
    woken: null,
    links: new Map(),
    sent: new Map(),
    findings: new Map(),
    trail: [],
  };
  state.people.set(person, fresh);
  return fresh;
}

function save(found: PersonState, change: ScopeChange): void {
  const before = found.scope;
  found.scope = changedScope(before, change);
  if (change.dueAtMs === undefined) return;
  if (change.dueAtMs === null) found.woken = null;
  else noteMeanwhile(found, change.dueAtMs, change.priority ?? before.priority);
}

function wake(found: PersonState, dueAtMs: number, priority: Scope['priority']): void {
  const { scope } = found;
  found.scope = {
    ...scope,
    dueAtMs: earlier(scope.dueAtMs, dueAtMs),
    priority: sooner(scope.priority, priority),
  };
  noteMeanwhile(found, dueAtMs, priority);
}

/** What comes in while a run is open must outlive its end. */
function noteMeanwhile(found: PersonState, atMs: number, priority: Scope['priority']): void {
  if (found.scope.leaseUntilMs === null) return;
  found.woken = {
    atMs: Math.min(found.woken?.atMs ?? Infinity, atMs),
    priority: sooner(found.woken?.priority ?? 2, priority),
  };
}

function mayStart(scope: Scope, nowMs: number): boolean {
  const isDue = scope.dueAtMs !== null && scope.dueAtMs <= nowMs;
  return isDue && (scope.leaseUntilMs === null || scope.leaseUntilMs <= nowMs);
}

function soonestFirst(one: Scope, other: Scope): number {
  const byTime = (one.dueAtMs ?? 0) - (other.dueAtMs ?? 0);
  return one.priority - other.priority || byTime || byText(one.person, other.person);
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function sooner(one: Scope['priority'], other: Scope['priority']): Scope['priority'] {
  return one < other ? one : other;
}
