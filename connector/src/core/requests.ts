// What people may ask of the connector (Exchange_Sync_Request__c): the types that this version carries out, who may ask
// them for whom, and what becomes of one. Values only; their texts for the org are made here too, and nothing is ever
// decided by a text. Rules: docs/settings.md, "Requests"; law P20.
import { assertNever } from './failure.js';
import { limits } from './limits.js';
import type { Instant, PersonId, SyncObject } from './model.js';
import type { ReasonCode } from './reasons.js';

interface RequestRow {
  readonly does: string;
  /** Who may ask it for themselves. For others and for everybody at once: only those who manage the sync. */
  readonly forOneself: 'everybody' | 'managers';
  /** Not begun so long after it was asked, it is not begun any more; null = whenever it is found. */
  readonly expiresAfterMs: number | null;
}

/** A type that is added here has to be carried out in `jobs/requests.ts`, and stands in docs/settings.md. */
export const requestTypes = {
  SyncNow: { does: 'a run at once', forOneself: 'everybody', expiresAfterMs: null },
  Reset: {
    does: 'forgets the connections and finds them again; writes to no contact and no event',
    forOneself: 'managers',
    expiresAfterMs: limits.requestExpiresMs,
  },
} as const satisfies Record<string, RequestRow>;
export type RequestType = keyof typeof requestTypes;

/** As it is written in the org: of a later version, or nobody's. */
export interface UnknownType {
  readonly unknown: string;
}

export function requestTypeOf(text: string): RequestType | UnknownType {
  return Object.hasOwn(requestTypes, text) ? (text as RequestType) : { unknown: text };
}

export const requestStates = {
  Queued: 'It waits to be taken.',
  Running: 'It was taken, and is being carried out.',
  Done: 'It was carried out for everybody it was for.',
  Failed: 'It was refused, or could not be carried out for everybody it was for: the result says why.',
  Expired: 'It was not begun in time.',
} as const satisfies Record<string, string>;
export type RequestState = keyof typeof requestStates;

export interface SyncRequest {
  readonly id: string;
  readonly type: RequestType | UnknownType;
  /** Who made the record, never a field of it. */
  readonly askedBy: PersonId;
  readonly askedAt: Instant;
  /** null = everybody. */
  readonly person: PersonId | null;
  readonly objects: 'Contacts' | 'Events' | 'Both';
  readonly bringBackRemoved: boolean;
  readonly settleDifferencesAnew: boolean;
}

/** Of a type that this version carries out. */
export type KnownRequest = SyncRequest & { readonly type: RequestType };

export const refusals = {
  /**
   * It was finished, yet stands there as open: the answer was lost with an earlier process, or somebody queued it
   * again.
   */
  takenBefore: {
    state: 'Failed',
    text: 'This request was taken before; each takes effect once. Ask anew if it is still wanted.',
  },
  unknownType: { state: 'Failed', text: 'This version of the connector cannot carry out this kind of request.' },
  notAllowed: { state: 'Failed', text: 'Only people with the permission Manage Exchange Sync may ask for this.' },
  expired: { state: 'Expired', text: 'Not begun within 24 hours. Ask again if it is still wanted.' },
  notSynced: { state: 'Failed', text: 'This person is in no active Exchange configuration.' },
} as const satisfies Record<string, { readonly state: RequestState; readonly text: string }>;
export type Refusal = keyof typeof refusals;

/** What became of a request: for one person, or of the whole when it was refused. */
export type RequestResult =
  | {
      readonly kind: 'done';
      readonly person: PersonId;
      /** Pairs in step. */
      readonly synced: Readonly<Record<SyncObject, number>>;
      readonly notInStep: Readonly<Partial<Record<ReasonCode, number>>>;
    }
  /** A brake stopped the run. */
  | { readonly kind: 'held' }
  | { readonly kind: 'notSyncing' }
  | { readonly kind: 'refused'; readonly why: Refusal };

export interface RequestFacts {
  readonly mayManage: boolean;
  /** Of the people whom it is for, one at least is in an active configuration. */
  readonly isForPeopleWhoSync: boolean;
  readonly nowMs: number;
}

export function judgeRequest(
  request: SyncRequest,
  { mayManage, isForPeopleWhoSync, nowMs }: RequestFacts,
): { readonly kind: 'accepted'; readonly request: KnownRequest } | (RequestResult & { readonly kind: 'refused' }) {
  const { type, person, askedBy, askedAt } = request;
  if (typeof type !== 'string') return { kind: 'refused', why: 'unknownType' };
  const { forOneself, expiresAfterMs }: RequestRow = requestTypes[type];
  const isOpenToAsker = person === askedBy && forOneself === 'everybody';
  if (!mayManage && !isOpenToAsker) return { kind: 'refused', why: 'notAllowed' };
  const isTooOld = expiresAfterMs !== null && nowMs - Date.parse(askedAt) > expiresAfterMs;
  if (isTooOld) return { kind: 'refused', why: 'expired' };
  if (!isForPeopleWhoSync) return { kind: 'refused', why: 'notSynced' };
  return { kind: 'accepted', request: { ...request, type } };
}

/** Of a request as a whole: done when it is done for everybody it was for. */
export function stateAfter(results: readonly RequestResult[]): RequestState {
  const [first] = results;
  if (first?.kind === 'refused') return refusals[first.why].state;
  return results.every(({ kind }) => kind === 'done') ? 'Done' : 'Failed';
}

/** As the org shows it; one line a person. Numbers and codes for machines, sentences for people. */
export function textOf(result: RequestResult): string {
  switch (result.kind) {
    case 'done': {
      const { person, synced, notInStep } = result;
      return JSON.stringify({ person, synced: synced.Contact, eventsSynced: synced.Event, notInStep });
    }
    case 'held':
      return 'Held by a brake: see the issues of this person.';
    case 'notSyncing':
      return 'This person does not sync at present: see the status and issues.';
    case 'refused':
      return refusals[result.why].text;
    default:
      return assertNever(result);
  }
}
