// One run of one person: takes the lease, runs the calendar (events/), then the contacts, and says when to look again.
// Whatever goes wrong stops this person only, and one object only, unless the cause is the whole system's. The file to
// read first in this folder; then the two parts, events/run-event-part.ts and run-contact-part.ts.
import { BrokenAssumption, success, type Failure, type Outcome } from '../core/failure.js';
import { sha256Hex } from '../core/hash.js';
import { limits } from '../core/limits.js';
import type { PersonId } from '../core/model.js';
import type { Scope } from '../ports/store.js';
import type { Services, SyncPerson } from './part/services.js';
import { beginEventReset } from './events/reset.js';
import { runEventPart } from './events/part.js';
import { runContactPart } from './contacts/part.js';

/** Somebody asked for links to be found anew; part of a Reset request. */
export interface ResetWish {
  /** The links were forgotten by an earlier slice of this reset. */
  readonly isBegun: boolean;
  readonly bringBackRemoved: boolean;
  readonly settleDifferencesAnew: boolean;
}

export interface RunOrder {
  /** Ids of the requests that this run answers. */
  readonly requestIds: readonly string[];
  /** Of contacts. */
  readonly reset: ResetWish | null;
  readonly eventReset: ResetWish | null;
}

export type RunEnd =
  | { readonly kind: 'notMine' }
  | { readonly kind: 'done'; readonly looksAgainSoon: boolean }
  | { readonly kind: 'goesOn' | 'held' | 'stopped' | 'paused' }
  /** Tried again at a later time. `beforeReset`: nothing was forgotten yet of what a reset was to forget. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly beforeReset?: true }
  /** The cause is not this person's: everything waits. */
  | { readonly kind: 'systemFailure'; readonly failure: Failure };

export async function runPerson(services: Services, subject: SyncPerson, order: RunOrder): Promise<RunEnd> {
  const { store, clock, log } = services;
  const person = subject.user.id;
  const scope = await store.startRun(person, clock.nowMs(), services.tuning.leaseMs);
  if (scope === null) return { kind: 'notMine' };
  const startedAtMs = clock.nowMs();
  try {
    const end = await runParts(services, subject, order, scope, startedAtMs);
    await store.endRun(person, scope.runNo, await nextDue(services, person, startedAtMs, end));
    log.info('RUN_ENDED', { person, runNo: scope.runNo, state: end.kind, durationMs: clock.nowMs() - startedAtMs });
    return end;
  } catch (error) {
    if (error instanceof BrokenAssumption && error.code === 'RUN_WAS_TAKEN_OVER') return { kind: 'notMine' };
    log.error('RUN_BROKE', { person, runNo: scope.runNo, error });
    await store.endRun(person, scope.runNo, clock.nowMs() + limits.itemRetryFirstMs);
    return {
      kind: 'failed',
      failure: { class: 'bug', code: error instanceof BrokenAssumption ? error.code : 'UNEXPECTED' },
    };
  }
}

/** Events first: people look at their calendars more often. What both parts need of the system stops both. */
async function runParts(
  services: Services,
  subject: SyncPerson,
  order: RunOrder,
  scope: Scope,
  startedAtMs: number,
): Promise<RunEnd> {
  const begun = await beginResets(services, subject, order, scope);
  // What the person may not do, the parts themselves say in a status; a request would wait for ever.
  if (!begun.ok && !isOfPerson(begun.failure)) return { kind: 'failed', failure: begun.failure, beforeReset: true };
  const askedBy = order.requestIds[0] ?? null;
  const known = order.eventReset === null ? scope : { ...scope, eventCursor: null };
  const events = await runEventPart(services, subject, known, startedAtMs, askedBy);
  if (events.kind === 'systemFailure') return events;
  const now = await services.store.readScope(scope.person);
  if (now === null) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  const contacts = await runContactPart(services, subject, order, { ...now, runNo: scope.runNo }, startedAtMs);
  return gravest(events, contacts);
}

/** Before anything else, so that a run that is cut off later has forgotten all of it, or nothing. */
async function beginResets(
  services: Services,
  subject: SyncPerson,
  { reset, eventReset }: RunOrder,
  scope: Scope,
): Promise<Outcome<null>> {
  if (eventReset?.isBegun === false) {
    const begun = await beginEventReset(services, subject, scope, eventReset);
    if (!begun.ok) return begun;
  }
  if (reset?.isBegun === false) {
    const { bringBackRemoved, settleDifferencesAnew } = reset;
    const options = { dropTombstones: bringBackRemoved, dropMemory: settleDifferencesAnew };
    const forgotten = await services.store.forgetLinks(scope.person, scope.runNo, options);
    if (forgotten === null) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  }
  return success(null);
}

function isOfPerson({ class: failureClass, isSystemWide }: Failure): boolean {
  return isSystemWide !== true && (failureClass === 'auth' || failureClass === 'permission');
}

const gravity: readonly RunEnd['kind'][] = [
  'notMine',
  'systemFailure',
  'failed',
  'goesOn',
  'held',
  'stopped',
  'done',
  'paused',
];

/** One end for both parts: the one that asks for most. */
function gravest(one: RunEnd, other: RunEnd): RunEnd {
  if (one.kind === 'done' && other.kind === 'done') return one.looksAgainSoon ? one : other;
  return gravity.indexOf(one.kind) < gravity.indexOf(other.kind) ? one : other;
}

/** The earliest of: the sweep, what waits for its time, and what the failure asks for. */
async function nextDue(
  { store, clock, tuning }: Services,
  person: PersonId,
  startedAtMs: number,
  end: RunEnd,
): Promise<number | null> {
  const nowMs = clock.nowMs();
  const { sweepEveryMs, betweenRunsMs } = tuning;
  switch (end.kind) {
    case 'goesOn':
      return nowMs;
    case 'failed':
    case 'systemFailure':
      return Math.max(nowMs + waitAfter(end.failure, sweepEveryMs), end.failure.retryAtMs ?? 0);
    default: {
      const untilMs = nowMs + sweepEveryMs;
      const waiting = [
        ...(await store.dueFindings(person, 'Contact', untilMs, limits.matchChunkSize)),
        ...(await store.dueFindings(person, 'Event', untilMs, limits.matchChunkSize)),
      ];
      const begun = [...(await store.openIntents(person)), ...(await store.openMeetings(person))];
      // What was due in this run and still is will not be mended by haste.
      const times = [
        ...waiting.flatMap(({ retryAtMs }) => retryAtMs ?? []),
        ...begun.map(({ begunAtMs }) => begunAtMs + tuning.inDoubtWaitMs),
      ].map((atMs) => Math.max(atMs, nowMs + (atMs <= startedAtMs ? limits.itemRetryFirstMs : betweenRunsMs)));
      if (end.kind === 'done' && end.looksAgainSoon) times.push(nowMs + betweenRunsMs);
      return Math.min(nowMs + spread(person, sweepEveryMs), ...times);
    }
  }
}

/** What passes by itself is tried soon; what will be refused in the same way again waits for the sweep. */
function waitAfter({ class: failureClass }: Failure, sweepEveryMs: number): number {
  if (failureClass === 'notFound') return 0;
  const willPass = failureClass === 'transient' || failureClass === 'throttled' || failureClass === 'needsResync';
  return willPass ? limits.itemRetryFirstMs : sweepEveryMs;
}

/** Sweeps are spread, so that people who started together do not go on together for ever. */
function spread(person: string, everyMs: number): number {
  const share = Number.parseInt(sha256Hex(person).slice(0, 4), 16) / 0xffff;
  return Math.round(everyMs * (0.9 + 0.2 * share));
}
