// One run of one person: takes the lease, runs the parts one after the other, and says when to look again. Whatever
// goes wrong stops this person only, and one object only, unless the cause is the whole system's. The file to read
// first in this folder; then part/run-part.ts, the frame of a part, and part/part.ts, what differs from object to
// object.
import { BrokenAssumption, success, type Failure, type Outcome } from '../core/failure.js';
import { sha256Hex } from '../core/hash.js';
import { limits } from '../core/limits.js';
import type { PersonId } from '../core/model.js';
import type { Scope } from '../ports/scope.js';
import { Lease, underLease } from '../ports/lease.js';
import { contactPart } from './contacts/part.js';
import { eventPart } from './events/part.js';
import { takenOver } from './part/commit.js';
import type { RunEnd, RunOrder } from './part/order.js';
import { runPart, type PartOrder } from './part/run-part.js';
import type { Services, SyncPerson } from './part/services.js';

/** In this order: people look at their calendars more often. */
const parts = [
  { part: eventPart, run: (...given: Given) => runPart(eventPart, ...given) },
  { part: contactPart, run: (...given: Given) => runPart(contactPart, ...given) },
] as const;

type Given = [services: Services, person: SyncPerson, order: PartOrder];

export async function runPerson(services: Services, person: SyncPerson, order: RunOrder): Promise<RunEnd> {
  const { store, clock, log } = services;
  const { id } = person.user;
  const lease = new Lease(clock, services.tuning.leaseMs);
  const scope = await store.startRun(id, clock.nowMs(), services.tuning.leaseMs);
  if (scope === null) return { kind: 'notMine' };
  const startedAtMs = clock.nowMs();
  const { runNo } = scope;
  try {
    const end = await underLease(lease, () => runParts(services, person, { order, scope, lease, startedAtMs }));
    await store.endRun(id, runNo, await nextDue(services, id, startedAtMs, end));
    log.info('RUN_ENDED', { person: id, runNo, state: end.kind, durationMs: clock.nowMs() - startedAtMs });
    return end;
  } catch (error) {
    if (error instanceof BrokenAssumption && error.code === 'RUN_WAS_TAKEN_OVER') return { kind: 'notMine' };
    log.error('RUN_BROKE', { person: id, runNo, error });
    await store.endRun(id, runNo, clock.nowMs() + limits.itemRetryFirstMs);
    const code = error instanceof BrokenAssumption ? error.code : 'UNEXPECTED';
    return { kind: 'failed', failure: { class: 'bug', code } };
  }
}

/** What all parts need of the system stops all of them. */
async function runParts(
  services: Services,
  person: SyncPerson,
  { order, scope, lease, startedAtMs }: Omit<PartOrder, 'isAlone'>,
): Promise<RunEnd> {
  const begun = await beginResets(services, person, order, scope);
  // What the person may not do, the parts themselves say in a status; a request would wait for ever.
  if (!begun.ok && !isOfPerson(begun.failure)) return { kind: 'failed', failure: begun.failure, beforeReset: true };
  let whole: RunEnd | null = null;
  for (const { part, run } of parts) {
    const now: Scope | null = whole === null ? scope : await services.store.readScope(scope.person);
    if (now?.runNo !== scope.runNo) throw takenOver();
    const others = parts.filter((one) => one.part.object !== part.object);
    const isAlone = others.every((other) => other.part.isOff(person.configuration));
    const end: RunEnd = await run(services, person, { scope: now, lease, order, startedAtMs, isAlone });
    if (end.kind === 'systemFailure') return end;
    whole = whole === null ? end : gravest(whole, end);
  }
  return whole ?? { kind: 'paused' };
}

/**
 * Before anything else, so that a run that is cut off later has forgotten all of it, or nothing. Nothing is forgotten
 * of an object that does not sync, or while writing is stopped: then the request is answered so (jobs/requests.ts).
 */
async function beginResets(
  services: Services,
  person: SyncPerson,
  { resets }: RunOrder,
  scope: Scope,
): Promise<Outcome<null>> {
  if (services.writes.whyNot() !== null) return success(null);
  for (const { part } of parts) {
    const wish = resets[part.object];
    if (wish === undefined || wish.isBegun || part.isOff(person.configuration)) continue;
    const ready = await part.beforeReset(services, person, scope);
    if (!ready.ok) return ready;
    const options = { dropTombstones: wish.bringBackRemoved, dropMemory: wish.settleDifferencesAnew };
    const forgotten = await services.store.forgetLinks(scope.person, scope.runNo, part.object, options);
    if (forgotten === null) throw takenOver();
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
      const waiting: number[] = [];
      for (const { part } of parts) {
        const due = await store.dueFindings(person, part.object, untilMs, limits.matchChunkSize);
        waiting.push(...due.flatMap(({ retryAtMs }) => retryAtMs ?? []));
      }
      const open = (await store.sentRows(person)).filter(({ state }) => state === 'open');
      const begun = [...open, ...(await store.openMeetings(person))];
      waiting.push(...begun.map(({ begunAtMs }) => begunAtMs + tuning.inDoubtWaitMs));
      // What was due in this run and still is needs time: trying at once would end the same way.
      const times = waiting.map((atMs) =>
        Math.max(atMs, nowMs + (atMs <= startedAtMs ? limits.itemRetryFirstMs : betweenRunsMs)),
      );
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
