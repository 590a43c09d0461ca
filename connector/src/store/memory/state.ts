// All that the memory store remembers. Each function of the store does its work without awaiting anything in between:
// that is its transaction.
import type { Link } from '../../core/link.js';
import type { ExchangeEventId, PersonId } from '../../core/model.js';
import type { SentRow } from '../../core/sent/row.js';
import type { ChangeCursor, SalesforceChange } from '../../ports/salesforce.js';
import type { Scope } from '../../ports/scope.js';
import type { Finding, Installation, ItemRef, WriteTrailEntry } from '../../ports/store.js';

/** What was asked for while a run was open. */
interface Woken {
  readonly atMs: number;
  readonly priority: Scope['priority'];
}

export interface PersonState {
  scope: Scope;
  woken: Woken | null;
  /** By id, in id order. */
  links: ReadonlyMap<number, Link>;
  sent: ReadonlyMap<string, SentRow>;
  /** By `itemKey`. */
  findings: Map<string, readonly Finding[]>;
  trail: WriteTrailEntry[];
}

/** Whose a meeting is. `begunAtMs` null: its create has come to an end. */
interface Meeting {
  readonly person: PersonId;
  readonly exchangeId: ExchangeEventId;
  readonly begunAtMs: number | null;
}

export interface MemoryState {
  installation: Installation | null;
  people: Map<PersonId, PersonState>;
  /** Numbers are never given twice. */
  lastLinkId: number;
  /** By meeting key. */
  meetings: Map<string, Meeting>;
  claims: Map<string, { readonly person: PersonId; readonly untilMs: number }>;
  requests: Map<string, { readonly claimedAtMs: number; readonly isFinished: boolean }>;
  changeCursors: Map<SalesforceChange['object'], ChangeCursor>;
  changes: readonly (SalesforceChange & { readonly seq: number; readonly seenAtMs: number })[];
  lastChangeSeq: number;
}

export function emptyState(): MemoryState {
  return {
    installation: null,
    people: new Map(),
    lastLinkId: 0,
    meetings: new Map(),
    claims: new Map(),
    requests: new Map(),
    changeCursors: new Map(),
    changes: [],
    lastChangeSeq: 0,
  };
}

export function itemKey(item: ItemRef): string {
  return `${item.object} ${item.side} ${item.itemId}`;
}

/** The person, when this run is their current one. */
export function withinRun(state: MemoryState, person: PersonId, runNo: number): PersonState | null {
  const found = state.people.get(person);
  const isCurrent = found !== undefined && found.scope.runNo === runNo && found.scope.leaseUntilMs !== null;
  return isCurrent ? found : null;
}

/** Texts in the order of their code units, as PostgreSQL's collation "C" has it for ids. */
export function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
